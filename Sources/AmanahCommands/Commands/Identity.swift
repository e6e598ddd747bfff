import Age
import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation
import VaultStorage

struct IdentityGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: Words(
            "Your own key file, and the card that others enrol.",
            id: "Kunci pribadi Anda, dan kartu kunci yang didaftarkan orang lain."),
        subcommands: [New.self, ShowIdentity.self, CardCommand.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Make an identity, sealed under a passphrase.",
                id: "Buat kunci pribadi, dikunci dengan frasa sandi."),
            discussion: Words(
                """
                At a terminal six random Indonesian words are proposed as its passphrase: Enter takes them, or you type one of \
                your own, twice. The weakest are refused. It cannot be recovered: who loses it gets a new identity and is enrolled \
                again; no document is lost.
                """,
                id: """
                    Di terminal diusulkan enam kata acak sebagai frasa sandi: Enter memakainya, atau ketik frasa sandi Anda sendiri \
                    dua kali. Yang paling lemah ditolak. Frasa sandi tidak dapat dipulihkan: yang lupa membuat kunci pribadi baru \
                    dan didaftarkan lagi; tidak ada dokumen yang hilang.
                    """),
            examples: [#"amanah identity new --name "Siti Rahma" --out siti.identity"#])

        @Option(
            help: ArgumentHelp(
                "Your name, as colleagues and courts know you.",
                id: "Nama Anda, seperti dikenal rekan kerja dan pengadilan."))
        var name: String

        @Option(help: ArgumentHelp("The new file.", id: "Berkas baru.", valueName: "file"))
        var out: String

        @Option(
            help: ArgumentHelp(
                "Read the passphrase from the first line of this file; - is standard input.",
                id: "Ambil frasa sandi dari baris pertama berkas ini; - berarti masukan standar.",
                valueName: "file"))
        var passphraseFile: String?

        @OptionGroup var format: FormatOptions

        func run() throws {
            try Destination.requireFile(out, for: "--out")
            let file = try NewFile(at: out)
            let identity = try MemberIdentity.generate(name: name)
            var options = IdentityOptions()
            options.passphraseFile = passphraseFile
            try file.write(identity.sealed(passphrase: options.newPassphrase(for: identity.name)))
            try file.publish()
            options.identity = out
            options.note()
            try IdentityView(identity).print(json: format.json)
        }
    }

    struct ShowIdentity: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: Words(
                "Name, fingerprint and public keys of an identity file.",
                id: "Lihat kunci pribadi: nama, kode pengenal, dan kunci publik dalam berkas kunci."),
            examples: ["amanah identity show --identity siti.identity"])

        @OptionGroup var identity: IdentityOptions
        @OptionGroup var format: FormatOptions

        func run() throws { try IdentityView(identity.open()).print(json: format.json) }
    }

    struct CardCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "card",
            abstract: Words(
                "Print your card, for a custodian to enrol you or an office to send to you.",
                id:
                    "Cetak kartu kunci Anda, supaya pengelola brankas mendaftarkan Anda atau instansi dapat menyerahkan paket kepada Anda."
            ),
            discussion: Words(
                """
                The card holds no secret. Read its fingerprint to whoever enrols it, by telephone or face to face.
                """,
                id: """
                    Kartu kunci tidak berisi rahasia. Bacakan kode pengenalnya kepada yang mendaftarkan, lewat telepon atau tatap muka.
                    """),
            examples: ["amanah identity card --identity siti.identity > siti.card"])

        @OptionGroup var identity: IdentityOptions
        @Flag(
            help: ArgumentHelp(
                "The card is JSON in any case.",
                id: "Tidak mengubah apa pun: kartu kunci memang berbentuk JSON."))
        var json = false

        func run() throws {
            Output.data(String(decoding: try identity.open().card.json(), as: UTF8.self), end: "")
        }
    }
}

/// What anybody may know of an identity.
private struct IdentityView: Encodable {
    let name, fingerprint, recipient, signingKey: String
    private let spoken: String

    private enum CodingKeys: CodingKey { case name, fingerprint, recipient, signingKey }

    init(_ identity: MemberIdentity) {
        name = identity.name
        fingerprint = identity.fingerprint.description
        spoken = identity.fingerprint.spoken
        recipient = identity.card.recipient.description
        signingKey = Minisign.publicKey(identity.card.signingKey)
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        Output.fields([
            (Words("name", id: "nama"), .data(name)), (.fingerprint, .data(spoken)),
            (Words("age recipient", id: "kunci penerima (age)"), .data(recipient)),
            (Words("minisign key", id: "kunci tanda tangan (minisign)"), .data(signingKey)),
        ])
    }
}
