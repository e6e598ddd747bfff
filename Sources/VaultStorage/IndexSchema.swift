import GRDB

/// The tables of the index, to the letter.
enum IndexSchema {
    static let tables: [(name: String, sql: String)] = [
        (
            "log_entry",
            "CREATE TABLE log_entry (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"
        ),
        (
            "log_node",
            """
            CREATE TABLE log_node (
                level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
                PRIMARY KEY (level, position)
            ) STRICT, WITHOUT ROWID
            """
        ),
        (
            "checkpoint",
            """
            CREATE TABLE checkpoint (
                id INTEGER PRIMARY KEY CHECK (id = 0), note BLOB NOT NULL, cosignatures BLOB NOT NULL
            ) STRICT
            """
        ),
        (
            "blob",
            """
            CREATE TABLE blob (name BLOB PRIMARY KEY, documents INTEGER NOT NULL) STRICT, WITHOUT ROWID
            """
        ),
        (
            "document",
            """
            CREATE TABLE document (lookup BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID
            """
        ),
    ]

    /// What SQLite keeps of them. Every row of it is a text.
    private static let expected = Set(tables.map { Row(texts: ["table", $0.name, $0.name, $0.sql]) })

    /// Bytes, because two texts can be equal that are not the same.
    private struct Row: Hashable {
        let columns: [[UInt8]]

        init(texts: [String]) { columns = texts.map { Array($0.utf8) } }
    }

    /// Nothing may be there but these tables, exactly as they were made: no trigger, no view, no index, no other column.
    /// Throws ``StorageError/damaged(_:)``.
    static func require(in database: Database, of folder: VaultFolder) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema")
        let rows = try IndexTransaction(database: database, folder: folder).rows(statement) { row in
            Row(texts: try (0..<4).map { try row.text($0, of: "sqlite_schema") })
        }
        guard rows.count == expected.count, Set(rows) == expected else {
            let stranger = rows.first { !expected.contains($0) }?.columns[1]
            let name = stranger.map { String(decoding: $0, as: UTF8.self) } ?? "a table is missing"
            throw StorageError.damaged(.database(.otherSchema(file: Index.fileName, name: name)))
        }
    }
}
