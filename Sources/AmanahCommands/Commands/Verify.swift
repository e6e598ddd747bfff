import ArgumentParser
import EvidenceVault
import Foundation

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Is everything here, untouched, and consistent?",
        discussion: """
            Replays the log from its first entry, checks every signature and who was entitled to what, and holds the index and the \
            sealed files against it. Exit status 5 when something is wrong.

            Example: amanah verify --full
            """)

    @Flag(
        help:
            "Structure, checkpoint, and a random sample of entries and sealed files: seconds, however large the vault is."
    )
    var quick = false

    @Flag(help: "Also open and hash every document that you may read. Each is logged as read.")
    var full = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if quick && full { throw ValidationError("--quick and --full exclude each other") }
    }

    func run() throws {
        let vault = try options.open()
        let progress = Progress("verifying", total: 0)
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
                let sampledEntries, sampledDocuments: Int?
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
                    sampledEntries: report.sample?.entries, sampledDocuments: report.sample?.documents))
        } else {
            let language = Language.current
            let all = Words("All is well.", id: "Semua utuh.").in(language)
            let broken = Words(
                "NOT WHOLE: promise \(findings.first?.promise ?? 0) is broken.",
                id: "TIDAK UTUH: janji \(findings.first?.promise ?? 0) dilanggar."
            ).in(language)
            Output.line(report.isWhole ? all : broken)
            for finding in findings {
                Output.line("  promise \(finding.promise): \(visible(finding.words.in(language)))")
                Output.line("    → \(visible(finding.remedy.in(language)))")
            }
            Output.fields([
                ("vault", vault.id.description), ("log", "\(report.entries) entries"),
                ("root", report.head.root.description),
                (
                    "looked at",
                    report.sample.map {
                        "\($0.entries) entries and \($0.documents) sealed files, chosen by chance"
                    }
                ),
                ("documents", "\(report.documents)" + (full ? ", \(report.opened) opened and hashed" : "")),
                (
                    "unfinished",
                    report.unfinishedDeposits > 0
                        ? "\(report.unfinishedDeposits) deposits that were cut off; the next 'add' removes them"
                        : nil
                ),
            ])
        }
        if !report.isWhole { throw ExitCode(ExitStatus.integrity.rawValue) }
    }
}
