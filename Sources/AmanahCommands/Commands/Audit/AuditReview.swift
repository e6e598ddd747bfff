import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Oversight
import Presentation
import VaultStorage

struct AuditReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: Words(
            "Check the log since your last review, and sign for it (auditors).",
            id: "Periksa log sejak pemeriksaan Anda yang terakhir, lalu tandatangani (auditor)."),
        discussion: Words(
            """
            What is new is checked as by 'audit verify --since'. Then the newest checkpoint gets your cosignature, the log a statement \
            with your verdicts, and the cosigned checkpoint goes to a file of your own: take it with you. It asks before it signs. When \
            something is wrong, nothing is signed.

            A verdict is on a finding of 'audit report', by its id. What is accepted is settled in the next report; what is questioned stays open.
            """,
            id: """
                Yang baru diperiksa seperti dengan 'audit verify --since'. Lalu Anda ikut menandatangani titik acuan log terbaru, kesimpulan Anda \
                masuk ke log, dan titik acuan itu disimpan di berkas Anda sendiri: bawalah. Anda ditanya sebelum menandatangani. Kalau \
                ada yang salah, tidak ada yang ditandatangani.

                Kesimpulan menyangkut satu temuan dari 'audit report', menurut id-nya. Yang dinyatakan wajar selesai di laporan \
                berikutnya; yang dimintai penjelasan tetap belum ditindaklanjuti.
                """),
        examples: [
            "amanah audit review --accept burst-0a1b2c3d4e5f --keep /media/usb/review.checkpoint",
            Example(
                #"amanah audit review --question clock-5f6a7b8c9d0e --note "who set this computer's clock?" --keep /media/usb/review.checkpoint"#,
                id:
                    #"amanah audit review --question clock-5f6a7b8c9d0e --note "siapa yang mengatur jam komputer ini?" --keep /media/usb/review.checkpoint"#
            ),
        ])

    @Option(
        help: ArgumentHelp(
            "A finding that you accept; again for more.",
            id: "Temuan yang Anda nyatakan wajar; boleh diulang untuk temuan lain.", valueName: "id"))
    var accept: [String] = []

    @Option(
        help: ArgumentHelp(
            "A finding that you question; again for more.",
            id: "Temuan yang Anda mintai penjelasan; boleh diulang untuk temuan lain.", valueName: "id"))
    var question: [String] = []

    @Option(
        help: ArgumentHelp(
            "A note on these findings.", id: "Catatan tentang temuan-temuan itu.", valueName: "text"))
    var note: String?

    @Option(
        help: ArgumentHelp(
            "Where the cosigned checkpoint goes.",
            id: "Tempat menyimpan titik acuan log yang ikut Anda tandatangani.", valueName: "file"))
    var keep: String

    @Option(
        help: ArgumentHelp(
            "The rules that the findings are of, if not the built-in ones.",
            id: "Aturan pemeriksaan yang menghasilkan temuan itu, kalau bukan yang ada di program.",
            valueName: "file")
    )
    var rules: String?

    @Flag(
        help: ArgumentHelp(
            "Do not ask before signing; for scripts.",
            id: "Jangan bertanya sebelum menandatangani; untuk skrip."))
    var yes = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if let both = Set(accept).intersection(question).min() {
            throw CommandError.wrongWords(
                Words(
                    "\(both) cannot be both accepted and questioned",
                    id: "\(both) tidak dapat dinyatakan wajar dan sekaligus dimintai penjelasan"))
        }
        if note != nil && accept.isEmpty && question.isEmpty {
            throw CommandError.wrongWords(
                Words(
                    "--note says something of findings: name them with --accept or --question",
                    id:
                        "--note adalah catatan tentang temuan: sebutkan temuannya dengan --accept atau --question"
                ))
        }
    }

    private struct View: Encodable {
        let path: String
        let accepted, questioned: Int
        let verification: LogVerificationView
    }

    func run() throws {
        let vault = try options.open()
        // Before anything is signed: can it be kept at all?
        try Destination.requireFile(keep, for: "--keep")
        let kept = try NewFile(at: keep, replacing: true)
        try kept.reserve(Int64(TakenCheckpoint.maximumSize))
        let verdicts =
            accept.map { Verdict(finding: $0, verdict: .accepted, note: note) }
            + question.map { Verdict(finding: $0, verdict: .questioned, note: note) }
        if !verdicts.isEmpty {
            let rules = try rules.map {
                try TextFile.settings(of: $0, limit: 1 << 20, AuditRules.init(json:))
            }
            let known = Set(try vault.auditReport(rules: rules ?? AuditRules()).findings.map(\.id))
            for verdict in verdicts where !known.contains(verdict.finding) {
                throw CommandError.noSuchFinding(verdict.finding)
            }
        }
        if !yes {
            let size = vault.state.head.size
            try Terminal.confirm(
                Words(
                    "Check what is new up to entry \(size), sign for it with \(accept.count) accepted and \(question.count) questioned, and keep the checkpoint in \(visible(keep))?",
                    id:
                        "Periksa yang baru sampai catatan \(size), tandatangani dengan \(accept.count) dinyatakan wajar dan \(question.count) minta penjelasan, dan simpan titik acuan di \(visible(keep))?"
                ))
        }
        let (verification, checkpoint) = try vault.review(verdicts: verdicts)
        try LoggedAlone.telling(
            Words(
                "your review is in the log, but its checkpoint is not in \(keep): review again and name another place with --keep",
                id:
                    "pemeriksaan Anda tercatat di log, tetapi titik acuannya tidak ada di \(keep): periksa lagi dan tunjukkan tempat lain dengan --keep"
            )
        ) {
            try kept.write(checkpoint)
            try kept.publish()
        }
        let view = LogVerificationView(verification)
        if options.format.json {
            return try Output.json(
                View(path: keep, accepted: accept.count, questioned: question.count, verification: view))
        }
        try view.print(json: false)
        Output.fields([
            (
                Words("verdicts", id: "kesimpulan"),
                Words(
                    "\(accept.count) accepted, \(question.count) questioned",
                    id: "\(accept.count) dinyatakan wajar, \(question.count) minta penjelasan")
            ), (Words("cosigned", id: "ditandatangani"), .data(keep)),
        ])
    }
}
