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
            throw VaultError.forked(at: state.head.size, since: state.newestAt)
        }
        self.state = state
        self.keys = keys
        self.frontier = frontier
        self.identity = identity
    }

    var root: Hash { frontier.root }
    /// The vault's keys of now.
    var currentKeys: VaultKeys? { keys.vault[state.keyGeneration] }

    /// What an entry came to.
    struct Taken {
        let position: UInt64
        /// Nil when it is for auditors and this member cannot read it, or should not believe it.
        let statement: Statement?
        /// Of the vault key that seals it.
        let generation: UInt32
        /// The Merkle nodes that it completes.
        let nodes: [Node]
        /// The log up to it.
        let head: LogHead
        /// By how many seconds its time lies before that of the statement before it, when that is too many.
        let clockBehind: Int64?
    }

    /// Takes in the stored entries from where this replay stands: opens each, checks commitment, signature, the past that it
    /// pins and whether its author was entitled. `body` is given each one once it has been taken in; an
    /// ``EntryProblemError`` that it throws is one of that entry.
    ///
    /// Chunk by chunk, so that memory stays bounded: what an entry says is worked out on all cores, what it amounts to in order.
    ///
    /// Throws ``VaultError/altered(_:)`` with the first entry that is missing or does not hold.
    mutating func take(
        upTo end: UInt64, of transaction: IndexTransaction, _ body: (Taken) throws -> Void = { _ in }
    ) throws {
        while state.head.size < end {
            let chunk = try transaction.entries(from: state.head.size, below: end)
            let opener = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys)
            let opened = try inParallel(chunk.count) { opener.open(chunk[$0]) }
            for (entry, bytes) in zip(opened, chunk) {
                let position = state.head.size
                do {
                    try body(take(entry, bytes, at: position, keyCount: opener.keys.count))
                } catch let error as EntryProblemError {
                    throw VaultError.altered(.entry(index: position, problem: error.problem))
                }
            }
        }
    }

    private mutating func take(
        _ opened: OpenedEntry, _ bytes: [UInt8], at position: UInt64, keyCount: Int
    ) throws(EntryProblemError) -> Taken {
        var opened = opened
        // What did not open may do so with keys that entries before it in the same chunk have brought.
        if keys.count != keyCount, !opened.isOpen {
            opened = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys).open(bytes)
        }
        let entry = try opened.entry.get()
        var statement: Statement?
        var clockBehind: Int64?
        let nodes: [Node]
        switch opened.content {
        case .statement(let said, let audience):
            let late = ClockBehind.seconds(said.at, after: state.newestAt)
            do {
                nodes = try accept(said, audience, entry: entry, opened.ownSlots, leafHash: opened.leafHash)
                (statement, clockBehind) = (said, late)
            } catch  where audience == .auditors {
                nodes = try pass(entry, opened.leafHash)
            }
        case .closed: nodes = try pass(entry, opened.leafHash)
        case .noKey: throw EntryProblemError(isFarewell(entry) ? .newerKeys : .notOpening)
        case .failed(let error): throw error
        }
        return Taken(
            position: position, statement: statement, generation: entry.generation, nodes: nodes,
            head: state.head,
            clockBehind: clockBehind)
    }

    /// Takes in a statement that this member has just signed, with the entry that it is about to be stored in.
    /// Returns the Merkle nodes that the entry adds.
    mutating func append(_ statement: Statement, entry: Entry) throws(EntryProblemError) -> [Node] {
        let own = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys).ownSlots(in: entry)
        // Until there is an audit key everything is for all members.
        let audience = state.auditKeys.isEmpty ? Audience.members : statement.act.audience
        return try accept(statement, audience, entry: entry, own, leafHash: entry.leafHash)
    }

    private mutating func accept(
        _ statement: Statement, _ audience: Audience, entry: Entry, _ own: [OwnSlot], leafHash: Hash
    ) throws(EntryProblemError) -> [Node] {
        let pin = VaultState.Pin(after: statement.after, by: statement.by, audience: audience.rawValue)
        // A statement says where it stands, so that it stands there once and nowhere else.
        guard statement.after.size <= state.head.size,
            statement.offset == state.head.size - statement.after.size,
            statement.offset == 0 ? statement.after == state.head : state.newest == pin
        else { throw EntryProblemError(.wrongPast) }
        guard statement.act.handsOutKeys || entry.slots.isEmpty else {
            throw EntryProblemError(.notEntitled("its act hands out no keys"))
        }
        try state.apply(
            statement, context: .init(slots: entry.slots, generation: entry.generation))
        for slot in own where keys.vault[slot.keys.generation] == nil {
            keys.vault[slot.keys.generation] = slot.keys
        }
        if case .found(let founding) = statement.act { try keys.checkFirst(of: founding) }
        if case .end(let end) = statement.act { try keys.checkPrevious(in: end.rotation, state.vaultID) }
        // Only now: what does not hold changes nothing.
        state.ownSlots += own.map { Base64Bytes($0.slot) }
        keys.openAuditKeys(of: state, with: identity)
        state.newestAt = statement.at
        return advance(past: leafHash, newest: pin)
    }

    /// Goes past an entry that is for others.
    private mutating func pass(_ entry: Entry, _ leafHash: Hash) throws(EntryProblemError) -> [Node] {
        try state.checkGeneration(entry.generation)
        guard entry.slots.isEmpty else { throw EntryProblemError(.notEntitled("its act hands out no keys")) }
        return advance(past: leafHash, newest: nil)
    }

    private mutating func advance(past leafHash: Hash, newest: VaultState.Pin?) -> [Node] {
        let nodes = frontier.append(leafHash)
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
}
