import Age
import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium
import VaultStorage

struct BundleGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: Words(
            "Hand evidence over: signed, sealed, and checkable without Amanah.",
            id:
                "Serahkan dokumen dalam paket: ditandatangani, dikunci untuk penerimanya, dan dapat diperiksa tanpa Amanah."
        ),
        subcommands: [Create.self, VerifyBundle.self, OpenBundle.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Seal documents for an office, as far as a recorded consent covers them.",
                id: "Siapkan paket dokumen untuk satu instansi, sebatas persetujuan yang tercatat."),
            discussion: Words(
                """
                Without --documents, all that you read and a consent covers; where there is a redacted copy, the newest one instead \
                of its original. On a terminal it shows first what the officer will see, \
                and asks. What has left cannot be fetched back. The handover is logged before anything leaves.
                """,
                id: """
                    Tanpa --documents: semua yang boleh Anda baca dan tercakup persetujuan; kalau ada salinan yang disamarkan, \
                    salinan terbaru itu, bukan aslinya. Di terminal, ditunjukkan dahulu apa yang akan \
                    dilihat petugas, lalu Anda ditanya. Yang sudah keluar tidak dapat diambil kembali. Penyerahan dicatat di log sebelum \
                    ada yang keluar.
                    """),
            examples: ["amanah bundle create TPPO-2026-0017 --to lpsk --documents 1,6 -o lpsk.tar.age"])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(
            help: ArgumentHelp(
                "The office, as the consent names it.",
                id: "Instansi penerima, seperti disebut dalam persetujuan.", valueName: "office"))
        var to: String

        @Option(
            help: ArgumentHelp(
                "Which of the office's confirmed keys, where it has several: a card file, or an age1… key.",
                id: "Kunci instansi yang mana, kalau ada beberapa: berkas kartu kunci, atau kunci age1….",
                valueName: "card|age1…"))
        var recipient: String?

        @Option(
            help: ArgumentHelp(
                "Only these documents, with commas: references or numbers.",
                id: "Hanya dokumen ini; nomornya dipisahkan koma.", valueName: "ref,…"))
        var documents: String?

        @Option(
            help: ArgumentHelp(
                "Documents that leave although there is a redacted copy of them.",
                id: "Dokumen asli yang tetap ikut walaupun ada salinan yang disamarkan.",
                valueName: "ref,…"))
        var originals: String?

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The new file.", id: "Berkas baru.", valueName: "file"))
        var output: String

        @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            try Destination.requireFile(output, for: "-o")
            let office = try Office(self.to)
            let asks = !yes && Terminal.canAsk
            guard yes || asks || documents != nil else {
                throw CommandError.noTerminalForPreview
            }
            let vault = try options.open()
            let to = try NewFile(at: output)
            let file = try vault.caseFile(`case`)
            let plan = try vault.planBundle(
                of: file, to: office, recipient: recipient.map { try recipientNamed($0, vault) },
                documents: documents.map { try vault.numbers($0, in: file) },
                originals: originals.map { try vault.numbers($0, in: file) } ?? [], showing: asks)
            if asks {
                BundlePreview(plan).show()
                try Terminal.confirm(
                    Words(
                        "Hand these \(plan.exhibits.count) documents to \(visible(plan.key.label))? What has left cannot be fetched back.",
                        id:
                            "Serahkan \(plan.exhibits.count) dokumen ini kepada \(visible(plan.key.label))? Yang sudah diserahkan tidak dapat ditarik."
                    ))
            } else {
                BundlePreview(plan).showLeftOut()
            }
            let receipt = try LoggedAlone.telling(
                Words(
                    "where the log has a handover to \(office) by you of this moment, no bundle left: make it again, and the log has both",
                    id:
                        "bila log memuat penyerahan kepada \(office) oleh Anda saat ini, tidak ada paket yang keluar: buat lagi, log memuat keduanya"
                )
            ) { try vault.createBundle(plan, in: to, page: IndexPage.bytes) }
            if options.format.json {
                struct Made: Encodable {
                    let path, sha256: String
                    let size: Int64
                    let signerWords: String
                    let signerNumbers: [String]
                    let signerKey: HexBytes
                    let custody: CustodyRecord
                    let key: OfficeKeyView
                }
                return try Output.json(
                    Made(
                        path: receipt.path, sha256: receipt.sha256.description, size: receipt.size,
                        signerWords: Minisign.words(receipt.signer).joined(separator: " "),
                        signerNumbers: Minisign.numbers(receipt.signer),
                        signerKey: HexBytes(receipt.signer.bytes), custody: receipt.custody,
                        key: OfficeKeyView(receipt.key)))
            }
            for exhibit in receipt.custody.exhibits {
                Output.line(
                    .data("\(exhibit.exhibit)  \(exhibit.ref)  \(exhibit.sha256)  \(exhibit.title)"))
            }
            Output.fields([
                (
                    Words("bundle", id: "paket serah terima"),
                    .data("\(receipt.path) (\(ByteCount.text(receipt.size)))")
                ),
                (.data("SHA-256"), .data(receipt.sha256.description)),
                (
                    Words("sealed to", id: "dienkripsi untuk"),
                    .data(receipt.key.label)
                        + (receipt.key.isAlone
                            ? Words(", confirmed by one member ALONE", id: ", dikukuhkan SATU orang saja")
                            : .data(""))
                ),
                (.key, .data(receipt.key.recipient)),
                (.words, .data(Minisign.words(receipt.signer).joined(separator: " "))),
                (.numbers, .data(Minisign.numbers(receipt.signer).joined(separator: " "))),
                (Words("log", id: "log brankas"), BundleView.log(receipt.report)),
            ])
            Terminal.complain(
                Words(
                    "Say these twelve words, or their numbers, to who receives it, by telephone: they stand for your key.",
                    id:
                        "Sebutkan dua belas kata ini, atau angkanya, kepada penerima lewat telepon: itulah tanda kunci Anda."
                ))
        }

        private func recipientNamed(_ text: String, _ vault: Vault) throws -> BundleRecipient {
            try text.hasPrefix("age1") && !PathBytes.exists(text)
                ? BundleRecipient(text)
                : BundleRecipient(
                    card: TextFile.settings(of: text, limit: 16_384, Card.init(json:)),
                    postQuantum: vault.state.isPostQuantum)
        }
    }

    struct VerifyBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: Words(
                "Check a bundle. Needs no vault.", id: "Periksa paket dokumen. Tidak memerlukan brankas."),
            discussion: Words(
                """
                FILE is a sealed bundle, a bag in tar or zip, or an unpacked bag's folder. To unpack, use 'amanah bundle open': it \
                writes nothing that was not checked. A time-stamp in it is the sender's word until it is checked with \
                --certificate, which comes from the time-stamping authority.
                """,
                id: """
                    BERKAS adalah paket yang terkunci, paket dalam tar atau zip, atau folder paket yang sudah dibuka. Untuk membukanya \
                    pakai 'amanah bundle open': yang tidak diperiksa tidak ditulis. Penanda waktu di dalamnya hanya kata pengirim, sampai \
                    diperiksa dengan --certificate dari penyelenggara penanda waktu.
                    """),
            examples: ["amanah bundle verify lpsk.tar.age --identity lpsk.identity"])

        @Argument(help: ArgumentHelp("The bundle.", id: "Paket dokumennya."))
        var file: String

        @OptionGroup var authority: AuthorityOptions
        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let certificates = try authority.certificates()
            let report = try Bundle.verify(
                at: file, identities: identities(for: file, identity), trusting: certificates)
            try BundleView(report).print(json: format.json)
            if !report.isValid { throw ExitCode(ExitStatus.integrity.rawValue) }
        }
    }

    struct OpenBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: Words(
                "Check a bundle and unpack it into a new folder. Needs no vault.",
                id: "Periksa paket dokumen lalu buka ke folder baru. Tidak memerlukan brankas."),
            examples: ["amanah bundle open lpsk.tar.age -o berkas --identity lpsk.identity"])

        @Argument(help: ArgumentHelp("The bundle.", id: "Paket dokumennya."))
        var file: String

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp("The new folder.", id: "Folder baru.", valueName: "dir"))
        var output: String

        @OptionGroup var authority: AuthorityOptions
        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            try Destination.requireFile(output, for: "-o")
            let certificates = try authority.certificates()
            let report = try Bundle.open(
                at: file, identities: identities(for: file, identity), to: output, trusting: certificates)
            try BundleView(report).print(json: format.json)
        }
    }
}

/// The identity to open a sealed bundle with. One that is not sealed needs none.
private func identities(for path: String, _ options: IdentityOptions) throws -> [any Age.Identity] {
    guard try EvidenceVault.Bundle.isSealed(path) else { return [] }
    return try options.open().bundleIdentities
}

private typealias Bundle = EvidenceVault.Bundle
