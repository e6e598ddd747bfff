public import Bytes
public import Ledger

/// One act in the log, as reports and their rules see it: who, what, when and on what, and no text that could name a survivor.
/// Reasons that members wrote are left out; `audit log` shows them.
public struct TrailEntry: Hashable, Sendable {
    /// A member, or the recovery key.
    public struct Person: Hashable, Sendable {
        public let name: String
        public let fingerprint: String
        public let isRecovery: Bool

        package init(name: String, fingerprint: String, isRecovery: Bool = false) {
            self.name = name
            self.fingerprint = fingerprint
            self.isRecovery = isRecovery
        }

        package init(_ member: Member) {
            self.init(
                name: member.name, fingerprint: member.fingerprint.description, isRecovery: member.isRecovery)
        }
    }

    /// What an act says besides its case and documents.
    public enum Details: Hashable, Sendable {
        case none
        case refused(asked: String, reason: String)
        /// Somebody whom it concerns, with the roles that they are given or lose; none: all.
        case about(Person, roles: [Role])
        case deposited(ConfidentialityClass, withKit: Bool)
        case kitMade([ConfidentialityClass], until: Timestamp)
        case rekeyed([ConfidentialityClass: UInt32])
        case emergencyAsked(Role)
        case emergencyAllowed(request: UInt64, Person?, until: Timestamp)
        /// With `later`: to documents that came after it as well.
        case consented(number: Int, Office, ConsentPurpose, until: Timestamp?, later: Bool)
        case withdrawn(number: Int)
        /// A ground in law was proposed: its number.
        case basisProposed(number: Int, Office, until: Timestamp)
        case basisApproved(number: Int, Office)
        /// A key that an office has, or that is said to be its; alone: on the word of one member.
        case office(Office, recipient: String, alone: Bool)
        /// Alone: one of the keys is the office's on the word of one member.
        /// On consents, or on a ground in law.
        case handedOver(Office, consents: [Int], basis: Int?, BundleSealing, alone: Bool)
        /// The number of the handover, and how its receipt came.
        case acknowledged(number: Int, CaseFile.Handover.Acknowledgement)
        case recalled(number: Int, consent: Int, CaseFile.Handover.RecallStep)
        case reviewed(accepted: Int, questioned: Int)
    }

    public let position: UInt64
    /// By the author's clock.
    public let at: Timestamp
    public let by: Person
    /// ``Act/name``.
    public let act: String
    public let caseRef: String?
    public let documents: [Int]
    public let details: Details

    package init(
        position: UInt64, at: Timestamp, by: Person, act: String, caseRef: String?, documents: [Int],
        details: Details
    ) {
        self.position = position
        self.at = at
        self.by = by
        self.act = act
        self.caseRef = caseRef
        self.documents = documents
        self.details = details
    }

    /// Titles or a document were looked at.
    public var isLook: Bool { access?.isLook ?? false }
    /// A document was opened, to be shown or written to a file.
    public var isReading: Bool { access?.isReading ?? false }
    public var isExport: Bool { access == .export }
    private var access: Access.Kind? { Access.Kind(rawValue: act) }
    public var isHandover: Bool { act == "bundle.create" }
    public var isRefusal: Bool { act == "refusal" }
    /// What is counted as access: titles or documents were seen by somebody.
    public var isAccess: Bool { isLook || isHandover }
    /// Something was done in the case, other than looking and asking.
    var isWork: Bool { caseRef != nil && !isLook && !isRefusal && act != "emergency.request" }

    /// The documents as people say them: `TPPO-2026-0017/12`.
    public var documentRefs: [String] { documents.map { "\(caseRef ?? "")/\($0)" } }
}

extension VaultState {
    package func trailEntry(_ position: UInt64, _ statement: Statement) -> TrailEntry {
        let act = statement.act
        let author = member(signingWith: statement.by).map(TrailEntry.Person.init)
        return TrailEntry(
            position: position, at: statement.at,
            by: author
                ?? TrailEntry.Person(name: "", fingerprint: statement.by.description, isRecovery: false),
            act: act.name, caseRef: act.caseID.map { caseFile($0)?.ref ?? $0.description },
            documents: documentNumbers(of: act, at: position),
            details: details(of: act, at: position, by: member(signingWith: statement.by)))
    }

    /// The number of a handover in its case; 0 where there is none.
    private func handover(_ position: UInt64, of caseID: HexBytes) -> Int {
        caseFile(caseID)?.handovers.first { $0.position == position }?.number ?? 0
    }

    private func basis(_ position: UInt64, of caseID: HexBytes) -> CaseFile.Basis? {
        caseFile(caseID)?.bases.first { $0.position == position }
    }

    private func details(of act: Act, at position: UInt64, by author: Member?) -> TrailEntry.Details {
        func person(_ fingerprint: Fingerprint) -> TrailEntry.Person {
            holder(fingerprint).map(TrailEntry.Person.init)
                ?? TrailEntry.Person(name: "", fingerprint: fingerprint.description, isRecovery: false)
        }
        switch act {
        case .enrol(let enrolment): return .about(person(enrolment.card.fingerprint), roles: enrolment.roles)
        case .setRoles(let set): return .about(person(set.member), roles: set.roles)
        case .end(let end): return .about(person(end.member), roles: [])
        case .restore(let restoration): return .about(person(restoration.member), roles: [])
        case .assign(let assignment): return .about(person(assignment.member), roles: [assignment.role])
        case .unassign(let unassignment):
            return .about(person(unassignment.member), roles: unassignment.role.map { [$0] } ?? [])
        case .rekey(let rekeying):
            return .rekeyed(
                Dictionary(
                    rekeying.compartments.map { ($0.confidentiality, $0.generation) }, uniquingKeysWith: max))
        case .requestEmergency(let request): return .emergencyAsked(request.role)
        case .approveEmergency(let approval):
            let asked = caseFile(approval.caseID)?.emergencies.first { $0.position == approval.request }
            return .emergencyAllowed(
                request: approval.request, asked.map { person($0.member) }, until: approval.until)
        case .deposit(let deposit):
            return .deposited(deposit.confidentiality, withKit: deposit.kit != nil)
        case .makeKit(let made): return .kitMade(made.classes, until: made.until)
        case .reseal(let resealing): return .deposited(resealing.confidentiality, withKit: false)
        case .consent(let given):
            return .consented(
                number: consent(at: position, of: given.caseID)?.number ?? 0, given.office, given.purpose,
                until: given.until, later: given.later)
        case .withdraw(let withdrawn): return .withdrawn(number: withdrawn.consent)
        case .proposeBasis(let proposed):
            return .basisProposed(
                number: basis(position, of: proposed.caseID)?.number ?? 0, proposed.office,
                until: proposed.until)
        case .approveBasis(let approved):
            return basis(approved.proposal, of: approved.caseID).map {
                .basisApproved(number: $0.number, $0.proposed.office)
            } ?? .none
        case .proposeOffice(let proposal):
            return .office(proposal.office, recipient: proposal.recipient, alone: false)
        case .confirmOffice(let confirmation):
            guard let key = offices.first(where: { $0.position == confirmation.proposal }) else {
                return .none
            }
            return .office(
                key.office, recipient: key.recipient, alone: author?.fingerprint == key.proposedBy)
        case .retireOffice(let retirement):
            return .office(retirement.office, recipient: retirement.recipient, alone: false)
        case .bundle(let bundle):
            return .handedOver(
                bundle.office, consents: bundle.consents, basis: bundle.basis, bundle.sealing,
                alone: bundle.sealing.keys.contains(where: isAlone))
        case .receipt(let taken):
            return .acknowledged(number: handover(taken.handover, of: taken.caseID), taken.how)
        case .recall(let noted):
            return .recalled(
                number: handover(noted.handover, of: noted.caseID), consent: noted.consent, noted.step)
        case .access(let access):
            return access.asked.map { .refused(asked: $0, reason: access.reason ?? "") } ?? .none
        case .found, .setPolicy, .auditKey, .auditGrant, .openCase, .cancelKit, .timestamp, .amend, .witness,
            .repair, .setLevel, .setTimeZone, .setExpectations, .rotateRecovery, .importBundle, .unknown:
            return .none
        case .review(let review):
            let accepted = review.verdicts.count { $0.verdict == .accepted }
            return .reviewed(accepted: accepted, questioned: review.verdicts.count - accepted)
        }
    }
}
