import Sodium
import TransparencyLog

/// A stored entry with all that can be said of it without knowing what the entries before it amount to.
struct OpenedEntry {
    enum Content {
        case statement(Statement)
        /// For auditors, with the statement if the audit keys at hand open it.
        case closed(auditGeneration: UInt32, Statement?)
        /// Under a vault key that is not at hand.
        case noKey
        case failed(EntryProblemError)
    }

    let entry: Result<Entry, EntryProblemError>
    let leafHash: Hash
    /// What the key slots that are this member's hold.
    let ownSlots: [OwnSlot]
    let content: Content

    /// Whether more keys would not show more.
    var isOpen: Bool {
        switch content {
        case .statement, .closed(_, .some): true
        case .closed, .noKey, .failed: false
        }
    }
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
            return OpenedEntry(
                entry: .success(entry), leafHash: leafHash, ownSlots: ownSlots(in: entry),
                content: keys.vault[entry.generation].map { content(of: entry, $0) } ?? .noKey)
        } catch {
            return OpenedEntry(
                entry: .failure(error), leafHash: leafHash, ownSlots: [], content: .failed(error))
        }
    }

    private func content(of entry: Entry, _ vaultKeys: VaultKeys) -> OpenedEntry.Content {
        do throws(EntryProblemError) {
            switch try entry.open(vaultKey: vaultKeys.vaultKey, vaultID: vaultID) {
            case .opening(let opening): return .statement(try opening.verified(vaultID: vaultID))
            case .closed(let auditGeneration, let box):
                // What only auditors can open they alone can judge. If they stopped where nobody else does, a member could
                // shut them out; if they believed more than an access or a review, they would live in another vault.
                let statement = keys.audit[auditGeneration].flatMap { key in
                    entry.opening(inBox: box, auditGeneration: auditGeneration, key: key, vaultID: vaultID)
                }.flatMap { try? $0.verified(vaultID: vaultID) }
                return .closed(auditGeneration: auditGeneration, statement)
            }
        } catch {
            return .failed(error)
        }
    }

    func ownSlots(in entry: Entry) -> [OwnSlot] {
        entry.slots.compactMap { slot -> OwnSlot? in
            KeySlot.open(slot, generation: entry.slotGeneration, with: identity, vaultID: vaultID)
                .map { OwnSlot(slot: slot, keys: $0) }
        }
    }
}
