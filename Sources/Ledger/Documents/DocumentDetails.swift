public import Bytes

/// What a document is: sealed inside it as `document.json`, and in its log entry for those who read its class.
public struct DocumentRecord: Codable, Hashable, Sendable {
    package static let format = "document/1"

    package let amanah: String
    public let vault: VaultID
    public let caseRef: String
    /// Ties this record to the log entry of its deposit.
    public let documentID: HexBytes
    public let kind: DocumentKind
    public let title: String
    /// The file's name, or its path below the folder that was deposited.
    public let name: String
    public let mediaType: String
    /// The size of the original file in bytes.
    public let size: Int64
    /// When the original file was last changed.
    public let modified: Timestamp
    /// How the evidence was obtained, in words (KUHAP 2025 art. 235(5)).
    public let obtained: String?
    public let depositedBy: Fingerprint
    public let depositedAt: Timestamp
    /// For a redacted copy.
    public let redacts: Redaction?
    /// For what came with a bundle of another vault.
    public let received: Received?

    package init(
        amanah: String, vault: VaultID, caseRef: String, documentID: HexBytes, kind: DocumentKind,
        title: String, name: String, mediaType: String, size: Int64, modified: Timestamp, obtained: String?,
        depositedBy: Fingerprint, depositedAt: Timestamp, redacts: Redaction? = nil,
        received: Received? = nil
    ) {
        self.amanah = amanah
        self.vault = vault
        self.caseRef = caseRef
        self.documentID = documentID
        self.kind = kind
        self.title = title
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.modified = modified
        self.obtained = obtained
        self.depositedBy = depositedBy
        self.depositedAt = depositedAt
        self.redacts = redacts
        self.received = received
    }
}

/// Of what a redacted copy is one: the word of who deposited it, signed with its deposit.
///
/// The original is named by the digest of its details, which have its SHA-256 beside 32 random bytes. The SHA-256 itself is not here: what
/// is here leaves with the copy, and whoever has it could try words in the places that are hidden until it fits.
public struct Redaction: Codable, Hashable, Sendable {
    /// Of the original.
    public let documentID: HexBytes
    /// Of the original in its case, from 1.
    public let number: Int
    /// That of the original's deposit.
    package let detailsDigest: HexBytes
    /// Which parts are hidden, in words.
    public let parts: String
    /// Why, in words.
    public let reason: String

    package init(
        documentID: HexBytes, number: Int, detailsDigest: HexBytes, parts: String, reason: String
    ) {
        self.documentID = documentID
        self.number = number
        self.detailsDigest = detailsDigest
        self.parts = parts
        self.reason = reason
    }
}

/// A document's record and the SHA-256 of the original bytes, which is known only after they were read.
public struct DocumentDetails: Codable, Hashable, Sendable {
    public let document: DocumentRecord
    public let sha256: HexBytes
    /// 32 random bytes, so that nobody can guess the details from their digest in the log.
    package let salt: HexBytes

    package init(document: DocumentRecord, sha256: HexBytes, salt: HexBytes) {
        self.document = document
        self.sha256 = sha256
        self.salt = salt
    }

    /// Its canonical JSON around that of its record, which need not be encoded twice.
    package func json(around record: [UInt8]) -> [UInt8] {
        Array(#"{"document":"#.utf8) + record + Array(#","salt":"\#(salt)","sha256":"\#(sha256)"}"#.utf8)
    }
}
