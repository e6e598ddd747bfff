import Bytes
import Disk
import Foundation
import Sodium

/// Files that take the place of the one that may be there: the old or the new, never a mixture.
///
/// A new one is written under a name of its own beside it, `….new-` and 16 hex digits, and is locked meanwhile. So who comes later can
/// tell what a program that was stopped has left from what is being written, and takes it away.
extension File {
    /// When this returns the new one survives a power cut. What an earlier try left beside it goes.
    package static func write(_ bytes: [UInt8], replacing path: String) throws {
        removeUnfinished(
            in: PathBytes.parent(of: path), of: PathBytes.name(of: path))
        let file = try begun(beside: path)
        do {
            try file.write(bytes)
            try file.synchronize()
            guard FileSystem.rename(file.path, to: path) == 0 else { throw writeError(path, errno) }
        } catch {
            FileSystem.remove(file.path)
            throw error
        }
        try synchronizeName(of: path)
    }

    private static func begun(beside path: String) throws -> File {
        while true {
            let file = try create("\(path)\(ending)\(hex(try randomBytes(8)))")
            // Where nothing can be locked nobody takes anything away either.
            let isLocked = FileSystem.lock(file.descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
            if isLocked, try file.status().names > 0 { return file }
            // Somebody took it for left behind before it was locked.
            FileSystem.remove(file.path)
        }
    }

    private static let ending = ".new-"

    /// Takes away what programs that were stopped have left in a folder of replacements for one file there, or for any. What cannot
    /// be taken away stays until the next time.
    package static func removeUnfinished(in path: String, of base: String? = nil) {
        guard let folder = try? VaultFolder.open(path.isEmpty ? "." : path) else { return }
        for name in (try? folder.names()) ?? [] where isReplacement(name, of: base) {
            guard let file = try? folder.file(name), let status = try? folder.status(of: name),
                status.st_uid == geteuid(), FileSystem.lock(file.descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            _ = try? folder.remove(name)
        }
    }

    private static func isReplacement(_ name: String, of base: String?) -> Bool {
        let bytes = Array(name.utf8)
        let stem = bytes.dropLast(ending.utf8.count + 16)
        guard !stem.isEmpty, bytes[stem.count...].starts(with: ending.utf8),
            bytes.suffix(16).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return false }
        return base.map { stem.elementsEqual($0.utf8) } ?? true
    }
}
