public import Bytes
public import Ledger
import TransparencyLog

/// Who did what in a period, and what of it is unusual: all that a report's page, CSV and JSON Lines show.
public struct AuditReport: Sendable {
    public let vaultName: String
    public let vaultID: VaultID
    public let isExample: Bool
    public let madeBy: TrailEntry.Person
    public let madeAt: Timestamp
    /// Where the log stood. The last entry is the one that says that this report was made.
    public let head: LogHead
    public let period: ClosedRange<Timestamp>
    public let rules: AuditRules
    package let clock: OfficeHours.Clock
    /// The whole log.
    public let trail: Trail
    /// Of the period.
    public let entries: [TrailEntry]
    /// Those that the period touches, and those of how things stand now; by weight.
    public let findings: [AuditFinding]
    public let matrix: AccessMatrix

    package init(
        of state: VaultState, by member: Member, trail: Trail, matrix: AccessMatrix, from: Timestamp?,
        to: Timestamp?, rules: AuditRules, clock: OfficeHours.Clock
    ) {
        vaultName = state.vaultName
        vaultID = state.vaultID
        isExample = state.isExample
        madeBy = TrailEntry.Person(member)
        madeAt = trail.now
        head = state.head
        let start = from ?? trail.entries.map(\.at).min() ?? trail.now
        let period = start...max(start, to ?? max(trail.now, trail.entries.map(\.at).max() ?? trail.now))
        self.period = period
        self.rules = rules
        self.clock = clock
        self.trail = trail
        self.matrix = matrix
        entries = trail.entries.filter { period.contains($0.at) }
        let inside = Set(entries.map(\.position))
        // All findings of the log, and then those of the period: else a finding at its edge would have another id.
        findings = rules.findings(in: trail, clock).filter { finding in
            finding.rule.isStanding || finding.entries.contains { inside.contains($0) }
        }
    }

    /// What the auditors said of a finding.
    public func verdict(on finding: AuditFinding) -> FindingVerdict? { trail.verdicts[finding.id] }
    /// Until it is accepted: what an auditor questions waits for an answer.
    public func isOpen(_ finding: AuditFinding) -> Bool { verdict(on: finding)?.verdict != .accepted }
    public var openFindings: [AuditFinding] { findings.filter(isOpen) }
    /// Titles or documents that somebody saw.
    public var accesses: [TrailEntry] { entries.filter(\.isAccess) }
}

extension RuleName {
    /// Whether it is about how things stand now, whatever the period.
    var isStanding: Bool { self == .keysBeyondRole || self == .unseen }
}
