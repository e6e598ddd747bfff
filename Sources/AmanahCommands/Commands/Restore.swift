import ArgumentParser
import EvidenceVault
import Foundation
import Presentation

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Make a vault of a backup, in a new folder.",
            id: "Kembalikan brankas dari salinan cadangan, di folder baru."),
        discussion: Words(
            """
            DIR is a folder of backups ('amanah backup'), of which the newest generation is taken, or --generation; or a plain copy of a \
            vault that cp, rsync, tar or a file manager made, whose files are put in order so far as they are there. DIR stays as it is. \
            Never copy a backup over an old vault by hand: what an older database has left beside it destroys the new one.

            Every file is held against its digest and the log against its tree as they are copied; what the copy itself has lost is \
            named, the rest comes back, and the exit status is 5. No key is needed. Whether it is the newest there was, only who saw more can \
            tell: compare the number of entries and the root with an auditor's checkpoint, and run 'amanah verify' in the new folder. \
            Whoever saw more is stopped there until they have said 'amanah join NEW --after-loss'.
            """,
            id: """
                FOLDER adalah folder salinan cadangan ('amanah backup'), yang diambil salinan terbarunya atau --generation; atau \
                salinan biasa sebuah brankas buatan cp, rsync, tar, atau pengelola berkas, yang dirapikan sejauh berkasnya ada. FOLDER \
                tidak diubah. Jangan pernah menyalin cadangan menimpa brankas lama dengan tangan: sisa basis data yang lama merusak \
                yang baru.

                Waktu disalin, setiap berkas dicocokkan dengan sidik digitalnya dan log dengan pohonnya; yang hilang dari salinan itu \
                sendiri disebutkan, selebihnya kembali, dan status akhirnya 5. Tidak perlu kunci. Apakah ini yang terbaru hanya dapat \
                dikatakan orang yang melihat lebih banyak: bandingkan jumlah catatan dan nilai akar dengan titik acuan seorang \
                auditor, dan jalankan 'amanah verify' di folder baru. Yang melihat lebih banyak berhenti di situ sampai menjalankan \
                'amanah join BARU --after-loss'.
                """),
        examples: ["amanah restore /media/usb/brankas-cadangan --to brankas"])

    @Argument(
        help: ArgumentHelp(
            "The folder of the backups, or a copy of a vault.",
            id: "Folder salinan cadangan, atau salinan biasa dari sebuah brankas."))
    var dir: String

    @Option(
        help: ArgumentHelp(
            "The new vault's folder: one that is not there yet.",
            id: "Folder brankas yang baru: folder yang belum ada.", valueName: "dir"))
    var to: String

    @Option(
        help: ArgumentHelp(
            "An older generation than the newest.", id: "Salinan yang lebih lama daripada yang terbaru.",
            valueName: "name"))
    var generation: String?

    @OptionGroup var format: FormatOptions

    private struct View: Encodable {
        let vault, phrase, path, source, root: String
        let phraseDigits: [String]
        let madeAt: String?
        let entries: UInt64
        let documents: Int
        let lost, otherGenerations: [String]
    }

    func run() throws {
        let progress = Progress(Words("copying", id: "menyalin"))
        let receipt = try Vault.restore(from: dir, generation: generation, to: to, progress: progress.add)
        if format.json {
            try Output.json(
                View(
                    vault: receipt.id.description, phrase: receipt.id.phrase.description, path: receipt.path,
                    source: receipt.source, root: receipt.head.root.description,
                    phraseDigits: receipt.id.phrase.digits,
                    madeAt: receipt.at?.description, entries: receipt.head.size, documents: receipt.files,
                    lost: receipt.faults.map(\.path), otherGenerations: receipt.others))
        } else {
            let verdict =
                receipt.faults.isEmpty
                ? Words("All of the backup came back.", id: "Semua isi salinan cadangan telah kembali.")
                : Words(
                    "NOT WHOLE: the copy itself has lost \(receipt.faults.count) of \(receipt.files) sealed files; all others came back.",
                    id:
                        "TIDAK UTUH: salinan ini sendiri kehilangan \(receipt.faults.count) dari \(receipt.files) berkas tersegel; yang lain telah kembali."
                )
            Output.line(verdict)
            for fault in receipt.faults { Output.line(.data("  ") + fault.words) }
            Output.fields([
                (.vault, .data(receipt.path)), (.phrase, .data(receipt.id.phrase.description)),
                (.phraseNumbers, .digits(of: receipt.id.phrase)),
                (Words("from", id: "dari"), .data(receipt.source)),
                (Words("made at", id: "dibuat pada"), receipt.at.map { .data($0.description) }),
                (.log, .entries(receipt.head.size)), (.root, .data(receipt.head.root.description)),
                (.documents, .data("\(receipt.files - receipt.faults.count)")),
            ])
            let next = Words(
                "Now run 'amanah verify --vault \(receipt.path)'.",
                id: "Sekarang jalankan 'amanah verify --vault \(receipt.path)'.")
            Output.line(next)
        }
        if !receipt.faults.isEmpty { throw ExitCode(ExitStatus.integrity.rawValue) }
    }
}
