/// Documents were handed over on a consent that the same member had recorded: nobody else has heard the survivor say yes.
package struct OwnConsentRule: OversightRule {
    package static let name = RuleName.ownConsent
    package var weight = Weight.medium

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        var recorded: [String: TrailEntry] = [:]
        var findings: [AuditFinding] = []
        for entry in trail.entries {
            switch entry.details {
            case .consented(let number, _, _, _, _): recorded["\(entry.caseRef ?? "") \(number)"] = entry
            case .handedOver(let office, let numbers, _, _, _):
                let own = numbers.compactMap { recorded["\(entry.caseRef ?? "") \($0)"] }
                    .filter { $0.by == entry.by }
                if own.isEmpty { continue }
                let ownNumbers = numbers.filter { number in
                    recorded["\(entry.caseRef ?? "") \(number)"]?.by == entry.by
                }
                findings.append(
                    finding(
                        entry.by, cases: [entry.caseRef ?? ""], own + [entry],
                        .ownConsent(office, consents: ownNumbers)))
            default: break
            }
        }
        return findings
    }
}
