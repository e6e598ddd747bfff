import ArgumentParser
import EvidenceVault
import Foundation
import Presentation

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Copy the vault to another disk while others work in it; or check such copies.",
            id:
                "Buat salinan cadangan brankas di disk lain, sambil yang lain tetap bekerja; atau periksa salinan itu."
        ),
        discussion: Words(
            """
            DIR is an empty folder, best on a stick or disk that is kept elsewhere, or one with earlier backups. Each backup is a \
            generation there: all of the vault at one time. Only what is new is copied, where the disk knows hard links; on others (FAT, \
            exFAT) each generation takes the full room. Cut off, it goes on with the next try.

            No key or passphrase is needed, none is in the copy, and the copy is as sealed as the vault. What is proven without \
            keys: each sealed file has its SHA-256, the log fits its own tree and continues the generation before. Where that fails the \
            generations of before are left, and the exit status is 5. Who signed what is looked at by 'amanah verify' after \
            'amanah restore'.

            --verify reads every generation in DIR from the first byte to the last. Do it now and then, and on another computer.
            """,
            id: """
                FOLDER adalah folder kosong, sebaiknya di flashdisk atau disk yang disimpan di tempat lain, atau folder berisi salinan \
                cadangan terdahulu. Setiap kali dibuat satu salinan utuh: seluruh brankas pada satu saat. Yang disalin hanya yang \
                baru, bila disknya mengenal hard link; di disk lain (FAT, exFAT) setiap salinan memakai ruang penuh. Kalau terputus, \
                jalankan lagi untuk melanjutkan.

                Tidak perlu kunci atau frasa sandi, tidak satu pun ikut tersalin, dan salinannya terkunci seperti brankasnya. Yang \
                terbukti tanpa kunci: setiap berkas terkunci cocok dengan SHA-256-nya; log cocok dengan pohonnya dan melanjutkan \
                salinan sebelumnya. Kalau tidak, salinan terdahulu dibiarkan dan status akhirnya 5. Siapa menandatangani apa diperiksa \
                dengan 'amanah verify' setelah 'amanah restore'.

                --verify membaca semua salinan di FOLDER dari bita pertama sampai terakhir. Lakukan sesekali, dan di komputer lain.
                """),
        examples: ["amanah backup /media/usb/brankas-cadangan"])

    @Argument(help: ArgumentHelp("The folder of the backups.", id: "Folder salinan cadangan."))
    var dir: String

    @Option(
        help: ArgumentHelp(
            "Keep so many generations; the oldest go.", id: "Simpan sekian salinan; yang terlama dihapus.",
            valueName: "n"))
    var keep = Vault.keptGenerations

    @Flag(
        help: ArgumentHelp(
            "Check what is in DIR already instead of adding to it.",
            id: "Periksa yang sudah ada di FOLDER, tanpa menambah."))
    var verify = false

    @Flag(
        help: ArgumentHelp(
            "Read the earlier generation's files again, and copy anew what has changed there.",
            id: "Baca ulang berkas di salinan sebelumnya, dan salin lagi yang berubah di sana."))
    var readAll = false

    @Option(
        help: ArgumentHelp(
            "With --verify: this one alone.", id: "Bersama --verify: hanya salinan ini.", valueName: "name"))
    var generation: String?

    @Option(help: ArgumentHelp("The vault's folder.", id: "Folder brankas.", valueName: "dir"))
    var vault: String?

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard keep >= 1 else {
            throw CommandError.wrongWords(Words("--keep: at least 1", id: "--keep: paling sedikit 1"))
        }
        guard verify || generation == nil else {
            throw CommandError.wrongWords(
                Words("--generation goes with --verify", id: "--generation dipakai bersama --verify"))
        }
        guard !verify || !readAll else {
            throw CommandError.wrongWords(
                Words("--verify reads all as it is", id: "--verify sudah membaca semuanya, tanpa --read-all"))
        }
    }

    func run() throws {
        if verify { return try check() }
        let progress = Progress(Words("copying", id: "menyalin"))
        let receipt = try Vault.backUp(
            VaultOptions.path(vault), to: dir, keep: keep, readsAll: readAll,
            surroundings: VaultOptions.surroundings, progress: progress.add)
        if format.json {
            try Output.json(View(receipt))
        } else {
            show(receipt)
        }
        if !receipt.faults.isEmpty { throw ExitCode(ExitStatus.integrity.rawValue) }
    }

    private func show(_ receipt: BackupReceipt) {
        for name in receipt.damaged {
            Terminal.warn(
                Words(
                    "\(name) in \(dir) is damaged, and nothing was built upon it",
                    id: "\(name) di \(dir) rusak, dan tidak dipakai"))
        }
        let verdict =
            if !receipt.faults.isEmpty && !receipt.isNew {
                Words(
                    "NO NEW BACKUP: the vault has lost files that no backup has. The generations of before are as they were.",
                    id:
                        "SALINAN BARU TIDAK DIBUAT: ada berkas brankas yang hilang dan tidak ada di salinan mana pun. Salinan yang lama tetap utuh."
                )
            } else if !receipt.faults.isEmpty {
                Words(
                    "The backup is whole; THE VAULT IS NOT. Copy these files back from it into the vault:",
                    id:
                        "Salinan cadangan utuh; BRANKASNYA TIDAK. Salin berkas-berkas ini dari sana kembali ke brankas:"
                )
            } else if receipt.isNew {
                Words("The backup is whole.", id: "Salinan cadangan utuh.")
            } else {
                Words(
                    "Nothing is new since the newest backup, which was whole when it was made: 'amanah backup --verify DIR' reads it again.",
                    id:
                        "Tidak ada yang baru sejak salinan cadangan terakhir, yang utuh saat dibuat: 'amanah backup --verify DIR' membacanya lagi."
                )
            }
        Output.line(verdict)
        for fault in receipt.faults { Output.line(.data("  ") + fault.words) }
        Output.fields([
            (
                Words("backup", id: "salinan cadangan"),
                receipt.generation == nil ? nil : .data(receipt.path)
            ),
            (.vaultID, .data(receipt.id.description)), (.log, .entries(receipt.head.size)),
            (.root, .data(receipt.head.root.description)),
            (
                .documents,
                Words(
                    "\(receipt.files), of which new: \(receipt.copied)",
                    id: "\(receipt.files), di antaranya baru: \(receipt.copied)")
            ),
            (
                Words("removed", id: "dihapus"),
                receipt.removed == 0
                    ? nil
                    : Words(
                        "\(receipt.removed) old generations", id: "\(receipt.removed) salinan cadangan lama")
            ),
        ])
    }

    private func check() throws {
        let progress = Progress(Words("reading", id: "membaca"))
        let (id, reports) = try Vault.verifyBackup(at: dir, generation: generation, progress: progress.add)
        let isWhole = !reports.isEmpty && reports.allSatisfy(\.isWhole)
        if format.json {
            try Output.json(
                Verified(vault: id.description, whole: isWhole, generations: reports.map(Generation.init)))
        } else {
            Output.table(
                [
                    Words("GENERATION", id: "SALINAN"), Words("MADE", id: "DIBUAT"),
                    Words("ENTRIES", id: "CATATAN"), Words("DOCUMENTS", id: "DOKUMEN"),
                    Words("WHOLE", id: "UTUH"),
                ],
                reports.map { report in
                    [
                        .data(report.name), .data(report.at?.description ?? "–"),
                        .data("\(report.entries)"), .data("\(report.files)"),
                        report.isWhole ? Words("yes", id: "ya") : Words("NO", id: "TIDAK"),
                    ]
                })
            for report in reports where !report.isWhole {
                for line in Generation(report).words { Output.line(.data("  \(report.name): ") + line) }
            }
            if reports.isEmpty {
                Output.line(
                    Words(
                        "There is no backup in this folder.", id: "Tidak ada salinan cadangan di folder ini."
                    ))
            }
        }
        if !isWhole { throw ExitCode(ExitStatus.integrity.rawValue) }
    }

    // MARK: JSON

    private struct Fault: Encodable {
        let path, problem: String
        let inBackup: Bool

        init(_ fault: BlobFault) {
            (path, problem, inBackup) = (fault.path, fault.kind.rawValue, fault.isInCopy)
        }
    }

    private struct View: Encodable {
        let vault: String
        let generation: String?
        let path, root: String
        let new: Bool
        let entries: UInt64
        let documents, copied, linked, removed: Int
        let faults: [Fault]
        let damagedGenerations: [String]

        init(_ receipt: BackupReceipt) {
            vault = receipt.id.description
            generation = receipt.generation
            path = receipt.path
            root = receipt.head.root.description
            new = receipt.isNew
            entries = receipt.head.size
            documents = receipt.files
            (copied, linked, removed) = (receipt.copied, receipt.linked, receipt.removed)
            faults = receipt.faults.map(Fault.init)
            damagedGenerations = receipt.damaged
        }
    }

    private struct Verified: Encodable {
        let vault: String
        let whole: Bool
        let generations: [Generation]
    }

    private struct Generation: Encodable {
        let name, path, root: String
        let at: String?
        let entries: UInt64
        let documents, unknownFiles: Int
        let whole: Bool
        let problem: String?
        let faults: [Fault]

        private let report: GenerationReport
        private enum CodingKeys: CodingKey {
            case name, path, root, at, entries, documents, unknownFiles, whole, problem, faults
        }

        init(_ report: GenerationReport) {
            self.report = report
            (name, path, root, at) = (report.name, report.path, report.root, report.at?.description)
            (entries, documents, unknownFiles) = (report.entries, report.files, report.unknown)
            whole = report.isWhole
            problem = report.problem.flatMap { Problem($0)?.words.english }
            faults = report.faults.map(Fault.init)
        }

        var words: [Words] {
            var lines = report.problem.flatMap { Problem($0)?.words }.map { [$0] } ?? []
            lines += report.faults.map(\.words)
            if unknownFiles > 0 {
                lines.append(
                    Words(
                        "files that its index does not name: \(unknownFiles)",
                        id: "berkas yang tidak disebut indeksnya: \(unknownFiles)"))
            }
            return lines
        }
    }
}
