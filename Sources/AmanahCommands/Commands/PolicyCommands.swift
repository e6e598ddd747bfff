import ArgumentParser
import EvidenceVault
import Foundation

struct PolicyGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: Words(
            "Which role reads, deposits, grants and hands over what.",
            id: "Aturan peran: peran mana boleh membaca, memasukkan, membagi kunci, dan menyerahkan apa."),
        subcommands: [ShowPolicy.self, SetPolicy.self])

    struct ShowPolicy: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: Words(
                "The policy in force; with --json the file that 'policy set' takes.",
                id: "Lihat aturan peran yang berlaku; dengan --json, berkas untuk 'policy set'."),
            examples: ["amanah policy show --json > policy.json"])

        @OptionGroup var options: VaultOptions

        func run() throws {
            let policy = try options.open().state.policy
            if options.format.json { return try Output.json(policy) }
            let classes = ConfidentialityClass.documentClasses
            Output.table(
                ["ROLE", "READS", "DEPOSITS", "GRANTS", "HANDS OVER", "RECORDS CONSENT"],
                Role.allCases.map { role in
                    func words(_ classes: [ConfidentialityClass]) -> String {
                        classes.count == ConfidentialityClass.documentClasses.count
                            ? "all" : Output.list(classes.map(\.rawValue))
                    }
                    let deposits = policy.deposits(role)
                    let kinds = deposits.kinds.map(\.rawValue).sorted()
                    let deposited =
                        [words(classes.filter(deposits.classes.contains))]
                        + (kinds.isEmpty ? [] : [kinds.joined(separator: ", ")])
                    return [
                        role.rawValue, words(classes.filter { policy.reads(role).contains($0) }),
                        deposited.joined(separator: "; "), policy.grants(role) ? "yes" : "–",
                        policy.handsOver(role) ? "yes" : "–", policy.recordsConsent(role) ? "yes" : "–",
                    ]
                })
        }
    }

    struct SetPolicy: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: Words(
                "Replace the policy (custodian), after showing who gains and loses what.",
                id:
                    "Ubah aturan peran (pengelola brankas), setelah menunjukkan siapa mendapat dan kehilangan apa."
            ),
            discussion: Words(
                """
                The statement counts at once: for what may be deposited, granted and handed over. Keys follow with the next command of \
                a coordinator of each case: those who gain are given them, and where somebody loses a class it gets a new key.
                """,
                id: """
                    Aturan baru langsung berlaku untuk yang boleh dimasukkan, dibagikan, dan diserahkan. Kuncinya menyusul pada perintah \
                    berikut dari koordinator tiap kasus: yang mendapat hak diberi kunci, dan bila ada yang kehilangan suatu golongan, \
                    golongan itu mendapat kunci baru.
                    """),
            examples: ["amanah policy set policy.json --dry-run"])

        @Argument(
            help: ArgumentHelp(
                "A policy in JSON; 'amanah policy show --json' prints one.",
                id: "Aturan peran dalam JSON; 'amanah policy show --json' mencetaknya."))
        var file: String

        @Flag(
            help: ArgumentHelp(
                "Show what would change, and change nothing.",
                id: "Tunjukkan yang akan berubah, tanpa mengubah apa pun."))
        var dryRun = false

        @Flag(help: ArgumentHelp("Do not ask.", id: "Jangan bertanya."))
        var yes = false

        @OptionGroup var options: VaultOptions

        func run() throws {
            let policy = try TextFile.settings(of: file, limit: 65_536, Vault.policy(json:))
            let vault = try options.open()
            let view = ChangeView(vault.preview(policy), isSet: !dryRun)
            if !options.format.json { view.show() }
            if !dryRun {
                if !yes { try Terminal.confirm("Set this policy?") }
                try vault.setPolicy(policy)
            }
            if options.format.json { try Output.json(view) }
        }
    }

    private struct ChangeView: Encodable {
        struct Effect: Encodable {
            let member, fingerprint, `class`: String
            let gains: Bool
            let cases: Int
        }

        struct Right: Encodable {
            let role, right: String
            let subject: String?
            let gains: Bool
        }

        let effects: [Effect]
        /// Every right that roles gain or lose.
        let rights: [Right]
        let casesToRekey: [String]
        let isSet: Bool

        init(_ change: PolicyChange, isSet: Bool) {
            effects = change.effects.map {
                Effect(
                    member: $0.name, fingerprint: $0.member.description, class: $0.confidentiality.rawValue,
                    gains: $0.gains, cases: $0.cases)
            }
            rights = change.rights.map {
                Right(
                    role: $0.role.rawValue, right: $0.right.word, subject: $0.right.subject, gains: $0.gains)
            }
            casesToRekey = change.rekeyings
            self.isSet = isSet
        }

        func show() {
            if rights.isEmpty {
                Output.line(
                    Words(
                        "no role gains or loses a right",
                        id: "tidak ada peran yang mendapat atau kehilangan hak"
                    )
                    .in(.current))
            } else {
                Output.table(
                    ["ROLE", "", "RIGHT", "OF"],
                    rights.map { [$0.role, $0.gains ? "gains" : "LOSES", $0.right, $0.subject ?? ""] })
            }
            if effects.isEmpty { return Output.line("nobody on a team gains or loses a class") }
            Output.table(
                ["MEMBER", "", "CLASS", "CASES"],
                effects.map { [$0.member, $0.gains ? "gains" : "LOSES", $0.class, String($0.cases)] })
            Output.line("keys change or are handed on in: \(Output.list(casesToRekey))")
        }
    }
}
