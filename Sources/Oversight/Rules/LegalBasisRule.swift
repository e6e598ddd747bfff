import Ledger

/// Documents left on a ground in law, without the survivor's consent: the two members who said so are worth asking.
package struct LegalBasisRule: OversightRule {
    package static let name = RuleName.legalBasis
    package var weight = Weight.medium

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        var approvals: [String: TrailEntry] = [:]
        var findings: [AuditFinding] = []
        for entry in trail.entries {
            let ref = entry.caseRef ?? ""
            switch entry.details {
            case .basisApproved(let number, _): approvals["\(ref) \(number)"] = entry
            case .handedOver(let office, _, let basis?, _, _):
                let approval = approvals["\(ref) \(basis)"]
                findings.append(
                    finding(
                        entry.by, cases: [ref], [approval, entry].compactMap(\.self),
                        .legalBasis(office, number: basis, approvedBy: approval?.by)))
            default: break
            }
        }
        return findings
    }
}
