import Bytes
import CSodium

/// HMAC-SHA-256 (RFC 2104), by libsodium's `crypto_auth_hmacsha256`. The key may have any length.
public func hmacSHA256(key: borrowing Secret, _ parts: [UInt8]...) throws -> [UInt8] {
    try Library.require()
    var state = crypto_auth_hmacsha256_state()
    defer { withUnsafeMutableBytes(of: &state) { wipe($0) } }
    key.withUnsafeBytes { _ = crypto_auth_hmacsha256_init(&state, $0.bytes, $0.count) }
    for part in parts { crypto_auth_hmacsha256_update(&state, part, UInt64(part.count)) }
    var mac = [UInt8](repeating: 0, count: 32)
    crypto_auth_hmacsha256_final(&state, &mac)
    return mac
}

/// BLAKE2b with a digest of 64 bytes and no key (RFC 7693), by libsodium's `crypto_generichash`.
public func blake2b512(_ message: [UInt8]) throws -> [UInt8] {
    try blake2b(message, count: 64)
}

/// BLAKE2b with a digest of `count` bytes, 16 to 64, and no key (RFC 7693).
func blake2b(_ message: [UInt8], count: Int) throws -> [UInt8] {
    try Library.require()
    var digest = [UInt8](repeating: 0, count: count)
    guard crypto_generichash(&digest, count, message, UInt64(message.count), nil, 0) == 0 else {
        throw SodiumError.wrongLength(expected: 64, actual: count)
    }
    return digest
}

/// HKDF with SHA-256 (RFC 5869), over libsodium's HMAC so that neither key leaves guarded memory.
///
/// - Parameters:
///   - count: bytes wanted, at most 8,160.
///   - salt: an empty one stands for 32 zero bytes, as the RFC says.
public func hkdfSHA256(
    _ inputKey: borrowing Secret, salt: [UInt8], info: [UInt8], count: Int = 32
) throws -> Secret {
    try inputKey.withUnsafeBytes { try hkdfSHA256($0, salt: salt, info: info, count: count) }
}

/// The same of a key that lies in memory of the caller's.
public func hkdfSHA256(
    _ inputKey: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int = 32
) throws -> Secret {
    guard count <= 255 * 32 else { throw SodiumError.wrongLength(expected: 255 * 32, actual: count) }
    // RFC 5869, 2.2: PRK = HMAC(salt, IKM). The salt is the HMAC key, the secret its message.
    var extracted = [UInt8](repeating: 0, count: 32)
    defer { wipe(&extracted) }
    try Library.require()
    var state = crypto_auth_hmacsha256_state()
    defer { withUnsafeMutableBytes(of: &state) { wipe($0) } }
    crypto_auth_hmacsha256_init(&state, salt, salt.count)
    crypto_auth_hmacsha256_update(&state, inputKey.bytes, UInt64(inputKey.count))
    crypto_auth_hmacsha256_final(&state, &extracted)
    let pseudorandomKey = try Secret(moving: &extracted)

    // RFC 5869, 2.3: T(i) = HMAC(PRK, T(i-1) | info | i).
    return try Secret(count: count) { output in
        var block: [UInt8] = []
        defer { wipe(&block) }
        var filled = 0
        var counter: UInt8 = 1
        while filled < count {
            var next = try hmacSHA256(key: pseudorandomKey, block, info, [counter])
            swap(&block, &next)
            wipe(&next)
            let take = min(block.count, count - filled)
            block.withUnsafeBytes {
                output[filled..<filled + take].copyBytes(from: $0.prefix(take))
            }
            filled += take
            counter &+= 1
        }
    }
}

/// scrypt (RFC 7914), by libsodium's `crypto_pwhash_scryptsalsa208sha256_ll`.
///
/// - Parameters:
///   - workFactor: log2 of N. Memory is 128 × r × N bytes: 256 MiB for work factor 18 and r = 8.
/// - Throws: ``SodiumError/scryptFailed`` when the memory cannot be had.
public func scrypt(
    passphrase: borrowing Secret, salt: [UInt8], workFactor: Int, r: UInt32 = 8, p: UInt32 = 1,
    count: Int = 32
) throws -> Secret {
    guard (1...30).contains(workFactor) else { throw SodiumError.scryptFailed }
    return try Secret(count: count) { output in
        let status = passphrase.withUnsafeBytes { passphrase in
            crypto_pwhash_scryptsalsa208sha256_ll(
                passphrase.bytes, passphrase.count, salt, salt.count, UInt64(1) << UInt64(workFactor), r, p,
                output.bytes, output.count)
        }
        guard status == 0 else { throw SodiumError.scryptFailed }
    }
}
