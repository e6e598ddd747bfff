/// Somebody asked to be let into a case in an emergency, whether or not they were.
package struct EmergencyRule: OversightRule {
    package static let name = RuleName.emergency
    package var weight = Weight.high

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.compactMap { request in
            guard case .emergencyAsked(let role) = request.details else { return nil }
            let approval = trail.entries.first {
                if case .emergencyAllowed(request.position, _, _) = $0.details { true } else { false }
            }
            guard let approval, case .emergencyAllowed(_, _, let until) = approval.details else {
                return finding(
                    request.by, cases: [request.caseRef ?? ""], [request],
                    .emergency(role, approvedBy: nil, until: nil, readings: 0))
            }
            let readings = trail.entries.filter {
                $0.isReading && $0.by == request.by && $0.caseRef == request.caseRef
                    && $0.position > approval.position && $0.at <= until
            }
            return finding(
                request.by, cases: [request.caseRef ?? ""], [request, approval],
                .emergency(role, approvedBy: approval.by, until: until, readings: readings.count))
        }
    }
}

/// Something was done with the recovery key, which opens everything. One finding for each day.
package struct RecoveryKeyRule: OversightRule {
    package static let name = RuleName.recoveryKey
    package var weight = Weight.high

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        trail.entries.filter(\.by.isRecovery).inGroups { clock.local($0.at).day }.map { _, acts in
            finding(acts[0].by, acts, .recoveryKey(acts: acts.count))
        }
    }
}
