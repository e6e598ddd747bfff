import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct AuditCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: Words(
            "The log's newest checkpoint, to be taken away: a signed note.",
            id: "Ambil titik acuan log yang terbaru, untuk disimpan di luar kantor."),
        discussion: Words(
            """
            Keep it where nobody who works in the vault can change it. 'audit verify --since' and 'audit compare' take it.
            """,
            id: """
                Simpan di tempat yang tidak dapat diubah orang yang bekerja di brankas ini. Titik acuan dipakai oleh 'audit verify \
                --since' dan 'audit compare'.
                """),
        examples: ["amanah audit checkpoint -o /media/usb/2026-11.checkpoint"])

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "A new file for it; - is standard output.",
            id: "Berkas baru untuk menyimpannya; - berarti keluaran standar.", valueName: "file"))
    var output: String?

    @OptionGroup var options: VaultOptions

    private struct View: Encodable {
        let note: String
        let entries: UInt64
        let root: String
        let path: String?
    }

    func run() throws {
        let vault = try options.open()
        let to = try output.map { try Destination($0, json: options.format.json) }
        let note = try vault.checkpoint()
        let head = try TakenCheckpoint(note, of: vault.id).head
        if let to { try to.put(note) }
        if options.format.json {
            return try Output.json(
                View(
                    note: String(decoding: note, as: UTF8.self), entries: head.size,
                    root: head.root.description, path: to?.path))
        }
        if output == nil { Output.data(String(decoding: note, as: UTF8.self), end: "") }
    }
}

struct AuditCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: Words(
            "Do you and a colleague see the same log?",
            id: "Bandingkan log: apakah Anda dan rekan melihat log yang sama?"),
        discussion: Words(
            """
            FILE is a checkpoint from the colleague's copy of the vault ('amanah audit checkpoint'), or one that an auditor cosigned. \
            Exit status 5 when the two logs cannot both be true.
            """,
            id: """
                BERKAS adalah titik acuan dari brankas di komputer rekan ('amanah audit checkpoint'), atau yang ikut ditandatangani \
                auditor. Status akhir 5 bila kedua log tidak mungkin sama-sama benar.
                """),
        examples: ["amanah audit compare ratna.checkpoint"])

    @Argument(
        help: ArgumentHelp(
            "A checkpoint; - is standard input.", id: "Titik acuan log; - berarti masukan standar."))
    var file: String

    @OptionGroup var options: VaultOptions

    private struct View: Encodable {
        struct Witness: Encodable {
            let member, at: String
        }
        let relation: String
        let isSigned: Bool
        let holders: Int
        let theirs, ours: UInt64
        let theirRoot, ourRoot: String
        let witnesses: [Witness]
    }

    func run() throws {
        let vault = try options.open()
        let theirs = try TakenCheckpoint(
            TextFile.contents(of: file, limit: TakenCheckpoint.maximumSize), of: vault.id)
        let comparison = try vault.compare(theirs)
        if options.format.json {
            try Output.json(
                View(
                    relation: comparison.relation.rawValue, isSigned: comparison.isSigned,
                    holders: comparison.holders,
                    theirs: comparison.theirs.size, ours: comparison.ours.size,
                    theirRoot: comparison.theirs.root.description,
                    ourRoot: comparison.ours.root.description,
                    witnesses: comparison.witnesses.map {
                        .init(member: $0.member.name, at: $0.at.description)
                    }))
        } else {
            Output.line(comparison.words)
            Output.fields([
                (Words("theirs", id: "log rekan"), head(comparison.theirs)),
                (Words("ours", id: "log di sini"), head(comparison.ours)),
                (
                    Words("signed", id: "ditandatangani"),
                    comparison.isSigned
                        ? Words(
                            "by the log key, which \(comparison.holders) people hold",
                            id: "dengan kunci log, yang dipegang \(comparison.holders) orang")
                        : Words(
                            "theirs not by a log key that is known here; it may be a later one",
                            id:
                                "milik rekan: bukan dengan kunci log yang dikenal di sini; mungkin kunci yang lebih baru"
                        )
                ),
                (
                    Words("witnesses", id: "saksi"),
                    comparison.witnesses.isEmpty
                        ? nil
                        : .list(
                            comparison.witnesses.map {
                                .data("\($0.member.name) \(OfficeClock.text($0.at))")
                            })
                ),
            ])
        }
        if comparison.relation == .split { throw ExitCode(ExitStatus.integrity.rawValue) }
    }

    private func head(_ head: LogHead) -> Words {
        .entries(head.size) + Words(", root \(head.root)", id: ", nilai akar \(head.root)")
    }
}

extension CheckpointComparison {
    fileprivate var words: Words {
        switch relation {
        case .same: Words("The same log.", id: "Log yang sama.")
        case .older:
            Words(
                "Theirs is an earlier state of this log: proven.",
                id: "Titik acuan itu adalah keadaan lama dari log yang sama; ini terbukti.")
        case .newer:
            Words(
                "Theirs is newer than what is here. Get the newest copy of the vault, or let them compare a checkpoint of yours; if you both work in one folder, entries were removed from it.",
                id:
                    "Log rekan lebih baru daripada yang di sini. Ambil salinan brankas terbaru, atau minta rekan membandingkan titik acuan Anda. Kalau Anda berdua memakai folder yang sama, berarti ada catatan yang dihapus."
            )
        case .unproven:
            Words(
                "Theirs is of another past than ours, but only the log key signed it, which each of \(holders) people holds: it proves nothing against anybody. Ask where it comes from, and for one that a member cosigned ('amanah audit review').",
                id:
                    "Riwayat rekan berbeda dari riwayat di sini, tetapi hanya ditandatangani kunci log, yang dipegang \(holders) orang: ini tidak membuktikan apa pun. Tanyakan asalnya, dan minta yang ditandatangani anggota ('amanah audit review')."
            )
        case .split:
            Words(
                "SPLIT VIEW: theirs is of another past than ours. Stop working in both copies, keep them and this checkpoint, and let an auditor compare both logs ('amanah audit log') to find where they part.",
                id:
                    "LOG TERBELAH: riwayat rekan berbeda dari riwayat di sini. Berhenti bekerja di kedua salinan, simpan keduanya dan titik acuan ini, minta auditor membandingkan kedua log ('amanah audit log')."
            )
        }
    }
}
