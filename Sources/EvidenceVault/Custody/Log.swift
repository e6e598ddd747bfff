import Age
import Crypto
import Foundation
import Sodium
import TransparencyLog

/// The append-only log of a vault, as one member sees it.
///
/// Appending goes through ``append(slots:_:)`` alone: it writes the signed statement, its Merkle nodes, the checkpoint and
/// the rows of the projection in one transaction, so that nothing changes without its statement.
final class Log {
    let index: Index
    let identity: MemberIdentity
    let surroundings: Vault.Surroundings
    private(set) var state: VaultState
    private(set) var keys: MemberKeys
    let me: Member
    /// The newest append failed in its very commit: what it wrote may come back when the database is opened again.
    private(set) var mayHaveCommitted = false

    private init(
        index: Index, identity: MemberIdentity, surroundings: Vault.Surroundings, state: VaultState,
        keys: MemberKeys
    ) throws {
        guard let me = state.holder(identity.fingerprint) else { throw VaultError.notAMember }
        self.me = me
        self.index = index
        self.identity = identity
        self.surroundings = surroundings
        self.state = state
        self.keys = keys
    }

    // MARK: Making and opening

    static func create(
        _ index: Index, founding: Founding, id: VaultID, keys founderKeys: VaultKeys, founder: MemberIdentity,
        surroundings: Vault.Surroundings
    ) throws -> Log {
        var keys = MemberKeys()
        keys.vault[founderKeys.generation] = founderKeys
        var replay = Replay(vaultID: id, identity: founder, keys: keys)
        try index.write { transaction in
            let slots = try slots(
                of: founderKeys, for: [founder.card, founding.recovery],
                postQuantum: founding.isPostQuantum)
            let time = Timestamp(surroundings.clock())
            let signed = try sign(
                [.found(founding)], slots: slots, after: replay.state, keys: founderKeys, identity: founder,
                at: time)
            try write(
                signed, after: &replay, keys: founderKeys, identity: founder, at: time, in: transaction)
        }
        try surroundings.knownVaults.remember(replay.state, for: founder)
        return try Log(
            index: index, identity: founder, surroundings: surroundings, state: replay.state,
            keys: replay.keys)
    }

    static func open(
        _ index: Index, id: VaultID, identity: MemberIdentity, surroundings: Vault.Surroundings
    ) throws -> Log {
        let known = try surroundings.knownVaults.recall(id, for: identity)
        let replay = try index.read { transaction in
            guard let known else {
                return try catchUp(begin(id, identity: identity, in: transaction), in: transaction)
            }
            do {
                return try catchUp(
                    resume(known, identity: identity, keys: nil, in: transaction), in: transaction)
            } catch VaultError.membershipEnded {
                // Unless it was given back: then there is a newer slot.
                let keys = try begin(id, identity: identity, in: transaction).keys
                return try catchUp(
                    resume(known, identity: identity, keys: keys, in: transaction), in: transaction)
            }
        }
        if replay.state.head != known?.head {
            remember(replay.state, for: identity, surroundings)
        }
        let now = Timestamp(surroundings.clock())
        if let seconds = ClockBehind.seconds(now, after: replay.state.newestAt) {
            surroundings.warn(VaultError.clockBehind(seconds: seconds))
        }
        return try Log(
            index: index, identity: identity, surroundings: surroundings, state: replay.state,
            keys: replay.keys)
    }

    /// A replay from the first entry, once this member's own key slot is found.
    static func begin(
        _ id: VaultID, identity: MemberIdentity, in transaction: IndexTransaction
    ) throws -> Replay {
        var keys = MemberKeys()
        try transaction.forEachEntryWithSlots { entry in
            for slot in entry.slots {
                // Keys are handed out in entries that they seal; what else is in a slot is no key of the vault.
                if let opened = KeySlot.open(slot, with: identity), opened.generation == entry.generation,
                    (try? entry.open(vaultKey: opened.vaultKey, auditKeys: [], vaultID: id)) != nil
                {
                    keys.vault[opened.generation] = opened
                }
            }
            return keys.current != nil
        }
        guard let newest = keys.current else { throw VaultError.notAMember }
        // From the newest keys back to the first: the first entry of each generation hands on the one before.
        var generation = newest.generation
        while generation > 1, let keysThere = keys.vault[generation] {
            guard let position = try transaction.firstEntry(ofGeneration: generation),
                case .opening(let opening, _) = try? transaction.entry(at: position).open(
                    vaultKey: keysThere.vaultKey, auditKeys: [], vaultID: id),
                case .end(let end) = try? opening.verified(vaultID: id).act,
                (try? keys.openPrevious(end.rotation.previous, of: generation, id)) != nil
            else {
                throw VaultError.altered(.database("no entry hands on the keys before no. \(generation)"))
            }
            generation -= 1
        }
        return Replay(vaultID: id, identity: identity, keys: keys)
    }

    /// A replay that goes on from a state, after checking that the log still has that past.
    private static func resume(
        _ state: VaultState, identity: MemberIdentity, keys: MemberKeys?, in transaction: IndexTransaction
    ) throws -> Replay {
        let size = try transaction.logSize()
        guard size >= state.head.size else {
            throw VaultError.rolledBack(seen: state.head.size, found: size, since: state.newestAt)
        }
        let keys = keys ?? MemberKeys(of: state, identity: identity)
        return try Replay(
            from: state, frontier: Frontier(size: state.head.size, reading: transaction), identity: identity,
            keys: keys)
    }

    /// Takes in all entries that are new, and holds the result against the signed checkpoint.
    private static func catchUp(
        _ replay: Replay, in transaction: IndexTransaction,
        _ body: (UInt64, Statement?) -> Void = { _, _ in }
    ) throws -> Replay {
        var replay = replay
        do {
            try replay.take(upTo: transaction.logSize(), of: transaction) { body($0.position, $0.statement) }
        } catch VaultError.altered(.entry(_, .newerKeys)) {
            throw VaultError.membershipEnded
        }
        try checkCheckpoint(of: replay.state, in: transaction)
        return replay
    }

    /// The stored checkpoint must be the log key's, and say what the entries say.
    static func checkCheckpoint(of state: VaultState, in transaction: IndexTransaction) throws {
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
            throw VaultError.altered(.checkpoint(error.description))
        }
        guard verified.checkpoint.size == state.head.size,
            verified.checkpoint.root.bytes == state.head.root.bytes
        else { throw VaultError.altered(.checkpoint("does not fit the entries")) }
    }

    // MARK: Appending

    /// Appends statements in one transaction.
    ///
    /// - Parameters:
    ///   - slots: key slots to lie beside the first statement.
    ///   - rotated: the vault's next keys, when the first statement makes them the current ones.
    ///   - work: what must have been done before the statements may stand in the log: bringing blobs to the disk. They are
    ///     signed meanwhile. When it throws, nothing is written. Statements without it may be written into the log's reserve
    ///     where the disk is full.
    ///   - make: is given the state that the statements will follow, after anything that other commands appended, and
    ///     returns what to say. It may be asked twice. What it throws is thrown on, and nothing is written.
    /// - Returns: the positions of the new entries.
    @discardableResult
    func append(
        slots: [[UInt8]] = [], rotated: VaultKeys? = nil, after work: (() throws -> Void)? = nil,
        _ make: (VaultState) throws -> [Act]
    ) throws -> Range<UInt64> {
        if work != nil { return try append(slots, rotated, work, make) }
        return try Reserve(vault: index.folder).lend(warn: surroundings.warn) {
            try append(slots, rotated, nil, make)
        }
    }

    private func append(
        _ slots: [[UInt8]], _ rotated: VaultKeys?, _ work: (() throws -> Void)?,
        _ make: (VaultState) throws -> [Act]
    ) throws -> Range<UInt64> {
        func sign(after replay: (state: VaultState, keys: MemberKeys), at time: Timestamp) throws -> Signed {
            guard let current = rotated ?? replay.keys.vault[replay.state.keyGeneration] else {
                throw VaultError.notAMember
            }
            return try Log.sign(
                make(replay.state), slots: slots, after: replay.state, keys: current, identity: identity,
                at: time)
        }
        // The vault is not kept from others while the disk is waited for.
        let early = try work.map { work in
            try meanwhile(work) { try sign(after: (state, keys), at: Timestamp(surroundings.clock())) }
        }
        var first: UInt64 = 0
        mayHaveCommitted = false
        let replay = try index.write { transaction in
            var replay = try Log.resume(state, identity: identity, keys: keys, in: transaction)
            replay = try Log.catchUp(replay, in: transaction)
            guard let current = rotated ?? replay.currentKeys else { throw VaultError.notAMember }
            first = replay.state.head.size
            let time = Timestamp(surroundings.clock())
            // What another command appended in the meantime may change what is to be said.
            let isInTime = replay.state.head == state.head
            let signed = isInTime ? early : nil
            try Log.write(
                signed ?? sign(after: (replay.state, replay.keys), at: time), after: &replay, keys: current,
                identity: identity, at: time, in: transaction)
            mayHaveCommitted = true
            return replay
        }
        mayHaveCommitted = false
        state = replay.state
        keys = replay.keys
        Log.remember(state, for: identity, surroundings)
        return first..<state.head.size
    }

    /// What is in the log stays in it, so nothing may fail any more because a member's own computer has no room. The next
    /// command replays from where it remembers.
    private static func remember(
        _ state: VaultState, for identity: MemberIdentity, _ surroundings: Vault.Surroundings
    ) {
        do {
            try surroundings.knownVaults.remember(state, for: identity)
        } catch {
            surroundings.warn(error)
        }
    }

    private typealias Signed = [(statement: Statement, entry: Entry)]

    /// Signs statements that follow a state, and seals each into its entry.
    private static func sign(
        _ acts: [Act], slots: [[UInt8]], after state: VaultState, keys: VaultKeys, identity: MemberIdentity,
        at time: Timestamp
    ) throws -> Signed {
        let auditKey = try state.auditKeys.last.map { try SealingKey($0.recipient) }
        // The first statement decides it, and is not applied yet.
        let postQuantum =
            if case .found(let founding)? = acts.first { founding.isPostQuantum } else { state.isPostQuantum }
        return try inParallel(acts.count) { index in
            let statement = Statement(
                by: HexBytes(identity.card.signingKey.bytes), at: time, after: state.head,
                offset: UInt64(index), act: acts[index])
            let opening = try StatementOpening(statement, vaultID: state.vaultID, key: identity.signingKey)
            let entry = try Entry(
                opening, audience: acts[index].audience, auditKey: auditKey, slots: index == 0 ? slots : [],
                generation: keys.generation, vaultKey: keys.vaultKey, vaultID: state.vaultID,
                postQuantum: postQuantum)
            return (statement, entry)
        }
    }

    private static func write(
        _ signed: Signed, after replay: inout Replay, keys: VaultKeys, identity: MemberIdentity,
        at time: Timestamp, in transaction: IndexTransaction
    ) throws {
        let vaultID = replay.state.vaultID
        var allKeys = replay.keys
        allKeys.vault[keys.generation] = keys
        let projections = try Projections(keys: allKeys, vaultID: vaultID)
        for (statement, entry) in signed {
            let position = replay.state.head.size
            let nodes: [Node]
            do {
                nodes = try replay.append(statement, entry: entry)
            } catch {
                throw VaultError.badInput("the log refuses this: \(error.problem)")
            }
            try transaction.append(entry, at: position)
            try transaction.insert(nodes)
            try projections.record(statement, at: position, in: transaction)
        }
        try transaction.store(
            CheckpointNames(vaultID).sign(replay.state.head, keys: keys, member: identity, at: time))
    }

    /// Key slots for the owners of cards, among others that nobody opens.
    static func slots(
        of keys: VaultKeys, for cards: [Card], postQuantum: Bool, farewell: [[UInt8]] = []
    ) throws -> [[UInt8]] {
        try KeySlot.padded(
            cards.map { try KeySlot.seal(keys, to: $0.sealingKey(postQuantum: postQuantum)) } + farewell,
            postQuantum: postQuantum)
    }

    /// Forgets grants of a case that were looked at. It is remembered with the next statement.
    func noteChecked(_ file: CaseFile) { state.noteChecked(file) }

    // MARK: Catching up

    /// Lends the newest checkpoint with the state that it stands for, after taking in what other commands appended.
    func current<T>(_ body: (_ note: [UInt8], VaultState, IndexTransaction) throws -> T) throws -> T {
        try index.read { transaction in
            let past = try Log.resume(state, identity: identity, keys: keys, in: transaction)
            let replay = try Log.catchUp(past, in: transaction)
            (state, keys) = (replay.state, replay.keys)
            return try body(transaction.checkpoint().note, state, transaction)
        }
    }

    /// Takes in what others appended since, and returns it.
    func takeNew() throws -> [(position: UInt64, statement: Statement?)] {
        var new: [(position: UInt64, statement: Statement?)] = []
        let replay = try index.read { transaction -> Replay? in
            if try transaction.logSize() == state.head.size { return nil }
            let past = try Log.resume(state, identity: identity, keys: keys, in: transaction)
            return try Log.catchUp(past, in: transaction) { new.append(($0, $1)) }
        }
        guard let replay else { return [] }
        state = replay.state
        keys = replay.keys
        Log.remember(state, for: identity, surroundings)
        return new
    }
}
