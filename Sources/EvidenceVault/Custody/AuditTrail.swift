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

    public var isRefusal: Bool { statement?.act.name == Access.Kind.refusal.rawValue }
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

    /// What was appended since this vault value last looked at the log, checked as in ``auditTrail()``.
    public func newAuditLines() throws -> [AuditLine] {
        try log.takeNew().map { line($0.position, $0.statement) }
    }

    private func line(_ position: UInt64, _ statement: Statement?) -> AuditLine {
        guard let statement else {
            return AuditLine(
                position: position, statement: nil, member: nil, caseRef: nil, documents: [], note: nil)
        }
        let act = statement.act
        let ref = act.caseID.map { id in state.caseFile(id)?.ref ?? id.description }
        return AuditLine(
            position: position, statement: statement, member: state.member(signingWith: statement.by),
            caseRef: ref, documents: act.documents.map { "\(ref ?? "")/\($0)" },
            note: note(on: act, at: position, by: statement.by))
    }

    private func note(on act: Act, at position: UInt64, by author: HexBytes) -> String? {
        switch act {
        case .found(let founding): return founding.example ? "example vault" : nil
        case .enrol(let enrolment):
            return "\(enrolment.card.name) as \(enrolment.roles.map(\.rawValue).joined(separator: ", "))"
        case .setRoles(let set):
            return "\(name(set.member)): \(set.roles.map(\.rawValue).joined(separator: ", "))"
        case .end(let end): return name(end.member)
        case .restore(let restoration): return name(restoration.member)
        case .setPolicy: return "the matrix of roles and classes"
        case .auditKey(let made): return "generation \(made.generation)"
        case .auditGrant(let granted): return granted.keys.map { name($0.to) }.joined(separator: ", ")
        case .openCase: return nil
        case .assign(let assignment): return "\(name(assignment.member)) as \(assignment.role)"
        case .unassign(let unassignment):
            return name(unassignment.member) + (unassignment.role.map { " as \($0)" } ?? "")
        case .rekey(let rekeying):
            let new = rekeying.compartments.map { "\($0.confidentiality.rawValue) \($0.generation)" }
            return new.isEmpty ? "keys for who lacked them" : "new keys: \(new.joined(separator: ", "))"
        case .requestEmergency(let request):
            return "EMERGENCY asked for as \(request.role): \(request.reason)"
        case .approveEmergency(let approval):
            let asked = state.caseFile(approval.caseID)?.emergencies.first { $0.position == approval.request }
            return "EMERGENCY access for \(asked.map { name($0.member) } ?? "") until \(approval.until)"
        case .makeKit(let made):
            return "kit \(Fingerprint(kitKey: made.key).spoken.prefix(9)) until \(made.until)"
        case .cancelKit(let cancelled): return "kit \(Fingerprint(kitKey: cancelled.key).spoken.prefix(9))"
        case .deposit(let deposit):
            let kit = deposit.kit.map {
                ", sealed on \($0.at) with kit \($0.fingerprint.spoken.prefix(9))"
            }
            return deposit.confidentiality.rawValue + (kit ?? "")
        case .reseal(let resealing): return "\(resealing.confidentiality.rawValue) \(resealing.generation)"
        case .consent(let consent):
            let number = state.consent(at: position, of: consent.caseID)?.number
            return "no. \(number ?? 0) for \(consent.office): \(consent.purpose.rawValue)"
                + (consent.documents.isEmpty
                    ? "" : ", documents \(DocumentNumbers.text(consent.documents))")
                + (consent.later ? ", and later ones" : "")
        case .withdraw(let withdrawn): return "no. \(withdrawn.consent), said on \(withdrawn.at)"
        case .amend: return "kind, title or how it was obtained"
        case .proposeOffice(let proposal):
            return "\(proposal.label) for \(proposal.office): \(OfficeKey.short(proposal.recipient))"
        case .confirmOffice(let confirmation):
            return state.offices.first { $0.position == confirmation.proposal }.map { key in
                let isAlone = state.member(signingWith: author)?.fingerprint == key.proposedBy
                return "\(key.label) for \(key.office): \(key.short)\(isAlone ? ", ALONE" : "")"
            }
        case .retireOffice(let retirement):
            return "\(retirement.office): \(OfficeKey.short(retirement.recipient))"
        case .bundle(let bundle):
            let consents = bundle.consents.map(String.init).joined(separator: ", ")
            let isAlone = state.isAlone(bundle.recipient)
            return "to \(bundle.office), key \(OfficeKey.short(bundle.recipient))"
                + (isAlone ? " (confirmed ALONE)" : "") + ", by consent no. \(consents)"
        case .review(let review):
            let questioned = review.verdicts.count { $0.verdict == .questioned }
            return "\(review.verdicts.count - questioned) accepted, \(questioned) questioned"
        case .timestamp: return "time-stamp of a checkpoint"
        case .access(let access): return access.asked.map { "\($0): \(access.reason ?? "")" }
        }
    }

    private func name(_ member: Fingerprint) -> String {
        state.holder(member)?.name ?? member.description
    }
}
