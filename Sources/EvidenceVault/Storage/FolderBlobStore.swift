import Archive
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
/// `incoming/….pending`, marks them as unconfirmed, and those that they replace as well; it goes once the log has the deposits and
/// nothing on it is left to remove. So a power cut leaves nothing that cannot be told from a forgery.
///
/// What is removed has a name of these patterns and is a plain file. Anything else is left alone, and ``inventory()`` names it.
final class FolderBlobStore: BlobStore {
    private let vault: VaultFolder
    private let patience: Patience
    private let reserve: Reserve
    /// `incoming/`, held locked while this process deposits, so that nobody takes its unfinished blobs for leavings.
    private var incoming: VaultFolder?
    /// Of the file system, since `incoming` was opened.
    private var synchronizer: Synchronizer?
    private let begun = Mutex(0)
    private var isDeposited: ((BlobName) throws -> Bool)?
    /// Finished blobs whose files are still open, so that synchronising them tells what could not be written.
    private let openFiles = OpenFiles(limit: FolderBlobStore.fewFiles)
    /// What ``keep(_:)`` kept and nobody has confirmed.
    private var kept: (list: String, names: [BlobName], replaced: [BlobName])?

    static let blobs = "blobs"
    static let incoming = "incoming"
    /// So many files are synchronised one by one; for more it takes less to synchronise the whole file system once.
    private static let fewFiles = 32
    /// After so many files the file system is synchronised while more are sealed.
    private static let step = 1024
    /// The list of a deposit of a million documents has 65 MB.
    private static let longestList = 1 << 28

    init(_ vault: VaultFolder, warn: @escaping @Sendable (any Error) -> Void = { _ in }) {
        self.vault = vault
        patience = Patience(warn)
        reserve = Reserve(vault)
    }

    func create() throws {
        try vault.makeFolder(FolderBlobStore.blobs)
        try vault.makeFolder(FolderBlobStore.incoming)
    }

    func beginDeposit(isDeposited: @escaping (BlobName) throws -> Bool) throws {
        // Copies leave out empty folders.
        try create()
        let incoming = try incoming ?? vault.folder(FolderBlobStore.incoming)
        if FileSystem.lock(incoming.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for name in try incoming.names() {
                do {
                    switch Leaving(name) {
                    case .list:
                        let left = try names(onList: name, in: incoming).filter { try !isDeposited($0) }
                        try remove(left, list: name, in: incoming)
                    case .part: try incoming.remove(name)
                    case nil: break
                    }
                } catch VaultError.cannotWrite {
                    // A blob that cannot be removed stays on its list, and keeps nobody from depositing.
                }
            }
        }
        try patience.lock(incoming.descriptor, LOCK_SH, path: incoming.path)
        try reserve.requireRoom()
        self.incoming = incoming
        self.isDeposited = isDeposited
        synchronizer = Synchronizer { _ = try incoming.synchronizeFileSystem() }
        begun.withLock { $0 = 0 }
    }

    private func depositing() throws -> VaultFolder {
        guard let incoming else { throw VaultError.busy }
        return incoming
    }

    /// The blobs that a list in `incoming/` marks as unconfirmed. A list that was cut short was cut before any blob had its name.
    private func names(onList name: String, in incoming: VaultFolder) throws -> [BlobName] {
        // Nil when it was confirmed in the meantime.
        guard let list = try incoming.file(name) else { return [] }
        guard try list.status().size <= FolderBlobStore.longestList else {
            throw VaultError.altered(.notAFile(path: list.path))
        }
        return try list.contents(limit: FolderBlobStore.longestList).split(separator: UInt8(ascii: "\n"))
            .compactMap { BlobName(String(decoding: $0, as: UTF8.self)) }.filter { $0.bytes.count == 32 }
    }

    /// Removes blobs, and then the list that they are on: it stays while one of them is there, also after a power cut.
    private func remove(_ names: [BlobName], list: String, in incoming: VaultFolder) throws {
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

    func newBlob() throws -> any NewBlob {
        let number = begun.withLock { begun in
            begun += 1
            return begun
        }
        if number.isMultiple(of: FolderBlobStore.step) { _ = synchronizer?.begin() }
        return try FolderBlob(in: depositing(), openFiles: openFiles)
    }

    func keep(_ newBlobs: [any NewBlob], replacing replaced: [BlobName]) throws {
        let newBlobs = newBlobs.compactMap { $0 as? FolderBlob }
        let names = newBlobs.map(\.name)
        let incoming = try depositing()
        kept = nil
        try synchronizer?.finish()
        let list = try Leaving.list.newName()
        // After a power cut those go which the log does not name: the new ones, or if it came that far the replaced ones.
        try incoming.write(Array((names + replaced).map { "\($0)\n" }.joined().utf8), toNew: list)
        kept = (list, [], replaced)
        try incoming.synchronize()
        let blobs = try vault.folder(FolderBlobStore.blobs)
        var folders: [String: VaultFolder] = [:]
        for name in names where folders[name.folder] == nil {
            try blobs.makeFolder(name.folder)
            folders[name.folder] = try blobs.folder(name.folder)
        }
        for blob in newBlobs {
            // Sealing never gives the same bytes twice, but what was sealed in the field can come in twice at once. Only
            // what this process has put there is its own to take away again.
            guard let folder = folders[blob.name.folder], try blob.publish(in: folder) else {
                throw VaultError.busy
            }
            kept?.names.append(blob.name)
        }
        // `incoming` was opened before the first of them was written, and is told what became of it.
        let isOpen = newBlobs.allSatisfy(\.isOpen)
        if !isOpen, try incoming.synchronizeFileSystem() { return }
        for blob in newBlobs { try blob.synchronize() }
        for folder in folders.values { try folder.synchronize() }
        try blobs.synchronize()
    }

    func confirm() throws {
        guard let kept else { return }
        self.kept = nil
        // What another document names as well stays.
        let gone = try kept.replaced.filter { try !(isDeposited?($0) ?? false) }
        try remove(gone, list: kept.list, in: depositing())
    }

    func discard() {
        guard let kept else { return }
        self.kept = nil
        // What cannot be asked for, or removed, waits for the next deposit, which asks again.
        guard let isDeposited, let incoming, let named = try? kept.names.filter(isDeposited) else { return }
        try? remove(Array(Set(kept.names).subtracting(named)), list: kept.list, in: incoming)
    }

    func open(_ name: BlobName, document: String) throws -> File {
        guard let file = try vault.file("\(FolderBlobStore.blobs)/\(name.folder)/\(name.fileName)") else {
            throw VaultError.altered(.blobMissing(document: document, blob: name.description))
        }
        return file
    }

    /// How many files deposits that were cut off have left; none while one is under way. The next deposit takes them away.
    func leavings() throws -> Int {
        // Copies leave out empty folders.
        guard try vault.kind(of: FolderBlobStore.incoming) != nil else { return 0 }
        let incoming = try vault.folder(FolderBlobStore.incoming)
        guard FileSystem.lock(incoming.descriptor, LOCK_EX | LOCK_NB) == 0 else { return 0 }
        return try incoming.names().filter { Leaving($0) != nil }.count
    }

    func inventory() throws -> BlobInventory {
        var found: Set<BlobName> = []
        var strangers: [String] = []
        var unread: [Unread] = []
        /// What cannot be read keeps nobody from looking at the rest.
        func noting(_ look: () throws -> Void) throws {
            do {
                try look()
            } catch VaultError.unreadable(let path, let code) {
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
                    case (.list, .file): unconfirmed.formUnion(try names(onList: name, in: incoming))
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

/// What a deposit puts into `incoming/`: 32 random digits and what it is. Anything else there is not ours to take away.
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

    var folder: String { String(description.prefix(2)) }
    var fileName: String { description + BlobName.suffix }

    fileprivate init?(fileName: String) {
        let bytes = Array(fileName.utf8)
        guard bytes.count == 64 + BlobName.suffix.utf8.count, bytes.prefix(64).allSatisfy(isHexDigit),
            bytes.dropFirst(64).elementsEqual(BlobName.suffix.utf8)
        else { return nil }
        self.init(String(decoding: bytes.prefix(64), as: UTF8.self))
    }
}

/// A blob that is written to a file of a random name, which goes unless it is renamed.
final class FolderBlob: NewBlob {
    private let incoming: VaultFolder
    private let temporary: String
    private let openFiles: OpenFiles
    private var file: File?
    private var writer: FileWriter?
    private var hasher = SHA256()
    private(set) var name = BlobName([])
    private(set) var size: Int64 = 0
    /// Where it has its name.
    private var folder: VaultFolder?

    init(in incoming: VaultFolder, openFiles: OpenFiles = OpenFiles(limit: 0)) throws {
        self.incoming = incoming
        self.openFiles = openFiles
        temporary = try Leaving.part.newName()
        let file = try incoming.create(temporary)
        writer = FileWriter(file)
        self.file = file
    }

    /// Takes away what others left in a folder, unless somebody is writing there, and keeps the folder locked as one who is.
    static func removeUnfinished(in folder: VaultFolder) throws {
        if FileSystem.lock(folder.descriptor, LOCK_EX | LOCK_NB) == 0 {
            for name in try folder.names() where Leaving(name) == .part { _ = try? folder.remove(name) }
        }
        // Where nothing can be locked nobody takes anything away either.
        _ = FileSystem.lock(folder.descriptor, LOCK_SH)
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

    /// Gives the blob its name. False when there is one of this name already, which is left as it is.
    func publish(in folder: VaultFolder) throws -> Bool {
        guard try incoming.move(temporary, to: name.fileName, in: folder) else { return false }
        self.folder = folder
        return true
    }

    var isOpen: Bool { file != nil }

    /// The finished bytes, from the first.
    func reopened() throws -> File {
        let file = try folder.map { try $0.file(name.fileName) } ?? incoming.file(temporary)
        guard let file else { throw VaultError.unreadable(path: incoming.path(of: temporary), errno: ENOENT) }
        return file
    }

    /// Waits until the bytes are on the disk.
    func synchronize() throws { try (file ?? reopened()).synchronize() }

    deinit {
        if writer == nil, isOpen { openFiles.giveBack() }
        if folder == nil { _ = try? incoming.remove(temporary) }
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
