import Bytes
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

/// A review that is in the log.
public struct Review: Sendable {
    public let position: UInt64
    public let auditor: Member?
    public let at: Timestamp
    /// What was reviewed.
    public let head: LogHead
    public let verdicts: [Verdict]
}

extension Vault {
    /// The newest checkpoint as a signed note, to be taken away. This computer remembers what the log amounts to there, so
    /// that ``verifyLog(since:)`` need not read it all again.
    public func checkpoint() throws -> [UInt8] {
        let (note, state) = try log.current { note, state, _ in (note, state) }
        try log.knownVaults.keep(state, for: identity)
        return note
    }

    /// Checks the log since this auditor's last review, cosigns its newest checkpoint, and says so in the log.
    ///
    /// - Returns: what was checked, and the cosigned checkpoint, which the auditor keeps.
    /// - Throws: ``VaultError/notPermitted(_:)`` for others than auditors; ``VaultError/altered(_:)`` and what
    ///   ``verifyLog(since:)`` throws when something is wrong, and then nothing is cosigned.
    public func review(
        verdicts: [Verdict] = []
    ) throws -> (verification: LogVerification, checkpoint: [UInt8]) {
        try require(me.roles.contains(.auditor), or: .role(needed: [.auditor]), asked: "audit.review")
        guard verdicts.allSatisfy(\.isBounded), verdicts.count <= ReviewMade.mostVerdicts else {
            throw VaultError.verdictTooLong(finding: Verdict.longestFinding, note: Verdict.longestNote)
        }
        let verification = try verifyLog(since: state.reviewed ?? .empty)
        if let finding = verification.finding { throw VaultError.altered(finding) }
        var reviewed: (state: VaultState, note: [UInt8])?
        let time = now()
        // What others appended in the meantime was checked by the append itself.
        try log.append { state in
            guard let keys = log.keys.vault[state.keyGeneration] else { throw VaultError.notAMember }
            let note = try CheckpointNames(id).note(
                of: state.head, keys: keys, cosignedBy: identity, at: time)
            reviewed = (state, note.encoded)
            return [
                .review(
                    ReviewMade(checkpoint: String(decoding: note.encoded, as: UTF8.self), verdicts: verdicts))
            ]
        }
        guard let reviewed else { throw StorageError.busy }
        try bearWitness(at: time)
        // The log has the review: what this computer cannot remember of it is worked out again.
        do { try log.knownVaults.keep(reviewed.state, for: identity) } catch { warn(.notRemembered(error)) }
        return (verification, reviewed.note)
    }

    /// Cosigns the newest checkpoint in the open, and says which entries below it are void: what an outsider who is given a part of
    /// the log can lean on.
    private func bearWitness(at time: Timestamp) throws {
        try log.append { state in
            guard let keys = log.keys.vault[state.keyGeneration] else { throw VaultError.notAMember }
            let note = try CheckpointNames(id).note(
                of: state.head, keys: keys, cosignedBy: identity, at: time)
            return [
                .witness(
                    WitnessMade(
                        checkpoint: String(decoding: note.encoded, as: UTF8.self),
                        void: state.voids.ranges.map {
                            WitnessMade.VoidRun(from: $0.lowerBound, to: $0.upperBound)
                        }))
            ]
        }
    }

    /// All reviews that this member can open: for auditors all, for others none. Reads the whole log.
    public var reviews: [Review] {
        get throws {
            var reviews: [Review] = []
            try log.forEachEntry { entry in
                guard let statement = entry.statement, case .review(let made) = statement.act else { return }
                let taken = try TakenCheckpoint(Array(made.checkpoint.utf8), of: id)
                reviews.append(
                    Review(
                        position: entry.position, auditor: state.member(signingWith: statement.by),
                        at: statement.at, head: taken.head, verdicts: made.verdicts))
            }
            return reviews
        }
    }
}
