import Age
import Sodium
import TransparencyLog

/// A member, as the log made them.
public struct Member: Codable, Hashable, Sendable {
    public let card: Card
    public var roles: Set<Role>
    public let since: Timestamp
    public let enrolledBy: Fingerprint

    public var fingerprint: Fingerprint { card.fingerprint }
    public var name: String { card.name }
}

/// A case file, as the log made it.
public struct CaseFile: Codable, Hashable, Sendable {
    public let id: HexBytes
    public let ref: String
    public let openedAt: Timestamp
    public let openedBy: Fingerprint
    /// The newest generation of each class, by the class's word.
    var generations: [String: UInt32]
    /// Where the log has the case's public keys, and the grants to the member who replayed it.
    var keyPositions: [UInt64]
    /// By fingerprint.
    public var team: [String: Set<Role>]
    /// Documents are numbered from 1 to this.
    public var documentCount = 0
    public var consents: [Consent] = []

    /// A consent with its circumstances.
    public struct Consent: Codable, Hashable, Sendable {
        public let given: ConsentGiven
        public let recordedAt: Timestamp
        public let recordedBy: Fingerprint

        public func isValid(at time: Timestamp) -> Bool { given.until.map { time <= $0 } ?? true }
    }

    public func roles(of member: Fingerprint) -> Set<Role> { team[member.description] ?? [] }
}

/// The audit key: what access statements are sealed to.
struct AuditKey: Codable, Hashable, Sendable {
    let generation: UInt32
    let recipient: String
    var keys: [SealedKey]
}

/// All that the log's governance statements amount to: members, cases, teams, keys, consents. Documents are not in it;
/// the index finds their statements.
///
/// It changes in one way only: ``apply(_:at:context:)`` with a statement whose signature was checked. The same code
/// decides whether a command may append a statement and whether a replay believes one.
public struct VaultState: Codable, Sendable {
    public let vaultID: VaultID
    /// Whose view it is: grants to others are not kept.
    let me: Fingerprint
    public internal(set) var head = LogHead.empty
    public private(set) var founding: Founding?
    public private(set) var members: [String: Member] = [:]
    var cases = CaseTable()
    private(set) var auditKeys: [AuditKey] = []
    /// The key slots that were this member's, as they stood in the log.
    var ownSlots: [Base64Bytes] = []
    /// What the newest statement pinned, and whose it was: a batch pins the same past in all its statements.
    var newest: Pin?

    struct Pin: Codable, Sendable {
        let after: LogHead
        let by: HexBytes
    }

    init(vaultID: VaultID, me: Fingerprint) {
        self.vaultID = vaultID
        self.me = me
    }

    public var vaultName: String { founding?.vaultName ?? "" }
    public var isPostQuantum: Bool { founding?.isPostQuantum ?? false }
    public var isExample: Bool { founding?.example ?? false }
    public var auditors: [Member] { members.values.filter { $0.roles.contains(.auditor) } }

    public func member(_ fingerprint: Fingerprint) -> Member? { members[fingerprint.description] }

    func member(signingWith key: HexBytes) -> Member? {
        members.values.first { $0.card.signingKey.bytes == key.bytes }
    }

    public func caseFile(_ id: HexBytes) -> CaseFile? { cases[id] }
    /// All case files, oldest first.
    public var allCases: [CaseFile] { cases.all }

    /// All but the cases, which are encoded by themselves.
    private enum CodingKeys: CodingKey {
        case vaultID, me, head, founding, members, auditKeys, ownSlots, newest
    }

    /// What a statement says besides its own bytes.
    struct Context {
        /// SHA-256 of the key slots beside it.
        let slotsDigest: [UInt8]
        var policy = Policy.standard
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
        switch statement.act {
        case .found: break
        case .enrol(let enrolment): try enrol(enrolment, statement, author, context)
        case .auditKey(let made): try makeAuditKey(made, author)
        case .auditGrant(let granted): try grantAuditKey(granted, author)
        case .openCase(let opening): try openCase(opening, statement, author, context.policy)
        case .assign(let assignment): try assign(assignment, author, context.policy)
        case .deposit(let deposit): try take(deposit, author, context.policy)
        case .consent(let consent): try take(consent, statement, author, context.policy)
        case .bundle(let bundle): try take(bundle, statement, author, context.policy)
        case .access: break  // every member may say that they looked, or were refused
        }
    }

    private func require(_ condition: Bool, _ why: String) throws(EntryProblemError) {
        if !condition { throw EntryProblemError(.notEntitled(why)) }
    }

    // MARK: Members

    private mutating func found(_ founding: Founding, _ statement: Statement) throws(EntryProblemError) {
        try require(self.founding == nil && head.size == 0, "a vault is founded once, by its first statement")
        try require(
            (try? VaultID(founding)) == vaultID
                && founding.founder.signingKey.bytes == statement.by.bytes,
            "the vault id does not fit this founder")
        self.founding = founding
        members[founding.founder.fingerprint.description] = Member(
            card: founding.founder, roles: [.custodian], since: statement.at,
            enrolledBy: founding.founder.fingerprint)
    }

    private mutating func enrol(
        _ enrolment: Enrolment, _ statement: Statement, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), "only a custodian enrols")
        try require(member(enrolment.card.fingerprint) == nil, "the member is enrolled already")
        try require(
            !members.values.contains { $0.card.signingKey == enrolment.card.signingKey },
            "the signing key is another member's")
        try require(!enrolment.roles.isEmpty, "a member has a role")
        try require(
            Policy.conflict(among: Set(enrolment.roles)) == nil, "an auditor holds no other role")
        try require(
            isExample || !ExampleKeys.contains(enrolment.card.fingerprint),
            "an example key is not valid outside the walk-through")
        try require(
            !isPostQuantum || enrolment.card.hybrid != nil, "a member of this vault needs a hybrid key")
        try require(enrolment.slots.bytes == context.slotsDigest, "the key slots are not those signed")
        members[enrolment.card.fingerprint.description] = Member(
            card: enrolment.card, roles: Set(enrolment.roles), since: statement.at,
            enrolledBy: author.fingerprint)
    }

    // MARK: Audit key

    private mutating func makeAuditKey(_ made: AuditKeyMade, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.auditor), "only an auditor makes the audit key")
        try require(
            made.generation == UInt32(auditKeys.count + 1), "the generation of the audit key is not the next")
        try require(
            (try? SealingKey(made.recipient))?.isPostQuantum == isPostQuantum,
            "the audit key is of the kind that the vault uses")
        auditKeys.append(AuditKey(generation: made.generation, recipient: made.recipient, keys: made.keys))
    }

    private mutating func grantAuditKey(_ granted: AuditKeyGranted, _ author: Member)
        throws(EntryProblemError)
    {
        try require(author.roles.contains(.auditor), "only an auditor hands on the audit key")
        guard let index = auditKeys.firstIndex(where: { $0.generation == granted.generation }) else {
            throw EntryProblemError(.notEntitled("there is no such audit key"))
        }
        for key in granted.keys {
            try require(
                member(key.to)?.roles.contains(.auditor) == true, "the audit key is for auditors only")
        }
        auditKeys[index].keys += granted.keys
    }

    // MARK: Cases

    private mutating func openCase(
        _ opening: CaseOpening, _ statement: Statement, _ author: Member, _ policy: Policy
    ) throws(EntryProblemError) {
        try require(author.roles.contains { policy.grants($0) }, "only a coordinator opens a case")
        try require(
            opening.caseID.bytes.count == CaseTable.idSize
                && (try? CaseReference.checked(opening.ref)) == opening.ref,
            "a case has an id and a reference")
        try require(
            !cases.refs.contains(opening.ref) && cases[opening.caseID] == nil, "the case exists already")
        try require(
            Set(opening.compartments.map(\.confidentiality)) == Set(ConfidentialityClass.allCases)
                && opening.compartments.count == ConfidentialityClass.allCases.count
                && opening.compartments.allSatisfy { $0.generation == 1 },
            "a new case has one compartment for each class")
        try require(
            opening.compartments.allSatisfy {
                (try? SealingKey($0.recipient))?.isPostQuantum == isPostQuantum
            }, "a compartment's key is of the kind that the vault uses")
        try require(
            opening.grants.allSatisfy { $0.key.to == author.fingerprint }, "first keys are the opener's")
        cases.append(
            CaseFile(
                id: opening.caseID, ref: opening.ref, openedAt: statement.at, openedBy: author.fingerprint,
                generations: Dictionary(
                    opening.compartments.map { ($0.confidentiality.rawValue, $0.generation) },
                    uniquingKeysWith: max), keyPositions: [head.size],
                team: [author.fingerprint.description: [.coordinator]]))
    }

    private mutating func assign(
        _ assignment: Assignment, _ author: Member, _ policy: Policy
    ) throws(EntryProblemError) {
        var file = try file(assignment.caseID)
        try require(
            file.roles(of: author.fingerprint).contains { policy.grants($0) },
            "only a coordinator of the case assigns")
        guard let member = member(assignment.member) else {
            throw EntryProblemError(.notEntitled("the assigned is no member"))
        }
        try require(
            member.roles.contains(assignment.role) && !assignment.role.isVaultWide,
            "the member does not hold that role")
        let readable = policy.reads(assignment.role)
        try require(
            assignment.grants.allSatisfy {
                $0.key.to == assignment.member && readable.contains($0.confidentiality)
            }, "a grant goes beyond what the role reads")
        file.team[member.fingerprint.description, default: []].insert(assignment.role)
        if assignment.member == me { file.keyPositions.append(head.size) }
        cases.replace(file)
    }

    private mutating func take(
        _ deposit: Deposit, _ author: Member, _ policy: Policy
    ) throws(EntryProblemError) {
        var file = try file(deposit.caseID)
        try require(
            file.roles(of: author.fingerprint).contains {
                policy.deposits($0, into: deposit.confidentiality)
            }, "the author does not deposit this class in this case")
        try require(deposit.number == file.documentCount + 1, "the document number is not the next")
        try require(
            file.generations[deposit.confidentiality.rawValue] == deposit.generation,
            "the compartment is not the current one")
        file.documentCount += 1
        cases.replace(file)
    }

    private mutating func take(
        _ consent: ConsentGiven, _ statement: Statement, _ author: Member, _ policy: Policy
    ) throws(EntryProblemError) {
        var file = try file(consent.caseID)
        try require(
            file.roles(of: author.fingerprint).contains { policy.recordsConsent($0) },
            "the author does not record consent in this case")
        try require(consent.number == file.consents.count + 1, "the consent number is not the next")
        file.consents.append(
            CaseFile.Consent(given: consent, recordedAt: statement.at, recordedBy: author.fingerprint))
        cases.replace(file)
    }

    private func take(
        _ bundle: BundleMade, _ statement: Statement, _ author: Member, _ policy: Policy
    ) throws(EntryProblemError) {
        let file = try file(bundle.caseID)
        try require(
            file.roles(of: author.fingerprint).contains { policy.handsOver($0) },
            "the author does not hand over in this case")
        try require(!bundle.consents.isEmpty, "a bundle needs a consent")
        for number in bundle.consents {
            guard let consent = file.consents.first(where: { $0.given.number == number }),
                consent.given.recipient == bundle.office, consent.isValid(at: statement.at)
            else { throw EntryProblemError(.notEntitled("no consent covers this office at that time")) }
        }
        try require(
            bundle.documents.allSatisfy { $0 >= 1 && $0 <= file.documentCount },
            "there is no such document")
    }

    private func file(_ id: HexBytes) throws(EntryProblemError) -> CaseFile {
        guard let file = cases[id] else { throw EntryProblemError(.notEntitled("there is no such case")) }
        return file
    }
}
