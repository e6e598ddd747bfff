import Bytes
import Ledger

/// Somebody holds the newest keys of a class that no role of theirs reads: they left a case, or the office, or their emergency is
/// over, and no coordinator has changed the keys since.
package struct KeysBeyondRoleRule: OversightRule {
    package static let name = RuleName.keysBeyondRole
    package var weight = Weight.high

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.keysBeyondRoles.map {
            finding($0.person, cases: $0.caseRefs, [$0.evidence], .keysBeyondRole($0.classes))
        }
    }
}

/// A member has keys and has not done anything for a long time.
package struct UnseenRule: OversightRule {
    package static let name = RuleName.unseen
    package var weight = Weight.medium
    package var days = 90

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.members.compactMap { member in
            guard member.status == .active, let last = member.lastSeen else { return nil }
            let gone = Int((trail.now.seconds - last.at.seconds) / 86_400)
            return gone < days
                ? nil : finding(member.person, [last], .unseen(days: gone, cases: member.cases))
        }
    }
}
