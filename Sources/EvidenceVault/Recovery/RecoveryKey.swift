import Age
import Bytes
import Disk
import Foundation
import Ledger
public import Sodium
import VaultStorage

/// The key that opens everything, in the hands of trustees. As an age identity it opens every sealed file with stock `age`.
public final class RecoveryKey: Sendable {
    /// 32 bytes: an X25519 secret key, or the seed of a hybrid key.
    public let secret: Secret
    public let vaultID: VaultID
    private let postQuantum: Bool
    /// A vault that was not finished, for which there may be files of a recovery key.
    private let replaced: VaultID?

    init(
        vaultID: VaultID, secret: borrowing Secret, postQuantum: Bool, replacing replaced: VaultID? = nil
    ) throws {
        self.vaultID = vaultID
        self.replaced = replaced
        self.secret = try secret.duplicate()
        self.postQuantum = postQuantum
    }

    private func key() throws -> OpeningKey {
        try OpeningKey(secret: secret.duplicate(), postQuantum: postQuantum)
    }

    /// Writes an age identity file, in clear, for its owner only. Throws ``StorageError/alreadyExists(path:)``.
    public func write(to path: String) throws {
        let key = try key()
        let encoded = try key.encoded()
        removeUnfinished(at: path)
        let file = try NewFile(at: path)
        try file.write(
            Array(
                "# Amanah recovery key of vault \(vaultID)\n# phrase: \(vaultID.phrase)\n# phrase: \(vaultID.phrase.digits.joined(separator: " "))\n# public key: \(key.sealingKey)\n"
                    .utf8))
        try file.write(encoded)
        try file.write(Array("\n".utf8))
        try file.publish()
    }

    /// What stands before the vault's id in the last line of a share's sheet.
    public static let sheetMark = "id "

    /// Takes away a file of the key, or of a share of it, that was made for a vault which was then not finished: it restores nothing.
    public func removeUnfinished(at path: String) {
        guard let replaced, var bytes = try? File.contents(of: path, limit: 8192) else { return }
        defer { wipe(&bytes) }
        func begins(_ line: ArraySlice<UInt8>, _ beginning: String) -> Bool {
            line.starts(with: Array(beginning.utf8))
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let last = lines.last,
            begins(first, "# Amanah recovery key of vault \(replaced)")
                || begins(first, "# Amanah, vault '\(replaced.phrase)': share ")
                || last.elementsEqual("\(RecoveryKey.sheetMark)\(replaced)".utf8)
        else { return }
        FileSystem.remove(path)
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
