import ArgumentParser
import EvidenceVault
import Presentation

struct Reseal: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Seal a case's old documents anew, under its newest keys (coordinator).",
            id: "Kunci ulang dokumen lama suatu kasus dengan kunci terbarunya (koordinator kasus)."),
        discussion: Words(
            """
            After somebody left: whoever still has the old keys cannot open the new sealed files. Copies that were made of the old \
            ones before, and what was read, nobody takes back. It can be stopped, and goes on where it was.
            """,
            id: """
                Setelah ada yang keluar: yang masih memegang kunci lama tidak dapat membuka berkas terkunci yang baru. Salinan berkas \
                lama yang pernah dibuat, dan yang sudah dibaca, tidak dapat ditarik siapa pun. Boleh dihentikan; nanti dilanjutkan \
                dari tempat berhenti.
                """),
        examples: ["amanah reseal TPPO-2026-0017"])

    @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
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
