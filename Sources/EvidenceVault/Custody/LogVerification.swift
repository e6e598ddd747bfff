import Bytes
import Ledger
import TransparencyLog

/// What the log was found to hold from some point on.
public struct LogVerification: Sendable {
    /// Where the verification began; empty for the whole log.
    public let since: LogHead
    /// Of the newest entry there.
    public let sinceTime: Timestamp?
    /// Up to where the log goes now.
    public let head: LogHead
    /// The hashes that prove that the one continues the other (RFC 6962, 2.1.2).
    public let proof: [HexBytes]
    /// How many new entries there are of each kind of act, the most frequent first.
    public let acts: [(act: String, count: Int)]
    /// And by whom.
    public let authors: [(member: Member, count: Int)]
    /// New entries that are for auditors, and so were not opened.
    public let closed: Int
    /// New entries whose time does not fit those around them.
    public let clocks: [ClockDifference]
    /// New entries that do not hold, and count for nothing.
    public let voids: [Finding]
    /// What is wrong: the first thing, since nothing can be judged after it.
    public let finding: Finding?
}

extension Vault {
    /// Proves that the log continues a checkpoint that somebody took away, and checks every entry since: signatures,
    /// commitments and who was entitled to what. Without a checkpoint, the whole log.
    ///
    /// Where this member's computer remembers what the log amounted to at that checkpoint (``checkpoint()``,
    /// ``review(verdicts:)``), only what is new is read; otherwise all of it.
    ///
    /// Throws ``VaultError/rolledBack(seen:found:since:)`` and ``VaultError/forked(at:since:)`` when the log does not
    /// continue the checkpoint, ``LedgerError/notACheckpoint(_:)`` when no log key of this vault signed it.
    public func verifyLog(since taken: TakenCheckpoint? = nil) throws -> LogVerification {
        try verifyLog(since: taken?.head ?? .empty, taken)
    }

    func verifyLog(since: LogHead, _ taken: TakenCheckpoint? = nil) throws -> LogVerification {
        try log.look { try verifyLog(since: since, taken, at: $0) }
    }

    private func verifyLog(
        since: LogHead, _ taken: TakenCheckpoint?, at moment: Moment
    ) throws -> LogVerification {
        let (now, transaction) = (moment.head, moment.transaction)
        // A changed digit must not look like a log that was rolled back.
        try taken?.requireNoWrongSignature(in: state)
        if let taken, taken.head.size <= now.size { try taken.requireSigned(in: state) }
        guard since.size <= now.size else {
            throw VaultError.rolledBack(seen: since.size, found: now.size, since: nil)
        }
        var replay = try replay(at: since, moment.keys, in: transaction)
        let sinceTime = replay.state.newestAt
        let proof = try consistency(since, now, in: transaction)
        var tally = LogTally()
        tally.begin(after: replay.state)
        var finding: Finding?
        do {
            try replay.take(upTo: now.size, of: transaction) { tally.add($0) }
            if replay.root.bytes != now.root.bytes {
                finding = .checkpoint(.otherPast)
            }
        } catch VaultError.altered(let found) {
            finding = found
        }
        return LogVerification(
            since: since, sinceTime: sinceTime, head: now, proof: proof.map { HexBytes($0.bytes) },
            acts: tally.sortedActs, authors: tally.sortedAuthors(in: replay.state),
            closed: tally.closed,
            clocks: ClockDifference.among(tally.times).filter { $0.position >= since.size },
            voids: tally.voids.map { position, problem, by in
                .voidEntry(
                    index: position, problem: problem,
                    by: by.flatMap { replay.state.member(signingWith: $0)?.name })
            }, finding: finding)
    }

    /// The replay that has come to a head: from what was remembered there, or from the first entry.
    private func replay(
        at head: LogHead, _ keys: MemberKeys, in transaction: LogRows
    ) throws -> Replay {
        if head.size > 0, let known = log.knownVaults.state(at: head, of: id, for: identity) {
            return try Replay(
                from: known, frontier: Frontier(size: head.size, reading: transaction), identity: identity,
                keys: keys)
        }
        var replay = Replay(vaultID: id, identity: identity, keys: keys)
        try replay.take(upTo: head.size, of: transaction)
        guard replay.root.bytes == head.root.bytes else {
            throw VaultError.forked(at: head.size, since: replay.state.newestAt)
        }
        return replay
    }

    /// Proves that one head continues another. Throws ``VaultError/forked(at:since:)``.
    func consistency(
        _ older: LogHead, _ newer: LogHead, in transaction: LogRows
    ) throws -> [Hash] {
        let proof = try MerkleTree.consistencyProof(from: older.size, to: newer.size, reading: transaction)
        do {
            try MerkleTree.verifyConsistency(
                from: older.size, root: Hash(older.root.bytes), to: newer.size, root: Hash(newer.root.bytes),
                proof: proof)
        } catch {
            throw VaultError.forked(at: older.size, since: nil)
        }
        return proof
    }
}

/// Counts entries.
private struct LogTally {
    private var acts: [String: Int] = [:]
    private var authors: [HexBytes: Int] = [:]
    private(set) var closed = 0
    private(set) var times: [(position: UInt64, at: Timestamp)] = []
    private(set) var voids: [(position: UInt64, problem: EntryProblem, by: HexBytes?)] = []

    /// What every author said last before counts among the times.
    mutating func begin(after state: VaultState) {
        times = state.clocks.values.map { ($0.position, $0.at) }.sorted { $0.position < $1.position }
    }

    mutating func add(_ taken: Replay.Taken) {
        if let void = taken.void {
            voids.append((taken.position, void.problem, void.statement?.by))
            return
        }
        guard let statement = taken.statement else {
            closed += 1
            return
        }
        times.append((taken.position, statement.at))
        acts[statement.act.name, default: 0] += 1
        authors[statement.by, default: 0] += 1
    }

    var sortedActs: [(act: String, count: Int)] {
        acts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    func sortedAuthors(in state: VaultState) -> [(member: Member, count: Int)] {
        authors.compactMap { key, count in state.member(signingWith: key).map { ($0, count) } }
            .sorted { ($1.count, $0.member.name) < ($0.count, $1.member.name) }
    }
}
