import Foundation
import TestSupport
import Testing
@testable import VaultStorage
import VaultTesting

@testable import EvidenceVault

/// The stores that there are, through the suites that every store must pass; and the suites through stores that do not.
@Suite struct StoreSuiteTests {
    private final class FolderBlobs: StorePlace {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }
        func open() throws -> any BlobStore { try FolderBlobStore(VaultFolder.open(folder.path)) }
        func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
            ScriptedDisk.run(with: fault, body)
        }
    }

    private final class FolderLog: StorePlace {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
            _ = try Index.create(in: VaultFolder.open(folder.path))
        }
        func open() throws -> any LogStore { try Index.open(in: VaultFolder.open(folder.path)) }
        func run(with fault: StoreFault?, _ body: () throws -> Void) -> StoreRun {
            ScriptedDisk.run(with: fault, body)
        }
    }

    @Test func blobsInAFolderAreKeptAsPromised() throws {
        let broken = try BlobStoreSuite { try FolderBlobs() }.broken()
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test func blobsInMemoryAreKeptAsPromised() throws {
        let broken = try BlobStoreSuite { MemoryBlobs() }.broken()
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test(arguments: MemoryBlobs.Flaw.allCases)
    func theSuiteFindsABlobStoreThat(_ flaw: MemoryBlobs.Flaw) throws {
        #expect(try !BlobStoreSuite { MemoryBlobs(flaw) }.broken().isEmpty)
    }

    @Test func aLogInSQLiteIsKeptAsPromised() throws {
        let broken = try LogStoreSuite { try FolderLog() }.broken()
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test func aLogInMemoryIsKeptAsPromised() throws {
        let broken = try LogStoreSuite { MemoryLog() }.broken()
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test(arguments: MemoryLog.Flaw.allCases)
    func theSuiteFindsALogStoreThat(_ flaw: MemoryLog.Flaw) throws {
        #expect(try !LogStoreSuite { MemoryLog(flaw) }.broken().isEmpty)
    }
}
