import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

extension BundleGroup {
    struct ListBundles: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: Words(
                "What was handed over, to whom, under which consent, and what is not acknowledged.",
                id:
                    "Apa yang sudah diserahkan, kepada siapa, atas persetujuan mana, dan mana yang belum ada tanda terimanya."
            ),
            examples: ["amanah bundle list TPPO-2026-0017", "amanah bundle list --open"])

        @Argument(
            help: ArgumentHelp(
                "The case; without it, all of yours.",
                id: "Nomor kasus; jika tidak disebut, semua kasus Anda."))
        var `case`: String?

        @Flag(
            help: ArgumentHelp(
                "Only those without a receipt, or with a recall to make or unanswered.",
                id:
                    "Hanya yang belum ada tanda terimanya, atau yang perlu atau belum selesai dihentikan pemakaiannya."
            ))
        var open = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let files = try `case`.map { [try vault.caseFile($0)] } ?? vault.casesOnWhoseTeamIAm
            let views = try files.flatMap { try vault.handovers(of: $0) }.map(HandoverView.init)
                .filter { !open || $0.isOpen }
            if options.format.json { return try Output.json(views) }
            if views.isEmpty {
                Terminal.complain(
                    open
                        ? Words("Nothing is open.", id: "Tidak ada yang belum selesai.")
                        : Words("Nothing was handed over.", id: "Belum ada yang diserahkan."))
            }
            for view in views { view.print() }
        }
    }
}

extension Vault {
    fileprivate var casesOnWhoseTeamIAm: [CaseFile] {
        state.allCases.filter { !$0.roles(of: me.fingerprint).isEmpty }
    }
}
