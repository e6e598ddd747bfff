import Age
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import TransparencyLog

/// The append-only log of a vault, as one member sees it.
///
/// Appending goes through ``append(slots:_:)`` alone: it writes the signed statement, its Merkle nodes, the checkpoint and
/// the rows of the projection in one transaction, so that nothing changes without its statement.
final class Log {
    let store: StoredLog
    let identity: MemberIdentity
    var surroundings: Vault.Surroundings
    /// What was taken in last.
    private var latest: (state: VaultState, keys: MemberKeys)
    /// Of the moment that is looked at, or that something is to follow; else what was taken in last.
    var state: VaultState { moment?.state ?? latest.state }
    var keys: MemberKeys { moment?.keys ?? latest.keys }
    /// As the state has it: roles change while a vault is open.
    var me: Member { state.holder(identity.fingerprint) ?? opener }
    /// Who opened the log, as they were then.
    private let opener: Member
    /// The newest append failed in its very commit: what it wrote may come back when the database is opened again.
    private(set) var mayHaveCommitted = false
    /// The checkpoint that was taken in last.
    private var takenIn: [UInt8] = []
    /// While something is looked at.
    private var moment: Moment?

    private init(
        store: StoredLog, identity: MemberIdentity, surroundings: Vault.Surroundings, state: VaultState,
        keys: MemberKeys
    ) throws {
        guard let opener = state.holder(identity.fingerprint) else { throw VaultError.notAMember }
        self.opener = opener
        self.store = store
        self.identity = identity
        self.surroundings = surroundings
        latest = (state, keys)
    }

    // MARK: Making and opening

    static func create(
        _ store: StoredLog, founding: Founding, id: VaultID, keys founderKeys: VaultKeys,
        founder: MemberIdentity,
        surroundings: Vault.Surroundings
    ) throws -> Log {
        var keys = MemberKeys()
        keys.vault[founderKeys.generation] = founderKeys
        var replay = Replay(vaultID: id, identity: founder, keys: keys)
        try store.write { transaction in
            let slots = try slots(
                of: founderKeys, for: [founder.card, founding.recovery], vaultID: id,
                postQuantum: founding.isPostQuantum)
            let time = Timestamp(surroundings.clock())
            let signed = try sign(
                Draft(acts: [.found(founding)], slots: slots), after: replay.state, keys: founderKeys,
                identity: founder, at: time)
            try write(signed, after: &replay, identity: founder, at: time, in: transaction)
        }
        try surroundings.knownVaults.remember(replay.state, for: founder)
        return try Log(
            store: store, identity: founder, surroundings: surroundings, state: replay.state,
            keys: replay.keys)
    }

    static func open(
        _ store: StoredLog, id: VaultID, identity: MemberIdentity, surroundings: Vault.Surroundings
    ) throws -> Log {
        let known = try surroundings.knownVaults.recall(id, for: identity)
        let replay = try store.read { transaction in
            guard let known else { return try begin(id, identity: identity, in: transaction) }
            do {
                return try catchUp(
                    resume(known, identity: identity, keys: nil, in: transaction), in: transaction)
            } catch let error as VaultError where error.isLeftOut {
                // Unless they were given keys again: then there is a newer slot.
                return try begin(id, identity: identity, in: transaction) { keys in
                    try catchUp(
                        resume(known, identity: identity, keys: keys, in: transaction), in: transaction)
                }
            }
        }
        if replay.state.head != known?.head {
            remember(replay.state, for: identity, surroundings)
        }
        let now = Timestamp(surroundings.clock())
        if let seconds = replay.state.clockBehind(now) {
            surroundings.warn(.clockBehind(seconds: seconds))
        }
        return try Log(
            store: store, identity: identity, surroundings: surroundings, state: replay.state,
            keys: replay.keys)
    }

    /// A replay that goes on from a state, after checking that the log still has that past.
    private static func resume(
        _ state: VaultState, identity: MemberIdentity, keys: MemberKeys?, in transaction: LogRows
    ) throws -> Replay {
        let size = try TakenCheckpoint(transaction.checkpoint().note, storedIn: state.vaultID).head.size
        guard size >= state.head.size else {
            throw VaultError.rolledBack(seen: state.head.size, found: size, since: state.newestAt)
        }
        let keys = keys ?? MemberKeys(of: state, identity: identity)
        return try Replay(
            from: state, frontier: Frontier(size: state.head.size, reading: transaction), identity: identity,
            keys: keys)
    }

    /// A replay from the first entry, once this member's own key slot is found. Of several that open, the newest whose keys are
    /// those that the log commits to.
    static func begin(
        _ id: VaultID, identity: MemberIdentity, in transaction: LogRows,
        _ replay: ((MemberKeys) throws -> Replay)? = nil
    ) throws -> Replay {
        var refusal = VaultError.notAMember
        var found: Replay?
        try KeyChain.forEach(of: identity, in: id, transaction) { keys in
            do {
                found =
                    try replay?(keys)
                    ?? catchUp(Replay(vaultID: id, identity: identity, keys: keys), in: transaction)
                return true
            } catch VaultError.notAMember {
                return false
            } catch let error as VaultError where error.isLeftOut {
                refusal = error
                return false
            }
        }
        guard let found else { throw refusal }
        return found
    }

    /// Takes in all entries that are new, and holds the result against the signed checkpoint. What lies behind the checkpoint
    /// nobody has acknowledged: it is left to the next who appends.
    private static func catchUp(
        _ replay: Replay, in transaction: LogRows,
        _ body: (Replay.Taken) -> Void = { _ in }
    ) throws -> Replay {
        var replay = replay
        let size = try TakenCheckpoint(transaction.checkpoint().note, storedIn: replay.state.vaultID).head
            .size
        guard size >= replay.state.head.size else {
            throw VaultError.rolledBack(
                seen: replay.state.head.size, found: size, since: replay.state.newestAt)
        }
        try replay.take(upTo: size, of: transaction) { body($0) }
        try checkCheckpoint(of: replay.state, in: transaction)
        replay.dropKeysThatNothingMade()
        return replay
    }

    /// Takes in what lies behind the checkpoint and holds, up to the last entry that does, and moves the rest out of the log.
    private static func takeUnacknowledged(
        after replay: inout Replay, in transaction: LogChange
    ) throws {
        guard try transaction.countRows(outside: replay.state.head.size) > 0 else { return }
        var ahead = replay
        var end = ahead.state.head.size
        do {
            try ahead.take(upTo: transaction.firstGap(from: end), of: transaction) { taken in
                if taken.void == nil { end = taken.position + 1 }
            }
        } catch is VaultError {
            // What cannot be judged here does not stand in the way of what can.
        }
        let projections = try Projections(keys: ahead.keys, vaultID: replay.state.vaultID)
        try replay.take(upTo: end, of: transaction) { taken in
            try transaction.insert(taken.nodes)
            guard let statement = taken.statement else { return }
            try projections.record(statement, number: taken.number, at: taken.position, in: transaction)
        }
        try transaction.moveAside(from: end)
    }

    /// The stored checkpoint must be the log key's, and say what the entries say.
    static func checkCheckpoint(of state: VaultState, in transaction: LogRows) throws {
        guard state.founding != nil else {
            throw VaultError.altered(.entry(index: 0, problem: .missing))
        }
        let verified: VerifiedCheckpoint
        do {
            verified = try VerifiedCheckpoint(
                SignedNote(parsing: transaction.checkpoint().note),
                by: CheckpointNames(state.vaultID).verifier(logKey: state.logKey),
                origin: CheckpointNames(state.vaultID).origin)
        } catch let error as LogError {
            throw VaultError.altered(.checkpoint(.log(error)))
        }
        guard verified.checkpoint.size == state.head.size,
            verified.checkpoint.root.bytes == state.head.root.bytes
        else { throw VaultError.altered(.checkpoint(.otherEntries)) }
    }

    // MARK: Appending

    /// What is to be said, and the keys that lie beside it.
    struct Draft {
        var acts: [Act]
        /// Key slots beside the first statement.
        var slots: [[UInt8]] = []
        /// The vault's next keys, when the first statement makes them the current ones, with those of before under them.
        var next: (keys: VaultKeys, previous: [UInt8])?
    }

    /// Appends statements in one transaction.
    ///
    /// - Parameters:
    ///   - work: what must have been done before the statements may stand in the log: bringing blobs to the disk. They are
    ///     signed meanwhile. When it throws, nothing is written. Statements without it may be written into the log's reserve
    ///     where the disk is full.
    ///   - make: is given the state that the statements will follow, after anything that other commands appended, and
    ///     returns what to say. It may be asked twice. What it throws is thrown on, and nothing is written.
    /// - Returns: the positions of the new entries.
    @discardableResult
    func append(
        after work: (() throws -> Void)? = nil, _ make: (VaultState) throws -> [Act]
    ) throws -> Range<UInt64> {
        try append(after: work, drafting: { Draft(acts: try make($0)) })
    }

    /// The same with key slots, and new keys for the vault.
    @discardableResult
    func append(
        after work: (() throws -> Void)? = nil, drafting make: (VaultState) throws -> Draft
    ) throws -> Range<UInt64> {
        // What is looked at is one moment, and what is appended makes another.
        guard moment == nil else { throw VaultError.notCovered }
        func sign(after replay: (state: VaultState, keys: MemberKeys), at time: Timestamp) throws -> Signed {
            guard let current = replay.keys.vault[replay.state.keyGeneration] else {
                throw VaultError.notAMember
            }
            return try Log.sign(
                make(replay.state), after: replay.state, keys: current, identity: identity, at: time)
        }
        // The vault is not kept from others while the disk is waited for.
        let early = try work.map { work in
            try meanwhile(work) { try sign(after: (state, keys), at: Timestamp(surroundings.clock())) }
        }
        var first: UInt64 = 0
        mayHaveCommitted = false
        var note: [UInt8] = []
        let replay = try store.write(usingReserve: work == nil) { transaction in
            mayHaveCommitted = false
            var replay = try Log.resume(state, identity: identity, keys: keys, in: transaction)
            replay = try Log.catchUp(replay, in: transaction)
            try Log.takeUnacknowledged(after: &replay, in: transaction)
            first = replay.state.head.size
            let time = Timestamp(surroundings.clock())
            let signed = early.flatMap { $0.stillHolds(after: replay.state) ? $0 : nil }
            try Log.write(
                signed ?? looking(at: replay, in: transaction) { try sign(after: $0, at: time) },
                after: &replay, identity: identity, at: time, in: transaction)
            mayHaveCommitted = true
            note = try transaction.checkpoint().note
            return replay
        }
        mayHaveCommitted = false
        (latest, takenIn) = ((replay.state, replay.keys), note)
        Log.remember(state, for: identity, surroundings)
        return first..<state.head.size
    }

    /// What is to be said is worked out at the moment that it will follow.
    private func looking<T>(
        at replay: Replay, in transaction: LogRows,
        _ body: ((state: VaultState, keys: MemberKeys)) throws -> T
    ) throws -> T {
        moment = Moment(
            state: replay.state, keys: replay.keys, identity: identity,
            note: try transaction.checkpoint().note,
            transaction: transaction)
        defer { moment = nil }
        return try body((replay.state, replay.keys))
    }

    /// What is in the log stays in it, so nothing may fail any more because a member's own computer has no room. The next
    /// command replays from where it remembers.
    private static func remember(
        _ state: VaultState, for identity: MemberIdentity, _ surroundings: Vault.Surroundings
    ) {
        do {
            try surroundings.knownVaults.remember(state, for: identity)
        } catch {
            surroundings.warn(.notRemembered(error))
        }
    }

    /// Signed statements, each in its entry.
    private struct Signed {
        let after: LogHead
        /// Of the vault key that seals them.
        let generation: UInt32
        let statements: [(statement: Statement, entry: Entry)]
        let next: VaultKeys?

        /// Whether they can stand behind a state, although others may have appended since they were signed: what was sealed
        /// need not be signed again because somebody was faster. Unless that was their author, with another command.
        func stillHolds(after state: VaultState) -> Bool {
            if after == state.head { return true }
            guard generation == state.keyGeneration, next == nil else { return false }
            return statements.allSatisfy {
                $0.statement.act.mayPinOlderHead && isNewest(of: $0.statement.by, in: state)
            }
        }

        private func isNewest(of author: HexBytes, in state: VaultState) -> Bool {
            state.clocks[author.description].map { $0.position < after.size } ?? true
        }
    }

    /// Signs statements that follow a state, and seals each into its entry.
    private static func sign(
        _ draft: Draft, after state: VaultState, keys: VaultKeys, identity: MemberIdentity,
        at time: Timestamp
    ) throws -> Signed {
        let auditors = try state.currentAuditKey.map {
            Entry.Auditors(generation: $0.generation, key: try SealingKey($0.recipient))
        }
        let acts = draft.acts
        // The first statement decides it, and is not applied yet.
        let postQuantum =
            if case .found(let founding)? = acts.first { founding.isPostQuantum } else { state.isPostQuantum }
        let signed = try inParallel(acts.count) { index in
            let statement = Statement(
                by: HexBytes(identity.card.signingKey.bytes), at: time, after: state.head,
                offset: UInt64(index), act: acts[index])
            let opening = try StatementOpening(statement, vaultID: state.vaultID, key: identity.signingKey)
            let entry = try Entry(
                opening, for: acts[index].audience == .auditors ? auditors : nil,
                slots: index == 0 ? draft.slots : [], previous: index == 0 ? draft.next?.previous ?? [] : [],
                generation: keys.generation, vaultKey: keys.vaultKey, vaultID: state.vaultID,
                postQuantum: postQuantum)
            return (statement: statement, entry: entry)
        }
        return Signed(
            after: state.head, generation: keys.generation, statements: signed, next: draft.next?.keys)
    }

    private static func write(
        _ signed: Signed, after replay: inout Replay, identity: MemberIdentity, at time: Timestamp,
        in transaction: LogChange
    ) throws {
        let vaultID = replay.state.vaultID
        if signed.statements.isEmpty, try transaction.covers(replay.state.head.size, of: vaultID) { return }
        let projections = try Projections(keys: replay.keys, vaultID: vaultID)
        for (statement, entry) in signed.statements {
            let position = replay.state.head.size
            let nodes: [Node]
            do {
                nodes = try replay.append(statement, entry: entry, in: transaction)
            } catch let error as EntryProblemError {
                throw VaultError.refusedByLog(error.problem)
            }
            try transaction.append(entry, at: position)
            try transaction.insert(nodes)
            let number = replay.state.documentNumbers(of: statement.act, at: position).first
            try projections.record(statement, number: number, at: position, in: transaction)
        }
        guard let keys = replay.currentKeys else { throw VaultError.notAMember }
        let auditors = signed.statements.contains { $0.statement.act.audience == .auditors }
        try CheckpointNames(vaultID).store(
            replay.state.head, of: replay.state, keys: keys, member: identity, at: time,
            forAuditors: auditors, in: transaction)
    }

    /// Key slots for the owners of cards, among others that nobody opens.
    static func slots(
        of keys: VaultKeys, for cards: [Card], vaultID: VaultID, postQuantum: Bool
    ) throws -> [[UInt8]] {
        try KeySlot.padded(
            cards.map {
                try KeySlot.seal(keys, to: $0.sealingKey(postQuantum: postQuantum), vaultID: vaultID)
            }, generation: keys.generation, vaultID: vaultID, postQuantum: postQuantum)
    }

    /// Forgets grants of a case that were looked at. It is remembered with the next statement.
    func noteChecked(_ file: CaseFile) { latest.state.noteChecked(file) }

    // MARK: Catching up

    /// Looks at the vault at one moment: of now, after taking in what other commands appended; inside another look, that one's.
    ///
    /// - Parameter afresh: holds the stored tree against what this member remembers even where the checkpoint is the one
    ///   that was taken in last.
    func look<T>(afresh: Bool = false, _ body: (Moment) throws -> T) throws -> T {
        if let moment { return try body(moment) }
        return try store.read { transaction in
            let note = try transaction.checkpoint().note
            if afresh || note != takenIn {
                let past = try Log.resume(state, identity: identity, keys: keys, in: transaction)
                let replay = try Log.catchUp(past, in: transaction)
                (latest, takenIn) = ((replay.state, replay.keys), note)
            }
            let moment = Moment(
                state: state, keys: keys, identity: identity, note: note, transaction: transaction)
            self.moment = moment
            defer { self.moment = nil }
            return try body(moment)
        }
    }

    /// Lends the newest checkpoint with the state that it stands for.
    func current<T>(_ body: (_ note: [UInt8], VaultState, LogRows) throws -> T) throws -> T {
        try look(afresh: true) { try body($0.note, $0.state, $0.transaction) }
    }

    /// Takes in what others appended since, and returns it.
    func takeNew() throws -> [Replay.Taken] {
        guard moment == nil else { return [] }
        var new: [Replay.Taken] = []
        var note: [UInt8] = []
        let replay = try store.read { transaction -> Replay? in
            if try transaction.logSize() == state.head.size { return nil }
            note = try transaction.checkpoint().note
            let past = try Log.resume(state, identity: identity, keys: keys, in: transaction)
            return try Log.catchUp(past, in: transaction) { new.append($0) }
        }
        guard let replay else { return [] }
        (latest, takenIn) = ((replay.state, replay.keys), note)
        Log.remember(state, for: identity, surroundings)
        return new
    }
}
