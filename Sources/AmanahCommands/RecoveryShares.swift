import Bytes
import Disk
import EvidenceVault
import Foundation
import Ledger
import Presentation
import SLIP39
import Sodium
import VaultStorage

/// The files that were written of a recovery key. A share and its sheet hold the same words.
struct RecoveryFiles {
    var key: String?
    var shares: [String] = []
    var sheets: [String] = []
    var all: [String] { (key.map { [$0] } ?? []) + shares + sheets }
}

/// How shares of the recovery key get to trustees: one at a time on the terminal, or for each a file and a sheet to print.
enum RecoveryShares {
    /// Writes a file and a sheet for each share, for their owner only: all of them or none. `files` has each that is there, also
    /// when the name of a later one cannot be had.
    static func write(
        _ shares: [Share], of key: RecoveryKey, to folder: String, noting files: inout RecoveryFiles
    ) throws {
        let vaultPhrase = key.vaultID.phrase
        try NewFile.makeFolder(folder)
        func unpublished(_ name: String, _ index: Int, _ fill: (NewFile) throws -> Void) throws -> NewFile {
            let path = "\(folder)/\(name)-\(index + 1)-of-\(shares.count).txt"
            key.removeUnfinished(at: path)
            let file = try NewFile(at: path)
            try fill(file)
            try file.synchronize()
            return file
        }
        let day = String(Timestamp(Date()).description.prefix(10))
        var (forProgram, forPaper): ([NewFile], [NewFile]) = ([], [])
        for (index, share) in shares.enumerated() {
            let file = try unpublished("share", index) { file in
                try file.write(
                    Array(
                        "# Amanah, vault '\(vaultPhrase)': share \(index + 1) of \(shares.count); \(share.threshold) are needed\n# phrase: \(vaultPhrase.digits.joined(separator: " "))\n"
                            .utf8))
                try file.write(share.words())
                try file.write([UInt8(ascii: "\n")])
            }
            forProgram.append(file)
            let sheet = ShareSheet(
                number: index + 1, count: shares.count, threshold: share.threshold, vault: key.vaultID,
                day: day)
            forPaper.append(try unpublished("sheet", index) { try sheet.write(share, to: $0) })
        }
        for file in forProgram {
            try file.publish()
            files.shares.append(file.path)
        }
        for file in forPaper {
            try file.publish()
            files.sheets.append(file.path)
        }
    }

    /// Shows each share alone on the screen, until its trustee has written it down.
    static func show(_ shares: [Share], of vault: VaultID) throws {
        guard Terminal.canAsk else {
            throw CommandError.noTerminalToShowShares
        }
        let phrase = vault.phrase
        for (index, share) in shares.enumerated() {
            let title = Words(
                """
                Key share \(index + 1) of \(shares.count), for one holder alone; \(share.threshold) of them restore the key.
                Write all words down by hand; the four capitals of each are enough. With them, the vault's phrase:
                \(phrase)
                \(phrase.digits.joined(separator: " "))
                """,
                id: """
                    Bagian kunci \(index + 1) dari \(shares.count), hanya untuk satu pemegang; \(share.threshold) bagian memulihkan kunci.
                    Tulis semua kata dengan tangan; empat huruf besarnya cukup. Tulis juga frasa brankas:
                    \(phrase)
                    \(phrase.digits.joined(separator: " "))
                    """)
            let question = Words(
                "Written down, and read back? Enter wipes the screen. ",
                id: "Sudah ditulis dan dibaca ulang? Enter menghapus layar. ")
            try Terminal.showSecret(
                ShareGrid.text(of: share.words()), title: title.in(.current), question: question.in(.current))
        }
    }

    /// A share file without the lines that begin with `#`.
    static func withoutComments(_ text: borrowing Secret) throws -> Secret {
        var words = text.withUnsafeBytes { bytes in
            Array(
                bytes.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }
                    .joined(separator: [UInt8(ascii: " ")]))
        }
        return try Secret(moving: &words)
    }
}
