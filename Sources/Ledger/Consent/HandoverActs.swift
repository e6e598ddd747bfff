public import Bytes

/// An office acknowledges that it has what was handed over to it.
package struct ReceiptTaken: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// Where the log has the handover.
    package let handover: UInt64
    /// The number of the document that is the receipt.
    package let document: Int
    package let how: CaseFile.Handover.Acknowledgement

    package init(
        caseID: HexBytes, handover: UInt64, document: Int, how: CaseFile.Handover.Acknowledgement
    ) {
        self.caseID = caseID
        self.handover = handover
        self.document = document
        self.how = how
    }
}

/// An office is asked not to use any more what it was given under a consent that has ended.
package struct RecallNoted: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// Where the log has the handover.
    package let handover: UInt64
    /// The number of the consent that has ended.
    package let consent: Int
    package let step: CaseFile.Handover.RecallStep
    /// Of the identity compartment.
    package let generation: UInt32
    /// ``RecallDetails``, sealed to the identity compartment.
    package let details: Base64Bytes

    package init(
        caseID: HexBytes, handover: UInt64, consent: Int, step: CaseFile.Handover.RecallStep,
        generation: UInt32, details: Base64Bytes
    ) {
        self.caseID = caseID
        self.handover = handover
        self.consent = consent
        self.step = step
        self.generation = generation
        self.details = details
    }
}

/// What is said of a step of a recall: sealed to the identity compartment of the case.
public struct RecallDetails: Codable, Hashable, Sendable {
    /// `by letter no. 12, received by Ibu Ratna`; empty for a notice.
    public let text: String

    package init(text: String) { self.text = text }

    /// In bytes.
    package static let longest = 500
}

extension CaseFile {
    /// Documents that left the case for an office, and what came of it.
    public struct Handover: Codable, Hashable, Sendable {
        /// How an office acknowledged: by the word of who took the receipt in.
        public enum Acknowledgement: String, Codable, CaseIterable, Sendable {
            /// Signed with the key that the log has of the office.
            case officeKey = "office-key"
            /// Signed with another key.
            case otherKey = "other-key"
            /// On paper.
            case paper
        }

        /// How far a recall has come. Steps follow in this order; what was sent may be sent again.
        public enum RecallStep: String, Codable, CaseIterable, Sendable {
            /// A notice was written.
            case notice
            case sent
            case answered

            var rank: Int { self == .notice ? 0 : self == .sent ? 1 : 2 }
        }

        /// In the case, from 1.
        public let number: Int
        /// Where the log has it.
        public let position: UInt64
        public let office: Office
        public let sealing: BundleSealing
        public let at: Timestamp
        public let by: Fingerprint
        /// The numbers of the documents, ascending.
        public let documents: [Int]
        /// The numbers of the consents that it was covered by.
        public let consents: [Int]
        /// The number of the ground in law that it was made on, where no consent covers it.
        public let basis: Int?
        public internal(set) var receipts: [Receipt] = []
        public internal(set) var recalls: [Recall] = []

        package init(
            _ bundle: BundleMade, number: Int, position: UInt64, at: Timestamp, by: Fingerprint
        ) {
            self.number = number
            self.position = position
            office = bundle.office
            sealing = bundle.sealing
            self.at = at
            self.by = by
            documents = bundle.documents.map(\.number)
            consents = bundle.consents
            basis = bundle.basis
        }

        public var isAcknowledged: Bool { !receipts.isEmpty }

        /// Where the recall under a consent has come to; nil while there is none.
        public func recall(under consent: Int) -> Recall? { recalls.last { $0.consent == consent } }
    }

    /// A receipt that was taken in.
    public struct Receipt: Codable, Hashable, Sendable {
        /// The number of the document that it is.
        public let document: Int
        public let how: Handover.Acknowledgement
        public let recordedAt: Timestamp
        public let recordedBy: Fingerprint
    }

    /// A step of a recall.
    public struct Recall: Codable, Hashable, Sendable {
        package let noted: RecallNoted
        public let recordedAt: Timestamp
        public let recordedBy: Fingerprint

        public var consent: Int { noted.consent }
        public var step: Handover.RecallStep { noted.step }
    }
}
