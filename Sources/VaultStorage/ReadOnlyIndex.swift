import Bytes
import Disk
import Foundation
import Sodium

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the index of a vault lies that this user cannot write: on a medium, in a folder of somebody else's.
///
/// SQLite cannot make there what it needs for looking beside others, so it is told that nothing changes; whether that was so is
/// asked after each look. Commits that a `-wal` beside it holds would not be seen then: such an index is looked at in a copy.
package final class ReadOnlyIndex {
    /// Why it cannot be written.
    package let obstacle: Int32
    /// What SQLite opens.
    package let path: String
    /// Whether `path` is a copy, which nobody else knows.
    let isCopy: Bool
    private let vault: VaultFolder
    private let stamp: [Stamp?]
    private let copy: String?

    private static let files = [Index.fileName, Index.fileName + "-wal"]

    private struct Stamp: Equatable {
        let size: Int64
        let inode: UInt64
        let changed: [Int]

        init(_ status: stat) {
            size = Int64(status.st_size)
            inode = UInt64(status.st_ino)
            changed = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ].map { Int($0) }
        }
    }

    /// Nil where the vault can be written.
    package init?(in vault: VaultFolder) throws {
        guard let obstacle = try vault.writeObstacle(Index.fileNames) else { return nil }
        self.vault = vault
        self.obstacle = obstacle
        stamp = try ReadOnlyIndex.stamp(of: vault)
        isCopy = (stamp[1]?.size ?? 0) > 0
        guard isCopy else {
            copy = nil
            path = "file://\(vault.lastingPath)/\(Index.fileName)?immutable=1"
            return
        }
        let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
        let folder = "\(temporary.isEmpty ? "/tmp" : temporary)/amanah-\(hex(try randomBytes(16)))"
        copy = folder
        path = "\(folder)/\(Index.fileName)"
        try File.makeFolder(folder)
        for name in ReadOnlyIndex.files {
            guard let file = try vault.file(name) else { throw StorageError.busy }
            let target = try File.create("\(folder)/\(name)")
            try withBuffer(1 << 20) { buffer in
                while true {
                    let count = try file.read(into: buffer)
                    if count == 0 { return }
                    try target.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        }
        try requireUnchanged()
    }

    deinit {
        guard let copy else { return }
        for name in Index.fileNames { FileSystem.remove("\(copy)/\(name)") }
        FileSystem.removeEmptyFolder(copy)
    }

    private static func stamp(of vault: VaultFolder) throws -> [Stamp?] {
        try files.map { try vault.status(of: $0).map { Stamp($0) } }
    }

    /// Throws ``StorageError/busy`` when somebody else who can write the vault did so since it was opened.
    func requireUnchanged() throws {
        guard try ReadOnlyIndex.stamp(of: vault) == stamp else { throw StorageError.busy }
    }
}

extension VaultFolder {
    /// Why this user cannot make names in the folder, or write one of the files in it; nil where they can.
    package func writeObstacle(_ files: [String]) throws -> Int32? {
        for name in ["."] + files where faccessat(descriptor, name, W_OK, AT_EACCESS) != 0 {
            switch errno {
            case EROFS, EACCES, EPERM: return errno
            default: continue
            }
        }
        return nil
    }
}
