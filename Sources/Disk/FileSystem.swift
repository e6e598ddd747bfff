package import CPlatform
import Foundation
import Synchronization

/// Everything that changes what lies on a disk, and nothing else that does: each function is one call of the system, returns what
/// that returns, and leaves its reason in `errno`. `scripts/check-layers` sees to it that no other place calls them.
///
/// Each of them is a step of which a ``FileSystemObserver`` is told, who may let it fail. The product has none: only another program,
/// which links the same commands, can put one here (`Checking/Faulty`).
package enum FileSystem {
    // Safe to read on all threads once it is said that it is there: it is set once, before that.
    nonisolated(unsafe) private static var observing: (any FileSystemObserver)?
    private static let isObserved = Atomic(false)

    package static var observer: (any FileSystemObserver)? {
        isObserved.load(ordering: .acquiring) ? observing : nil
    }

    /// To be called once.
    package static func observe(with observer: any FileSystemObserver) {
        observing = observer
        isObserved.store(true, ordering: .releasing)
    }

    // MARK: Files

    /// open(2) of a file that is made or written to.
    package static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) -> Int32 {
        Int32(step(.open(AT_FDCWD, path, flags)) { _ in Int(Foundation.open(path, flags | O_CLOEXEC, mode)) })
    }

    /// The same below an open folder, through no link.
    package static func open(_ path: String, beneath folder: Int32, _ flags: Int32) -> Int32 {
        Int32(step(.open(folder, path, flags)) { _ in Int(amanah_open_beneath(folder, path, flags, 0o600)) })
    }

    /// As many bytes as the system takes at once.
    package static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Int {
        step(.write(file, bytes)) { Foundation.write(file, bytes.baseAddress, min($0, bytes.count)) }
    }

    package static func truncate(_ file: Int32, to size: Int64) -> Int32 {
        Int32(step(.truncate(file, size)) { _ in Int(ftruncate(file, off_t(size))) })
    }

    /// Takes room for so many bytes. Returns the error number, as posix_fallocate(3) does.
    package static func allocate(_ size: Int64, for file: Int32) -> Int32 {
        let result = step(.allocate(file, size)) { _ in
            errno = posix_fallocate(file, 0, off_t(size))
            return errno == 0 ? 0 : -1
        }
        return result == 0 ? 0 : errno
    }

    /// Takes room for so many bytes where the file system can promise that, and writes nothing where it cannot.
    package static func reserve(_ size: Int64, for file: Int32) -> Int32 {
        Int32(step(.allocate(file, size)) { _ in Int(platform_reserve(file, size)) })
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    package static func synchronize(_ file: Int32) -> Int32 {
        Int32(step(.synchronize(file)) { _ in Int(fsync(file)) })
    }

    /// Waits until all of a file system is on the disk. ENOTSUP where the system cannot promise that.
    package static func synchronizeAll(with file: Int32) -> Int32 {
        Int32(step(.synchronizeAll(file)) { _ in Int(platform_sync_file_system(file)) })
    }

    /// flock(2).
    package static func lock(_ file: Int32, _ operation: Int32) -> Int32 {
        Int32(step(.lock(file, operation)) { _ in Int(flock(file, operation)) })
    }

    package static func setMode(_ file: Int32, _ mode: mode_t) -> Int32 {
        Int32(step(.setMode(file, mode)) { _ in Int(fchmod(file, mode)) })
    }

    // MARK: Names

    /// Never over another name: EEXIST. EINVAL where the file system cannot promise that.
    package static func renameNew(
        _ name: String, in folder: Int32 = AT_FDCWD, to new: String, in newFolder: Int32 = AT_FDCWD
    ) -> Int32 {
        Int32(
            step(.rename(folder, name, newFolder, new)) { _ in
                Int(amanah_rename_new(folder, name, newFolder, new))
            })
    }

    /// In the place of what may have the new name.
    package static func rename(
        _ name: String, in folder: Int32 = AT_FDCWD, to new: String, in newFolder: Int32 = AT_FDCWD
    ) -> Int32 {
        Int32(
            step(.rename(folder, name, newFolder, new)) { _ in Int(renameat(folder, name, newFolder, new)) })
    }

    /// A second name for a file.
    package static func link(
        _ name: String, in folder: Int32, to new: String, in newFolder: Int32
    ) -> Int32 {
        Int32(
            step(.link(folder, name, newFolder, new)) { _ in Int(linkat(folder, name, newFolder, new, 0)) })
    }

    /// The first name of an open file that has none.
    package static func link(unnamed file: Int32, to path: String) -> Int32 {
        Int32(
            step(.linkUnnamed(file, path)) { _ in
                Int(linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, path, AT_SYMLINK_FOLLOW))
            })
    }

    @discardableResult
    package static func remove(_ name: String, in folder: Int32 = AT_FDCWD) -> Int32 {
        Int32(step(.remove(folder, name)) { _ in Int(unlinkat(folder, name, 0)) })
    }

    /// The same for a name of any bytes.
    @discardableResult
    package static func remove(_ name: UnsafePointer<CChar>, in folder: Int32) -> Int32 {
        Int32(step(.remove(folder, String(cString: name))) { _ in Int(unlinkat(folder, name, 0)) })
    }

    @discardableResult
    package static func removeEmptyFolder(_ name: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD) -> Int32
    {
        Int32(
            step(.removeFolder(folder, String(cString: name))) { _ in
                Int(unlinkat(folder, name, AT_REMOVEDIR))
            })
    }

    /// For its owner only.
    package static func makeFolder(_ name: String, in folder: Int32 = AT_FDCWD) -> Int32 {
        Int32(step(.makeFolder(folder, name)) { _ in Int(mkdirat(folder, name, 0o700)) })
    }

    /// With those that it lies in. When this returns 0 the names of all that it made survive a power cut.
    package static func makeFolders(_ path: String) -> Int32 {
        if makeFolder(path) != 0 {
            if errno == EEXIST { return 0 }
            let parent = folder(of: path)
            guard errno == ENOENT, parent != path, makeFolders(parent) == 0 else { return -1 }
            guard makeFolder(path) == 0 || errno == EEXIST else { return -1 }
        }
        return synchronizeName(of: path)
    }

    /// Waits until the name of a file or folder is on the disk.
    package static func synchronizeName(of path: String) -> Int32 {
        let descriptor = Foundation.open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        let result = synchronize(descriptor)
        let code = errno
        close(descriptor)
        errno = code
        // Some file systems know no such thing.
        return result == 0 || code == EINVAL ? 0 : -1
    }

    /// The folder that the last name of a path lies in; `.` where the path says none.
    package static func folder(of path: String) -> String {
        let slash = UInt8(ascii: "/")
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        guard let last = bytes.lastIndex(of: slash) else { return "." }
        bytes = Array(bytes[..<last])
        while bytes.last == slash { bytes.removeLast() }
        return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
    }

    // MARK: SQLite

    /// What SQLite is about to do. Returns 0, or the error number with which it shall fail.
    package static func database(_ step: DatabaseStep, of path: String) -> Int32 {
        self.step(.database(path, step)) { _ in 0 } == 0 ? 0 : errno
    }

    /// A transaction of the log is about to be committed, or was: then whoever asked for it may yet not hear of it.
    package static func commit(isDone: Bool) -> Int32 { Int32(step(.commit(isDone: isDone)) { _ in 0 }) }

    // MARK: Steps

    @inline(__always)
    private static func step(_ step: @autoclosure () -> FileSystemStep, _ call: (Int) -> Int) -> Int {
        guard let observer else { return call(.max) }
        let step = step()
        let result: Int
        switch observer.verdict(on: step) {
        case .proceed: result = call(.max)
        case .short(let count): result = call(count)
        case .fail(let code):
            errno = code
            return -1
        case .lose(let code):
            observer.took(step, result: call(.max))
            errno = code
            return -1
        }
        let code = errno
        observer.took(step, result: result)
        errno = code
        return result
    }
}

/// One change of what lies on a disk. Descriptors are of files, or of the folders in which the names after them lie.
package enum FileSystemStep {
    case open(Int32, String, Int32)
    case write(Int32, UnsafeRawBufferPointer)
    case truncate(Int32, Int64)
    case allocate(Int32, Int64)
    case synchronize(Int32)
    case synchronizeAll(Int32)
    case lock(Int32, Int32)
    case setMode(Int32, mode_t)
    case rename(Int32, String, Int32, String)
    case link(Int32, String, Int32, String)
    case linkUnnamed(Int32, String)
    case remove(Int32, String)
    case removeFolder(Int32, String)
    case makeFolder(Int32, String)
    case database(String, DatabaseStep)
    case commit(isDone: Bool)
}

/// What SQLite does to one of its files.
package enum DatabaseStep {
    case write(UnsafeRawBufferPointer, at: Int64)
    case truncate(to: Int64)
    case synchronize
    case remove
}

/// Is told of every step. For programs that see what becomes of a vault when one of them fails.
package protocol FileSystemObserver: Sendable {
    /// Whether SQLite's own steps are told of too.
    var watchesDatabases: Bool { get }
    /// Before a step. May be called on several threads at once.
    func verdict(on step: FileSystemStep) -> FileSystemVerdict
    /// After a step that was let happen, with what the system returned.
    func took(_ step: FileSystemStep, result: Int)
}

package enum FileSystemVerdict {
    case proceed
    /// Fails with this error number, and nothing happens.
    case fail(Int32)
    /// A write takes no more than so many bytes.
    case short(Int)
    /// It happens, and whoever asked for it is told that it failed, with this error number.
    case lose(Int32)
}
