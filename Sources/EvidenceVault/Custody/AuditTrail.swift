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
}

extension Vault {
    /// The whole log, oldest first, checked from the first entry to the newest. Auditors see every access; other members
    /// see that there was one.
    public func auditTrail() throws -> [AuditLine] {
        var lines: [AuditLine] = []
        try log.forEachStatement { position, statement in
            lines.append(line(position, statement))
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
        case .auditKey(let made): note = "generation \(made.generation)"
        case .auditGrant(let granted):
            note = granted.keys.map { state.member($0.to)?.name ?? $0.to.description }.joined(separator: ", ")
        case .openCase(let opening): caseID = opening.caseID
        case .assign(let assignment):
            caseID = assignment.caseID
            note =
                "\(state.member(assignment.member)?.name ?? assignment.member.description) as \(assignment.role)"
        case .deposit(let deposit):
            (caseID, numbers) = (deposit.caseID, [deposit.number])
            note = deposit.confidentiality.rawValue
        case .consent(let consent):
            caseID = consent.caseID
            note = "no. \(consent.number) for \(consent.recipient): \(consent.purpose.rawValue)"
        case .bundle(let bundle):
            (caseID, numbers) = (bundle.caseID, bundle.documents)
            let consents = bundle.consents.map(String.init).joined(separator: ", ")
            note = "to \(bundle.office), by consent no. \(consents)"
        case .access(let access):
            (caseID, numbers) = (access.caseID, access.document.map { [$0] } ?? [])
            if let asked = access.asked { note = "\(asked): \(access.reason ?? "")" }
        }
        let ref = caseID.map { id in state.caseFile(id)?.ref ?? id.description }
        return AuditLine(
            position: position, statement: statement, member: state.member(signingWith: statement.by),
            caseRef: ref, documents: numbers.map { "\(ref ?? "")/\($0)" }, note: note)
    }
}
