import ArgumentParser
import EvidenceVault
import Foundation

struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deposit files, or the files of a folder, into a case.",
        discussion: """
            All of them are deposited, or none. You need not be able to read what you deposit: a companion seals a visum that she \
            cannot open again. For each, a line: reference, SHA-256, path.

            Kinds and the classes that decide who reads them; the Indonesian words are understood too:
            \(Add.kindTable)

            Example: amanah add TPPO-2026-0017 visum.pdf --kind visum --obtained "copy from the hospital, with permission"
            """)

    private static let kindTable =
        ConfidentialityClass.documentClasses.map { confidentiality in
            "  \(confidentiality.rawValue) (\(confidentiality.indonesian)): \(kinds(of: confidentiality))"
        }.joined(separator: "\n") + "\n  any (say --class): \(kinds(of: nil))"

    private static func kinds(of confidentiality: ConfidentialityClass?) -> String {
        DocumentKind.allCases.filter { $0.confidentialityClass == confidentiality }
            .map { "\($0.rawValue) (\($0.indonesian))" }.joined(separator: "; ")
    }

    @Argument(help: "The case.")
    var `case`: String

    @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("What they are.", valueName: "kind"))
    var kind: TypedWord<DocumentKind>

    @Option(help: "A title; without it, the file's name.")
    var title: String?

    @Option(help: "How the evidence was obtained, in words: from whom, with whose permission.")
    var obtained: String?

    @Option(name: .customLong("class"), help: "For kinds that can be of any class: who may read them.")
    var confidentiality: TypedWord<ConfidentialityClass>?

    @Option(help: "Another name for a single file.")
    var name: String?

    @Flag(help: "Deposit it even if the case has a document, or you name a file, of the same content.")
    var again = false

    @OptionGroup var options: VaultOptions

    func run() throws {
        let (kind, confidentiality) = (try kind.value, try confidentiality?.value)
        let files = try FileList(paths)
        guard !files.entries.isEmpty else {
            throw CommandError.noFile(paths)
        }
        guard (title == nil && name == nil) || files.entries.count == 1 else {
            throw CommandError.forOneFile(options: "--title, --name")
        }
        files.tell()
        let submissions = try files.entries.map {
            try Submission(
                path: $0.path, name: name ?? $0.name, kind: kind, confidentiality: confidentiality,
                title: title,
                obtained: obtained)
        }
        let vault = try options.open()
        let file = try vault.caseFile(`case`)
        if let advice = kind.advice, Terminal.isInteractive { Terminal.complain(advice) }
        let progress = Progress(Words("sealing", id: "menyegel"), total: files.totalSize)
        let receipts = try vault.deposit(
            submissions, in: file, unlessThere: !again, progress: progress.add)
        if options.format.json {
            struct Receipt: Encodable {
                let ref, sha256, path, documentID: String
                let size: Int64
                let logIndex: UInt64
            }
            return try Output.json(
                receipts.map {
                    Receipt(
                        ref: $0.ref, sha256: $0.sha256.description, path: $0.path,
                        documentID: $0.documentID.description, size: $0.size, logIndex: $0.logPosition)
                })
        }
        for receipt in receipts {
            Output.data("\(receipt.ref)  \(receipt.sha256)  \(visibleName(receipt.path))")
        }
        let due = vault.state.rotationsDue(in: try vault.caseFile(file.ref))
        if !Set(due).isDisjoint(with: submissions.map(\.confidentiality)) {
            let coordinators = vault.state.granters(of: file).map(\.name).sorted().joined(separator: ", ")
            Terminal.complain(
                Words(
                    "Stored. But somebody who left still holds the old key. Ask a coordinator of \(file.ref) (\(coordinators)) to run 'amanah status' today, which changes the key; best before you deposit anything more.",
                    id:
                        "Tersimpan. Tetapi kunci lama masih dipegang anggota yang sudah keluar. Minta koordinator \(file.ref) (\(coordinators)) menjalankan 'amanah status' hari ini, supaya kuncinya diganti; kalau bisa, sebelum memasukkan yang berikutnya."
                ))
        }
    }
}
