import ArgumentParser
import EvidenceVault
import Foundation

extension Role: ExpressibleByArgument {}

struct MemberGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "The people of the vault (custodian).",
        subcommands: [Enrol.self, ListMembers.self])

    struct Enrol: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the owner of a card a member.",
            discussion: """
                Compare the fingerprint with its owner first, by telephone or face to face: whoever made the card reads what \
                you entrust to it.

                Roles: \(Role.allCases.map { "\($0.rawValue) (\($0.indonesian))" }.joined(separator: ", ")).

                Example: amanah member enrol siti.card --role companion
                """)

        @Argument(help: "A card file; - is standard input.")
        var card: String

        @Option(help: ArgumentHelp("One role or several, with commas.", valueName: "role,…"))
        var role: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let roles = try role.split(separator: ",").map { word in
                guard let role = Role(rawValue: String(word)) else {
                    throw CommandError.usage(
                        "'\(word)' is no role; there are \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                return role
            }
            let card = try Card(json: Files.contents(of: card, limit: 16_384))
            let member = try options.open().enrol(card, roles: Set(roles))
            if options.format.json { return try Output.json(MemberView(member)) }
            print(
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
            if options.format.json { return try Output.json(members.map(MemberView.init)) }
            Output.table(
                ["NAME", "ROLES", "SINCE", "FINGERPRINT"],
                members.map {
                    [
                        $0.name, $0.roles.sorted().map(\.rawValue).joined(separator: ", "), $0.since.day,
                        $0.fingerprint.spoken,
                    ]
                })
        }
    }
}

private struct MemberView: Encodable {
    let name, fingerprint, recipient, since, enrolledBy: String
    let roles: [String]

    init(_ member: Member) {
        name = member.name
        fingerprint = member.fingerprint.description
        recipient = member.card.recipient.description
        roles = member.roles.sorted().map(\.rawValue)
        since = member.since.description
        enrolledBy = member.enrolledBy.description
    }
}
