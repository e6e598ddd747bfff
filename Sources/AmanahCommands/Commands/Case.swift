import ArgumentParser
import EvidenceVault
import Foundation

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
            Output.line(file.ref)
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
            Output.table(
                ["CASE", "OPENED", "DOCUMENTS", "YOUR ROLE", "TITLE"],
                cases.map {
                    [
                        $0.file.ref, OfficeClock.day($0.file.openedAt), String($0.file.documentCount),
                        $0.roles.isEmpty ? "–" : $0.roles.sorted().map(\.rawValue).joined(separator: ", "),
                        $0.title ?? "–",
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
                ("case", view.ref), ("title", view.title ?? "(for its team)"),
                ("opened", OfficeClock.text(view.openedAt)),
                ("documents", String(view.documents)),
            ])
            for member in view.team {
                Output.line("  \(visible(member.name)): \(member.roles.joined(separator: ", "))")
            }
            for consent in view.consents {
                Output.line(
                    "  consent \(consent.number) to \(consent.recipient) for \(consent.purpose): "
                        + ([consent.covers] + consent.lines).joined(separator: ", "))
            }
            for emergency in view.emergencies {
                Output.line(
                    "  EMERGENCY access, \(visible(emergency.member)) as \(emergency.role): \(emergency.state)"
                )
            }
            if !view.rotationDue.isEmpty {
                Output.line("  keys due to change: \(view.rotationDue.joined(separator: ", "))")
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
            let reads = vault.state.policy.reads(role).filter { $0 != .summary }.map(\.rawValue).sorted()
            if options.format.json {
                struct Assigned: Encodable {
                    let `case`, member, fingerprint, role: String
                    let reads: [String]
                }
                return try Output.json(
                    Assigned(
                        case: file.ref, member: member.name, fingerprint: member.fingerprint.description,
                        role: role.rawValue, reads: reads))
            }
            Output.line(
                "\(file.ref)  \(visible(member.name))  \(role.rawValue)  reads: \(reads.isEmpty ? "–" : reads.joined(separator: ", "))"
            )
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
            Output.line("\(file.ref)  new keys: \(Output.list(rekeyed.map(\.rawValue)))")
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
            for file in files { Output.line(file.ref) }
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
                return Output.line("\(file.ref)  \(visible(member.name))  until \(OfficeClock.text(until))")
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
            Output.line("\(file.ref)  asked for; \(Output.list(approvers.map(visible))) can approve")
        }
    }
}

private struct CaseView: Encodable {
    struct TeamMember: Encodable {
        let name, fingerprint: String
        let roles: [String]
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
    let emergencies: [Emergency]
    /// Classes whose newest key is with somebody who left; a coordinator's next command changes them.
    let rotationDue: [String]

    init(_ summary: CaseSummary, _ vault: Vault) {
        let file = summary.file
        ref = file.ref
        id = file.id.description
        openedAt = file.openedAt.description
        title = summary.title
        documents = file.documentCount
        roles = summary.roles.sorted().map(\.rawValue)
        team = vault.members.compactMap { member in
            let roles = file.roles(of: member.fingerprint)
            return roles.isEmpty
                ? nil
                : TeamMember(
                    name: member.name, fingerprint: member.fingerprint.description,
                    roles: roles.sorted().map(\.rawValue))
        }
        consents = file.consents.map { ConsentView($0, kinds: [], in: file.ref) }
        emergencies = file.emergencies.map {
            Emergency(
                member: vault.state.member($0.member)?.name ?? $0.member.description, role: $0.role.rawValue,
                reason: $0.reason, requestedAt: $0.requestedAt.description,
                state: $0.isOver
                    ? "over" : $0.until.map { "until \(OfficeClock.text($0))" } ?? "asked for, not approved",
                until: $0.until?.description)
        }
        rotationDue = vault.state.rotationsDue(in: file).map(\.rawValue)
    }
}
