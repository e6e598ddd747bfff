import Bytes
import TransparencyLog

/// A checkpoint from outside of the vault: one that an auditor took home, or a colleague's. It is a checkpoint of this vault
/// by its own word; nothing in it is believed before it was compared.
public struct TakenCheckpoint: Sendable {
    let note: SignedNote
    public let head: LogHead

    /// Larger files are no checkpoint.
    public static let maximumSize = 16_384

    /// Reads a signed note. Throws ``VaultError/notACheckpoint(_:)``.
    public init(_ bytes: [UInt8], of vaultID: VaultID) throws {
        guard bytes.count <= TakenCheckpoint.maximumSize, let note = try? SignedNote(parsing: bytes),
            let checkpoint = try? Checkpoint(text: note.text)
        else { throw VaultError.notACheckpoint(.notANote) }
        guard checkpoint.origin == CheckpointNames(vaultID).origin, checkpoint.extensions.isEmpty,
            checkpoint.size <= UInt64(Int64.max)
        else { throw VaultError.notACheckpoint(.otherLog(origin: checkpoint.origin)) }
        self.note = note
        head = LogHead(size: checkpoint.size, root: checkpoint.root)
    }

    /// The one that lies beside the log. Throws ``VaultError/altered(_:)``.
    init(_ note: [UInt8], storedIn vaultID: VaultID) throws {
        do {
            try self.init(note, of: vaultID)
        } catch VaultError.notACheckpoint(let why) {
            throw VaultError.altered(.checkpoint(.note(why)))
        }
    }

    /// Whether a log key signed it.
    func isSigned(by logKey: HexBytes, of vaultID: VaultID) -> Bool {
        do {
            try CheckpointNames(vaultID).verifier(logKey: logKey).verify(note)
            return true
        } catch {
            return false
        }
    }

    /// When a member cosigned it; nil when they did not.
    func cosigned(by member: Member, of vaultID: VaultID) -> Timestamp? {
        cosigned(by: member.card, of: vaultID)
    }

    /// When the owner of a card cosigned it; nil when they did not.
    func cosigned(by card: Card, of vaultID: VaultID) -> Timestamp? {
        let verifier = try? NoteVerifier(
            name: CheckpointNames(vaultID).cosignerName(card.fingerprint),
            publicKey: card.signingKey, kind: .cosignature)
        guard let verifier, let seconds = try? verifier.verify(note) else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }
}

extension LogRows {
    /// Whether the stored checkpoint is of a log of this size.
    func covers(_ size: UInt64, of vaultID: VaultID) throws -> Bool {
        try TakenCheckpoint(checkpoint().note, storedIn: vaultID).head.size == size
    }
}
