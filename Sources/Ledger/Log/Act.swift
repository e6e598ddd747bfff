package import Bytes

/// What a statement says was done. The raw words are stable: they stand in signed bytes.
package enum Act: Sendable {
    case found(Founding)
    case enrol(Enrolment)
    case setRoles(RolesSet)
    case end(MembershipEnd)
    case restore(Restoration)
    case setPolicy(PolicySet)
    case auditKey(AuditKeyMade)
    case auditGrant(AuditKeyGranted)
    case openCase(CaseOpening)
    case assign(Assignment)
    case unassign(Unassignment)
    case rekey(Rekeying)
    case requestEmergency(EmergencyRequest)
    case approveEmergency(EmergencyApproval)
    case makeKit(KitMade)
    case cancelKit(KitCancelled)
    case deposit(Deposit)
    case reseal(Resealing)
    case amend(DocumentAmended)
    case consent(ConsentGiven)
    case withdraw(ConsentWithdrawn)
    case proposeOffice(OfficeProposal)
    case confirmOffice(OfficeConfirmation)
    case retireOffice(OfficeRetirement)
    case setExpectations(ExpectationsSet)
    case proposeBasis(BasisProposed)
    case approveBasis(BasisApproved)
    case bundle(BundleMade)
    case importBundle(BundleImported)
    case receipt(ReceiptTaken)
    case recall(RecallNoted)
    case review(ReviewMade)
    case timestamp(TimestampKept)
    case witness(WitnessMade)
    case repair(LogRepaired)
    case setLevel(LevelSet)
    case setTimeZone(TimeZoneSet)
    case rotateRecovery(RecoveryRotated)
    case access(Access)
    /// Not known to this program, or with a body that it does not understand.
    case unknown(UnknownAct)

    /// The stable name, such as `document.deposit`.
    package var name: String {
        switch self {
        case .found: "vault.found"
        case .enrol: "member.enrol"
        case .setRoles: "member.role"
        case .end(let end): end.isFinal ? "member.revoke" : "member.suspend"
        case .restore: "member.restore"
        case .setPolicy: "policy.set"
        case .auditKey: "audit.key"
        case .auditGrant: "audit.grant"
        case .openCase: "case.open"
        case .assign: "case.assign"
        case .unassign: "case.unassign"
        case .rekey: "case.rekey"
        case .requestEmergency: "emergency.request"
        case .approveEmergency: "emergency.approve"
        case .makeKit: "kit.make"
        case .cancelKit: "kit.cancel"
        case .deposit: "document.deposit"
        case .reseal: "document.reseal"
        case .amend: "document.amend"
        case .consent: "consent.record"
        case .withdraw: "consent.withdraw"
        case .proposeOffice: "office.propose"
        case .confirmOffice: "office.confirm"
        case .retireOffice: "office.retire"
        case .setExpectations: "office.expect"
        case .proposeBasis: "basis.propose"
        case .approveBasis: "basis.approve"
        case .bundle: "bundle.create"
        case .importBundle: "bundle.import"
        case .receipt: "bundle.receipt"
        case .recall: "bundle.recall"
        case .review: "audit.review"
        case .timestamp: "audit.timestamp"
        case .witness: "audit.witness"
        case .repair: "log.repair"
        case .setLevel: "vault.level"
        case .setTimeZone: "vault.zone"
        case .rotateRecovery: "recovery.rotate"
        case .access(let access): access.kind.rawValue
        case .unknown(let unknown): unknown.name
        }
    }

    /// Whether key slots may lie beside the statement, which then commits to them.
    var handsOutKeys: Bool {
        switch self {
        case .found, .enrol, .restore, .end, .rotateRecovery: true
        default: false
        }
    }

    /// The vault's next keys, when the act makes them: its entry has the keys of before behind its header.
    package var rotation: Rotation? {
        switch self {
        case .end(let end): end.rotation
        case .rotateRecovery(let rotated): rotated.rotation
        default: nil
        }
    }

    /// Whether nothing that others must judge alike depends on it, so that a program which does not know it goes past it.
    package var isPassedOver: Bool {
        switch self {
        case .access, .review, .timestamp, .witness, .repair: true
        case .unknown(let unknown): unknown.isPassedOver
        default: false
        }
    }

    /// Whether it may pin an older head than the newest: what is sealed need not be signed again because somebody else was
    /// faster.
    package var mayPinOlderHead: Bool { if case .deposit = self { true } else { false } }

    /// All that ``name`` can be.
    package static let names =
        [
            "vault.found", "member.enrol", "member.role", "member.suspend", "member.revoke", "member.restore",
            "policy.set", "audit.key", "audit.grant", "case.open", "case.assign", "case.unassign",
            "case.rekey",
            "emergency.request", "emergency.approve", "kit.make", "kit.cancel", "document.deposit",
            "document.reseal", "document.amend", "consent.record", "consent.withdraw", "office.propose",
            "office.confirm", "office.retire", "office.expect", "basis.propose", "basis.approve",
            "bundle.create", "bundle.receipt",
            "bundle.recall", "bundle.import", "audit.review", "audit.timestamp",
            "audit.witness", "log.repair", "vault.level", "vault.zone", "recovery.rotate",
        ] + Access.Kind.allCases.map(\.rawValue)

    /// Who can read the statement: all members, or the auditors alone.
    package var audience: Audience {
        switch self {
        case .access, .review: .auditors
        default: .members
        }
    }

    /// The case that it concerns.
    package var caseID: HexBytes? {
        switch self {
        case .found, .enrol, .setRoles, .end, .restore, .setPolicy, .auditKey, .auditGrant, .review,
            .timestamp, .proposeOffice, .confirmOffice, .retireOffice, .setExpectations, .witness, .repair,
            .setLevel, .setTimeZone, .rotateRecovery, .unknown:
            nil
        case .openCase(let opening): opening.caseID
        case .assign(let assignment): assignment.caseID
        case .unassign(let unassignment): unassignment.caseID
        case .rekey(let rekeying): rekeying.caseID
        case .requestEmergency(let request): request.caseID
        case .approveEmergency(let approval): approval.caseID
        case .makeKit(let made): made.caseID
        case .cancelKit(let cancelled): cancelled.caseID
        case .deposit(let deposit): deposit.caseID
        case .reseal(let resealing): resealing.caseID
        case .amend(let amended): amended.caseID
        case .consent(let consent): consent.caseID
        case .withdraw(let withdrawn): withdrawn.caseID
        case .proposeBasis(let proposed): proposed.caseID
        case .approveBasis(let approved): approved.caseID
        case .bundle(let bundle): bundle.caseID
        case .importBundle(let imported): imported.caseID
        case .receipt(let taken): taken.caseID
        case .recall(let noted): noted.caseID
        case .access(let access): access.caseID
        }
    }

}

/// An act of a later program.
package struct UnknownAct: Hashable, Sendable {
    package let name: String
    package let isPassedOver: Bool
    package let body: JSONValue
}

/// Who can open a log entry.
package enum Audience: UInt8, Sendable {
    case members = 0
    case auditors = 1
}

/// Somebody looked at something, or was refused.
package struct Access: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// The titles of the author's cases, or of one.
        case showCase = "case.show"
        case list = "document.list"
        case show = "document.show"
        case read = "document.read"
        /// The same, into a file.
        case export = "document.export"
        /// An auditor made a report of accesses.
        case report = "audit.report"
        case refusal = "refusal"

        /// Whether titles or a document were looked at.
        package var isLook: Bool {
            switch self {
            case .showCase, .list, .show, .read, .export: true
            case .report, .refusal: false
            }
        }

        /// Whether a document was opened, to be shown or written to a file.
        package var isReading: Bool {
            switch self {
            case .read, .export: true
            case .showCase, .list, .show, .report, .refusal: false
            }
        }
    }

    package let kind: Kind
    package let caseID: HexBytes?
    package let document: Int?
    /// What was asked for, in the words of the command line (`document.read`, `member.enrol`); for refusals.
    package let asked: String?
    /// ``Refusal/code``, for refusals.
    package let reason: String?

    package init(kind: Kind, caseID: HexBytes?, document: Int?, asked: String?, reason: String?) {
        self.kind = kind
        self.caseID = caseID
        self.document = document
        self.asked = asked
        self.reason = reason
    }

    package static func to(_ kind: Kind, case caseID: HexBytes? = nil, document: Int? = nil) -> Act {
        .access(Access(kind: kind, caseID: caseID, document: document, asked: nil, reason: nil))
    }
}
