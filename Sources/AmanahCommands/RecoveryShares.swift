import Disk
import EvidenceVault
import Foundation
import SLIP39
import Sodium

/// How shares of the recovery key get to trustees: one at a time on the terminal, or a file each.
enum RecoveryShares {
    /// Writes each share to a file of its own, for its owner only: all of them or none. `written` is told of each, also when the
    /// name of a later one cannot be had.
    static func write(
        _ shares: [Share], of key: RecoveryKey, to folder: String, written: (String) -> Void
    ) throws {
        let vaultPhrase = key.vaultID.phrase.description
        try NewFile.makeFolder(folder)
        var files: [NewFile] = []
        for (index, share) in shares.enumerated() {
            let path = "\(folder)/share-\(index + 1)-of-\(shares.count).txt"
            key.removeUnfinished(at: path)
            let file = try NewFile(at: path)
            try file.write(
                Array(
                    "# Amanah, vault '\(vaultPhrase)': share \(index + 1) of \(shares.count); \(share.threshold) are needed\n"
                        .utf8))
            try file.write(share.words())
            try file.write([UInt8(ascii: "\n")])
            try file.synchronize()
            files.append(file)
        }
        for file in files {
            try file.publish()
            written(file.path)
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
