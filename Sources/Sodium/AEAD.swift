import CSodium

/// ChaCha20-Poly1305 with a 96-bit nonce that the caller counts (RFC 8439): the cipher of age's STREAM.
/// Works on memory that the caller owns, and allocates nothing.
public enum ChaChaPoly {
    public static let keySize = Int(crypto_aead_chacha20poly1305_IETF_KEYBYTES)
    public static let nonceSize = Int(crypto_aead_chacha20poly1305_IETF_NPUBBYTES)
    public static let tagSize = Int(crypto_aead_chacha20poly1305_IETF_ABYTES)

    /// Seals `message` into `output`, which must hold ``tagSize`` bytes more than the message (it may be the
    /// same memory). The pair of key and nonce must never be used twice.
    public static func seal(
        _ message: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        nonce: UnsafeRawBufferPointer, key: borrowing Secret
    ) throws(SodiumError) {
        try requireLength(key.count, keySize)
        try requireLength(nonce.count, nonceSize)
        try requireLength(output.count, message.count + tagSize)
        _ = key.withUnsafeBytes { key in
            crypto_aead_chacha20poly1305_ietf_encrypt(
                output.bytes, nil, message.bytes, UInt64(message.count), nil, 0, nil, nonce.bytes,
                key.bytes)
        }
    }

    /// Opens `box` into `output`, which must hold ``tagSize`` bytes less than the box (it may be the same memory).
    /// Throws ``SodiumError/notAuthentic`` and leaves no plaintext when the box is not authentic.
    public static func open(
        _ box: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
        nonce: UnsafeRawBufferPointer, key: borrowing Secret
    ) throws(SodiumError) {
        try requireLength(key.count, keySize)
        try requireLength(nonce.count, nonceSize)
        guard box.count >= tagSize else { throw .notAuthentic }
        try requireLength(output.count, box.count - tagSize)
        let status = key.withUnsafeBytes { key in
            crypto_aead_chacha20poly1305_ietf_decrypt(
                output.bytes, nil, nil, box.bytes, UInt64(box.count), nil, 0, nonce.bytes, key.bytes)
        }
        if status != 0 { throw .notAuthentic }
    }
}

/// XChaCha20-Poly1305 with a random 192-bit nonce in front and associated data: for records at rest.
public enum XChaChaPoly {
    public static let keySize = Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
    private static let nonceSize = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagSize = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
    /// How many bytes a sealed message is longer than the message.
    public static let overhead = nonceSize + tagSize

    /// 24 bytes of random nonce, then the box, bound to `associatedData`.
    public static func seal(
        _ message: [UInt8], associatedData: [UInt8], key: borrowing Secret
    ) throws -> [UInt8] {
        try requireLength(key.count, keySize)
        let nonce = try randomBytes(nonceSize)
        var box = [UInt8](repeating: 0, count: message.count + tagSize)
        _ = key.withUnsafeBytes { key in
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                &box, nil, message, UInt64(message.count), associatedData, UInt64(associatedData.count), nil,
                nonce, key.bytes)
        }
        return nonce + box
    }

    /// Throws ``SodiumError/notAuthentic`` when key or associated data are others, or the bytes were altered.
    public static func open(
        _ sealed: [UInt8], associatedData: [UInt8], key: borrowing Secret
    ) throws -> [UInt8] {
        try requireLength(key.count, keySize)
        guard sealed.count >= overhead else { throw SodiumError.notAuthentic }
        let box = Array(sealed.dropFirst(nonceSize))
        var message = [UInt8](repeating: 0, count: sealed.count - overhead)
        let status = key.withUnsafeBytes { key in
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &message, nil, nil, box, UInt64(box.count), associatedData, UInt64(associatedData.count),
                sealed, key.bytes)
        }
        guard status == 0 else { throw SodiumError.notAuthentic }
        return message
    }
}
