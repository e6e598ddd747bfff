import Crypto
import Foundation

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
    /// another deposit is under way. `isDeposited` says whether the log names a blob.
    func beginDeposit(isDeposited: (BlobName) throws -> Bool) throws
    /// A blob on its way in. It has no name yet.
    func newBlob() throws -> any NewBlob
    /// The sealed bytes, from the first. Throws ``VaultError/altered(_:)`` when there is no such blob.
    func open(_ name: BlobName, document: String) throws -> File
    /// Makes what ``NewBlob/finish()`` stored survive a power cut.
    func synchronize(_ names: [BlobName]) throws
    /// The deposits of these blobs are in the log.
    func confirm(_ names: [BlobName])
    /// The deposits of these blobs came to nothing.
    func discard(_ names: [BlobName])
    /// The names of all blobs, and of those whose deposit was not confirmed (a power cut between blob and log).
    func inventory() throws -> (blobs: Set<BlobName>, unconfirmed: Set<BlobName>, strangers: [String])
}

protocol NewBlob: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Stores the blob under the hash of its bytes and returns name and size.
    func finish() throws -> (name: BlobName, size: Int64)
}

/// Blobs in a folder: `blobs/ab/abcdef….age`.
///
/// A blob is written to `incoming/` under a random name and renamed into place; before that an empty file
/// `incoming/<name>` marks it as unconfirmed, and goes once the log has the deposit. So a power cut leaves nothing that
/// cannot be told from a forgery.
final class FolderBlobStore: BlobStore {
    private let blobs: String
    private let incoming: String

    init(vault: String) {
        blobs = vault + "/blobs"
        incoming = vault + "/incoming"
    }

    func create() throws {
        try File.makeFolder(blobs)
        try File.makeFolder(incoming)
    }

    /// Held while this process deposits, so that nobody takes its unfinished blobs for leavings.
    private var lock: File?

    func beginDeposit(isDeposited: (BlobName) throws -> Bool) throws {
        let lock = try lock ?? File.read(incoming)
        if flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for file in try FileManager.default.contentsOfDirectory(atPath: incoming) {
                if let name = BlobName(file), name.bytes.count == 32 {
                    if try !isDeposited(name) { unlink(path(name)) }
                }
                unlink("\(incoming)/\(file)")
            }
        }
        _ = flock(lock.descriptor, LOCK_SH)
        self.lock = lock
    }

    fileprivate func folder(_ name: BlobName) -> String { "\(blobs)/\(name.description.prefix(2))" }
    private func path(_ name: BlobName) -> String { "\(folder(name))/\(name).age" }
    private func marker(_ name: BlobName) -> String { "\(incoming)/\(name)" }

    func newBlob() throws -> any NewBlob { try FolderBlob(store: self, incoming: incoming) }

    fileprivate func place(_ temporary: String, as name: BlobName) throws {
        try File.makeFolder(folder(name))
        // Sealed bytes are never the same twice, so a blob of this name can only be what an attacker copied there.
        try File.write([], toNew: marker(name))
        guard rename(temporary, path(name)) == 0 else { throw File.writeError(path(name), errno) }
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

    func synchronize(_ names: [BlobName]) throws {
        for folder in Set(names.map(folder)) { try File.synchronizeFolder(folder) }
        try File.synchronizeFolder(blobs)
        try File.synchronizeFolder(incoming)
    }

    func confirm(_ names: [BlobName]) { for name in names { unlink(marker(name)) } }

    func discard(_ names: [BlobName]) {
        for name in names where File.exists(marker(name)) {
            unlink(path(name))
            unlink(marker(name))
        }
    }

    func inventory() throws -> (blobs: Set<BlobName>, unconfirmed: Set<BlobName>, strangers: [String]) {
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
        let unconfirmed = try list(incoming).compactMap { BlobName($0) }.filter { $0.bytes.count == 32 }
        return (found, Set(unconfirmed), strangers)
    }
}

private final class FolderBlob: NewBlob {
    private let store: FolderBlobStore
    private let file: File
    private let writer: FileWriter
    private var hasher = SHA256()
    private var size: Int64 = 0
    private var isPlaced = false

    init(store: FolderBlobStore, incoming: String) throws {
        self.store = store
        file = try File.create("\(incoming)/\(UUID().uuidString).part")
        writer = FileWriter(file)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        hasher.update(bufferPointer: bytes)
        size += Int64(bytes.count)
        try writer.write(bytes)
    }

    func finish() throws -> (name: BlobName, size: Int64) {
        try writer.finish()
        let name = BlobName([UInt8](hasher.finalize()))
        try store.place(file.path, as: name)
        isPlaced = true
        return (name, size)
    }

    deinit { if !isPlaced { unlink(file.path) } }
}
