public import Archive
import Bytes
public import Ledger
public import Sodium
public import TransparencyLog

/// What a bundle turned out to be, checked without any vault.
public struct BundleReport: Sendable {
    /// A bundle, or a bag that somebody else made.
    public internal(set) var kind = Kind.bundle
    /// Why it must not be trusted. Empty for a bundle in which all fits. When there are any, nothing that the bundle says of itself
    /// is here.
    public internal(set) var problems: [BundleProblem] = []
    public internal(set) var warnings: [BundleWarning] = []
    /// The key that the signature was verified with. Whose it is the reader finds out by comparing ``Minisign/words(_:)`` with
    /// what the sender says by another way. Nil when no signature fits.
    public internal(set) var signer: Ed25519.PublicKey?
    public internal(set) var custody: CustodyRecord?
    /// The log's head in the bundle.
    public internal(set) var checkpoint: Checkpoint?
    /// Who of the log's auditors has seen it, and up to where. Nil: nobody has.
    public internal(set) var witness: Witness?
    /// What the bundle says of itself, consents among it, each with what proves it.
    public internal(set) var lines: [BundleLine] = []
    /// The same of each exhibit.
    public internal(set) var exhibits: [Exhibit] = []
    /// The bundles of other vaults by which exhibits came.
    public internal(set) var earlier: [EarlierBundle] = []
    public internal(set) var files = 0
    public internal(set) var bytes: Int64 = 0

    /// Whether all fits. Of somebody else's bag that says only that its files are those of its list, whoever wrote that.
    public var isValid: Bool { problems.isEmpty }

    public enum Kind: String, Sendable {
        /// Of Amanah: signed, and proven by a log.
        case bundle
        /// A bag without a trace of Amanah in it: nobody's signature and nobody's log stand behind it.
        case foreignBag = "foreign-bag"
    }

    public struct Exhibit: Sendable {
        /// `P-1`, `P-2`, …
        public let exhibit: String
        public let lines: [BundleLine]
    }

    public struct Witness: Hashable, Sendable {
        public let key: HexBytes
        public let name: String
        /// By the witness's clock.
        public let at: Timestamp
        /// How many entries of the log they have seen.
        public let size: UInt64
    }
}

/// One thing that a bundle says, and why to believe it.
public struct BundleLine: Hashable, Sendable {
    public enum Label: String, CaseIterable, Sendable {
        case caseRef, office, recipient, preparedBy, preparedAt
        /// That it is sealed with a passphrase: `no-key` where the office had no key, `despite-key` where it had one.
        case passphrase
        /// What the owner of the key on the line before is called.
        case calledBySender
        case consent, recordedAt, recordedBy, until, later, notWithdrawn
        /// The ground in law that it goes on instead of consents.
        case basis, proposedBy, approvedBy, approvedAt
        case vault, vaultName, phrase, phraseNumbers, logKey, logSize, witness, witnessedAt, witnessedSize
        /// An authority's word that so many entries of the log were there at a time. Nil while nobody has checked whose word it is.
        case timestamp, stampedAt, stampedSize
        case title, kind, file, name, size, sha256, mediaType, obtained, ref, depositedBy, depositedAt,
            amendedBy,
            amendedAt
        case sealedInField, kit
        /// Of a redacted copy: the reference of its original, which parts are hidden, why; where the log has the original, since when,
        /// and from whom.
        case redacts, hiddenParts, hiddenWhy, originalEntry, originalAt, originalBy
        /// By the earliest time-stamp behind it.
        case existedAt
        /// That the log has it, and that it counts there.
        case entry
        /// Of what came with a bundle of another vault: what that is called, what the document was there, and the handover.
        case receivedFrom, receivedAs, handedOverAt, handedOverBy, handedOverTo
    }

    public enum Standing: Hashable, Sendable {
        /// By these files in the bundle: `proofs/P-1` stands for all that begin so.
        case proven(by: [String])
        /// The sender says so.
        case word
    }

    public let label: Label
    /// Nil for a witness that there is not, and for a time-stamping authority that was not checked.
    public let value: String?
    /// For a person: their key.
    public let key: HexBytes?
    public let standing: Standing

    init(_ label: Label, _ value: String?, key: HexBytes? = nil, _ standing: Standing) {
        self.label = label
        self.value = value
        self.key = key
        self.standing = standing
    }

    public var isProven: Bool { if case .proven = standing { true } else { false } }
}

/// Why a bundle must not be trusted. Names are those of files in `proofs/`: `P-1`, `handover`.
public enum BundleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not a valid bag.
    case bag(BagProblem)
    case notSigned
    case wrongSignature
    /// The signature's comment says otherwise than the custody record.
    case otherComment
    /// A file that the signature does not cover.
    case unsignedFile(String)
    /// A file that has no place in a bundle.
    case strayFile(String)
    case noCustody
    case custodyTooLarge
    /// There is no proof that the log has this.
    case notProven(String)
    /// A payload file that is no exhibit, or an exhibit without one.
    case noExhibit(String)
    /// It is of another case than the handover.
    case otherCase(String)
    /// The file is not the one that was deposited.
    case otherFile(String)
    /// It says to be a redacted copy of another document than the one that is proven.
    case otherOriginal(String)
    /// The custody record says otherwise than the log.
    case custodyDiffers(String)
    case record(String, RecordProblem)
    /// A file that follows from the custody record says otherwise.
    case otherThanRecord(String)
    /// A kit's signature does not fit what was deposited.
    case badKitSeal(String)
    /// The exhibits are not the documents that were handed over.
    case otherDocuments
    /// Something is named twice, or out of order.
    case notInOrder
    case otherSigner
    /// The consents do not let these documents go to this office, for this reason.
    case consents(ConsentProblem)
    /// The log has it, and the witness says that it does not count there.
    case void(String, position: UInt64)
    /// Somebody's enrolment says another name.
    case otherName(String)
    /// The name in an enrolment is somebody else's: the log gives no name twice.
    case nameTaken(String)
    /// What the handover calls the receiver's key is none.
    case noRecipient
    case witness(WitnessProblem)
    /// What was stamped is no earlier state of the bundle's log.
    case timestampOfOtherLog(String)
    /// Of an earlier bundle, by its folder.
    indirect case earlier(String, BundleProblem)
    /// An exhibit came with an earlier bundle, and nothing here proves that.
    case chainMissing(String)
    /// An earlier bundle proves another document than the one that an exhibit goes back to, or one that no exhibit does.
    case otherChain(String)
    /// It went through more vaults than are followed.
    case chainTooLong

    /// Why consents, or the ground in law, do not cover a handover.
    public enum ConsentProblem: Hashable, Sendable {
        case none, otherCase, otherOffice, ended, notCovered(document: Int)
        case besideBasis, notApproved, basisOfOtherCase, basisForOtherOffice, basisEnded
        case notInBasis(document: Int)
    }

    public enum WitnessProblem: String, Hashable, Sendable {
        case otherLog, largerThanLog, notCosigned, notAnAuditor, inconsistent
    }

    public var description: String {
        switch self {
        case .bag(let why): why.description
        case .notSigned: "the bundle is not signed"
        case .wrongSignature: "the signature of the bundle is wrong"
        case .otherComment: "the comment of the signature says otherwise than \(BundleFiles.custody)"
        case .unsignedFile(let path): "\(path) is not covered by the signature"
        case .strayFile(let path): "\(path) has no place in a bundle"
        case .noCustody: "\(BundleFiles.custody) is missing or malformed"
        case .custodyTooLarge: "\(BundleFiles.custody) is larger than the files of this bundle can make it"
        case .notProven(let name): "\(name): no proof that the log has it"
        case .noExhibit(let path): "\(path) is not both in the bag and in \(BundleFiles.custody)"
        case .otherCase(let name): "\(name) is of another case"
        case .otherFile(let name): "\(name) is not the file that was deposited"
        case .otherOriginal(let name): "\(name) is a redacted copy of another document than its proofs are of"
        case .custodyDiffers(let name): "\(name): \(BundleFiles.custody) says otherwise than the log"
        case .record(let name, let problem): "\(name): \(problem)"
        case .badKitSeal(let name): "\(name): the field kit did not seal this"
        case .otherThanRecord(let path): "\(path) says otherwise than \(BundleFiles.custody)"
        case .otherDocuments: "the exhibits are not the documents that were handed over"
        case .notInOrder: "something is named twice or out of order"
        case .otherSigner: "the bundle was signed by another than who handed it over"
        case .consents(.none): "there is no consent"
        case .consents(.otherCase): "a consent is of another case"
        case .consents(.otherOffice): "a consent is to another office"
        case .consents(.ended): "a consent had ended at the handover"
        case .consents(.notCovered(let number)): "no consent covers document \(number)"
        case .consents(.besideBasis): "it names consents beside a legal basis"
        case .consents(.notApproved): "no second member approved its legal basis"
        case .consents(.basisOfOtherCase): "its legal basis is of another case"
        case .consents(.basisForOtherOffice): "its legal basis is for another office"
        case .consents(.basisEnded): "its legal basis had ended at the handover"
        case .consents(.notInBasis(let number)): "its legal basis does not name document \(number)"
        case .void(let name, let position): "\(name): entry \(position) of the log is void, says the witness"
        case .otherName(let name): "\(name): \(BundleFiles.custody) gives that key another name than the log"
        case .nameTaken(let name): "\(name): the name is that of another key, and the log gives no name twice"
        case .noRecipient: "what it was handed over to is no key"
        case .witness(.otherLog): "the witness is of another log"
        case .witness(.largerThanLog): "the witness has seen more of the log than there is"
        case .witness(.notCosigned): "the witness did not sign"
        case .witness(.notAnAuditor): "the witness is no auditor"
        case .witness(.inconsistent): "the log does not continue what the witness has seen"
        case .timestampOfOtherLog(let name): "\(name): the log does not continue what was stamped"
        case .earlier(let folder, let problem): "\(folder): \(problem)"
        case .chainMissing(let exhibit):
            "\(exhibit) came from another vault, and what proves its custody there is missing"
        case .otherChain(let folder): "\(folder) proves the custody of other documents than came here"
        case .chainTooLong:
            "it went through more than \(BundleFiles.longestChain) vaults"
        }
    }
}

extension BundleProblem {
    init(_ problem: HandoverRule.Problem) {
        self =
            switch problem {
            case .noDocument: .otherDocuments
            case .notInOrder: .notInOrder
            case .noConsent: .consents(.none)
            case .otherCase: .consents(.otherCase)
            case .otherOffice: .consents(.otherOffice)
            case .ended: .consents(.ended)
            case .notCovered(let number): .consents(.notCovered(document: number))
            case .bothGrounds: .consents(.besideBasis)
            case .notApproved: .consents(.notApproved)
            case .basisOfOtherCase: .consents(.basisOfOtherCase)
            case .basisForOtherOffice: .consents(.basisForOtherOffice)
            case .basisEnded: .consents(.basisEnded)
            case .notInBasis(let number): .consents(.notInBasis(document: number))
            }
    }
}

/// What is permitted and yet deserves a look.
public enum BundleWarning: Hashable, Sendable, CustomStringConvertible {
    case bag(BagWarning)
    /// It was opened by something else than what it was handed over under.
    case otherSealing(BundleSealing)
    /// No witness has seen that the log has this exhibit.
    case newerThanWitness(exhibit: String)
    /// The handover is dated before what it follows: the time of that.
    case datedBefore(Timestamp)
    /// By that time a consent had ended.
    case consentEnded(Timestamp)
    /// A time-stamp's signature does not lead to the certificates that were given.
    case timestampUntrusted(String, why: String)
    /// So many keys can open it besides those that it was handed over to.
    case sealedToOthers(Int)
    /// Of an earlier bundle, by its folder.
    indirect case earlier(String, BundleWarning)
    /// An exhibit was deposited here before it was handed over there, by their clocks.
    case receivedBeforeSent(exhibit: String)

    public var description: String {
        switch self {
        case .bag(let why): why.description
        case .earlier(let folder, let warning): "\(folder): \(warning)"
        case .receivedBeforeSent(let exhibit):
            "\(exhibit) was deposited before the time at which another vault handed it over: a clock was wrong, or was set"
        case .timestampUntrusted(let name, let why):
            "\(name): its signature does not lead to the certificate that was given: \(why)"
        case .sealedToOthers(let count):
            "it was sealed to \(count) more \(count == 1 ? "key" : "keys"): others can open it too"
        case .otherSealing(.keys(let keys)):
            "it was handed over to another key than the one that opened it: \(keys.joined(separator: ", "))"
        case .otherSealing(.passphrase), .otherSealing(.passphraseDespiteKey):
            "it was handed over under a passphrase, and came sealed to a key"
        case .newerThanWitness(let exhibit): "\(exhibit) is newer than what the witness has seen"
        case .datedBefore(let time):
            "the handover is dated before what it follows, which is of \(time): a clock was wrong, or was set"
        case .consentEnded(let time): "by then a consent had ended, at \(time)"
        }
    }
}
