public import Bytes

/// The survivor's consent to one office, for one purpose. Its number in the case is how many there are before it, and one.
public struct ConsentGiven: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let purpose: ConsentPurpose
    public let office: Office
    /// The documents that it covers, ascending.
    public let documents: [Int]
    /// Whether it covers documents that are deposited after it as well: those of the kinds in the details, which only those see
    /// who read identities.
    public let later: Bool
    /// The last instant at which it counts; none: until withdrawn.
    public let until: Timestamp?
    /// Of the identity compartment.
    public let generation: UInt32
    /// ``ConsentDetails``, sealed to the identity compartment.
    public let details: Base64Bytes

    package init(
        caseID: HexBytes, purpose: ConsentPurpose, office: Office, documents: [Int], later: Bool,
        until: Timestamp?, generation: UInt32, details: Base64Bytes
    ) {
        self.caseID = caseID
        self.purpose = purpose
        self.office = office
        self.documents = documents
        self.later = later
        self.until = until
        self.generation = generation
        self.details = details
    }
}

/// The survivor takes a consent back. It covers nothing from here on.
package struct ConsentWithdrawn: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// The number of the consent.
    package let consent: Int
    /// When it was said: the word of who records it.
    package let at: Timestamp
    /// Of the identity compartment.
    package let generation: UInt32
    /// ``WithdrawalDetails``, sealed to the identity compartment.
    package let details: Base64Bytes

    package init(caseID: HexBytes, consent: Int, at: Timestamp, generation: UInt32, details: Base64Bytes) {
        self.caseID = caseID
        self.consent = consent
        self.at = at
        self.generation = generation
        self.details = details
    }
}

extension CaseFile {
    /// A consent with its circumstances, and its end.
    public struct Consent: Codable, Hashable, Sendable {
        public let given: ConsentGiven
        /// In the case, from 1.
        public let number: Int
        /// Where the log has it: what was deposited after that is later.
        public let position: UInt64
        public let recordedAt: Timestamp
        public let recordedBy: Fingerprint
        public internal(set) var withdrawn: Withdrawal?

        package init(
            given: ConsentGiven, number: Int, position: UInt64, recordedAt: Timestamp,
            recordedBy: Fingerprint, withdrawn: Withdrawal? = nil
        ) {
            self.given = given
            self.number = number
            self.position = position
            self.recordedAt = recordedAt
            self.recordedBy = recordedBy
            self.withdrawn = withdrawn
        }

        public struct Withdrawal: Codable, Hashable, Sendable {
            package let said: ConsentWithdrawn
            public let recordedAt: Timestamp
            public let recordedBy: Fingerprint
        }

        public func isValid(at time: Timestamp) -> Bool {
            withdrawn == nil && given.lasts(at: time)
        }

        /// What the rule of handovers looks at.
        package var recorded: HandoverRule.Recorded { .init(given: given, position: position) }

        package func covers(_ number: Int, depositedAt deposit: UInt64) -> Bool {
            recorded.covers(number, depositedAt: deposit)
        }

        package func names(_ number: Int) -> Bool { given.names(number) }
    }
}
