package import Bytes

/// One class of one case, with the public key of its current generation.
package struct Compartment: Codable, Hashable, Sendable {
    package let confidentiality: ConfidentialityClass
    package let generation: UInt32
    /// An age recipient.
    package let recipient: String

    package init(confidentiality: ConfidentialityClass, generation: UInt32, recipient: String) {
        self.confidentiality = confidentiality
        self.generation = generation
        self.recipient = recipient
    }

    package enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case generation, recipient
    }
}

/// A compartment's secret key for one member.
package struct Grant: Codable, Hashable, Sendable {
    package let confidentiality: ConfidentialityClass
    package let generation: UInt32
    package let key: SealedKey

    package init(confidentiality: ConfidentialityClass, generation: UInt32, key: SealedKey) {
        self.confidentiality = confidentiality
        self.generation = generation
        self.key = key
    }

    package enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case generation, key
    }
}

/// A coordinator opens a case file, makes its compartment keys and holds them all.
package struct CaseOpening: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let ref: String
    /// The title, sealed to the summary compartment.
    package let title: Base64Bytes
    package let compartments: [Compartment]
    package let grants: [Grant]

    package init(
        caseID: HexBytes, ref: String, title: Base64Bytes, compartments: [Compartment], grants: [Grant]
    ) {
        self.caseID = caseID
        self.ref = ref
        self.title = title
        self.compartments = compartments
        self.grants = grants
    }
}

/// A coordinator puts a member on the team of a case and grants what the role reads.
package struct Assignment: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let member: Fingerprint
    package let role: Role
    package let grants: [Grant]

    package init(caseID: HexBytes, member: Fingerprint, role: Role, grants: [Grant]) {
        self.caseID = caseID
        self.member = member
        self.role = role
        self.grants = grants
    }
}

/// A coordinator takes a member off the team of a case. The keys that the member held change in the same transaction.
package struct Unassignment: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let member: Fingerprint
    /// None: all the roles that they have.
    package let role: Role?

    package init(caseID: HexBytes, member: Fingerprint, role: Role?) {
        self.caseID = caseID
        self.member = member
        self.role = role
    }
}

/// A coordinator makes the next generation of compartments, and grants it to everybody on the team who reads them; or grants
/// keys to those who read a class and have not got its key yet.
package struct Rekeying: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let compartments: [Compartment]
    package let grants: [Grant]
    /// The title again, when the summary compartment has a new key.
    package let title: Base64Bytes?

    package init(caseID: HexBytes, compartments: [Compartment], grants: [Grant], title: Base64Bytes?) {
        self.caseID = caseID
        self.compartments = compartments
        self.grants = grants
        self.title = title
    }
}

/// A member asks for access to a case whose team they are not on, in an emergency.
package struct EmergencyRequest: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let role: Role
    /// For members and auditors to read; names no survivor.
    package let reason: String
    /// In seconds from the approval.
    package let duration: Int64

    package init(caseID: HexBytes, role: Role, reason: String, duration: Int64) {
        self.caseID = caseID
        self.role = role
        self.reason = reason
        self.duration = duration
    }

    /// In bytes.
    package static let longestReason = 500
}

/// A coordinator of the case, who is somebody else, lets them in for the time they asked for.
package struct EmergencyApproval: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// Where the log has the request.
    package let request: UInt64
    package let until: Timestamp
    package let grants: [Grant]

    package init(caseID: HexBytes, request: UInt64, until: Timestamp, grants: [Grant]) {
        self.caseID = caseID
        self.request = request
        self.until = until
        self.grants = grants
    }
}

/// A coordinator hands out a field kit: who has it can seal into the case and open nothing.
package struct KitMade: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// The kit's Ed25519 key. Its secret half lies in the kit and nowhere else.
    package let key: HexBytes
    /// Of all that the kit says, to whom it seals above all.
    package let digest: KitDigest
    /// Of the documents that may be sealed with it, in the order of ``ConfidentialityClass``.
    package let classes: [ConfidentialityClass]
    package let until: Timestamp
    /// Of the summary compartment, to which `details` are sealed.
    package let generation: UInt32
    /// ``KitDetails``, sealed: what is to be sealed with it says something of the survivor, and is not for all members.
    package let details: Base64Bytes

    package init(
        caseID: HexBytes, key: HexBytes, digest: KitDigest, classes: [ConfidentialityClass], until: Timestamp,
        generation: UInt32, details: Base64Bytes
    ) {
        self.caseID = caseID
        self.key = key
        self.digest = digest
        self.classes = classes
        self.until = until
        self.generation = generation
        self.details = details
    }

    package enum CodingKeys: String, CodingKey {
        case digest = "kit"
        case caseID, key, classes, until, generation, details
    }
}

/// What is sealed with a kit from now on is not taken in.
package struct KitCancelled: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let key: HexBytes

    package init(caseID: HexBytes, key: HexBytes) {
        self.caseID = caseID
        self.key = key
    }
}
