import Age
import Sodium
import TransparencyLog

/// What a statement says was done. The raw words are stable: they stand in signed bytes.
public enum Act: Sendable {
    case found(Founding)
    case enrol(Enrolment)
    case auditKey(AuditKeyMade)
    case auditGrant(AuditKeyGranted)
    case openCase(CaseOpening)
    case assign(Assignment)
    case deposit(Deposit)
    case consent(ConsentGiven)
    case bundle(BundleMade)
    case access(Access)

    /// The stable name, such as `document.deposit`.
    public var name: String {
        switch self {
        case .found: "vault.found"
        case .enrol: "member.enrol"
        case .auditKey: "audit.key"
        case .auditGrant: "audit.grant"
        case .openCase: "case.open"
        case .assign: "case.assign"
        case .deposit: "document.deposit"
        case .consent: "consent.record"
        case .bundle: "bundle.create"
        case .access(let access): access.kind.rawValue
        }
    }

    /// Who can read the statement: all members, or the auditors alone.
    var audience: Audience {
        if case .access = self { .auditors } else { .members }
    }
}

/// Who can open a log entry.
enum Audience: UInt8, Sendable {
    case members = 0
    case auditors = 1
}

/// The first statement. All that the vault id is a hash of, and the vault's name.
public struct Founding: Codable, Hashable, Sendable {
    /// The organisation's or project's name for the vault.
    public let vaultName: String
    public let founder: Card
    /// The age recipient that every document is sealed to as well.
    public let recovery: String
    public let logKey: HexBytes
    /// Made with `--example`: the published example keys are welcome here.
    public let example: Bool
    public let nonce: HexBytes

    /// Made with `--post-quantum`: everything is sealed to hybrid keys. The recovery key says it.
    var isPostQuantum: Bool { (try? SealingKey(recovery))?.isPostQuantum ?? false }
}

/// A custodian makes somebody a member. The keys they are given lie in the key slots of the same log entry.
public struct Enrolment: Codable, Hashable, Sendable {
    public let card: Card
    public let roles: [Role]
    /// SHA-256 of the entry's key slots, so that they are signed too.
    let slots: HexBytes
}

/// A secret key, sealed to one member (libsodium sealed box).
public struct SealedKey: Codable, Hashable, Sendable {
    public let to: Fingerprint
    let sealed: Base64Bytes
}

/// An auditor makes the key that access statements are sealed to.
public struct AuditKeyMade: Codable, Hashable, Sendable {
    let generation: UInt32
    let recipient: String
    let keys: [SealedKey]
}

/// An auditor hands the audit key to another one.
public struct AuditKeyGranted: Codable, Hashable, Sendable {
    let generation: UInt32
    let keys: [SealedKey]
}

/// One class of one case, with the public key of its current generation.
public struct Compartment: Codable, Hashable, Sendable {
    public let confidentiality: ConfidentialityClass
    public let generation: UInt32
    /// An age recipient.
    public let recipient: String

    enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case generation, recipient
    }
}

/// A compartment's secret key for one member.
public struct Grant: Codable, Hashable, Sendable {
    public let confidentiality: ConfidentialityClass
    public let generation: UInt32
    public let key: SealedKey

    enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case generation, key
    }
}

/// A coordinator opens a case file, makes its compartment keys and holds them all.
public struct CaseOpening: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let ref: String
    /// The title, sealed to the summary compartment.
    let title: Base64Bytes
    public let compartments: [Compartment]
    public let grants: [Grant]
}

/// A coordinator puts a member on the team of a case and grants what the role reads.
public struct Assignment: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let member: Fingerprint
    public let role: Role
    public let grants: [Grant]
}

/// A document was sealed into a compartment. All that could tell what it is lies in `details`.
public struct Deposit: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    /// Its number in the case, from 1.
    public let number: Int
    public let documentID: HexBytes
    public let confidentiality: ConfidentialityClass
    public let generation: UInt32
    /// SHA-256 of the sealed file, which is its name in the blob store.
    public let blob: HexBytes
    /// The sealed file's size in bytes.
    public let blobSize: Int64
    /// ``DocumentDetails``, sealed to the compartment.
    let details: Base64Bytes
    /// SHA-256 of the details as they are inside, salt and all: who is shown them can check them.
    let detailsDigest: HexBytes

    enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case caseID, number, documentID, generation, blob, blobSize, details, detailsDigest
    }
}

/// The survivor's consent to one recipient, for one purpose, for these kinds of documents.
public struct ConsentGiven: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let number: Int
    public let purpose: ConsentPurpose
    public let recipient: Office
    public let kinds: [DocumentKind]
    /// The last instant at which it counts; none: until withdrawn.
    public let until: Timestamp?
    /// ``ConsentDetails``, sealed to the identity compartment.
    let details: Base64Bytes
}

/// Documents left the vault for an office.
public struct BundleMade: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let office: Office
    /// The age recipient that it was sealed to.
    public let recipient: String
    public let documents: [Int]
    /// The consents that cover it.
    public let consents: [Int]
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
