import CSodium

/// Secret-key sealing without associated data: libsodium's `crypto_secretbox_easy` (XSalsa20-Poly1305) with a
/// random nonce in front: 24 bytes of nonce, then the box.
public enum SecretBox {
    public static let keySize = Int(crypto_secretbox_KEYBYTES)
    private static let nonceSize = Int(crypto_secretbox_NONCEBYTES)
    /// How many bytes a sealed message is longer than the message.
    public static let overhead = nonceSize + Int(crypto_secretbox_MACBYTES)

    public static func seal(_ message: [UInt8], key: borrowing Secret) throws -> [UInt8] {
        try requireLength(key.count, keySize)
        let nonce = try randomBytes(nonceSize)
        var box = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        _ = key.withUnsafeBytes { key in
            crypto_secretbox_easy(&box, message, UInt64(message.count), nonce, key.bytes)
        }
        return nonce + box
    }

    /// Throws ``SodiumError/notAuthentic`` when the key is another or the bytes were altered.
    public static func open(_ sealed: [UInt8], key: borrowing Secret) throws -> [UInt8] {
        try requireLength(key.count, keySize)
        guard sealed.count >= overhead else { throw SodiumError.notAuthentic }
        let box = Array(sealed.dropFirst(nonceSize))
        var message = [UInt8](repeating: 0, count: sealed.count - overhead)
        let status = key.withUnsafeBytes { key in
            crypto_secretbox_open_easy(&message, box, UInt64(box.count), sealed, key.bytes)
        }
        guard status == 0 else { throw SodiumError.notAuthentic }
        return message
    }
}
