import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct CaseGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: Words("Case files and their teams.", id: "Kasus dan tim kasusnya."),
        subcommands: [
            Open.self, ListCases.self, ShowCase.self, Assign.self, Unassign.self, Reassign.self,
            BreakGlass.self,
        ])

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Open a case file (coordinator). Prints its reference.",
                id: "Buat kasus (koordinator kasus). Nomornya ditampilkan."),
            discussion: Words(
                """
                The title is for the team alone. Use a pseudonym in it, never the survivor's name.
                """,
                id: """
                    Judul hanya untuk timnya. Pakai nama samaran, jangan pernah nama asli korban.
                    """),
            examples: [#"amanah case open --title "Melati, perkebunan""#])

        @Option(help: ArgumentHelp("What the team calls it.", id: "Judul kasus bagi timnya."))
        var title: String

        @Option(
            help: ArgumentHelp(
                "The reference; without it the next one of the year.",
                id: "Nomor kasus; jika tidak disebut, nomor berikutnya tahun ini."))
        var ref: String?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.openCase(title: title, ref: ref)
            if options.format.json {
                let summary = CaseSummary(file: file, title: title, roles: [.coordinator])
                return try Output.json(CaseView(summary, vault))
            }
            Output.data(file.ref)
        }
    }

    struct ListCases: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: Words(
                "All case files; titles only of those on whose team you are.",
                id: "Semua kasus; judulnya hanya untuk kasus tim Anda."),
            examples: ["amanah case list"])

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let cases = try vault.cases()
            if options.format.json { return try Output.json(cases.map { CaseView($0, vault) }) }
            if cases.isEmpty {
                Terminal.complain(
                    Words(
                        "There are no cases yet. A coordinator makes one: 'amanah case open --title …'",
                        id: "Belum ada kasus. Koordinator membuatnya: 'amanah case open --title …'"))
            }
            Output.table(
                [
                    Words("CASE", id: "KASUS"), Words("OPENED", id: "DIBUAT"),
                    Words("DOCUMENTS", id: "DOKUMEN"), Words("YOUR ROLE", id: "PERAN ANDA"),
                    Words("TITLE", id: "JUDUL"),
                ],
                cases.map {
                    [
                        .data($0.file.ref), .data(OfficeClock.day($0.file.openedAt)),
                        .data(String($0.file.documentCount)), $0.roles.sorted().said,
                        .data($0.title ?? "–"),
                    ]
                })
        }
    }

    struct ShowCase: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: Words(
                "One case: its team and the consents that were given.",
                id: "Satu kasus: timnya dan persetujuan yang diberikan."),
            examples: ["amanah case show TPPO-2026-0017"])

        @Argument(
            help: ArgumentHelp(
                "The case's reference, or an unambiguous beginning of it.",
                id: "Nomor kasus, atau bagiannya yang cukup jelas."))
        var `case`: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let view = try CaseView(vault.show(vault.caseFile(`case`)), vault)
            if options.format.json { return try Output.json(view) }
            Output.fields([
                (.theCase, .data(view.ref)),
                (.title, view.title.map(Words.data) ?? Words("(for its team)", id: "(hanya untuk timnya)")),
                (Words("opened", id: "dibuat"), .data(OfficeClock.text(view.openedAt))),
                (.documents, .data(String(view.documents))),
            ])
            for (name, roles) in view.teamRoles { Output.line(.data("  \(name): ") + roles.said) }
            for consent in view.consents {
                let to = consent.office.said
                Output.line(
                    Words(
                        "  consent \(consent.number) to \(to.english) for \(consent.what.said.english): ",
                        id:
                            "  persetujuan \(consent.number) kepada \(to.indonesian) untuk \(consent.what.said.indonesian): "
                    ) + ([consent.covers] + consent.lines).joined(separator: ", "))
            }
            for basis in view.bases { Output.line(.data("  ") + BasisView.line(basis, in: view.ref)) }
            for (emergency, state, role) in view.emergencyStates {
                Output.line(
                    Words(
                        "  EMERGENCY access, \(emergency.member) as \(role.said.english): ",
                        id: "  AKSES DARURAT, \(emergency.member) sebagai \(role.said.indonesian): ") + state)
            }
            if !view.due.isEmpty {
                Output.line(
                    Words("  keys due to change: ", id: "  kunci yang harus diganti: ") + view.due.said)
            }
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Put a member on the team, with the keys of what the role reads (coordinator).",
                id:
                    "Tugaskan anggota di tim kasus, dengan kunci untuk yang boleh dibaca perannya (koordinator kasus)."
            ),
            examples: [
                Example(
                    #"amanah case assign TPPO-2026-0017 "Siti Rahma" --role companion"#,
                    id: #"amanah case assign TPPO-2026-0017 "Siti Rahma" --role pendamping"#)
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp(
                "A member's name or the beginning of their fingerprint.",
                id: "Nama anggota, atau awal kode pengenal kuncinya."))
        var member: String

        @Option(help: ArgumentHelp("The role on this case.", id: "Perannya dalam kasus ini."))
        var role: TypedWord<Role>

        @OptionGroup var options: VaultOptions

        func run() throws {
            let role = try role.value
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let member = try vault.member(named: member)
            try vault.assign(member, to: file, as: role)
            let reads = vault.state.policy.reads(role).filter { $0 != .summary }.sorted()
            if options.format.json {
                struct Assigned: Encodable {
                    let `case`, member, fingerprint, role: String
                    let reads: [String]
                }
                return try Output.json(
                    Assigned(
                        case: file.ref, member: member.name, fingerprint: member.fingerprint.description,
                        role: role.rawValue, reads: reads.map(\.rawValue)))
            }
            Output.line(
                .data("\(file.ref)  \(member.name)  ") + role.said
                    + Words("  reads: ", id: "  dapat membaca: ")
                    + reads.said)
        }
    }

    struct Unassign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Take a member off the team, and change the keys that they held (coordinator).",
                id:
                    "Akhiri penugasan anggota di tim kasus, dan ganti kunci yang dipegangnya (koordinator kasus)."
            ),
            discussion: Words(
                """
                What they could read before they may have copied; what is deposited from now on they cannot. 'amanah reseal' seals \
                the old documents anew.
                """,
                id: """
                    Yang dahulu dapat ia baca mungkin sudah disalinnya; yang dimasukkan mulai sekarang tidak dapat ia buka. 'amanah \
                    reseal' mengunci ulang dokumen lama.
                    """),
            examples: [#"amanah case unassign TPPO-2026-0017 "Siti Rahma""#])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp(
                "A member's name or the beginning of their fingerprint.",
                id: "Nama anggota, atau awal kode pengenal kuncinya."))
        var member: String

        @Option(
            help: ArgumentHelp(
                "One of their roles; without it all of them.",
                id: "Salah satu perannya; jika tidak disebut, semuanya."))
        var role: TypedWord<Role>?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let role = try role?.value
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let before = file.newestGenerations
            try vault.unassign(vault.member(named: member), from: file, role: role)
            let after = try vault.caseFile(file.ref)
            let rekeyed = after.newestGenerations.filter { before[$0.key] != $0.value }.keys.sorted()
            if options.format.json {
                struct Unassigned: Encodable {
                    let `case`, member: String
                    let rekeyed: [String]
                }
                return try Output.json(
                    Unassigned(
                        case: file.ref, member: vault.member(named: member).name,
                        rekeyed: rekeyed.map(\.rawValue)))
            }
            Output.line(.data("\(file.ref)  ") + Words("new keys: ", id: "kunci baru: ") + rekeyed.said)
        }
    }

    struct Reassign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Put one member in the place of another on all cases that you coordinate.",
                id: "Alihkan semua kasus yang Anda koordinasi dari satu anggota ke anggota lain."),
            discussion: Words(
                """
                Also when the other's membership has ended already. They are taken off where they still are, and the keys change.
                """,
                id: """
                    Juga bila keanggotaan yang digantikan sudah berakhir. Penugasannya yang masih ada diakhiri, dan kuncinya diganti.
                    """),
            examples: [#"amanah case reassign --from "Siti Rahma" --to "Dewi Lestari""#])

        @Option(help: ArgumentHelp("Who leaves.", id: "Yang digantikan.", valueName: "member"))
        var from: String

        @Option(
            help: ArgumentHelp(
                "Who takes their place; must hold the same roles.",
                id: "Yang menggantikan; perannya harus sama.", valueName: "member"))
        var to: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let files = try vault.reassign(
                from: vault.member(named: from), to: vault.member(named: to))
            if options.format.json { return try Output.json(files.map(\.ref)) }
            for file in files { Output.data(file.ref) }
        }
    }

    struct BreakGlass: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "break-glass",
            abstract: Words(
                "Emergency access: one member asks, a coordinator of the case approves, for a short time.",
                id:
                    "Akses darurat: seorang anggota meminta, koordinator kasus mengizinkan, untuk waktu singkat."
            ),
            discussion: Words(
                """
                The reason is for all members and auditors to read: name no survivor in it. It ends by itself; the next command of a \
                coordinator changes the keys.
                """,
                id: """
                    Alasannya dibaca semua anggota dan auditor: jangan tulis nama korban. Akses berakhir sendiri; perintah berikut dari \
                    seorang koordinator mengganti kuncinya.
                    """),
            examples: [
                Example(
                    #"amanah case break-glass TPPO-2026-0017 --role companion --reason "hospital needs the history tonight""#,
                    id:
                        #"amanah case break-glass TPPO-2026-0017 --role pendamping --reason "rumah sakit perlu riwayatnya malam ini""#
                ), #"amanah case break-glass TPPO-2026-0017 --approve "Dewi Lestari""#,
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(
            help: ArgumentHelp(
                "Why it cannot wait.", id: "Alasan mengapa tidak dapat menunggu.", valueName: "text"))
        var reason: String?

        @Option(
            help: ArgumentHelp(
                "The role, one of yours, in which you need it.", id: "Peran Anda yang memerlukannya."))
        var role: TypedWord<Role>?

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp(
                "For how long from the approval: 90m, 24h; seven days at most.",
                id: "Berapa lama sejak diizinkan: 90m (menit), 24h (jam); paling lama tujuh hari.",
                valueName: "time"))
        var duration = Duration(seconds: 24 * 3600)

        @Option(
            help: ArgumentHelp(
                "Let in this member, who asked (coordinator of the case).",
                id: "Izinkan anggota ini, yang sudah meminta (koordinator kasus itu).", valueName: "member"))
        var approve: String?

        @OptionGroup var options: VaultOptions

        func validate() throws {
            guard (approve == nil) == (reason != nil && role != nil) else {
                throw CommandError.wrongWords(
                    Words(
                        "ask with --role and --reason, or let somebody in with --approve MEMBER",
                        id:
                            "minta dengan --role dan --reason, atau izinkan seseorang dengan --approve ANGGOTA"
                    ))
            }
        }

        func run() throws {
            let role = try role?.value
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            if let approve {
                let member = try vault.member(named: approve)
                let until = try vault.approveEmergency(of: member, in: file)
                if options.format.json {
                    return try Output.json([
                        "case": file.ref, "member": member.name, "until": until.description,
                    ])
                }
                return Output.line(
                    .data("\(file.ref)  \(member.name)  ") + Words("until ", id: "sampai ")
                        + .data(OfficeClock.text(until)))
            }
            guard let reason, let role else { return }
            try vault.requestEmergency(in: file, as: role, reason: reason, duration: duration.seconds)
            let approvers = vault.state.granters(of: file).filter { $0.fingerprint != vault.me.fingerprint }
                .map(\.name).sorted()
            if options.format.json {
                struct Asked: Encodable {
                    let `case`, role: String
                    let approvers: [String]
                }
                return try Output.json(Asked(case: file.ref, role: role.rawValue, approvers: approvers))
            }
            let who = Words.list(approvers.map(Words.data)).here
            Output.line(
                Words(
                    "\(file.ref)  asked for; \(who) can approve",
                    id: "\(file.ref)  diminta; yang dapat mengizinkan: \(who)"))
        }
    }
}

private struct CaseView: Encodable {
    struct TeamMember: Encodable {
        let name, fingerprint: String
        let roles: [String]
    }

    struct LegalBasis: Encodable {
        let number: Int
        let office: String
        let documents: [String]
        let until: String
        let approved: Bool
    }

    struct Emergency: Encodable {
        let member, role, reason, requestedAt, state: String
        let until: String?
    }

    let ref, id, openedAt: String
    let title: String?
    let documents: Int
    let roles: [String]
    let team: [TeamMember]
    let consents: [ConsentView]
    let legalBases: [LegalBasis]
    let emergencies: [Emergency]
    /// Classes whose newest key is with somebody who left; a coordinator's next command changes them.
    let rotationDue: [String]
    // As people are shown it.
    let bases: [CaseFile.Basis]
    let due: [ConfidentialityClass]
    let teamRoles: [(name: String, roles: [Role])]
    let emergencyStates: [(Emergency, state: Words, role: Role)]

    private enum CodingKeys: CodingKey {
        case ref, id, openedAt, title, documents, roles, team, consents, legalBases, emergencies, rotationDue
    }

    init(_ summary: CaseSummary, _ vault: Vault) {
        let file = summary.file
        ref = file.ref
        id = file.id.description
        openedAt = file.openedAt.description
        title = summary.title
        documents = file.documentCount
        roles = summary.roles.sorted().map(\.rawValue)
        let members = vault.members.map { ($0, file.roles(of: $0.fingerprint).sorted()) }.filter {
            !$0.1.isEmpty
        }
        team = members.map { member, roles in
            TeamMember(
                name: member.name, fingerprint: member.fingerprint.description, roles: roles.map(\.rawValue))
        }
        teamRoles = members.map { ($0.name, $1) }
        consents = file.consents.map { ConsentView($0, kinds: [], in: file.ref) }
        bases = file.bases
        legalBases = file.bases.map {
            LegalBasis(
                number: $0.number, office: $0.proposed.office.description,
                documents: $0.proposed.documents.map { "\(file.ref)/\($0)" },
                until: $0.proposed.until.description, approved: $0.approved != nil)
        }
        emergencyStates = file.emergencies.map { emergency in
            let state =
                emergency.isOver
                ? Words("over", id: "sudah berakhir")
                : emergency.until.map {
                    Words("until ", id: "sampai ") + .data(OfficeClock.text($0))
                } ?? Words("asked for, not approved", id: "diminta, belum diizinkan")
            let view = Emergency(
                member: vault.state.member(emergency.member)?.name ?? emergency.member.description,
                role: emergency.role.rawValue, reason: emergency.reason,
                requestedAt: emergency.requestedAt.description, state: state.english,
                until: emergency.until?.description)
            return (view, state, emergency.role)
        }
        emergencies = emergencyStates.map(\.0)
        due = vault.state.rotationsDue(in: file)
        rotationDue = due.map(\.rawValue)
    }
}
