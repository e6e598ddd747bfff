import ArgumentParser
import EvidenceVault
import Ledger
import Presentation
import VaultStorage

extension BundleGroup {
    struct Recall: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Ask offices to stop using what they were given under a consent that is over.",
                id:
                    "Minta instansi berhenti memakai yang diserahkan atas persetujuan yang sudah berakhir atau ditarik kembali."
            ),
            discussion: Words(
                """
                Writes a letter for each office that was given something under the consent, to print and sign, and notes it in the \
                log. What an office has cannot be fetched back: the letter asks. Then say how it was sent, and what was answered.
                """,
                id: """
                    Membuat surat untuk setiap instansi yang menerima sesuatu atas persetujuan itu, untuk dicetak dan ditandatangani, dan \
                    mencatatnya di log. Yang sudah diterima instansi tidak dapat diambil kembali: surat ini meminta. Sesudah itu catat cara \
                    mengirimnya dan jawabannya.
                    """),
            examples: [
                "amanah bundle recall TPPO-2026-0017 1 -o surat",
                Example(
                    #"amanah bundle recall TPPO-2026-0017 1 --handover 2 --sent "by courier, 1 December""#,
                    id:
                        #"amanah bundle recall TPPO-2026-0017 1 --handover 2 --sent "lewat kurir, 1 Desember""#
                ),
                Example(
                    #"amanah bundle recall TPPO-2026-0017 1 --handover 2 --answer "copies destroyed, letter no. 7""#,
                    id:
                        #"amanah bundle recall TPPO-2026-0017 1 --handover 2 --answer "salinan dimusnahkan, surat no. 7""#
                ),
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp(
                "The number of the consent.", id: "Nomor persetujuan.", valueName: "number"),
            transform: ConsentView.number)
        var consent: Int

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp(
                "A folder for the letters; it is made where there is none.",
                id: "Folder untuk surat-suratnya; dibuat kalau belum ada.", valueName: "dir"))
        var output: String?

        @Option(
            help: ArgumentHelp(
                "The number of the handover, with --sent or --answer.",
                id: "Nomor penyerahan, untuk --sent atau --answer.", valueName: "number"))
        var handover: Int?

        @Option(
            help: ArgumentHelp(
                "The letter was sent: how.", id: "Suratnya sudah dikirim: bagaimana.", valueName: "text"))
        var sent: String?

        @Option(
            help: ArgumentHelp("What the office answered.", id: "Jawaban instansi.", valueName: "text"))
        var answer: String?

        @OptionGroup var options: VaultOptions

        func validate() throws {
            let notes = [sent, answer].compactMap { $0 }.count
            guard (output != nil) == (notes == 0), notes <= 1, (handover != nil) == (notes == 1) else {
                throw CommandError.wrongWords(
                    Words(
                        "say -o DIR for the letters, or --handover N with --sent TEXT or --answer TEXT",
                        id:
                            "pilih -o FOLDER untuk suratnya, atau --handover N dengan --sent TEKS atau --answer TEKS"
                    ))
            }
        }

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            var views: [HandoverView] = []
            if let output {
                views = try writeLetters(to: output, vault, file)
            } else if let handover {
                let step: CaseFile.Handover.RecallStep = sent == nil ? .answered : .sent
                views = [
                    HandoverView(
                        try vault.noteRecall(
                            step, of: handover, under: consent, in: file, text: sent ?? answer ?? ""))
                ]
            }
            if options.format.json { return try Output.json(views) }
            for view in views { view.print() }
        }

        /// Each letter is whole on the disk before the log is told of it, and has its name after.
        private func writeLetters(
            to folder: String, _ vault: Vault, _ file: CaseFile
        ) throws -> [HandoverView] {
            let due = try vault.recallsDue(under: consent, in: file)
            try PathBytes.makeFolders(folder)
            return try due.map { summary in
                let letter = RecallLetter(summary, consent: consent, vault: vault.state.vaultName)
                let new = try NewFile(at: "\(PathBytes.trimmed(folder))/\(letter.fileName)")
                try new.write(Array(letter.html.text.utf8))
                try new.synchronize()
                let noted = try vault.noteRecall(
                    .notice, of: summary.handover.number, under: consent, in: file)
                try LoggedAlone.telling(
                    Words(
                        "the log has the notice, and no letter was written",
                        id: "log sudah mencatat pemberitahuannya, tetapi suratnya tidak jadi dibuat")
                ) { try new.publish() }
                return HandoverView(noted, letter: new.path)
            }
        }
    }
}
