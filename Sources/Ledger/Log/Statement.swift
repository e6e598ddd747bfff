public import Bytes
import Crypto
import Foundation
package import Sodium
package import TransparencyLog

/// The state of the log that an author saw: how many entries, and their Merkle root.
public struct LogHead: Codable, Hashable, Sendable {
    public let size: UInt64
    public let root: HexBytes

    package init(size: UInt64, root: Hash) {
        self.size = size
        self.root = HexBytes(root.bytes)
    }

    public static let empty = LogHead(size: 0, root: MerkleTree.emptyRoot)
}

/// Who did what, when, after which checkpoint.
package struct Statement: Sendable {
    /// The author's Ed25519 key.
    package let by: HexBytes
    package let at: Timestamp
    package let after: LogHead
    /// How many statements of the same batch stand before it, after the same checkpoint.
    package let offset: UInt64
    package let act: Act

    package init(by: HexBytes, at: Timestamp, after: LogHead, offset: UInt64 = 0, act: Act) {
        self.by = by
        self.at = at
        self.after = after
        self.offset = offset
        self.act = act
    }
}

extension Statement: Codable {
    private enum CodingKeys: String, CodingKey { case amanah, by, at, after, offset, pass, act, body }
    package static let format = "statement/2"

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Statement.format, forKey: .amanah)
        try container.encode(by, forKey: .by)
        try container.encode(at, forKey: .at)
        try container.encode(after, forKey: .after)
        if offset != 0 { try container.encode(offset, forKey: .offset) }
        // Says to programs that do not know the act that nothing depends on it.
        if act.isPassedOver { try container.encode(true, forKey: .pass) }
        try container.encode(act.name, forKey: .act)
        switch act {
        case .found(let body): try container.encode(body, forKey: .body)
        case .enrol(let body): try container.encode(body, forKey: .body)
        case .setRoles(let body): try container.encode(body, forKey: .body)
        case .end(let body): try container.encode(body, forKey: .body)
        case .restore(let body): try container.encode(body, forKey: .body)
        case .setPolicy(let body): try container.encode(body, forKey: .body)
        case .auditKey(let body): try container.encode(body, forKey: .body)
        case .auditGrant(let body): try container.encode(body, forKey: .body)
        case .openCase(let body): try container.encode(body, forKey: .body)
        case .assign(let body): try container.encode(body, forKey: .body)
        case .unassign(let body): try container.encode(body, forKey: .body)
        case .rekey(let body): try container.encode(body, forKey: .body)
        case .requestEmergency(let body): try container.encode(body, forKey: .body)
        case .approveEmergency(let body): try container.encode(body, forKey: .body)
        case .makeKit(let body): try container.encode(body, forKey: .body)
        case .cancelKit(let body): try container.encode(body, forKey: .body)
        case .deposit(let body): try container.encode(body, forKey: .body)
        case .reseal(let body): try container.encode(body, forKey: .body)
        case .consent(let body): try container.encode(body, forKey: .body)
        case .proposeBasis(let body): try container.encode(body, forKey: .body)
        case .approveBasis(let body): try container.encode(body, forKey: .body)
        case .bundle(let body): try container.encode(body, forKey: .body)
        case .importBundle(let body): try container.encode(body, forKey: .body)
        case .receipt(let body): try container.encode(body, forKey: .body)
        case .recall(let body): try container.encode(body, forKey: .body)
        case .amend(let body): try container.encode(body, forKey: .body)
        case .withdraw(let body): try container.encode(body, forKey: .body)
        case .proposeOffice(let body): try container.encode(body, forKey: .body)
        case .confirmOffice(let body): try container.encode(body, forKey: .body)
        case .retireOffice(let body): try container.encode(body, forKey: .body)
        case .setExpectations(let body): try container.encode(body, forKey: .body)
        case .review(let body): try container.encode(body, forKey: .body)
        case .timestamp(let body): try container.encode(body, forKey: .body)
        case .witness(let body): try container.encode(body, forKey: .body)
        case .repair(let body): try container.encode(body, forKey: .body)
        case .setLevel(let body): try container.encode(body, forKey: .body)
        case .setTimeZone(let body): try container.encode(body, forKey: .body)
        case .rotateRecovery(let body): try container.encode(body, forKey: .body)
        case .access(let body): try container.encode(body, forKey: .body)
        case .unknown(let unknown): try container.encode(unknown.body, forKey: .body)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .amanah) == Statement.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .amanah, in: container, debugDescription: "another format than \(Statement.format)")
        }
        by = try container.decode(HexBytes.self, forKey: .by)
        at = try container.decode(Timestamp.self, forKey: .at)
        after = try container.decode(LogHead.self, forKey: .after)
        offset = try container.decodeIfPresent(UInt64.self, forKey: .offset) ?? 0
        let isPassedOver = try container.decodeIfPresent(Bool.self, forKey: .pass) ?? false
        let name = try container.decode(String.self, forKey: .act)
        func body<T: Decodable>(_ type: T.Type) throws -> T { try container.decode(type, forKey: .body) }
        // Who does not know an act, or not this body of it, judges all else of its statement as everybody does.
        if decoder.userInfo[.takesAnyAct] != nil || !Act.names.contains(name) {
            act = .unknown(
                UnknownAct(name: name, isPassedOver: isPassedOver, body: try body(JSONValue.self)))
            return
        }
        switch name {
        case "vault.found": act = .found(try body(Founding.self))
        case "member.enrol": act = .enrol(try body(Enrolment.self))
        case "member.role": act = .setRoles(try body(RolesSet.self))
        case "member.suspend", "member.revoke": act = .end(try body(MembershipEnd.self))
        case "member.restore": act = .restore(try body(Restoration.self))
        case "policy.set": act = .setPolicy(try body(PolicySet.self))
        case "audit.key": act = .auditKey(try body(AuditKeyMade.self))
        case "audit.grant": act = .auditGrant(try body(AuditKeyGranted.self))
        case "case.open": act = .openCase(try body(CaseOpening.self))
        case "case.assign": act = .assign(try body(Assignment.self))
        case "case.unassign": act = .unassign(try body(Unassignment.self))
        case "case.rekey": act = .rekey(try body(Rekeying.self))
        case "emergency.request": act = .requestEmergency(try body(EmergencyRequest.self))
        case "emergency.approve": act = .approveEmergency(try body(EmergencyApproval.self))
        case "kit.make": act = .makeKit(try body(KitMade.self))
        case "kit.cancel": act = .cancelKit(try body(KitCancelled.self))
        case "document.deposit": act = .deposit(try body(Deposit.self))
        case "document.reseal": act = .reseal(try body(Resealing.self))
        case "consent.record": act = .consent(try body(ConsentGiven.self))
        case "basis.propose": act = .proposeBasis(try body(BasisProposed.self))
        case "basis.approve": act = .approveBasis(try body(BasisApproved.self))
        case "bundle.create": act = .bundle(try body(BundleMade.self))
        case "bundle.import": act = .importBundle(try body(BundleImported.self))
        case "bundle.receipt": act = .receipt(try body(ReceiptTaken.self))
        case "bundle.recall": act = .recall(try body(RecallNoted.self))
        case "document.amend": act = .amend(try body(DocumentAmended.self))
        case "consent.withdraw": act = .withdraw(try body(ConsentWithdrawn.self))
        case "office.propose": act = .proposeOffice(try body(OfficeProposal.self))
        case "office.confirm": act = .confirmOffice(try body(OfficeConfirmation.self))
        case "office.retire": act = .retireOffice(try body(OfficeRetirement.self))
        case "office.expect": act = .setExpectations(try body(ExpectationsSet.self))
        case "audit.review": act = .review(try body(ReviewMade.self))
        case "audit.timestamp": act = .timestamp(try body(TimestampKept.self))
        case "audit.witness": act = .witness(try body(WitnessMade.self))
        case "log.repair": act = .repair(try body(LogRepaired.self))
        case "vault.level": act = .setLevel(try body(LevelSet.self))
        case "vault.zone": act = .setTimeZone(try body(TimeZoneSet.self))
        case "recovery.rotate": act = .rotateRecovery(try body(RecoveryRotated.self))
        default: act = .access(try body(Access.self))
        }
        // Two acts share a body that says which it is, and accesses say theirs again.
        guard act.name == name, act.isPassedOver == isPassedOver else {
            throw DecodingError.dataCorruptedError(
                forKey: .act, in: container, debugDescription: "unknown act")
        }
    }
}

/// The bytes of a statement with its signature and a salt: what a log entry commits to, and what opens that
/// commitment to somebody who has no key of the vault.
///
/// Layout: salt (32) ‖ Ed25519 signature (64) ‖ statement (canonical JSON). The signature is over
/// `amanah/v2/statement` ‖ 00 ‖ vault id (32) ‖ statement.
package struct StatementOpening: Hashable, Sendable {
    package let bytes: [UInt8]

    private static let saltSize = 32
    private static let prefix = saltSize + Ed25519.signatureSize

    /// Signs a statement.
    package init(_ statement: Statement, vaultID: VaultID, key: borrowing Ed25519.SigningKey) throws {
        let json = try CanonicalJSON.encode(statement)
        let signature = key.sign(StatementOpening.message(json, vaultID))
        bytes = try randomBytes(StatementOpening.saltSize) + signature + json
    }

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// SHA-256 of the bytes. The salt hides the statement from who has the commitment alone.
    package var commitment: [UInt8] { SHA256.bytes(of: bytes) }

    /// The statement, if its author signed it for this vault. Nothing of it is parsed into an act before the signature has been
    /// checked, but for the author's key. An act that this program does not know, or whose body it does not understand, is
    /// ``Act/unknown(_:)``.
    package func verified(vaultID: VaultID) throws(EntryProblemError) -> Statement {
        guard bytes.count > StatementOpening.prefix else { throw EntryProblemError(.malformed(.tooShort)) }
        let json = Array(bytes[StatementOpening.prefix...])
        guard let author = StatementOpening.author(of: json), let key = try? Ed25519.PublicKey(author.bytes)
        else { throw EntryProblemError(.malformed(.noAuthor)) }
        let signature = Array(bytes[StatementOpening.saltSize..<StatementOpening.prefix])
        guard key.verifies(signature, of: StatementOpening.message(json, vaultID)) else {
            throw EntryProblemError(.badSignature)
        }
        let statement =
            (try? CanonicalJSON.decode(Statement.self, from: json))
            ?? (try? CanonicalJSON.decode(Statement.self, from: json, takingAnyAct: true))
        guard let statement, statement.by == author else {
            throw EntryProblemError(.malformed(.notAStatement))
        }
        return statement
    }

    /// The author's key, before the rest is parsed: in canonical JSON only `offset` and `pass` can stand behind it.
    private static func author(of json: [UInt8]) -> HexBytes? {
        var rest = json[...]
        func drop(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            guard rest.suffix(bytes.count) == bytes[...] else { return false }
            rest = rest.dropLast(bytes.count)
            return true
        }
        guard drop("}") else { return nil }
        _ = drop(#","pass":true"#)
        let digits = rest.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        let withoutNumber = rest.dropLast(digits)
        if digits > 0, withoutNumber.suffix(10) == Array(#","offset":"#.utf8)[...] {
            rest = withoutNumber.dropLast(10)
        }
        guard drop("\"") else { return nil }
        let key = HexBytes(digits: rest.suffix(2 * Ed25519.keySize))
        rest = rest.dropLast(2 * Ed25519.keySize)
        return drop(#","by":""#) ? key : nil
    }

    private static func message(_ json: [UInt8], _ vaultID: VaultID) -> [UInt8] {
        ContextString.statement.bytes + vaultID.bytes + json
    }
}

extension CodingUserInfoKey {
    /// A statement's act is read as ``UnknownAct``, whatever it is.
    // cannot trap: any string is one
    fileprivate static let takesAnyAct = CodingUserInfoKey(rawValue: "takesAnyAct")!
}

extension CanonicalJSON {
    fileprivate static func decode(
        _ type: Statement.Type, from bytes: [UInt8], takingAnyAct: Bool
    ) throws -> Statement {
        let decoder = JSONDecoder()
        decoder.userInfo[.takesAnyAct] = takingAnyAct
        return try decode(type, from: bytes, with: decoder)
    }
}

/// ``EntryProblem`` as an error, on its way to become a ``Finding`` with an index.
package struct EntryProblemError: Error, Equatable {
    package let problem: EntryProblem
    package init(_ problem: EntryProblem) { self.problem = problem }
}
