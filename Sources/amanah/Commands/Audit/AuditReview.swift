import ArgumentParser
import EvidenceVault
import Foundation

struct AuditReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Check the log since your last review, and sign for it (auditors).",
        discussion: """
            What is new is checked as by 'audit verify --since'. Then the newest checkpoint gets your cosignature, the log a statement \
            with your verdicts, and the cosigned checkpoint goes to a file of your own: take it with you. When something is wrong, nothing \
            is signed.

            A verdict is on a finding of 'audit report', by its id. What is accepted is settled in the next report; what is questioned stays open.

            Example: amanah audit review --accept burst-0a1b2c3d4e5f --keep /media/usb/review.checkpoint
                     amanah audit review --question clock-5f6a7b8c9d0e --note "who set this computer's clock?"
            """)

    @Option(help: ArgumentHelp("A finding that you accept; again for more.", valueName: "id"))
    var accept: [String] = []

    @Option(help: ArgumentHelp("A finding that you question; again for more.", valueName: "id"))
    var question: [String] = []

    @Option(help: ArgumentHelp("A note on these findings.", valueName: "text"))
    var note: String?

    @Option(
        help: ArgumentHelp(
            "Where the cosigned checkpoint goes. Without it, a file in AMANAH_STATE.", valueName: "file"))
    var keep: String?

    @Option(
        help: ArgumentHelp("The rules that the findings are of, if not the built-in ones.", valueName: "file")
    )
    var rules: String?

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
        let path = keep ?? AuditReview.ownFile(vault.id)
        // Before anything is signed: can it be kept at all?
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        if keep == nil {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        guard access(folder.path, W_OK) == 0 else { throw VaultError.cannotWrite(path: path, errno: errno) }
        let verdicts =
            accept.map { Verdict(finding: $0, verdict: .accepted, note: note) }
            + question.map { Verdict(finding: $0, verdict: .questioned, note: note) }
        if !verdicts.isEmpty {
            let rules = try rules.map { try AuditRules(json: Files.contents(of: $0, limit: 1 << 20)) }
            let known = Set(try vault.auditReport(rules: rules ?? AuditRules()).findings.map(\.id))
            for verdict in verdicts where !known.contains(verdict.finding) {
                throw CommandError.usage("no finding is called \(verdict.finding); see 'amanah audit report'")
            }
        }
        let (verification, checkpoint) = try vault.review(verdicts: verdicts)
        try Files.replace(path, checkpoint)
        let view = LogVerificationView(verification)
        if options.format.json {
            return try Output.json(
                View(path: path, accepted: accept.count, questioned: question.count, verification: view))
        }
        try view.print(json: false)
        Output.fields([
            ("verdicts", "\(accept.count) accepted, \(question.count) questioned"), ("cosigned", path),
        ])
    }

    /// A file that each review replaces.
    private static func ownFile(_ vaultID: VaultID) -> String {
        "\(KnownVaults.stateFolder())/witnessed/\(vaultID.description.prefix(16)).checkpoint"
    }
}
