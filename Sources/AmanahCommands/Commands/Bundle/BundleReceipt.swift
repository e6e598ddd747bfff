import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium
import VaultStorage

extension BundleGroup {
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
                try signature.map { GivenReceipt.signature($0, by: try key.map(MinisignKey.named)) } ?? .paper
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
}
