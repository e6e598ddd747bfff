import CSodium

/// Public-key sealing to one recipient by a sender who stays anonymous: libsodium's `crypto_box_seal`
/// (X25519, XSalsa20-Poly1305, an ephemeral key whose secret half is wiped at once).
public enum SealedBox {
    /// How many bytes a sealed box is longer than what is in it.
    public static let overhead = crypto_box_sealbytes()

    /// `message`, readable only with the secret key of `recipient`.
    public static func seal(
        _ message: UnsafeRawBufferPointer, to recipient: X25519.PublicKey
    ) throws(SodiumError) -> [UInt8] {
        try Library.require()
        var box = [UInt8](repeating: 0, count: message.count + overhead)
        guard crypto_box_seal(&box, message.bytes, UInt64(message.count), recipient.bytes) == 0 else {
            throw .smallOrderPoint
        }
        return box
    }

    /// A secret, readable only with the secret key of `recipient`.
    public static func seal(_ secret: borrowing Secret, to recipient: X25519.PublicKey) throws -> [UInt8] {
        try secret.withUnsafeBytes { try seal($0, to: recipient) }
    }

    /// What is in `box`, in guarded memory.
    /// Throws ``SodiumError/notAuthentic`` when it was not sealed to this key, or was altered.
    public static func open(_ box: [UInt8], with keyPair: borrowing X25519.KeyPair) throws -> Secret {
        guard box.count >= overhead else { throw SodiumError.notAuthentic }
        return try Secret(count: box.count - overhead) { message in
            let status = keyPair.secretKey.withUnsafeBytes { secret in
                crypto_box_seal_open(
                    message.bytes, box, UInt64(box.count), keyPair.publicKey.bytes, secret.bytes)
            }
            guard status == 0 else { throw SodiumError.notAuthentic }
        }
    }

    /// The same in ordinary memory, for what is no key: guarded memory of that size takes a dozen system calls.
    public static func openBytes(_ box: [UInt8], with keyPair: borrowing X25519.KeyPair) throws -> [UInt8] {
        guard box.count >= overhead else { throw SodiumError.notAuthentic }
        var message = [UInt8](repeating: 0, count: box.count - overhead)
        let status = keyPair.secretKey.withUnsafeBytes { secret in
            crypto_box_seal_open(
                &message, box, UInt64(box.count), keyPair.publicKey.bytes, secret.bytes)
        }
        guard status == 0 else { throw SodiumError.notAuthentic }
        return message
    }
}
