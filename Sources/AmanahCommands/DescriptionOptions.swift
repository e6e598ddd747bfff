import ArgumentParser
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
