import Age
import Foundation
import Sodium

/// The key that opens everything, in the hands of trustees. As an age identity it opens every sealed file with stock `age`.
public final class RecoveryKey: Sendable {
    /// 32 bytes: an X25519 secret key, or the seed of a hybrid key.
    public let secret: Secret
    public let vaultID: VaultID
    private let postQuantum: Bool

    init(vaultID: VaultID, secret: borrowing Secret, postQuantum: Bool) throws {
        self.vaultID = vaultID
        self.secret = try secret.duplicate()
        self.postQuantum = postQuantum
    }

    private func key() throws -> OpeningKey {
        try OpeningKey(secret: secret.duplicate(), postQuantum: postQuantum)
    }

    /// Writes an age identity file, in clear, for its owner only. Throws ``VaultError/alreadyExists(path:)``.
    public func write(to path: String) throws {
        let key = try key()
        let encoded = try key.encoded()
        let file = try NewFile(at: path)
        try file.write(
            Array(
                "# Amanah recovery key of vault \(vaultID)\n# phrase: \(vaultID.phrase)\n# public key: \(key.sealingKey)\n"
                    .utf8))
        try file.write(encoded)
        try file.write(Array("\n".utf8))
        try file.publish()
    }

    /// Reads the secret from a recovery file. Throws ``VaultError/notARecoveryKey``.
    public static func secret(inFile text: borrowing Secret) throws -> Secret {
        guard let identities = try? IdentityFile.parse(text), identities.count == 1 else {
            throw VaultError.notARecoveryKey
        }
        switch identities[0] {
        case let identity as X25519Identity: return try identity.keyPair.secretKey.duplicate()
        case let identity as HybridIdentity: return try identity.seed.duplicate()
        default: throw VaultError.notARecoveryKey
        }
    }
}
