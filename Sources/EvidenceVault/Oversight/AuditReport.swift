import Bytes
import Ledger
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
    let clock: OfficeHours.Clock
    /// The whole log.
    public let trail: Trail
    /// Of the period.
    public let entries: [TrailEntry]
    /// Those that the period touches, and those of how things stand now; by weight.
    public let findings: [AuditFinding]
    public let matrix: AccessMatrix

    init(
        _ vault: Vault, trail: Trail, matrix: AccessMatrix, from: Timestamp?, to: Timestamp?,
        rules: AuditRules,
        clock: OfficeHours.Clock
    ) {
        vaultName = vault.state.vaultName
        vaultID = vault.id
        isExample = vault.state.isExample
        madeBy = TrailEntry.Person(vault.me)
        madeAt = trail.now
        head = vault.state.head
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

extension Vault {
    /// Makes a report. Only auditors may; that it was made is in the log before it can be read.
    ///
    /// - Parameters:
    ///   - from: an instant or a day on the office's clock; without it, from the first entry.
    ///   - to: the same, the day with its last second; without it, to now.
    public func auditReport(
        from: String? = nil, to: String? = nil, rules: AuditRules = AuditRules()
    ) throws -> AuditReport {
        try require(me.roles.contains(.auditor), or: .role(needed: [.auditor]), asked: "audit.report")
        let clock = try OfficeHours.Clock(rules.workingHours, in: state.timeZone)
        let start = try from.map { try clock.instant($0, endOfDay: false) }
        let end = try to.map { try clock.instant($0, endOfDay: true) }
        if let start, start > end ?? now() {
            throw LedgerError.time(.endsBeforeItBegins)
        }
        _ = try recordAccess(.report)
        return try log.look { _ in
            let (trail, matrix) = try trail()
            return AuditReport(
                self, trail: trail, matrix: matrix, from: start, to: end, rules: rules, clock: clock)
        }
    }
}
