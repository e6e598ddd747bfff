import CZlib
import Foundation

/// Tars and zips written by hand, as no honest tool would.
public enum HandMade {
    public static let end = [UInt8](repeating: 0, count: 1024)
    public static let posix = "ustar\u{0}00"
    public static let gnu = "ustar  \u{0}"

    public static func header(
        _ name: String, size: Int = 0, type: Character = "0", link: String = "", magic: String = posix,
        prefix: String = ""
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            block.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        put(String(decoding: name.utf8.prefix(100), as: UTF8.self), 0)
        put("0000644\0", 100)
        put("0000000\0", 108)
        put("0000000\0", 116)
        put(octal(size, digits: 11) + "\0", 124)
        put("00000000000\0", 136)
        put(String(type), 156)
        put(link, 157)
        put(magic, 257)
        put(prefix, 345)
        return withChecksum(block)
    }

    public static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    public static func withChecksum(_ block: [UInt8]) -> [UInt8] {
        var block = block
        block.replaceSubrange(148..<156, with: "        ".utf8)
        let sum = octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 "
        block.replaceSubrange(148..<156, with: sum.utf8)
        return block
    }

    public static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: -bytes.count & 511)
    }

    public static func file(
        _ name: String, _ contents: String = "", type: Character = "0", magic: String = posix
    )
        -> [UInt8]
    {
        header(name, size: contents.utf8.count, type: type, magic: magic) + padded(Array(contents.utf8))
    }

    public static func pax(_ records: [(String, String)], type: Character = "x") -> [UInt8] {
        let body = records.map { key, value in
            let rest = " \(key)=\(value)\n"
            var length = rest.utf8.count
            while "\(length)".utf8.count + rest.utf8.count != length {
                length = "\(length)".utf8.count + rest.utf8.count
            }
            return "\(length)\(rest)"
        }.joined()
        return file("PaxHeader", body, type: type)
    }

    /// GNU's record for a long name.
    public static func long(_ name: String, type: Character = "L") -> [UInt8] {
        file("././@LongLink", name + "\0", type: type, magic: gnu)
    }

    /// One record of a tar: a header, and what belongs to it, to the end of its last block.
    public struct Record: Sendable {
        public var header: [UInt8]
        public var body: [UInt8]
        public var bytes: [UInt8] { header + body }

        public init(header: [UInt8], body: [UInt8] = []) {
            self.header = header
            self.body = body
        }

        /// As the header has it.
        public var name: String { String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self) }
        public var size: Int {
            Int(String(decoding: header[124..<135], as: UTF8.self), radix: 8) ?? 0
        }
        public var contents: [UInt8] { Array(body.prefix(size)) }
    }

    /// The records of a tar that an honest program wrote.
    public static func records(_ tar: [UInt8]) -> [Record] {
        var records: [Record] = []
        var offset = 0
        while offset + 512 <= tar.count, tar[offset] != 0 {
            var record = Record(header: Array(tar[offset..<(offset + 512)]))
            offset += 512
            let size = (record.size + 511) & ~511
            record.body = Array(tar[offset..<(offset + size)])
            offset += size
            records.append(record)
        }
        return records
    }

    // MARK: Zip

    public struct ZipFile: Sendable {
        public var name: [UInt8]
        public var contents: [UInt8]
        public var deflated = false
        public var flags = 0x0800
        public var localName: [UInt8]?
        public var localSize: Int?
        public var extra: [UInt8] = []
        /// Before the file, when it is another than in the directory.
        public var localExtra: [UInt8]?
        public var mode = 0o100644
        public var comment: [UInt8] = []

        public init(_ name: String, _ contents: [UInt8] = [], deflated: Bool = false) {
            self.name = Array(name.utf8)
            self.contents = contents
            self.deflated = deflated
        }
    }

    public static func little(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        compress2(&packed, &size, bytes, uLong(bytes.count), 9)
        // Without zlib's own header and checksum.
        return Array(packed[2..<(Int(size) - 4)])
    }

    /// - Parameters:
    ///   - before: bytes that lie before the first file, and are counted in all offsets.
    ///   - between: bytes between the files and the directory.
    public static func zip(
        _ files: [ZipFile], before: [UInt8] = [], between: [UInt8] = [], comment: [UInt8] = []
    )
        -> [UInt8]
    {
        var bytes = before
        var directory: [UInt8] = []
        for file in files {
            let packed = file.deflated ? deflate(file.contents) : file.contents
            let crc = Int(crc32(0, file.contents, uInt(file.contents.count)))
            let offset = bytes.count
            func common(_ size: Int, _ name: [UInt8], _ extra: [UInt8]) -> [UInt8] {
                little(file.flags, 2) + little(file.deflated ? 8 : 0, 2) + little(0, 2) + little(0x21, 2)
                    + little(crc, 4) + little(packed.count, 4) + little(size, 4) + little(name.count, 2)
                    + little(extra.count, 2)
            }
            let (localName, localExtra) = (file.localName ?? file.name, file.localExtra ?? file.extra)
            bytes += [0x50, 0x4B, 3, 4] + little(20, 2)
            bytes +=
                common(file.localSize ?? file.contents.count, localName, localExtra) + localName + localExtra
                + packed
            directory += [0x50, 0x4B, 1, 2] + little(20 | 3 << 8, 2) + little(20, 2)
            directory += common(file.contents.count, file.name, file.extra)
            directory += little(file.comment.count, 2) + little(0, 4)
            directory +=
                little(file.mode << 16, 4) + little(offset, 4) + file.name + file.extra + file.comment
        }
        bytes += between
        let start = bytes.count
        return bytes + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(files.count, 2)
            + little(files.count, 2) + little(directory.count, 4) + little(start, 4)
            + little(comment.count, 2)
            + comment
    }
}
