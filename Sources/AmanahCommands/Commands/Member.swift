import ArgumentParser
import EvidenceVault
import Foundation

struct MemberGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "The people of the vault (custodian).",
        subcommands: [
            Enrol.self, ListMembers.self, SetRole.self, Suspend.self, Restore.self, Revoke.self,
            Exposure.self,
        ])

    struct Enrol: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the owner of a card a member.",
            discussion: """
                Compare the fingerprint with its owner first, by telephone or face to face: whoever made the card reads what \
                you entrust to it.

                Then read the vault's phrase aloud to them: they type it with 'amanah join', and so know that it is this vault.

                Roles: \(Role.allCases.map { "\($0.rawValue) (\($0.indonesian))" }.joined(separator: ", ")).

                Example: amanah member enrol siti.card --role companion
                """)

        @Argument(help: "A card file; - is standard input.")
        var card: String

        @Option(help: ArgumentHelp("One role or several, with commas.", valueName: "role,…"))
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
            let numbers = vault.id.phrase.digits.joined(separator: " ")
            Terminal.complain(
                Words(
                    "Read this vault's phrase aloud to them; they type it with 'amanah join': \(vault.id.phrase)\nor its numbers: \(numbers)",
                    id:
                        "Bacakan frasa brankas ini kepadanya; ia mengetiknya dengan 'amanah join': \(vault.id.phrase)\natau nomornya: \(numbers)"
                ).in(.current))
            Output.line(
                "\(visible(member.name))  \(member.fingerprint.spoken)  \(roles.map(\.rawValue).joined(separator: ", "))"
            )
        }
    }

    struct ListMembers: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "All members, with their roles and fingerprints.",
            discussion: "Example: amanah member list")

        @OptionGroup var options: VaultOptions

        func run() throws {
            let members = try options.open().members
            if options.format.json { return try Output.json(members.map { MemberView($0) }) }
            Output.table(
                ["NAME", "ROLES", "STATUS", "SINCE", "FINGERPRINT"],
                members.map {
                    [
                        $0.name, $0.roles.sorted().map(\.rawValue).joined(separator: ", "),
                        $0.status.rawValue, OfficeClock.day($0.since),
                        $0.fingerprint.spoken,
                    ]
                })
        }
    }

    struct SetRole: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role", abstract: "Give a member other roles.",
            discussion: """
                Their roles on cases that go with those taken away end; the keys of those cases change with the next command of a \
                coordinator of each.

                Example: amanah member role "Siti Rahma" companion,shelter
                """)

        @Argument(help: "A member's name or the beginning of their fingerprint.")
        var member: String

        @Argument(help: ArgumentHelp("All the roles that they have from now on.", valueName: "role,…"))
        var roles: String

        @Flag(help: "Even if cases are left with nobody who can assign members.")
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let roles = try Role.list(typed: roles)
            let vault = try options.open()
            let member = try vault.member(named: member)
            try vault.setRoles(of: member, to: Set(roles), leavingCases: yes)
            let changed = vault.state.member(member.fingerprint) ?? member
            if options.format.json { return try Output.json(MemberView(changed)) }
            Output.line("\(visible(changed.name))  \(Output.list(roles.map(\.rawValue)))")
        }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a member out until further notice.",
            discussion: """
                The vault's keys change at once, those of their cases with the next command of a coordinator of each. 'amanah member \
                restore' lets them back into the vault, and coordinators assign them again.

                Example: amanah member suspend "Siti Rahma"
                """)

        @OptionGroup var leaving: LeavingOptions
        @OptionGroup var options: VaultOptions

        func run() throws { try leaving.end(isFinal: false, options) }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a suspended member back in.",
            discussion: "Example: amanah member restore \"Siti Rahma\"")

        @Argument(help: "A member's name or the beginning of their fingerprint.")
        var member: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let member = try vault.member(named: member)
            try vault.restore(member)
            let restored = vault.state.member(member.fingerprint) ?? member
            if options.format.json { return try Output.json(MemberView(restored)) }
            Output.line("\(visible(restored.name))  \(restored.status.rawValue)")
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a membership for good, and report what it exposes.",
            discussion: """
                The vault's keys change at once, those of their cases with the next command of a coordinator of each; until then \
                'amanah status' says so. Who lost a passphrase is revoked too, and enrolled again with a new card.

                Example: amanah member revoke "Siti Rahma"
                """)

        @OptionGroup var leaving: LeavingOptions
        @OptionGroup var options: VaultOptions

        func run() throws { try leaving.end(isFinal: true, options) }
    }

    struct Exposure: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a member's keys open, and what has been re-keyed since (custodian, auditor).",
            discussion: """
                Names no case title, file or survivor. Auditors see as well what the member has opened.

                Example: amanah member exposure "Siti Rahma"
                """)

        @Argument(help: "A member's name or the beginning of their fingerprint.")
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
    @Argument(help: "A member's name or the beginning of their fingerprint.")
    var member: String

    @Flag(help: "Do not ask, and leave cases with nobody who can assign members if it must be.")
    var yes = false

    func end(isFinal: Bool, _ options: VaultOptions) throws {
        let vault = try options.open()
        let member = try vault.member(named: member)
        let orphaned = vault.orphanedCases(without: member, roles: member.roles)
        let what = isFinal ? "End the membership of" : "Suspend"
        if !yes && orphaned.isEmpty {
            try Terminal.confirm("\(what) \(visible(member.name)) (\(member.fingerprint.spoken))?")
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

    init(_ report: ExposureReport) {
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
        Output.line("\(visible(member))  \(status)")
        Output.table(
            ["CASE", "CLASS", "DOCUMENTS THEIR KEYS OPEN", "NEW DEPOSITS"],
            couldOpen.map {
                [
                    $0.case, $0.class, String($0.documents),
                    $0.rekeyed ? "out of reach" : "STILL OPEN TO THEIR KEYS",
                ]
            })
        for bundle in handedOver {
            Output.line(
                "handed over \(bundle.case)/\(bundle.documents.map(String.init).joined(separator: ",")) to \(visible(bundle.office)) on \(OfficeClock.text(bundle.at))"
            )
        }
        if let opened {
            for document in opened { Output.line("opened \(document.ref), times: \(document.times)") }
        } else {
            Output.line("what they opened: an auditor sees it with 'amanah member exposure'")
        }
        if couldOpen.contains(where: { !$0.rekeyed }) {
            Output.line("the keys of those cases change with the next command of their coordinators")
        }
        if couldOpen.contains(where: { $0.documents > 0 }) {
            Output.line("'amanah reseal CASE' takes the documents out of reach of the old keys")
        }
        if !casesWithoutCoordinator.isEmpty {
            Output.line(
                "with nobody who can assign members: \(Output.list(casesWithoutCoordinator)); see 'amanah recover --help'"
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
