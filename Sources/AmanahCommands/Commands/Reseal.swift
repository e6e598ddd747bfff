import ArgumentParser
import EvidenceVault

struct Reseal: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal a case's old documents anew, under its newest keys (coordinator).",
        discussion: """
            After somebody left: whoever still has the old keys cannot open the new sealed files. Copies that were made of the old \
            ones before, and what was read, nobody takes back. It can be stopped, and goes on where it was.

            Example: amanah reseal TPPO-2026-0017
            """)

    @Argument(help: "The case.")
    var `case`: String

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let file = try vault.caseFile(`case`)
        let line = CountLine(Words("resealing", id: "mengunci ulang"))
        let report = try vault.reseal(file, progress: line.show(_:of:))
        if options.format.json {
            struct Resealed: Encodable {
                let `case`: String
                let resealed, current: Int
                let faults: [String]
            }
            try Output.json(
                Resealed(
                    case: file.ref, resealed: report.resealed, current: report.current,
                    faults: report.faults.map(\.words.english)))
        } else {
            for fault in report.faults { Terminal.warn(fault.words) }
            let (new, before) = (report.resealed, report.current)
            Output.line(
                Words(
                    "\(file.ref)  resealed \(new), under the newest keys already \(before)",
                    id: "\(file.ref)  dikunci ulang \(new), sudah dengan kunci terbaru \(before)"))
        }
        if !report.faults.isEmpty { throw ExitCode(ExitStatus.integrity.rawValue) }
    }
}
