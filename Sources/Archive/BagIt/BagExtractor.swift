import Bytes
import Crypto
import Foundation

/// Unpacks a bag that was checked into a new folder, which appears when all is in it.
public enum BagExtractor {
    /// Reads `source` once more and writes what `report` says was there: a file that is another than was checked, or one more or less,
    /// ends it. Then, and when this process is asked to end, nothing is left.
    ///
    /// - Parameter path: the new folder, in one that exists.
    /// - Throws: ``ArchiveError``, among them ``ArchiveError/changedSince(_:)``, and ``ArchiveError/cannotWrite(path:errno:)`` when the
    ///   folder exists or its parent does not.
    public static func extract(_ source: some BagSource, holding report: BagReport, to path: String) throws {
        guard report.isValid else { throw ArchiveError.malformed(report.problems[0].description) }
        let (parentPath, name) = split(path)
        let parent: Folder
        do {
            parent = try Folder(parentPath)
        } catch ArchiveError.cannotRead(let path, let code) {
            throw ArchiveError.cannotWrite(path: path, errno: code)
        }
        try Ending.noted {
            let unfinished = try UnfinishedFolder(beside: name, in: parent)
            do {
                try fill(unfinished.folder, from: source, report)
                try unfinished.publish(as: name)
            } catch {
                unfinished.remove()
                throw error
            }
        }
    }

    private static func fill(_ folder: Folder, from source: some BagSource, _ report: BagReport) throws {
        var missing = report.payload.paths.union(report.tagFiles.paths)
        var top: String?
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while let (path, _) = try source.nextFile() {
            let prefix = top ?? BagValidator.top(of: path)
            top = prefix
            let inner = try path.dropping(prefix)
            guard missing.remove(inner) != nil else { throw ArchiveError.changedSince(inner.string) }
            let file = try folder.create(inner)
            var hasher = SHA256()
            while true {
                if Ending.isAskedFor { throw CancellationError() }
                let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
                if count == 0 { break }
                try buffer.withUnsafeBytes { bytes in
                    let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                    hasher.update(bufferPointer: piece)
                    try file.write(piece)
                }
            }
            guard hex(hasher.finalize()) == report.sha256(of: inner) else {
                throw ArchiveError.changedSince(inner.string)
            }
        }
        if let path = missing.first { throw ArchiveError.changedSince(path.string) }
    }

    /// The folder that a new one is to lie in, and its name there.
    private static func split(_ path: String) -> (parent: String, name: String) {
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == SafePath.separator { bytes.removeLast() }
        guard let slash = bytes.lastIndex(of: SafePath.separator) else { return (".", path) }
        let parent = slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
        return (parent, String(decoding: bytes[(slash + 1)...], as: UTF8.self))
    }
}
