import CSQLiteGuard
import Foundation
import GRDB
import TransparencyLog

/// SQLite takes whatever write-ahead log lies beside a database for its own, and writes it into it. Where a copy was put over a vault
/// whose last command had been killed, the log there is of the database of before, and destroys the copy. Nothing in either file says
/// so, but what they come to does.
extension Index {
    /// A database that is larger is not read into memory to be looked at.
    private static let largestLookedAt: Int64 = 1 << 30
    /// SQLite's own header of a write-ahead log that has nothing in it.
    private static let emptyLog = 32

    /// What a database comes to.
    private struct Sight {
        let size: UInt64
        /// Its own checkpoint is of all its entries and fits its nodes. A command that is killed while SQLite takes in a log leaves
        /// pages of some tables and not of others: such a database waits for its log.
        let isWhole: Bool
        /// The root at the size of the other sight, where that is smaller.
        let root: (UInt64) -> [UInt8]?
    }

    /// Stops before SQLite reads a write-ahead log with which a good database would lose entries or be none. A log that another command
    /// has in use belongs there. Nothing is changed. Throws ``StorageError/damaged(_:)``.
    static func refuseForeignLog(in folder: VaultFolder) throws {
        let name = "\(fileName)-wal"
        guard let log = try folder.status(of: name), log.st_mode & S_IFMT == S_IFREG,
            log.st_size > emptyLog
        else { return }
        // Only a database that is good by itself can be told from one that waits for its log, and it is nearly always only read up
        // to here: a log is left over only where a command was killed.
        var sole: Index?
        var together: Sight?
        do {
            let index = try soleConnection(in: folder)
            sole = index
            together = try look(index.queue, in: folder)
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
        {
            together = nil
        } catch is StorageError {
            together = nil
        } catch {
            // In use, or not to be read: whoever opens it is told.
            return
        }
        defer { withExtendedLifetime(sole) {} }
        // While the other connection keeps everybody else out.
        guard let alone = try? databaseAlone(in: folder) else { return }
        if let together, together.size >= alone.size, together.root(alone.size) == alone.root(alone.size) {
            return
        }
        throw StorageError.damaged(.foreignLog(path: folder.path(of: name)))
    }

    /// A connection that takes in the log in memory alone, changes nothing, and exists only where there is no other.
    private static func soleConnection(in folder: VaultFolder) throws -> Index {
        var configuration = Index.configuration(first: { database in
            guard amanah_sqlite_keep_log(database.sqliteConnection) == 0 else {
                throw DatabaseError(resultCode: .SQLITE_MISUSE)
            }
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try database.execute(sql: "PRAGMA query_only = ON")
        })
        configuration.busyMode = .immediateError
        return try Index(in: folder, configuration: configuration)
    }

    /// What the database is without any log; nil when that is nothing good.
    private static func databaseAlone(in folder: VaultFolder) throws -> Sight? {
        guard let file = try folder.file(fileName), try file.status().size <= largestLookedAt else {
            return nil
        }
        var bytes = try file.contents(limit: Int(largestLookedAt))
        guard bytes.count > 100 else { return nil }
        // The versions in the header: without a log beside it.
        (bytes[18], bytes[19]) = (1, 1)
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { database in
            let result = bytes.withUnsafeBytes {
                amanah_sqlite_take_bytes(database.sqliteConnection, $0.baseAddress, Int64($0.count))
            }
            guard result == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
        }
        guard let sight = try? look(queue, in: folder), sight.isWhole else { return nil }
        return sight
    }

    private static func look(_ queue: DatabaseQueue, in folder: VaultFolder) throws -> Sight {
        try queue.read { database in
            try IndexSchema.require(in: database, of: folder)
            let transaction = IndexTransaction(database: database, folder: folder)
            guard try transaction.texts("PRAGMA quick_check(1)") == ["ok"] else {
                throw StorageError.damaged(.database(.malformed(file: fileName)))
            }
            let size = try transaction.logSize()
            let checkpoint = try? Checkpoint(text: SignedNote(parsing: transaction.checkpoint().note).text)
            let root = try? MerkleTree.root(ofTreeOf: size, reading: transaction)
            let isWhole = checkpoint.map { $0.size == size && $0.root == root } ?? false
            return Sight(size: size, isWhole: isWhole) { size in
                try? queue.read { database in
                    try MerkleTree.root(
                        ofTreeOf: size, reading: IndexTransaction(database: database, folder: folder)
                    ).bytes
                }
            }
        }
    }
}
