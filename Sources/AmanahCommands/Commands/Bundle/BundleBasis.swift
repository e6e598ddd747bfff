import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

extension BundleGroup {
    struct ProposeBasis: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "propose",
            abstract: Words(
                "Propose a legal basis on which an office may be given documents without consent.",
                id: "Usulkan dasar hukum untuk menyerahkan dokumen kepada instansi tanpa persetujuan."),
            discussion: Words(
                """
                For what the law demands where the survivor's consent cannot be had. Nothing leaves by this: another member has to \
                approve it first ('amanah bundle approve'), and then 'amanah bundle create --legal-basis NUMBER' makes the bundle. The \
                basis is signed into the log, the office is shown it, and auditors see each handover on it.
                """,
                id: """
                    Untuk yang diwajibkan undang-undang ketika persetujuan korban tidak dapat diminta. Belum ada yang keluar karena ini: \
                    anggota lain harus menyetujuinya dahulu ('amanah bundle approve'), lalu 'amanah bundle create --legal-basis NOMOR' \
                    membuat paketnya. Dasar hukum ini ditandatangani dalam log, ditunjukkan kepada instansi, dan setiap penyerahan \
                    atasnya dilihat auditor.
                    """),
            examples: [
                Example(
                    #"amanah bundle propose TPPO-2026-0017 --to police --documents 1,6 --legal-basis "KUHAP art. 44, seizure order no. 12""#,
                    id:
                        #"amanah bundle propose TPPO-2026-0017 --to police --documents 1,6 --legal-basis "KUHAP ps. 44, surat perintah penyitaan no. 12""#
                )
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(help: ArgumentHelp("The office.", id: "Instansi penerima.", valueName: "office"))
        var to: String

        @Option(
            help: ArgumentHelp(
                "The rule, and the letter that asks for it. No name of a victim: it is shown to the office.",
                id:
                    "Aturannya, dan surat yang memintanya. Tanpa nama korban: ini ditunjukkan kepada instansi.",
                valueName: "text"))
        var legalBasis: String

        @Option(
            help: ArgumentHelp(
                "The last day on which it counts; 30 days from now unless said.",
                id: "Hari terakhir berlakunya; tanpa ini 30 hari dari sekarang.", valueName: "date"))
        var until: String?

        @OptionGroup var documents: ChosenDocuments
        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(self.to)
            let until = try until.map { try OfficeClock.instant($0, endOfDay: true, option: "--until") }
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let chosen = try documents.numbers(in: file, of: vault)
            let now = Timestamp(Date())
            let basis = try vault.proposeBasis(
                legalBasis, in: file, to: office,
                until: until ?? Timestamp(seconds: now.seconds + ProposeBasis.usual),
                documents: chosen.named, with: chosen.added, without: chosen.excluded,
                originals: chosen.originals)
            try BasisView(basis).show(options.format)
        }

        /// Thirty days, in seconds.
        private static let usual: Int64 = 30 * 86_400
    }

    struct ApproveBasis: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: Words(
                "Approve a legal basis that another member has proposed.",
                id: "Setujui dasar hukum yang diusulkan anggota lain."),
            discussion: Words(
                "Shows it first: the office, the documents, what it says. Read the letter that it names before you answer for it.",
                id:
                    "Ditunjukkan dahulu: instansinya, dokumennya, bunyinya. Baca surat yang disebutnya sebelum Anda ikut bertanggung jawab."
            ),
            examples: ["amanah bundle approve TPPO-2026-0017 1"])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp(
                "The number of the legal basis.", id: "Nomor dasar hukum.", valueName: "number"),
            transform: BasisView.number)
        var basis: Int

        @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let shown = try vault.basis(basis, in: file)
            if !yes {
                BasisView(shown).tell { Terminal.complain($0) }
                try Terminal.confirm(
                    Words(
                        "Approve that \(shown.basis.proposed.office) is given these documents without consent?",
                        id:
                            "Setujui penyerahan dokumen ini kepada \(shown.basis.proposed.office.said.indonesian) tanpa persetujuan korban?"
                    ))
            }
            try BasisView(vault.approveBasis(shown, in: file)).show(options.format)
        }
    }
}

/// A ground in law as it is shown.
struct BasisView: Encodable {
    private let `case`: String
    private let number: Int
    private let office, proposedBy, proposedAt, until, state: String
    private let legalBasis, approvedBy, approvedAt: String?
    private let documents: [String]
    private let summary: BasisSummary

    private enum CodingKeys: CodingKey {
        case `case`, number, office, legalBasis, documents, proposedBy, proposedAt, approvedBy, approvedAt,
            until, state
    }

    static func number(_ text: String) throws -> Int {
        guard let number = ReferenceNumber.parse(text) else {
            throw CommandError.wrongWords(
                Words(
                    "'\(text)' is no number of a legal basis, such as 1; 'amanah bundle propose' proposes one",
                    id:
                        "'\(text)' bukan nomor dasar hukum, misalnya 1; dasar hukum diusulkan dengan 'amanah bundle propose'"
                ))
        }
        return number
    }

    init(_ summary: BasisSummary) {
        self.summary = summary
        let basis = summary.basis
        `case` = summary.caseRef
        number = basis.number
        office = basis.proposed.office.description
        legalBasis = summary.text
        documents = basis.proposed.documents.map { "\(summary.caseRef)/\($0)" }
        proposedBy = summary.proposedBy
        proposedAt = basis.proposedAt.description
        approvedBy = summary.approvedBy
        approvedAt = basis.approved?.at.description
        until = basis.proposed.until.description
        state = BasisView.state(of: basis)
    }

    private static func state(of basis: CaseFile.Basis) -> String {
        basis.proposed.until < Timestamp(Date()) ? "ended" : basis.approved == nil ? "proposed" : "approved"
    }

    /// What the case says of it, and what is to be done.
    static func line(_ basis: CaseFile.Basis, in caseRef: String) -> Words {
        let what =
            Words("legal basis \(basis.number) for ", id: "dasar hukum \(basis.number) untuk ")
            + basis.proposed.office.said + Words(": documents ", id: ": dokumen ")
            + .data(DocumentNumbers.text(basis.proposed.documents)) + Words(", until ", id: ", sampai ")
            + .data(OfficeClock.text(basis.proposed.until))
        return switch state(of: basis) {
        case "ended": what + Words(", over", id: ", sudah berakhir")
        case "approved": what + Words(", approved", id: ", disetujui")
        default:
            what
                + Words(
                    "; ANOTHER member has to approve it: 'amanah bundle approve \(caseRef) \(basis.number)'",
                    id:
                        "; anggota LAIN harus menyetujuinya: 'amanah bundle approve \(caseRef) \(basis.number)'"
                )
        }
    }

    func show(_ format: FormatOptions) throws {
        if format.json { return try Output.json(self) }
        tell { Output.line($0) }
        if state == "approved" {
            let office = summary.basis.proposed.office
            Terminal.complain(
                Words(
                    "Now 'amanah bundle create \(`case`) --to \(office) --legal-basis \(number) -o FILE' makes the bundle.",
                    id:
                        "Sekarang paketnya dibuat dengan 'amanah bundle create \(`case`) --to \(office) --legal-basis \(number) -o BERKAS'."
                ))
        }
    }

    func tell(_ say: (Words) -> Void) {
        say(.data("\(`case`)  ") + BasisView.line(summary.basis, in: `case`))
        if let legalBasis { say(.data("  “\(legalBasis)”")) }
        say(
            Words("  proposed ", id: "  diusulkan ")
                + .by(OfficeClock.text(summary.basis.proposedAt), proposedBy))
        if let approved = summary.basis.approved {
            say(
                Words("  approved ", id: "  disetujui ")
                    + .by(OfficeClock.text(approved.at), approvedBy ?? ""))
        }
    }
}
