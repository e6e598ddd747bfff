/// Accepts a zip that every program unpacks alike, and refuses all others.
///
/// A zip says everything twice: before each file, for who reads it as a stream, and in the directory at its end, for who does not.
/// Here both say the same, the files lie one behind the other from the first byte to the directory, and nothing is behind that.
///
/// Source: APPNOTE.TXT 6.3.10, 4.3 and 4.4.
public final class ZipStructure: ArchiveStructure {
    /// Fills the memory with the file's bytes from an offset on; how many they are, 0 at the end.
    public typealias Input = (_ offset: Int64, UnsafeMutableRawBufferPointer) throws -> Int

    static let signature: [UInt8] = [0x50, 0x4B, 3, 4]
    /// Nothing grows more than this, beyond the first bytes.
    static let maximumGrowth: Int64 = 100
    static let alwaysAllowed: Int64 = 16 << 20
    private static let (localSize, centralSize, endSize): (Int64, Int64, Int64) = (30, 46, 22)
    /// Deflate's own hints, and that names are UTF-8.
    private static let allowedFlags = 0x0806
    private static let namesAreUTF8 = 0x0800
    /// Times and owners: nothing that changes a name or a size.
    private static let harmlessExtras: Set<Int> = [0x000A, 0x5455, 0x7855, 0x7875]

    private let read: Input
    private var entries: [StatedEntry] = []
    private var returned = 0

    /// Throws ``ArchiveError``, and what `read` throws.
    ///
    /// - Parameter size: the file's, in bytes.
    public init(size: Int64, read: @escaping Input) throws {
        self.read = read
        guard size >= ZipStructure.endSize else { throw ArchiveError.malformed("the zip is cut short") }
        // Some program may take it for a tar, whose header can begin with any name.
        guard try size < 512 || !TarStructure.isHeader(bytes(at: 0, 512).bytes) else {
            throw ArchiveError.malformed("both a zip and a tar")
        }
        let endAt = size - ZipStructure.endSize
        let end = try bytes(at: endAt, ZipStructure.endSize)
        let (count, directorySize, directoryAt) = (end.number(10, 2), end.number(12, 4), end.number(16, 4))
        guard end.number(0, 4) == 0x0605_4B50, end.number(4, 4) == 0, end.number(8, 2) == count,
            end.number(20, 2) == 0, count < 0xFFFF, directoryAt < 0xFFFF_FFFF,
            Int64(directoryAt) + Int64(directorySize) == endAt
        else { throw ArchiveError.malformed("the zip does not end with its directory") }

        var total: Int64 = 0
        var central = Int64(directoryAt)
        var local: Int64 = 0
        for _ in 0..<count {
            let entry = try takeEntry(central: &central, local: &local)
            total += entry.size
            guard total <= max(ZipStructure.alwaysAllowed, ZipStructure.maximumGrowth * size) else {
                throw ArchiveError.tooLarge("a zip that grows more than \(ZipStructure.maximumGrowth)-fold")
            }
            guard central <= endAt, local <= Int64(directoryAt) else {
                throw ArchiveError.malformed("parts of the zip overlap")
            }
            entries.append(entry)
        }
        guard local == Int64(directoryAt), central == endAt else {
            throw ArchiveError.malformed("the zip has something between its files")
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer) {}

    func next() -> StatedEntry? {
        guard returned < entries.count else { return nil }
        returned += 1
        return entries[returned - 1]
    }

    func finish() {}

    /// What libarchive reads: the same bytes, as a stream.
    func stream() -> (UnsafeMutableRawBufferPointer) throws -> Int {
        var offset: Int64 = 0
        return { [read] buffer in
            let count = try read(offset, buffer)
            offset += Int64(count)
            return count
        }
    }

    /// One entry of the directory and the header before its file; moves both offsets behind them.
    private func takeEntry(central: inout Int64, local: inout Int64) throws -> StatedEntry {
        let fixed = try bytes(at: central, ZipStructure.centralSize)
        let header = try bytes(at: local, ZipStructure.localSize)
        let (nameSize, extraSize) = (fixed.number(28, 2), fixed.number(30, 2))
        let localExtraSize = header.number(28, 2)
        guard fixed.number(0, 4) == 0x0201_4B50, header.number(0, 4) == 0x0403_4B50,
            fixed.number(42, 4) == Int(local)
        else { throw ArchiveError.malformed("the zip's directory does not fit its files") }
        // Flags, method, time, date, CRC, both sizes, and the length of the name: in both at once.
        guard fixed.bytes[8..<30].elementsEqual(header.bytes[6..<28]) else {
            throw ArchiveError.malformed("the zip says one thing in its directory and another before a file")
        }
        guard fixed.number(6, 2) <= 20, header.number(4, 2) <= 20,
            fixed.number(8, 2) & ~ZipStructure.allowedFlags == 0, [0, 8].contains(fixed.number(10, 2)),
            fixed.number(32, 2) == 0, fixed.number(34, 2) == 0
        else { throw ArchiveError.malformed("a zip with encryption, descriptors, comments or a rare method") }
        let (packed, size) = (fixed.number(20, 4), fixed.number(24, 4))
        guard packed < 0xFFFF_FFFF, size < 0xFFFF_FFFF, fixed.number(10, 2) == 8 || packed == size else {
            throw ArchiveError.malformed("a file in the zip with a wrong size")
        }
        var name = try bytes(at: central + ZipStructure.centralSize, Int64(nameSize)).bytes
        guard try bytes(at: local + ZipStructure.localSize, Int64(nameSize)).bytes == name else {
            throw ArchiveError.malformed("a file in the zip with two names")
        }
        guard !name.isEmpty, nameSize <= SafePath.maximumSize,
            fixed.number(8, 2) & ZipStructure.namesAreUTF8 != 0 || name.allSatisfy({ $0 < 0x80 })
        else { throw ArchiveError.malformed("a name in the zip that is not marked as UTF-8") }
        try checkExtras(at: central + ZipStructure.centralSize + Int64(nameSize), extraSize)
        try checkExtras(at: local + ZipStructure.localSize + Int64(nameSize), localExtraSize)

        let isFolder = name.last == SafePath.separator
        if isFolder { name.removeLast() }
        try checkType(of: fixed, isFolder: isFolder, name: name)
        guard !isFolder || size == 0 && packed == 0 else {
            throw ArchiveError.malformed("a folder with contents")
        }
        central += ZipStructure.centralSize + Int64(nameSize + extraSize)
        local += ZipStructure.localSize + Int64(nameSize + localExtraSize + packed)
        return StatedEntry(name: name, size: Int64(size), isFolder: isFolder)
    }

    private func checkExtras(at offset: Int64, _ size: Int) throws {
        let extras = try bytes(at: offset, Int64(size))
        var position = 0
        while position < size {
            guard position + 4 <= size, ZipStructure.harmlessExtras.contains(extras.number(position, 2))
            else {
                throw ArchiveError.malformed("a zip with unknown extra fields")
            }
            position += 4 + extras.number(position + 2, 2)
        }
        guard position == size else { throw ArchiveError.malformed("a zip with unknown extra fields") }
    }

    /// Links and devices are told by the mode that Unix programs keep; folders by DOS's mark as well.
    private func checkType(of entry: ZipRecord, isFolder: Bool, name: [UInt8]) throws {
        let isUnix = [3, 19].contains(entry.number(5, 1))
        let type = isUnix ? entry.number(40, 2) & 0xF000 : 0
        let isMarkedFolder = entry.number(38, 1) & 0x10 != 0
        guard [0, isFolder ? 0x4000 : 0x8000].contains(type), isFolder || !isMarkedFolder else {
            throw ArchiveError.unsupportedEntry(String(decoding: name, as: UTF8.self))
        }
    }

    private func bytes(at offset: Int64, _ count: Int64) throws -> ZipRecord {
        try ZipRecord(at: offset, count, read: read)
    }
}
