import Bytes
import Ledger

/// The names of the files that a bundle has beside its payload, and what stands in the signature.
package enum BundleFiles {
    /// A record in JSON and what surrounds it, in bytes.
    package static let maximumDetailsSize = 2 * Pack.maximumRecordSize

    package static let bagInfo = "bag-info.txt"

    /// What `bag-info.txt` says, all of it from the custody record.
    package static func info(_ custody: CustodyRecord) -> [(String, String)] {
        [("Bagging-Date", custody.preparedAt.day), ("External-Identifier", custody.caseRef)]
            + (custody.preparedBy.name.map { [("Contact-Name", $0)] } ?? [])
            + [
                ("Bag-Software-Agent", "Amanah"),
                ("Internal-Sender-Description", "Evidence for \(custody.office)"),
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

    package static let index = "index.html"
    package static let custody = "custody.json"
    package static let publicKey = "minisign.pub"
    package static let tagManifest = "tagmanifest-sha256.txt"
    package static let signature = "tagmanifest-sha256.txt.minisig"
    package static let checkpoint = "proofs/checkpoint.txt"
    /// That the checkpoint continues the one that an auditor witnessed, or an authority stamped.
    package static func consistency(_ name: String) -> String { "proofs/\(name).consistency" }
    /// A checkpoint that was stamped, and the authority's response (RFC 3161).
    package static func stamped(_ name: String) -> String { "proofs/\(name).checkpoint" }
    package static func response(_ name: String) -> String { "proofs/\(name).tsr" }

    /// What is there whatever the bundle holds.
    package static let always: Set<String> = [
        "bagit.txt", bagInfo, "manifest-sha256.txt", index, custody, publicKey, tagManifest,
        signature, checkpoint,
    ]

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
    package static func consent(_ number: Int) -> String { "consent-\(number)" }
    /// The enrolment of the owner of a key.
    package static func member(_ key: HexBytes) -> String { "member-\(hex(key.bytes.prefix(8)))" }
    /// What made the owner of a key a custodian, if it was not their enrolment.
    package static func roles(_ key: HexBytes) -> String { "roles-\(hex(key.bytes.prefix(8)))" }

    /// Where an exhibit lies.
    package static func path(ofExhibit index: Int, named name: String) -> String {
        "data/\(exhibit(index))_\(portable(Pack.fileName(for: name)))"
    }

    /// A name that every receiver's tools take as it is: BagIt escapes `%` (RFC 8493, 2.1.3), which `sha256sum -c` does not know;
    /// Windows forbids `< > : " | ? *`, and takes dots and space away at the end; readers of manifests do so with all that Unicode
    /// calls space. The record has the true name. With the exhibit's number in front it is no device of Windows, such as `AUX`.
    package static func portable(_ name: String) -> String {
        var scalars = name.unicodeScalars.map { scalar in
            "%<>:\"/\\|?*".unicodeScalars.contains(scalar) ? "_" : scalar
        }
        for index in scalars.indices.reversed() {
            guard scalars[index] == "." || HiddenCharacters.isBlank(scalars[index]) else { break }
            scalars[index] = "_"
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// What minisign shows beside the signature.
    package static func trustedComment(_ custody: CustodyRecord) -> String {
        "\(custody.caseRef) for \(custody.office), \(custody.preparedAt), file:\(tagManifest)"
    }
}
