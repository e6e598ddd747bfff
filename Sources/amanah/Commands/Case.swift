import ArgumentParser
import EvidenceVault
import Foundation

struct CaseGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Case files and their teams.",
        subcommands: [Open.self, ListCases.self, ShowCase.self, Assign.self])

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a case file (coordinator). Prints its reference.",
            discussion: """
                The title is for the team alone. Use a pseudonym in it, never the survivor's name.

                Example: amanah case open --title "Melati, perkebunan"
                """)

        @Option(help: "What the team calls it.")
        var title: String

        @Option(help: "The reference; without it the next one of the year.")
        var ref: String?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.openCase(title: title, ref: ref)
            if options.format.json {
                let summary = CaseSummary(file: file, title: title, roles: [.coordinator])
                return try Output.json(CaseView(summary, vault))
            }
            print(file.ref)
        }
    }

    struct ListCases: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "All case files; titles only of those on whose team you are.",
            discussion: "Example: amanah case list")

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let cases = try vault.cases()
            if options.format.json { return try Output.json(cases.map { CaseView($0, vault) }) }
            Output.table(
                ["CASE", "OPENED", "DOCUMENTS", "YOUR ROLE", "TITLE"],
                cases.map {
                    [
                        $0.file.ref, $0.file.openedAt.day, String($0.file.documentCount),
                        $0.roles.isEmpty ? "–" : $0.roles.sorted().map(\.rawValue).joined(separator: ", "),
                        $0.title ?? "–",
                    ]
                })
        }
    }

    struct ShowCase: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One case: its team and the consents that were given.",
            discussion: "Example: amanah case show TPPO-2026-0017")

        @Argument(help: "The case's reference, or an unambiguous beginning of it.")
        var `case`: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let view = try CaseView(vault.show(vault.caseFile(`case`)), vault)
            if options.format.json { return try Output.json(view) }
            Output.fields([
                ("case", view.ref), ("title", view.title ?? "(for its team)"), ("opened", view.openedAt),
                ("documents", String(view.documents)),
            ])
            for member in view.team {
                print("  \(visible(member.name)): \(member.roles.joined(separator: ", "))")
            }
            for consent in view.consents {
                print(
                    "  consent \(consent.number) to \(visible(consent.recipient)) for \(consent.purpose): "
                        + consent.kinds.joined(separator: ", ")
                        + (consent.until.map { ", until \($0)" } ?? ""))
            }
        }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a member on the team, with the keys of what the role reads (coordinator).",
            discussion: "Example: amanah case assign TPPO-2026-0017 \"Siti Rahma\" --role companion")

        @Argument(help: "The case.")
        var `case`: String

        @Argument(help: "A member's name or the beginning of their fingerprint.")
        var member: String

        @Option(help: "The role on this case.")
        var role: Role

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let member = try vault.member(named: member)
            try vault.assign(member, to: file, as: role)
            let reads = Policy.standard.reads(role).filter { $0 != .summary }.map(\.rawValue).sorted()
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
            print(
                "\(file.ref)  \(visible(member.name))  \(role.rawValue)  reads: \(reads.isEmpty ? "–" : reads.joined(separator: ", "))"
            )
        }
    }
}

private struct CaseView: Encodable {
    struct TeamMember: Encodable {
        let name, fingerprint: String
        let roles: [String]
    }

    struct Consent: Encodable {
        let number: Int
        let purpose, recipient, recordedAt: String
        let kinds: [String]
        let until: String?
    }

    let ref, id, openedAt: String
    let title: String?
    let documents: Int
    let roles: [String]
    let team: [TeamMember]
    let consents: [Consent]

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
        consents = file.consents.map {
            Consent(
                number: $0.given.number, purpose: $0.given.purpose.rawValue,
                recipient: $0.given.recipient.description, recordedAt: $0.recordedAt.description,
                kinds: $0.given.kinds.map(\.rawValue), until: $0.given.until?.description)
        }
    }
}
