import Archive
import Bytes
import Crypto
import Disk
import Foundation
import Sodium
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Blobs in a folder: `blobs/ab/abcdef….age`.
///
/// Blobs are written to `incoming/` under random names. Before they are renamed into place a list of their names,
/// `incoming/….pending`, marks them as unconfirmed, and those that they replace as well; it goes once what names them is written and
/// nothing on it is left to remove. So a power cut leaves nothing that cannot be told from a forgery.
///
/// What is removed has a name of these patterns and is a plain file. Anything else is left alone, and ``inventory()`` names it.
package final class FolderBlobStore: BlobStore {
    private let vault: VaultFolder
    private let patience: Patience
    private let reserve: Reserve

    package static let blobs = "blobs"
    package static let incoming = "incoming"
    /// The list of a batch of a million blobs has 65 MB.
    private static let longestList = 1 << 28

    package init(_ vault: VaultFolder, warn: @escaping @Sendable (StorageWarning) -> Void = { _ in }) {
        self.vault = vault
        patience = Patience(warn)
        reserve = Reserve(vault)
    }

    package func create() throws {
        try vault.makeFolder(FolderBlobStore.blobs)
        try vault.makeFolder(FolderBlobStore.incoming)
    }

    /// Throws ``StorageError/diskFull(path:)`` also while the log lives on its reserve.
    package func begin() throws -> any BlobBatch {
        // Copies leave out empty folders.
        try create()
        let incoming = try vault.folder(FolderBlobStore.incoming)
        var lists: [String: [BlobName]] = [:]
        if FileSystem.lock(incoming.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for name in try incoming.names() {
                guard let leaving = Leaving(name) else { continue }
                let blobs = leaving == .list ? try FolderBlobStore.names(onList: name, in: incoming) : []
                if !blobs.isEmpty {
                    lists[name] = blobs
                } else {
                    do {
                        try incoming.remove(name)
                    } catch StorageError.cannotWrite {
                        // It keeps nobody from what they came for.
                    }
                }
            }
        }
        return try FolderBatch(in: vault, incoming, leaving: lists, patience, reserve)
    }

    /// The blobs that a list in `incoming/` marks as unconfirmed. A list that was cut short was cut before any blob had its name.
    private static func names(onList name: String, in incoming: VaultFolder) throws -> [BlobName] {
        // Nil when it was confirmed in the meantime.
        guard let list = try incoming.file(name) else { return [] }
        guard try list.status().size <= FolderBlobStore.longestList else {
            throw StorageError.damaged(.notAFile(path: list.path))
        }
        return try list.contents(limit: FolderBlobStore.longestList).split(separator: UInt8(ascii: "\n"))
            .compactMap { BlobName(String(decoding: $0, as: UTF8.self)) }.filter { $0.bytes.count == 32 }
    }

    package func open(_ name: BlobName) throws -> any BlobReader {
        guard let file = try file(name) else { throw StorageError.noBlob(name) }
        return try FileReader(file)
    }

    /// The file of a blob, for who copies folders; nil when there is none.
    package func file(_ name: BlobName) throws -> File? {
        try vault.file("\(FolderBlobStore.blobs)/\(name.folder)/\(name.fileName)")
    }

    /// How many files batches that were cut off have left; none while one is under way. The next batch takes them away.
    package func leavings() throws -> Int {
        // Copies leave out empty folders.
        guard try vault.kind(of: FolderBlobStore.incoming) != nil else { return 0 }
        let incoming = try vault.folder(FolderBlobStore.incoming)
        guard FileSystem.lock(incoming.descriptor, LOCK_EX | LOCK_NB) == 0 else { return 0 }
        return try incoming.names().filter { Leaving($0) != nil }.count
    }

    package func inventory() throws -> BlobInventory {
        var found: Set<BlobName> = []
        var strangers: [String] = []
        var unread: [Unread] = []
        /// What cannot be read keeps nobody from looking at the rest.
        func noting(_ look: () throws -> Void) throws {
            do {
                try look()
            } catch StorageError.unreadable(let path, let code) {
                unread.append(Unread(path: path, errno: code))
            }
        }
        let isThere = try vault.kind(of: FolderBlobStore.blobs) != nil
        if isThere {
            try noting {
                let blobs = try vault.folder(FolderBlobStore.blobs)
                for folder in try blobs.names() {
                    try noting { try look(into: folder, of: blobs, &found, &strangers) }
                }
            }
        }
        var unconfirmed: Set<BlobName> = []
        // An empty folder is what copies leave out.
        if try vault.kind(of: FolderBlobStore.incoming) != nil {
            try noting {
                let incoming = try vault.folder(FolderBlobStore.incoming)
                for name in try incoming.names() {
                    switch (Leaving(name), try incoming.kind(of: name)) {
                    case (.list, .file):
                        unconfirmed.formUnion(try FolderBlobStore.names(onList: name, in: incoming))
                    case (.part, .file), (_, nil): break
                    default: strangers.append("\(FolderBlobStore.incoming)/\(name)")
                    }
                }
            }
        }
        let isLitter = { (path: String) in
            let name = PathBytes.name(of: path)
            return Litter.isOfSystem(name) || Litter.isConflictCopy(name)
        }
        return BlobInventory(
            blobs: found, unconfirmed: unconfirmed, strangers: strangers.filter { !isLitter($0) },
            litter: strangers.filter(isLitter).sorted(), isGone: !isThere, unread: unread)
    }

    private func look(
        into folder: String, of blobs: VaultFolder, _ found: inout Set<BlobName>, _ strangers: inout [String]
    ) throws {
        guard try blobs.kind(of: folder) == .folder else { return strangers.append(folder) }
        let inside = try blobs.folder(folder)
        for file in try inside.names() {
            guard let name = BlobName(fileName: file), name.folder == folder,
                case .file = try inside.kind(of: file)
            else {
                // Unless it went in the meantime.
                if try inside.kind(of: file) != nil { strangers.append("\(folder)/\(file)") }
                continue
            }
            found.insert(name)
        }
    }
}

/// What a batch puts into `incoming/`: 32 random digits and what it is. Anything else there is not ours to take away.
private enum Leaving: String {
    case part, list = "pending"

    init?(_ name: String) {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 32, parts[0].allSatisfy(isHexDigit),
            let kind = Leaving(rawValue: String(decoding: parts[1], as: UTF8.self))
        else { return nil }
        self = kind
    }

    func newName() throws -> String { "\(hex(try randomBytes(16))).\(rawValue)" }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

extension BlobName {
    private static let suffix = ".age"

    package var folder: String { String(description.prefix(2)) }
    package var fileName: String { description + BlobName.suffix }

    fileprivate init?(fileName: String) {
        let bytes = Array(fileName.utf8)
        guard bytes.count == 64 + BlobName.suffix.utf8.count, bytes.prefix(64).allSatisfy(isHexDigit),
            bytes.dropFirst(64).elementsEqual(BlobName.suffix.utf8)
        else { return nil }
        self.init(String(decoding: bytes.prefix(64), as: UTF8.self))
    }
}

/// A batch of a folder. As long as it, or one of its blobs, is there, `incoming/` is locked, so that nobody takes its unfinished blobs for
/// leavings.
private final class FolderBatch: BlobBatch {
    private let vault: VaultFolder
    private let incoming: VaultFolder
    private let patience: Patience
    private let reserve: Reserve
    /// Lists of batches that were left, until they are settled.
    private var left: [String: [BlobName]]
    /// Of the file system, since `incoming` was opened.
    private let synchronizer: Synchronizer
    private var blobs: [FolderBlob] = []
    /// Held while a blob is added to them.
    private let adding = NSLock()
    /// Finished blobs whose files are still open, so that synchronising them tells what could not be written.
    private let openFiles = OpenFiles(limit: FolderBatch.fewFiles)
    /// What was kept and nobody has confirmed or discarded.
    private var unconfirmed: (list: String, names: [BlobName], replaced: [BlobName])?

    private var isUncertain = false

    /// So many files are synchronised one by one; for more it takes less to synchronise the whole file system once.
    private static let fewFiles = 32
    /// After so many files the file system is synchronised while more are sealed.
    private static let step = 1024

    init(
        in vault: VaultFolder, _ incoming: VaultFolder, leaving left: [String: [BlobName]],
        _ patience: Patience, _ reserve: Reserve
    ) throws {
        (self.vault, self.incoming, self.left) = (vault, incoming, left)
        (self.patience, self.reserve) = (patience, reserve)
        synchronizer = Synchronizer { _ = try incoming.synchronizeFileSystem() }
        if left.isEmpty { try letOthersBegin() }
    }

    private func letOthersBegin() throws {
        try patience.lock(incoming.descriptor, LOCK_SH, path: incoming.path)
        try reserve.requireRoom()
    }

    // MARK: What others have left

    var leftovers: Set<BlobName> { Set(left.values.joined()) }

    func settle(keeping named: Set<BlobName>) throws {
        for (list, names) in left {
            do {
                try remove(names.filter { !named.contains($0) }, list: list)
            } catch StorageError.cannotWrite {
                // A blob that cannot be removed stays on its list, and keeps nobody from what they came for.
            }
        }
        left = [:]
        try letOthersBegin()
    }

    /// Removes blobs, and then the list that they are on: it stays while one of them is there, also after a power cut.
    private func remove(_ names: [BlobName], list: String) throws {
        var failure: (any Error)?
        let blobs = try vault.folder(FolderBlobStore.blobs)
        for (folder, names) in Dictionary(grouping: names, by: \.folder) {
            do {
                guard try blobs.kind(of: folder) != nil else { continue }
                let folder = try blobs.folder(folder)
                for name in names { try folder.remove(name.fileName) }
                try folder.synchronize()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        try incoming.remove(list)
    }

    // MARK: What comes in

    func newBlob() throws -> any NewBlob {
        let blob = try FolderBlob(in: incoming, openFiles: openFiles)
        let number = adding.withLock {
            blobs.append(blob)
            return blobs.count
        }
        if number.isMultiple(of: FolderBatch.step) { _ = synchronizer.begin() }
        return blob
    }

    var kept: [BlobName] { unconfirmed?.names ?? [] }

    func keep(replacing replaced: [BlobName]) throws {
        let newBlobs = blobs.filter(\.isFinished)
        let names = newBlobs.map(\.name)
        try synchronizer.finish()
        let list = try Leaving.list.newName()
        // After a power cut those go which nothing names: the new ones, or if it came that far the replaced ones.
        try incoming.write(Array((names + replaced).map { "\($0)\n" }.joined().utf8), toNew: list)
        unconfirmed = (list, [], replaced)
        try incoming.synchronize()
        let blobs = try vault.folder(FolderBlobStore.blobs)
        var folders: [String: VaultFolder] = [:]
        for name in names where folders[name.folder] == nil {
            try blobs.makeFolder(name.folder)
            folders[name.folder] = try blobs.folder(name.folder)
        }
        for blob in newBlobs {
            // Where it fails nobody knows whether it has its name.
            isUncertain = true
            // Sealing never gives the same bytes twice, but what was sealed in the field can come in twice at once. Only
            // what this batch has put there is its own to take away again.
            let isPublished = try folders[blob.name.folder].map { try blob.publish(in: $0) } ?? false
            isUncertain = false
            guard isPublished else { throw StorageError.busy }
            unconfirmed?.names.append(blob.name)
        }
        // `incoming` was opened before the first of them was written, and is told what became of it.
        let isOpen = newBlobs.allSatisfy(\.isOpen)
        if !isOpen, try incoming.synchronizeFileSystem() { return }
        for blob in newBlobs { try blob.synchronize() }
        for folder in folders.values { try folder.synchronize() }
        try blobs.synchronize()
    }

    func confirm(keeping named: Set<BlobName>) throws {
        guard let done = unconfirmed else { return }
        unconfirmed = nil
        try remove(done.replaced.filter { !named.contains($0) }, list: done.list)
    }

    func discard(keeping named: Set<BlobName>) {
        // What cannot be removed, or is not known to be this batch's, stays on the list, for the next batch.
        guard let done = unconfirmed, !isUncertain else { return }
        unconfirmed = nil
        try? remove(done.names.filter { !named.contains($0) }, list: done.list)
    }
}

/// A file, read from any place.
private final class FileReader: BlobReader {
    private let file: File
    let size: Int64

    init(_ file: File) throws {
        self.file = file
        size = try file.status().size
    }

    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try file.read(at: offset, into: buffer)
    }
}

/// A blob that is written to a file of a random name, which goes unless it is renamed.
package final class FolderBlob: NewBlob {
    private let incoming: VaultFolder
    private let temporary: String
    private let openFiles: OpenFiles
    private var file: File?
    private var writer: FileWriter?
    private var hasher = SHA256()
    package private(set) var name = BlobName([])
    package private(set) var size: Int64 = 0
    /// Where it has its name.
    private var folder: VaultFolder?

    package init(in incoming: VaultFolder, openFiles: OpenFiles = OpenFiles(limit: 0)) throws {
        self.incoming = incoming
        self.openFiles = openFiles
        temporary = try Leaving.part.newName()
        let file = try incoming.create(temporary)
        writer = FileWriter(file)
        self.file = file
    }

    /// Takes away what others left in a folder, unless somebody is writing there, and keeps the folder locked as one who is.
    package static func removeUnfinished(in folder: VaultFolder) throws {
        if FileSystem.lock(folder.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for name in try folder.names() where Leaving(name) == .part { _ = try? folder.remove(name) }
        }
        // Where nothing can be locked nobody takes anything away either.
        _ = FileSystem.lock(folder.descriptor, LOCK_SH)
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        size += Int64(bytes.count)
        hasher.update(bufferPointer: bytes)
        try writer?.write(bytes)
    }

    package func finish() throws {
        try writer?.finish()
        writer = nil
        if !openFiles.take() { file = nil }
        name = BlobName([UInt8](hasher.finalize()))
    }

    /// Gives the blob its name. False when there is one of this name already, which is left as it is.
    package func publish(in folder: VaultFolder) throws -> Bool {
        guard try incoming.move(temporary, to: name.fileName, in: folder) else { return false }
        self.folder = folder
        return true
    }

    package var isOpen: Bool { file != nil }

    package var isFinished: Bool { writer == nil && !name.bytes.isEmpty }

    package func reopened() throws -> any BlobReader { try FileReader(finishedFile()) }

    private func finishedFile() throws -> File {
        let file = try folder.map { try $0.file(name.fileName) } ?? incoming.file(temporary)
        guard let file else {
            throw StorageError.unreadable(path: incoming.path(of: temporary), errno: ENOENT)
        }
        return file
    }

    /// Waits until the bytes are on the disk.
    package func synchronize() throws { try (file ?? finishedFile()).synchronize() }

    deinit {
        if writer == nil, isOpen { openFiles.giveBack() }
        if folder == nil { _ = try? incoming.remove(temporary) }
    }
}

/// How many files may stay open.
package final class OpenFiles: Sendable {
    private let left: Mutex<Int>

    package init(limit: Int) { left = Mutex(limit) }

    /// False when there are as many as may be.
    package func take() -> Bool {
        left.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
    }

    package func giveBack() { left.withLock { $0 += 1 } }
}
