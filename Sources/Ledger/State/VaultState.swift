import Age
public import Bytes
import Crypto
import Sodium
import TransparencyLog

/// The audit key: what access statements are sealed to.
package struct AuditKey: Codable, Hashable, Sendable {
    package let generation: UInt32
    package let recipient: String
    package var keys: [SealedKey]
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
    package let me: Fingerprint
    package internal(set) var head = LogHead.empty
    package internal(set) var founding: Founding?
    public internal(set) var members: [String: Member] = [:]
    /// Nil: the built-in one.
    package var ownPolicy: Policy?
    /// Those that were set, oldest first.
    var timeZones: [SetTimeZone] = []
    /// Where the log has what offices expect, if the organisation has said it.
    package internal(set) var expectationsAt: UInt64?
    package var cases = CaseTable()
    package var auditKeys: [AuditKey] = []
    /// The keys of offices, and those that they had or were said to have, in the order of their proposals.
    public internal(set) var offices: [OfficeKey] = []
    /// The generation of the vault key that entries are sealed with now, the log key that goes with it, and where they were made.
    package var keyGeneration: UInt32 = 1
    package var logKey = HexBytes([])
    package var keysMadeAt: UInt64 = 0
    /// The log keys of before, with the size of the log up to which each one signed.
    package var formerLogKeys: [FormerLogKey] = []
    /// The key slots that were this member's and held what the log commits to.
    package var ownSlots: [OwnSlot] = []
    /// What the log commits to, of each generation from the first.
    var keyCommitments: [HexBytes] = []
    /// What opens the vault key before each rotation, by the generation that seals it.
    package var previousKeys: [UInt32: Base64Bytes] = [:]
    /// Every public key that was ever made.
    package var keyRegister = KeyRegister()
    /// The cards of the recovery key, oldest first: the last one counts.
    package var recoveryCards: [Card] = []
    /// Acts up to this level may be said.
    package var level = LevelSet.known
    /// Cases in which those who hold the newest keys are not those who should.
    public internal(set) var rekeyingsDue: Set<HexBytes> = []
    /// Cases in which somebody has access in an emergency that was not taken back yet.
    public internal(set) var emergencies: Set<HexBytes> = []
    /// Each author's newest statement among those that all members read, by the author's key.
    package var clocks: [String: Clock] = [:]
    /// The positions of entries that do not hold.
    package var voids = PositionRuns()
    /// The same of acts that other programs may go past without judging them.
    package var passedOverVoids = PositionRuns()
    /// Those of each author, by the author's key.
    var voidsOf: [String: PositionRuns] = [:]
    /// Void entries below this position were looked into by somebody (`repair`).
    public internal(set) var repairedTo: UInt64 = 0
    /// The newest public witness of an auditor.
    package var witness: UInt64?
    /// Cases of this member's to grant in which others sealed keys that were not looked at yet.
    package var boxesToCheck: Set<HexBytes> = []
    /// Where the log has what made that auditor one, if it was not their enrolment.
    package var witnessRoles: UInt64?
    /// The time that the newest statement bears, of those that this member can open.
    package var newestAt: Timestamp?
    /// What this member reviewed last, as an auditor.
    package var reviewed: LogHead?
    /// The log positions of time-stamps.
    package var timestamps: [UInt64]?

    /// Where an author's newest statement stands, and what it pins: all statements of a batch pin the same.
    package struct Clock: Codable, Hashable, Sendable {
        package let position: UInt64
        package let at: Timestamp
        package let after: LogHead
        package let offset: UInt64

        package init(position: UInt64, at: Timestamp, after: LogHead, offset: UInt64) {
            self.position = position
            self.at = at
            self.after = after
            self.offset = offset
        }
    }

    /// A time zone, and where the log has it.
    struct SetTimeZone: Codable, Hashable, Sendable {
        let position: UInt64
        let zone: OfficeTimeZone
    }

    package struct OwnSlot: Codable, Hashable, Sendable {
        let generation: UInt32
        let bytes: Base64Bytes
    }

    package struct FormerLogKey: Codable, Hashable, Sendable {
        package let key: HexBytes
        /// It signed checkpoints of sizes from here …
        package let from: UInt64
        /// … to here.
        package let to: UInt64
    }

    package init(vaultID: VaultID, me: Fingerprint) {
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
    package var recovery: Member? { recoveries.last }

    /// The recovery keys that there were, oldest first. All but the last are revoked.
    package var recoveries: [Member] {
        guard let founder = founding?.founder.fingerprint else { return [] }
        return recoveryCards.enumerated().map { index, card in
            var member = Member(
                card: card, number: -index, roles: [], since: Timestamp(seconds: 0), enrolledBy: founder)
            if index < recoveryCards.count - 1 { member.status = .revoked }
            return member
        }
    }

    /// Who sealed what a statement deposits or reseals.
    package func sealer(in statement: Statement) -> Sealer {
        if case .deposit(let deposit) = statement.act, let kit = deposit.kit { return .kit(kit.fingerprint) }
        return member(signingWith: statement.by).map { .member($0.name) } ?? .unknown
    }

    /// The member, or the recovery key, that signs with a key, or did.
    package func member(signingWith key: HexBytes) -> Member? {
        recoveries.first { $0.card.signingKey.bytes == key.bytes }
            ?? members.values.first { $0.card.signingKey.bytes == key.bytes }
    }

    /// The member, or the recovery key, that keys were sealed to.
    package func holder(_ fingerprint: Fingerprint) -> Member? {
        recoveries.first { $0.fingerprint == fingerprint } ?? member(fingerprint)
    }

    /// What access statements are sealed to: the newest audit key, if an active auditor has it. Nil: they are for all members,
    /// better seen than unseen.
    package var currentAuditKey: AuditKey? {
        guard let newest = auditKeys.last else { return nil }
        let auditors = Set(auditors.map(\.fingerprint))
        return newest.keys.contains { auditors.contains($0.to) } ? newest : nil
    }

    /// The void entries that nobody has looked into.
    public var unrepairedVoids: Int {
        [voids, passedOverVoids].reduce(0) { $0 + $1.count - $1.count(below: repairedTo) }
    }

    /// The numbers of the documents that an act at a log position concerns.
    package func documentNumbers(of act: Act, at position: UInt64) -> [Int] {
        func number(_ deposit: UInt64, in caseID: HexBytes) -> [Int] {
            (cases[caseID]?.number(ofDepositAt: deposit)).map { [$0] } ?? []
        }
        switch act {
        case .deposit(let deposit): return number(position, in: deposit.caseID)
        case .reseal(let resealing): return number(resealing.deposit, in: resealing.caseID)
        case .amend(let amended): return [amended.number]
        case .proposeBasis(let proposed): return proposed.documents
        case .approveBasis(let approved):
            return cases[approved.caseID]?.bases.first { $0.position == approved.proposal }?.proposed
                .documents
                ?? []
        case .bundle(let bundle): return bundle.documents.map(\.number)
        case .importBundle(let imported): return imported.documents
        case .receipt(let taken): return [taken.document]
        case .access(let access): return access.document.map { [$0] } ?? []
        default: return []
        }
    }

    public func caseFile(_ id: HexBytes) -> CaseFile? { cases[id] }
    /// All case files, oldest first.
    public var allCases: [CaseFile] { cases.all }

    /// The register of keys and the cases, which are encoded by themselves: length of the register (4) ‖ register ‖ cases.
    package func encodedTables() throws -> [UInt8] {
        try UInt32(keyRegister.encoded.count).bigEndianBytes + keyRegister.encoded + cases.encoded()
    }

    /// False when the bytes are not those of tables.
    package mutating func takeTables(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 4 else { return false }
        let start = bytes.startIndex + 4
        let size = Int(UInt32(bigEndianBytes: bytes[..<start]))
        guard bytes.count - 4 >= size, let register = KeyRegister(encoded: bytes[start..<(start + size)]),
            let table = CaseTable(encoded: bytes[(start + size)...])
        else { return false }
        (keyRegister, cases) = (register, table)
        return true
    }

    /// All but the register and the cases.
    private enum CodingKeys: CodingKey {
        case vaultID, me, head, founding, members, ownPolicy, timeZones, expectationsAt, auditKeys, offices,
            keyGeneration,
            logKey,
            keysMadeAt, formerLogKeys, ownSlots, previousKeys, keyCommitments, recoveryCards, level,
            rekeyingsDue, emergencies, boxesToCheck, clocks, voids, passedOverVoids, voidsOf, repairedTo,
            witness,
            witnessRoles, newestAt, reviewed, timestamps
    }

    /// What a statement says besides its own bytes.
    package struct Context {
        /// The key slots beside it.
        package let slots: [[UInt8]]
        /// What opens the keys of before, beside a rotation.
        package var previous: [UInt8] = []
        /// SHA-256 of the slots.
        var slotsDigest: [UInt8] { SHA256.bytes(of: slots.joined()) }
    }

    /// Who speaks is a member whose membership goes on, or the recovery key.
    func requireAuthor(of statement: Statement) throws(EntryProblemError) {
        if case .found = statement.act, head.size == 0 { return }
        guard let author = member(signingWith: statement.by) else {
            throw EntryProblemError(.notEntitled(.authorIsNoMember))
        }
        try require(author.status == .active, .authorHasLeft)
    }

    /// Only what its author has put there: anybody can enter again what somebody has signed, which is void and says nothing of them.
    mutating func noteVoid(by author: HexBytes, at position: UInt64) {
        voidsOf[author.description, default: PositionRuns()].append(position)
    }

    /// Notes what an author has said last. It counts from here on, whether what they said is applied or not.
    mutating func moveClock(of statement: Statement) {
        clocks[statement.by.description] = Clock(
            position: head.size, at: statement.at, after: statement.after, offset: statement.offset)
    }

    /// Takes in one statement, or throws ``EntryProblem/notEntitled(_:)`` and changes nothing.
    package mutating func apply(_ statement: Statement, context: Context) throws(EntryProblemError) {
        if case .found(let founding) = statement.act {
            try found(founding, statement)
            return
        }
        try requireAuthor(of: statement)
        guard let author = member(signingWith: statement.by) else { return }
        switch statement.act {
        case .found, .unknown: break
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
        case .amend(let amended): try take(amended, statement, author)
        case .consent(let consent): try take(consent, statement, author)
        case .withdraw(let withdrawn): try take(withdrawn, statement, author)
        case .proposeOffice(let proposal): try propose(proposal, statement, author)
        case .confirmOffice(let confirmation): try confirm(confirmation, statement, author)
        case .retireOffice(let retirement): try retire(retirement, statement, author)
        case .setExpectations(let set): try take(set, author)
        case .proposeBasis(let proposed): try take(proposed, statement, author)
        case .approveBasis(let approved): try take(approved, statement, author)
        case .bundle(let bundle): try take(bundle, statement, author)
        case .importBundle(let imported): try take(imported, statement, author)
        case .receipt(let taken): try take(taken, statement, author)
        case .recall(let noted): try take(noted, statement, author)
        case .timestamp(let kept): try take(kept)
        case .witness(let made): try take(made, author)
        case .repair(let repaired): try take(repaired, statement)
        case .setLevel(let set): try take(set, author)
        case .setTimeZone(let set): try take(set, author)
        case .rotateRecovery(let rotated): try take(rotated, author, context)
        case .review, .access: try applyAsAuditor(statement)
        }
    }

    /// Takes in one of the statements that are for auditors. What it changes is this member's alone.
    package mutating func applyAsAuditor(_ statement: Statement) throws(EntryProblemError) {
        guard let author = member(signingWith: statement.by) else { return }
        switch statement.act {
        case .review(let review): try take(review, author)
        case .access(let access):
            // Every member may say that they looked, or were refused; of things that there are.
            let file = access.caseID.flatMap { cases[$0] }
            try require(access.caseID == nil || file != nil, .noSuchCase)
            if let number = access.document {
                try require(number >= 1 && number <= file?.documentCount ?? 0, .noSuchDocument)
            }
        default: throw EntryProblemError(.notEntitled(.notForAuditors))
        }
    }

    package func require(_ condition: Bool, _ rule: LogRule) throws(EntryProblemError) {
        if !condition { throw EntryProblemError(.notEntitled(rule)) }
    }

    // MARK: Audit key

    private mutating func makeAuditKey(_ made: AuditKeyMade, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.auditor), .auditorMakesAuditKey)
        try require(
            made.generation == UInt32(auditKeys.count + 1), .auditKeyNotNext)
        let recipient = try newKeys([made.recipient])
        try require(
            made.keys.count == auditors.count && Set(made.keys.map(\.to)) == Set(auditors.map(\.fingerprint)),
            .auditKeyForAllAuditors)
        auditKeys.append(AuditKey(generation: made.generation, recipient: made.recipient, keys: made.keys))
        keyRegister.add(recipient)
    }

    /// The bytes of recipients of the kind that the vault uses, none of which any key was before.
    mutating func newKeys(_ recipients: [String]) throws(EntryProblemError) -> [[UInt8]] {
        let keys = recipients.compactMap { try? SealingKey($0) }.filter { $0.isPostQuantum == isPostQuantum }
        try require(keys.count == recipients.count, .otherKindOfKey)
        return try newKeys(keys.map(\.bytes))
    }

    /// The same of public keys of any kind.
    @discardableResult
    mutating func newKeys(_ keys: [[UInt8]]) throws(EntryProblemError) -> [[UInt8]] {
        try require(keyRegister.areNew(keys), .keyUsedBefore)
        return keys
    }

    private mutating func grantAuditKey(_ granted: AuditKeyGranted, _ author: Member)
        throws(EntryProblemError)
    {
        try require(author.roles.contains(.auditor), .auditorHandsOnAuditKey)
        guard let index = auditKeys.firstIndex(where: { $0.generation == granted.generation }) else {
            throw EntryProblemError(.notEntitled(.noSuchAuditKey))
        }
        try requireAuditors(granted.keys)
        auditKeys[index].keys += granted.keys
    }

    private func requireAuditors(_ keys: [SealedKey]) throws(EntryProblemError) {
        let auditors = Set(auditors.map(\.fingerprint))
        try require(keys.allSatisfy { auditors.contains($0.to) }, .auditKeyForAuditors)
    }
}

extension VaultState {
    package var membersByName: [Member] {
        members.values.sorted { ($0.name, $0.fingerprint) < ($1.name, $1.fingerprint) }
    }

    /// All log keys, with the sizes of the log for which each one signs.
    package var logKeys: [FormerLogKey] {
        formerLogKeys + [FormerLogKey(key: logKey, from: keysMadeAt + 1, to: .max)]
    }
}
