import Bytes
import Ledger
import Oversight

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
            var reader = TrailReader(state, now: now())
            try log.forEachEntry { reader.read($0) }
            let (trail, matrix) = reader.finished()
            return AuditReport(
                of: state, by: me, trail: trail, matrix: matrix, from: start, to: end, rules: rules,
                clock: clock)
        }
    }
}
