import Disk
import Foundation
import Synchronization

/// What shall become of which step, as `AMANAH_FAULTS` says it: `kill`, `short`, `EIO`, `ENOSPC` or `EINTR`, then `@`, then a number
/// (from 1), or words all of which the step's description contains, or ends with where they end with `$`. `EIO@17` fails the 17th step; `EIO@remove blobs/` fails each removal
/// of a blob; `kill@` with words stops before the first that fits.
struct Fault {
    enum Kind { case kill, short, error(Int32) }

    let kind: Kind
    private let number: Int?
    private let words: [String]

    init?(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "kill": kind = .kill
        case "short": kind = .short
        case "EIO": kind = .error(EIO)
        case "ENOSPC": kind = .error(ENOSPC)
        case "EINTR": kind = .error(EINTR)
        default: return nil
        }
        number = Int(parts[1])
        words = parts[1].split(separator: " ").map(String.init)
    }

    func isMeant(_ description: String, number: Int) -> Bool {
        if let wanted = self.number { return number == wanted }
        return words.allSatisfy { word in
            word.hasSuffix("$") ? description.hasSuffix(word.dropLast()) : description.contains(word)
        }
    }
}

/// Counts the steps, lets the one fail that is meant, and writes down what was done.
final class FaultyDisk: FileSystemObserver {
    var watchesDatabases: Bool { true }
    private let fault: Fault?
    /// A line for each step that was begun.
    private let list: Int32
    /// A JSON line for each step that was done, with its bytes.
    private let record: Int32
    private let count = Mutex(0)

    init(fault: Fault?, list: String?, record: String?) {
        self.fault = fault
        self.list = FaultyDisk.opened(list)
        self.record = FaultyDisk.opened(record)
    }

    private static func opened(_ path: String?) -> Int32 {
        path.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) } ?? -1
    }

    private func say(_ line: String, to file: Int32) {
        guard file >= 0 else { return }
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }

    func verdict(on step: FileSystemStep) -> FileSystemVerdict {
        // One after the other, so that a number is one step.
        count.withLock { count in
            count += 1
            let description = step.description
            say("\(count) \(description)", to: list)
            guard let fault, fault.isMeant(description, number: count) else { return .proceed }
            switch fault.kind {
            case .kill:
                kill(getpid(), SIGKILL)
                while true { pause() }
            case .short: return .short(1)
            case .error(let code): return .fail(code)
            }
        }
    }

    func took(_ step: FileSystemStep, result: Int) {
        guard record >= 0, result >= 0, let fields = step.fields(result: result),
            let line = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        else { return }
        count.withLock { _ in say(String(decoding: line, as: UTF8.self), to: record) }
    }
}

/// Where a descriptor leads to.
private func path(_ descriptor: Int32) -> String {
    if descriptor == AT_FDCWD { return FileManager.default.currentDirectoryPath }
    return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")) ?? "?"
}

private func path(_ name: String, in folder: Int32) -> String {
    let prefix = "/proc/self/fd/"
    if name.hasPrefix(prefix), let slash = name.dropFirst(prefix.count).firstIndex(of: "/"),
        let descriptor = Int32(name[name.index(name.startIndex, offsetBy: prefix.count)..<slash])
    {
        return path(descriptor) + name[slash...]
    }
    return name.hasPrefix("/") ? name : "\(path(folder))/\(name)"
}

private func inode(_ descriptor: Int32) -> UInt64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : 0
}

extension FileSystemStep {
    /// One line for people and for ``Fault``.
    var description: String {
        switch self {
        case .open(let folder, let name, _): "open \(path(name, in: folder))"
        case .write(let file, let bytes): "write \(path(file)) \(bytes.count)"
        case .truncate(let file, let size): "truncate \(path(file)) \(size)"
        case .allocate(let file, let size): "allocate \(path(file)) \(size)"
        case .synchronize(let file): "synchronize \(path(file))"
        case .synchronizeAll(let file): "synchronizeAll \(path(file))"
        case .lock(let file, _): "lock \(path(file))"
        case .setMode(let file, _): "setMode \(path(file))"
        case .rename(let folder, let name, let newFolder, let new):
            "rename \(path(name, in: folder)) \(path(new, in: newFolder))"
        case .link(let folder, let name, let newFolder, let new):
            "link \(path(name, in: folder)) \(path(new, in: newFolder))"
        case .linkUnnamed(_, let new): "link \(path(new, in: AT_FDCWD))"
        case .remove(let folder, let name): "remove \(path(name, in: folder))"
        case .removeFolder(let folder, let name): "removeFolder \(path(name, in: folder))"
        case .makeFolder(let folder, let name): "makeFolder \(path(name, in: folder))"
        case .database(let name, let step): "sqlite \(step.name) \(path(name, in: AT_FDCWD))"
        case .commit(let isDone): isDone ? "committed" : "commit"
        }
    }

    /// What a replay needs; nil for what changes nothing that could be lost.
    func fields(result: Int) -> [String: Any]? {
        switch self {
        case .open(let folder, let name, let flags):
            let file = Int32(result)
            let isNamed = !name.hasSuffix("/") && path(file) == path(name, in: folder)
            return [
                "do": "open", "path": isNamed ? path(file) : "", "inode": inode(file),
                "truncates": flags & O_TRUNC != 0,
            ]
        case .write(let file, let bytes):
            let end = lseek(file, 0, SEEK_CUR)
            return [
                "do": "write", "inode": inode(file), "at": Int(end) - result,
                "bytes": Data(bytes.prefix(result)).base64EncodedString(),
            ]
        case .truncate(let file, let size), .allocate(let file, let size):
            return ["do": "truncate", "inode": inode(file), "size": size]
        case .synchronize(let file): return ["do": "synchronize", "inode": inode(file), "path": path(file)]
        case .synchronizeAll: return ["do": "synchronizeAll"]
        case .rename(let folder, let name, let newFolder, let new):
            return ["do": "rename", "path": path(name, in: folder), "new": path(new, in: newFolder)]
        case .link(let folder, let name, let newFolder, let new):
            return ["do": "link", "path": path(name, in: folder), "new": path(new, in: newFolder)]
        case .linkUnnamed(let file, let new):
            return ["do": "name", "inode": inode(file), "new": path(new, in: AT_FDCWD)]
        case .remove(let folder, let name): return ["do": "remove", "path": path(name, in: folder)]
        case .removeFolder(let folder, let name):
            return ["do": "removeFolder", "path": path(name, in: folder)]
        case .makeFolder(let folder, let name): return ["do": "makeFolder", "path": path(name, in: folder)]
        case .database(let name, let step):
            let file = path(name, in: AT_FDCWD)
            switch step {
            case .write(let bytes, let offset):
                return [
                    "do": "database", "path": file, "what": "write", "at": offset,
                    "bytes": Data(bytes).base64EncodedString(),
                ]
            case .truncate(let size):
                return ["do": "database", "path": file, "what": "truncate", "size": size]
            case .synchronize: return ["do": "database", "path": file, "what": "synchronize"]
            case .remove: return ["do": "database", "path": file, "what": "remove"]
            }
        case .commit(let isDone): return ["do": isDone ? "committed" : "commit"]
        case .lock, .setMode: return nil
        }
    }
}

extension DatabaseStep {
    var name: String {
        switch self {
        case .write(let bytes, _): "write \(bytes.count)"
        case .truncate: "truncate"
        case .synchronize: "synchronize"
        case .remove: "remove"
        }
    }
}
