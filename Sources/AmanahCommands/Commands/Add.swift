import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Deposit files, or the files of a folder, into a case.",
            id: "Masukkan berkas, atau isi sebuah folder, ke dalam kasus."),
        discussion: Words(
            """
            All of them are deposited, or none. You need not be able to read what you deposit: a companion seals a visum that she \
            cannot open again. For each, a line: reference, SHA-256, path.

            With --redacts a file is a redacted copy of a document: the kind is \(DocumentKind.redacted.explainedWords.english), the \
            class that of the original unless you name one. From then on bundles get the copy, with proof that its original lies in \
            the vault, and not the original.

            Kinds and the classes that decide who reads them; the Indonesian words are understood too:
            \(Add.kindTable.english)
            """,
            id: """
                Semua berkas masuk, atau tidak satu pun. Anda tidak perlu dapat membaca yang Anda masukkan: seorang pendamping \
                mengunci visum yang tidak dapat ia buka lagi. Untuk setiap berkas ditampilkan satu baris: nomor, SHA-256, nama berkas.

                Dengan --redacts berkas itu salinan yang disamarkan dari sebuah dokumen: jenisnya \
                \(DocumentKind.redacted.explainedWords.indonesian), golongannya sama dengan aslinya kecuali Anda sebut yang lain. \
                Sejak itu paket memuat salinannya, dengan bukti bahwa aslinya ada di brankas, bukan aslinya.

                Jenis dokumen menurut golongan, yang menentukan siapa boleh membaca:
                \(Add.kindTable.indonesian)
                """),
        examples: [
            Example(
                #"amanah add TPPO-2026-0017 visum.pdf --kind visum --obtained "copy from the hospital, with permission""#,
                id:
                    #"amanah add TPPO-2026-0017 visum.pdf --kind visum --obtained "salinan dari rumah sakit, atas izin korban""#
            ),
            Example(
                #"amanah add TPPO-2026-0017 salinan.pdf --redacts TPPO-2026-0017/3 --redaction "name of the witness, page 2" --why "not about them""#,
                id:
                    #"amanah add TPPO-2026-0017 salinan.pdf --redacts TPPO-2026-0017/3 --redaction "nama saksi, halaman 2" --why "bukan tentang mereka""#
            ),
        ])

    private static let kindTable =
        (ConfidentialityClass.typed.map { line($0.explainedWords, kinds(of: $0)) }
        + [line(Words("any (say --class)", id: "golongan mana pun (sebutkan --class)"), kinds(of: nil))])
        .joined(separator: "\n")

    private static func line(_ name: Words, _ kinds: Words) -> Words {
        Words("  \(name.english): \(kinds.english)", id: "  \(name.indonesian): \(kinds.indonesian)")
    }

    private static func kinds(of confidentiality: ConfidentialityClass?) -> Words {
        DocumentKind.typed.filter { $0.confidentialityClass == confidentiality }.map(\.explainedWords)
            .joined(separator: "; ")
    }

    @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
    var `case`: String

    @Argument(help: ArgumentHelp("Files and folders.", id: "Berkas dan folder.", valueName: "path"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "What they are: a kind of those above. Not needed with --redacts.",
            id: "Jenis dokumennya, seperti di atas. Tidak perlu dengan --redacts.",
            valueName: "kind"))
    var kind: TypedWord<DocumentKind>?

    @Option(
        help: ArgumentHelp(
            "The document that a single file is a redacted copy of.",
            id: "Dokumen yang disamarkan dalam satu berkas ini.", valueName: "ref"))
    var redacts: String?

    @OptionGroup var redaction: RedactionOptions

    @OptionGroup var description: DescriptionOptions

    @Option(help: ArgumentHelp("Another name for a single file.", id: "Nama lain untuk satu berkas."))
    var name: String?

    @Flag(
        help: ArgumentHelp(
            "Deposit it even if the case has a document, or you name a file, of the same content.",
            id: "Tetap masukkan walaupun isi yang sama sudah ada di kasus atau disebut dua kali."))
    var again = false

    @OptionGroup var options: VaultOptions

    /// Asked when it runs: a mistyped option is told of first.
    private func requireWhole() throws {
        guard kind != nil || redacts != nil else {
            throw CommandError.wrongWords(
                Words(
                    "say what the files are with --kind", id: "sebutkan jenis dokumennya dengan --kind"))
        }
        guard (redacts == nil) == (redaction.parts == nil), (redacts == nil) == (redaction.why == nil) else {
            throw CommandError.wrongWords(
                Words(
                    "a redacted copy needs all three: --redacts, --redaction and --why",
                    id: "salinan yang disamarkan memerlukan ketiganya: --redacts, --redaction, dan --why"))
        }
    }

    func run() throws {
        try requireWhole()
        let (kind, confidentiality) = (
            try kind?.value ?? .redacted, try description.confidentiality?.value
        )
        let files = try FileList(paths)
        guard !files.entries.isEmpty else {
            throw CommandError.noFile(paths)
        }
        guard
            (description.title == nil && name == nil && redacts == nil) || files.entries.count == 1
        else { throw CommandError.forOneFile(options: "--title, --name, --redacts") }
        files.tell()
        let original = try redacts.map { ref in
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let number = try vault.number(ref, in: file)
            return (
                vault: vault, file: file, confidentiality: file.deposits[number]?.confidentiality,
                redaction: try redaction.redaction(of: number, in: file, of: vault)
            )
        }
        let submissions = try files.entries.map {
            try Submission(
                path: $0.path, name: name ?? $0.name, kind: kind,
                confidentiality: confidentiality ?? original?.confidentiality,
                title: description.title, obtained: description.obtained, redacts: original?.redaction)
        }
        let vault = try original?.vault ?? options.open()
        let file = try original?.file ?? vault.caseFile(`case`)
        if let advice = kind.advice, Terminal.isInteractive { Terminal.complain(advice) }
        let progress = Progress(Words("sealing", id: "menyegel"), total: files.totalSize)
        let receipts = try vault.deposit(
            submissions, in: file, unlessThere: !again, progress: progress.add)
        try DepositView(receipts).show(options.format)
        Terminal.complainOfOldKeys(vault, in: file, of: submissions.map(\.confidentiality))
    }
}
