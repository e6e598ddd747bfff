import Foundation

/// What an archive's bytes say of an entry, in the one way of saying it that is accepted.
struct StatedEntry: Equatable {
    /// Without a slash at the end.
    let name: [UInt8]
    let size: Int64
    let isFolder: Bool
}

/// Walks the headers of an archive beside libarchive, which reads it.
protocol ArchiveStructure: AnyObject {
    /// Sees the archive's bytes, all of them and in order. Throws ``ArchiveError``.
    func take(_ bytes: UnsafeRawBufferPointer) throws
    /// The next entry of those that were seen. Nil when there is none.
    func next() -> StatedEntry?
    /// Throws ``ArchiveError`` unless what was seen is a whole archive.
    func finish() throws
}

/// Accepts a tar that every program unpacks alike, and refuses all others.
///
/// The readers of tar differ in what they make of two headers for one file, of records that they do not know, and of bytes in
/// places where none belong. So here there are files and folders, each behind at most one pax header of a few known keys, numbers
/// are octal, and nothing is behind the end but zeros.
///
/// Source: POSIX.1-2001, pax and ustar interchange formats; tar(5) of libarchive for what older ones did.
final class TarStructure: ArchiveStructure {
    private enum State { case header, body, padding, secondZeroBlock, end }
    static let blockSize = 512
    /// The largest number that fits a size field in octal, with its end mark.
    private static let largestOctalSize: Int64 = 0o777_7777_7777
    private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

    private var state = State.header
    private var block = [UInt8](repeating: 0, count: TarStructure.blockSize)
    private var filled = 0
    private var bodyLeft: Int64 = 0
    private var paddingLeft = 0
    private var pax: PaxHeader?
    /// The bytes of a pax header that is being read, and whether it is one for the whole archive.
    private var paxBytes: (bytes: [UInt8], isGlobal: Bool)?
    private var hasBegun = false
    private var entries: [StatedEntry] = []
    private var returned = 0

    func next() -> StatedEntry? {
        guard returned < entries.count else { return nil }
        returned += 1
        let entry = entries[returned - 1]
        if returned == entries.count {
            entries.removeAll(keepingCapacity: true)
            returned = 0
        }
        return entry
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        func advance(_ count: Int) { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
        while !rest.isEmpty {
            switch state {
            case .header, .secondZeroBlock:
                let count = min(rest.count, TarStructure.blockSize - filled)
                block.withUnsafeMutableBytes {
                    UnsafeMutableRawBufferPointer(rebasing: $0[filled..<(filled + count)])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                }
                filled += count
                advance(count)
                if filled == TarStructure.blockSize {
                    filled = 0
                    try takeBlock()
                }
            case .body:
                let count = Int(min(Int64(rest.count), bodyLeft))
                paxBytes?.bytes += rest[..<count]
                bodyLeft -= Int64(count)
                advance(count)
                if bodyLeft == 0 { try endBody() }
            case .padding:
                let count = min(rest.count, paddingLeft)
                try requireZeros(UnsafeRawBufferPointer(rebasing: rest[..<count]), "behind a file")
                paddingLeft -= count
                advance(count)
                if paddingLeft == 0 { state = .header }
            case .end:
                try requireZeros(rest, "behind the end")
                return
            }
        }
    }

    func finish() throws {
        guard case .end = state else { throw ArchiveError.malformed("the tar is cut short") }
    }

    /// Whether a block is the header of a tar by its checksum, whatever else it is.
    static func isHeader(_ block: [UInt8]) -> Bool {
        block.count == blockSize && octal(block[148..<156]) == checksum(of: block)
    }

    // MARK: Blocks

    private func requireZeros(_ bytes: UnsafeRawBufferPointer, _ place: String) throws {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = min(rest.count, TarStructure.zeros.count)
            guard memcmp(start, TarStructure.zeros, count) == 0 else {
                throw ArchiveError.malformed("the tar has something \(place)")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private func takeBlock() throws {
        if block.allSatisfy({ $0 == 0 }) {
            guard pax == nil else { throw ArchiveError.malformed("the tar has a pax header without a file") }
            state = state == .secondZeroBlock ? .end : .secondZeroBlock
            return
        }
        guard state == .header else { throw ArchiveError.malformed("the tar goes on behind its end") }
        try takeHeader()
        hasBegun = true
    }

    private func begin(_ size: Int64) throws {
        bodyLeft = size
        paddingLeft = Int(-size & Int64(TarStructure.blockSize - 1))
        state = .body
        if size == 0 { try endBody() }
    }

    private func endBody() throws {
        state = paddingLeft > 0 ? .padding : .header
        guard let (bytes, isGlobal) = paxBytes else { return }
        paxBytes = nil
        let header = try PaxHeader(bytes)
        if isGlobal {
            guard header.isCommentOnly else { throw ArchiveError.malformed("a pax header for all files") }
        } else {
            guard header.comment == nil else { throw ArchiveError.malformed("a pax header with a comment") }
            pax = header
        }
    }

    // MARK: Headers

    private func takeHeader() throws {
        guard TarStructure.octal(block[148..<156]) == TarStructure.checksum(of: block) else {
            throw ArchiveError.malformed("a tar header with a wrong checksum")
        }
        let isPOSIX = block[257..<265].elementsEqual("ustar\0\u{30}\u{30}".utf8)
        guard isPOSIX || block[257..<265].elementsEqual("ustar  \0".utf8) else {
            throw ArchiveError.malformed("a tar that is neither pax nor ustar")
        }
        let type = block[156]
        let plain = [100..<108, 108..<116, 116..<124, 136..<148]
        let ofDevices = [329..<337, 337..<345].filter { !block[$0].allSatisfy { $0 == 0 } }
        guard (plain + ofDevices).allSatisfy({ TarStructure.octal(block[$0]) != nil }),
            let size = TarStructure.size(block[124..<136])
        else { throw ArchiveError.malformed("a tar header with a number that is not octal") }
        // GNU's older form has other fields in the place of the prefix. Where they are empty the two forms say the same.
        guard block[(isPOSIX ? 500 : 345)...].allSatisfy({ $0 == 0 }) else {
            throw ArchiveError.malformed("a tar header with unknown fields")
        }
        switch type {
        case UInt8(ascii: "x"), UInt8(ascii: "g"):
            let isGlobal = type == UInt8(ascii: "g")
            guard isPOSIX, pax == nil else { throw ArchiveError.malformed("two headers for one file") }
            // Git begins its archives with the commit as a comment.
            guard !isGlobal || !hasBegun else { throw ArchiveError.malformed("a pax header for all files") }
            guard size > 0, size <= PaxHeader.maximumSize else {
                throw ArchiveError.malformed("a pax header of \(size) bytes")
            }
            paxBytes = ([], isGlobal)
            try begin(size)
        case UInt8(ascii: "0"), UInt8(ascii: "5"):
            try takeEntry(isFolder: type == UInt8(ascii: "5"), size: size, isPOSIX: isPOSIX)
        case UInt8(ascii: "1")...UInt8(ascii: "7"), UInt8(ascii: "S"):
            let name = try pax?.path ?? self.name(isPOSIX: isPOSIX)
            throw ArchiveError.unsupportedEntry(String(decoding: name, as: UTF8.self))
        default:
            throw ArchiveError.malformed("a tar record of the type \(type)")
        }
    }

    private func takeEntry(isFolder: Bool, size ownSize: Int64, isPOSIX: Bool) throws {
        let ownName = try name(isPOSIX: isPOSIX)
        var name = pax?.path ?? ownName
        var size = ownSize
        if let long = pax?.size {
            // Only where the field is too small; some writers leave 0 there.
            guard long > TarStructure.largestOctalSize, ownSize == long || ownSize == 0 else {
                throw ArchiveError.malformed("a file with two sizes")
            }
            size = long
        }
        pax = nil
        guard block[157..<257].allSatisfy({ $0 == 0 }) else {
            throw ArchiveError.malformed("a file that is also a link")
        }
        if isFolder {
            guard size == 0 else { throw ArchiveError.malformed("a folder with contents") }
            if name.last == SafePath.separator { name.removeLast() }
        }
        guard let last = name.last, last != SafePath.separator else {
            throw ArchiveError.malformed("a file with the name of a folder")
        }
        entries.append(StatedEntry(name: name, size: size, isFolder: isFolder))
        try begin(size)
    }

    private func name(isPOSIX: Bool) throws -> [UInt8] {
        let name = try text(0..<100)
        let prefix = isPOSIX ? try text(345..<500) : []
        return prefix.isEmpty ? name : prefix + [SafePath.separator] + name
    }

    /// A field up to its first NUL, behind which there are only others.
    private func text(_ field: Range<Int>) throws -> [UInt8] {
        let text = block[field].prefix { $0 != 0 }
        guard block[field].dropFirst(text.count).allSatisfy({ $0 == 0 }) else {
            throw ArchiveError.malformed("a tar header with two names")
        }
        return Array(text)
    }

    // MARK: Numbers

    private static func checksum(of block: [UInt8]) -> Int64 {
        var sum: Int64 = 8 * 0x20
        for index in 0..<148 { sum += Int64(block[index]) }
        for index in 156..<512 { sum += Int64(block[index]) }
        return sum
    }

    /// Octal digits, perhaps behind spaces, and then at most NULs and spaces.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
        guard !digits.isEmpty, field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
            return nil
        }
        return digits.reduce(0) { $0 << 3 | Int64($1 - 0x30) }
    }

    /// Octal, or for what is too large for that GNU's base 256.
    private static func size(_ field: ArraySlice<UInt8>) -> Int64? {
        guard field.first == 0x80 else { return octal(field) }
        let value = field.dropFirst().reduce(into: UInt64(0)) { $0 = $0 << 8 | UInt64($1) }
        guard field.dropFirst().prefix(3).allSatisfy({ $0 == 0 }), value > 0o7777_7777_7777,
            value <= UInt64(Int64.max)
        else { return nil }
        return Int64(value)
    }
}
