/// What a statement says was done. The raw words are stable: they stand in signed bytes.
public enum Act: Sendable {
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
    case consent(ConsentGiven)
    case bundle(BundleMade)
    case review(ReviewMade)
    case timestamp(TimestampKept)
    case access(Access)

    /// The stable name, such as `document.deposit`.
    public var name: String {
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
        case .consent: "consent.record"
        case .bundle: "bundle.create"
        case .review: "audit.review"
        case .timestamp: "audit.timestamp"
        case .access(let access): access.kind.rawValue
        }
    }

    /// Whether key slots may lie beside the statement, which then commits to them.
    var handsOutKeys: Bool {
        switch self {
        case .found, .enrol, .restore, .end: true
        default: false
        }
    }

    /// Who can read the statement: all members, or the auditors alone.
    var audience: Audience {
        switch self {
        case .access, .review: .auditors
        default: .members
        }
    }
}

/// Who can open a log entry.
enum Audience: UInt8, Sendable {
    case members = 0
    case auditors = 1
}

/// Somebody looked at something, or was refused.
public struct Access: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Sendable {
        /// The titles of the author's cases, or of one.
        case showCase = "case.show"
        case list = "document.list"
        case show = "document.show"
        case read = "document.read"
        case refusal = "refusal"
    }

    public let kind: Kind
    public let caseID: HexBytes?
    public let document: Int?
    /// What was asked for, in the words of the command line (`document.read`, `member.enrol`); for refusals.
    public let asked: String?
    /// ``Refusal/code``, for refusals.
    public let reason: String?

    static func to(_ kind: Kind, case caseID: HexBytes? = nil, document: Int? = nil) -> Act {
        .access(Access(kind: kind, caseID: caseID, document: document, asked: nil, reason: nil))
    }
}
