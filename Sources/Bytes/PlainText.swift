/// Text files as editors save them: with a byte order mark, in UTF-16, with CRLF at the ends of lines (Notepad); as the UTF-8 with
/// LF that all readers here expect. Bytes may be secret: what is left behind on the way is wiped.
public enum PlainText {
    private static let mark8: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let marksOf16: [(bytes: [UInt8], isBigEndian: Bool)] = [
        ([0xFF, 0xFE], false), ([0xFE, 0xFF], true),
    ]

    /// UTF-8 without a mark; what has no mark, or is no UTF-16 after all, stays as it is.
    public static func withoutMark(_ file: consuming [UInt8]) -> [UInt8] {
        var bytes = file
        if bytes.starts(with: mark8) { return replacing(&bytes, by: Array(bytes.dropFirst(mark8.count))) }
        guard let mark = marksOf16.first(where: { bytes.starts(with: $0.bytes) }),
            bytes.count.isMultiple(of: 2)
        else { return bytes }
        var units = units(of: bytes, isBigEndian: mark.isBigEndian)
        defer { units.withUnsafeMutableBytes { wipe($0) } }
        var text: [UInt8] = []
        // Room for all of it at once, so that growing leaves no copies.
        text.reserveCapacity(units.count * 3)
        let isBroken = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
        ) { text.append($0) }
        return isBroken ? replacing(&text, by: bytes) : replacing(&bytes, by: text)
    }

    /// The same, with LF alone at the ends of lines.
    public static func lines(_ bytes: consuming [UInt8]) -> [UInt8] {
        var plain = withoutMark(bytes)
        guard plain.contains(0x0D) else { return plain }
        var text: [UInt8] = []
        text.reserveCapacity(plain.count)
        for (index, byte) in plain.enumerated() {
            if byte != 0x0D {
                text.append(byte)
            } else if index + 1 == plain.count || plain[index + 1] != 0x0A {
                text.append(0x0A)
            }
        }
        return replacing(&plain, by: text)
    }

    /// A file of one JSON value, which ends in one line break, as ours do.
    public static func json(_ bytes: consuming [UInt8]) -> [UInt8] {
        var text = lines(bytes)
        while let last = text.last, last == 0x0A || last == 0x20 { text.removeLast() }
        if text.capacity > text.count {
            text.append(0x0A)
            return text
        }
        return replacing(&text, by: text + [0x0A])
    }

    private static func units(of bytes: [UInt8], isBigEndian: Bool) -> [UInt16] {
        stride(from: 2, to: bytes.count, by: 2).map {
            let (first, second) = (UInt16(bytes[$0]), UInt16(bytes[$0 + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
    }

    private static func replacing(_ bytes: inout [UInt8], by text: [UInt8]) -> [UInt8] {
        wipe(&bytes)
        return text
    }
}
