import Age
import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct MemberGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member",
        abstract: Words("The people of the vault (custodian).", id: "Anggota brankas (pengelola brankas)."),
        subcommands: [
            Enrol.self, ListMembers.self, SetRole.self, Suspend.self, Restore.self, Revoke.self,
            Exposure.self,
        ])

    struct Enrol: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Make the owner of a card a member.", id: "Daftarkan pemilik kartu kunci sebagai anggota."),
            discussion: Words(
                """
                Compare the fingerprint with its owner first, by telephone or face to face: whoever made the card reads what \
                you entrust to it.

                Then read the vault's phrase aloud to them: they type it with 'amanah join', and so know that it is this vault.

                Roles: \(Role.explained.english).
                """,
                id: """
                    Cocokkan dahulu kode pengenal kunci dengan pemiliknya, lewat telepon atau tatap muka: siapa pun pembuat kartu itu akan \
                    membaca yang Anda percayakan.

                    Lalu bacakan frasa brankas kepadanya: ia mengetiknya dengan 'amanah join', sehingga yakin bahwa brankasnya benar.

                    Peran: \(Role.explained.indonesian).
                    """),
            examples: [
                Example(
                    "amanah member enrol siti.card --role companion",
                    id: "amanah member enrol siti.card --role pendamping")
            ])

        @Argument(
            help: ArgumentHelp(
                "A card file; - is standard input.", id: "Berkas kartu kunci; - berarti masukan standar."))
        var card: String

        @Option(
            help: ArgumentHelp(
                "One role or several, with commas.", id: "Satu peran atau beberapa, dipisahkan koma.",
                valueName: "role,…"))
        var role: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let roles = try Role.list(typed: role)
            let card = try TextFile.settings(of: card, limit: 16_384, Card.init(json:))
            let vault = try options.open()
            let member = try vault.enrol(card, roles: Set(roles))
            if options.format.json {
                return try Output.json(MemberView(member, phrase: vault.id.phrase))
            }
            let phrase = vault.id.phrase
            Terminal.complain(
                Words(
                    "Read this vault's phrase aloud to them; they type it with 'amanah join': \(phrase)",
                    id:
                        "Bacakan frasa brankas ini kepadanya; ia mengetiknya dengan 'amanah join': \(phrase)"
                ))
            Terminal.complain(Words("or its numbers: ", id: "atau nomornya: ") + .digits(of: phrase))
            Output.line(.data("\(member.name)  \(member.fingerprint.spoken)  ") + roles.said)
        }
    }

    struct ListMembers: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: Words(
                "All members, with their roles and fingerprints.",
                id: "Daftar anggota, dengan peran dan kode pengenal kuncinya."),
            examples: ["amanah member list"])

        @OptionGroup var options: VaultOptions

        func run() throws {
            let members = try options.open().members
            if options.format.json { return try Output.json(members.map { MemberView($0) }) }
            Output.table(
                [
                    Words("NAME", id: "NAMA"), Words("ROLES", id: "PERAN"), Words("STATUS", id: "KEADAAN"),
                    Words("SINCE", id: "SEJAK"), Words("FINGERPRINT", id: "KODE PENGENAL"),
                ],
                members.map {
                    [
                        .data($0.name), $0.roles.sorted().said, $0.status.said,
                        .data(OfficeClock.day($0.since)),
                        .data($0.fingerprint.spoken),
                    ]
                })
        }
    }

    struct SetRole: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: Words("Give a member other roles.", id: "Ubah peran anggota."),
            discussion: Words(
                """
                Their roles on cases that go with those taken away end; the keys of those cases change with the next command of a \
                coordinator of each.
                """,
                id: """
                    Perannya di kasus yang bergantung pada peran yang tidak dimilikinya lagi ikut berakhir; kunci kasus itu berganti pada perintah \
                    berikut dari koordinatornya masing-masing.
                    """),
            examples: [
                Example(
                    #"amanah member role "Siti Rahma" companion,shelter"#,
                    id: #"amanah member role "Siti Rahma" pendamping,pengelola-rumah-aman"#)
            ])

        @Argument(
            help: ArgumentHelp(
                "A member's name or the beginning of their fingerprint.",
                id: "Nama anggota, atau awal kode pengenal kuncinya."))
        var member: String

        @Argument(
            help: ArgumentHelp(
                "All the roles that they have from now on.", id: "Semua perannya mulai sekarang.",
                valueName: "role,…"))
        var roles: String

        @Flag(
            help: ArgumentHelp(
                "Even if cases are left with nobody who can assign members.",
                id: "Tetap lanjut walaupun ada kasus yang tidak punya koordinator lagi."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let roles = try Role.list(typed: roles)
            let vault = try options.open()
            let member = try vault.member(named: member)
            try vault.setRoles(of: member, to: Set(roles), leavingCases: yes)
            let changed = vault.state.member(member.fingerprint) ?? member
            if options.format.json { return try Output.json(MemberView(changed)) }
            Output.line(.data("\(changed.name)  ") + roles.said)
        }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Keep a member out until further notice.", id: "Nonaktifkan anggota untuk sementara."),
            discussion: Words(
                """
                The vault's keys change at once, those of their cases with the next command of a coordinator of each. 'amanah member \
                restore' lets them back into the vault, and coordinators assign them again.
                """,
                id: """
                    Kunci brankas langsung diganti, kunci kasusnya pada perintah berikut dari koordinatornya masing-masing. 'amanah member \
                    restore' mengaktifkannya kembali di brankas, dan koordinator menugaskannya lagi.
                    """),
            examples: [#"amanah member suspend "Siti Rahma""#])

        @OptionGroup var leaving: LeavingOptions
        @OptionGroup var options: VaultOptions

        func run() throws { try leaving.end(isFinal: false, options) }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Let a suspended member back in.", id: "Aktifkan kembali anggota yang nonaktif sementara."),
            examples: [#"amanah member restore "Siti Rahma""#])

        @Argument(
            help: ArgumentHelp(
                "A member's name or the beginning of their fingerprint.",
                id: "Nama anggota, atau awal kode pengenal kuncinya."))
        var member: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let member = try vault.member(named: member)
            try vault.restore(member)
            let restored = vault.state.member(member.fingerprint) ?? member
            if options.format.json { return try Output.json(MemberView(restored)) }
            Output.line(.data("\(restored.name)  ") + restored.status.said)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "End a membership for good, and report what it exposes.",
                id: "Akhiri keanggotaan untuk seterusnya, dan laporkan apa yang pernah dapat dibuka."),
            discussion: Words(
                """
                The vault's keys change at once, those of their cases with the next command of a coordinator of each; until then \
                'amanah status' says so. Who lost a passphrase is revoked too, and enrolled again with a new card.
                """,
                id: """
                    Kunci brankas langsung diganti, kunci kasusnya pada perintah berikut dari koordinatornya masing-masing; sampai saat \
                    itu 'amanah status' mengatakannya. Yang lupa frasa sandi juga diakhiri keanggotaannya, lalu didaftarkan lagi dengan \
                    kartu kunci baru.
                    """),
            examples: [#"amanah member revoke "Siti Rahma""#])

        @OptionGroup var leaving: LeavingOptions
        @OptionGroup var options: VaultOptions

        func run() throws { try leaving.end(isFinal: true, options) }
    }

    struct Exposure: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "What a member's keys open, and what has been re-keyed since (custodian, auditor).",
                id:
                    "Lihat apa yang pernah dapat dibuka kunci seorang anggota, dan kunci mana yang sudah diganti (pengelola brankas, auditor)."
            ),
            discussion: Words(
                """
                Names no case title, file or survivor. Auditors see as well what the member has opened.
                """,
                id: """
                    Tidak menyebut judul kasus, nama berkas, atau nama korban. Auditor juga melihat apa yang pernah dibuka anggota itu.
                    """),
            examples: [#"amanah member exposure "Siti Rahma""#])

        @Argument(
            help: ArgumentHelp(
                "A member's name or the beginning of their fingerprint.",
                id: "Nama anggota, atau awal kode pengenal kuncinya."))
        var member: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            try ExposureView(vault.exposure(of: vault.member(named: member))).show(options.format)
        }
    }
}

/// Who leaves, and whether cases may be left behind.
struct LeavingOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A member's name or the beginning of their fingerprint.",
            id: "Nama anggota, atau awal kode pengenal kuncinya."))
    var member: String

    @Flag(
        help: ArgumentHelp(
            "Do not ask, and leave cases with nobody who can assign members if it must be.",
            id: "Jangan bertanya, dan tetap lanjut walaupun ada kasus yang tidak punya koordinator lagi."))
    var yes = false

    func end(isFinal: Bool, _ options: VaultOptions) throws {
        let vault = try options.open()
        let member = try vault.member(named: member)
        let orphaned = vault.orphanedCases(without: member, roles: member.roles)
        if !yes && orphaned.isEmpty {
            let who = "\(member.name) (\(member.fingerprint.spoken))"
            try Terminal.confirm(
                isFinal
                    ? Words("End the membership of \(who)?", id: "Akhiri keanggotaan \(who)?")
                    : Words("Suspend \(who)?", id: "Nonaktifkan \(who) untuk sementara?"))
        }
        try vault.end(member, isFinal: isFinal, leavingCases: yes)
        try ExposureView(vault.exposure(of: vault.state.member(member.fingerprint) ?? member)).show(
            options.format)
    }
}

/// What somebody's leaving exposes.
private struct ExposureView: Encodable {
    struct Line: Encodable {
        let `case`, `class`: String
        let documents: Int
        let rekeyed: Bool
    }

    struct Opened: Encodable {
        let ref: String
        let times: Int
    }

    struct Bundle: Encodable {
        let `case`, office, at: String
        let documents: [Int]
    }

    let member, fingerprint, status: String
    let couldOpen: [Line]
    let opened: [Opened]?
    let handedOver: [Bundle]
    let casesWithoutCoordinator: [String]
    private let report: ExposureReport

    private enum CodingKeys: CodingKey {
        case member, fingerprint, status, couldOpen, opened, handedOver, casesWithoutCoordinator
    }

    init(_ report: ExposureReport) {
        self.report = report
        member = report.member.name
        fingerprint = report.member.fingerprint.description
        status = report.member.status.rawValue
        couldOpen = report.lines.map {
            Line(
                case: $0.caseRef, class: $0.confidentiality.rawValue, documents: $0.documents,
                rekeyed: $0.isRekeyed)
        }
        opened = report.opened?.map { Opened(ref: $0.ref, times: $0.times) }
        handedOver = report.handedOver.map {
            Bundle(
                case: $0.caseRef, office: $0.office.description, at: $0.at.description,
                documents: $0.documents)
        }
        casesWithoutCoordinator = report.orphaned
    }

    func show(_ format: FormatOptions) throws {
        if format.json { return try Output.json(self) }
        let isActive = report.member.status == .active
        Output.line(.data("\(member)  ") + report.member.status.said)
        switch report.member.status {
        case .active: break
        case .suspended:
            Output.line(
                Words(
                    "\(member) cannot get into the vault until they are restored.",
                    id: "\(member) tidak dapat masuk ke brankas sampai diaktifkan kembali."))
        case .revoked:
            Output.line(
                Words(
                    "From now on \(member) cannot get into the vault any more.",
                    id: "Mulai sekarang \(member) tidak dapat masuk ke brankas lagi."))
        }
        Output.table(
            [
                Words("CASE", id: "KASUS"), Words("CLASS", id: "GOLONGAN"),
                Words("DOCUMENTS THEIR KEYS OPEN", id: "DOKUMEN YANG DAPAT DIBUKA KUNCINYA"),
                Words("NEW DEPOSITS", id: "DOKUMEN YANG MASUK NANTI"),
            ],
            report.lines.map {
                [
                    .data($0.caseRef), $0.confidentiality.said, .data(String($0.documents)),
                    $0.isRekeyed
                        ? Words("out of reach", id: "tidak terjangkau")
                        : isActive
                            ? Words("readable (a member)", id: "dapat dibaca (masih bertugas)")
                            : Words("STILL OPEN TO THEIR KEYS", id: "MASIH DAPAT DIBUKA KUNCINYA"),
                ]
            })
        for bundle in report.handedOver {
            let what = "\(bundle.caseRef)/\(bundle.documents.map(String.init).joined(separator: ","))"
            let (to, at) = (bundle.office.said, OfficeClock.text(bundle.at))
            Output.line(
                Words(
                    "handed over \(what) to \(to.english) on \(at)",
                    id: "menyerahkan \(what) kepada \(to.indonesian) pada \(at)"))
        }
        if let opened {
            for document in opened {
                Output.line(
                    Words(
                        "opened \(document.ref), times: \(document.times)",
                        id: "membuka \(document.ref), berapa kali: \(document.times)"))
            }
        } else {
            Output.line(
                Words(
                    "what they opened: an auditor sees it with 'amanah member exposure'",
                    id: "yang pernah dibuka: auditor melihatnya dengan 'amanah member exposure'"))
        }
        if !isActive, couldOpen.contains(where: { !$0.rekeyed }) {
            Output.line(
                Words(
                    "the keys of those cases change with the next command of their coordinators ('amanah status')",
                    id:
                        "kunci kasus-kasus itu berganti pada perintah berikut dari koordinatornya ('amanah status')"
                ))
        }
        if !isActive, couldOpen.contains(where: { $0.documents > 0 }) {
            Output.line(
                Words(
                    "'amanah reseal CASE' takes the documents out of reach of the old keys",
                    id: "'amanah reseal KASUS' mengunci ulang dokumennya, di luar jangkauan kunci lama"))
        }
        if !casesWithoutCoordinator.isEmpty {
            let refs = casesWithoutCoordinator.joined(separator: ", ")
            Output.line(
                Words(
                    "with nobody who can assign members: \(refs); see 'amanah recover --help'",
                    id:
                        "tanpa seorang pun yang dapat menugaskan anggota: \(refs); lihat 'amanah recover --help'"
                )
            )
        }
    }
}

private struct MemberView: Encodable {
    let name, fingerprint, recipient, status, since, enrolledBy: String
    let roles: [String]
    /// What is read aloud to a new member.
    let phrase: String?
    let phraseDigits: [String]?

    init(_ member: Member, phrase: VaultPhrase? = nil) {
        self.phrase = phrase?.description
        phraseDigits = phrase?.digits
        name = member.name
        fingerprint = member.fingerprint.description
        recipient = member.card.recipient.description
        roles = member.roles.sorted().map(\.rawValue)
        status = member.status.rawValue
        since = member.since.description
        enrolledBy = member.enrolledBy.description
    }
}
