import Bytes
import Disk
import Foundation
public import Sodium
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that the user names: for its owner only, whole and durable, or not at all.
///
/// It is made as soon as this is, so that whoever has one knows that the place can be written, before anything is done that
/// cannot be undone. It has no name until it is published, so that nothing is left lying about when the program is
/// stopped. Where the file system cannot do that it has a name of our own in the same folder, is removed on failure and when
/// the program is asked to end, and, where the program was killed outright, by the next one that writes into the folder.
public final class NewFile {
    public private(set) var path: String
    private let folder: VaultFolder
    private let replaces: Bool
    private let file: File
    private let writer: FileWriter
    /// Its name until it has its own, and where that is noted for the case that the program is asked to end.
    private var temporary: (name: String, ending: Int32)?
    private var reserved: Int64 = 0

    /// - Parameters:
    ///   - path: of a file in a folder that is there.
    ///   - replacing: takes the place of a file that may be there: people see the old one or the new one, never a mixture.
    /// - Throws: ``StorageError/alreadyExists(path:)``, ``StorageError/cannotWrite(path:errno:)``, ``StorageError/diskFull(path:)``.
    public convenience init(at path: String, replacing: Bool = false) throws {
        guard !path.isEmpty else { throw StorageError.cannotWrite(path: path, errno: ENOENT) }
        guard path.utf8.last != UInt8(ascii: "/") else {
            throw StorageError.cannotWrite(path: path, errno: EISDIR)
        }
        try self.init(path, in: PathBytes.parent(of: path), replaces: replacing)
        try requireRoomFor(path)
    }

    /// A file that is named when it is published.
    public convenience init(in folder: String) throws { try self.init(folder, in: folder, replaces: false) }

    private init(_ path: String, in folder: String, replaces: Bool) throws {
        self.path = path
        self.replaces = replaces
        let place: VaultFolder
        do {
            place = try VaultFolder.open(folder)
        } catch StorageError.noFolder {
            throw StorageError.cannotWrite(path: path, errno: ENOENT)
        } catch StorageError.unreadable(_, let code) {
            throw StorageError.cannotWrite(path: path, errno: code)
        }
        self.folder = place
        NewFile.sweep(place)
        // Giving a name to what has none takes this folder.
        if File.exists("/proc/self/fd"), let file = File.unnamed(in: place.path) {
            self.file = file
        } else {
            let (file, name) = try NewFile.naming(path, insteadOf: nil) { try NewFile.unfinished(in: place) }
            self.file = file
            temporary = (name, File.removeOnEnding(place.path(of: name)))
        }
        writer = FileWriter(file)
        // Whoever sweeps the folder leaves alone what somebody holds.
        _ = FileSystem.lock(file.descriptor, LOCK_EX)
    }

    deinit { removeTemporary() }

    // MARK: Filling it

    /// Asks the disk for so many bytes now. Throws ``StorageError/diskFull(path:)`` where it has not got them.
    public func reserve(_ bytes: Int64) throws {
        guard folder.free >= bytes else { throw StorageError.diskFull(path: path) }
        try naming { try file.reserve(bytes) }
        reserved = max(reserved, bytes)
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws { try naming { try writer.write(bytes) } }

    public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    public func write(_ secret: borrowing Secret) throws { try secret.withUnsafeBytes { try write($0) } }

    /// Waits until all that was written is on the disk, if not yet under its name.
    public func synchronize() throws {
        try finish()
        try naming { try file.synchronize() }
    }

    private func finish() throws {
        try naming {
            try writer.finish()
            if reserved > 0 { try file.cutBehindTheEnd() }
        }
    }

    // MARK: Its name

    /// Gives it its name. When this returns it survives a power cut; when it throws, nothing is there that was not before.
    public func publish() throws { try publish(isDurable: true) }

    /// The same under a name that was not known before, in its folder.
    public func publish(as name: String) throws {
        path = folder.path == "." ? name : folder.path(of: name)
        try requireRoomFor(path)
        try publish(isDurable: true)
    }

    /// - Parameter isDurable: the caller answers for that where it is false.
    package func publish(isDurable: Bool) throws {
        if isDurable { try synchronize() } else { try finish() }
        try naming {
            if replaces { try replace() } else { try appear() }
            guard isDurable else { return }
            do {
                try folder.synchronize()
            } catch {
                // What may go with a power cut was not written. What was replaced is gone already.
                if !replaces { FileSystem.remove(path) }
                throw error
            }
        }
    }

    /// A file that appeared in the meantime is never overwritten.
    private func appear() throws {
        guard let (name, _) = temporary else { return try file.publish(as: path) }
        guard try File.move(folder.path(of: name), to: path) else {
            throw StorageError.alreadyExists(path: path)
        }
        forgetTemporary()
    }

    private func replace() throws {
        if temporary == nil {
            let name = try NewFile.unfinishedName()
            try file.publish(as: folder.path(of: name))
            temporary = (name, File.removeOnEnding(folder.path(of: name)))
        }
        guard let (name, _) = temporary else { return }
        try File.replace(path, with: folder.path(of: name))
        forgetTemporary()
    }

    private func forgetTemporary() {
        if let temporary { File.keepOnEnding(temporary.ending) }
        temporary = nil
    }

    private func removeTemporary() {
        guard let temporary else { return }
        _ = try? folder.remove(temporary.name)
        forgetTemporary()
    }

    private func requireRoomFor(_ path: String) throws {
        switch try folder.kind(of: PathBytes.name(of: path)) {
        case nil: return
        case .folder where replaces: throw StorageError.cannotWrite(path: path, errno: EISDIR)
        case .file where replaces: return
        default: throw StorageError.alreadyExists(path: path)
        }
    }

    // MARK: Names of our own

    private static let ending = ".amanah-part"

    private static func unfinishedName() throws -> String { ".\(hex(try randomBytes(8)))\(ending)" }

    /// One that nobody sweeps away, with its name.
    private static func unfinished(in folder: VaultFolder) throws -> (File, String) {
        while true {
            let name = try unfinishedName()
            let file = try folder.create(name)
            _ = FileSystem.lock(file.descriptor, LOCK_EX)
            // Somebody may have been quicker.
            if try file.status().names > 0 { return (file, name) }
        }
    }

    /// Folders that this process has swept.
    private static let swept = Mutex<Set<String>>([])

    /// Removes files of our own pattern and of this user that nobody fills any more.
    private static func sweep(_ folder: VaultFolder) {
        guard swept.withLock({ $0.insert(folder.path).inserted }), let names = try? folder.names() else {
            return
        }
        for name in names where isOurs(name) {
            guard let status = try? folder.status(of: name), status.st_uid == geteuid(),
                let file = try? folder.file(name, O_RDWR),
                FileSystem.lock(file.descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            _ = try? folder.remove(name)
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count == 1 + 16 + ending.utf8.count, bytes[0] == UInt8(ascii: "."),
            bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        else { return false }
        return bytes[1...16].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    // MARK: Errors

    private func naming<R>(_ body: () throws -> R) throws -> R {
        try NewFile.naming(path, insteadOf: file.path, body)
    }

    /// What goes wrong goes wrong with the file that the user named, not with one of our own names.
    private static func naming<R>(
        _ path: String, insteadOf own: String?, _ body: () throws -> R
    ) throws -> R {
        do {
            return try body()
        } catch StorageError.cannotWrite(let other, let code) where own == nil || other == own {
            throw StorageError.cannotWrite(path: path, errno: code)
        } catch StorageError.diskFull(let other) where own == nil || other == own {
            throw StorageError.diskFull(path: path)
        }
    }
}

extension NewFile {
    /// Makes a folder for its owner only, and those that it lies in, as far as they are not there, durably.
    public static func makeFolder(_ path: String) throws { try PathBytes.makeFolders(path) }

    /// Makes the file `path` with what `body` writes.
    package static func write<R>(to path: String, _ body: (FileWriter) throws -> R) throws -> R {
        let new = try NewFile(at: path)
        let result = try new.fill(body)
        try new.publish()
        return result
    }

    /// Has `body` write.
    package func fill<R>(_ body: (FileWriter) throws -> R) throws -> R { try naming { try body(writer) } }
}
