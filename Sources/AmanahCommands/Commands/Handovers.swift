import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium
import VaultStorage

/// What comes after a bundle: what was given to whom, its receipt, and asking for an end of its use.
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

    struct Receipt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Take in an office's receipt; or, as the office, sign one.",
                id: "Catat tanda terima dari instansi; atau, sebagai instansi, tandatangani tanda terima."),
            discussion: Words(
                """
                An office signs with --sign: it needs the bundle, or the folder that it was opened into, and its own key, and no \
                vault. With minisign alone it signs custody.json of the bundle: 'minisign -S -m custody.json'. Either file is the \
                receipt. A paper that was signed is taken in as a scan or photograph.

                FILE is deposited in the case, and the log says which handover it closes. A signature is checked first: with the \
                key that the log has of the office, or with --key, which is then the word of who takes it in.
                """,
                id: """
                    Instansi menandatangani dengan --sign: cukup paket, atau folder hasil membukanya, dan kunci instansi itu sendiri, \
                    tanpa brankas. Dengan minisign saja, yang ditandatangani adalah custody.json dari paket: \
                    'minisign -S -m custody.json'. Berkas hasilnya adalah tanda terima. Tanda terima di atas kertas dimasukkan sebagai \
                    pindaian atau foto.

                    BERKAS dimasukkan ke kasus, dan log mencatat penyerahan mana yang selesai. Tanda tangan diperiksa lebih dahulu: \
                    dengan kunci instansi yang ada dalam log, atau dengan --key, yang lalu hanya kata orang yang mencatatnya.
                    """),
            examples: [
                "amanah bundle receipt lpsk.tar.age --sign -o lpsk.receipt --identity lpsk.identity",
                "amanah bundle receipt lpsk.receipt --case TPPO-2026-0017",
                "amanah bundle receipt tanda-terima.jpg --case TPPO-2026-0017 --handover 1",
            ])

        @Argument(
            help: ArgumentHelp(
                "The receipt; with --sign, the bundle.", id: "Tanda terima; dengan --sign, paketnya."))
        var file: String

        @Flag(
            help: ArgumentHelp(
                "Sign for a bundle that was received.",
                id: "Tandatangani tanda terima untuk paket yang diterima."))
        var sign = false

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp(
                "The new receipt, with --sign.", id: "Tanda terima yang baru, dengan --sign.",
                valueName: "file"))
        var output: String?

        @Option(
            help: ArgumentHelp("The case that it is for.", id: "Kasusnya.", valueName: "case"))
        var `case`: String?

        @Option(
            help: ArgumentHelp(
                "The number of the handover; a signature finds it.",
                id: "Nomor penyerahan; tanda tangan menemukannya sendiri.", valueName: "number"))
        var handover: Int?

        @Option(
            help: ArgumentHelp(
                "The minisign key that signed, where it is not that of the office's card: a file, or the key itself.",
                id:
                    "Kunci minisign yang menandatangani, kalau bukan kunci dalam kartu instansi: berkas, atau kuncinya.",
                valueName: "file|key"))
        var key: String?

        @OptionGroup var options: VaultOptions

        func validate() throws {
            guard sign == (output != nil), sign == (self.case == nil),
                !sign || (handover == nil && key == nil)
            else {
                throw CommandError.wrongWords(
                    Words(
                        "say either --sign and -o FILE, as the office, or --case CASE, as who handed over",
                        id:
                            "pilih --sign dan -o BERKAS, sebagai instansi, atau --case KASUS, sebagai yang menyerahkan"
                    ))
            }
        }

        func run() throws {
            if let output { return try signReceipt(output) }
            guard let `case` else { return }
            let vault = try options.open()
            let caseFile = try vault.caseFile(`case`)
            let signature = try Receipt.signature(in: file)
            if signature == nil, key != nil {
                throw CommandError.wrongWords(
                    Words(
                        "\(file) is no minisign signature, so --key says nothing of it",
                        id: "\(file) bukan tanda tangan minisign, jadi --key tidak berarti"))
            }
            let submission = try Submission(
                path: file, name: PathBytes.name(of: file), kind: .handoverReceipt, confidentiality: .legal)
            let given =
                try signature.map { GivenReceipt.signature($0, by: try key.map(Receipt.key)) } ?? .paper
            let summary = try vault.takeReceipt(given, submission, for: handover, in: caseFile)
            let view = HandoverView(summary)
            if options.format.json { return try Output.json(view) }
            view.print()
        }

        /// No signature file is larger, in bytes.
        private static let longestSignature = 4_096

        /// The file, if it is a signature; nil for whatever else it is.
        private static func signature(in file: String) throws -> [UInt8]? {
            do {
                let bytes = try Files.contents(of: file, limit: longestSignature)
                return Minisign.isSignature(bytes) ? bytes : nil
            } catch StorageError.tooLarge {
                return nil
            }
        }

        private static func key(_ text: String) throws -> Ed25519.PublicKey {
            let named =
                PathBytes.exists(text)
                ? Minisign.parsePublicKey(try TextFile.contents(of: text, limit: longestSignature))
                : Minisign.parsePublicKey(line: text)
            guard let key = named else {
                throw CommandError.wrongWords(
                    Words("\(text) is no minisign key", id: "\(text) bukan kunci minisign"))
            }
            return key
        }

        private func signReceipt(_ output: String) throws {
            let target = try Destination(output, json: options.format.json)
            let identity = try options.identity.open()
            let report = try EvidenceVault.Bundle.verify(at: file, identities: identity.bundleIdentities)
            guard report.isValid else {
                try BundleView(report).print(json: options.format.json)
                throw ExitCode(ExitStatus.integrity.rawValue)
            }
            let signed = try EvidenceVault.Bundle.receipt(for: report, by: identity, at: Timestamp(.now))
            try target.put(signed)
            guard target.path != nil, let custody = report.custody else { return }
            if options.format.json {
                struct Signed: Encodable {
                    let receipt, caseRef, office: String
                    let exhibits: Int
                }
                return try Output.json(
                    Signed(
                        receipt: output, caseRef: custody.caseRef, office: custody.office.description,
                        exhibits: custody.exhibits.count))
            }
            Output.line(
                Words(
                    "\(output): a receipt for \(custody.exhibits.count) \(custody.exhibits.count == 1 ? "document" : "documents") of \(custody.caseRef), signed by \(identity.name). Give it to who handed them over.",
                    id:
                        "\(output): tanda terima untuk \(custody.exhibits.count) dokumen dari \(custody.caseRef), ditandatangani \(identity.name). Berikan kepada yang menyerahkan."
                ))
        }
    }

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

extension Vault {
    fileprivate var casesOnWhoseTeamIAm: [CaseFile] {
        state.allCases.filter { !$0.roles(of: me.fingerprint).isEmpty }
    }
}

/// A handover as it is shown.
struct HandoverView: Encodable {
    private struct ReceiptView: Encodable {
        let document, how, recordedAt: String
    }

    private struct RecallView: Encodable {
        let consent: Int
        let step, recordedAt: String
        let text: String?
    }

    private let `case`: String
    private let handover: Int
    private let office, at, by: String
    private let sealing: BundleSealing
    private let labels: [String]
    private let documents: [String]
    private let consents, endedConsents: [Int]
    private let acknowledged: Bool
    private let receipts: [ReceiptView]
    private let recalls: [RecallView]
    private let letter: String?
    private let summary: HandoverSummary

    private enum CodingKeys: CodingKey {
        case `case`, handover, office, sealing, at, by, labels, documents, consents, endedConsents,
            acknowledged, receipts, recalls, letter
    }

    init(_ summary: HandoverSummary) { self.init(summary, letter: nil) }

    init(_ summary: HandoverSummary, letter: String?) {
        self.summary = summary
        self.letter = letter
        let handover = summary.handover
        `case` = summary.caseRef
        self.handover = handover.number
        office = handover.office.description
        sealing = handover.sealing
        at = handover.at.description
        by = summary.by
        labels = summary.keys.map(\.label)
        documents = handover.documents.map { "\(summary.caseRef)/\($0)" }
        consents = handover.consents
        endedConsents = summary.ended.map(\.number)
        acknowledged = handover.isAcknowledged
        receipts = handover.receipts.map {
            ReceiptView(
                document: "\(summary.caseRef)/\($0.document)", how: $0.how.rawValue,
                recordedAt: $0.recordedAt.description)
        }
        recalls = summary.recalls.map {
            RecallView(
                consent: $0.recall.consent, step: $0.recall.step.rawValue,
                recordedAt: $0.recall.recordedAt.description,
                text: $0.details.flatMap { $0.text.isEmpty ? nil : $0.text })
        }
    }

    /// Whether somebody has still to do something.
    var isOpen: Bool {
        !acknowledged
            || summary.ended.contains { summary.handover.recall(under: $0.number)?.step != .answered }
    }

    func print() {
        let handover = summary.handover
        Output.line(
            Words(
                "\(`case`)  handover \(handover.number)  ", id: "\(`case`)  penyerahan \(handover.number)  ")
                + handover.office.said + .data("  \(OfficeClock.text(handover.at))  ")
                + Words("documents ", id: "dokumen ") + .data(DocumentNumbers.text(handover.documents)))
        for line in lines { Output.line(.data("  ") + line) }
    }

    private var lines: [Words] {
        var lines = [Words("by \(by)", id: "oleh \(by)") + under + sealed]
        lines += summary.handover.receipts.map { receipt in
            Words(receipt.how.words(.english), id: receipt.how.words(.indonesian))
                + .data(": \(`case`)/\(receipt.document), \(OfficeClock.text(receipt.recordedAt))")
        }
        if !acknowledged {
            lines.append(Words("NOT ACKNOWLEDGED", id: "BELUM ADA TANDA TERIMA"))
        }
        for consent in summary.ended where summary.handover.recall(under: consent.number) == nil {
            lines.append(
                Words(
                    "consent \(consent.number) is over: 'amanah bundle recall \(`case`) \(consent.number) -o DIR'",
                    id:
                        "persetujuan \(consent.number) sudah berakhir atau ditarik kembali: 'amanah bundle recall \(`case`) \(consent.number) -o FOLDER'"
                ))
        }
        lines += summary.recalls.map { recall, details in
            let step = recall.step
            return Words(
                "consent \(recall.consent): \(step.words(.english))",
                id: "persetujuan \(recall.consent): \(step.words(.indonesian))")
                + .data(", \(OfficeClock.text(recall.recordedAt))")
                + .data(details.flatMap { $0.text.isEmpty ? nil : ": \($0.text)" } ?? "")
        }
        if let letter { lines.append(Words("letter: \(letter)", id: "surat: \(letter)")) }
        return lines
    }

    private var sealed: Words {
        labels.isEmpty
            ? Words(", with a passphrase", id: ", dengan frasa sandi")
            : Words(", to ", id: ", kepada ") + .data(labels.joined(separator: ", "))
    }

    private var under: Words {
        consents.isEmpty
            ? .data("")
            : Words(", by consent no. ", id: ", atas persetujuan no. ")
                + .data(consents.map(String.init).joined(separator: ", "))
    }
}
