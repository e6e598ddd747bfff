import Foundation
import Sodium
import Synchronization
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct StorageTests {
    @Test(arguments: [0, 1, 16_384, 1 << 20, (1 << 20) + 1, 40 << 20])
    func aFileIsWhatWasWrittenToItInPiecesOfAnySize(_ size: Int) throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator()
        let bytes = try randomBytes(size)
        let file = try File.create(folder.appending("a").path)
        let writer = FileWriter(file)
        try bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < size {
                let end = min(size, start + Int.random(in: 1...3_000_000, using: &random))
                try writer.write(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
        try writer.finish()
        #expect(try [UInt8](Data(contentsOf: folder.appending("a"))) == bytes, "seed \(random.seed)")
    }

    @Test func aWriteThatFailsInTheBackgroundIsTold() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: folder.appending("a"))
        // Nobody can write to it: it is open for reading.
        let writer = try FileWriter(File.read(folder.appending("a").path))
        let bytes = [UInt8](repeating: 1, count: 3_000_000)
        #expect(throws: VaultError.self, "before the end") {
            try bytes.withUnsafeBytes { try writer.write($0) }
        }
        #expect(throws: VaultError.self) { try writer.finish() }
    }

    @Test func synchronisingGoesOnOnceAtATimeAndTellsWhatFailed() throws {
        let gate = DispatchSemaphore(value: 0)
        let count = Mutex(0)
        let synchronizer = Synchronizer {
            _ = gate.wait(timeout: .now() + 10)
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 1 { throw VaultError.busy }
        }
        #expect(synchronizer.begin())
        #expect(!synchronizer.begin())
        gate.signal()
        #expect(throws: VaultError.busy) { try synchronizer.finish() }
        #expect(synchronizer.begin())
        gate.signal()
        #expect(throws: VaultError.busy, "the system tells only once, so it is remembered") {
            try synchronizer.finish()
        }
        #expect(count.withLock { $0 } == 2)
    }

    @Test func aFileIsMovedToANameThatNobodyHas() throws {
        let folder = try TemporaryFolder()
        let (a, b) = (folder.appending("a"), folder.appending("b"))
        try Data("a".utf8).write(to: a)
        #expect(try File.move(a.path, to: b.path))
        try Data("new".utf8).write(to: a)
        #expect(try !File.move(a.path, to: b.path))
        #expect(try String(contentsOf: a, encoding: .utf8) == "new")
        #expect(try String(contentsOf: b, encoding: .utf8) == "a")
        #expect(throws: VaultError.self) { try File.move(folder.path + "/none", to: folder.path + "/c") }
    }

    @Test(arguments: [true, false]) func onlyBlobsThatTheLogDoesNotNameAreTakenAway(_ isNamed: Bool) throws {
        let office = try TestOffice()
        let store = FolderBlobStore(vault: office.vaultPath)
        try store.beginDeposit { _ in isNamed }
        let blob = try store.newBlob()
        try [1, 2, 3].withUnsafeBytes { try blob.write($0) }
        try blob.finish()
        try store.keep([blob])
        store.discard()
        #expect(try store.inventory().blobs.count == (isNamed ? 1 : 0))
        #expect(try FileManager.default.contentsOfDirectory(atPath: office.vaultPath + "/incoming").isEmpty)
    }

    @Test func onlySoManyFilesStayOpen() {
        let files = OpenFiles(limit: 2)
        #expect(files.take() && files.take() && !files.take())
        files.giveBack()
        #expect(files.take() && !files.take())
    }

    /// So many that the file system is synchronised while they are sealed.
    @Test func thousandsOfBlobsAreKept() throws {
        let office = try TestOffice()
        let store = FolderBlobStore(vault: office.vaultPath)
        try store.beginDeposit { _ in false }
        let blobs = try (0..<2100).map { number in
            let blob = try store.newBlob()
            try withUnsafeBytes(of: number) { try blob.write($0) }
            try blob.finish()
            return blob
        }
        try store.keep(blobs)
        store.confirm()
        #expect(try store.inventory().blobs == Set(blobs.map(\.name)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: office.vaultPath + "/incoming").isEmpty)
    }
}
