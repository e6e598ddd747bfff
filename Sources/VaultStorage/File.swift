import CPlatform
import Disk
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file descriptor that closes itself. Errors name the path and keep `errno`.
package final class File {
    package let path: String
    package private(set) var descriptor: Int32

    /// Takes the descriptor over.
    package init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close() }

    package func close() {
        if descriptor >= 0 { _ = platformClose(descriptor) }
        descriptor = -1
    }

    /// Opens for reading, also through links: a file that the user names. Those of a vault are opened by ``VaultFolder``.
    package static func read(_ path: String) throws -> File {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        return File(path: path, descriptor: descriptor)
    }

    /// Makes a new file for its owner only. Throws when there is one already.
    package static func create(_ path: String) throws -> File {
        let descriptor = FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        guard descriptor >= 0 else { throw writeError(path, errno) }
        return File(path: path, descriptor: descriptor)
    }

    /// A file without a name, in `folder`: it vanishes with the process unless ``publish(as:)`` gives it one.
    /// Nil where the file system knows no such thing.
    package static func unnamed(in folder: String) -> File? {
        #if os(Linux)
            let unnamedFlag: Int32 = 0o20000000 | O_DIRECTORY  // O_TMPFILE, which the overlay does not import
            let descriptor = FileSystem.open(folder, O_RDWR | unnamedFlag)
            return descriptor >= 0 ? File(path: folder, descriptor: descriptor) : nil
        #else
            return nil
        #endif
    }

    /// Gives an unnamed file its name. Throws when the name is taken.
    package func publish(as path: String) throws {
        guard FileSystem.link(unnamed: descriptor, to: path) == 0 else { throw File.writeError(path, errno) }
    }

    /// Up to `buffer.count` bytes; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = platformRead(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw StorageError.unreadable(path: path, errno: errno) }
        }
    }

    /// Up to `buffer.count` bytes from `offset` on; 0 at the end.
    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw StorageError.unreadable(path: path, errno: errno) }
        }
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty { rest = UnsafeRawBufferPointer(rebasing: rest[try writeSome(rest)...]) }
    }

    /// Writes as much as the system takes at once, and returns how many bytes that was.
    func writeSome(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        while true {
            let count = FileSystem.write(bytes, to: descriptor)
            if count >= 0 { return count }
            if errno != EINTR { throw File.writeError(path, errno) }
        }
    }

    package func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    /// Waits until the bytes are on the disk.
    package func synchronize() throws {
        while FileSystem.synchronize(descriptor) != 0 {
            if errno != EINTR { throw File.writeError(path, errno) }
        }
    }

    /// Asks the disk for room for so many bytes from the first on; its size is that from then on. Where the file system cannot say
    /// so beforehand, nothing happens.
    package func reserve(_ bytes: Int64) throws {
        guard bytes > 0, FileSystem.reserve(bytes, for: descriptor) != 0 else { return }
        if [ENOSPC, EDQUOT, EFBIG, EIO].contains(errno) { throw File.writeError(path, errno) }
    }

    /// Cuts away what lies behind the last byte that was written.
    func cutBehindTheEnd() throws {
        let end = lseek(descriptor, 0, SEEK_CUR)
        while end < 0 || FileSystem.truncate(descriptor, to: Int64(end)) != 0 {
            if end < 0 || errno != EINTR { throw File.writeError(path, errno) }
        }
    }

    /// Tells the system that what is on the disk will not be read again soon.
    package func forget() {
        #if os(Linux)
            _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }

    package struct Status: Equatable {
        package let isRegular: Bool
        /// How many names lead to it.
        package let names: Int
        package let size: Int64
        package let modifiedSeconds: Int64
        package let modifiedNanoseconds: Int64
        let changedSeconds: Int64
        let changedNanoseconds: Int64
        package let inode: UInt64
    }

    package func status() throws -> Status {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StorageError.unreadable(path: path, errno: errno) }
        return Status(
            isRegular: status.st_mode & S_IFMT == S_IFREG, names: Int(status.st_nlink),
            size: Int64(status.st_size),
            modifiedSeconds: Int64(status.st_mtim.tv_sec), modifiedNanoseconds: Int64(status.st_mtim.tv_nsec),
            changedSeconds: Int64(status.st_ctim.tv_sec), changedNanoseconds: Int64(status.st_ctim.tv_nsec),
            inode: UInt64(status.st_ino))
    }

    /// Waits until the name of a file is on the disk.
    package static func synchronizeName(of path: String) throws {
        guard FileSystem.synchronizeName(of: path) == 0 else { throw writeError(path, errno) }
    }

    /// Waits until the names in a folder are on the disk.
    package static func synchronizeFolder(_ path: String) throws {
        let folder = try read(path)
        guard FileSystem.synchronize(folder.descriptor) == 0 || errno == EINVAL else {
            throw writeError(path, errno)
        }
    }

    /// Waits until everything in this file's file system is on the disk. Throws when anything could not be written since this
    /// file was opened. False, and nothing is sure, where the system cannot promise that.
    package func synchronizeFileSystem() throws -> Bool {
        try File.synchronizeFileSystem(descriptor, path: path)
    }

    package static func synchronizeFileSystem(_ descriptor: Int32, path: String) throws -> Bool {
        if FileSystem.synchronizeAll(with: descriptor) == 0 { return true }
        guard errno == ENOTSUP else { throw File.writeError(path, errno) }
        return false
    }

    /// The whole of a small file. Throws ``StorageError/tooLarge(path:limit:)`` when it is larger than `limit` bytes.
    package static func contents(of path: String, limit: Int) throws -> [UInt8] {
        let file = try read(path)
        guard try file.status().isRegular else { throw StorageError.notARegularFile(path: path) }
        return try file.contents(limit: limit)
    }

    /// Whether a file has these bytes, and no others.
    package static func hasContents(_ bytes: [UInt8], at path: String) throws -> Bool {
        guard try Int(read(path).status().size) == bytes.count else { return false }
        return try contents(of: path, limit: max(bytes.count, 1)) == bytes
    }

    /// The rest of the file.
    package func contents(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else {
                throw StorageError.tooLarge(path: path, limit: limit)
            }
            bytes += buffer[..<count]
        }
    }

    /// Writes a new file for its owner only, whole and durable.
    package static func write(_ bytes: [UInt8], toNew path: String) throws {
        let file = try create(path)
        do {
            try file.write(bytes)
            try file.synchronize()
        } catch {
            FileSystem.remove(path)
            throw error
        }
    }

    /// Gives a file another name, on the same file system. Whatever file has it loses it.
    package static func replace(_ other: String, with path: String) throws {
        while FileSystem.rename(path, to: other) != 0 {
            if errno != EINTR { throw writeError(other, errno) }
        }
    }

    /// Moves a file to a name that nobody has, on the same file system. False, and it stays where it is, when there is one.
    package static func move(_ path: String, to new: String) throws -> Bool {
        try move(path, in: AT_FDCWD, to: new, in: AT_FDCWD, path: new)
    }

    /// The same between open folders. `path` is for messages.
    package static func move(
        _ name: String, in folder: Int32, to new: String, in newFolder: Int32, path: String
    ) throws -> Bool {
        if FileSystem.renameNew(name, in: folder, to: new, in: newFolder) == 0 { return true }
        if errno == EEXIST { return false }
        // Not every file system can promise it, nor knows links.
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else { throw writeError(path, errno) }
        if FileSystem.link(name, in: folder, to: new, in: newFolder) == 0 {
            FileSystem.remove(name, in: folder)
            return true
        }
        if errno == EEXIST { return false }
        guard [EPERM, ENOSYS, ENOTSUP].contains(errno) else { throw writeError(path, errno) }
        var status = stat()
        if fstatat(newFolder, new, &status, AT_SYMLINK_NOFOLLOW) == 0 { return false }
        guard FileSystem.rename(name, in: folder, to: new, in: newFolder) == 0 else {
            throw writeError(path, errno)
        }
        return true
    }

    /// Has a file removed when this program is asked to end, until ``keepOnEnding(_:)``.
    static func removeOnEnding(_ path: String) -> Int32 { platform_remove_on_ending(path) }

    static func keepOnEnding(_ ending: Int32) { platform_keep_on_ending(ending) }

    package static func makeFolder(_ path: String) throws {
        guard FileSystem.makeFolder(path) == 0 || errno == EEXIST else { throw writeError(path, errno) }
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func writeError(_ path: String, _ code: Int32) -> StorageError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EEXIST: .alreadyExists(path: path)
        default: .cannotWrite(path: path, errno: code)
        }
    }
}

// The names that `File`'s own methods hide.
private func platformClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func platformRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
