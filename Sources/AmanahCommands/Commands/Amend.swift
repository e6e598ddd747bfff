import ArgumentParser
import EvidenceVault

struct Amend: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Describe a document anew: its kind, its title, how it was obtained.",
        discussion: """
            For who deposited it, and for coordinators of the case. The file itself never changes, nor who can read it: the new kind \
            must be of the same class. What was said first stays in the log, and 'amanah show' shows both.

            Example: amanah amend TPPO-2026-0017/13 --kind electronic --obtained "from the survivor's telephone"
            """)

    @Argument(help: "A document, such as TPPO-2026-0017/12.")
    var ref: String

    @Option(help: ArgumentHelp("What it is.", valueName: "kind"))
    var kind: String?

    @Option(help: "Its title.")
    var title: String?

    @Option(help: "How the evidence was obtained, in words: from whom, with whose permission.")
    var obtained: String?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if kind == nil && title == nil && obtained == nil {
            throw ValidationError("say what is to be amended: --kind, --title or --obtained")
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
