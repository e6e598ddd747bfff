/// Somebody holds the newest keys of a class that no role of theirs reads: they left a case, or the office, or their emergency is
/// over, and no coordinator has changed the keys since.
struct KeysBeyondRoleRule: OversightRule {
    static let name = RuleName.keysBeyondRole
    var weight = Weight.high

    func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.keysBeyondRoles.map {
            finding($0.person, cases: $0.caseRefs, [$0.evidence], .keysBeyondRole($0.classes))
        }
    }
}

/// A member has keys and has not done anything for a long time.
struct UnseenRule: OversightRule {
    static let name = RuleName.unseen
    var weight = Weight.medium
    var days = 90

    func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.members.compactMap { member in
            guard member.status == .active, let last = member.lastSeen else { return nil }
            let gone = Int((trail.now.seconds - last.at.seconds) / 86_400)
            return gone < days
                ? nil : finding(member.person, [last], .unseen(days: gone, cases: member.cases))
        }
    }
}
