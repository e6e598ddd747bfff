import ArgumentParser
import EvidenceVault
import Foundation

extension ConsentPurpose: ExpressibleByArgument {}

struct ConsentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "The survivor decides: what leaves the vault, to whom, for what.",
        subcommands: [Record.self])

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a consent that was given. One recipient, one purpose.",
            discussion: """
                Explain risks and limits first, in the survivor's language; a "no" costs no service. Who gave it is sealed to \
                those who read identities; a pseudonym is enough.

                Offices: \(Office.known.map(\.id).joined(separator: ", ")), or another name.

                Example: amanah consent record TPPO-2026-0017 --purpose protection --recipient lpsk \
                --kinds visum,chronology --given-by Melati --until 2027-03-31
                """)

        @Argument(help: "The case.")
        var `case`: String

        @Option(help: "What for.")
        var purpose: ConsentPurpose

        @Option(help: ArgumentHelp("The one office that it is for.", valueName: "office"))
        var recipient: String

        @Option(help: ArgumentHelp("The kinds of documents, with commas.", valueName: "kind,…"))
        var kinds: String

        @Option(help: ArgumentHelp("Who consents.", valueName: "name"))
        var givenBy: String

        @Option(help: ArgumentHelp("The document that shows it.", valueName: "ref"))
        var proof: String?

        @Option(help: ArgumentHelp("The last day, such as 2027-03-31.", valueName: "date"))
        var until: String?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let kinds = try kinds.split(separator: ",").map { word in
                guard let kind = DocumentKind(rawValue: String(word)) else {
                    throw CommandError.usage("'\(word)' is no kind of document; see 'amanah add --help'")
                }
                return kind
            }
            let until = try until.map { text in
                guard let time = Timestamp(text) else {
                    throw CommandError.usage("'\(text)' is no date; write it as 2027-03-31")
                }
                return time
            }
            let office = try Office(recipient)
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let consent = try vault.recordConsent(
                in: file, purpose: purpose, recipient: office, kinds: Set(kinds), givenBy: givenBy,
                proof: proof, until: until)
            if options.format.json {
                struct Recorded: Encodable {
                    let `case`: String
                    let number: Int
                    let purpose, recipient: String
                    let kinds: [String]
                    let until: String?
                }
                return try Output.json(
                    Recorded(
                        case: file.ref, number: consent.number, purpose: consent.purpose.rawValue,
                        recipient: consent.recipient.description, kinds: consent.kinds.map(\.rawValue),
                        until: consent.until?.description))
            }
            print(
                "\(file.ref)  consent \(consent.number)  \(visible(consent.recipient.description))  \(consent.purpose.rawValue)  "
                    + consent.kinds.map(\.rawValue).joined(separator: ", "))
        }
    }
}
