import Bytes
import EvidenceVault
import Foundation
import Presentation
import VaultStorage

/// The files that paths stand for: a folder stands for all files below it. Symbolic links in folders are not followed; they and
/// whatever else is no file are refused, and so are names that are not UTF-8, so that nothing is left out silently and no other
/// file is taken for one.
struct FileList {
    private(set) var entries: [(path: String, name: String)] = []
    private(set) var totalSize: Int64 = 0
    /// Folders in which there is no file: nothing of them is kept.
    private(set) var emptyFolders: [String] = []
    /// What was named more than once, and is taken once.
    private(set) var repeated: [String] = []
    private var places: Set<[UInt8]> = []

    init(_ paths: [String]) throws {
        for path in paths {
            let trimmed = PathBytes.trimmed(path)
            _ = try add(trimmed, name: PathBytes.name(of: trimmed), followingLink: true)
        }
    }

    /// Returns whether there was any file.
    private mutating func add(_ path: String, name: String, followingLink: Bool = false) throws -> Bool {
        var status = stat()
        guard (followingLink ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw StorageError.unreadable(path: path, errno: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            if try places.insert(place(of: path)).inserted {
                totalSize += Int64(status.st_size)
                entries.append((path, name))
            } else {
                repeated.append(path)
            }
            return true
        case S_IFDIR:
            var hasFile = false
            for bytes in try PathBytes.names(in: path) {
                guard let child = PathBytes.text(bytes) else {
                    throw VaultError.nameNotText(path: "\(path)/\(PathBytes.shown(bytes))")
                }
                if try add("\(path)/\(child)", name: "\(name)/\(child)") { hasFile = true }
            }
            if !hasFile { emptyFolders.append(path) }
            return hasFile
        default:
            throw StorageError.notARegularFile(path: path)
        }
    }

    /// Where a file lies, whichever way it was named; a second name of the same bytes is another file.
    private func place(of path: String) throws -> [UInt8] {
        guard let resolved = realpath(path, nil) else {
            throw StorageError.unreadable(path: path, errno: errno)
        }
        defer { free(resolved) }
        return Array(String(cString: resolved).utf8)
    }

    /// Says what is not taken, or not twice.
    func tell() {
        if !emptyFolders.isEmpty {
            let folders = FileList.few(emptyFolders)
            Terminal.complain(
                Words(
                    "Empty folders are not kept: \(folders)", id: "Folder kosong tidak disimpan: \(folders)"
                ))
        }
        if !repeated.isEmpty {
            let files = FileList.few(repeated)
            Terminal.complain(
                Words(
                    "Named more than once, and taken once: \(files)",
                    id: "Disebut lebih dari sekali, dan diambil sekali: \(files)"
                ))
        }
    }

    private static func few(_ paths: [String]) -> String {
        let shown = paths.prefix(5).map(visibleName).joined(separator: ", ")
        return paths.count > 5 ? "\(shown) (+\(paths.count - 5))" : shown
    }
}
