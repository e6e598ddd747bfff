import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

/// Which documents of a case are to go to an office.
struct ChosenDocuments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these documents, with commas: references or numbers.",
            id: "Hanya dokumen ini; nomornya dipisahkan koma.", valueName: "ref,…"))
    var documents: String?

    @Option(
        help: ArgumentHelp(
            "These documents as well, with commas.",
            id: "Sertakan juga dokumen ini; nomornya dipisahkan koma.",
            valueName: "ref,…"))
    var with: String?

    @Option(
        help: ArgumentHelp(
            "Not these documents, with commas.",
            id: "Jangan sertakan dokumen ini; nomornya dipisahkan koma.",
            valueName: "ref,…"))
    var without: String?

    @Option(
        help: ArgumentHelp(
            "Documents that leave although there is a redacted copy of them.",
            id: "Dokumen asli yang tetap ikut walaupun ada salinan yang disamarkan.",
            valueName: "ref,…"))
    var originals: String?

    struct Numbers {
        let named: [Int]?
        let added, excluded, originals: [Int]
    }

    func numbers(in file: CaseFile, of vault: Vault) throws -> Numbers {
        func numbers(_ text: String?) throws -> [Int]? { try text.map { try vault.numbers($0, in: file) } }
        let chosen = Numbers(
            named: try numbers(documents), added: try numbers(with) ?? [],
            excluded: try numbers(without) ?? [], originals: try numbers(originals) ?? [])
        guard Set(chosen.excluded).isDisjoint(with: (chosen.named ?? []) + chosen.added) else {
            throw CommandError.wrongWords(
                Words(
                    "a document cannot both go (--documents, --with) and stay (--without)",
                    id:
                        "satu dokumen tidak dapat sekaligus disertakan (--documents, --with) dan tidak (--without)"
                ))
        }
        return chosen
    }
}
