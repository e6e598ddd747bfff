import Ledger

/// Documents left under a passphrase: whoever hears or finds it opens them, and nothing says later who did.
package struct PassphraseBundleRule: OversightRule {
    package static let name = RuleName.passphrase
    package var weight = Weight.medium

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.compactMap { entry in
            guard case .handedOver(let office, _, _, let sealing, _) = entry.details, sealing.isPassphrase
            else { return nil }
            return finding(
                entry.by, cases: [entry.caseRef ?? ""], [entry],
                .passphrase(office, hadKey: sealing == .passphraseDespiteKey))
        }
    }
}
