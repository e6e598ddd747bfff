import Foundation

/// The names of one tree, so that no two of them can be one file on any system, and no file is also a folder.
///
/// Names meet when they differ only in capitals or in how accents are written: Windows, macOS and most sticks hold them for one.
/// Kept are hashes under a key of this process: two names that have one by chance are refused, which is the safe side.
struct NameLedger {
    private enum Kind { case folderOnTheWay, folder, file }
    private var names: [Int: (spelling: Int, kind: Kind)] = [:]

    /// Enters one file or folder, and the folders that it lies in. Throws ``ArchiveError/duplicateEntry(_:)``.
    mutating func enter(_ path: SafePath, isFolder: Bool) throws(ArchiveError) {
        let parts = path.string.utf8.split(separator: SafePath.separator)
        var (folded, spelled) = (Hasher(), Hasher())
        for (index, part) in parts.enumerated() {
            for byte in NameLedger.folded(part) { folded.combine(byte) }
            for byte in part { spelled.combine(byte) }
            folded.combine(SafePath.separator)
            spelled.combine(SafePath.separator)
            let (key, spelling) = (folded.finalize(), spelled.finalize())
            let kind: Kind = index < parts.count - 1 ? .folderOnTheWay : isFolder ? .folder : .file
            guard let known = names[key] else {
                names[key] = (spelling, kind)
                continue
            }
            guard known.spelling == spelling, known.kind != .file, kind != .file,
                known.kind == .folderOnTheWay || kind == .folderOnTheWay
            else { throw .duplicateEntry(path.string) }
            if kind == .folder { names[key] = (spelling, kind) }
        }
    }

    /// The same for two paths that are one on some system.
    static func folded(_ path: SafePath) -> [UInt8] {
        Array(
            path.string.utf8.split(separator: SafePath.separator).map { folded($0) }
                .joined(separator: [SafePath.separator]))
    }

    /// One spelling for all that some file system holds for the same name.
    private static func folded(_ part: Substring.UTF8View) -> [UInt8] {
        if part.allSatisfy({ $0 < 0x80 }) {
            return part.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        }
        // Twice: a small letter can have a canonical form that has a capital in it.
        let name = String(decoding: part, as: UTF8.self)
        let small = name.decomposedStringWithCanonicalMapping.lowercased()
        return Array(small.decomposedStringWithCanonicalMapping.lowercased().utf8)
    }
}
