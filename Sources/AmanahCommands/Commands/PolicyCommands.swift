import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

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
                [
                    Words("ROLE", id: "PERAN"), Words("READS", id: "MEMBACA"),
                    Words("DEPOSITS", id: "MEMASUKKAN"), Words("GRANTS", id: "MENUGASKAN"),
                    Words("HANDS OVER", id: "MENYERAHKAN"),
                    Words("RECORDS CONSENT", id: "MENCATAT PERSETUJUAN"),
                ],
                Role.allCases.map { role in
                    func words(_ classes: [ConfidentialityClass]) -> Words {
                        classes.count == ConfidentialityClass.documentClasses.count
                            ? Words("all", id: "semua") : classes.said
                    }
                    func words(_ may: Bool) -> Words { may ? Words("yes", id: "ya") : .data("–") }
                    let deposits = policy.deposits(role)
                    let kinds = deposits.kinds.sorted { $0.rawValue < $1.rawValue }
                    let deposited =
                        [words(classes.filter(deposits.classes.contains))]
                        + (kinds.isEmpty ? [] : [kinds.said])
                    return [
                        role.said, words(classes.filter { policy.reads(role).contains($0) }),
                        deposited.joined(separator: "; "), words(policy.grants(role)),
                        words(policy.handsOver(role)), words(policy.recordsConsent(role)),
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
                if !yes { try Terminal.confirm(Words("Set this policy?", id: "Pakai aturan peran ini?")) }
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
        private let change: PolicyChange

        private enum CodingKeys: CodingKey { case effects, rights, casesToRekey, isSet }

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
            self.change = change
        }

        func show() {
            if rights.isEmpty {
                Output.line(
                    Words(
                        "no role gains or loses a right",
                        id: "tidak ada peran yang mendapat atau kehilangan hak"))
            } else {
                Output.table(
                    [
                        Words("ROLE", id: "PERAN"), .data(""), Words("RIGHT", id: "HAK"),
                        Words("OF", id: "ATAS"),
                    ],
                    change.rights.map { [$0.role.said, gains($0.gains), $0.right.said, $0.right.about] })
            }
            if effects.isEmpty {
                return Output.line(
                    Words(
                        "nobody on a team gains or loses a class",
                        id: "tidak ada anggota tim yang mendapat atau kehilangan golongan"))
            }
            Output.table(
                [
                    Words("MEMBER", id: "ANGGOTA"), .data(""), Words("CLASS", id: "GOLONGAN"),
                    Words("CASES", id: "KASUS"),
                ],
                change.effects.map {
                    [.data($0.name), gains($0.gains), $0.confidentiality.said, .data(String($0.cases))]
                })
            Output.line(
                Words("keys change or are handed on in: ", id: "kunci berganti atau diteruskan di: ")
                    + .list(casesToRekey.map(Words.data)))
        }

        private func gains(_ gains: Bool) -> Words {
            gains ? Words("gains", id: "mendapat") : Words("LOSES", id: "KEHILANGAN")
        }
    }
}

extension RightChange.Right {
    fileprivate var said: Words {
        switch self {
        case .reads: Words(word, id: "membaca")
        case .deposits: Words(word, id: "memasukkan")
        case .depositsKind: Words(word, id: "memasukkan jenis")
        case .grants: Words(word, id: "menugaskan")
        case .handsOver: Words(word, id: "menyerahkan")
        case .recordsConsent: Words(word, id: "mencatat persetujuan")
        }
    }

    /// What it is about.
    fileprivate var about: Words {
        switch self {
        case .reads(let confidentiality), .deposits(let confidentiality): confidentiality.said
        case .depositsKind(let kind): kind.said
        case .grants, .handsOver, .recordsConsent: .data("")
        }
    }
}
