package import Bytes
import Crypto

/// What a document's record must say: what its deposit, and whoever signed that, say.
package struct RecordContext {
    package let vault: VaultID
    package let caseRef: String
    package let deposit: Deposit
    /// Who signed the deposit; for one that came with a field kit, who collected it.
    package let author: Fingerprint?
    /// When the deposit was stated.
    package let at: Timestamp
    /// False where nothing says whose the author's key is: then who the record names is not held against it.
    package var comparesAuthor = true

    package init(
        vault: VaultID, caseRef: String, deposit: Deposit, author: Fingerprint?, at: Timestamp,
        comparesAuthor: Bool = true
    ) {
        self.vault = vault
        self.caseRef = caseRef
        self.deposit = deposit
        self.author = author
        self.at = at
        self.comparesAuthor = comparesAuthor
    }
}

/// What a record says otherwise than its deposit.
public enum RecordProblem: String, Error, Equatable, CaseIterable, Sendable, CustomStringConvertible {
    case otherFormat = "another format"
    case otherVault = "another vault"
    case otherCase = "another case"
    case otherDocument = "another document"
    case otherClass = "a kind of another class"
    case otherDepositor = "another depositor"
    case otherTime = "another time"
    case tooLong = "too long"

    public var description: String {
        self == .tooLong
            ? "its title, its name or how it was obtained is longer than it may be"
            : "its record says \(rawValue) than its deposit"
    }
}

extension DocumentRecord {
    /// Sealing begins before the deposit is stated: a member's record is so much older than that at most, in seconds.
    static let longestSealing: Int64 = 7 * 86_400
    /// A clock may be set back meanwhile: or so much newer.
    static let clockStep: Int64 = 300
    /// Of a title, a name or how it was obtained, in bytes: a path of any length fits, and nobody's list is flooded.
    static let longestText = 4096

    package var isTooLong: Bool {
        [title, name, obtained ?? "", mediaType, redacts?.parts ?? "", redacts?.reason ?? ""]
            .contains { $0.utf8.count > DocumentRecord.longestText }
    }

    /// Holds the record against its deposit: what is authenticated inside a sealed file must not say of vault, case, depositor or
    /// time what nobody has signed.
    package func check(against context: RecordContext) throws(RecordProblem) {
        let deposit = context.deposit
        if amanah != DocumentRecord.format { throw .otherFormat }
        if isTooLong { throw .tooLong }
        if vault != context.vault { throw .otherVault }
        if caseRef != context.caseRef { throw .otherCase }
        if documentID != deposit.documentID { throw .otherDocument }
        if let fixed = kind.confidentialityClass, fixed != deposit.confidentiality { throw .otherClass }
        if let seal = deposit.kit {
            if depositedBy != seal.fingerprint { throw .otherDepositor }
            if depositedAt != seal.at { throw .otherTime }
        } else {
            if context.comparesAuthor, depositedBy != context.author { throw .otherDepositor }
            if !DocumentRecord.isOneDeposit(sealedAt: depositedAt, statedAt: context.at) { throw .otherTime }
        }
    }

    /// Whether both can be of one deposit of a member's.
    package static func isOneDeposit(sealedAt: Timestamp, statedAt: Timestamp) -> Bool {
        let passed = statedAt.seconds - sealedAt.seconds
        return (-clockStep...longestSealing).contains(passed)
    }
}

/// Why the details of a document are not shown.
package enum DetailsProblem: Error, Equatable, CustomStringConvertible {
    case notOpening
    /// They are not those that the deposit has the digest of.
    case otherDetails
    case record(RecordProblem)

    package var description: String {
        switch self {
        case .notOpening, .otherDetails: "its details do not fit its deposit"
        case .record(let problem): problem.description
        }
    }
}

extension RecordContext {
    /// Opens the details of the deposit and holds them against it.
    ///
    /// - Returns: them, and the exact bytes that the deposit has the digest of.
    package func openDetails(
        with key: OpeningKey, by texts: TextOpener = TextOpener()
    ) throws(DetailsProblem) -> (details: DocumentDetails, json: [UInt8]) {
        let compartment = CompartmentName(
            vault, deposit.caseID, deposit.confidentiality, deposit.generation)
        guard
            let json = try? texts.open(
                deposit.details.bytes, with: key, as: .details, in: compartment, of: deposit.documentID)
        else { throw .notOpening }
        guard SHA256.bytes(of: json) == deposit.detailsDigest.bytes,
            let details = try? CanonicalJSON.decode(DocumentDetails.self, from: json)
        else { throw .otherDetails }
        do {
            try details.document.check(against: self)
        } catch {
            throw .record(error)
        }
        return (details, json)
    }
}
