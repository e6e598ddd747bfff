import Bytes
import EvidenceVault
import Ledger
import Presentation
import Sodium

/// What a bundle turned out to be, as text and as JSON. Each line says whether something in the bundle proves it.
struct BundleView: Encodable {
    private struct Line: Encodable {
        let label: String
        let value: String?
        /// Of a person.
        let key: HexBytes?
        /// Files of the bundle; none for what the sender says.
        let provenBy: [String]

        init(_ line: BundleLine) {
            label = line.label.rawValue
            value = line.value
            key = line.key
            if case .proven(let files) = line.standing { provenBy = files } else { provenBy = [] }
        }
    }

    private struct Exhibit: Encodable {
        let exhibit: String
        let lines: [Line]
    }

    private struct Earlier: Encodable {
        let folder: String
        let custody: CustodyRecord
        let lines: [Line]
    }

    private let kind: String
    private let valid: Bool
    private let problems, warnings: [String]
    private let signerWords: String?
    private let signerNumbers: [String]?
    private let signerKey: HexBytes?
    private let files: Int
    private let bytes: Int64
    private let lines: [Line]
    private let exhibits: [Exhibit]
    /// The bundles of other vaults by which exhibits came.
    private let earlier: [Earlier]
    private let report: BundleReport

    private enum CodingKeys: CodingKey {
        case kind, valid, problems, warnings, signerWords, signerNumbers, signerKey, files, bytes, lines,
            exhibits, earlier
    }

    init(_ report: BundleReport) {
        self.report = report
        kind = report.kind.rawValue
        valid = report.isValid
        problems = report.problems.map(\.description)
        warnings = report.warnings.map(\.description)
        signerWords = report.signer.map { Minisign.words($0).joined(separator: " ") }
        signerNumbers = report.signer.map(Minisign.numbers)
        signerKey = report.signer.map { HexBytes($0.bytes) }
        files = report.files
        bytes = report.bytes
        lines = report.lines.map(Line.init)
        earlier = report.earlier.flatMap(\.all).map {
            Earlier(folder: $0.folder, custody: $0.custody, lines: $0.lines.map(Line.init))
        }
        exhibits = report.exhibits.map { Exhibit(exhibit: $0.exhibit, lines: $0.lines.map(Line.init)) }
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        say(
            valid
                ? report.kind == .foreignBag
                    ? BundleView.foreign
                    : Words(
                        "The bundle is whole and its signature fits.",
                        id: "Paket utuh dan tanda tangannya cocok.")
                : Words("DO NOT TRUST THIS BUNDLE.", id: "JANGAN PERCAYAI PAKET INI."))
        for problem in report.problems {
            let words = Words(problem)
            say(Words("  problem: \(words.english)", id: "  masalah: \(words.indonesian)"))
        }
        for warning in report.warnings {
            let words = Words(warning)
            say(Words("  warning: \(words.english)", id: "  peringatan: \(words.indonesian)"))
        }
        if valid, report.kind == .foreignBag {
            Terminal.complain(
                Words(
                    "Whoever has it can change a file and its list with it. What was sent as a bundle of Amanah and comes out like this was stripped of its proofs: ask the sender.",
                    id:
                        "Siapa pun yang memegangnya dapat mengubah berkas sekaligus daftarnya. Yang dikirim sebagai paket Amanah dan terbaca begini telah dilucuti buktinya: tanyakan kepada pengirim."
                ))
            return
        }
        Output.fields([
            (.words, signerWords.map(Words.data)),
            (.numbers, signerNumbers.map { .data($0.joined(separator: " ")) }),
        ])
        if valid {
            Output.fields(report.lines.map(field))
            for exhibit in report.exhibits {
                Output.data(visible(exhibit.exhibit))
                Output.fields(exhibit.lines.map(field))
            }
            for bundle in report.earlier.flatMap(\.all) {
                say(
                    Words(
                        "\(bundle.folder): an earlier bundle, by which documents came",
                        id: "\(bundle.folder): paket sebelumnya, yang membawa dokumen"))
                Output.fields(bundle.lines.map(field))
            }
            say(
                Words(
                    "✓ is proven by what is in the bundle; (sender) is the sender's word, and so is index.html. "
                        + "Times are those of the computers of those who signed.",
                    id:
                        "✓ dibuktikan oleh isi paket; (pengirim) adalah kata pengirim, begitu pula index.html. "
                        + "Waktu menurut komputer penanda tangan."))
        }
        if report.signer != nil {
            Terminal.complain(
                Words(
                    "Compare the twelve words, or their numbers, with what the sender tells you by telephone: they say who sent it. Names, and what counts in the log, are those of the vault with this phrase: let somebody else there tell you whether it is theirs.",
                    id:
                        "Bandingkan dua belas kata itu, atau angkanya, dengan yang disebutkan pengirim lewat telepon: itu menunjukkan siapa pengirimnya. Nama, dan apa yang berlaku di log, adalah menurut brankas dengan frasa ini: tanyakan kepada orang lain di sana apakah itu brankas mereka."
                ))
        }
    }

    /// So that "valid" is never taken for "proven".
    private static let foreign = Words(
        "This is somebody's bag (BagIt), not a bundle of Amanah. Its files are those of its own list. NOBODY'S signature and NOBODY'S log stand behind it: nothing here says who made it, or when.",
        id:
            "Ini paket BagIt buatan pihak lain, bukan paket Amanah. Isinya sesuai dengan daftarnya sendiri. TIDAK ADA tanda tangan dan TIDAK ADA log di belakangnya: tidak terbukti siapa pembuatnya dan kapan."
    )

    private func say(_ words: Words) { Output.line(words) }

    /// The mark is a word or a sign, never a colour.
    private func field(_ line: BundleLine) -> (Words, Words?) {
        let words = BundleLine.words(line.label)
        let sender = Words("(sender)", id: "(pengirim)")
        let mark =
            line.isProven ? .data("✓" + String(repeating: " ", count: sender.here.count - 1)) : sender
        let nobody =
            line.label == .timestamp
            ? Words("not checked, see --certificate", id: "belum diperiksa, lihat --certificate")
            : Words("nobody", id: "tidak ada")
        return (
            mark + .data("  ") + Words(words.english, id: words.indonesian),
            line.value.map { shown(line.label, $0) } ?? nobody
        )
    }

    /// Kinds, purposes and offices as people say them.
    private func shown(_ label: BundleLine.Label, _ value: String) -> Words {
        let known: Words? =
            switch label {
            case .passphrase: BundleLine.passphrase(value)
            case .kind: DocumentKind(rawValue: value)?.said
            case .consent: ConsentPurpose(rawValue: value)?.said
            case .office: Office.known.first { $0.id == value }.flatMap { try? Office($0.id).said }
            default: nil
            }
        return known ?? .data(BundleView.shown(value))
    }

    /// A value on one line that cannot look like another line: no run of spaces, no mark of ours.
    private static func shown(_ value: String) -> String {
        let marks = "✓✔✅☑√🗸"
        let escaped = value.unicodeScalars.map { scalar in
            marks.unicodeScalars.contains(scalar)
                ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
        }.joined()
        return visibleName(escaped.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// Who vouches for the log of a bundle.
    static func log(_ report: BundleReport) -> Words {
        let by =
            report.witness.map { witness in
                Words(
                    "\(witness.name) at \(witness.at), entries up to \(witness.size)",
                    id: "\(witness.name) pada \(witness.at), sampai catatan ke-\(witness.size)")
            } ?? Words("nobody", id: "belum ada")
        return Words(
            "signed by a key that every member holds; witnessed by ",
            id: "ditandatangani dengan kunci yang dipegang semua anggota; disaksikan oleh ") + by
    }
}
