import CSodium
import Sodium

@testable import EvidenceVault

/// Boxes that libsodium opens and that the format does not make.
enum BoxForging {
    /// A sealed box whose share is written otherwise than that of the secret it is sealed with.
    static func box(
        _ message: [UInt8], share: [UInt8], secret: borrowing Secret, to recipient: X25519.PublicKey
    ) throws -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: 24)
        let named = share + recipient.bytes
        crypto_generichash(&nonce, nonce.count, named, UInt64(named.count), nil, 0)
        var box = [UInt8](repeating: 0, count: message.count + 16)
        let status = secret.withUnsafeBytes {
            crypto_box_easy(
                &box, message, UInt64(message.count), nonce, recipient.bytes,
                $0.bindMemory(to: UInt8.self).baseAddress!)
        }
        guard status == 0 else { throw SodiumError.smallOrderPoint }
        return share + box
    }
}
