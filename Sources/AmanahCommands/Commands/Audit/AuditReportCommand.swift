import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Oversight
import Presentation

struct AuditReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: Words(
            "Who saw what in a period, and what of it is unusual: a page to read, print and keep (auditor).",
            id:
                "Buat laporan: siapa melihat apa dalam jangka waktu tertentu, dan apa yang tidak biasa; satu halaman untuk dibaca, dicetak, dan disimpan (auditor)."
        ),
        discussion: Words(
            """
            The page is one file that needs no network and no script. First comes whether the log is whole and how many findings are \
            open, then the findings, plots, tables, and the entries of the log. It names no survivor, title or file. That a report \
            was made is in the log.

            What is unusual is decided by a few rules; --print-rules prints them, --rules takes a changed copy. A file of rules \
            needs to say only what differs:
            {"amanah": "audit-rules/1", "workingHours": {"from": "08:00", "to": "17:00", "holidays": ["2026-12-25"]}, \
            "burst": {"documents": 30}, "silence": {"weight": "off"}}

            A day begins and ends on the office's clock ('amanah time-zone'). What each finding means, and what \
            to do: docs/audit.md.
            """,
            id: """
                Laporan ini satu berkas, tanpa internet dan tanpa skrip. Mula-mula: apakah log utuh dan berapa temuan yang belum \
                ditindaklanjuti; lalu temuan, grafik, tabel, dan catatan log. Tidak menyebut nama korban, judul, atau nama berkas. \
                Pembuatan laporan tercatat di log.

                Yang dianggap tidak biasa ditentukan beberapa aturan pemeriksaan; --print-rules menampilkannya, --rules memakai \
                salinan yang diubah. Berkas aturan cukup menyebut yang berbeda:

                  {"amanah": "audit-rules/1", "workingHours": {"from": "08:00", "to": "17:00", "holidays": ["2026-12-25"]}, "burst": \
                {"documents": 30}, "silence": {"weight": "off"}}

                Satu hari mulai dan berakhir menurut jam kantor ('amanah time-zone'). Arti setiap temuan, dan apa yang harus \
                dilakukan: docs/audit.md.
                """),
        examples: [
            "amanah audit report --from 2026-08-01 --to 2026-10-31 -o laporan.html",
            "amanah audit report --rules aturan.json --language id -o laporan.html --csv laporan.csv --jsonl laporan.jsonl",
            "amanah audit report --print-rules > aturan.json",
        ])

    @Option(
        help: ArgumentHelp(
            "The first day, or an RFC 3339 time; else the first entry.",
            id: "Hari pertama, atau jam (RFC 3339); jika tidak disebut, sejak catatan pertama.",
            valueName: "when"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The last day, or an RFC 3339 time; else now.",
            id: "Hari terakhir, atau jam (RFC 3339); jika tidak disebut, sampai sekarang.", valueName: "when")
    )
    var to: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the page to this new file; - is standard output.",
            id: "Tulis laporan ke berkas baru ini; - berarti keluaran standar.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Write the entries of the period as CSV, too.",
            id: "Tulis juga catatan log jangka waktu itu sebagai CSV.", valueName: "file"))
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Write the entries of the period as JSON Lines, too.",
            id: "Tulis juga catatan log jangka waktu itu sebagai JSON Lines.", valueName: "file"))
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "Rules that differ from the built-in ones (JSON).",
            id: "Aturan pemeriksaan yang berbeda dari yang sudah ada di program (JSON).", valueName: "file"))
    var rules: String?

    @Flag(
        help: ArgumentHelp(
            "Print the built-in rules, or those of --rules filled up, and do nothing else.",
            id: "Hanya tampilkan aturan pemeriksaan di program ini, atau isi --rules yang sudah dilengkapi."))
    var printRules = false

    @Option(
        help: ArgumentHelp(
            "The page's language, en or id; else that of AMANAH_LANG or LANG.",
            id: "Bahasa laporan, en atau id; jika tidak disebut, menurut AMANAH_LANG atau LANG."))
    var language: Language?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard output != nil || printRules else {
            throw CommandError.wrongWords(
                Words("say where to: -o FILE", id: "sebutkan tempat menulis laporan: -o BERKAS"))
        }
        let files = [output, csv, jsonl].compactMap { $0 }
        guard Set(files).count == files.count else {
            throw CommandError.wrongWords(
                Words("one file cannot be two", id: "satu berkas tidak dapat dipakai untuk dua hal"))
        }
    }

    private struct View: Encodable {
        struct Finding: Encodable {
            let id, rule, weight, status, from, to: String
            let member: String?
            let cases: [String]
            let entries: [UInt64]
        }
        let path: String
        let from, to: String
        let entries, accesses, unreadable, openFindings: Int
        let head: LogHead
        let findings: [Finding]
    }

    func run() throws {
        let rules =
            try self.rules.map { try TextFile.settings(of: $0, limit: 1 << 20, AuditRules.init(json:)) }
            ?? AuditRules()
        if printRules { return Output.data(String(decoding: try rules.json(), as: UTF8.self), end: "") }
        guard let output else { return }
        // Before the log is told that there is a report.
        let vault = try options.open()
        let files = try [output, csv, jsonl].compactMap { $0 }.map {
            try Destination($0, json: options.format.json)
        }
        for case .file(let file) in files { try file.reserve(65_536) }
        let report = try vault.auditReport(from: from, to: to, rules: rules)
        let language = self.language ?? (Language.current == .indonesian ? .indonesian : .english)
        var contents = [report.html(language)]
        if csv != nil { contents.append(report.csv) }
        if jsonl != nil { contents.append(try report.jsonLines()) }
        // All are on the disk before the first has its name.
        try LoggedAlone.telling(
            Words(
                "that a report was made is in the log, though not all of its files are there: remove those that are, and make it again",
                id:
                    "bahwa laporan dibuat tercatat di log, padahal tidak semua berkasnya ada: hapus yang ada, lalu buat lagi"
            )
        ) {
            for (file, bytes) in zip(files, contents) { try file.prepare(bytes) }
            for (file, bytes) in zip(files, contents) { try file.publish(bytes) }
        }
        if files.allSatisfy({ $0.path != nil }) { try tell(report, at: output) }
    }

    private func tell(_ report: AuditReport, at path: String) throws {
        let open = report.openFindings
        if options.format.json {
            return try Output.json(
                View(
                    path: path, from: report.period.lowerBound.description,
                    to: report.period.upperBound.description, entries: report.entries.count,
                    accesses: report.accesses.count, unreadable: report.trail.unreadable.count,
                    openFindings: open.count, head: report.head,
                    findings: report.findings.map {
                        View.Finding(
                            id: $0.id, rule: $0.rule.rawValue, weight: $0.weight.rawValue,
                            status: report.verdict(on: $0)?.verdict.rawValue ?? "open",
                            from: $0.times.lowerBound.description, to: $0.times.upperBound.description,
                            member: $0.member?.name, cases: $0.caseRefs, entries: $0.entries)
                    }))
        }
        Output.fields([
            (Words("Report", id: "Laporan"), .data(path)),
            (
                Words("Period", id: "Periode"),
                .data(
                    "\(OfficeClock.text(report.period.lowerBound)) – \(OfficeClock.text(report.period.upperBound))"
                )
            ),
            (
                Words("Entries", id: "Catatan"),
                Words(
                    "\(report.entries.count), of which accesses: \(report.accesses.count)",
                    id: "\(report.entries.count), di antaranya akses: \(report.accesses.count)")
            ),
            (
                Words("Not readable", id: "Tidak terbaca"),
                report.trail.unreadable.isEmpty ? nil : .entries(UInt64(report.trail.unreadable.count))
            ),
            (Words("Open findings", id: "Temuan belum ditindaklanjuti"), .data(String(open.count))),
        ])
        Output.table(
            [
                Words("WEIGHT", id: "BOBOT"), Words("RULE", id: "ATURAN"), Words("WHO", id: "SIAPA"),
                Words("FINDING", id: "TEMUAN"), Words("CASES", id: "KASUS"),
            ],
            open.map {
                [
                    Words($0.weight.rawValue, id: $0.weight.words(.indonesian).word),
                    Words($0.rule.rawValue, id: report.title(of: $0.rule, in: .indonesian)),
                    $0.member.map { $0.isRecovery ? Words($0.name, id: "kunci pemulihan") : .data($0.name) }
                        ?? .data("–"),
                    .data($0.id), .list($0.caseRefs.map(Words.data)),
                ]
            })
    }
}

extension Language: ExpressibleByArgument {}
