import Sodium
import TransparencyLog

/// A stored entry with all that can be said of it without knowing what the entries before it amount to.
struct OpenedEntry {
    enum Content {
        case statement(Statement, Audience)
        /// For auditors, and not to be read with the audit keys at hand; or nothing that auditors need to believe.
        case closed
        /// Under a vault key that is not at hand.
        case noKey
        case failed(EntryProblemError)
    }

    let entry: Result<Entry, EntryProblemError>
    let leafHash: Hash
    /// The key slots that are this member's.
    let ownSlots: [OwnSlot]
    let content: Content

    var isOpen: Bool { if case .statement = content { true } else { false } }
}

/// A key slot that this member's identity opens, with what is in it.
struct OwnSlot {
    let slot: [UInt8]
    let keys: VaultKeys
}

/// Opens entries and checks commitments and signatures: most of the work of reading a log. It changes nothing, so
/// that many threads can use it.
struct EntryOpener {
    let vaultID: VaultID
    let identity: MemberIdentity
    let keys: MemberKeys

    func open(_ bytes: [UInt8]) -> OpenedEntry {
        let leafHash = MerkleTree.leafHash(bytes)
        do throws(EntryProblemError) {
            let entry = try Entry(bytes)
            // Keys are handed out in entries that they seal.
            let own = ownSlots(in: entry).filter { $0.keys.generation == entry.generation }
            let vaultKeys = keys.vault[entry.generation] ?? own.last?.keys
            return OpenedEntry(
                entry: .success(entry), leafHash: leafHash, ownSlots: own,
                content: vaultKeys.map { content(of: entry, $0) } ?? .noKey)
        } catch {
            return OpenedEntry(
                entry: .failure(error), leafHash: leafHash, ownSlots: [], content: .failed(error))
        }
    }

    private func content(of entry: Entry, _ vaultKeys: VaultKeys) -> OpenedEntry.Content {
        do throws(EntryProblemError) {
            let content = try entry.open(
                vaultKey: vaultKeys.vaultKey, auditKeys: keys.audit, vaultID: vaultID)
            guard case .opening(let opening, let audience) = content else { return .closed }
            // What only auditors can open they alone can judge. If they stopped where nobody else does, a member could
            // shut them out; if they believed more than an access or a review, they would live in another vault.
            guard audience == .auditors else {
                return .statement(try opening.verified(vaultID: vaultID), audience)
            }
            guard let statement = try? opening.verified(vaultID: vaultID), statement.act.audience == .auditors
            else { return .closed }
            return .statement(statement, audience)
        } catch {
            return .failed(error)
        }
    }

    func ownSlots(in entry: Entry) -> [OwnSlot] {
        entry.slots.compactMap { slot -> OwnSlot? in
            KeySlot.open(slot, with: identity).map { OwnSlot(slot: slot, keys: $0) }
        }
    }
}
