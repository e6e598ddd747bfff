import ArgumentParser
import EvidenceVault
import Foundation

struct AuditReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Check the log since your last review, and sign for it (auditors).",
        discussion: """
            What is new is checked as by 'audit verify --since'. Then the newest checkpoint gets your cosignature, the log a statement \
            with your verdicts, and the cosigned checkpoint goes to a file of your own: take it with you. It asks before it signs. When \
            something is wrong, nothing is signed.

            A verdict is on a finding of 'audit report', by its id. What is accepted is settled in the next report; what is questioned stays open.

            Example: amanah audit review --accept burst-0a1b2c3d4e5f --keep /media/usb/review.checkpoint
                     amanah audit review --question clock-5f6a7b8c9d0e --note "who set this computer's clock?" --keep /media/usb/review.checkpoint
            """)

    @Option(help: ArgumentHelp("A finding that you accept; again for more.", valueName: "id"))
    var accept: [String] = []

    @Option(help: ArgumentHelp("A finding that you question; again for more.", valueName: "id"))
    var question: [String] = []

    @Option(help: ArgumentHelp("A note on these findings.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("Where the cosigned checkpoint goes.", valueName: "file"))
    var keep: String

    @Option(
        help: ArgumentHelp("The rules that the findings are of, if not the built-in ones.", valueName: "file")
    )
    var rules: String?

    @Flag(help: "Do not ask before signing; for scripts.")
    var yes = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if let both = Set(accept).intersection(question).min() {
            throw ValidationError("\(both) cannot be both accepted and questioned")
        }
        if note != nil && accept.isEmpty && question.isEmpty {
            throw ValidationError("--note says something of findings: name them with --accept or --question")
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
