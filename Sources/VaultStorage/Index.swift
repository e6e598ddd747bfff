import CSQLiteGuard
import Disk
import Foundation
package import GRDB

/// The SQLite file of a vault: the log's stored bytes and Merkle nodes, the newest checkpoint, and the rows that find things in the log
/// without reading all of it.
///
/// Nothing of what it holds is believed by whoever reads it. Its schema must be ours to the letter before anything in it is used, and
/// what was written is read again before anybody relies on it.
package final class Index: LogStore {
    package let queue: DatabaseQueue
    /// The vault's.
    package let folder: VaultFolder
    private let warn: @Sendable (StorageWarning) -> Void
    /// Whether the names of SQLite's files are known to be on the disk.
    private var hasLastingNames = false

    static let schemaVersion = 2
    package static let fileName = "index.sqlite"
    /// What SQLite may put beside it, with what it has of its own.
    package static let fileNames = ["", "-wal", "-shm", "-journal"].map { fileName + $0 }
    /// What a later version may call its schema. A larger number is no version but damage.
    private static let laterVersions = (schemaVersion + 1)...(schemaVersion + 99)

    /// - Parameters:
    ///   - warn: is told that another command is waited for.
    ///   - first: what is done with a connection before anything is read by it.
    package static func configuration(
        _ warn: @escaping @Sendable (StorageWarning) -> Void = { _ in },
        first: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) -> Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase(first)
        let patience = Patience(warn)
        configuration.busyMode = .callback { patience.goOn(isFirst: $0 == 0) }
        configuration.prepareDatabase { database in
            // Before anything of the file is read.
            guard amanah_sqlite_harden(database.sqliteConnection) == 0 else {
                throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "SQLite cannot be hardened")
            }
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            // A file that is cut short while it is mapped would end the program.
            try database.execute(sql: "PRAGMA mmap_size = 0")
            // FULL: in WAL mode the log file is synced at every commit, so that what was acknowledged stays.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // 8 MiB of pages, so that a large change does not go through the WAL twice.
            try database.execute(sql: "PRAGMA cache_size = -8192")
        }
        return configuration
    }

    /// Where this user cannot write the vault.
    private let readOnly: ReadOnlyIndex?

    /// Why nothing can be written; nil where it can.
    package var obstacle: Int32? { readOnly?.obstacle }

    package init(
        in folder: VaultFolder, readOnly: ReadOnlyIndex? = nil,
        configuration: Configuration = Index.configuration(),
        warn: @escaping @Sendable (StorageWarning) -> Void = { _ in }
    ) throws {
        self.folder = folder
        self.warn = warn
        self.readOnly = readOnly
        if FileSystem.observer?.watchesDatabases ?? false { amanah_sqlite_observe(tellObserver) }
        guard amanah_sqlite_open_beneath() == 0 else {
            throw StorageError.unreadable(path: folder.path(of: Index.fileName), errno: ENOSYS)
        }
        var configuration = configuration
        if let readOnly { configuration.readonly = !readOnly.isCopy }
        queue = try DatabaseQueue(
            path: readOnly?.path ?? "\(folder.lastingPath)/\(Index.fileName)", configuration: configuration)
    }

    // SQLite takes its files away when it closes, for which it needs the folder.
    deinit { try? queue.close() }

    package static func create(in folder: VaultFolder) throws -> Index {
        try translatingErrors(in: folder) {
            let index = try Index(in: folder)
            try index.useWriteAheadLog()
            try index.queue.write { database in
                for table in IndexSchema.tables { try database.execute(sql: table.sql) }
                try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
            }
            return index
        }
    }

    /// Throws ``StorageError/damaged(_:)`` for anything that is no index of this version, before it is changed in any way.
    ///
    /// - Parameter warn: is told ``StorageWarning/waiting`` when another command keeps this one waiting, and
    ///   ``StorageError/reserveInUse(left:)``.
    package static func open(
        in folder: VaultFolder, warn: @escaping @Sendable (StorageWarning) -> Void = { _ in }
    ) throws -> Index {
        guard try folder.requireFile(fileName, isWritten: true) else {
            throw StorageError.damaged(.database(.missing(file: fileName)))
        }
        // A vault writes ahead. What stands in a rollback journal SQLite would put into the database.
        guard try folder.kind(of: fileName + "-journal") == nil else {
            throw StorageError.damaged(.database(.journal(file: fileName)))
        }
        let readOnly = try ReadOnlyIndex(in: folder)
        if readOnly == nil { try refuseForeignLog(in: folder) }
        return try translatingErrors(in: folder, readOnly) {
            let index = try Index(
                in: folder, readOnly: readOnly, configuration: configuration(warn), warn: warn)
            try index.requireOurs()
            if readOnly == nil { try index.useWriteAheadLog() }
            return index
        }
    }

    /// Throws ``StorageError/damaged(_:)`` for what is no index of this version.
    func requireOurs() throws {
        try queue.read { database in
            let version = try IndexTransaction(database: database, folder: folder).integer(
                "PRAGMA user_version")
            guard version == Index.schemaVersion else {
                // cannot trap: SQLite keeps 32 bits of it
                if Index.laterVersions.contains(Int(version)) {
                    throw StorageError.newerFormat(found: "index \(version)")
                }
                throw StorageError.damaged(.database(.notAnIndex(file: Index.fileName)))
            }
            try IndexSchema.require(in: database, of: folder)
        }
    }

    private func useWriteAheadLog() throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    }

    package func read<T>(_ body: (any LogReading) throws -> T) throws -> T {
        try Index.translatingErrors(in: folder, readOnly) {
            try queue.read { database in
                try IndexSchema.require(in: database, of: folder)
                return try body(IndexTransaction(database: database, folder: folder))
            }
        }
    }

    /// One transaction, while which nobody else writes. What it appended to the log was read again when this returns.
    package func write<T>(usingReserve: Bool, _ body: (any LogWriting) throws -> T) throws -> T {
        if usingReserve { return try Reserve(folder).lend(warn: warn) { try inTransaction(body) } }
        return try inTransaction(body)
    }

    private func inTransaction<T>(_ body: (any LogWriting) throws -> T) throws -> T {
        if let obstacle { throw StorageError.cannotWrite(path: folder.path, errno: obstacle) }
        return try Index.translatingErrors(in: folder) {
            try queue.writeWithoutTransaction { database in
                let transaction = IndexTransaction(database: database, folder: folder)
                var result: T?
                try database.inTransaction(.immediate) {
                    try IndexSchema.require(in: database, of: folder)
                    result = try body(transaction)
                    try requireLastingNames()
                    guard FileSystem.commit(isDone: false) == 0 else {
                        throw File.writeError(folder.path, errno)
                    }
                    return .commit
                }
                guard FileSystem.commit(isDone: true) == 0 else {
                    throw StorageError.unreadable(path: folder.path(of: Index.fileName), errno: errno)
                }
                guard let result else { throw StorageError.busy }
                try database.inTransaction(.deferred) {
                    try transaction.requireAppended()
                    return .commit
                }
                return result
            }
        }
    }

    /// SQLite synchronises the folder when it makes its write-ahead log, and does not look at what becomes of that.
    private func requireLastingNames() throws {
        if hasLastingNames { return }
        try folder.synchronize()
        hasLastingNames = true
    }

    private static func translatingErrors<T>(
        in folder: VaultFolder, _ readOnly: ReadOnlyIndex?, _ body: () throws -> T
    ) throws -> T {
        do {
            let result = try translatingErrors(in: folder, body)
            try readOnly?.requireUnchanged()
            return result
        } catch {
            // What was written while one looked is not what it seems.
            try readOnly?.requireUnchanged()
            throw error
        }
    }

    static func translatingErrors<T>(in folder: VaultFolder, _ body: () throws -> T) throws -> T {
        _ = (amanah_sqlite_read_error(), amanah_sqlite_write_error())
        do {
            return try body()
        } catch let error as DatabaseError {
            throw translated(
                error, in: folder, system: (amanah_sqlite_read_error(), amanah_sqlite_write_error()))
        } catch let error as RowDecodingError {
            throw StorageError.damaged(.database(.complaint(String(describing: error))))
        }
    }

    private static func translated(
        _ error: DatabaseError, in folder: VaultFolder, system: (read: Int32, write: Int32)
    ) -> StorageError {
        let path = folder.path(of: fileName)
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
        case .SQLITE_FULL: return .diskFull(path: folder.path)
        case .SQLITE_NOMEM: return .unreadable(path: path, errno: ENOMEM)
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            if error.extendedResultCode == .SQLITE_IOERR_SHORT_READ {
                return .damaged(.database(.cutShort(file: fileName)))
            }
            if system.write != 0 { return File.writeError(folder.path, system.write) }
            if system.read != 0 { return .unreadable(path: path, errno: system.read) }
            // Where there is no room SQLite has many names for it.
            if folder.free == 0 { return .diskFull(path: folder.path) }
            return .cannotWrite(path: folder.path, errno: EIO)
        default:
            // A disk that cannot be read is a malformed database to SQLite, and nobody's tampering.
            if system.read != 0 { return .unreadable(path: path, errno: system.read) }
            return .damaged(.database(.complaint(error.message ?? "SQLite error \(error.resultCode)")))
        }
    }
}

/// What SQLite does to its files, told to the observer of ``FileSystem``.
private func tellObserver(
    _ step: Int32, _ path: UnsafePointer<CChar>?, _ bytes: UnsafeRawPointer?, _ size: Int32, _ number: Int64
) -> Int32 {
    let path = path.map { String(cString: $0) } ?? ""
    switch UInt32(bitPattern: step) {
    case AMANAH_SQLITE_WRITE.rawValue:
        let bytes = UnsafeRawBufferPointer(start: bytes, count: Int(size))
        return FileSystem.database(.write(bytes, at: number), of: path)
    case AMANAH_SQLITE_TRUNCATE.rawValue: return FileSystem.database(.truncate(to: number), of: path)
    case AMANAH_SQLITE_SYNC.rawValue: return FileSystem.database(.synchronize, of: path)
    default: return FileSystem.database(.remove, of: path)
    }
}
