import Crypto
import Foundation
import Sodium
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The name of a sealed file: SHA-256 of its bytes, so that `sha256sum` checks it without any key.
public typealias BlobName = HexBytes

/// Where sealed documents lie. It sees ciphertext only, and is trusted with nothing but keeping it.
protocol BlobStore {
    /// Begins a deposit; to be called before ``newBlob()``. What an earlier one left when it was cut off is removed, unless
    /// another deposit is under way. `isDeposited` says whether the log names a blob. Throws ``VaultError/diskFull(path:)``
    /// while the log lives on its reserve.
    func beginDeposit(isDeposited: @escaping (BlobName) throws -> Bool) throws
    /// A blob on its way in. It has no name yet. May be called from several threads.
    func newBlob() throws -> any NewBlob
    /// The sealed bytes, from the first. Throws ``VaultError/altered(_:)`` when there is no such blob.
    func open(_ name: BlobName, document: String) throws -> File
    /// Keeps the finished blobs of this deposit under their names. When this returns they survive a power cut.
    /// `replaced` are blobs in whose place they come, and which go when that is confirmed.
    func keep(_ blobs: [any NewBlob], replacing replaced: [BlobName]) throws
    /// The deposits of the blobs that were kept are in the log.
    func confirm()
    /// The deposits of the blobs that were kept came to nothing. What the log names all the same stays.
    func discard()
    func inventory() throws -> BlobInventory
}

/// What lies in a store at one time.
struct BlobInventory {
    /// The names of all blobs.
    let blobs: Set<BlobName>
    /// Of those whose deposit was not confirmed: it is under way, or there was a power cut between blob and log.
    let unconfirmed: Set<BlobName>
    /// What is no blob at all.
    let strangers: [String]
}

extension BlobStore {
    func keep(_ blobs: [any NewBlob]) throws { try keep(blobs, replacing: []) }
}

/// One blob, used by one thread at a time.
protocol NewBlob: AnyObject {
    /// SHA-256 of the bytes, once ``finish()`` has returned.
    var name: BlobName { get }
    /// In bytes.
    var size: Int64 { get }
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// All bytes were written. They are not yet sure to survive a power cut.
    func finish() throws
    /// The bytes, from the first, once they are all written and as long as it has no name.
    func reopened() throws -> File
}

/// Blobs in a folder: `blobs/ab/abcdef….age`.
///
/// Blobs are written to `incoming/` under random names. Before they are renamed into place a list of their names,
/// `incoming/….pending`, marks them as unconfirmed, and those that they replace as well; it goes once the log has the deposits. So a power cut leaves nothing
/// that cannot be told from a forgery.
final class FolderBlobStore: BlobStore {
    private let blobs: String
    private let incoming: String
    private let reserve: Reserve
    /// Held while this process deposits, so that nobody takes its unfinished blobs for leavings.
    private var lock: File?
    /// Of the file system, since `lock` was opened.
    private var synchronizer: Synchronizer?
    private let begun = Mutex(0)
    private var isDeposited: ((BlobName) throws -> Bool)?
    /// Finished blobs whose files are still open, so that synchronising them tells what could not be written.
    private let openFiles = OpenFiles(limit: FolderBlobStore.fewFiles)
    /// What ``keep(_:)`` kept and nobody has confirmed.
    private var kept: (list: String, names: [BlobName], replaced: [BlobName])?

    /// So many files are synchronised one by one; for more it takes less to synchronise the whole file system once.
    private static let fewFiles = 32
    /// After so many files the file system is synchronised while more are sealed.
    private static let step = 1024
    private static let listSuffix = ".pending"

    init(vault: String) {
        blobs = vault + "/blobs"
        incoming = vault + "/incoming"
        reserve = Reserve(vault: vault)
    }

    func create() throws {
        try File.makeFolder(blobs)
        try File.makeFolder(incoming)
    }

    func beginDeposit(isDeposited: @escaping (BlobName) throws -> Bool) throws {
        let lock = try lock ?? File.read(incoming)
        if flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for file in try FileManager.default.contentsOfDirectory(atPath: incoming) {
                for name in try namesOnList(file) where try !isDeposited(name) { unlink(path(name)) }
                unlink("\(incoming)/\(file)")
            }
        }
        guard flock(lock.descriptor, LOCK_SH) == 0 else { throw File.writeError(incoming, errno) }
        try reserve.requireRoom()
        self.lock = lock
        self.isDeposited = isDeposited
        synchronizer = Synchronizer { _ = try lock.synchronizeFileSystem() }
        begun.withLock { $0 = 0 }
    }

    private func folder(_ name: BlobName) -> String { "\(blobs)/\(name.description.prefix(2))" }
    private func path(_ name: BlobName) -> String { "\(folder(name))/\(name).age" }

    /// The blobs that a file in `incoming/` marks as unconfirmed. A list that was cut short was cut before any blob had its name.
    private func namesOnList(_ file: String) throws -> [BlobName] {
        guard file.hasSuffix(FolderBlobStore.listSuffix) else { return [] }
        let bytes: [UInt8]
        do {
            bytes = try File.contents(of: "\(incoming)/\(file)", limit: 1 << 28)
        } catch VaultError.unreadable(_, ENOENT) {
            return []  // confirmed in the meantime
        }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            BlobName(String(decoding: $0, as: UTF8.self))
        }.filter { $0.bytes.count == 32 }
    }

    func newBlob() throws -> any NewBlob {
        let number = begun.withLock { begun in
            begun += 1
            return begun
        }
        if number.isMultiple(of: FolderBlobStore.step) { _ = synchronizer?.begin() }
        return try FolderBlob(incoming: incoming, openFiles: openFiles)
    }

    func keep(_ newBlobs: [any NewBlob], replacing replaced: [BlobName]) throws {
        let newBlobs = newBlobs.compactMap { $0 as? FolderBlob }
        let names = newBlobs.map(\.name)
        kept = nil
        try synchronizer?.finish()
        let list = "\(incoming)/\(hex(try randomBytes(16)))\(FolderBlobStore.listSuffix)"
        // After a power cut those go which the log does not name: the new ones, or if it came that far the replaced ones.
        try File.write(Array((names + replaced).map { "\($0)\n" }.joined().utf8), toNew: list)
        kept = (list, [], replaced)
        try File.synchronizeFolder(incoming)
        let folders = Set(names.map(folder))
        for folder in folders { try File.makeFolder(folder) }
        for blob in newBlobs {
            // Sealing never gives the same bytes twice, but what was sealed in the field can come in twice at once. Only
            // what this process has put there is its own to take away again.
            guard try blob.publish(as: path(blob.name)) else { throw VaultError.busy }
            kept?.names.append(blob.name)
        }
        // `lock` was opened before the first of them was written, and is told what became of it.
        let isOpen = newBlobs.allSatisfy(\.isOpen)
        if !isOpen, try lock?.synchronizeFileSystem() == true { return }
        for blob in newBlobs { try blob.synchronize(path(blob.name)) }
        for folder in folders { try File.synchronizeFolder(folder) }
        try File.synchronizeFolder(blobs)
    }

    func confirm() {
        if let kept {
            for name in kept.replaced { unlink(path(name)) }
            unlink(kept.list)
        }
        kept = nil
    }

    func discard() {
        guard let kept else { return }
        self.kept = nil
        // What cannot be asked for waits for the next deposit, which asks again.
        guard let isDeposited, let named = try? kept.names.filter(isDeposited) else { return }
        for name in Set(kept.names).subtracting(named) { unlink(path(name)) }
        unlink(kept.list)
    }

    func open(_ name: BlobName, document: String) throws -> File {
        do {
            let file = try File.read(path(name), followingLinks: false)
            guard try file.status().isRegular else { throw VaultError.notARegularFile(path: path(name)) }
            return file
        } catch VaultError.unreadable(_, let code) where code == ENOENT || code == ELOOP {
            throw VaultError.altered(.blobMissing(document: document, blob: name.description))
        }
    }

    func inventory() throws -> BlobInventory {
        var found: Set<BlobName> = []
        var strangers: [String] = []
        func list(_ folder: String) throws -> [String] {
            do {
                return try FileManager.default.contentsOfDirectory(atPath: folder)
            } catch {
                throw VaultError.unreadable(path: folder, errno: ENOENT)
            }
        }
        for folder in try list(blobs) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(blobs)/\(folder)", isDirectory: &isFolder)
            guard isFolder.boolValue else {
                strangers.append(folder)
                continue
            }
            for file in try list("\(blobs)/\(folder)") {
                if file.hasSuffix(".age"), let name = BlobName(String(file.dropLast(4))),
                    name.bytes.count == 32, file.hasPrefix(folder)
                {
                    found.insert(name)
                } else {
                    strangers.append("\(folder)/\(file)")
                }
            }
        }
        let unconfirmed = try list(incoming).flatMap { try namesOnList($0) }
        return BlobInventory(blobs: found, unconfirmed: Set(unconfirmed), strangers: strangers)
    }
}

/// A blob that is written to a file of a random name, which goes unless it is renamed.
final class FolderBlob: NewBlob {
    let path: String
    private let openFiles: OpenFiles
    private var file: File?
    private var writer: FileWriter?
    private var hasher = SHA256()
    private(set) var name = BlobName([])
    private(set) var size: Int64 = 0
    private var isRenamed = false

    init(incoming: String, openFiles: OpenFiles = OpenFiles(limit: 0)) throws {
        self.openFiles = openFiles
        path = "\(incoming)/\(hex(try randomBytes(16))).part"
        let file = try File.create(path)
        writer = FileWriter(file)
        self.file = file
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        size += Int64(bytes.count)
        hasher.update(bufferPointer: bytes)
        try writer?.write(bytes)
    }

    func finish() throws {
        try writer?.finish()
        writer = nil
        if !openFiles.take() { file = nil }
        name = BlobName([UInt8](hasher.finalize()))
    }

    func reopened() throws -> File { try File.read(path, followingLinks: false) }

    /// Gives the blob its name. False when there is one of this name already, which is left as it is.
    func publish(as path: String) throws -> Bool {
        isRenamed = try File.move(self.path, to: path)
        return isRenamed
    }

    var isOpen: Bool { file != nil }

    /// Waits until the bytes are on the disk; the blob is at `path` by now.
    func synchronize(_ path: String) throws {
        try (file ?? File.read(path)).synchronize()
    }

    deinit {
        if writer == nil, isOpen { openFiles.giveBack() }
        if !isRenamed { unlink(path) }
    }
}

/// How many files may stay open.
final class OpenFiles: Sendable {
    private let left: Mutex<Int>

    init(limit: Int) { left = Mutex(limit) }

    /// False when there are as many as may be.
    func take() -> Bool {
        left.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
    }

    func giveBack() { left.withLock { $0 += 1 } }
}
