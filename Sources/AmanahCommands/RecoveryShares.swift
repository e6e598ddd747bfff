import Disk
import EvidenceVault
import Foundation
import SLIP39
import Sodium

/// How shares of the recovery key get to trustees: one at a time on the terminal, or a file each.
enum RecoveryShares {
    /// Writes each share to a file of its own, for its owner only. `written` is told of each, also when a later one fails.
    static func write(
        _ shares: [Share], of key: RecoveryKey, to folder: String, written: (String) -> Void
    ) throws {
        let vaultPhrase = key.vaultID.phrase.description
        try PathBytes.makeFolders(folder)
        for (index, share) in shares.enumerated() {
            let path = "\(folder)/share-\(index + 1)-of-\(shares.count).txt"
            let words = try share.words()
            let header =
                "# Amanah, vault '\(vaultPhrase)': share \(index + 1) of \(shares.count); \(share.threshold) are needed\n"
            let text = try Secret(count: header.utf8.count + words.count + 1) { memory in
                memory.copyBytes(from: header.utf8)
                words.withUnsafeBytes { memory[header.utf8.count...].copyBytes(from: $0) }
                memory[memory.count - 1] = UInt8(ascii: "\n")
            }
            key.removeUnfinished(at: path)
            try Files.create(path, text)
            written(path)
        }
    }

    /// Shows each share alone on the screen, until its trustee has written it down.
    static func show(_ shares: [Share], vaultPhrase: String) throws {
        for (index, share) in shares.enumerated() {
            try Terminal.showSecret(
                share.words(),
                title:
                    "Share \(index + 1) of \(shares.count), for one trustee alone. \(share.threshold) restore the key.\nWith it, the vault's phrase: \(vaultPhrase)"
            )
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
