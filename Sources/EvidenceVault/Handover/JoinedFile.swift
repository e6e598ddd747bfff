import Bytes
import Crypto
import Foundation
import VaultStorage

/// Files that are read as one: the volumes of a bundle, or a single file. Each is opened once.
struct JoinedFile {
    private struct Piece {
        let file: File
        let start: Int64
        let size: Int64
    }

    private var pieces: [Piece] = []
    private(set) var size: Int64 = 0

    /// A single file.
    init(_ file: File) throws { try add(file) }

    /// The volumes that make `path`, in their order. Where their list lies beside them, each is held against it first.
    ///
    /// Throws ``VaultError/bundleInvalid(_:)`` and names every volume that is missing, altered or in the place of another.
    init(volumesOf path: String) throws {
        var faults: [VolumeFault] = []
        let there = (0..<BundleVolumes.most).filter { File.exists(BundleVolumes.path(path, $0)) }
        let list = try JoinedFile.list(of: path)
        let expected = list?.parts.count ?? there.last.map { $0 + 1 } ?? 0
        for index in 0..<expected {
            let name = PathBytes.name(of: BundleVolumes.path(path, index))
            guard there.contains(index) else {
                faults.append(VolumeFault(name, .missing))
                continue
            }
            try add(File.read(BundleVolumes.path(path, index)))
            guard let list, let piece = pieces.last else { continue }
            let digest = try JoinedFile.digest(of: piece)
            if digest == list.parts[index].sha256, piece.size == list.parts[index].size { continue }
            let other = list.parts.firstIndex { $0.sha256 == digest }
            faults.append(
                VolumeFault(
                    name,
                    other.map { .isOther(PathBytes.name(of: BundleVolumes.path(path, $0))) } ?? .altered))
        }
        faults += there.filter { $0 >= expected }.map {
            VolumeFault(PathBytes.name(of: BundleVolumes.path(path, $0)), .unlisted)
        }
        guard faults.isEmpty else { throw VaultError.bundleInvalid(.volumes(faults)) }
    }

    private mutating func add(_ file: File) throws {
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else {
            throw StorageError.unreadable(path: file.path, errno: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StorageError.notARegularFile(path: file.path) }
        pieces.append(Piece(file: file, start: size, size: Int64(status.st_size)))
        size += Int64(status.st_size)
    }

    private static func list(of path: String) throws -> BundleVolumes? {
        let listPath = BundleVolumes.listPath(path)
        guard File.exists(listPath) else { return nil }
        let file = try JoinedFile(File.read(listPath))
        let name = PathBytes.name(of: path)
        guard file.size <= BundleVolumes.largestList,
            let list = BundleVolumes(try file.contents(), name: name)
        else {
            throw VaultError.bundleInvalid(.volumes([VolumeFault(PathBytes.name(of: listPath), .list)]))
        }
        return list
    }

    private func contents() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(size))
        var filled = 0
        try bytes.withUnsafeMutableBytes { buffer in
            while filled < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                let count = try read(at: Int64(filled), into: rest)
                guard count > 0 else { break }
                filled += count
            }
        }
        return Array(bytes.prefix(filled))
    }

    private static func digest(of piece: Piece) throws -> HexBytes {
        var hasher = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        var offset: Int64 = 0
        while true {
            let count = try buffer.withUnsafeMutableBytes { try piece.file.read(at: offset, into: $0) }
            if count == 0 { break }
            hasher.update(data: buffer[..<count])
            offset += Int64(count)
        }
        return HexBytes([UInt8](hasher.finalize()))
    }

    /// Up to `buffer.count` bytes from an offset on; 0 at the end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard offset < size, let piece = pieces.first(where: { offset < $0.start + $0.size }) else {
            return 0
        }
        let wanted = min(Int64(buffer.count), piece.start + piece.size - offset)
        return try piece.file.read(
            at: offset - piece.start, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(wanted)]))
    }

    /// All of it from the beginning.
    var stream: (UnsafeMutableRawBufferPointer) throws -> Int {
        var offset: Int64 = 0
        return { buffer in
            let count = try read(at: offset, into: buffer)
            offset += Int64(count)
            return count
        }
    }
}
