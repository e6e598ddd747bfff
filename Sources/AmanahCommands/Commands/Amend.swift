import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

struct Amend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Describe a document anew: its kind, its title, how it was obtained.",
            id: "Perbaiki keterangan dokumen: jenis, judul, cara diperoleh."),
        discussion: Words(
            """
            For who deposited it, and for coordinators of the case. The file itself never changes, nor who can read it: the new kind \
            must be of the same class. What was said first stays in the log, and 'amanah show' shows both.
            """,
            id: """
                Untuk yang memasukkannya dan untuk koordinator kasus. Berkasnya sendiri tidak pernah berubah, begitu pula siapa yang \
                dapat membacanya: jenis yang baru harus dari golongan yang sama. Keterangan yang pertama tetap ada di log, dan 'amanah \
                show' menunjukkan keduanya.
                """),
        examples: [
            Example(
                #"amanah amend TPPO-2026-0017/13 --kind electronic --obtained "from the survivor's telephone""#,
                id: #"amanah amend TPPO-2026-0017/13 --kind bukti-elektronik --obtained "dari HP korban""#)
        ])

    @Argument(
        help: ArgumentHelp(
            "A document, such as TPPO-2026-0017/12.", id: "Nomor dokumen, misalnya TPPO-2026-0017/12."))
    var ref: String

    @Option(
        help: ArgumentHelp(
            "What it is; 'amanah add --help' lists the kinds.",
            id: "Jenis dokumennya; daftarnya di 'amanah add --help'.", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("Its title.", id: "Judulnya."))
    var title: String?

    @Option(
        help: ArgumentHelp(
            "How the evidence was obtained, in words: from whom, with whose permission.",
            id: "Cara dokumen diperoleh: dari siapa, kapan, dan atas izin siapa.", valueName: "text"))
    var obtained: String?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if kind == nil && title == nil && obtained == nil {
            throw CommandError.wrongWords(
                Words(
                    "say what is to be amended: --kind, --title or --obtained",
                    id: "sebutkan yang diperbaiki: --kind, --title, atau --obtained"))
        }
    }

    func run() throws {
        let kind = try kind.map { try DocumentKind(typed: $0) }
        let vault = try options.open()
        let (file, number) = try vault.document(ref)
        let summary = try vault.amend(number, in: file, kind: kind, title: title, obtained: obtained)
        try DocumentView(summary).show(options.format)
    }
}
