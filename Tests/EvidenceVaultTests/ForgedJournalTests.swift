import CSQLiteGuard
import Foundation
import GRDB
import TestSupport
import Testing

@testable import EvidenceVault

/// A rollback journal beside a database is played back by SQLite, and the file that it names as its super-journal is opened and
/// deleted, wherever that lies.
@Suite struct ForgedJournalTests {
    /// A journal with no pages and the name of a super-journal (https://sqlite.org/fileformat2.html, 3; the tail is in pager.c).
    private func journal(naming file: String, of database: Data) -> Data {
        func word(_ value: Int) -> [UInt8] {
            (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
        let pageSize = Int(database[16]) << 8 | Int(database[17])
        var header =
            magic + word(0) + word(123) + word(database.count / pageSize) + word(512) + word(pageSize)
        header += [UInt8](repeating: 0, count: 512 - header.count)
        let name = Array(file.utf8)
        let sum = name.reduce(0) { $0 + Int($1) }
        return Data(header + word(0x4000_0000 / pageSize + 1) + name + word(name.count) + word(sum) + magic)
    }

    /// Beside any database that this program opens.
    @Test func aSuperJournalIsNeitherOpenedNorDeleted() throws {
        let folder = try TemporaryFolder()
        #expect(amanah_sqlite_open_beneath() == 0)
        let path = folder.appending("x.sqlite").path
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try queue.close()
        for isPipe in [false, true] {
            let victim = folder.appending("victim")
            try? FileManager.default.removeItem(at: victim)
            if isPipe {
                #expect(mkfifo(victim.path, 0o600) == 0)
            } else {
                try Data("identity".utf8).write(to: victim)
            }
            try journal(naming: victim.path, of: Data(contentsOf: URL(fileURLWithPath: path)))
                .write(to: URL(fileURLWithPath: path + "-journal"))
            let again = try DatabaseQueue(path: path)
            _ = try? again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") }
            _ = try? again.write { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
            try again.close()
            #expect(FileManager.default.fileExists(atPath: victim.path))
        }
    }

    @Test func aJournalBesideTheIndexIsRefused() throws {
        let office = try TestOffice()
        let victim = office.folder.appending("victim")
        try Data("identity".utf8).write(to: victim)
        let path = office.vaultPath + "/index.sqlite"
        let index = try Data(contentsOf: URL(fileURLWithPath: path))
        try journal(naming: victim.path, of: index).write(to: URL(fileURLWithPath: path + "-journal"))
        #expect {
            try office.open("coordinator")
        } throws: { error in
            if case VaultError.altered(.database) = error { true } else { false }
        }
        #expect(FileManager.default.fileExists(atPath: victim.path))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == index)
    }
}
