package import Bytes

/// A document was sealed into a compartment. All that could tell what it is lies in `details`. Its number in the case is its
/// place among the deposits there that count: the log gives it, not its author.
package struct Deposit: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let documentID: HexBytes
    package let confidentiality: ConfidentialityClass
    package let generation: UInt32
    /// SHA-256 of the sealed file, which is its name in the blob store. Small documents that came together lie in one.
    package let blob: HexBytes
    /// The sealed file's size in bytes.
    package let blobSize: Int64
    /// ``DocumentDetails``, sealed to the compartment.
    package let details: Base64Bytes
    /// SHA-256 of the details as they are inside, salt and all: who is shown them can check them.
    package let detailsDigest: HexBytes
    /// ``DocumentPlace``, sealed to the compartment.
    package let place: Base64Bytes
    /// When it was sealed with a field kit; the statement's author collected it.
    package let kit: KitSeal?

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
package struct Resealing: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let documentID: HexBytes
    /// Where the log has its deposit.
    package let deposit: UInt64
    /// The blob that this one replaces.
    package let replacedBlob: HexBytes
    package let confidentiality: ConfidentialityClass
    package let generation: UInt32
    package let blob: HexBytes
    package let blobSize: Int64
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
package struct BundleMade: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let office: Office
    package let sealing: BundleSealing
    /// In the order of their numbers.
    package let documents: [Document]
    /// The numbers of the consents that cover it. None: it goes on a ground in law.
    package let consents: [Int]
    /// The number of that ground.
    package let basis: Int?

    package init(
        caseID: HexBytes, office: Office, sealing: BundleSealing, documents: [Document], consents: [Int],
        basis: Int? = nil
    ) {
        self.caseID = caseID
        self.office = office
        self.sealing = sealing
        self.documents = documents
        self.consents = consents
        self.basis = basis
    }

    /// A document as it left: which it is, and what was said of it last.
    package struct Document: Codable, Hashable, Sendable {
        package let number: Int
        /// Where the log has its deposit.
        package let deposit: UInt64
        /// Where it has the newest amendment.
        package let amend: UInt64?

        package init(number: Int, deposit: UInt64, amend: UInt64?) {
            self.number = number
            self.deposit = deposit
            self.amend = amend
        }
    }
}
