import Bytes
import Foundation
import Ledger
import TransparencyLog
import VaultStorage

extension Vault {
    /// What a repair came to.
    public struct Repair: Sendable {
        /// The tree or the checkpoint was not what the entries make, and is now.
        public let mendedCheckpoint: Bool
        /// Rows that no checkpoint covered and that did not hold: they lie in `aside/` now.
        public let movedAside: Int
        /// Void entries that this repair says were looked into.
        public let voids: Int
        public let head: LogHead
    }

    /// Makes tree and checkpoint anew from what the log holds, and says in the log that its void entries were looked into. It
    /// changes no verdict. Needed where a checkpoint or node was changed, which keeps the vault from being opened.
    ///
    /// Entries that a good checkpoint covers and that are gone or changed are never repaired: they are put back from a copy.
    ///
    /// - Parameter reason: a line of text, for everybody to read.
    /// - Throws: ``VaultError/rolledBack(seen:found:since:)`` and ``VaultError/forked(at:since:)`` where what this member remembers is not
    ///   there any more; ``VaultError/altered(_:)`` where a good checkpoint covers other entries than there are.
    public static func repair(
        at path: String, as identity: MemberIdentity, reason: String,
        surroundings: Surroundings = Surroundings()
    ) throws -> Repair {
        let reason = try Name.checked(reason, limit: LogRepaired.longestReason)
        let (path, folder, id) = try located(path)
        _ = try surroundings.knownVaults.requireJoined(id, at: path, for: identity)
        guard let known = try surroundings.knownVaults.recall(id, for: identity) else {
            throw VaultError.nothingRemembered
        }
        let log = try StoredLog(Index.open(in: folder))
        let (mended, moved) = try log.write { transaction in
            try Log.mend(
                from: known, identity: identity, at: Timestamp(surroundings.clock()), in: transaction)
        }
        let vault = try open(at: path, as: identity, surroundings: surroundings)
        let voids = vault.state.unrepairedVoids
        if mended || moved > 0 || voids > 0 {
            try vault.log.append { state in
                [.repair(LogRepaired(from: state.repairedTo, to: state.head.size, reason: reason))]
            }
        }
        return Repair(mendedCheckpoint: mended, movedAside: moved, voids: voids, head: vault.state.head)
    }
}

extension Log {
    /// Replays from what a member remembers; where the stored checkpoint is not the log key's over these entries, makes it anew, and
    /// the tree with it. Returns whether it did, and how many rows it moved aside.
    static func mend(
        from known: VaultState, identity: MemberIdentity, at time: Timestamp, in transaction: LogChange
    ) throws -> (mended: Bool, moved: Int) {
        // The tree is made anew from the entries, whatever the index says of it.
        var frontier = Frontier()
        var nodes: [Node] = []
        let end = try transaction.firstGap(from: 0)
        guard end >= known.head.size else {
            throw VaultError.rolledBack(seen: known.head.size, found: end, since: known.newestAt)
        }
        while frontier.size < known.head.size {
            for entry in try transaction.entries(from: frontier.size, below: known.head.size) {
                nodes += frontier.append(MerkleTree.leafHash(entry))
            }
        }
        let treeFits = transaction.isTree(nodes)
        if !treeFits {
            try transaction.removeNodes()
            try transaction.insert(nodes)
        }
        var replay = try Replay(
            from: known, frontier: frontier, identity: identity,
            keys: MemberKeys(of: known, identity: identity))

        // A checkpoint that a log key signed says how far the entries were acknowledged.
        let stored = try? TakenCheckpoint(transaction.checkpoint().note, of: known.vaultID)
        var judged = replay
        var goodEnd = known.head.size
        try judged.take(upTo: end, of: transaction) { taken in
            if taken.void == nil { goodEnd = taken.position + 1 }
        }
        if let stored, stored.head.size >= known.head.size {
            let isSigned = judged.state.logKeys.contains {
                ($0.from...$0.to).contains(stored.head.size) && stored.isSigned(by: $0.key, of: known.vaultID)
            }
            if isSigned {
                guard stored.head.size <= end else {
                    throw VaultError.altered(.entry(index: end, problem: .missing))
                }
                goodEnd = max(goodEnd, stored.head.size)
            }
        }
        let projections = try Projections(keys: judged.keys, vaultID: known.vaultID)
        try replay.take(upTo: goodEnd, of: transaction) { taken in
            try transaction.insert(taken.nodes)
            guard let statement = taken.statement else { return }
            try projections.record(statement, number: taken.number, at: taken.position, in: transaction)
        }
        let moved = try transaction.moveAside(from: goodEnd)
        do {
            try checkCheckpoint(of: replay.state, in: transaction)
            return (!treeFits, moved)
        } catch VaultError.altered {
            guard let keys = replay.currentKeys else { throw VaultError.notAMember }
            try CheckpointNames(known.vaultID).store(
                replay.state.head, of: replay.state, keys: keys, member: identity, at: time,
                forAuditors: false,
                in: transaction)
            return (true, moved)
        }
    }
}
