import Foundation
import GRDB
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Whatever stands in `index.sqlite`, no command crashes, and what is not as it should be is said in the vault's own words.
@Suite struct DamagedIndexTests {
    /// An office whose database and memories can be put back as they were.
    private final class Bench {
        let office: TestOffice
        private let index: Data
        private var path: String { office.vaultPath + "/index.sqlite" }
        private var memory: URL { office.folder.appending("state-coordinator") }
        private var kept: URL { office.folder.appending("kept") }

        init() throws {
            office = try TestOffice()
            try office.openCase()
            try office.deposit("kronologi", kind: .chronology)
            _ = try office.open("coordinator")
            index = try Data(contentsOf: URL(fileURLWithPath: office.vaultPath + "/index.sqlite"))
            try FileManager.default.copyItem(at: memory, to: kept)
        }

        func reset() throws {
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try index.write(to: URL(fileURLWithPath: path))
            try? FileManager.default.removeItem(at: memory)
            try FileManager.default.copyItem(at: kept, to: memory)
        }

        func change(_ random: inout SeededGenerator) throws -> String {
            var bytes = index
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let old = bytes[place]
            bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            try bytes.write(to: URL(fileURLWithPath: path))
            return "byte \(place): \(old) became \(bytes[place])"
        }

        /// What a member does, each on the database as it was damaged. Returns how many found something.
        func tryAll(_ damage: String) throws -> Int {
            let damaged = try Data(contentsOf: URL(fileURLWithPath: path))
            var found = 0
            for (name, act) in DamagedIndexTests.acts {
                try reset()
                try damaged.write(to: URL(fileURLWithPath: path))
                do {
                    try act(office)
                } catch  where VaultError(error) != nil {
                    if case .altered? = VaultError(error) { found += 1 }
                } catch {
                    Issue.record("\(name), \(damage): \(error)")
                }
            }
            return found
        }
    }

    private static let acts: [(name: String, act: @Sendable (TestOffice) throws -> Void)] = [
        ("open", { _ = try $0.open("coordinator") }),
        (
            "list",
            {
                let vault = try $0.open("coordinator")
                _ = try vault.list(vault.caseFile("TPPO-2026-0017"))
            }
        ),
        ("read", { _ = try $0.read(1, as: "coordinator") }),
        (
            "verify",
            {
                let report = try $0.open("coordinator").verify()
                if let finding = report.findings.first { throw VaultError.altered(finding) }
            }
        ),
        (
            "reindex",
            {
                _ = try Vault.reindex(
                    at: $0.vaultPath, as: $0.person("coordinator"),
                    surroundings: $0.surroundings("coordinator"))
            }
        ),
        (
            "open on a new computer",
            {
                try $0.forget("coordinator")
                _ = try $0.open("coordinator")
            }
        ),
    ]

    /// Each column, made anew without the rules of its table, which is then given its own words back.
    private static let columns: [(table: String, column: String, row: String)] = [
        ("log_entry", "position", "position = 3"),
        ("log_entry", "bytes", "position = 3"),
        ("log_node", "level", "level = 0 AND position = 2"),
        ("log_node", "position", "level = 0 AND position = 2"),
        ("log_node", "hash", "level = 0 AND position = 2"),
        ("checkpoint", "id", "true"),
        ("checkpoint", "note", "true"),
        ("checkpoint", "cosignatures", "true"),
        ("blob", "name", "name = (SELECT min(name) FROM blob)"),
        ("document", "lookup", "lookup = (SELECT min(lookup) FROM document)"),
        ("document", "sealed", "lookup = (SELECT min(lookup) FROM document)"),
    ]

    @Test func whateverIsInAColumnIsReadOrFound() throws {
        let bench = try Bench()
        let values = ["NULL", "'teks'", "-1", "9223372036854775807", "1.5", "x''", "x'00'", "zeroblob(5000)"]
        for (table, column, row) in DamagedIndexTests.columns {
            for value in values {
                try bench.reset()
                // A row id is a number, and a key is no NULL, whatever the table says.
                guard
                    (try? bench.office.rewrite(table, "UPDATE \(table) SET \(column) = \(value) WHERE \(row)"))
                        != nil
                else { continue }
                let damage = "\(table).\(column) = \(value)"
                let found = try bench.tryAll(damage)
                // Its only row is the checkpoint under whatever number.
                if column != "id" { #expect(found > 0, "\(damage) was not found") }
            }
        }
    }

    /// A table without its rules and under its own name is not the vault's.
    @Test(arguments: ["log_entry", "log_node", "checkpoint", "blob", "document"])
    func aTableThatWasMadeAnewIsNotRead(_ table: String) throws {
        let office = try TestOffice()
        try office.tamper(
            """
            CREATE TABLE other AS SELECT * FROM \(table);
            DROP TABLE \(table);
            ALTER TABLE other RENAME TO \(table);
            """)
        #expect(throws: VaultError.altered(.database(.otherSchema(file: "index.sqlite", name: table)))) {
            try office.open("coordinator")
        }
    }

    @Test func anySingleByteMayBeWrong() throws {
        let bench = try Bench()
        var random = SeededGenerator()
        for _ in 0..<300 {
            try bench.reset()
            let damage = try bench.change(&random)
            _ = try bench.tryAll("seed \(random.seed), \(damage)")
        }
    }

    /// A number that no version has is damage, and not the mark of a newer program.
    @Test(arguments: [
        (0, false), (1, false), (3, true), (101, true), (102, false), (14_024_705, false), (-1, false),
    ])
    func onlyANumberThatCanBeOneIsANewerVersion(_ version: Int, _ isNewer: Bool) throws {
        let office = try TestOffice()
        try office.tamper("PRAGMA user_version = \(version)")
        let error: VaultError =
            isNewer
            ? .newerFormat(found: "index \(version)")
            : .altered(.database(.notAnIndex(file: "index.sqlite")))
        #expect(throws: error) { try office.open("coordinator") }
    }

    // MARK: What acts

    /// SQLite would take the rows and keep none: a receipt for what is in no log.
    @Test(arguments: ["log_entry", "log_node", "checkpoint", "blob", "document"])
    func aTriggerKeepsNobodysStatementFromTheLog(_ table: String) throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let trigger = "CREATE TRIGGER silence BEFORE INSERT ON \(table) BEGIN SELECT RAISE(IGNORE); END"
        let opened = try office.open("coordinator")
        let file = try opened.caseFile("TPPO-2026-0017")
        try office.tamper(trigger)
        let altered = VaultError.altered(.database(.otherSchema(file: "index.sqlite", name: "silence")))
        // Also for who had the vault open before, and writes nothing.
        #expect(throws: altered) { try opened.checkpoint() }
        #expect(throws: altered) { try opened.read(1, in: file) }
        #expect(throws: altered) { try office.read(1, as: "coordinator") }
        #expect(throws: altered) { try office.deposit("x", kind: .visum) }
        #expect(try office.blobs().count == 1)
    }

    /// A view in the place of a table would be written to by triggers, and read as it likes.
    @Test func aViewIsNoTable() throws {
        let office = try TestOffice()
        try office.tamper(
            """
            ALTER TABLE document RENAME TO hidden;
            CREATE VIEW document AS SELECT lookup, sealed FROM hidden;
            """)
        #expect(throws: VaultError.self) { try office.open("coordinator") }
    }

    // MARK: Disks

    /// A disk that fails is nobody's tampering.
    @Test func aDiskThatCannotBeReadIsNotCalledAltered() throws {
        let office = try TestOffice()
        let fault = try SQLiteFault(.read, in: office.vaultPath)
        #expect(throws: StorageError.unreadable(path: office.vaultPath + "/index.sqlite", errno: EIO)) {
            try office.open("coordinator")
        }
        fault.end()
        #expect(try office.findings() == [])
    }
}

extension TestOffice {
    /// Changes a table as if it had no rules. Afterwards it says again that it has them.
    fileprivate func rewrite(_ table: String, _ sql: String) throws {
        let words = "UPDATE sqlite_schema SET sql = ? WHERE name = ?"
        let queue = try DatabaseQueue(path: vaultPath + "/index.sqlite")
        let own = try queue.read { database in
            try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [table])
        }
        guard let own else { throw StorageError.busy }
        try queue.close()
        let loose = own.replacingOccurrences(of: " NOT NULL", with: "")
            .replacingOccurrences(of: " CHECK (id = 0)", with: "")
            .replacingOccurrences(of: " STRICT, WITHOUT", with: " WITHOUT")
            .replacingOccurrences(of: " STRICT", with: "")
        func setWords(_ text: String) throws {
            let queue = try DatabaseQueue(path: vaultPath + "/index.sqlite")
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA writable_schema = ON")
                try database.execute(sql: words, arguments: [text, table])
            }
            try queue.close()
        }
        try setWords(loose)
        defer { try? setWords(own) }
        try tamper(sql)
    }
}
