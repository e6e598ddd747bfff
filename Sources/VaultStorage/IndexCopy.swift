import Foundation
import GRDB

/// Copies of an index.
extension Index {
    /// Opens an index that nobody works in, and leaves every byte of it as it is. What SQLite would take in beside it must not be there.
    /// Throws ``StorageError/damaged(_:)``.
    package static func openUnchanging(in folder: VaultFolder) throws -> Index {
        guard try folder.requireFile(fileName, isWritten: false) else {
            throw StorageError.damaged(.database(.missing(file: fileName)))
        }
        for name in fileNames.dropFirst() where try folder.kind(of: name) != nil {
            throw StorageError.damaged(.foreignLog(path: folder.path(of: name)))
        }
        return try translatingErrors(in: folder) {
            var configuration = Index.configuration()
            configuration.readonly = true
            let index = try Index(in: folder, configuration: configuration)
            try index.requireOurs()
            return index
        }
    }

    /// Copies all of it, as it is at one moment, to a new file in another folder, which stands by itself. Others may write meanwhile.
    package func copy(to target: VaultFolder) throws {
        // Before SQLite makes it: for its owner only.
        try target.create(Index.fileName).close()
        try Index.translatingErrors(in: target) {
            let copy = try Index(in: target)
            try queue.backup(to: copy.queue)
            try copy.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.queue.close()
        }
        guard let file = try target.file(Index.fileName) else {
            throw StorageError.unreadable(path: target.path(of: Index.fileName), errno: ENOENT)
        }
        try file.synchronize()
    }
}
