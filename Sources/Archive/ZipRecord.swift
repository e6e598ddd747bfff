/// Some bytes of a zip, whose numbers are little-endian.
struct ZipRecord {
    let bytes: [UInt8]

    /// All bytes from an offset on. Throws ``ArchiveError/malformed(_:)`` where the file has fewer, and what `read` throws.
    init(at offset: Int64, _ count: Int64, read: ZipStructure.Input) throws {
        var bytes = [UInt8](repeating: 0, count: Int(count))
        var filled = 0
        try bytes.withUnsafeMutableBytes { buffer in
            while filled < buffer.count {
                let more = try read(
                    offset + Int64(filled), UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                guard more > 0 else { throw ArchiveError.malformed("the zip is cut short") }
                filled += more
            }
        }
        self.bytes = bytes
    }

    /// A number of up to eight bytes, the highest bit of which no size and no offset has. The record is long enough for all that are
    /// asked for.
    func number(_ offset: Int, _ size: Int) -> Int {
        bytes[offset..<(offset + size)].reversed().reduce(0) { ($0 & (Int.max >> 8)) << 8 | Int($1) }
    }

    /// An offset or size of eight bytes. Nil for what no file is as large as.
    func offset(_ offset: Int) -> Int64? {
        bytes[offset + 7] == 0 ? Int64(number(offset, 8)) : nil
    }
}
