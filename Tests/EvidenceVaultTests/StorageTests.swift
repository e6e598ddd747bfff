import Crypto
import Foundation
import Sodium
import Synchronization
import TestSupport
import Testing
@testable import VaultStorage

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
        #expect(throws: StorageError.self, "before the end") {
            try bytes.withUnsafeBytes { try writer.write($0) }
        }
        #expect(throws: StorageError.self) { try writer.finish() }
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
            if number == 1 { throw StorageError.busy }
        }
        #expect(synchronizer.begin())
        #expect(!synchronizer.begin())
        gate.signal()
        #expect(throws: StorageError.busy) { try synchronizer.finish() }
        #expect(synchronizer.begin())
        gate.signal()
        #expect(throws: StorageError.busy, "the system tells only once, so it is remembered") {
            try synchronizer.finish()
        }
        #expect(count.withLock { $0 } == 2)
    }

    /// Also in a program that has not our mask.
    @Test func whatIsWrittenForTheUserNobodyElseReads() throws {
        let folder = try TemporaryFolder()
        let names = ["created", "new", "replaced"].map { folder.appending($0).path }
        _ = try File.create(names[0])
        try NewFile(at: names[1]).publish()
        try File.write([1], replacing: names[2])
        for name in names {
            let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
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
        #expect(throws: StorageError.self) { try File.move(folder.path + "/none", to: folder.path + "/c") }
    }

    @Test(arguments: [true, false]) func onlyBlobsThatNothingNamesAreTakenAway(_ isNamed: Bool) throws {
        let office = try TestOffice()
        let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let batch = try store.begin()
        let blob = try batch.newBlob()
        try [1, 2, 3].withUnsafeBytes { try blob.write($0) }
        try blob.finish()
        try batch.keep()
        batch.discard(keeping: isNamed ? [blob.name] : [])
        #expect(try store.inventory().blobs.count == (isNamed ? 1 : 0))
        #expect(try FileManager.default.contentsOfDirectory(atPath: office.vaultPath + "/incoming").isEmpty)
    }

    /// A pipe, a device or a folder gives what whoever put it there likes, for as long as they like: it is not read.
    @Test func onlyAPlainFileIsReadAsABlob() throws {
        let office = try TestOffice()
        let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let name = BlobName([UInt8](repeating: 0xab, count: 32))
        let path = "\(office.vaultPath)/blobs/ab/\(name).age"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for isPipe in [false, true] {
            if isPipe { #expect(rmdir(path) == 0 && mkfifo(path, 0o600) == 0) }
            #expect(throws: StorageError.damaged(.notAFile(path: path)), "\(isPipe)") { try store.open(name) }
        }
    }

    /// What only begins like a blob's name is none, and is named as what does not belong there.
    @Test func aNameIsABlobsOnlyWhenItIsAllOfIt() throws {
        let office = try TestOffice()
        let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let name = BlobName([UInt8](repeating: 0xab, count: 32))
        let folder = "\(office.vaultPath)/blobs/ab"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let others = ["\(name)", "\(name).age.txt", "0\(name).age", "\(name)0.age", "\(name).ag"]
        for file in ["\(name).age"] + others {
            try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
        }
        let inventory = try store.inventory()
        #expect(inventory.blobs == [name])
        #expect(Set(inventory.strangers) == Set(others.map { "ab/\($0)" }))
    }

    /// Somebody moves the vault away and puts another in its place while a command runs: it stays where it began.
    @Test func aCommandStaysInTheFolderThatItOpened() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.copyVault(to: "other")
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        let moved = office.folder.appending("moved").path
        try FileManager.default.moveItem(atPath: office.vaultPath, toPath: moved)
        try office.putBackMoved("other")
        let before = try Data(contentsOf: URL(fileURLWithPath: office.vaultPath + "/index.sqlite"))
        let url = office.folder.appending("a.txt")
        try Data("isi".utf8).write(to: url)
        _ = try vault.deposit([Submission(path: url.path, name: "a.txt", kind: .visum, title: "x")], in: file)
        #expect(try office.blobs().isEmpty)
        let after = try Data(contentsOf: URL(fileURLWithPath: office.vaultPath + "/index.sqlite"))
        #expect(
            after == before && !FileManager.default.fileExists(atPath: office.vaultPath + "/index.sqlite-wal")
        )
        try FileManager.default.removeItem(atPath: office.vaultPath)
        try FileManager.default.moveItem(atPath: moved, toPath: office.vaultPath)
        #expect(try office.read(1, as: "lawyer") == "isi")
        #expect(try office.findings() == [])
    }

    /// What could not be removed is not forgotten: its list stays until it is gone, and says that it is nobody's forgery.
    @Test func aListStaysWhileSomethingOnItIsThere() throws {
        let office = try TestOffice()
        func sealed(_ batch: any BlobBatch, _ byte: UInt8) throws -> any NewBlob {
            let blob = try batch.newBlob()
            try [byte].withUnsafeBytes { try blob.write($0) }
            try blob.finish()
            return blob
        }
        let vault = try VaultFolder.open(office.vaultPath)
        let store = FolderBlobStore(vault)
        let first = try store.begin()
        let old = try sealed(first, 1)
        try first.keep()
        try first.confirm()
        let second = try store.begin()
        let new = try sealed(second, 2)
        try second.keep(replacing: [old.name])
        // A folder cannot be unlinked.
        let place = "\(office.vaultPath)/blobs/\(old.name.description.prefix(2))/\(old.name).age"
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        #expect(throws: StorageError.damaged(.notAFile(path: place))) { try second.confirm() }
        #expect(try store.inventory().unconfirmed == [old.name, new.name])
        try FileManager.default.removeItem(atPath: place)
        try Data([1]).write(to: URL(fileURLWithPath: place))
        let next = try FolderBlobStore(vault).begin()
        #expect(next.leftovers.isEmpty, "another deposit is under way")
        #expect(try store.inventory().unconfirmed == [old.name, new.name])
        withExtendedLifetime(second) {}
    }

    /// Once nobody else is there, the next deposit removes what is on the list, and then the list.
    @Test func theNextDepositRemovesWhatIsOnAList() throws {
        let office = try TestOffice()
        let name = String(repeating: "ab", count: 32)
        let (blobs, incoming) = (office.vaultPath + "/blobs/ab", office.vaultPath + "/incoming")
        try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: false)
        try Data([1]).write(to: URL(fileURLWithPath: "\(blobs)/\(name).age"))
        let list = "\(incoming)/\(String(repeating: "0a", count: 16)).pending"
        try Data("\(name)\n".utf8).write(to: URL(fileURLWithPath: list))
        let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let batch = try store.begin()
        #expect(batch.leftovers.map(\.description) == [name])
        try batch.settle(keeping: [])
        #expect(try store.inventory().blobs.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: incoming).isEmpty)
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
        let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let batch = try store.begin()
        let blobs = try (0..<2100).map { number in
            let blob = try batch.newBlob()
            try withUnsafeBytes(of: number) { try blob.write($0) }
            try blob.finish()
            return blob
        }
        try batch.keep()
        try batch.confirm()
        #expect(try store.inventory().blobs == Set(blobs.map(\.name)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: office.vaultPath + "/incoming").isEmpty)
    }
}
