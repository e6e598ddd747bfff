import Age
import Crypto
import Sodium
import TransparencyLog

/// The audit key: what access statements are sealed to.
struct AuditKey: Codable, Hashable, Sendable {
    let generation: UInt32
    let recipient: String
    var keys: [SealedKey]
}

/// All that the log's governance statements amount to: members, policy, cases, teams, keys, consents. Documents are not in it;
/// the index finds their statements.
///
/// It changes in one way only: ``apply(_:context:)`` with a statement whose signature was checked. The same code
/// decides whether a command may append a statement and whether a replay believes one. What each act asks for lies beside
/// this file, by what the acts are about.
public struct VaultState: Codable, Sendable {
    public let vaultID: VaultID
    /// Whose view it is: grants to others are not kept.
    let me: Fingerprint
    public internal(set) var head = LogHead.empty
    public internal(set) var founding: Founding?
    public internal(set) var members: [String: Member] = [:]
    /// Nil: the built-in one.
    var ownPolicy: Policy?
    var cases = CaseTable()
    var auditKeys: [AuditKey] = []
    /// The generation of the vault key that entries are sealed with now, and the log key that goes with it.
    var keyGeneration: UInt32 = 1
    var logKey = HexBytes([])
    /// The key slots that were this member's, as they stood in the log.
    var ownSlots: [Base64Bytes] = []
    /// What opens the vault key before each rotation, by the generation that seals it.
    var previousKeys: [UInt32: Base64Bytes] = [:]
    /// Cases in which those who hold the newest keys are not those who should.
    public internal(set) var rekeyingsDue: Set<HexBytes> = []
    /// Cases in which somebody has access in an emergency that was not taken back yet.
    public internal(set) var emergencies: Set<HexBytes> = []
    /// Cases of this member's to grant in which others sealed keys that were not looked at yet.
    var boxesToCheck: Set<HexBytes> = []
    /// What the newest statement pinned, and whose it was: a batch pins the same past in all its statements.
    var newest: Pin?
    /// The time that the newest statement bears, of those that this member can open.
    var newestAt: Timestamp?
    /// What this member reviewed last, as an auditor.
    var reviewed: LogHead?
    /// The log positions of time-stamps.
    var timestamps: [UInt64]?

    struct Pin: Codable, Hashable, Sendable {
        let after: LogHead
        let by: HexBytes
        /// Of all statements of one batch alike: or those who cannot open some would judge the others differently.
        let audience: UInt8
    }

    init(vaultID: VaultID, me: Fingerprint) {
        self.vaultID = vaultID
        self.me = me
    }

    public var vaultName: String { founding?.vaultName ?? "" }
    public var isPostQuantum: Bool { founding?.isPostQuantum ?? false }
    public var isExample: Bool { founding?.example ?? false }
    public var policy: Policy { ownPolicy ?? .standard }
    public var activeMembers: [Member] { members.values.filter { $0.status == .active } }
    public var auditors: [Member] { activeMembers.filter { $0.roles.contains(.auditor) } }

    public func member(_ fingerprint: Fingerprint) -> Member? { members[fingerprint.description] }

    /// The recovery key as an author, and as a holder of keys.
    var recovery: Member? {
        founding.map { founding in
            Member(
                card: founding.recovery, number: Member.recoveryNumber, roles: [],
                since: Timestamp(seconds: 0), enrolledBy: founding.founder.fingerprint)
        }
    }

    /// The member, or the recovery key, that signs with a key.
    func member(signingWith key: HexBytes) -> Member? {
        if let recovery, recovery.card.signingKey.bytes == key.bytes { return recovery }
        return members.values.first { $0.card.signingKey.bytes == key.bytes }
    }

    /// The member, or the recovery key, that keys were sealed to.
    func holder(_ fingerprint: Fingerprint) -> Member? {
        if let recovery, recovery.fingerprint == fingerprint { return recovery }
        return member(fingerprint)
    }

    public func caseFile(_ id: HexBytes) -> CaseFile? { cases[id] }
    /// All case files, oldest first.
    public var allCases: [CaseFile] { cases.all }

    /// All but the cases, which are encoded by themselves.
    private enum CodingKeys: CodingKey {
        case vaultID, me, head, founding, members, ownPolicy, auditKeys, keyGeneration, logKey, ownSlots,
            previousKeys, rekeyingsDue, emergencies, boxesToCheck, newest, newestAt, reviewed, timestamps
    }

    /// What a statement says besides its own bytes.
    struct Context {
        /// The key slots beside it.
        let slots: [[UInt8]]
        /// Of the vault key that seals its entry.
        let generation: UInt32
        /// SHA-256 of the slots.
        var slotsDigest: [UInt8] { SHA256.bytes(of: slots.joined()) }
    }

    /// Takes in one statement, or throws ``EntryProblem/notEntitled(_:)`` and changes nothing.
    mutating func apply(_ statement: Statement, context: Context) throws(EntryProblemError) {
        if case .found(let founding) = statement.act {
            try found(founding, statement)
            return
        }
        guard let author = member(signingWith: statement.by) else {
            throw EntryProblemError(.notEntitled("its author is no member"))
        }
        try require(author.status == .active, "its author's membership has ended")
        if case .end = statement.act {} else { try checkGeneration(context.generation) }
        switch statement.act {
        case .found: break
        case .enrol(let enrolment): try enrol(enrolment, statement, author, context)
        case .setRoles(let set): try setRoles(set, author)
        case .end(let end): try self.end(end, author, context)
        case .restore(let restoration): try restore(restoration, author, context)
        case .setPolicy(let set): try setPolicy(set.policy, author)
        case .auditKey(let made): try makeAuditKey(made, author)
        case .auditGrant(let granted): try grantAuditKey(granted, author)
        case .openCase(let opening): try openCase(opening, statement, author)
        case .assign(let assignment): try assign(assignment, author)
        case .unassign(let unassignment): try unassign(unassignment, author)
        case .rekey(let rekeying): try rekey(rekeying, author)
        case .requestEmergency(let request): try take(request, statement, author)
        case .approveEmergency(let approval): try take(approval, statement, author)
        case .makeKit(let made): try take(made, statement, author)
        case .cancelKit(let cancelled): try take(cancelled, author)
        case .deposit(let deposit): try take(deposit, statement, author)
        case .reseal(let resealing): try take(resealing, author)
        case .consent(let consent): try take(consent, statement, author)
        case .bundle(let bundle): try take(bundle, statement, author)
        case .review(let review): try take(review, author)
        case .timestamp(let kept): try take(kept)
        case .access: break  // every member may say that they looked, or were refused
        }
    }

    /// Who lost the keys of an older generation, or has them from somebody who did, says nothing more.
    func checkGeneration(_ generation: UInt32) throws(EntryProblemError) {
        try require(
            generation == keyGeneration, "it is sealed with a key that is not the vault's current one")
    }

    func require(_ condition: Bool, _ why: String) throws(EntryProblemError) {
        if !condition { throw EntryProblemError(.notEntitled(why)) }
    }

    // MARK: Audit key

    private mutating func makeAuditKey(_ made: AuditKeyMade, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.auditor), "only an auditor makes the audit key")
        try require(
            made.generation == UInt32(auditKeys.count + 1), "the generation of the audit key is not the next")
        try require(
            (try? SealingKey(made.recipient))?.isPostQuantum == isPostQuantum,
            "the audit key is of the kind that the vault uses")
        try require(
            made.keys.count == auditors.count && Set(made.keys.map(\.to)) == Set(auditors.map(\.fingerprint)),
            "the audit key is for auditors only, and for all of them")
        auditKeys.append(AuditKey(generation: made.generation, recipient: made.recipient, keys: made.keys))
    }

    private mutating func grantAuditKey(_ granted: AuditKeyGranted, _ author: Member)
        throws(EntryProblemError)
    {
        try require(author.roles.contains(.auditor), "only an auditor hands on the audit key")
        guard let index = auditKeys.firstIndex(where: { $0.generation == granted.generation }) else {
            throw EntryProblemError(.notEntitled("there is no such audit key"))
        }
        try requireAuditors(granted.keys)
        auditKeys[index].keys += granted.keys
    }

    private func requireAuditors(_ keys: [SealedKey]) throws(EntryProblemError) {
        let auditors = Set(auditors.map(\.fingerprint))
        try require(keys.allSatisfy { auditors.contains($0.to) }, "the audit key is for auditors only")
    }
}
