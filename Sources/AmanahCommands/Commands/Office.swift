import ArgumentParser
import Bytes
import EvidenceVault
import Ledger
import Presentation

struct OfficeGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office",
        abstract: Words(
            "Who receives bundles: police, LPSK, courts, hospitals, and the keys that are theirs.",
            id: "Instansi penerima paket: kepolisian, LPSK, pengadilan, rumah sakit, dan kunci mereka."),
        discussion: Words(
            """
            A bundle goes only to a key that two members have given to the office: one proposes its card, another confirms it, \
            and one of the two is a coordinator.

            Offices: \(Office.listed.english).
            """,
            id: """
                Paket dokumen hanya dikunci untuk kunci yang diberikan dua anggota kepada instansi itu: yang satu mengusulkan \
                kartunya, yang lain mengukuhkannya, dan salah seorang adalah koordinator.

                Instansi: \(Office.listed.indonesian).
                """),
        subcommands: [
            Invite.self, Add.self, Confirm.self, ListOffices.self, ShowOffice.self, Retire.self,
            OfficeExpects.self,
        ])

    struct Confirm: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Confirm a card that another member has proposed.",
                id: "Kukuhkan kartu kunci yang diusulkan anggota lain."),
            discussion: Words(
                """
                Call the office on a number that you have from elsewhere, and let them read the twelve words of their key to you; or, \
                if they have age and not Amanah, the key itself, four letters at a time.
                """,
                id: """
                    Telepon instansi itu ke nomor yang Anda ketahui sendiri, dan minta mereka membacakan dua belas kata kuncinya kepada \
                    Anda; atau, kalau mereka memakai age dan bukan Amanah, kunci publiknya sendiri, empat-empat huruf.
                    """),
            examples: ["amanah office confirm lpsk"])

        @Argument(help: ArgumentHelp("The office.", id: "Instansinya."))
        var office: String

        @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(office)
            let vault = try options.open()
            let key = try vault.keyToConfirm(of: office)
            if !yes {
                let by = vault.state.member(key.proposedBy)?.name ?? ""
                Terminal.complain(
                    office.said
                        + Words(
                            ": \(key.label), proposed by \(by)", id: ": \(key.label), diusulkan oleh \(by)"))
                Terminal.complain(.data("  \(key.proposal.how)"))
                Terminal.complain(.data("  \(key.phrase)"))
                Terminal.complain(.data("  \(key.inFours)"))
                try Terminal.confirm(
                    Words(
                        "Has the office read you these words, or this key?",
                        id: "Apakah instansi itu membacakan kata-kata ini, atau kunci ini, kepada Anda?"))
            }
            try OfficeKeyView(vault.confirm(key)).show(options.format)
        }
    }

    struct ListOffices: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: Words("All offices and their keys.", id: "Daftar instansi dan kuncinya."),
            examples: ["amanah office list"])

        @OptionGroup var options: VaultOptions

        func run() throws {
            let keys = try options.open().state.offices.map(OfficeKeyView.init)
            if options.format.json { return try Output.json(keys) }
            if keys.isEmpty {
                Terminal.complain(
                    Words(
                        "No office has a key yet: 'amanah office add OFFICE --card CARD'",
                        id: "Belum ada kunci instansi: 'amanah office add INSTANSI --card KARTU'"))
            }
            Output.table(
                [
                    Words("OFFICE", id: "INSTANSI"), Words("STATE", id: "KEADAAN"), Words("KEY", id: "KUNCI"),
                    Words("SINCE", id: "SEJAK"), Words("LABEL", id: "NAMA"),
                ],
                keys.map {
                    [
                        $0.key.office.said, $0.shownStatus, .data($0.key.short),
                        .data(OfficeClock.day($0.proposedAt)), .data($0.label),
                    ]
                })
        }
    }

    struct ShowOffice: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: Words(
                "The keys of one office, with the words to compare.",
                id: "Kunci satu instansi, dengan kata-kata untuk dicocokkan."),
            examples: ["amanah office show lpsk"])

        @Argument(help: ArgumentHelp("The office.", id: "Instansinya."))
        var office: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(office)
            let vault = try options.open()
            let keys = vault.state.offices.filter { $0.office == office }
            if options.format.json { return try Output.json(keys.map(OfficeKeyView.init)) }
            if keys.isEmpty { throw VaultError.noOfficeKey(office) }
            for key in keys {
                OfficeKeyView(key).print()
                func name(_ member: Fingerprint?) -> String? {
                    member.map { vault.state.member($0)?.name ?? $0.description }
                }
                Output.fields([
                    (
                        Words("proposed", id: "diusulkan"),
                        .by(OfficeClock.text(key.proposedAt), name(key.proposedBy))
                    ),
                    (Words("how", id: "caranya"), .data(key.proposal.how)),
                    (
                        Words("confirmed", id: "dikukuhkan"),
                        key.confirmedAt.map { .by(OfficeClock.text($0), name(key.confirmedBy)) }
                    ),
                    (
                        Words("retired", id: "tidak dipakai lagi"),
                        key.retiredAt.map { .by(OfficeClock.text($0), name(key.retiredBy)) }
                    ),
                ])
            }
        }
    }

    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Seal nothing to a key of an office any more (coordinator).",
                id: "Tidak lagi memakai satu kunci instansi (koordinator kasus)."),
            examples: ["amanah office retire lpsk --recipient age1…"])

        @Argument(help: ArgumentHelp("The office.", id: "Instansinya."))
        var office: String

        @Option(
            help: ArgumentHelp(
                "Which key, or its beginning, where there are several.",
                id: "Kunci yang mana, atau awalnya, kalau ada beberapa.", valueName: "age1…"))
        var recipient: String?

        @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let office = try Office(office)
            let vault = try options.open()
            let keys = vault.state.offices.filter {
                $0.office == office && $0.status != .retired && $0.recipient.hasPrefix(recipient ?? "")
            }
            guard let key = keys.first else { throw VaultError.noOfficeKey(office) }
            guard keys.count == 1 else {
                throw VaultError.severalOfficeKeys(office, labels: keys.map { "\($0.label) (\($0.short))" })
            }
            if !yes {
                try Terminal.confirm(
                    Words(
                        "Seal nothing to \(visible(key.label)) (\(key.short)) any more?",
                        id: "Tidak lagi memakai kunci \(visible(key.label)) (\(key.short))?"))
            }
            try OfficeKeyView(vault.retire(key)).show(options.format)
        }
    }
}

/// A key of an office as it is shown.
struct OfficeKeyView: Encodable {
    let office, label, recipient, phrase, status, proposedAt, how: String
    let proposedBy: String
    let confirmedBy, confirmedAt, retiredAt: String?
    let alone: Bool
    let key: OfficeKey

    private enum CodingKeys: CodingKey {
        case office, label, recipient, phrase, status, proposedAt, how, proposedBy, confirmedBy, confirmedAt,
            retiredAt, alone
    }

    init(_ key: OfficeKey) {
        self.key = key
        office = key.office.description
        label = key.label
        recipient = key.recipient
        phrase = key.phrase
        status = key.status.rawValue
        proposedAt = key.proposedAt.description
        how = key.proposal.how
        proposedBy = key.proposedBy.description
        confirmedBy = key.confirmedBy?.description
        confirmedAt = key.confirmedAt?.description
        retiredAt = key.retiredAt?.description
        alone = key.isAlone
    }

    /// The state in the user's language; what one member has confirmed alone stands out.
    var shownStatus: Words {
        switch key.status {
        case .proposed: Words("not confirmed", id: "belum dikukuhkan")
        case .confirmed: Words("confirmed", id: "dikukuhkan")
        case .alone: Words("ALONE", id: "SATU ORANG")
        case .retired: Words("retired", id: "tidak dipakai lagi")
        }
    }

    func show(_ format: FormatOptions) throws {
        if format.json { return try Output.json(self) }
        self.print()
    }

    func print() {
        Output.fields([
            (Words("office", id: "instansi"), key.office.said), (Words("label", id: "nama"), .data(label)),
            (Words("state", id: "keadaan"), shownStatus), (.key, .data(recipient)), (.words, .data(phrase)),
        ])
    }
}
