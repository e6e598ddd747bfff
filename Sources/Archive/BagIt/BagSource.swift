import Foundation

/// Where the files of a bag come from, one after the other.
public protocol BagSource {
    /// The next file's path, with its top folder if there is one, and its size in bytes; nil at the end.
    func nextFile() throws -> (path: SafePath, size: Int64)?
    /// Up to `target.count` bytes of the current file; 0 at its end.
    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ArchiveReader: BagSource {
    public func nextFile() throws -> (path: SafePath, size: Int64)? { try next().map { ($0.path, $0.size) } }
}

/// The files of a bag's folder: `bagit.txt`, the other tag files, the payload. Links are refused, not followed.
public final class FolderSource: BagSource {
    private let root: Folder
    private var rest: [SafePath]
    /// What an operating system has left in it: passed over, and told.
    let litter: [SafePath]
    private var current: OpenFile?
    private let limits = ArchiveReader.Limits()
    private var total: Int64 = 0

    /// Throws ``ArchiveError``.
    public init(_ path: String) throws {
        let root = try Folder(path)
        self.root = root
        var names = NameLedger()
        var files: [SafePath] = []
        var litter: [SafePath] = []
        var folders: [SafePath?] = [nil]
        var count = 0
        while let path = folders.popLast() {
            let folder = try path.map { try root.folder($0.string) } ?? root
            let prefix = path.map { "\($0)/" } ?? ""
            for (name, kind) in try folder.contents() {
                guard let name else {
                    throw ArchiveError.malformed("a name in \(folder.path) that is not UTF-8")
                }
                count += 1
                guard count <= limits.entries else {
                    throw ArchiveError.tooLarge("over \(limits.entries) entries")
                }
                let path = try SafePath(prefix + name)
                if kind == .file, Litter.isOfSystem(name) {
                    litter.append(path)
                    continue
                }
                guard kind != .other else { throw ArchiveError.unsupportedEntry(path.string) }
                try names.enter(path, isFolder: kind == .folder)
                if kind == .folder {
                    folders.append(path)
                } else {
                    files.append(path)
                }
            }
        }
        self.litter = litter
        func rank(_ path: SafePath) -> Int {
            path.string.utf8.elementsEqual(Bag.declaration.utf8)
                ? 0 : path.starts(with: Bag.payloadPrefix) ? 2 : 1
        }
        rest = files.sorted { a, b in
            rank(a) == rank(b) ? SafePath.isBefore(b, a) : rank(a) > rank(b)
        }
    }

    public func nextFile() throws -> (path: SafePath, size: Int64)? {
        guard let path = rest.popLast() else { return nil }
        let file = try root.open(path)
        current = file
        let size = try file.size()
        guard size <= limits.totalSize - total else {
            throw ArchiveError.tooLarge("over \(limits.totalSize) bytes")
        }
        total += size
        return (path, size)
    }

    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        try current?.read(into: target) ?? 0
    }
}
