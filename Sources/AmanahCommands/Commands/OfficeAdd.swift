import ArgumentParser
import EvidenceVault
import Ledger
import Presentation
import Sodium
import VaultStorage

extension OfficeGroup {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Propose the key of an office. Another member confirms it.",
                id: "Usulkan kunci sebuah instansi. Anggota lain mengukuhkannya."),
            discussion: Words(
                """
                The card that the office has made with Amanah; or, from an office that has not got Amanah, the public key that it has \
                made with age ('amanah office invite' writes a page that says how).
                """,
                id: """
                    Kartu yang dibuat instansi itu dengan Amanah; atau, dari instansi tanpa Amanah, kunci publik yang dibuatnya dengan age \
                    (halaman petunjuknya dari 'amanah office invite').
                    """),
            examples: [
                Example(
                    #"amanah office add lpsk --card lpsk-officer.card --how "handed over at their desk""#,
                    id:
                        #"amanah office add lpsk --card petugas-lpsk.card --how "diserahkan di kantor mereka""#
                ),
                "amanah office add police --recipient age1… --name \"Kanit PPA\" --signing-key minisign.pub",
            ]
        )

        @Argument(help: ArgumentHelp("The office.", id: "Instansinya."))
        var office: String

        @Option(
            help: ArgumentHelp(
                "The card that the office has made with 'amanah identity card'.",
                id: "Kartu kunci yang dibuat instansi itu dengan 'amanah identity card'.", valueName: "file"))
        var card: String?

        @Option(
            help: ArgumentHelp(
                "Instead of a card: the public key that the office has made with age.",
                id: "Sebagai ganti kartu: kunci publik yang dibuat instansi itu dengan age.",
                valueName: "age1…"))
        var recipient: String?

        @Option(
            help: ArgumentHelp(
                "With --recipient: whose key it is.", id: "Bersama --recipient: kunci siapa itu.",
                valueName: "name"))
        var name: String?

        @Option(
            help: ArgumentHelp(
                "With --recipient: the office's minisign key, for receipts; the file, or the line in it.",
                id:
                    "Bersama --recipient: kunci minisign instansi itu, untuk tanda terima; berkasnya, atau barisnya.",
                valueName: "file|key"))
        var signingKey: String?

        @Option(
            help: ArgumentHelp(
                "How the key came, and how you compared it.",
                id: "Bagaimana kunci itu diterima, dan bagaimana Anda mencocokkannya.", valueName: "text"))
        var how: String?

        @OptionGroup var options: VaultOptions

        func validate() throws {
            let isFitting =
                card == nil
                ? recipient != nil && name != nil : recipient == nil && name == nil && signingKey == nil
            guard isFitting else {
                throw CommandError.wrongWords(
                    Words(
                        "say --card CARD, or --recipient age1… with --name, and --signing-key if there is one",
                        id:
                            "sebutkan --card KARTU, atau --recipient age1… dengan --name, dan --signing-key kalau ada"
                    ))
            }
        }

        func run() throws {
            let office = try Office(office)
            let how = how ?? Words("not said", id: "tidak disebutkan").here
            let key: OfficeKey
            if let recipient, let name {
                let signing = try signingKey.map { try MinisignKey.named($0) }
                key = try options.open().proposeKey(
                    of: office, recipient: recipient, signingKey: signing, label: name, how: how)
            } else {
                let card = try TextFile.settings(of: card ?? "", limit: 16_384, Card.init(json:))
                key = try options.open().proposeKey(of: office, card: card, how: how)
            }
            try OfficeKeyView(key).show(options.format)
            if !options.format.json {
                Terminal.complain(
                    Words(
                        "Nothing is sealed to it until another member has compared the words, or the key, with \(key.label): 'amanah office confirm \(office)'.",
                        id:
                            "Belum dipakai sampai anggota lain mencocokkan kata-kata itu, atau kuncinya, dengan \(key.label): 'amanah office confirm \(office)'."
                    ))
            }
        }
    }

    struct Invite: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Write a page for an officer without Amanah: how to make a key with age, and what to send back.",
                id:
                    "Tulis halaman untuk petugas tanpa Amanah: cara membuat kunci dengan age, dan apa yang dikirim kembali."
            ),
            discussion: Words(
                """
                The page is in Indonesian with English beside it, names no case and no survivor, and may go by e-mail or on paper. What \
                comes back is a line that begins with age1: 'amanah office add OFFICE --recipient age1… --name NAME'.
                """,
                id: """
                    Halaman ini tidak menyebut kasus maupun korban, dan boleh dikirim lewat surel atau dicetak. Yang dikirim kembali adalah \
                    sebaris teks yang diawali age1: 'amanah office add INSTANSI --recipient age1… --name NAMA'.
                    """),
            examples: [
                Example(
                    "amanah office invite police -o key-for-police.html",
                    id: "amanah office invite polisi -o kunci-untuk-polisi.html")
            ])

        @Argument(help: ArgumentHelp("The office.", id: "Instansinya."))
        var office: String

        @Option(
            name: [.customShort("o"), .customLong("output")],
            help: ArgumentHelp(
                "The new file; - for standard output.", id: "Berkas baru; - untuk keluaran standar.",
                valueName: "file"))
        var output: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(office)
            let target = try Destination(output, json: options.format.json)
            let state = try options.open().state
            let page = OfficeInvitation(
                office, vaultName: state.vaultName, isPostQuantum: state.isPostQuantum)
            try target.put(Array(page.html.text.utf8))
            guard let path = target.path else { return }
            if options.format.json {
                struct Made: Encodable { let path: String }
                return try Output.json(Made(path: path))
            }
            Output.line(
                Words("a page for ", id: "halaman untuk ") + office.said + .data(": \(visible(path))"))
        }
    }
}

/// A minisign key as somebody names it: its file, or the line in it.
enum MinisignKey {
    static func named(_ text: String) throws -> Ed25519.PublicKey {
        let named =
            PathBytes.exists(text)
            ? Minisign.parsePublicKey(try TextFile.contents(of: text, limit: 4_096))
            : Minisign.parsePublicKey(line: text)
        guard let key = named else {
            throw CommandError.wrongWords(
                Words("\(text) is no minisign key", id: "\(text) bukan kunci minisign"))
        }
        return key
    }
}
