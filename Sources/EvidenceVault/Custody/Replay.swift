import Crypto
import Sodium
import TransparencyLog

/// Reads log entries in order and works out what they amount to. Opening a vault, appending to it and `verify` all go
/// through here, so that there is one idea of what a statement may say.
struct Replay {
    private(set) var state: VaultState
    private(set) var keys: MemberKeys
    private var frontier: Frontier
    private let identity: MemberIdentity

    /// A replay from the first entry.
    init(vaultID: VaultID, identity: MemberIdentity, keys: MemberKeys) {
        state = VaultState(vaultID: vaultID, me: identity.fingerprint)
        self.keys = keys
        self.identity = identity
        frontier = Frontier()
    }

    /// A replay that goes on from a state. The frontier must have the root that the state pins, or the log is forked.
    init(from state: VaultState, frontier: Frontier, identity: MemberIdentity, keys: MemberKeys) throws {
        guard frontier.size == state.head.size, frontier.root.bytes == state.head.root.bytes else {
            throw VaultError.forked(at: state.head.size)
        }
        self.state = state
        self.keys = keys
        self.frontier = frontier
        self.identity = identity
    }

    var root: Hash { frontier.root }

    /// Takes in the next stored entry: opens it, checks commitment, signature, the past that it pins and whether its author
    /// was entitled. Returns the statement; nil when it is for auditors and there is no audit key at hand.
    mutating func take(_ entry: Entry) throws(EntryProblemError) -> Statement? {
        findOwnSlots(in: entry)
        guard let vaultKeys = keys.vault[entry.generation] else {
            throw EntryProblemError(isFarewell(entry) ? .newerKeys : .notOpening)
        }
        let content = try entry.open(
            vaultKey: vaultKeys.vaultKey, auditKeys: keys.audit, vaultID: state.vaultID)
        guard case .opening(let opening) = content else {
            try state.checkGeneration(entry.generation)
            advance(past: entry, newest: nil)
            return nil
        }
        let statement = try opening.verified(vaultID: state.vaultID)
        try accept(statement, entry: entry)
        return statement
    }

    /// Takes in a statement that this member has just signed, with the entry that it is about to be stored in.
    /// Returns the Merkle nodes that the entry adds.
    mutating func append(_ statement: Statement, entry: Entry) throws(EntryProblemError) -> [Node] {
        findOwnSlots(in: entry)
        return try accept(statement, entry: entry)
    }

    @discardableResult
    private mutating func accept(_ statement: Statement, entry: Entry) throws(EntryProblemError) -> [Node] {
        let pinsHead = statement.after == state.head
        let pinsBatch = state.newest.map { $0.after == statement.after && $0.by == statement.by } ?? false
        guard pinsHead || pinsBatch else { throw EntryProblemError(.wrongPast) }
        let slotsDigest = SHA256.bytes(of: entry.slots.joined())
        try state.apply(
            statement, context: .init(slotsDigest: slotsDigest, generation: entry.generation))
        if case .end(let end) = statement.act { try keys.checkPrevious(in: end.rotation, state.vaultID) }
        keys.openAuditKeys(of: state, with: identity)
        return advance(past: entry, newest: VaultState.Pin(after: statement.after, by: statement.by))
    }

    @discardableResult
    private mutating func advance(past entry: Entry, newest: VaultState.Pin?) -> [Node] {
        let nodes = frontier.append(entry.leafHash)
        state.head = LogHead(size: frontier.size, root: frontier.root)
        state.newest = newest
        return nodes
    }

    private func isFarewell(_ entry: Entry) -> Bool {
        guard let newest = keys.vault[state.keyGeneration] else { return false }
        return entry.slots.contains {
            KeySlot.isFarewell($0, to: identity, after: newest, vaultID: state.vaultID)
        }
    }

    private mutating func findOwnSlots(in entry: Entry) {
        for slot in entry.slots {
            if let opened = KeySlot.open(slot, with: identity) {
                keys.vault[opened.generation] = opened
                state.ownSlots.append(Base64Bytes(slot))
            }
        }
    }
}
