import Disk
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Room on the vault's disk that only the log may use.
///
/// Nothing is read unless the log has it, so a full disk would lock people out of a case in an emergency. A file that
/// holds nothing keeps some room from everybody else; when the log finds the disk full the file is cut shorter, a little at a time.
/// It is filled up again once there is plenty of room.
package struct Reserve {
    private let folder: VaultFolder

    package static let fileName = "reserve"
    /// 16 MiB: room for some thousands of log entries.
    package static let size: Int64 = 16 << 20
    /// What is given back at once: 1 MiB.
    private static let slice: Int64 = 1 << 20
    /// Where less than this is left people are warned: 512 MiB.
    package static let littleRoom: Int64 = 512 << 20

    package init(_ folder: VaultFolder) { self.folder = folder }

    /// Bytes that the disk has left, without the reserve.
    package var free: Int64 { folder.free }

    /// Its own size and the bytes that it really takes: a copy of a vault may have a hollow reserve. Nil where there is none.
    private var status: (size: Int64, kept: Int64)? {
        guard let status = try? folder.status(of: Reserve.fileName), status.st_mode & S_IFMT == S_IFREG,
            status.st_nlink <= 1
        else { return nil }
        let blocks = Int64(clamping: status.st_blocks)
        return (Int64(status.st_size), min(Int64(status.st_size), min(blocks, .max / 512) * 512))
    }

    package var kept: Int64 { status?.kept ?? 0 }

    /// Whether the log has had to take of it. While that is so nothing else may grow.
    package var isBroached: Bool { status.map { $0.size < Reserve.size } ?? false }

    /// Throws ``StorageError/diskFull(path:)`` while the log lives on its reserve.
    func requireRoom() throws {
        if isBroached { throw StorageError.diskFull(path: folder.path) }
    }

    /// The reserve, opened; nil where it cannot be, or what is written to it would be written elsewhere.
    private func open(_ flags: Int32) -> File? {
        guard let file = try? folder.file(Reserve.fileName, flags), let status = try? file.status(),
            status.names <= 1
        else { return nil }
        return file
    }

    /// Fills it up where that leaves room enough. What keeps it from being filled keeps no command from working.
    package func replenish() {
        guard kept < Reserve.size, free > 4 * Reserve.size else { return }
        // For reading too: where the file system cannot do it, the C library reads what is there.
        guard let file = open(O_RDWR | O_CREAT) else { return }
        _ = FileSystem.allocate(Reserve.size, for: file.descriptor)
    }

    /// Does something that needs room for the log. Where the disk is full, gives back room and tries again.
    ///
    /// Throws ``StorageError/diskFull(path:)`` when the reserve is used up too.
    package func lend<T>(warn: (StorageWarning) -> Void, _ body: () throws -> T) throws -> T {
        var isLent = false
        while true {
            do {
                let result = try body()
                if isLent { warn(.reserveInUse(left: kept)) }
                return result
            } catch StorageError.diskFull(let path) {
                guard give() else { throw StorageError.diskFull(path: path) }
                isLent = true
            }
        }
    }

    private func give() -> Bool {
        let left = kept
        guard left > 0 else { return false }
        guard let file = open(O_WRONLY) else { return false }
        return FileSystem.truncate(file.descriptor, to: max(0, left - Reserve.slice)) == 0
    }
}
