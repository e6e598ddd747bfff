import Foundation
import GRDB
import TransparencyLog

/// The SQLite file of a vault: the log's stored bytes and Merkle nodes, the newest checkpoint, and the
/// projection of the log that finds a document's statement without reading the whole log.
///
/// Nothing in it is in the clear but hashes, and nothing in it is believed: entries are checked against the tree, the
/// tree against the head that the member remembers, and rows against the entry that they point to.
final class Index {
    private let queue: DatabaseQueue

    static let schemaVersion = 2
    static let fileName = "index.sqlite"

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        // A second command waits this long for the first before it gives up as busy.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // FULL: in WAL mode the log file is synced at every commit, so that what was acknowledged stays.
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // 8 MiB of pages, so that a large deposit does not go through the WAL twice.
            try database.execute(sql: "PRAGMA cache_size = -8192")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// The vault's folder.
    var folder: String { (queue.path as NSString).deletingLastPathComponent }

    private init(path: String) throws {
        queue = try DatabaseQueue(path: path, configuration: Index.configuration())
    }

    static func create(vault: String) throws -> Index {
        try translatingErrors(path: vault) {
            let index = try Index(path: "\(vault)/\(fileName)")
            try index.queue.write { database in
                try database.execute(sql: schema)
                try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
            }
            return index
        }
    }

    static func open(vault: String) throws -> Index {
        let path = "\(vault)/\(fileName)"
        guard File.exists(path) else { throw VaultError.altered(.database("\(fileName) is missing")) }
        return try translatingErrors(path: vault) {
            let index = try Index(path: path)
            let found = try index.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            guard found == schemaVersion else {
                if found > schemaVersion { throw VaultError.newerFormat(found: "index \(found)") }
                throw VaultError.altered(.database("\(fileName) holds no vault index"))
            }
            return index
        }
    }

    private static let schema = """
        CREATE TABLE log_entry (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE log_node (
            level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoint (
            id INTEGER PRIMARY KEY CHECK (id = 0), note BLOB NOT NULL, cosignatures BLOB NOT NULL
        ) STRICT;
        CREATE TABLE blob (name BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE document (lookup BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        """

    func read<T>(_ body: (IndexTransaction) throws -> T) throws -> T {
        try Index.translatingErrors(path: queue.path) {
            try queue.read { try body(IndexTransaction(database: $0, folder: folder)) }
        }
    }

    /// One transaction: all of it is on the disk when this returns, or none.
    func write<T>(_ body: (IndexTransaction) throws -> T) throws -> T {
        try Index.translatingErrors(path: queue.path) {
            try queue.writeWithoutTransaction { database in
                var result: T?
                try database.inTransaction(.immediate) {
                    result = try body(IndexTransaction(database: database, folder: folder))
                    return .commit
                }
                guard let result else { throw VaultError.busy }
                return result
            }
        }
    }

    /// SQLite's own examination of the whole file, and the tables in it. Throws ``VaultError/altered(_:)``.
    func checkIntegrity() throws { try check("integrity_check(3)") }

    /// The same, without holding its indices against its tables.
    func checkStructure() throws { try check("quick_check(3)") }

    private func check(_ pragma: String) throws {
        let complaints = try read { transaction in
            try String.fetchAll(transaction.database, sql: "PRAGMA \(pragma)")
        }
        if complaints != ["ok"] { throw VaultError.altered(.database(complaints.joined(separator: "; "))) }
        let outside = try read { transaction in
            try Int64.fetchOne(
                transaction.database, sql: "SELECT position FROM log_entry WHERE position < 0 LIMIT 1")
        }
        if let outside { _ = try IndexTransaction.position(outside) }
        let expected: Set = ["log_entry", "log_node", "checkpoint", "blob", "document"]
        let found = try read { transaction in
            try String.fetchSet(
                transaction.database, sql: "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
        }
        if let stranger = found.symmetricDifference(expected).min() {
            throw VaultError.altered(.database("table \(stranger)"))
        }
    }

    private static func translatingErrors<T>(path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw VaultError.busy
            case .SQLITE_FULL: throw VaultError.diskFull(path: path)
            case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
                // A write that reaches a limit of the file system is an I/O error to SQLite; a file cut short is too.
                if error.extendedResultCode == .SQLITE_IOERR_SHORT_READ {
                    throw VaultError.altered(.database("\(fileName) is cut short"))
                }
                // Where there is no room SQLite has many names for it.
                if error.extendedResultCode == .SQLITE_IOERR_WRITE || Reserve.free(on: path) == 0 {
                    throw VaultError.diskFull(path: path)
                }
                throw VaultError.cannotWrite(path: path, errno: EIO)
            default: throw VaultError.altered(.database(error.message ?? "SQLite error \(error.resultCode)"))
            }
        }
    }
}

/// One look at, or one change of, the index.
struct IndexTransaction: NodeReader {
    fileprivate let database: Database
    /// The vault's folder.
    fileprivate let folder: String

    // MARK: Log

    func logSize() throws -> UInt64 {
        // Positions have no gaps: verify checks it, and a gap is found as a missing entry.
        let newest = try Int64.fetchOne(database, sql: "SELECT max(position) FROM log_entry")
        return try newest.map { try IndexTransaction.position($0) + 1 } ?? 0
    }

    func entry(at position: UInt64) throws -> Entry {
        let bytes = try Data.fetchOne(
            database, cachedSQL: "SELECT bytes FROM log_entry WHERE position = ?", [Int64(position)])
        guard let bytes else { throw VaultError.altered(.entry(index: position, problem: .missing)) }
        return try Entry(checking: [UInt8](bytes), at: position)
    }

    /// The stored bytes of the entries from `start` on: as many as fit into `limits` without a gap, at least one.
    func entries(
        from start: UInt64, below end: UInt64, limits: (count: Int, bytes: Int) = (1024, 16 << 20)
    ) throws -> [[UInt8]] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, bytes FROM log_entry WHERE position >= ? AND position < ? ORDER BY position
                """,
            arguments: [Int64(start), Int64(min(end, start + UInt64(limits.count)))])
        var entries: [[UInt8]] = []
        var size = 0
        while size < limits.bytes, let row = try rows.next(),
            row[0] as Int64 == Int64(start) + Int64(entries.count)
        {
            let bytes = try row.withUnsafeData(atIndex: 1) { [UInt8]($0 ?? Data()) }
            size += bytes.count
            entries.append(bytes)
        }
        guard !entries.isEmpty else { throw VaultError.altered(.entry(index: start, problem: .missing)) }
        return entries
    }

    /// The newest entries that carry key slots, newest first.
    func forEachEntryWithSlots(_ body: (Entry) throws -> Bool) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, bytes FROM log_entry WHERE substr(bytes, 6, 2) <> x'0000' ORDER BY position DESC
                """)
        while let row = try rows.next() {
            // What is malformed holds no keys; whether it matters the replay says.
            guard let entry = try? Entry([UInt8](row[1] as Data)) else { continue }
            if try body(entry) { return }
        }
    }

    /// Whether there are rows from a position on, or before the first.
    func hasEntries(from position: UInt64) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM log_entry WHERE position >= ? OR position < 0)",
            arguments: [Int64(clamping: position)]) ?? false
    }

    /// The first position from `start` on at which there is no row.
    func firstGap(from start: UInt64) throws -> UInt64 {
        var position = start
        while true {
            let stored = try Int64.fetchOne(
                database, cachedSQL: "SELECT position FROM log_entry WHERE position = ?",
                [Int64(clamping: position)])
            if stored == nil { return position }
            position += 1
        }
    }

    /// How many rows the log has.
    func count() throws -> Int { try Int.fetchOne(database, sql: "SELECT count(*) FROM log_entry") ?? 0 }

    /// Whether the stored nodes are at least these.
    func isTree(_ nodes: [Node]) throws -> Bool {
        for expected in nodes where (try? node(level: expected.level, index: expected.index)) != expected.hash {
            return false
        }
        return true
    }

    /// Moves the rows from a position on, and those before the first, out of the log into files of `aside/`.
    func moveAside(from position: UInt64) throws {
        while true {
            let row = try Row.fetchOne(
                database,
                sql: "SELECT position, bytes FROM log_entry WHERE position >= ? OR position < 0 LIMIT 1",
                arguments: [Int64(clamping: position)])
            guard let row else { return }
            let stored: Int64 = row[0]
            let bytes = try row.withUnsafeData(atIndex: 1) { [UInt8]($0 ?? Data()) }
            try Aside(vault: folder).keep(bytes, from: stored)
            try database.execute(sql: "DELETE FROM log_entry WHERE position = ?", arguments: [stored])
        }
    }

    /// Rows can be anything.
    fileprivate static func position(_ value: Int64) throws -> UInt64 {
        guard value >= 0 else { throw VaultError.altered(.database("a log entry at position \(value)")) }
        return UInt64(value)
    }

    func node(level: Int, index: UInt64) throws -> Hash {
        let bytes = try Data.fetchOne(
            database, cachedSQL: "SELECT hash FROM log_node WHERE level = ? AND position = ?",
            [level, Int64(index)])
        guard let bytes, let hash = try? Hash([UInt8](bytes)) else {
            throw VaultError.altered(.treeNode(level: level, index: index))
        }
        return hash
    }

    func forEachNode(_ body: (Node) throws -> Void) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT level, position, hash FROM log_node")
        while let row = try rows.next() {
            let (level, position): (Int, Int64) = (row[0], row[1])
            guard position >= 0, let hash = try? Hash([UInt8](row[2] as Data)) else {
                throw VaultError.altered(.treeNode(level: level, index: UInt64(bitPattern: position)))
            }
            try body(Node(level: level, index: UInt64(position), hash: hash))
        }
    }

    func append(_ entry: Entry, at position: UInt64) throws {
        try database.execute(
            cachedSQL: "INSERT INTO log_entry (position, bytes) VALUES (?, ?)",
            [Int64(position), Data(entry.bytes)])
    }

    func insert(_ nodes: some Sequence<Node>) throws {
        for node in nodes {
            try database.execute(
                cachedSQL: "INSERT OR REPLACE INTO log_node (level, position, hash) VALUES (?, ?, ?)",
                [node.level, Int64(node.index), Data(node.hash.bytes)])
        }
    }

    func removeNodes() throws { try database.execute(sql: "DELETE FROM log_node") }

    // MARK: Checkpoint

    /// The signed note, and the sealed cosignatures beside it.
    func checkpoint() throws -> (note: [UInt8], cosignatures: [UInt8]) {
        guard let row = try Row.fetchOne(database, sql: "SELECT note, cosignatures FROM checkpoint") else {
            throw VaultError.altered(.checkpoint("missing"))
        }
        return ([UInt8](row[0] as Data), [UInt8](row[1] as Data))
    }

    func setCheckpoint(note: [UInt8], cosignatures: [UInt8]) throws {
        try database.execute(
            cachedSQL: "INSERT OR REPLACE INTO checkpoint (id, note, cosignatures) VALUES (0, ?, ?)",
            [Data(note), Data(cosignatures)])
    }

    // MARK: Projection

    func document(_ lookup: [UInt8]) throws -> [UInt8]? {
        try Data.fetchOne(
            database, cachedSQL: "SELECT sealed FROM document WHERE lookup = ?", [Data(lookup)]
        ).map { [UInt8]($0) }
    }

    func insertDocument(_ lookup: [UInt8], sealed: [UInt8]) throws {
        try database.execute(
            cachedSQL: "INSERT OR REPLACE INTO document (lookup, sealed) VALUES (?, ?)",
            [Data(lookup), Data(sealed)])
    }

    func removeDocument(_ lookup: [UInt8]) throws {
        try database.execute(cachedSQL: "DELETE FROM document WHERE lookup = ?", [Data(lookup)])
    }

    func forEachDocument(_ body: (_ lookup: [UInt8], _ sealed: [UInt8]) throws -> Void) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT lookup, sealed FROM document")
        while let row = try rows.next() { try body([UInt8](row[0] as Data), [UInt8](row[1] as Data)) }
    }

    func removeDocuments() throws { try database.execute(sql: "DELETE FROM document") }
    func removeBlobs() throws { try database.execute(sql: "DELETE FROM blob") }

    func insertBlob(_ name: BlobName) throws {
        try database.execute(cachedSQL: "INSERT OR IGNORE INTO blob (name) VALUES (?)", [Data(name.bytes)])
    }

    func removeBlob(_ name: BlobName) throws {
        try database.execute(cachedSQL: "DELETE FROM blob WHERE name = ?", [Data(name.bytes)])
    }

    func hasBlob(_ name: BlobName) throws -> Bool {
        try Bool.fetchOne(
            database, cachedSQL: "SELECT EXISTS (SELECT 1 FROM blob WHERE name = ?)", [Data(name.bytes)])
            ?? false
    }

    func blobNames() throws -> Set<BlobName> {
        Set(try Data.fetchAll(database, sql: "SELECT name FROM blob").map { BlobName([UInt8]($0)) })
    }
}

extension Entry {
    /// Takes stored bytes apart and says which entry is at fault if that fails.
    fileprivate init(checking bytes: [UInt8], at position: UInt64) throws {
        do {
            self = try Entry(bytes)
        } catch {
            throw VaultError.altered(.entry(index: position, problem: error.problem))
        }
    }
}

extension Database {
    fileprivate func execute(cachedSQL sql: String, _ arguments: StatementArguments) throws {
        let statement = try cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    fileprivate static func fetchOne(
        _ database: Database, cachedSQL sql: String, _ arguments: StatementArguments
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
