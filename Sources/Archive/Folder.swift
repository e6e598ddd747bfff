import CPlatform
import Disk
import Foundation

/// A folder that was opened once. All below it is reached from there, by names that are bytes, and no link is followed.
final class Folder {
    enum Kind { case file, folder, other }

    /// For messages.
    let path: String
    let descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The folder that a user named. Throws ``ArchiveError/cannotRead(path:errno:)``.
    init(_ path: String) throws(ArchiveError) {
        self.path = path.isEmpty ? "." : path
        descriptor = Foundation.open(self.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, errno: errno) }
    }

    /// A folder below this one.
    func folder(_ name: String) throws(ArchiveError) -> Folder {
        let below = amanah_open_beneath(descriptor, name, O_RDONLY | O_DIRECTORY, 0)
        guard below >= 0 else { throw .cannotRead(path: "\(path)/\(name)", errno: errno) }
        return Folder(path: "\(path)/\(name)", descriptor: below)
    }

    /// Makes a folder in this one for its owner only, and opens it.
    func makeFolder(_ name: String) throws(ArchiveError) -> Folder {
        guard FileSystem.makeFolder(name, in: descriptor) == 0 || errno == EEXIST else {
            throw .cannotWrite(path: "\(path)/\(name)", errno: errno)
        }
        return try folder(name)
    }

    /// Opens a file below this folder for reading.
    func open(_ file: SafePath) throws(ArchiveError) -> OpenFile {
        let below = amanah_open_beneath(descriptor, file.string, O_RDONLY | O_NONBLOCK, 0)
        guard below >= 0 else { throw .cannotRead(path: "\(path)/\(file)", errno: errno) }
        return OpenFile(path: "\(path)/\(file)", descriptor: below)
    }

    /// Makes a new file below this folder for its owner only, and the folders that it lies in.
    func create(_ file: SafePath) throws(ArchiveError) -> OpenFile {
        var parent = self
        for name in file.components.dropLast() { parent = try parent.makeFolder(name) }
        let below = FileSystem.open(file.string, beneath: descriptor, O_WRONLY | O_CREAT | O_EXCL)
        guard below >= 0 else { throw .cannotWrite(path: "\(path)/\(file)", errno: errno) }
        return OpenFile(path: "\(path)/\(file)", descriptor: below)
    }

    /// The names in this folder, and what has them. Names that are not UTF-8 are nil.
    func contents() throws(ArchiveError) -> [(name: String?, kind: Kind)] {
        var found: [(name: String?, kind: Kind)] = []
        try forEachName { name in
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
            let kind: Kind =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .folder
                default: .other
                }
            found.append((String(validatingCString: name), kind))
        }
        return found
    }

    /// Removes what is in this folder, as far as that can be done. No link is followed.
    func removeContents() {
        var names: [[CChar]] = []
        try? forEachName { names.append(Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))) }
        for name in names where FileSystem.remove(name, in: descriptor) != 0 {
            let below = amanah_open_beneath(descriptor, name, O_RDONLY | O_DIRECTORY, 0)
            if below >= 0 { Folder(path: path, descriptor: below).removeContents() }
            FileSystem.removeEmptyFolder(name, in: descriptor)
        }
    }

    /// Removes a folder in this one, with all that is in it.
    func remove(_ name: String) {
        if let folder = try? folder(name) { folder.removeContents() }
        FileSystem.removeEmptyFolder(name, in: descriptor)
    }

    private func forEachName(_ body: (UnsafePointer<CChar>) -> Void) throws(ArchiveError) {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let code = errno
            if copy >= 0 { close(copy) }
            throw .cannotRead(path: path, errno: code)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    if strcmp($0, ".") != 0 && strcmp($0, "..") != 0 { body($0) }
                }
            }
        }
    }
}

/// A file below a ``Folder``.
final class OpenFile {
    private let path: String
    private let descriptor: Int32

    fileprivate init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// In bytes. Throws ``ArchiveError/unsupportedEntry(_:)`` for what is no file after all.
    func size() throws(ArchiveError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unsupportedEntry(path) }
        return Int64(status.st_size)
    }

    /// Up to `target.count` bytes; 0 at the end.
    func read(into target: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        while true {
            let count = Foundation.read(descriptor, target.baseAddress, target.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .cannotRead(path: path, errno: errno) }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = FileSystem.write(rest, to: descriptor)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno != EINTR {
                throw .cannotWrite(path: path, errno: errno)
            }
        }
    }
}
