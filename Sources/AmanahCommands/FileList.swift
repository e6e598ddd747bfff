import EvidenceVault
import Foundation

/// The files that paths stand for: a folder stands for all files below it. Symbolic links in folders are not followed; they and
/// whatever else is no file are refused, so that nothing is left out silently.
struct FileList {
    private(set) var entries: [(path: String, name: String)] = []
    private(set) var totalSize: Int64 = 0

    init(_ paths: [String]) throws {
        for path in paths {
            // By bytes: a slash with an accent behind it is a slash.
            var bytes = Array(path.utf8)
            if bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
            let trimmed = String(decoding: bytes, as: UTF8.self)
            try add(trimmed, name: URL(fileURLWithPath: trimmed).lastPathComponent, followingLink: true)
        }
    }

    private mutating func add(_ path: String, name: String, followingLink: Bool = false) throws {
        var status = stat()
        guard (followingLink ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw VaultError.unreadable(path: path, errno: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            totalSize += Int64(status.st_size)
            entries.append((path, name))
        case S_IFDIR:
            let children: [String]
            do {
                children = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            } catch {
                throw VaultError.unreadable(path: path, errno: EACCES)
            }
            for child in children { try add("\(path)/\(child)", name: "\(name)/\(child)") }
        default:
            throw VaultError.notARegularFile(path: path)
        }
    }
}
