import Bytes
import Sodium

/// The four-round Feistel network that makes a master secret depend on a passphrase.
///
/// Source: SLIP-0039, “Encryption of the master secret”.
enum Encryption {
    private static let rounds: [UInt8] = [0, 1, 2, 3]

    static func encrypt(_ secret: [UInt8], _ header: Share.Header, passphrase: [UInt8]) throws -> [UInt8] {
        try feistel(secret, header, passphrase, rounds)
    }

    static func decrypt(_ secret: [UInt8], _ header: Share.Header, passphrase: [UInt8]) throws -> [UInt8] {
        try feistel(secret, header, passphrase, rounds.reversed())
    }

    private static func feistel(
        _ secret: [UInt8], _ header: Share.Header, _ passphrase: [UInt8], _ rounds: [UInt8]
    ) throws -> [UInt8] {
        var left = Array(secret.prefix(secret.count / 2))
        var right = Array(secret.suffix(secret.count / 2))
        defer {
            wipe(&left)
            wipe(&right)
        }
        let salt =
            header.isExtendable
            ? [] : Array("shamir".utf8) + [UInt8(header.identifier >> 8), UInt8(header.identifier & 255)]
        for round in rounds {
            var password = [round] + passphrase
            let key = try Secret(moving: &password)
            var mask = try pbkdf2(key, salt: salt + right, iterations: 2500 << Int(header.iterationExponent))
            defer { wipe(&mask) }
            let next = zip(left, mask).map { $0 ^ $1 }
            left = right
            right = next
        }
        return right + left
    }

    /// PBKDF2 with HMAC-SHA-256 (RFC 8018), its first block, 32 bytes.
    private static func pbkdf2(_ password: borrowing Secret, salt: [UInt8], iterations: Int) throws -> [UInt8]
    {
        var block = try hmacSHA256(key: password, salt, [0, 0, 0, 1])
        defer { wipe(&block) }
        var sum = block
        for _ in 1..<iterations {
            block = try hmacSHA256(key: password, block)
            for index in sum.indices { sum[index] ^= block[index] }
        }
        return sum
    }
}
