import CSQLiteGuard
import Foundation
import GRDBSQLite
import Synchronization
@testable import VaultStorage

@testable import EvidenceVault

/// While it lasts the disk fails (EIO) whenever SQLite reads a file of one vault, or commits.
final class SQLiteFault: Sendable {
    enum Kind { case read, write }

    private static let faults = Mutex<[String: Kind]>([:])
    private let folder: String

    init(_ kind: Kind, in folder: String) throws {
        guard let real = realpath(folder, nil) else { throw VaultError.notAVault(path: folder) }
        self.folder = String(cString: real)
        free(real)
        try Hooks.install()
        SQLiteFault.faults.withLock { $0[self.folder] = kind }
    }

    func end() { _ = SQLiteFault.faults.withLock { $0.removeValue(forKey: folder) } }
    deinit { end() }

    fileprivate static func isAt(_ kind: Kind, _ file: Int32) -> Bool {
        faults.withLock { faults in
            guard faults.values.contains(kind) else { return false }
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(file)")
            guard let path, kind == .read || path.hasSuffix("-wal") else { return false }
            return faults[(path as NSString).deletingLastPathComponent] == kind
        }
    }
}

private typealias Read = @convention(c) (Int32, UnsafeMutableRawPointer?, Int, off_t) -> Int
private typealias Write = @convention(c) (Int32, UnsafeRawPointer?, Int, off_t) -> Int

/// In SQLite's table of system calls, above what the library puts there.
private struct Hooks {
    let read: Read
    let write: Write
    /// At its beginning there is nothing to read, nor can anything be written there: EIO.
    let unreadable: Int32

    // Before the first fault, and never changed again.
    nonisolated(unsafe) private static var installed: Hooks?
    private static let lock = Mutex(())

    static func install() throws {
        try lock.withLock { _ in
            if installed != nil { return }
            guard amanah_sqlite_open_beneath() == 0, let vfs = sqlite3_vfs_find("unix"),
                let read = vfs.pointee.xGetSystemCall(vfs, "pread64"),
                let write = vfs.pointee.xGetSystemCall(vfs, "pwrite64")
            else { throw StorageError.busy }
            installed = Hooks(
                read: unsafeBitCast(read, to: Read.self), write: unsafeBitCast(write, to: Write.self),
                unreadable: open("/proc/self/mem", O_RDWR | O_CLOEXEC))
            let newRead: Read = { file, bytes, size, offset in
                guard let hooks = Hooks.installed else { return -1 }
                return SQLiteFault.isAt(.read, file)
                    ? hooks.read(hooks.unreadable, bytes, size, 0) : hooks.read(file, bytes, size, offset)
            }
            let newWrite: Write = { file, bytes, size, offset in
                guard let hooks = Hooks.installed else { return -1 }
                return SQLiteFault.isAt(.write, file)
                    ? hooks.write(hooks.unreadable, bytes, size, 0) : hooks.write(file, bytes, size, offset)
            }
            _ = vfs.pointee.xSetSystemCall(
                vfs, "pread64", unsafeBitCast(newRead, to: sqlite3_syscall_ptr.self))
            _ = vfs.pointee.xSetSystemCall(
                vfs, "pwrite64", unsafeBitCast(newWrite, to: sqlite3_syscall_ptr.self))
        }
    }
}
