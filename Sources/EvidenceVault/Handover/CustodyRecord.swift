import Bytes
import Ledger

/// `custody.json` in a bundle: what each exhibit is, where it came from, and where the log has it. All of it but names, the vault and
/// the log key follows from the statements in `proofs/`: a reader makes it anew from those and compares.
public struct CustodyRecord: Codable, Hashable, Sendable {
    static let format = "custody/2"

    /// One exhibit, under the number that a court knows it by.
    public struct Exhibit: Codable, Hashable, Sendable {
        /// `P-1`, `P-2`, …
        public let exhibit: String
        /// Its file in the bag.
        public let path: String
        /// What the deposited file was called.
        public let name: String
        /// Its reference in the vault.
        public let ref: String
        public let kind: DocumentKind
        public let title: String
        public let mediaType: String
        public let size: Int64
        public let sha256: HexBytes
        public let obtained: String?
        public let depositedBy: Person
        public let depositedAt: Timestamp
        /// When it was sealed with a field kit: `depositedBy` is who collected it.
        public let sealedInField: SealedInField?
        /// The position of its deposit in the log.
        public let logIndex: UInt64
        /// Of the amendment that kind, title and `obtained` are from, when the deposit says otherwise.
        public let amendIndex: UInt64?
        public let amendedBy: Person?
        public let amendedAt: Timestamp?
        /// For a redacted copy: what it was made from.
        public let redacts: Original?
        /// For what came with a bundle of another vault.
        public let received: Received?
    }

    /// What a redacted copy was made from, and stayed where it is. That it was, and which parts are hidden, is the word of who deposited
    /// the copy.
    public struct Original: Codable, Hashable, Sendable {
        public let ref: String
        /// Of its deposit.
        public let logIndex: UInt64
        public let depositedBy: Person
        public let depositedAt: Timestamp
        public let parts: String
        public let reason: String
    }

    /// The kit that sealed an exhibit, and when by the clock of the machine where that was.
    public struct SealedInField: Codable, Hashable, Sendable {
        public let kit: KitDigest
        public let at: Timestamp

        init(_ seal: KitSeal) {
            kit = seal.digest
            at = seal.at
        }
    }

    /// Who signed something: their Ed25519 key, and what they are called.
    public struct Person: Codable, Hashable, Sendable {
        public let key: HexBytes
        public let name: String?
    }

    public struct Consent: Codable, Hashable, Sendable {
        public let number: Int
        public let purpose: ConsentPurpose
        public let recordedAt: Timestamp
        public let until: Timestamp?
        /// The position of its statement in the log.
        public let logIndex: UInt64
    }

    /// The ground in law that it goes on, where no consent covers it.
    public struct Basis: Codable, Hashable, Sendable {
        public let number: Int
        /// The rule, and the letter that asks for it.
        public let text: String
        public let proposedBy: Person
        public let proposedAt: Timestamp
        public let approvedBy: Person
        public let approvedAt: Timestamp
        public let until: Timestamp
        /// The positions of proposal and approval in the log.
        public let logIndex, approvalIndex: UInt64
    }

    let amanah: String
    public let vault: VaultID
    /// What its founder called it: the organisation's or project's name.
    public let vaultName: String
    public let caseID: HexBytes
    public let caseRef: String
    public let office: Office
    public let sealing: BundleSealing
    public let preparedBy: Person
    public let preparedAt: Timestamp
    public let clock: Clock
    public let consents: [Consent]
    public let basis: Basis?
    public let exhibits: [Exhibit]
    /// The position of the handover itself in the log.
    public let logIndex: UInt64
    /// The log's public key, as a signed-note verifier key.
    public let logKey: String
}

extension CustodyRecord {
    /// What the record must be, by what the handover says and what is said of consents and exhibits. The sender's word are the
    /// vault and its name, its name of the case, whose key is called what, the clock on the wall, and which key is the log's.
    init(
        of bundle: BundleMade, statedIn handover: Statement, at position: UInt64, vault: VaultID,
        vaultName: String, caseRef: String, preparedBy name: String?, clock: Clock, consents: [Consent],
        basis: Basis?, exhibits: [Exhibit], logKey: String
    ) {
        self.init(
            amanah: CustodyRecord.format, vault: vault, vaultName: vaultName, caseID: bundle.caseID,
            caseRef: caseRef, office: bundle.office, sealing: bundle.sealing,
            preparedBy: Person(key: handover.by, name: name), preparedAt: handover.at, clock: clock,
            consents: consents, basis: basis, exhibits: exhibits, logIndex: position, logKey: logKey)
    }
}

extension CustodyRecord.Consent {
    /// What the record must say of a consent.
    init(_ given: ConsentGiven, number: Int, statedIn statement: Statement, at position: UInt64) {
        self.init(
            number: number, purpose: given.purpose, recordedAt: statement.at, until: given.until,
            logIndex: position)
    }
}

extension CustodyRecord.Basis {
    /// What the record must say of a ground in law.
    ///
    /// - Parameter nameOf: what the owner of a key is called.
    init(
        _ proposed: BasisProposed, number: Int, text: String,
        proposal: (statement: Statement, position: UInt64),
        approval: (statement: Statement, position: UInt64), nameOf: (HexBytes) -> String?
    ) {
        func person(_ statement: Statement) -> CustodyRecord.Person {
            .init(key: statement.by, name: nameOf(statement.by))
        }
        self.init(
            number: number, text: text, proposedBy: person(proposal.statement),
            proposedAt: proposal.statement.at, approvedBy: person(approval.statement),
            approvedAt: approval.statement.at, until: proposed.until, logIndex: proposal.position,
            approvalIndex: approval.position)
    }
}

extension CustodyRecord.Exhibit {
    /// What the log has of an exhibit: its deposit with the details that it commits to, and the newest amendment with its.
    struct Source {
        let position: UInt64
        let statement: Statement
        let deposit: Deposit
        let details: DocumentDetails
        let amendment: Amendment?
        /// The deposit that the details say it is a redacted copy of.
        var original: Original?

        struct Amendment {
            let position: UInt64
            let statement: Statement
            let details: DocumentDetails
        }

        struct Original {
            let position: UInt64
            let statement: Statement
        }

        var newest: DocumentDetails { amendment?.details ?? details }
    }

    /// What the record must say of an exhibit.
    ///
    /// - Parameters:
    ///   - index: among the exhibits, from 0.
    ///   - number: of the document in its case.
    ///   - nameOf: what the owner of a key is called.
    init(
        _ source: Source, index: Int, number: Int, caseRef: String, nameOf: (HexBytes) -> String?
    ) {
        let (document, newest) = (source.details.document, source.newest.document)
        func person(_ key: HexBytes) -> CustodyRecord.Person { .init(key: key, name: nameOf(key)) }
        self.init(
            exhibit: BundleFiles.exhibit(index),
            path: BundleFiles.path(ofExhibit: index, of: document), name: document.name,
            ref: "\(caseRef)/\(number)", kind: newest.kind, title: newest.title,
            mediaType: document.mediaType, size: document.size, sha256: source.details.sha256,
            obtained: newest.obtained, depositedBy: person(source.statement.by),
            depositedAt: source.statement.at,
            sealedInField: source.deposit.kit.map(CustodyRecord.SealedInField.init),
            logIndex: source.position, amendIndex: source.amendment?.position,
            amendedBy: source.amendment.map { person($0.statement.by) },
            amendedAt: source.amendment?.statement.at,
            redacts: source.original.flatMap { original in
                document.redacts.map {
                    CustodyRecord.Original(
                        ref: "\(caseRef)/\($0.number)", logIndex: original.position,
                        depositedBy: person(original.statement.by), depositedAt: original.statement.at,
                        parts: $0.parts, reason: $0.reason)
                }
            }, received: document.received)
    }
}
