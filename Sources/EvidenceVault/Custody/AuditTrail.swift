/// A line of the audit log.
public struct AuditLine: Sendable {
    public let position: UInt64
    /// Nil for an entry that only auditors open: somebody's access, whose it was is not for others to see.
    public let statement: Statement?
    public let member: Member?
    public let caseRef: String?
    /// The documents concerned, as references.
    public let documents: [String]
    /// What else there is to say, in words that name no survivor.
    public let note: String?
    /// By how many seconds its time lies before that of the entry before it, when that is more than clocks may differ.
    public fileprivate(set) var clockBehind: Int64?
}

extension Vault {
    /// The whole log, oldest first, checked from the first entry to the newest. Auditors see every access; other members
    /// see that there was one.
    public func auditTrail() throws -> [AuditLine] {
        var lines: [AuditLine] = []
        var newest: Timestamp?
        try log.forEachStatement { position, statement in
            var line = line(position, statement)
            if let statement {
                line.clockBehind = ClockBehind.seconds(statement.at, after: newest)
                newest = statement.at
            }
            lines.append(line)
        }
        return lines
    }

    private func line(_ position: UInt64, _ statement: Statement?) -> AuditLine {
        guard let statement else {
            return AuditLine(
                position: position, statement: nil, member: nil, caseRef: nil, documents: [], note: nil)
        }
        var caseID: HexBytes?
        var numbers: [Int] = []
        var note: String?
        switch statement.act {
        case .found(let founding): note = founding.example ? "example vault" : nil
        case .enrol(let enrolment):
            note = "\(enrolment.card.name) as \(enrolment.roles.map(\.rawValue).joined(separator: ", "))"
        case .setRoles(let set):
            note = "\(name(set.member)): \(set.roles.map(\.rawValue).joined(separator: ", "))"
        case .end(let end): note = name(end.member)
        case .restore(let restoration): note = name(restoration.member)
        case .setPolicy: note = "the matrix of roles and classes"
        case .auditKey(let made): note = "generation \(made.generation)"
        case .auditGrant(let granted):
            note = granted.keys.map { name($0.to) }.joined(separator: ", ")
        case .openCase(let opening): caseID = opening.caseID
        case .assign(let assignment):
            caseID = assignment.caseID
            note = "\(name(assignment.member)) as \(assignment.role)"
        case .unassign(let unassignment):
            caseID = unassignment.caseID
            note = name(unassignment.member) + (unassignment.role.map { " as \($0)" } ?? "")
        case .rekey(let rekeying):
            caseID = rekeying.caseID
            let new = rekeying.compartments.map { "\($0.confidentiality.rawValue) \($0.generation)" }
            note = new.isEmpty ? "keys for who lacked them" : "new keys: \(new.joined(separator: ", "))"
        case .requestEmergency(let request):
            caseID = request.caseID
            note = "EMERGENCY asked for as \(request.role): \(request.reason)"
        case .approveEmergency(let approval):
            caseID = approval.caseID
            let asked = state.caseFile(approval.caseID)?.emergencies.first { $0.position == approval.request }
            note = "EMERGENCY access for \(asked.map { name($0.member) } ?? "") until \(approval.until)"
        case .makeKit(let made):
            caseID = made.caseID
            note = "kit \(Fingerprint(kitKey: made.key).spoken.prefix(9)) until \(made.until)"
        case .cancelKit(let cancelled):
            caseID = cancelled.caseID
            note = "kit \(Fingerprint(kitKey: cancelled.key).spoken.prefix(9))"
        case .deposit(let deposit):
            (caseID, numbers) = (deposit.caseID, [deposit.number])
            note = deposit.confidentiality.rawValue
            if let kit = deposit.kit {
                note? += ", sealed on \(kit.at) with kit \(kit.fingerprint.spoken.prefix(9))"
            }
        case .reseal(let resealing):
            (caseID, numbers) = (resealing.caseID, [resealing.number])
            note = "\(resealing.confidentiality.rawValue) \(resealing.generation)"
        case .consent(let consent):
            caseID = consent.caseID
            note = "no. \(consent.number) for \(consent.recipient): \(consent.purpose.rawValue)"
        case .bundle(let bundle):
            (caseID, numbers) = (bundle.caseID, bundle.documents)
            let consents = bundle.consents.map(String.init).joined(separator: ", ")
            note = "to \(bundle.office), by consent no. \(consents)"
        case .review(let review):
            let questioned = review.verdicts.count { $0.verdict == .questioned }
            note = "\(review.verdicts.count - questioned) accepted, \(questioned) questioned"
        case .timestamp: note = "time-stamp of a checkpoint"
        case .access(let access):
            (caseID, numbers) = (access.caseID, access.document.map { [$0] } ?? [])
            if let asked = access.asked { note = "\(asked): \(access.reason ?? "")" }
        }
        let ref = caseID.map { id in state.caseFile(id)?.ref ?? id.description }
        return AuditLine(
            position: position, statement: statement, member: state.member(signingWith: statement.by),
            caseRef: ref, documents: numbers.map { "\(ref ?? "")/\($0)" }, note: note)
    }

    private func name(_ member: Fingerprint) -> String {
        state.holder(member)?.name ?? member.description
    }
}
