public import Bytes

/// A document was sealed into a compartment. All that could tell what it is lies in `details`. Its number in the case is its
/// place among the deposits there that count: the log gives it, not its author.
public struct Deposit: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let documentID: HexBytes
    public let confidentiality: ConfidentialityClass
    public let generation: UInt32
    /// SHA-256 of the sealed file, which is its name in the blob store. Small documents that came together lie in one.
    public let blob: HexBytes
    /// The sealed file's size in bytes.
    public let blobSize: Int64
    /// ``DocumentDetails``, sealed to the compartment.
    package let details: Base64Bytes
    /// SHA-256 of the details as they are inside, salt and all: who is shown them can check them.
    package let detailsDigest: HexBytes
    /// ``DocumentPlace``, sealed to the compartment.
    package let place: Base64Bytes
    /// When it was sealed with a field kit; the statement's author collected it.
    public let kit: KitSeal?

    package init(
        caseID: HexBytes, documentID: HexBytes, confidentiality: ConfidentialityClass, generation: UInt32,
        blob: HexBytes, blobSize: Int64, details: Base64Bytes, detailsDigest: HexBytes, place: Base64Bytes,
        kit: KitSeal?
    ) {
        self.caseID = caseID
        self.documentID = documentID
        self.confidentiality = confidentiality
        self.generation = generation
        self.blob = blob
        self.blobSize = blobSize
        self.details = details
        self.detailsDigest = detailsDigest
        self.place = place
        self.kit = kit
    }

    package enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case caseID, documentID, generation, blob, blobSize, details, detailsDigest, place, kit
    }
}

/// A document was opened and sealed again under the current key of its compartment. Its details are the same.
public struct Resealing: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let documentID: HexBytes
    /// Where the log has its deposit.
    public let deposit: UInt64
    /// The blob that this one replaces.
    package let replacedBlob: HexBytes
    public let confidentiality: ConfidentialityClass
    public let generation: UInt32
    public let blob: HexBytes
    public let blobSize: Int64
    package let details: Base64Bytes
    /// Where it lies in the new blob.
    package let place: Base64Bytes

    package init(
        caseID: HexBytes, documentID: HexBytes, deposit: UInt64, replacedBlob: HexBytes,
        confidentiality: ConfidentialityClass, generation: UInt32, blob: HexBytes, blobSize: Int64,
        details: Base64Bytes, place: Base64Bytes
    ) {
        self.caseID = caseID
        self.documentID = documentID
        self.deposit = deposit
        self.replacedBlob = replacedBlob
        self.confidentiality = confidentiality
        self.generation = generation
        self.blob = blob
        self.blobSize = blobSize
        self.details = details
        self.place = place
    }

    package enum CodingKeys: String, CodingKey {
        case confidentiality = "class"
        case caseID, documentID, deposit, replacedBlob, generation, blob, blobSize, details, place
    }

    /// Whether it says so of this deposit. Its details must be the same when they are opened: the digest of the deposit counts.
    package func isOf(_ deposit: Deposit) -> Bool {
        caseID == deposit.caseID && documentID == deposit.documentID
            && confidentiality == deposit.confidentiality
    }
}

extension Deposit {
    /// The same document, as it was sealed again.
    package func resealed(_ resealing: Resealing) -> Deposit {
        Deposit(
            caseID: caseID, documentID: documentID, confidentiality: confidentiality,
            generation: resealing.generation, blob: resealing.blob, blobSize: resealing.blobSize,
            details: resealing.details, detailsDigest: detailsDigest, place: resealing.place, kit: kit)
    }
}

/// Documents left the vault for an office.
public struct BundleMade: Codable, Hashable, Sendable {
    public let caseID: HexBytes
    public let office: Office
    /// The age recipient that it was sealed to: a key that the office had.
    public let recipient: String
    /// In the order of their numbers.
    public let documents: [Document]
    /// The numbers of the consents that cover it.
    public let consents: [Int]

    package init(caseID: HexBytes, office: Office, recipient: String, documents: [Document], consents: [Int])
    {
        self.caseID = caseID
        self.office = office
        self.recipient = recipient
        self.documents = documents
        self.consents = consents
    }

    /// A document as it left: which it is, and what was said of it last.
    public struct Document: Codable, Hashable, Sendable {
        public let number: Int
        /// Where the log has its deposit.
        public let deposit: UInt64
        /// Where it has the newest amendment.
        public let amend: UInt64?

        package init(number: Int, deposit: UInt64, amend: UInt64?) {
            self.number = number
            self.deposit = deposit
            self.amend = amend
        }
    }
}
