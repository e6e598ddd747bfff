import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

/// What a depositor says of documents, besides their kind.
struct DescriptionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A title; without it, the file's name. It is sealed too.",
            id: "Judul dokumen; jika tidak disebut, nama berkasnya. Judul ikut dikunci.")
    )
    var title: String?

    @Option(
        help: ArgumentHelp(
            "How the evidence was obtained, in words: from whom, with whose permission.",
            id: "Cara dokumen diperoleh: dari siapa, kapan, dan atas izin siapa.", valueName: "text"))
    var obtained: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "For kinds of any class: who may read them.",
            id:
                "Untuk jenis yang dapat termasuk golongan mana pun: golongan dokumennya, yaitu siapa yang boleh membaca."
        ))
    var confidentiality: TypedWord<ConfidentialityClass>?
}

/// What is said of a redacted copy.
struct RedactionOptions: ParsableArguments {
    @Option(
        name: .customLong("redaction"),
        help: ArgumentHelp(
            "Which parts are hidden. Whoever gets the copy reads this: do not say here what is hidden.",
            id: "Bagian yang ditutup. Penerima salinan membacanya: jangan tulis di sini apa yang ditutup.",
            valueName: "text"))
    var parts: String?

    @Option(
        help: ArgumentHelp(
            "Why they are hidden. Whoever gets the copy reads this too.",
            id: "Alasan bagian itu ditutup. Juga dibaca penerima salinan.", valueName: "text"))
    var why: String?

    func redaction(of number: Int, in file: CaseFile, of vault: Vault) throws -> Redaction {
        try vault.redaction(of: number, in: file, parts: parts ?? "", reason: why ?? "")
    }
}
