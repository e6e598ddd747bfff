import ArgumentParser
import EvidenceVault
import Foundation

struct AuditGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what, and is the record of it whole?",
        subcommands: [LogCommand.self])

    struct LogCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "log", abstract: "The log, oldest first, checked from its first entry.",
            discussion: """
                Auditors see every access. Other members see what concerns all members, and that there were accesses.

                Example: amanah audit log
                """)

        @OptionGroup var options: VaultOptions

        func run() throws {
            let lines = try options.open().auditTrail().map(View.init)
            if options.format.json { return try Output.json(lines) }
            Output.table(
                ["ENTRY", "WHEN", "WHO", "WHAT", "CASE / DOCUMENTS", "NOTE"],
                lines.map {
                    [
                        String($0.index), $0.at ?? "–", $0.member ?? "–", $0.act ?? "(for auditors)",
                        $0.place, $0.note ?? "",
                    ]
                })
        }
    }

    private struct View: Encodable {
        let index: UInt64
        let at, member, fingerprint, act, `case`, note: String?
        let documents: [String]

        /// `TPPO-2026-0017/1,2,5`
        var place: String {
            guard let ref = `case` else { return "" }
            let numbers = documents.map { $0.dropFirst(ref.count + 1) }
            return numbers.isEmpty ? ref : ref + "/" + numbers.joined(separator: ",")
        }

        init(_ line: AuditLine) {
            index = line.position
            at = line.statement?.at.description
            member = line.member?.name
            fingerprint = line.member?.fingerprint.description
            act = line.statement?.act.name
            `case` = line.caseRef
            documents = line.documents
            note = line.note
        }
    }
}
