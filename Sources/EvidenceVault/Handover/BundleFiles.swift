import Bytes
import Ledger

/// The names of the files that a bundle has beside its payload, and what stands in the signature.
package enum BundleFiles {
    /// A record in JSON and what surrounds it, in bytes.
    package static let maximumDetailsSize = 2 * Pack.maximumRecordSize

    package static let bagInfo = "bag-info.txt"

    /// What `bag-info.txt` says, all of it from the custody record: the reserved labels of RFC 8493, 2.2.2, that can be said of a bundle
    /// before all of it is there, and none that is about a survivor.
    package static func info(_ custody: CustodyRecord) -> [(String, String)] {
        let count = custody.exhibits.count
        return [("Source-Organization", custody.vaultName)]
            + (custody.preparedBy.name.map { [("Contact-Name", $0)] } ?? [])
            + [
                (
                    "External-Description",
                    "Copies of \(count) \(count == 1 ? "document" : "documents") of case \(custody.caseRef), handed over to \(custody.office)"
                ),
                ("Bagging-Date", custody.preparedAt.day),
                ("External-Identifier", custody.caseRef),
                ("Bag-Group-Identifier", custody.caseID.description),
                ("Bag-Count", "1 of 1"),
                ("Internal-Sender-Identifier", "\(custody.vault)/\(custody.logIndex)"),
                ("Internal-Sender-Description", "Evidence for \(custody.office)"),
                ("Bag-Software-Agent", "Amanah"),
            ]
    }

    /// What is read from JSON takes many times its size, so it is no larger than what it stands for.
    package static func maximumCustodySize(exhibits: Int) -> Int { 16_384 * (exhibits + 4) }

    /// Letters, digits and hyphens of ASCII stay; all else becomes an underscore.
    package static func folderName(_ text: String) -> String {
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

    /// The file in a zip with a passphrase: its name is seen by who has the zip alone.
    package static let innerTar = "paket.tar"
    package static let index = "index.html"
    /// How to check all of it with what a computer has.
    package static let verification = "VERIFIKASI.txt"
    package static let custody = "custody.json"
    /// The custody record once more, as a table and for programs of forensics.
    package static let chain = "custody/chain.csv"
    package static let caseGraph = "custody/case.jsonld"
    package static let publicKey = "minisign.pub"
    package static let tagManifest = "tagmanifest-sha256.txt"
    package static let secondTagManifest = "tagmanifest-sha512.txt"
    package static let signature = "tagmanifest-sha256.txt.minisig"
    package static let checkpoint = "proofs/checkpoint.txt"
    /// That the checkpoint continues the one that an auditor witnessed, or an authority stamped.
    package static func consistency(_ name: String) -> String { "proofs/\(name).consistency" }
    /// A checkpoint that was stamped, and the authority's response (RFC 3161).
    package static func stamped(_ name: String) -> String { "proofs/\(name).checkpoint" }
    package static func response(_ name: String) -> String { "proofs/\(name).tsr" }

    /// What is there whatever the bundle holds.
    package static let always: Set<String> = [
        "bagit.txt", bagInfo, "manifest-sha256.txt", "manifest-sha512.txt", index, verification, custody,
        chain, caseGraph, publicKey, tagManifest, secondTagManifest, signature, checkpoint,
    ]

    /// The folder of an earlier bundle, by which exhibits came: `custody.json` and `proofs/`, and `chain/` where it has one itself.
    package static func chain(_ index: Int) -> String { "chain/\(index + 1)" }
    /// So many bundles one behind the other, and no more.
    package static let longestChain = 8
    /// Of the tar in which a vault keeps what a bundle proved, in bytes: no bundle has more beside its payload.
    static let largestCustodyRecord: Int64 = 1 << 27

    /// What follows from the custody record, and those of earlier bundles: a reader makes each anew and compares.
    package static func following(
        from custody: CustodyRecord, _ earlier: [EarlierBundle]
    ) throws -> [(path: String, contents: [UInt8])] {
        [
            (chain, CustodyChain.csv(of: custody, earlier)),
            (caseGraph, try CaseGraph.json(of: custody, earlier)),
        ]
    }

    /// Stored bytes of the log entry, its opening, the details that the opening has the digest of, and the proof that the
    /// entry is in the tree.
    package static func entry(_ name: String) -> String { "proofs/\(name).entry" }
    package static func opening(_ name: String) -> String { "proofs/\(name).opening" }
    package static func details(_ name: String) -> String { "proofs/\(name).details.json" }
    package static func proof(_ name: String) -> String { "proofs/\(name).tlog-proof" }

    package static let handover = "handover"
    package static let witness = "witness"
    package static func timestamp(_ index: Int) -> String { "timestamp-\(index + 1)" }
    /// What made the witness an auditor, if it was not their enrolment.
    package static let witnessRoles = "witness-roles"
    package static func exhibit(_ index: Int) -> String { "P-\(index + 1)" }
    /// The name of what is said anew of an exhibit.
    package static func amend(_ name: String) -> String { "\(name).amend" }
    /// The name of the deposit of what an exhibit is a redacted copy of.
    package static func original(_ name: String) -> String { "\(name).original" }
    /// The proposal of a ground in law, and its approval.
    package static let basis = "basis"
    package static let approval = "basis-approval"
    package static func consent(_ number: Int) -> String { "consent-\(number)" }
    /// The enrolment of the owner of a key.
    package static func member(_ key: HexBytes) -> String { "member-\(hex(key.bytes.prefix(8)))" }
    /// What made the owner of a key a custodian, if it was not their enrolment.
    package static func roles(_ key: HexBytes) -> String { "roles-\(hex(key.bytes.prefix(8)))" }

    /// Where an exhibit lies: under its number, with the ending of its document's name where that is one of a known kind of file, so that
    /// a double click opens it. The rest of the name may be somebody's, and an ending that nobody knows as well: "Ibu.Melati".
    package static func path(ofExhibit index: Int, of document: DocumentRecord) -> String {
        let name = "data/\(exhibit(index))"
        guard document.mediaType != MediaType.unknown, let ending = ending(of: document.name) else {
            return name
        }
        return "\(name).\(ending)"
    }

    /// At most eight letters and digits of ASCII behind the last full stop, in lower case. Nil for a name that has none.
    private static func ending(of name: String) -> String? {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 1, let ending = parts.last, (1...8).contains(ending.count) else { return nil }
        let isPlain = ending.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        return isPlain ? String(decoding: ending, as: UTF8.self).lowercased() : nil
    }

    /// What minisign shows beside the signature.
    package static func trustedComment(_ custody: CustodyRecord) -> String {
        "\(custody.caseRef) for \(custody.office), \(custody.preparedAt), file:\(tagManifest)"
    }
}
