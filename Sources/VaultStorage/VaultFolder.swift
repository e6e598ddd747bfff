import CPlatform
import Disk
package import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A vault's folder, or one below it, opened once.
///
/// Everything in it is opened relative to it, through no link, and must be of the kind that belongs there: whoever can write the
/// folder cannot lead a command out of it, nor exchange it under a command's feet. The user's own path to the vault may
/// go through links.
package final class VaultFolder: Sendable {
    /// For messages alone: where it was when it was opened.
    package let path: String
    package let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Opens a vault's folder where the user says it is. Throws ``StorageError/noFolder(path:)`` when there is no folder.
    package static func open(_ path: String) throws -> VaultFolder {
        let descriptor = platformOpen(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw StorageError.noFolder(path: path) }
            throw StorageError.unreadable(path: path, errno: code)
        }
        return VaultFolder(path: path, descriptor: descriptor)
    }

    package func path(of name: String) -> String { "\(path)/\(name)" }

    /// The folder as another program's library names it that knows no descriptors, for as long as this lives.
    package var lastingPath: String {
        #if os(Linux)
            "/proc/self/fd/\(descriptor)"
        #else
            path
        #endif
    }

    // MARK: Kinds

    package enum Kind: Equatable {
        case folder
        /// With so many names: more than one means that what is written to it is written elsewhere too.
        case file(names: Int)
        /// A link, a device, a socket.
        case other
    }

    /// What a name stands for, itself; nil for nothing.
    package func kind(of name: String) throws -> Kind? {
        guard let status = try status(of: name) else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(names: Int(status.st_nlink))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    package func status(of name: String) throws -> stat? {
        var status = stat()
        if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        guard errno == ENOENT else { throw StorageError.unreadable(path: path(of: name), errno: errno) }
        return nil
    }

    /// Throws ``StorageError/damaged(_:)`` where there is something that is no plain file, or one that is written to and has
    /// another name somewhere else. False when there is nothing.
    @discardableResult
    package func requireFile(_ name: String, isWritten: Bool) throws -> Bool {
        switch try kind(of: name) {
        case nil: return false
        case .file(let names):
            if isWritten, names > 1 { throw StorageError.damaged(.otherName(path: path(of: name))) }
            return true
        default: throw StorageError.damaged(.notAFile(path: path(of: name)))
        }
    }

    // MARK: Opening

    package func folder(_ name: String) throws -> VaultFolder {
        let opened = amanah_open_beneath(descriptor, name, O_RDONLY | O_DIRECTORY, 0)
        guard opened >= 0 else { throw failure(name, errno, otherwise: .notAFolder(path: path(of: name))) }
        return VaultFolder(path: path(of: name), descriptor: opened)
    }

    package func makeFolder(_ name: String) throws {
        guard FileSystem.makeFolder(name, in: descriptor) == 0 || errno == EEXIST else {
            throw File.writeError(path(of: name), errno)
        }
    }

    /// A plain file, which may lie in folders below; nil when there is none.
    package func file(_ name: String, _ flags: Int32 = O_RDONLY) throws -> File? {
        // A pipe in its place keeps nobody waiting.
        let isRead = flags & (O_ACCMODE | O_CREAT) == O_RDONLY
        let opened =
            isRead
            ? amanah_open_beneath(descriptor, name, flags | O_NONBLOCK, 0)
            : FileSystem.open(name, beneath: descriptor, flags | O_NONBLOCK)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(name, errno, otherwise: .notAFile(path: path(of: name)))
        }
        let file = File(path: path(of: name), descriptor: opened)
        guard try file.status().isRegular else { throw StorageError.damaged(.notAFile(path: file.path)) }
        return file
    }

    /// Makes a new file for its owner only. Throws when the name is taken.
    package func create(_ name: String) throws -> File {
        let opened = FileSystem.open(name, beneath: descriptor, O_WRONLY | O_CREAT | O_EXCL)
        guard opened >= 0 else { throw File.writeError(path(of: name), errno) }
        return File(path: path(of: name), descriptor: opened)
    }

    private func failure(_ name: String, _ code: Int32, otherwise damage: StorageError.Damage) -> StorageError
    {
        switch code {
        case ELOOP, ENOTDIR, EXDEV, EISDIR, ENXIO: .damaged(damage)
        default: .unreadable(path: path(of: name), errno: code)
        }
    }

    // MARK: Names

    /// Names in this folder, in no order. One that is not UTF-8 is none of ours and is given as near as can be.
    package func names() throws -> [String] {
        let again = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard again >= 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        guard let stream = fdopendir(again) else {
            let code = errno
            close(again)
            throw StorageError.unreadable(path: path, errno: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        return names
    }

    /// Takes away a plain file. Nothing else is touched, and that throws. False when there is none.
    @discardableResult
    package func remove(_ name: String) throws -> Bool {
        guard try requireFile(name, isWritten: false) else { return false }
        if FileSystem.remove(name, in: descriptor) == 0 { return true }
        if errno == ENOENT { return false }
        throw StorageError.cannotWrite(path: path(of: name), errno: errno)
    }

    /// Takes away a folder below in which there is nothing. False, with the reason in `errno`, when that cannot be done.
    @discardableResult
    package func removeEmptyFolder(_ name: String) -> Bool {
        FileSystem.removeEmptyFolder(name, in: descriptor) == 0
    }

    /// Writes a new file for its owner only, whole and durable.
    package func write(_ bytes: [UInt8], toNew name: String) throws {
        let file = try create(name)
        do {
            try file.write(bytes)
            try file.synchronize()
        } catch {
            FileSystem.remove(name, in: descriptor)
            throw error
        }
    }

    /// Moves a file to a name in another folder that nobody has. False, and it stays where it is, when there is one.
    package func move(_ name: String, to new: String, in folder: VaultFolder) throws -> Bool {
        try File.move(
            name, in: descriptor, to: new, in: folder.descriptor, path: folder.path(of: new))
    }

    /// Gives a file one more name, in another folder. False where there can be none: the file systems differ, or this one knows no
    /// such thing.
    package func link(_ name: String, to new: String, in folder: VaultFolder) throws -> Bool {
        if FileSystem.link(name, in: descriptor, to: new, in: folder.descriptor) == 0 { return true }
        if [EPERM, EXDEV, ENOTSUP, ENOSYS, EMLINK].contains(errno) { return false }
        throw File.writeError(folder.path(of: new), errno)
    }

    /// Waits until the names in it are on the disk.
    package func synchronize() throws {
        guard FileSystem.synchronize(descriptor) == 0 || errno == EINVAL else {
            throw File.writeError(path, errno)
        }
    }

    /// As ``File/synchronizeFileSystem()``.
    package func synchronizeFileSystem() throws -> Bool {
        try File.synchronizeFileSystem(descriptor, path: path)
    }

    /// Bytes that its disk has left.
    package var free: Int64 {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { return .max }
        let (free, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        return isTooLarge ? .max : Int64(clamping: free)
    }
}

// The name that the class's own method hides.
private func platformOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
