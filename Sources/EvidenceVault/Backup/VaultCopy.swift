import Crypto
import Disk
import Foundation
import Ledger
import VaultStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Copies a vault: its index as it is at one moment, then the sealed files that the copied index names, each held against its name,
/// which is its SHA-256. What is in the copy already, from a try that was cut off, is held against it as well and kept.
///
/// Others go on working. Where a document was resealed between the two steps its file is gone, and both are done again; the last
/// time nobody deposits meanwhile.
final class VaultCopy {
    private let source: VaultFolder
    private let target: VaultFolder
    private let id: VaultID
    /// A copy of before, whose files are given one more name instead of being copied.
    private let previous: VaultFolder?
    /// Whether those are read again first, all of them.
    private let readsAll: Bool
    private let progress: (Int) throws -> Void

    private let index: Index
    private let sourceBlobs: FolderBlobStore
    private let previousBlobs: FolderBlobStore?
    /// What is in the copy and right.
    private var done: Set<BlobName> = []
    private var madeFolders: Set<String> = []
    private(set) var copied = 0
    private(set) var linked = 0

    private static let tries = 3
    /// Seconds that deposits under way are waited for.
    private static let patience = 60.0

    struct Outcome {
        let facts: StoredLog.Facts
        let faults: [BlobFault]
    }

    /// - Parameter index: the source's, opened.
    init(
        of source: VaultFolder, _ id: VaultID, index: Index, to target: VaultFolder,
        previous: VaultFolder? = nil,
        readsAll: Bool = false, progress: @escaping (Int) throws -> Void = { _ in }
    ) {
        (self.source, self.id, self.index, self.target) = (source, id, index, target)
        (self.previous, self.readsAll, self.progress) = (previous, readsAll, progress)
        sourceBlobs = FolderBlobStore(source)
        previousBlobs = previous.map { FolderBlobStore($0) }
    }

    /// When it returns, all of it is on the disk, but for names in the target's own parent.
    func run(continuing earlier: LogHead? = nil) throws -> Outcome {
        try FolderBlobStore(target).create()
        var attempt = 1
        while true {
            let isLast = attempt == VaultCopy.tries
            let lock = isLast ? try waitForDeposits() : nil
            defer { withExtendedLifetime(lock) {} }
            for name in Index.fileNames { _ = try target.remove(name) }
            try index.copy(to: target)
            // What was copied, not what it was copied from.
            let facts = try StoredLog(Index.openUnchanging(in: target)).examined(of: id, continuing: earlier)
            let faults = try copyBlobs(facts.blobs)
            if faults.isEmpty || isLast {
                try finish(facts.blobs)
                return Outcome(facts: facts, faults: faults)
            }
            attempt += 1
        }
    }

    /// Nobody deposits or reseals as long as what is returned is open.
    private func waitForDeposits() throws -> VaultFolder? {
        // Where a copy has left it out nobody deposits.
        guard try source.kind(of: FolderBlobStore.incoming) != nil else { return nil }
        let incoming = try source.folder(FolderBlobStore.incoming)
        let end = Date(timeIntervalSinceNow: VaultCopy.patience)
        while FileSystem.lock(incoming.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw StorageError.unreadable(path: incoming.path, errno: errno)
            }
            guard end.timeIntervalSinceNow > 0 else { throw StorageError.busy }
            usleep(20_000)
        }
        return incoming
    }

    // MARK: Sealed files

    private func copyBlobs(_ names: Set<BlobName>) throws -> [BlobFault] {
        let blobs = try target.folder(FolderBlobStore.blobs)
        var faults: [BlobFault] = []
        for (folder, names) in Dictionary(grouping: names, by: \.folder).sorted(by: { $0.key < $1.key }) {
            if madeFolders.insert(folder).inserted { try blobs.makeFolder(folder) }
            let folder = try blobs.folder(folder)
            for name in names.sorted(by: { $0.description < $1.description }) {
                if let fault = try take(name, to: folder) { faults.append(fault) }
            }
        }
        return faults
    }

    /// Puts one sealed file into the copy. Returns what is wrong with it in the source.
    private func take(_ name: BlobName, to folder: VaultFolder) throws -> BlobFault? {
        let original = try? sourceBlobs.file(name)
        let size = try original?.status().size
        func fault(_ kind: BlobFault.Kind) -> BlobFault {
            BlobFault(name: name, kind: kind, isInCopy: done.contains(name))
        }
        if done.contains(name) { return original == nil ? fault(.missing) : nil }
        let before = try? previousBlobs?.file(name)
        let isSame = try before.map { try $0.status().size == size || original == nil } ?? false
        if let there = try folder.file(name.fileName) {
            // Of a try that was cut off: one more name of the generation's before, or written, perhaps not to its end.
            if try isSame && !readsAll && there.status().inode == before?.status().inode
                || isRight(there, name)
            {
                done.insert(name)
                return original == nil ? fault(.missing) : nil
            }
            try folder.remove(name.fileName)
        }
        if isSame, let before, let previous, try !readsAll && original != nil || isRight(before, name) {
            let there = try previous.folder(FolderBlobStore.blobs).folder(name.folder)
            if try there.link(name.fileName, to: name.fileName, in: folder) {
                done.insert(name)
                linked += 1
                return original == nil ? fault(.missing) : nil
            }
        }
        if let original, try copy(original, name, to: folder) { return nil }
        let kind: BlobFault.Kind = original == nil ? .missing : .changed
        if let before = try? previousBlobs?.file(name), try copy(before, name, to: folder) {
            return fault(kind)
        }
        return fault(kind)
    }

    private func isRight(_ file: File, _ name: BlobName) throws -> Bool {
        try file.digest(progress) == name
    }

    /// False, and nothing stays, when its bytes are not those of its name, or cannot be read.
    private func copy(_ file: File, _ name: BlobName, to folder: VaultFolder) throws -> Bool {
        let new = try folder.create(name.fileName)
        do {
            let writer = FileWriter(new)
            let digest: BlobName?
            do {
                digest = try file.digest(progress) { try writer.write($0) }
            } catch StorageError.unreadable {
                digest = nil
            }
            try writer.finish()
            guard digest == name else {
                try folder.remove(name.fileName)
                return false
            }
        } catch {
            _ = try? folder.remove(name.fileName)
            throw error
        }
        done.insert(name)
        copied += 1
        return true
    }

    /// Takes away what the index does not name, and waits for the disk.
    private func finish(_ names: Set<BlobName>) throws {
        let blobs = try target.folder(FolderBlobStore.blobs)
        for name in try FolderBlobStore(target).inventory().blobs.subtracting(names) {
            try blobs.folder(name.folder).remove(name.fileName)
        }
        if try !target.synchronizeFileSystem() {
            for name in done.intersection(names) {
                try FolderBlobStore(target).file(name)?.synchronize()
            }
            for folder in madeFolders { try blobs.folder(folder).synchronize() }
            try blobs.synchronize()
        }
        try target.synchronize()
    }
}
