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
struct Reserve {
    private let folder: String
    private var path: String { folder + "/" + Reserve.fileName }

    static let fileName = "reserve"
    /// 16 MiB: room for some thousands of log entries.
    static let size: Int64 = 16 << 20
    /// What is given back at once: 1 MiB.
    private static let slice: Int64 = 1 << 20
    /// Where less than this is left people are warned: 512 MiB.
    static let littleRoom: Int64 = 512 << 20

    init(vault: String) { folder = vault }

    /// Bytes that the disk has left, without the reserve.
    var free: Int64 { Reserve.free(on: folder) }

    static func free(on path: String) -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return .max }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// Bytes that are really kept: a copy of a vault may have a hollow reserve.
    var kept: Int64 {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
        return min(Int64(status.st_size), Int64(status.st_blocks) * 512)
    }

    /// Whether the log has had to take of it. While that is so nothing else may grow.
    var isBroached: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && Int64(status.st_size) < Reserve.size
    }

    /// Throws ``VaultError/diskFull(path:)`` while the log lives on its reserve.
    func requireRoom() throws {
        if isBroached { throw VaultError.diskFull(path: folder) }
    }

    /// Fills it up where that leaves room enough. What keeps it from being filled keeps no command from working.
    func replenish() {
        guard kept < Reserve.size, free > 4 * Reserve.size else { return }
        // For reading too: where the file system cannot do it, the C library reads what is there.
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = posix_fallocate(descriptor, 0, off_t(Reserve.size))
    }

    /// Does something that needs room for the log. Where the disk is full, gives back room and tries again.
    ///
    /// Throws ``VaultError/diskFull(path:)`` when the reserve is used up too.
    func lend<T>(warn: (any Error) -> Void, _ body: () throws -> T) throws -> T {
        var isLent = false
        while true {
            do {
                let result = try body()
                if isLent { warn(VaultError.reserveInUse(left: kept)) }
                return result
            } catch VaultError.diskFull(let path) {
                guard give() else { throw VaultError.diskFull(path: path) }
                isLent = true
            }
        }
    }

    private func give() -> Bool {
        let left = kept
        guard left > 0 else { return false }
        return truncate(path, off_t(max(0, left - Reserve.slice))) == 0
    }
}
