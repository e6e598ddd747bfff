/// `custody.json` in a bundle: what each exhibit is, where it came from, and where the log has it.
public struct CustodyRecord: Codable, Hashable, Sendable {
    static let format = "custody/1"

    /// One exhibit, under the number that a court knows it by.
    public struct Exhibit: Codable, Hashable, Sendable {
        /// `P-1`, `P-2`, …
        public let exhibit: String
        /// Its file in the bag.
        public let path: String
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
    }

    /// The kit that sealed an exhibit, and when by the clock of the machine where that was.
    public struct SealedInField: Codable, Hashable, Sendable {
        public let kit: Fingerprint
        public let at: Timestamp

        init(_ seal: KitSeal) {
            kit = seal.fingerprint
            at = seal.at
        }
    }

    public struct Person: Codable, Hashable, Sendable {
        public let name: String
        public let fingerprint: Fingerprint
    }

    public struct ConsentBasis: Codable, Hashable, Sendable {
        public let number: Int
        public let purpose: ConsentPurpose
        public let recordedAt: Timestamp
        public let until: Timestamp?
    }

    let amanah: String
    public let vault: VaultID
    public let caseRef: String
    public let office: Office
    /// The office's key that the bundle is sealed to.
    public let recipient: String
    public let preparedBy: Person
    public let preparedAt: Timestamp
    public let consents: [ConsentBasis]
    public let exhibits: [Exhibit]
    /// The position of the handover itself in the log.
    public let logIndex: UInt64
    /// The log's public key, as a signed-note verifier key.
    public let logKey: String
}

/// The names of the files that a bundle has beside its payload.
enum BundleFiles {
    /// A record in JSON and what surrounds it, in bytes.
    static let maximumDetailsSize = 2 * DocumentFrame.maximumRecordSize

    /// What is read from JSON takes many times its size, so it is no larger than what it stands for.
    static func maximumCustodySize(exhibits: Int) -> Int { 16_384 * (exhibits + 4) }

    /// `P-` and a number.
    static func isExhibit(_ name: String) -> Bool {
        let digits = name.utf8.dropFirst(2)
        return name.utf8.starts(with: "P-".utf8) && (1...9).contains(digits.count)
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Letters, digits and hyphens of ASCII stay; all else becomes an underscore.
    static func folderName(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
                    byte
                default: UInt8(ascii: "_")
                }
            }, as: UTF8.self)
    }

    static let index = "index.html"
    static let custody = "custody.json"
    static let publicKey = "minisign.pub"
    static let tagManifest = "tagmanifest-sha256.txt"
    static let signature = "tagmanifest-sha256.txt.minisig"
    static let checkpoint = "proofs/checkpoint.txt"
    /// Stored bytes of the log entry, its opening, the details that the opening has the digest of, and the proof that the
    /// entry is in the tree.
    static func entry(_ name: String) -> String { "proofs/\(name).entry" }
    static func opening(_ name: String) -> String { "proofs/\(name).opening" }
    static func details(_ name: String) -> String { "proofs/\(name).details.json" }
    static func proof(_ name: String) -> String { "proofs/\(name).tlog-proof" }
    static let handover = "handover"
    /// The name of what is said anew of an exhibit.
    static func amend(_ name: String) -> String { "\(name).amend" }
}
