public import Bytes

/// A member proposes that an office be given documents on a ground in law, without the survivor's consent. It counts once another
/// member has approved it.
public struct BasisProposed: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let office: Office
    /// The documents that it lets go, ascending.
    public let documents: [Int]
    /// The last instant at which it counts.
    public let until: Timestamp
    /// Of the identity compartment.
    public let generation: UInt32
    /// ``BasisDetails``, sealed to the identity compartment.
    public let details: Base64Bytes
    /// SHA-256 of the same in canonical JSON: what an office is shown is what was approved.
    package let detailsDigest: HexBytes

    package init(
        caseID: HexBytes, office: Office, documents: [Int], until: Timestamp, generation: UInt32,
        details: Base64Bytes, detailsDigest: HexBytes
    ) {
        self.caseID = caseID
        self.office = office
        self.documents = documents
        self.until = until
        self.generation = generation
        self.details = details
        self.detailsDigest = detailsDigest
    }
}

/// A second member approves what another has proposed.
package struct BasisApproved: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// Where the log has the proposal.
    package let proposal: UInt64

    package init(caseID: HexBytes, proposal: UInt64) {
        self.caseID = caseID
        self.proposal = proposal
    }
}

/// The ground in law: sealed to the identity compartment of the case, and shown to the office.
public struct BasisDetails: Codable, Hashable, Sendable {
    /// The rule, and the letter that asks for it.
    public let text: String
    /// 32 random bytes: who has the digest cannot try texts until one fits.
    let nonce: HexBytes

    /// In bytes.
    package static let longest = 500

    package init(text: String, nonce: HexBytes) {
        self.text = text
        self.nonce = nonce
    }
}

extension CaseFile {
    /// A ground in law with its circumstances.
    public struct Basis: Codable, Hashable, Sendable {
        public let proposed: BasisProposed
        /// In the case, from 1.
        public let number: Int
        /// Where the log has it.
        public let position: UInt64
        public let proposedAt: Timestamp
        public let proposedBy: Fingerprint
        public internal(set) var approved: Approval?

        package init(
            proposed: BasisProposed, number: Int, position: UInt64, proposedAt: Timestamp,
            proposedBy: Fingerprint
        ) {
            self.proposed = proposed
            self.number = number
            self.position = position
            self.proposedAt = proposedAt
            self.proposedBy = proposedBy
        }

        public struct Approval: Codable, Hashable, Sendable {
            /// Where the log has it.
            public let position: UInt64
            public let at: Timestamp
            public let by: Fingerprint
        }

        public func isValid(at time: Timestamp) -> Bool { approved != nil && time <= proposed.until }
    }
}
