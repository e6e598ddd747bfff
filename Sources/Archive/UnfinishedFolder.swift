import CPlatform
import Disk
import Foundation
import Synchronization

/// A folder that gets its name when all is in it. Until then it has another, is locked by who fills it, and goes with them.
final class UnfinishedFolder {
    private static let ending = ".amanah-part"

    let folder: Folder
    private let parent: Folder
    private let name: String

    /// Makes it beside where it shall be, and sweeps away what others left there unfinished.
    init(beside name: String, in parent: Folder) throws(ArchiveError) {
        UnfinishedFolder.sweep(parent)
        self.parent = parent
        let digits = (0..<16).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        self.name = ".\(digits)\(UnfinishedFolder.ending)"
        guard FileSystem.makeFolder(self.name, in: parent.descriptor) == 0 else {
            throw .cannotWrite(path: "\(parent.path)/\(name)", errno: errno)
        }
        do {
            folder = try parent.folder(self.name)
        } catch {
            FileSystem.removeEmptyFolder(self.name, in: parent.descriptor)
            throw error
        }
        _ = FileSystem.lock(folder.descriptor, LOCK_EX | LOCK_NB)
    }

    /// Gives it its name, which nobody may have. When this returns, that and all that is in it survive a power cut, where the
    /// system can promise that of a whole file system; else its name.
    func publish(as name: String) throws(ArchiveError) {
        let target = "\(parent.path)/\(name)"
        // All of the file system: there may be very many files. Where it cannot promise that, the folder at least.
        if FileSystem.synchronizeAll(with: folder.descriptor) != 0 {
            guard [ENOTSUP, ENOSYS, EINVAL].contains(errno) else {
                throw .cannotWrite(path: target, errno: errno)
            }
            _ = FileSystem.synchronize(folder.descriptor)
        }
        try take(name, target)
        guard FileSystem.synchronize(parent.descriptor) == 0 || errno == EINVAL else {
            throw .cannotWrite(path: target, errno: errno)
        }
    }

    private func take(_ name: String, _ target: String) throws(ArchiveError) {
        if FileSystem.renameNew(self.name, in: parent.descriptor, to: name, in: parent.descriptor) == 0 {
            return
        }
        let code = errno
        var status = stat()
        // Not every file system can promise that nobody has the name.
        guard [EINVAL, ENOSYS, ENOTSUP].contains(code) else { throw .cannotWrite(path: target, errno: code) }
        guard fstatat(parent.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else {
            throw .cannotWrite(path: target, errno: EEXIST)
        }
        guard FileSystem.rename(self.name, in: parent.descriptor, to: name, in: parent.descriptor) == 0 else {
            throw .cannotWrite(path: target, errno: errno)
        }
    }

    func remove() { parent.remove(name) }

    /// Removes folders of our own pattern and of this user that nobody fills any more.
    private static func sweep(_ parent: Folder) {
        for (name, kind) in (try? parent.contents()) ?? [] {
            guard let name, kind == .folder, isOurs(name), let folder = try? parent.folder(name) else {
                continue
            }
            var status = stat()
            guard fstat(folder.descriptor, &status) == 0, status.st_uid == geteuid(),
                FileSystem.lock(folder.descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            parent.remove(name)
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count == 1 + 16 + ending.utf8.count, bytes.first == UInt8(ascii: "."),
            bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        else { return false }
        return bytes[1...16].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// Requests to end (SIGINT, SIGTERM, SIGHUP) wait while a body runs that looks for them and tidies up.
enum Ending {
    private static let waiting = Mutex(0)

    /// Runs `body` and then ends this process, if it was asked to meanwhile.
    static func noted<R>(_ body: () throws -> R) rethrows -> R {
        waiting.withLock { count in
            if count == 0 { platform_note_ending(1) }
            count += 1
        }
        defer {
            waiting.withLock { count in
                count -= 1
                if count == 0 { platform_note_ending(0) }
            }
        }
        return try body()
    }

    static var isAskedFor: Bool { platform_was_asked_to_end() != 0 }
}
