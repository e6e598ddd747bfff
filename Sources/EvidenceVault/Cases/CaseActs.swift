import Bytes

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

/// A coordinator takes a member off the team of a case. The keys that the member held change in the same transaction.
public struct Unassignment: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let member: Fingerprint
    /// None: all the roles that they have.
    public let role: Role?
}

/// A coordinator makes the next generation of compartments, and grants it to everybody on the team who reads them; or grants
/// keys to those who read a class and have not got its key yet.
public struct Rekeying: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let compartments: [Compartment]
    public let grants: [Grant]
    /// The title again, when the summary compartment has a new key.
    let title: Base64Bytes?
}

/// A member asks for access to a case whose team they are not on, in an emergency.
public struct EmergencyRequest: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let role: Role
    /// For members and auditors to read; names no survivor.
    public let reason: String
    /// In seconds from the approval.
    public let duration: Int64

    /// In bytes.
    static let longestReason = 500
}

/// A coordinator of the case, who is somebody else, lets them in for the time they asked for.
public struct EmergencyApproval: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    /// Where the log has the request.
    public let request: UInt64
    public let until: Timestamp
    public let grants: [Grant]
}

/// A coordinator hands out a field kit: who has it can seal into the case and open nothing.
public struct KitMade: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    /// The kit's Ed25519 key. Its secret half lies in the kit and nowhere else.
    public let key: HexBytes
    /// Of all that the kit says, to whom it seals above all.
    public let digest: KitDigest
    /// Of the documents that may be sealed with it, in the order of ``ConfidentialityClass``.
    public let classes: [ConfidentialityClass]
    public let until: Timestamp
    /// Of the summary compartment, to which `details` are sealed.
    let generation: UInt32
    /// ``KitDetails``, sealed: what is to be sealed with it says something of the survivor, and is not for all members.
    let details: Base64Bytes

    enum CodingKeys: String, CodingKey {
        case digest = "kit"
        case caseID, key, classes, until, generation, details
    }
}

/// What is sealed with a kit from now on is not taken in.
public struct KitCancelled: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let key: HexBytes
}
