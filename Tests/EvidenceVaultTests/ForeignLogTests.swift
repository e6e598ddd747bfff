import Bytes
import Crypto
import Foundation
import TestSupport
import Testing

@testable import EvidenceVault

/// A write-ahead log that an older database has left is noticed before SQLite writes it into the one that was put there.
@Suite struct ForeignLogTests {
    /// A copy of the vault as a command leaves it that is killed: its newest entries are in the log beside the database.
    private func killed(_ office: TestOffice, as name: String, _ work: (Vault) throws -> Void) throws
        -> String
    {
        let vault = try office.open("coordinator")
        try work(vault)
        let path = office.folder.appending(name).path
        try FileManager.default.copyItem(atPath: office.vaultPath, toPath: path)
        withExtendedLifetime(vault) {}
        let log = try FileManager.default.attributesOfItem(atPath: path + "/index.sqlite-wal")
        #expect(try #require(log[.size] as? Int) > 0)
        return path
    }

    private func open(_ office: TestOffice, at path: String) throws -> Vault {
        try Vault.open(
            at: path, as: office.person("coordinator"), surroundings: office.surroundings("coordinator"))
    }

    private func digest(_ path: String) throws -> [UInt8] {
        SHA256.bytes(of: try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test(arguments: [1, 40]) func anOldLogBesideANewerDatabaseIsNoticedBeforeItDoesHarm(_ deposits: Int)
        throws
    {
        let office = try TestOffice()
        try office.openCase()
        let old = try killed(office, as: "old") { vault in
            for number in 1...3 { _ = try vault.openCase(title: "kasus \(number)") }
        }
        for number in 1...deposits { try office.deposit("isi \(number)", kind: .chronology) }
        // As `cp -a new/. old/` does.
        let files = FileManager.default
        for name in ["index.sqlite", "blobs"] {
            try files.removeItem(atPath: "\(old)/\(name)")
            try files.copyItem(atPath: "\(office.vaultPath)/\(name)", toPath: "\(old)/\(name)")
        }
        #expect(!files.fileExists(atPath: office.vaultPath + "/index.sqlite-wal"))
        let before = try (digest(old + "/index.sqlite"), digest(old + "/index.sqlite-wal"))
        for _ in 1...2 {
            #expect {
                try open(office, at: old)
            } throws: { error in
                if case VaultError.backup(.foreignLog) = error { true } else { false }
            }
        }
        let after = try (digest(old + "/index.sqlite"), digest(old + "/index.sqlite-wal"))
        #expect(before == after, "nothing was written")
        for name in ["index.sqlite-wal", "index.sqlite-shm"] {
            try? files.removeItem(atPath: "\(old)/\(name)")
        }
        #expect(try open(office, at: old).verify().isWhole)
    }

    /// What belongs there is taken in, as ever: nobody is alarmed for nothing, and nothing that was acknowledged is lost.
    @Test func theLogThatACommandHasLeftIsTakenIn() throws {
        let office = try TestOffice()
        try office.openCase()
        for round in 1...4 {
            let path = try killed(office, as: "killed\(round)") { vault in
                for number in 1...(round * round) {
                    _ = try vault.openCase(title: "kasus \(round) \(number)")
                }
            }
            let entries = try office.open("coordinator").state.head.size
            let vault = try open(office, at: path)
            #expect(vault.state.head.size == entries)
            #expect(try vault.verify().isWhole)
        }
        // Two at once, of which the second finds the first one's log in use.
        let first = try office.open("coordinator")
        _ = try first.openCase(title: "satu")
        let second = try office.open("lawyer")
        #expect(second.state.head == first.state.head)
        _ = try first.openCase(title: "dua")
        #expect(try office.open("lawyer").verify().isWhole)
    }

    /// A command that is killed, or a power cut, while SQLite takes the log in leaves some pages of it in the database and not others.
    /// Where an append has changed pages and made none, each of its tables is sound whichever of them are there.
    @Test func aLogThatWasTakenInByHalfIsNoFinding() throws {
        let office = try TestOffice()
        try office.openCase()
        for round in 1...4 {
            let path = try killed(office, as: "killed\(round)") { vault in
                try vault.log.append { _ in [TestOffice.harmless] }
            }
            let size = try office.open("coordinator").state.head.size
            let (database, log) = (
                URL(fileURLWithPath: path + "/index.sqlite"), URL(fileURLWithPath: path + "/index.sqlite-wal")
            )
            let (before, frames) = try (Data(contentsOf: database), Data(contentsOf: log))
            let newest = pages(inLog: frames)
            #expect(newest.count > 1)
            for subset in 0..<(1 << min(newest.count, 7)) {
                var bytes = before
                for (index, (number, contents)) in newest.enumerated() where subset >> index & 1 == 1 {
                    let start = (number - 1) * contents.count
                    let end = start + contents.count
                    if bytes.count < end { bytes += Data(count: end - bytes.count) }
                    bytes.replaceSubrange(start..<end, with: contents)
                }
                try bytes.write(to: database)
                try frames.write(to: log)
                try? FileManager.default.removeItem(atPath: path + "/index.sqlite-shm")
                #expect(
                    try open(office, at: path).state.head.size == size, "pages \(subset) of \(newest.count)")
            }
            #expect(try round < 4 || open(office, at: path).verify().isWhole)
        }
    }

    /// The newest page of each number, in their order (https://sqlite.org/fileformat2.html, 4.1: a header of 32 bytes, then frames of
    /// 24 bytes and a page).
    private func pages(inLog log: Data) -> [(number: Int, contents: Data)] {
        func word(_ offset: Int) -> Int { log[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } }
        let size = word(8)
        var newest: [Int: Data] = [:]
        for offset in stride(from: 32, to: log.count - 24 - size + 1, by: 24 + size)
        where log[(offset + 8)..<(offset + 16)] == log[16..<24] {
            newest[word(offset)] = log[(offset + 24)..<(offset + 24 + size)]
        }
        return newest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A log whose end is torn, or that is of nothing, is SQLite's to pass over.
    @Test func aTornLogIsNoFinding() throws {
        let office = try TestOffice()
        try office.openCase()
        let path = try killed(office, as: "torn") { _ = try $0.openCase(title: "kasus") }
        let log = URL(fileURLWithPath: path + "/index.sqlite-wal")
        let bytes = try Data(contentsOf: log)
        try (bytes + Data(repeating: 7, count: 9000)).write(to: log)
        #expect(try open(office, at: path).verify().isWhole)
    }
}
