import Bytes
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

    /// What ``seal(_:to:)`` makes of `prefix` and `message`, one after the other, with an ephemeral key that the caller chose. The
    /// same key must never seal two messages to one recipient.
    ///
    /// Layout, as libsodium has it: ephemeral public key E (32) ‖ `crypto_box_easy` with the nonce BLAKE2b-192(E ‖ recipient).
    public static func seal(
        prefix: [UInt8], _ message: UnsafeRawBufferPointer, to recipient: X25519.PublicKey,
        ephemeral: borrowing X25519.KeyPair
    ) throws -> [UInt8] {
        let share = ephemeral.publicKey.bytes
        let nonce = try blake2b(share + recipient.bytes, count: Int(crypto_box_noncebytes()))
        let size = prefix.count + message.count
        var box = [UInt8](repeating: 0, count: overhead + size)
        let status = box.withUnsafeMutableBytes { box in
            box.copyBytes(from: share)
            // Sealed where it lies, so that no copy of it is left.
            let plain = UnsafeMutableRawBufferPointer(rebasing: box[overhead...])
            plain.copyBytes(from: prefix)
            UnsafeMutableRawBufferPointer(rebasing: plain[prefix.count...]).copyMemory(from: message)
            let status = ephemeral.secretKey.withUnsafeBytes { secret in
                crypto_box_easy(
                    box.bytes + share.count, plain.bytes, UInt64(size), nonce, recipient.bytes,
                    secret.bytes)
            }
            if status != 0 { wipe(box) }
            return status
        }
        guard status == 0 else { throw SodiumError.smallOrderPoint }
        return box
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
