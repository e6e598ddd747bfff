import Bytes
import Sodium
import TransparencyLog

/// An auditor looked at the whole log, and says what they make of what they found. Their cosignature makes them a witness: a
/// log that shows somebody else another past can be convicted with it.
package struct ReviewMade: Codable, Hashable, Sendable {
    /// The newest checkpoint before the statement, signed by the log key and cosigned by the author: a signed note.
    package let checkpoint: String
    package let verdicts: [Verdict]

    package init(checkpoint: String, verdicts: [Verdict]) {
        self.checkpoint = checkpoint
        self.verdicts = verdicts
    }

    package static let longestCheckpoint = 4096
    package static let mostVerdicts = 10_000
}

/// What an auditor says to one finding of a report.
public struct Verdict: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case accepted, questioned
    }

    /// The finding's id in the report.
    public let finding: String
    public let verdict: Kind
    public let note: String?

    public init(finding: String, verdict: Kind, note: String? = nil) {
        self.finding = finding
        self.verdict = verdict
        self.note = note
    }

    /// In bytes.
    public static let longestFinding = 200
    public static let longestNote = 4000

    package var isBounded: Bool {
        !finding.isEmpty && finding.utf8.count <= Verdict.longestFinding
            && (note?.utf8.count ?? 0) <= Verdict.longestNote
    }
}

extension VaultState {
    /// A review is an auditor's, of the log up to itself, and cosigned by them.
    package mutating func take(_ review: ReviewMade, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.auditor), .auditorReviews)
        try require(
            review.verdicts.count <= ReviewMade.mostVerdicts && review.verdicts.allSatisfy(\.isBounded),
            .verdictTooLong)
        guard review.checkpoint.utf8.count <= ReviewMade.longestCheckpoint,
            let taken = try? TakenCheckpoint(Array(review.checkpoint.utf8), of: vaultID), taken.head == head,
            taken.isSigned(by: logKey, of: vaultID)
        else { throw EntryProblemError(.notEntitled(.reviewNotOfNewest)) }
        try require(
            taken.cosigned(by: author, of: vaultID) != nil,
            .reviewNotCosigned)
        if author.fingerprint == me { reviewed = head }
    }

    /// An auditor tells the world that the log was there, and what in it is void.
    package mutating func take(_ made: WitnessMade, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.auditor), .auditorWitnesses)
        guard made.checkpoint.utf8.count <= ReviewMade.longestCheckpoint,
            let taken = try? TakenCheckpoint(Array(made.checkpoint.utf8), of: vaultID), taken.head == head,
            taken.isSigned(by: logKey, of: vaultID), taken.cosigned(by: author, of: vaultID) != nil
        else { throw EntryProblemError(.notEntitled(.witnessNotOfNewest)) }
        try require(
            made.void == voids.ranges.map { WitnessMade.VoidRun(from: $0.lowerBound, to: $0.upperBound) },
            .otherVoids)
        witness = head.size
        witnessRoles = author.rolesSetAt
    }
}
