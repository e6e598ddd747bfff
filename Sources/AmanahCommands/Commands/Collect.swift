import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Bring in what was sealed with field kits: each file once, with its own time and signature.",
            id:
                "Terima titipan ke dalam brankas: setiap berkas satu kali, dengan waktu dan tanda tangannya sendiri."
        ),
        discussion: Words(
            """
            A file that is refused is left as it is; why stands beside it, and in the log. The exit status is 3 when one was refused, \
            and 5 when somebody has changed or forged one.
            """,
            id: """
                Berkas yang ditolak dibiarkan; sebabnya tertulis di sampingnya dan di log. Status akhir 3 bila ada yang ditolak, dan 5 \
                bila ada yang diubah atau dipalsukan.
                """),
        examples: [Example("amanah collect /media/usb/sealed/*", id: "amanah collect /media/usb/titipan/*")])

    @Argument(help: ArgumentHelp("Sealed files.", id: "Berkas titipan.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        var views: [View] = []
        let outcome = Result {
            try vault.collect(files) { collected in
                let view = View(collected)
                views.append(view)
                guard !options.format.json else { return }
                // It is in the vault now, whatever becomes of the rest.
                Output.line(view.line)
                try? StandardOutput.flush()
            }
        }
        // What came in before a file that could not be read is in the vault, and said.
        if options.format.json { try Output.json(views) }
        if views.contains(where: \.isUnderOldKeys) {
            Terminal.complain(
                Words(
                    "Some were sealed under keys that have changed since: 'amanah reseal' by a coordinator seals them under the new ones.",
                    id:
                        "Ada yang disegel dengan kunci lama: 'amanah reseal' oleh koordinator menguncinya dengan kunci baru."
                ))
        }
        try outcome.get()
        let problems = views.compactMap(\.problem)
        if problems.isEmpty { return }
        let status: ExitStatus = problems.contains(where: \.isForgery) ? .integrity : .notPermitted
        throw ArgumentParser.ExitCode(status.rawValue)
    }

    private struct View: Encodable {
        let path: String
        let ref, documentID, sealedAt, refused: String?
        let isUnderOldKeys, isBeforeKit: Bool
        /// The class, when nobody has looked at what is inside because who collects does not read it.
        let notCheckedInside: String?
        private let unread: ConfidentialityClass?

        private enum CodingKeys: CodingKey {
            case path, ref, documentID, sealedAt, refused, isUnderOldKeys, isBeforeKit, notCheckedInside
        }

        var problem: FieldDepositProblem? { refused.flatMap(FieldDepositProblem.init) }

        init(_ collected: Vault.Collected) {
            path = collected.path
            switch collected.outcome {
            case .deposited(let receipt):
                (ref, documentID, refused) = (receipt.ref, receipt.documentID.description, nil)
                sealedAt = receipt.sealedAt.description
                isUnderOldKeys = receipt.isUnderOldKeys
                isBeforeKit = receipt.isBeforeKit
                unread = receipt.notCheckedInside
                notCheckedInside = unread?.rawValue
            case .refused(let problem):
                (ref, documentID, sealedAt, refused) = (nil, nil, nil, problem.rawValue)
                (isUnderOldKeys, isBeforeKit) = (false, false)
                (unread, notCheckedInside) = (nil, nil)
            }
        }

        var line: Words {
            guard let ref else {
                return Words("REFUSED  ", id: "TIDAK DITERIMA  ") + (problem?.words ?? .data(""))
                    + .data("  \(path)")
            }
            let unchecked = unread.map {
                Words(
                    "  (not checked inside: you do not read \($0.said.english))",
                    id: "  (isinya tidak diperiksa: peran Anda tidak membaca \($0.said.indonesian))")
            }
            return Words("\(ref)  sealed ", id: "\(ref)  dititipkan ")
                + OfficeClock.sealed(sealedAt ?? "", isBeforeKit: isBeforeKit) + .data("  \(path)")
                + (unchecked ?? .data(""))
        }
    }
}
