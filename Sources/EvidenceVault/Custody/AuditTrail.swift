import Bytes
import Ledger

/// A line of the audit log.
public struct AuditLine: Sendable {
    public let position: UInt64
    /// Nil for an entry that only auditors open: somebody's access, whose it was is not for others to see.
    package let statement: Statement?
    /// Why it counts for nothing; nil when it counts. What it says is then what its author claims.
    public let void: EntryProblem?
    public let member: Member?
    public let caseRef: String?
    /// The documents concerned, as references.
    public let documents: [String]
    /// By how many seconds its time lies after (or, negative, before) what fits the entries around it, when that is more than clocks
    /// may differ: see ``ClockDifference``.
    public fileprivate(set) var clock: Int64? = nil

    /// The name of the act, as the log has it; nil where this member cannot open the entry.
    public var act: String? { statement?.act.name }
    /// By the clock of who signed it.
    public var at: Timestamp? { statement?.at }
    public var isRefusal: Bool { statement?.act.name == Access.Kind.refusal.rawValue }
}

extension Vault {
    /// The whole log, oldest first, checked from the first entry to the newest. Auditors see every access; other members
    /// see that there was one.
    public func auditTrail() throws -> [AuditLine] {
        try log.look { moment in
            var lines: [AuditLine] = []
            try moment.forEachEntry { lines.append(line($0)) }
            markClocks(&lines)
            return lines
        }
    }

    /// What was appended since this vault value last looked at the log, checked as in ``auditTrail()``, whose lines come before it.
    public func newAuditLines(after trail: [AuditLine]) throws -> [AuditLine] {
        let new = try log.takeNew().map { line($0) }
        if new.isEmpty { return [] }
        var lines = trail + new
        markClocks(&lines)
        return Array(lines.suffix(new.count))
    }

    private func line(_ entry: Replay.Taken) -> AuditLine {
        guard let statement = entry.statement ?? entry.void?.statement else {
            return AuditLine(
                position: entry.position, statement: nil, void: entry.void?.problem, member: nil,
                caseRef: nil,
                documents: [])
        }
        let act = statement.act
        let ref = act.caseID.map { id in state.caseFile(id)?.ref ?? id.description }
        return AuditLine(
            position: entry.position, statement: statement, void: entry.void?.problem,
            member: state.member(signingWith: statement.by), caseRef: ref,
            documents: state.documentNumbers(of: act, at: entry.position).map { "\(ref ?? "")/\($0)" })
    }

    /// Marks the lines whose time does not fit those around them.
    private func markClocks(_ lines: inout [AuditLine]) {
        let times = lines.compactMap { line in
            line.void == nil ? line.statement.map { (position: line.position, at: $0.at) } : nil
        }
        let differences = ClockDifference.among(times)
        var next = differences.makeIterator()
        var difference = next.next()
        for index in lines.indices where lines[index].position == difference?.position {
            lines[index].clock = difference?.seconds
            difference = next.next()
        }
    }
}
