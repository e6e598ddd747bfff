/// A line of the audit log.
public struct AuditLine: Sendable {
    public let position: UInt64
    /// Nil for an entry that only auditors open: somebody's access, whose it was is not for others to see.
    public let statement: Statement?
    /// Why it counts for nothing; nil when it counts. What it says is then what its author claims.
    public let void: EntryProblem?
    public let member: Member?
    public let caseRef: String?
    /// The documents concerned, as references.
    public let documents: [String]
    /// What else there is to say, in words that name no survivor.
    public let note: String?
    /// By how many seconds its time lies after (or, negative, before) what fits the entries around it, when that is more than clocks
    /// may differ: see ``ClockDifference``.
    public fileprivate(set) var clock: Int64? = nil

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
                documents: [], note: nil)
        }
        let act = statement.act
        let ref = act.caseID.map { id in state.caseFile(id)?.ref ?? id.description }
        return AuditLine(
            position: entry.position, statement: statement, void: entry.void?.problem,
            member: state.member(signingWith: statement.by), caseRef: ref,
            documents: state.documentNumbers(of: act, at: entry.position).map { "\(ref ?? "")/\($0)" },
            note: note(on: act, at: entry.position, by: statement.by))
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
            return
                "EMERGENCY access for \(asked.map { name($0.member) } ?? "") until \(state.timeZone.text(approval.until))"
        case .makeKit(let made):
            let classes = made.classes.map(\.rawValue).joined(separator: ", ")
            return
                "kit \(made.digest.fingerprint.spoken.prefix(9)) for \(classes) until \(state.timeZone.text(made.until))"
        case .cancelKit(let cancelled):
            let kit = state.caseFile(cancelled.caseID)?.kits.first { $0.made.key == cancelled.key }
            return kit.map { "kit \($0.made.digest.fingerprint.spoken.prefix(9))" }
        case .deposit(let deposit):
            let kit = deposit.kit.map {
                ", sealed on \(state.timeZone.text($0.at)) with kit \($0.fingerprint.spoken.prefix(9))"
            }
            return deposit.confidentiality.rawValue + (kit ?? "")
        case .reseal(let resealing): return "\(resealing.confidentiality.rawValue) \(resealing.generation)"
        case .consent(let consent):
            let number = state.consent(at: position, of: consent.caseID)?.number
            return "no. \(number ?? 0) for \(consent.office): \(consent.purpose.rawValue)"
                + (consent.documents.isEmpty
                    ? "" : ", documents \(DocumentNumbers.text(consent.documents))")
                + (consent.later ? ", and later ones" : "")
        case .withdraw(let withdrawn):
            return "no. \(withdrawn.consent), said on \(state.timeZone.text(withdrawn.at))"
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
        case .witness(let made):
            return made.void.isEmpty
                ? "witness of a checkpoint" : "witness of a checkpoint, with void entries"
        case .repair(let repaired): return "entries \(repaired.from) to \(repaired.to): \(repaired.reason)"
        case .setLevel(let set): return "level \(set.level)"
        case .setTimeZone(let set): return set.zone.name
        case .rotateRecovery(let rotated): return "a new recovery key, \(rotated.recovery.fingerprint)"
        case .unknown(let unknown): return "an act of a later program: \(unknown.name)"
        case .access(let access): return access.asked.map { "\($0): \(access.reason ?? "")" }
        }
    }

    private func name(_ member: Fingerprint) -> String {
        state.holder(member)?.name ?? member.description
    }
}
