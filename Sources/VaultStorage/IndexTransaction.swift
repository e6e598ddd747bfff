import Bytes
import Foundation
import GRDB
import TransparencyLog

/// One look at, or one change of, the index.
struct IndexTransaction: LogWriting {
    let database: Database
    /// The vault's.
    private let folder: VaultFolder
    private let appended = Appended()

    init(database: Database, folder: VaultFolder) {
        self.database = database
        self.folder = folder
    }

    /// What must be there once the transaction is committed.
    private final class Appended {
        var entries: [(position: UInt64, bytes: [UInt8])] = []
        var note: [UInt8]?
    }

    // MARK: Log

    func logSize() throws -> UInt64 {
        // Positions have no gaps: verify checks it, and a gap is found as a missing entry.
        let newest = try first("SELECT max(position) FROM log_entry") { row in
            row.hasNull(atIndex: 0) ? nil : try row.position(0, of: "log_entry")
        }
        // cannot trap: no position is greater than the greatest Int64
        return newest.flatMap { $0 }.map { $0 + 1 } ?? 0
    }

    func entry(at position: UInt64) throws -> [UInt8] {
        let bytes = try first("SELECT bytes FROM log_entry WHERE position = ?", [number(position)]) {
            try $0.bytes(0, of: "log_entry")
        }
        guard let bytes else { throw StorageError.damaged(.noEntry(at: position)) }
        return bytes
    }

    func entries(from start: UInt64, below end: UInt64, limits: EntryLimits) throws -> [[UInt8]] {
        let last = min(end, start.addingReportingOverflow(UInt64(limits.count)).partialValue)
        guard start < last else { throw StorageError.damaged(.noEntry(at: start)) }
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, bytes FROM log_entry WHERE position >= ? AND position < ? ORDER BY position
                """,
            arguments: [number(start), number(last)])
        var entries: [[UInt8]] = []
        var size = 0
        while size < limits.bytes, let row = try rows.next(),
            try row.position(0, of: "log_entry") == start + UInt64(entries.count)
        {
            let bytes = try row.bytes(1, of: "log_entry")
            size += bytes.count
            entries.append(bytes)
        }
        guard !entries.isEmpty else { throw StorageError.damaged(.noEntry(at: start)) }
        return entries
    }

    func forEachEntry(newestWithout zeros: Range<Int>, _ body: ([UInt8]) throws -> Bool) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, bytes FROM log_entry WHERE substr(bytes, ?, ?) <> zeroblob(?) ORDER BY position DESC
                """, arguments: [zeros.lowerBound + 1, zeros.count, zeros.count])
        while let row = try rows.next() {
            if try body(row.bytes(1, of: "log_entry")) { return }
        }
    }

    func countEntries(outside size: UInt64) throws -> Int {
        let count = try first(
            "SELECT count(*) FROM log_entry WHERE position >= ? OR position < 0", [number(size)]
        ) { try $0.integer(0, of: "log_entry") }
        return Int(clamping: count ?? 0)
    }

    func firstGap(from start: UInt64) throws -> UInt64 {
        var position = start
        while try first(
            "SELECT position FROM log_entry WHERE position = ?", [number(position)], { _ in true }) != nil
        {
            position += 1
        }
        return position
    }

    /// Into files of `aside/`.
    func moveAside(from position: UInt64) throws -> Int {
        var moved = 0
        while true {
            let row = try first(
                "SELECT position, bytes FROM log_entry WHERE position >= ? OR position < 0 LIMIT 1",
                [number(position)]
            ) { row in
                // Whatever it holds: nothing of it is believed.
                (try row.integer(0, of: "log_entry"), (try? row.bytes(1, of: "log_entry")) ?? [])
            }
            guard let (stored, bytes) = row else { return moved }
            try Aside(folder).keep(bytes, from: stored)
            try database.execute(cachedSQL: "DELETE FROM log_entry WHERE position = ?", [stored])
            moved += 1
        }
    }

    func node(level: Int, index: UInt64) throws -> Hash {
        let bytes = try first(
            "SELECT hash FROM log_node WHERE level = ? AND position = ?", [level, number(index)]
        ) { try $0.bytes(0, of: "log_node") }
        guard let bytes, let hash = try? Hash(bytes) else {
            throw StorageError.damaged(.treeNode(level: level, index: index))
        }
        return hash
    }

    func forEachNode(_ body: (Node) throws -> Void) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT level, position, hash FROM log_node")
        while let row = try rows.next() {
            let (level, position) = (
                try row.position(0, of: "log_node"), try row.position(1, of: "log_node")
            )
            guard level < 64, let hash = try? Hash(row.bytes(2, of: "log_node")) else {
                throw StorageError.damaged(.treeNode(level: Int(clamping: level), index: position))
            }
            // cannot trap: below 64
            try body(Node(level: Int(level), index: position, hash: hash))
        }
    }

    func append(_ entry: [UInt8], at position: UInt64) throws {
        // Of this transaction's own it is known where they end.
        let size = try appended.entries.last.map { $0.position + 1 } ?? logSize()
        guard position == size else { throw StorageError.busy }
        try database.execute(
            cachedSQL: "INSERT INTO log_entry (position, bytes) VALUES (?, ?)",
            [number(position), Data(entry)])
        appended.entries.append((position, entry))
    }

    func insert(_ nodes: [Node]) throws {
        for node in nodes {
            try database.execute(
                cachedSQL: "INSERT OR REPLACE INTO log_node (level, position, hash) VALUES (?, ?, ?)",
                [node.level, number(node.index), Data(node.hash.bytes)])
        }
    }

    func removeNodes() throws { try database.execute(sql: "DELETE FROM log_node") }

    // MARK: Checkpoint

    func checkpoint() throws -> (note: [UInt8], cosignatures: [UInt8]) {
        let found = try first("SELECT note, cosignatures FROM checkpoint") { row in
            (try row.bytes(0, of: "checkpoint"), try row.bytes(1, of: "checkpoint"))
        }
        guard let found else { throw StorageError.damaged(.noCheckpoint) }
        return found
    }

    func setCheckpoint(note: [UInt8], cosignatures: [UInt8]) throws {
        try database.execute(
            cachedSQL: "INSERT OR REPLACE INTO checkpoint (id, note, cosignatures) VALUES (0, ?, ?)",
            [Data(note), Data(cosignatures)])
        appended.note = note
    }

    /// What was appended is what is there now, unless another command has gone on from it: nobody is told that something stands in
    /// the log which SQLite took and did not keep. Asked in a transaction after the one that appended.
    func requireAppended() throws {
        guard let newest = appended.entries.last?.position else { return }
        let size = try logSize()
        for (position, bytes) in appended.entries {
            let found = try first("SELECT bytes FROM log_entry WHERE position = ?", [number(position)]) {
                try $0.bytes(0, of: "log_entry")
            }
            guard found == bytes else {
                throw StorageError.damaged(.noEntry(at: position))
            }
        }
        if size == newest + 1, let note = appended.note, try checkpoint().note != note {
            throw StorageError.damaged(.otherCheckpoint)
        }
    }

    // MARK: Rows

    func row(_ key: [UInt8]) throws -> [UInt8]? {
        try first("SELECT sealed FROM document WHERE lookup = ?", [Data(key)]) {
            try $0.bytes(0, of: "document")
        }
    }

    func setRow(_ key: [UInt8], to value: [UInt8]) throws {
        try database.execute(
            cachedSQL: "INSERT OR REPLACE INTO document (lookup, sealed) VALUES (?, ?)",
            [Data(key), Data(value)])
    }

    func removeRow(_ key: [UInt8]) throws {
        try database.execute(cachedSQL: "DELETE FROM document WHERE lookup = ?", [Data(key)])
    }

    func forEachRow(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT lookup, sealed FROM document")
        while let row = try rows.next() {
            try body(row.bytes(0, of: "document"), row.bytes(1, of: "document"))
        }
    }

    func removeRows() throws { try database.execute(sql: "DELETE FROM document") }
    func removeBlobs() throws { try database.execute(sql: "DELETE FROM blob") }

    func insertBlob(_ name: BlobName) throws {
        try database.execute(
            cachedSQL: """
                INSERT INTO blob (name, documents) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET documents = documents + 1
                """, [Data(name.bytes)])
    }

    func removeBlob(_ name: BlobName) throws {
        try database.execute(
            cachedSQL: "UPDATE blob SET documents = documents - 1 WHERE name = ?", [Data(name.bytes)])
        try database.execute(
            cachedSQL: "DELETE FROM blob WHERE name = ? AND documents < 1", [Data(name.bytes)])
    }

    func hasBlob(_ name: BlobName) throws -> Bool {
        try first("SELECT 1 FROM blob WHERE name = ?", [Data(name.bytes)]) { _ in true } ?? false
    }

    func blobCounts() throws -> [BlobName: Int64] {
        var counts: [BlobName: Int64] = [:]
        for (name, count) in try rows(
            database.makeStatement(sql: "SELECT name, documents FROM blob"),
            { (BlobName(try $0.bytes(0, of: "blob")), try $0.integer(1, of: "blob")) })
        { counts[name] = count }
        return counts
    }

    // MARK: SQLite

    /// SQLite's own examination of the whole file, or the same without holding its indices against its tables.
    func check(isThorough: Bool) throws {
        try check(isThorough ? "integrity_check(3)" : "quick_check(3)")
    }

    private func check(_ pragma: String) throws {
        let complaints = try texts("PRAGMA \(pragma)")
        if complaints != ["ok"] {
            throw StorageError.damaged(.database(.complaint(complaints.joined(separator: "; "))))
        }
    }

    /// The only number that a statement gives.
    func integer(_ sql: String) throws -> Int64 {
        guard let value = try first(sql, [], { try $0.integer(0, of: sql) }) else {
            throw StorageError.damaged(.database(.noAnswer(query: sql)))
        }
        return value
    }

    /// The first column of what a statement gives.
    func texts(_ sql: String) throws -> [String] {
        try rows(database.makeStatement(sql: sql)) { try $0.text(0, of: sql) }
    }

    func rows<T>(_ statement: GRDB.Statement, _ body: (Row) throws -> T) throws -> [T] {
        let rows = try Row.fetchCursor(statement)
        var results: [T] = []
        while let row = try rows.next() { results.append(try body(row)) }
        return results
    }

    private func first<T>(
        _ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> T
    ) throws -> T? {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        return try rows.next().map(body)
    }

    /// Positions come from statements and rows too, where they can be anything; no row can be where SQLite has no number.
    private func number(_ position: UInt64) throws -> Int64 {
        guard let number = Int64(exactly: position) else {
            throw StorageError.damaged(.noEntry(at: position))
        }
        return number
    }
}

/// Columns can hold anything, whatever the table says: a damaged record, or a table that somebody made anew.
extension Row {
    private func value(_ column: Int) -> DatabaseValue.Storage {
        // cannot trap: whatever is in a column is a database value, and our statements name the columns
        (self[column] as DatabaseValue).storage
    }

    private func malformed(_ table: String) -> StorageError {
        StorageError.damaged(.database(.row(table: table, position: nil)))
    }

    func bytes(_ column: Int, of table: String) throws -> [UInt8] {
        guard case .blob(let data) = value(column) else { throw malformed(table) }
        return [UInt8](data)
    }

    func integer(_ column: Int, of table: String) throws -> Int64 {
        guard case .int64(let number) = value(column) else { throw malformed(table) }
        return number
    }

    func position(_ column: Int, of table: String) throws -> UInt64 {
        let number = try integer(column, of: table)
        guard let position = UInt64(exactly: number) else {
            throw StorageError.damaged(.database(.row(table: table, position: number)))
        }
        return position
    }

    func text(_ column: Int, of table: String) throws -> String {
        guard case .string(let text) = value(column) else { throw malformed(table) }
        return text
    }
}

extension Database {
    fileprivate func execute(cachedSQL sql: String, _ arguments: StatementArguments) throws {
        let statement = try cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
    }
}
