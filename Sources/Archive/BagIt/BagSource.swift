import Foundation

/// Where the files of a bag come from, one after the other.
public protocol BagSource {
    /// The next file's path, with its top folder if there is one; nil at the end.
    func nextFile() throws -> SafePath?
    /// Up to `target.count` bytes of the current file; 0 at its end.
    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ArchiveReader: BagSource {
    public func nextFile() throws -> SafePath? { try next()?.path }
}

/// The files of a bag's folder: `bagit.txt`, the other tag files, the payload. Symbolic links are refused, not followed.
public final class FolderSource: BagSource {
    private let root: URL
    private var rest: [String]
    private var current: FileHandle?

    /// Throws ``ArchiveError/unsupportedEntry(_:)`` or ``ArchiveError/unsafePath(_:)``.
    public init(_ folder: URL) throws {
        root = folder
        var files: [String] = []
        guard let entries = FileManager.default.enumerator(atPath: folder.path) else {
            throw ArchiveError.malformed("not a folder")
        }
        for case let path as String in entries {
            let type = entries.fileAttributes?[.type] as? FileAttributeType
            switch type {
            case .typeDirectory: continue
            case .typeRegular: files.append(path)
            default: throw ArchiveError.unsupportedEntry(path)
            }
        }
        func rank(_ path: String) -> Int { path == "bagit.txt" ? 0 : path.hasPrefix("data/") ? 2 : 1 }
        rest = files.sorted { (rank($0), $0) > (rank($1), $1) }
    }

    public func nextFile() throws -> SafePath? {
        guard let path = rest.popLast() else { return nil }
        current = try FileHandle(forReadingFrom: root.appending(path: path))
        return try SafePath(path)
    }

    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let data = try current?.read(upToCount: target.count) else { return 0 }
        target.copyBytes(from: data)
        return data.count
    }
}
