import Foundation

/// What a text or table of an office program (OOXML, ODF) keeps beside what is printed: changes that can be undone, and comments.
enum OfficeFile {
    private static let mostFiles = 10_000
    private static let largestPart = 1 << 26

    static func traces(in file: MemoryFile) throws -> [MetadataField] {
        guard try file.bytes(4) == [0x50, 0x4B, 3, 4] else { return [] }
        return try file.withBytes { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var fields: [MetadataField] = []
            for part in parts(of: bytes) {
                let isMain = ["word/document.xml", "content.xml"].contains(part.name)
                if isMain {
                    let text = Data(inflated(part, in: bytes))
                    let changes = ["<w:ins ", "<w:del ", "<text:tracked-changes"]
                    if changes.contains(where: { text.range(of: Data($0.utf8)) != nil }) {
                        fields.append(
                            MetadataField(kind: .history, name: "TrackedChanges", value: part.name))
                    }
                    if text.range(of: Data("<office:annotation".utf8)) != nil {
                        fields.append(MetadataField(kind: .remark, name: "Comments", value: part.name))
                    }
                } else if part.name.hasPrefix("word/comments") || part.name.hasPrefix("xl/comments")
                    || part.name.hasPrefix("ppt/comments/")
                {
                    fields.append(MetadataField(kind: .remark, name: "Comments", value: part.name))
                } else if part.name.lowercased().contains("thumbnail") {
                    fields.append(MetadataField(kind: .thumbnail, name: "Thumbnail", value: part.name))
                }
            }
            return fields
        }
    }

    private struct Part {
        let name: String
        let isDeflated: Bool
        let packed, size, offset: Int
    }

    private static func little(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ size: Int) -> Int {
        (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    /// What the directory at the end of a zip lists (APPNOTE 4.3.12, 4.3.16); nothing where that is damaged.
    private static func parts(of bytes: UnsafeRawBufferPointer) -> [Part] {
        let last = bytes.count - 22
        let first = max(0, last - 65_535)
        guard last >= 0,
            let end = (first...last).last(where: { little(bytes, $0, 4) == 0x0605_4B50 })
        else { return [] }
        var (offset, parts) = (little(bytes, end + 16, 4), [Part]())
        while parts.count < mostFiles, offset + 46 <= bytes.count, little(bytes, offset, 4) == 0x0201_4B50 {
            let length = little(bytes, offset + 28, 2)
            guard offset + 46 + length <= bytes.count else { break }
            let name = UnsafeRawBufferPointer(rebasing: bytes[(offset + 46)..<(offset + 46 + length)])
            parts.append(
                Part(
                    name: String(decoding: name, as: UTF8.self),
                    isDeflated: little(bytes, offset + 10, 2) == 8, packed: little(bytes, offset + 20, 4),
                    size: little(bytes, offset + 24, 4), offset: little(bytes, offset + 42, 4)))
            offset += 46 + length + little(bytes, offset + 30, 2) + little(bytes, offset + 32, 2)
        }
        return parts
    }

    /// Its first 64 MiB.
    private static func inflated(_ part: Part, in bytes: UnsafeRawBufferPointer) -> [UInt8] {
        guard part.offset + 30 <= bytes.count else { return [] }
        let start = part.offset + 30 + little(bytes, part.offset + 26, 2) + little(bytes, part.offset + 28, 2)
        guard start + part.packed <= bytes.count else { return [] }
        let packed = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + part.packed)])
        return part.isDeflated ? Deflate.inflated(packed, upTo: min(part.size, largestPart)) : Array(packed)
    }
}
