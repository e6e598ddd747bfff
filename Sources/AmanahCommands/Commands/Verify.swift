import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Is everything here, untouched, and consistent?",
            id: "Periksa keutuhan: apakah semuanya ada, tidak diubah, dan cocok satu sama lain?"),
        discussion: Words(
            """
            Replays the log from its first entry, checks every signature and who was entitled to what, and holds the index and the \
            sealed files against it. Exit status 5 when something is wrong.
            """,
            id: """
                Membaca log dari catatan pertama, memeriksa setiap tanda tangan dan siapa berhak melakukan apa, dan mencocokkan indeks \
                dan berkas terkunci dengannya. Status akhir 5 bila ada yang salah.
                """),
        examples: ["amanah verify --full"])

    @Flag(
        help: ArgumentHelp(
            "Structure, checkpoint, and a random sample of entries and sealed files: seconds, however large the vault is.",
            id:
                "Hanya susunan, titik acuan, dan contoh acak dari catatan log dan berkas terkunci: beberapa detik, sebesar apa pun brankasnya."
        )
    )
    var quick = false

    @Flag(
        help: ArgumentHelp(
            "Also open and hash every document that you may read. Each is logged as read.",
            id:
                "Buka juga semua dokumen yang boleh Anda baca dan hitung sidik digitalnya. Masing-masing tercatat sebagai dibaca."
        ))
    var full = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if quick && full {
            throw CommandError.wrongWords(
                Words(
                    "--quick and --full exclude each other",
                    id: "--quick dan --full tidak dapat dipakai bersama"))
        }
    }

    func run() throws {
        let vault = try options.open()
        let progress = Progress(Words("verifying", id: "memeriksa"))
        let report = try vault.verify(full ? .full : quick ? .quick : .standard, progress: progress.add)
        let findings = report.findings
        if options.format.json {
            struct View: Encodable {
                struct Found: Encodable {
                    let promise: Int
                    let finding, remedy: String
                }
                let vault: VaultID
                let whole: Bool
                let entries: UInt64
                let root: String
                let documents, opened, unfinishedDeposits: Int
                let findings: [Found]
                let unread: [String]
                let sampledEntries, sampledDocuments: Int?
                /// Files that systems and programs have left in the vault.
                let besides: [String]
            }
            try Output.json(
                View(
                    vault: vault.id, whole: report.isWhole, entries: report.entries,
                    root: report.head.root.description,
                    documents: report.documents, opened: report.opened,
                    unfinishedDeposits: report.unfinishedDeposits,
                    findings: findings.map {
                        .init(promise: $0.promise, finding: $0.words.english, remedy: $0.remedy.english)
                    },
                    unread: report.unread.map(\.path), sampledEntries: report.sample?.entries,
                    sampledDocuments: report.sample?.documents, besides: report.litter))
        } else {
            let all = Words("All is well.", id: "Semua utuh.")
            let unread = Words(
                "NOT ALL COULD BE READ. Of what could, nothing is wrong.",
                id: "TIDAK SEMUA DAPAT DIBACA. Yang terbaca tidak ada yang salah.")
            let broken = Words(
                "NOT WHOLE. What was found: \(findings.count)",
                id: "TIDAK UTUH. Masalah yang ditemukan: \(findings.count)")
            Output.line(report.isWhole ? all : findings.isEmpty ? unread : broken)
            for file in report.unread {
                let reason = SystemWords.of(file.errno)
                let words = Words(
                    "cannot read \(file.path): \(reason.english)",
                    id: "tidak dapat membaca \(file.path): \(reason.indonesian)")
                Output.line(.data("  ") + words)
            }
            for finding in findings {
                Output.line(.data("  • ") + finding.words)
                Output.line(.data("    → ") + finding.remedy)
            }
            if !report.litter.isEmpty {
                let names = report.litter.prefix(5).map(visibleName).joined(separator: ", ")
                Output.line(
                    Words(
                        "Not the vault's, harmless, and left alone: \(names)",
                        id: "Bukan bagian brankas, tidak berbahaya, dan dibiarkan: \(names)"))
            }
            Output.fields([
                (.vaultID, .data(vault.id.description)), (.log, .entries(report.entries)),
                (.root, .data(report.head.root.description)),
                (
                    Words("looked at", id: "yang diperiksa"),
                    report.sample.map {
                        Words(
                            "\($0.entries) entries and \($0.documents) sealed files, chosen by chance",
                            id:
                                "\($0.entries) catatan dan \($0.documents) berkas tersegel, dipilih secara acak"
                        )
                    }
                ),
                (
                    .documents,
                    .data("\(report.documents)")
                        + (full
                            ? Words(
                                ", \(report.opened) opened and hashed",
                                id: ", \(report.opened) dibuka dan dihitung sidik digitalnya") : .data(""))
                ),
                (
                    Words("unfinished", id: "terputus"),
                    report.unfinishedDeposits > 0
                        ? Words(
                            "\(report.unfinishedDeposits) deposits that were cut off; the next 'amanah add' removes them",
                            id:
                                "\(report.unfinishedDeposits) pemasukan yang terputus; 'amanah add' berikutnya membersihkannya"
                        ) : nil
                ),
            ])
        }
        if !findings.isEmpty { throw ExitCode(ExitStatus.integrity.rawValue) }
        // A disk that cannot be read is nobody's tampering.
        if !report.unread.isEmpty { throw ExitCode(ExitStatus.other.rawValue) }
    }
}
