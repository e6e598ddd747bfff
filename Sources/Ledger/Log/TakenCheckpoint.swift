package import Bytes
package import TransparencyLog

/// A checkpoint from outside of the vault: one that an auditor took home, or a colleague's. It is a checkpoint of this vault
/// by its own word; nothing in it is believed before it was compared.
public struct TakenCheckpoint: Sendable {
    package let note: SignedNote
    package let head: LogHead

    /// Larger files are no checkpoint.
    public static let maximumSize = 16_384

    /// Reads a signed note. Throws ``LedgerError/notACheckpoint(_:)``.
    public init(_ bytes: [UInt8], of vaultID: VaultID) throws {
        guard bytes.count <= TakenCheckpoint.maximumSize, let note = try? SignedNote(parsing: bytes),
            let checkpoint = try? Checkpoint(text: note.text)
        else { throw LedgerError.notACheckpoint(.notANote) }
        guard checkpoint.origin == CheckpointNames(vaultID).origin, checkpoint.extensions.isEmpty,
            checkpoint.size <= UInt64(Int64.max)
        else { throw LedgerError.notACheckpoint(.otherLog(origin: checkpoint.origin)) }
        self.note = note
        head = LogHead(size: checkpoint.size, root: checkpoint.root)
    }

    /// Whether a log key signed it.
    package func isSigned(by logKey: HexBytes, of vaultID: VaultID) -> Bool {
        do {
            try CheckpointNames(vaultID).verifier(logKey: logKey).verify(note)
            return true
        } catch {
            return false
        }
    }

    /// When a member cosigned it; nil when they did not.
    package func cosigned(by member: Member, of vaultID: VaultID) -> Timestamp? {
        cosigned(by: member.card, of: vaultID)
    }

    /// When the owner of a card cosigned it; nil when they did not.
    package func cosigned(by card: Card, of vaultID: VaultID) -> Timestamp? {
        let verifier = try? NoteVerifier(
            name: CheckpointNames(vaultID).cosignerName(card.fingerprint),
            publicKey: card.signingKey, kind: .cosignature)
        guard let verifier, let seconds = try? verifier.verify(note) else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }
}
