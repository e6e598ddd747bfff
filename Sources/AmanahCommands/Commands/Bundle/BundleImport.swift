import ArgumentParser
import Bytes
import EvidenceVault
import Ledger
import Presentation
import Sodium

extension BundleGroup {
    struct ImportBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: Words(
                "Take a bundle of another vault into a case, with its chain of custody.",
                id: "Masukkan paket dari brankas lain ke kasus, beserta riwayat penguasaannya."),
            discussion: Words(
                """
                The bundle is checked first, and asks for the twelve words that the sender says of it: have them by telephone, not from \
                the bundle. Then each of its documents becomes one of the case, with the kind, class and title that it had there; all of \
                them, or none. What the other vault's log proves of them is kept with them, sealed to the same classes, and goes along \
                when they are handed on.

                A consent says where a document may go from one vault. Record one here before you hand it on.
                """,
                id: """
                    Paket diperiksa lebih dahulu, lalu ditanyakan dua belas kata yang disebutkan pengirimnya: mintalah lewat telepon, \
                    jangan dari paketnya. Setelah itu setiap dokumen di dalamnya menjadi dokumen kasus ini, dengan jenis, golongan, dan \
                    judul seperti di sana; semuanya, atau tidak sama sekali. Bukti dari log brankas asal disimpan bersamanya, dikunci \
                    untuk golongan yang sama, dan ikut kalau dokumen itu diserahkan lagi.

                    Persetujuan berlaku untuk penyerahan dari satu brankas. Catat persetujuan di sini sebelum menyerahkannya lagi.
                    """),
            examples: [
                "amanah bundle import TPPO-2026-0031 desa.tar.age",
                "amanah bundle import TPPO-2026-0031 desa.tar.age --bundle-identity dinsos.identity",
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(help: ArgumentHelp("The bundle.", id: "Paket dokumennya."))
        var file: String

        @Option(
            help: ArgumentHelp(
                "What the sender says of the bundle, where there is no terminal to ask on: twelve words, their numbers, or 64 digits.",
                id:
                    "Yang disebutkan pengirim tentang paketnya, kalau tidak ada terminal untuk bertanya: dua belas kata, angkanya, atau 64 digit.",
                valueName: "words"))
        var fingerprint: String?

        @Option(
            help: ArgumentHelp(
                "The identity file that the bundle is sealed to, where it is not yours: the office's.",
                id: "Berkas kunci penerima paket, kalau bukan kunci Anda sendiri: kunci instansi.",
                valueName: "file"))
        var bundleIdentity: String?

        @Option(
            help: ArgumentHelp(
                "Read the passphrase of that identity, or of a zip, from the first line of this file.",
                id: "Ambil frasa sandi kunci itu, atau frasa sandi zip, dari baris pertama berkas ini.",
                valueName: "file"))
        var bundlePassphraseFile: String?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let caseFile = try vault.caseFile(`case`)
            let bundle = try checked(for: vault)
            guard bundle.report.isValid else {
                try BundleView(bundle.report).print(json: options.format.json)
                throw ExitCode(ExitStatus.integrity.rawValue)
            }
            try vault.requireImportable(bundle, into: caseFile)
            guard let custody = bundle.report.custody else { return }
            for warning in bundle.report.warnings { Terminal.warn(Words(warning)) }
            try bundle.require(sender: said(of: bundle, custody))
            let progress = Progress(Words("sealing", id: "menyegel"), total: bundle.report.bytes)
            let receipt = try vault.importBundle(
                bundle, into: caseFile, saying: ImportBundle.words, progress: progress.add)
            try show(receipt, custody)
        }

        private func checked(for vault: Vault) throws -> CheckedBundle {
            if try EvidenceVault.Bundle.needsPassphrase(file) {
                let secret = try bundlePassphraseFile.map { try TextFile.secretLine(of: $0) }
                let passphrase = BundlePassphrase(
                    typed: try secret ?? Terminal.askSecret(BundleKey.question.here))
                return try EvidenceVault.Bundle.check(at: file, passphrase: passphrase)
            }
            guard let bundleIdentity else {
                return try EvidenceVault.Bundle.check(at: file, identities: vault.bundleIdentities)
            }
            var other = IdentityOptions()
            (other.identity, other.passphraseFile) = (bundleIdentity, bundlePassphraseFile)
            return try EvidenceVault.Bundle.check(at: file, identities: other.open().bundleIdentities)
        }

        /// What the sender said. The bundle's own words are not shown before: who reads them off the screen compares nothing.
        private func said(of bundle: CheckedBundle, _ custody: CustodyRecord) throws -> SpokenDigest {
            if let fingerprint { return try SpokenDigest.read(fingerprint) }
            for exhibit in custody.exhibits {
                Terminal.complain(
                    .data("\(exhibit.exhibit)  \(visibleName(exhibit.title))  (") + exhibit.kind.said
                        + .data(")"))
            }
            let (vault, ref) = (visibleName(custody.vaultName), visible(custody.caseRef))
            let sender = custody.preparedBy.name.map(visibleName) ?? "?"
            let question = Words(
                """
                This bundle says that it is from \(vault), case \(ref), prepared by \(sender).
                Type the twelve words that its sender has told you of it, by telephone and not in the message that it came with:
                >\u{20}
                """,
                id: """
                    Paket ini menyebut dirinya dari \(vault), kasus \(ref), disiapkan oleh \(sender).
                    Ketik dua belas kata yang disebutkan pengirimnya, lewat telepon dan bukan dalam pesan yang membawa paket ini:
                    >\u{20}
                    """)
            return try SpokenDigest.asked(question, or: .noTerminalForSender)
        }

        /// As it is kept in the vault, and leaves with a document that is handed on.
        private static var words: ImportWords {
            ImportWords(
                obtained: { custody, exhibit in
                    Words(
                        "received in a bundle of \(custody.vaultName), case \(custody.caseRef), \(exhibit.exhibit), handed over \(custody.preparedAt)",
                        id:
                            "diterima dalam paket dari \(custody.vaultName), kasus \(custody.caseRef), \(exhibit.exhibit), diserahkan \(custody.preparedAt)"
                    ).here
                },
                recordTitle: { custody in
                    Words(
                        "Chain of custody: bundle of \(custody.vaultName), case \(custody.caseRef)",
                        id: "Riwayat penguasaan: paket dari \(custody.vaultName), kasus \(custody.caseRef)"
                    ).here
                })
        }

        private func show(_ receipt: ImportReceipt, _ custody: CustodyRecord) throws {
            if options.format.json {
                struct Document: Encodable {
                    let ref, exhibit, sha256: String
                    let size: Int64
                    let logIndex: UInt64
                }
                struct View: Encodable {
                    let vault: VaultID
                    let handover: UInt64
                    let documents: [Document]
                    let records: [String]
                }
                return try Output.json(
                    View(
                        vault: custody.vault, handover: custody.logIndex,
                        documents: zip(receipt.documents, custody.exhibits).map {
                            Document(
                                ref: $0.ref, exhibit: $1.exhibit, sha256: $0.sha256.description,
                                size: $0.size, logIndex: $0.logPosition)
                        }, records: receipt.records.map(\.ref)))
            }
            for (document, exhibit) in zip(receipt.documents, custody.exhibits) {
                Output.data(
                    "\(document.ref)  \(document.sha256)  \(exhibit.exhibit)  \(visibleName(exhibit.title))")
            }
            let records = receipt.records.map(\.ref).joined(separator: ", ")
            Output.line(
                Words(
                    "What proves where they were before is in \(records), and goes along when they are handed on.",
                    id:
                        "Bukti riwayat sebelumnya ada di \(records), dan ikut kalau dokumen itu diserahkan lagi."
                ))
        }
    }
}
