import Bytes
import Sodium
package import TransparencyLog

/// Reads log entries in order and works out what they amount to. Opening a vault, appending to it and `verify` all go
/// through here, so that there is one idea of what a statement may say.
///
/// What does not hold is void: it keeps its position, changes nothing and stops nobody. Whether it holds depends on the bytes of the
/// log and on keys that the log commits to, not on who reads, on their clock or on the keys of auditors: so all judge alike.
package struct Replay {
    package private(set) var state: VaultState
    package private(set) var keys: MemberKeys
    private var frontier: Frontier
    private let identity: MemberIdentity
    private var past = PastRoots()
    /// Whether the entry of now keeps newcomers from what was before it, as far as this member knows.
    private var closesPast = false

    /// A replay from the first entry.
    package init(vaultID: VaultID, identity: MemberIdentity, keys: MemberKeys) {
        state = VaultState(vaultID: vaultID, me: identity.fingerprint)
        self.keys = keys
        self.identity = identity
        frontier = Frontier()
    }

    /// A replay that goes on from a state. The frontier must have the root that the state pins, or the log is forked.
    package init(from state: VaultState, frontier: Frontier, identity: MemberIdentity, keys: MemberKeys)
        throws
    {
        guard frontier.size == state.head.size, frontier.root.bytes == state.head.root.bytes else {
            throw LedgerError.forked(at: state.head.size, since: state.newestAt)
        }
        self.state = state
        self.keys = keys
        self.frontier = frontier
        self.identity = identity
    }

    package var root: Hash { frontier.root }
    /// The vault's keys of now.
    package var currentKeys: VaultKeys? { keys.vault[state.keyGeneration] }

    /// What an entry came to.
    package struct Taken {
        package enum Verdict {
            case applied(Statement)
            /// An act that this program does not know, of which nothing depends on it.
            case passedOver(Statement)
            /// For auditors; with the statement for those who can open it and find it good.
            case closed(Statement?)
            /// It changed nothing. With the statement where there is one, signed by its author.
            case void(EntryProblem, Statement?)
            /// The same of an act that programs go past which do not know it: whether it is void they cannot all say.
            case voidPassedOver(EntryProblem, Statement)
        }

        package let position: UInt64
        package let verdict: Verdict
        /// Of the vault key that seals it.
        package let generation: UInt32
        /// The Merkle nodes that it completes.
        package let nodes: [Node]
        /// The log up to it.
        package let head: LogHead
        /// The number of the document that it deposits or reseals.
        package var number: Int? = nil
        /// It is a rotation from which no way leads back to the keys before it, which this member has.
        package var closesPast = false

        /// What it says, when it counts and this member can read it.
        package var statement: Statement? {
            switch verdict {
            case .applied(let statement), .passedOver(let statement): statement
            case .closed(let statement): statement
            case .void, .voidPassedOver: nil
            }
        }

        /// Why it is void, and whose it is where that is known; nil when it is not void.
        package var void: (problem: EntryProblem, statement: Statement?)? {
            switch verdict {
            case .void(let problem, let statement): (problem, statement)
            case .voidPassedOver(let problem, let statement): (problem, statement)
            case .applied, .passedOver, .closed: nil
            }
        }
    }

    /// Takes in the stored entries from where this replay stands. `body` is given each one once it has been judged.
    ///
    /// Chunk by chunk, so that memory stays bounded: what an entry says is worked out on all cores, what it amounts to in order.
    ///
    /// Throws ``LedgerError/entry(index:problem:)`` when the founding does not hold, ``LedgerError/membershipEnded``
    /// and ``LedgerError/keysWithheld(by:)`` where the log goes on with keys that this member was not given,
    /// ``LedgerError/newerFormat(found:)`` where it goes on at a higher level.
    package mutating func read(
        upTo end: UInt64, of source: some EntrySource, _ body: (Taken) throws -> Void = { _ in }
    ) throws {
        while state.head.size < end {
            let chunk = try source.entries(from: state.head.size, below: end)
            let opener = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys)
            let opened = try inParallel(chunk.count) { opener.open(chunk[$0]) }
            for (entry, bytes) in zip(opened, chunk) {
                try body(take(entry, bytes, openedWith: opener.keys, source))
            }
        }
    }

    private mutating func take(
        _ opened: OpenedEntry, _ bytes: [UInt8], openedWith known: MemberKeys, _ source: some EntrySource
    ) throws -> Taken {
        var opened = opened
        // Entries before it in the same chunk may have brought keys with which it opens, and have shown that others which a slot
        // led to are not those of its generation: whoever holds those could make it void, or say what nobody else reads.
        let isUnderOthers =
            (try? opened.entry.get()).map { keys.vault[$0.generation] !== known.vault[$0.generation] }
            ?? false
        if isUnderOthers || keys.count != known.count && !opened.isOpen {
            opened = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys).open(bytes)
        }
        let position = state.head.size
        closesPast = false
        let verdict: Taken.Verdict
        var generation: UInt32 = 0
        switch opened.entry {
        case .failure(let error): verdict = .void(error.problem, nil)
        case .success(let entry):
            generation = entry.generation
            verdict = try judge(entry, opened.content, opened.ownSlots, source)
        }
        switch verdict {
        case .void(let problem, _):
            // Nothing can be judged without it.
            if position == 0 { throw LedgerError.entry(index: 0, problem: problem) }
            state.voids.append(position)
        case .voidPassedOver: state.passedOverVoids.append(position)
        case .applied, .passedOver, .closed: break
        }
        let nodes = advance(past: opened.leafHash)
        var taken = Taken(
            position: position, verdict: verdict, generation: generation, nodes: nodes, head: state.head)
        taken.closesPast = closesPast
        guard let statement = taken.statement else { return taken }
        state.newestAt = statement.at
        switch statement.act {
        case .deposit, .reseal:
            taken.number = state.documentNumbers(of: statement.act, at: position).first
        default: break
        }
        return taken
    }

    /// Takes in a statement that this member has just signed, with the entry that it is about to be stored in.
    /// Returns the Merkle nodes that the entry adds. Throws what would make it void for everybody.
    package mutating func append(
        _ statement: Statement, entry: Entry, in source: some EntrySource
    ) throws -> [Node] {
        let own = EntryOpener(vaultID: state.vaultID, identity: identity, keys: keys).ownSlots(in: entry)
        let closed = state.currentAuditKey.flatMap { key in
            statement.act.audience == .auditors ? key.generation : nil
        }
        let content = closed.map { OpenedEntry.Content.closed(auditGeneration: $0, statement) }
        let verdict = try judge(entry, content ?? .statement(statement), own, source)
        switch verdict {
        case .void(let problem, _), .voidPassedOver(let problem, _): throw EntryProblemError(problem)
        case .closed(nil): throw EntryProblemError(.notEntitled(.auditorsDoNotBelieve))
        case .applied, .passedOver, .closed: break
        }
        state.newestAt = statement.at
        return advance(past: entry.leafHash)
    }

    private mutating func advance(past leafHash: Hash) -> [Node] {
        let nodes = frontier.append(leafHash)
        state.head = LogHead(size: frontier.size, root: frontier.root)
        return nodes
    }

    // MARK: Judging

    /// The steps of `docs/format.md`, “What holds”.
    private mutating func judge(
        _ entry: Entry, _ content: OpenedEntry.Content, _ own: [OwnSlot], _ source: some EntrySource
    ) throws -> Taken.Verdict {
        guard entry.generation == state.keyGeneration else {
            return .void(.otherGeneration(entry.generation), nil)
        }
        guard state.founding == nil || entry.isPostQuantum == state.isPostQuantum else {
            return .void(.malformed(.otherKind), nil)
        }
        switch content {
        case .noKey: throw LedgerError.noKey
        case .failed(let error): return .void(error.problem, nil)
        case .closed(let auditGeneration, let statement):
            guard entry.slots.isEmpty, !entry.isRotation else {
                return .void(.notEntitled(.handsOutNoKeys), nil)
            }
            guard auditGeneration == state.currentAuditKey?.generation else {
                return .void(.notEntitled(.otherAuditKey), nil)
            }
            return .closed(try statement.flatMap { try judgeAsAuditor($0, source) })
        case .statement(let statement):
            return try judge(statement, in: entry, own, source)
        }
    }

    private mutating func judge(
        _ statement: Statement, in entry: Entry, _ own: [OwnSlot], _ source: some EntrySource
    ) throws -> Taken.Verdict {
        let act = statement.act
        do throws(EntryProblemError) {
            try state.requireAuthor(of: statement)
            try checkOrder(of: statement, source)
        } catch {
            return .void(error.problem, statement)
        }
        // From here on the author has said it, whatever comes of it: they cannot say anything older any more.
        state.moveClock(of: statement)
        let position = state.head.size
        func void(_ problem: EntryProblem) -> Taken.Verdict {
            state.noteVoid(by: statement.by, at: position)
            return act.isPassedOver ? .voidPassedOver(problem, statement) : .void(problem, statement)
        }
        if case .unknown(let unknown) = act {
            if Act.names.contains(unknown.name) {
                return void(.malformed(.otherBody(act: unknown.name)))
            }
            return unknown.isPassedOver
                ? .passedOver(statement) : void(.malformed(.unknownAct))
        }
        do throws(EntryProblemError) {
            let isForAuditors = act.audience == .auditors
            guard !isForAuditors || state.currentAuditKey == nil else {
                throw EntryProblemError(.notEntitled(.forAuditors))
            }
            guard act.handsOutKeys || entry.slots.isEmpty else {
                throw EntryProblemError(.notEntitled(.handsOutNoKeys))
            }
            guard (act.rotation != nil) == entry.isRotation else {
                throw EntryProblemError(.malformed(.otherForm))
            }
            try state.apply(
                statement, context: .init(slots: entry.slots, previous: entry.previous))
        } catch {
            return void(error.problem)
        }
        try takeKeys(of: statement, in: entry, own)
        guard state.level <= LevelSet.known else {
            throw LedgerError.newerFormat(found: "level \(state.level)")
        }
        return .applied(statement)
    }

    /// What is for auditors they judge for themselves: it moves nothing that others share.
    private mutating func judgeAsAuditor(
        _ statement: Statement, _ source: some EntrySource
    ) throws -> Statement? {
        do throws(EntryProblemError) {
            guard statement.act.audience == .auditors else { return nil }
            try state.requireAuthor(of: statement)
            guard statement.after.size &+ statement.offset == state.head.size else { return nil }
            try checkPast(statement.after, source)
            try state.applyAsAuditor(statement)
            return statement
        } catch {
            return nil
        }
    }

    // MARK: Order

    /// A statement says what its author had seen. It stands behind that, behind the author's own statements before it, and, unless it may
    /// pin an older head, at that very place: so it stands in one place only, and cannot be said again.
    private mutating func checkOrder(
        of statement: Statement, _ source: some EntrySource
    ) throws(EntryProblemError) {
        let position = state.head.size
        let last = state.clocks[statement.by.description]
        guard statement.after.size <= position else { throw EntryProblemError(.wrongPlace) }
        if statement.offset == 0 {
            guard last.map({ statement.after.size > $0.position }) ?? true else {
                throw EntryProblemError(.wrongPlace)
            }
        } else {
            guard let last, last.after == statement.after, statement.offset == last.offset &+ 1,
                position == last.position &+ 1
            else { throw EntryProblemError(.wrongPlace) }
        }
        guard
            statement.act.mayPinOlderHead || statement.after.size &+ statement.offset == position
        else { throw EntryProblemError(.wrongPlace) }
        try checkPast(statement.after, source)
    }

    private mutating func checkPast(
        _ after: LogHead, _ source: some EntrySource
    ) throws(EntryProblemError) {
        guard after.size <= state.head.size else { throw EntryProblemError(.wrongPlace) }
        guard after != state.head else { return }
        guard past.holds(after, before: state.head, reading: source) else {
            throw EntryProblemError(.otherPast)
        }
    }

    // MARK: Keys

    /// Notes the keys that an applied statement brings. Those of a rotation must be the ones that it commits to.
    private mutating func takeKeys(of statement: Statement, in entry: Entry, _ own: [OwnSlot]) throws {
        switch statement.act {
        case .found(let founding):
            guard let keys = keys.vault[1], keys.fit(founding.keys, logKey: founding.logKey) else {
                throw LedgerError.noKey
            }
        case .end, .rotateRecovery:
            guard let rotation = statement.act.rotation else { break }
            // Those that are known first: what was opened with them need not be opened again.
            let candidates = [keys.vault[rotation.generation]].compactMap { $0 } + own.map(\.keys)
            let found = candidates.first {
                $0.fit(rotation.keys, logKey: rotation.logKey) && $0.madeAt == state.keysMadeAt
            }
            guard let found else { throw leftOut(by: statement) }
            keys.vault[rotation.generation] = found
            // What lies beside the rotation may open to other keys than those of before. This member knows them.
            if let older = keys.vault[entry.generation] {
                let back = KeySlot.openPrevious(entry.previous, with: found, vaultID: state.vaultID)
                closesPast = back.map { !$0.equals(older) } ?? true
                state.previousKeys[rotation.generation] = Base64Bytes(
                    try KeySlot.sealPrevious(older, with: found, vaultID: state.vaultID))
            }
        default: break
        }
        for slot in own {
            guard let current = keys.vault[state.keyGeneration], slot.keys.generation == current.generation,
                slot.keys.vaultKey.equals(current.vaultKey), slot.keys.madeAt == current.madeAt
            else { continue }
            state.ownSlots.append(
                VaultState.OwnSlot(generation: current.generation, bytes: Base64Bytes(slot.slot)))
        }
        keys.openAuditKeys(of: state, with: identity)
    }

    /// Lets go of keys that a slot led to and no entry that holds has made: nothing is sealed with them.
    package mutating func dropKeysThatNothingMade() {
        keys.vault = keys.vault.filter { $0.key <= state.keyGeneration }
    }

    /// The log goes on with keys that this member has not got: because they are to have none, or because its author kept them back.
    private func leftOut(by statement: Statement) -> LedgerError {
        let isMember =
            state.member(identity.fingerprint)?.status == .active
            || state.recovery?.fingerprint == identity.fingerprint
        guard isMember else { return .membershipEnded }
        return .keysWithheld(by: state.member(signingWith: statement.by)?.name ?? statement.by.description)
    }
}

/// Whether a head is one that the log has had. What the index says of the tree is held against the root that the replay has
/// worked out; only where that does not fit is the tree made anew from the entries.
private struct PastRoots {
    private var known: LogHead?
    private var nodes: MemoryNodes?
    private var count: UInt64 = 0

    mutating func holds(_ older: LogHead, before head: LogHead, reading source: some EntrySource) -> Bool {
        // All statements of a batch pin the same head.
        if known == older { return true }
        guard isProven(older, head, source) || isMade(older, source) else { return false }
        known = older
        return true
    }

    private func isProven(_ older: LogHead, _ head: LogHead, _ nodes: some NodeReader) -> Bool {
        guard let root = try? Hash(older.root.bytes), let newest = try? Hash(head.root.bytes) else {
            return false
        }
        do {
            if older.size == 0 { return root == MerkleTree.emptyRoot }
            let proof = try MerkleTree.consistencyProof(from: older.size, to: head.size, reading: nodes)
            try MerkleTree.verifyConsistency(
                from: older.size, root: root, to: head.size, root: newest, proof: proof)
            return true
        } catch {
            return false
        }
    }

    private mutating func isMade(_ older: LogHead, _ source: some EntrySource) -> Bool {
        var made = nodes ?? MemoryNodes()
        while count < older.size, let chunk = try? source.entries(from: count, below: older.size) {
            for entry in chunk { made.append(leaf: MerkleTree.leafHash(entry)) }
            count += UInt64(chunk.count)
        }
        nodes = made
        return (try? MerkleTree.root(ofTreeOf: older.size, reading: made))?.bytes == older.root.bytes
    }
}
