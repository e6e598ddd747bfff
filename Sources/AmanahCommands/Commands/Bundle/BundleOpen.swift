import Age
import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

/// Bundles at the other end: checked, and opened.
extension BundleGroup {
    struct VerifyBundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: Words(
                "Check a bundle. Needs no vault.", id: "Periksa paket dokumen. Tidak memerlukan brankas."),
            discussion: Words(
                """
                FILE is a sealed bundle, the first volume of one, a bag in tar or zip of whoever made it, or an unpacked bag's folder. To \
                unpack, use 'amanah bundle open': it \
                writes nothing that was not checked. A time-stamp in it is the sender's word until it is checked with \
                --certificate, which comes from the time-stamping authority.
                """,
                id: """
                    BERKAS adalah paket yang terkunci, potongan pertamanya, paket BagIt dalam tar atau zip dari siapa pun, atau folder paket \
                    yang sudah dibuka. Untuk membukanya \
                    pakai 'amanah bundle open': yang tidak diperiksa tidak ditulis. Penanda waktu di dalamnya hanya kata pengirim, sampai \
                    diperiksa dengan --certificate dari penyelenggara penanda waktu.
                    """),
            examples: [
                "amanah bundle verify lpsk.tar.age --identity lpsk.identity",
                "amanah bundle verify polsek.zip.001",
            ])

        @Argument(help: ArgumentHelp("The bundle.", id: "Paket dokumennya."))
        var file: String

        @OptionGroup var authority: AuthorityOptions
        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws {
            let certificates = try authority.certificates()
            let key = try BundleKey(of: file, identity)
            let report = try Bundle.verify(
                at: file, identities: key.identities, passphrase: key.passphrase, trusting: certificates)
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
            let key = try BundleKey(of: file, identity)
            let report = try Bundle.open(
                at: file, identities: key.identities, passphrase: key.passphrase, to: output,
                trusting: certificates)
            try BundleView(report).print(json: format.json)
        }
    }
}

/// What opens a bundle: an identity, or the passphrase of a zip. One that is not sealed needs neither.
struct BundleKey {
    var identities: [any Age.Identity] = []
    var passphrase: BundlePassphrase?

    init(of path: String, _ options: IdentityOptions) throws {
        if try Bundle.isSealed(path) {
            identities = try options.open().bundleIdentities
        } else if try Bundle.needsPassphrase(path) {
            passphrase = BundlePassphrase(typed: try options.passphrase(BundleKey.question))
        }
    }

    static let question = Words(
        "The nine words that the sender told you by telephone: ",
        id: "Sembilan kata yang disebutkan pengirim lewat telepon: ")
}

private typealias Bundle = EvidenceVault.Bundle
