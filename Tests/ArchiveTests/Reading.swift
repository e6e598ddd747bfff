import TestSupport

@testable import Archive

extension HandMade {
    static func zipReader(_ bytes: [UInt8]) throws -> ArchiveReader {
        try ArchiveReader(zip: ZipStructure(size: Int64(bytes.count), read: reading(bytes)))
    }

    static func reading(_ bytes: [UInt8]) -> ZipStructure.Input {
        { offset, buffer in
            let rest = bytes[min(Int(offset), bytes.count)...].prefix(buffer.count)
            buffer.copyBytes(from: rest)
            return rest.count
        }
    }
}

/// The files of an archive with their contents.
func readAll(_ reader: ArchiveReader) throws -> [(String, [UInt8])] {
    var files: [(String, [UInt8])] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while let entry = try reader.next() {
        var contents: [UInt8] = []
        while true {
            let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            contents += buffer[..<count]
        }
        files.append((entry.path.string, contents))
    }
    return files
}
