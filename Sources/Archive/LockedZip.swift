import Bytes
import Crypto
import Sodium

/// A zip that is locked with a passphrase, as ``LockedZipWriter`` makes it and 7-Zip opens it: one file, stored, AES-256. Any other is
/// refused, so that it is read in one way.
///
/// Nothing in it is read before the passphrase and the whole of it were found to belong together: AES in this form says nothing of a
/// changed byte until the end.
///
/// Source: APPNOTE.TXT 6.3.10, 4.3 and 4.4; “AES Encryption Information: Encryption Specification AE-1 and AE-2”, WinZip, 1.04.
public final class LockedZip {
    static let (saltSize, checkSize, codeSize): (Int64, Int64, Int64) = (16, 2, 10)
    /// Salt, check and code.
    static let overhead = saltSize + checkSize + codeSize
    private static let (localSize, centralSize, endSize): (Int64, Int64, Int64) = (30, 46, 22)
    private static let (longEndSize, locatorSize): (Int64, Int64) = (56, 20)
    private static let iterations = 1000
    private static let pieceSize = 1 << 17

    /// In bytes.
    public let size: Int64
    /// Of the file in it, in bytes.
    public let contentSize: Int64
    let read: ZipStructure.Input
    private let saltAt: Int64

    /// Whether a file that begins so is a zip with a passphrase.
    public static func isLocked(start: [UInt8]) -> Bool {
        start.starts(with: ZipStructure.signature) && start.count > 6 && start[6] & 1 == 1
    }

    /// Throws ``ArchiveError``, and what `read` throws.
    ///
    /// - Parameter size: the file's, in bytes.
    public init(size: Int64, read: @escaping ZipStructure.Input) throws {
        (self.size, self.read) = (size, read)
        let bytes = Raw(size: size, read: read)
        let (directoryAt, directorySize) = try LockedZip.directory(in: bytes)
        let central = try bytes.at(directoryAt, LockedZip.centralSize)
        let local = try bytes.at(0, LockedZip.localSize)
        let (nameSize, extraSize) = (central.number(28, 2), central.number(30, 2))
        // Flags, method, time and date; then the lengths of the name and of what is behind it.
        guard central.number(0, 4) == 0x0201_4B50, local.number(0, 4) == 0x0403_4B50,
            central.bytes[8..<16].elementsEqual(local.bytes[6..<14]),
            central.bytes[28..<32].elementsEqual(local.bytes[26..<30]),
            directorySize == LockedZip.centralSize + Int64(nameSize + extraSize),
            central.number(42, 4) == 0, central.number(32, 2) == 0, central.number(34, 2) == 0,
            // A regular file for its owner, as Unix has it.
            central.number(36, 2) == 0, central.number(38, 4) == 0o100600 << 16, central.number(5, 1) == 3,
            // Encrypted, with sizes behind the file as well or not, and a name in UTF-8 or not.
            central.number(8, 2) & ~0x0808 == 1, central.number(10, 2) == 99
        else { throw LockedZip.otherZip }
        let (nameAt, localNameAt) = (directoryAt + LockedZip.centralSize, LockedZip.localSize)
        let name = try bytes.at(nameAt, Int64(nameSize + extraSize))
        guard nameSize > 0,
            try bytes.at(localNameAt, Int64(nameSize + extraSize)).bytes == name.bytes
        else { throw LockedZip.otherZip }
        let long = try LockedZip.longSizes(in: name, from: nameSize)
        let packed = central.number(20, 4) == 0xFFFF_FFFF ? long?.packed : Int64(central.number(20, 4))
        let content = central.number(24, 4) == 0xFFFF_FFFF ? long?.content : Int64(central.number(24, 4))
        guard let packed, let content, content >= 0, packed - content == LockedZip.overhead,
            local.bytes[18..<26].elementsEqual(central.bytes[20..<28])
        else { throw LockedZip.otherZip }
        contentSize = content
        saltAt = LockedZip.localSize + Int64(nameSize + extraSize)
        let descriptorAt = saltAt + packed
        let hasDescriptor = central.number(8, 2) & 8 != 0
        guard descriptorAt <= directoryAt else { throw LockedZip.otherZip }
        let between = try bytes.at(descriptorAt, min(directoryAt - descriptorAt, 25))
        try LockedZip.check(
            between, isThere: hasDescriptor, crc: central.number(16, 4), local: local.number(14, 4),
            packed: packed, content: content)
    }

    static let otherZip = ArchiveError.malformed(
        "a zip with a passphrase that is not of the one form that bundles have")

    /// Where the directory is and how large, which is followed by the end of the file and nothing else.
    private static func directory(in bytes: Raw) throws -> (offset: Int64, size: Int64) {
        guard bytes.size >= localSize + centralSize + endSize else { throw otherZip }
        let endAt = bytes.size - endSize
        let end = try bytes.at(endAt, endSize)
        guard end.number(0, 4) == 0x0605_4B50, end.number(4, 4) == 0, end.number(8, 2) == 1,
            end.number(10, 2) == 1, end.number(20, 2) == 0
        else { throw otherZip }
        let size = Int64(end.number(12, 4))
        if end.number(16, 4) != 0xFFFF_FFFF {
            guard Int64(end.number(16, 4)) + size == endAt else { throw otherZip }
            return (Int64(end.number(16, 4)), size)
        }
        let (longAt, locatorAt) = (endAt - locatorSize - longEndSize, endAt - locatorSize)
        guard longAt > 0 else { throw otherZip }
        let (long, locator) = (try bytes.at(longAt, longEndSize), try bytes.at(locatorAt, locatorSize))
        guard long.number(0, 4) == 0x0606_4B50, long.number(4, 8) == Int(longEndSize) - 12,
            long.number(16, 8) == 0, long.number(24, 8) == 1, long.number(32, 8) == 1,
            long.number(40, 8) == Int(size), let offset = long.offset(48), offset + size == longAt,
            locator.number(0, 4) == 0x0706_4B50, locator.number(4, 4) == 0,
            locator.offset(8) == longAt, locator.number(16, 4) == 1
        else { throw otherZip }
        return (offset, size)
    }

    /// What stands behind the name: times and owner, which tell nothing; the sizes, where they are large; and how it is locked.
    private static func longSizes(
        in record: ZipRecord, from start: Int
    ) throws -> (packed: Int64, content: Int64)? {
        var long: (packed: Int64, content: Int64)?
        var isAES = false
        var position = start
        while position < record.bytes.count {
            guard position + 4 <= record.bytes.count else { throw otherZip }
            let (kind, size) = (record.number(position, 2), record.number(position + 2, 2))
            position += 4
            guard position + size <= record.bytes.count else { throw otherZip }
            switch kind {
            case 0x5455, 0x7875: break
            case 0x0001 where long == nil && size == 16:
                guard let content = record.offset(position), let packed = record.offset(position + 8) else {
                    throw otherZip
                }
                long = (packed, content)
            case 0x9901 where !isAES && size == 7:
                guard (1...2).contains(record.number(position, 2)),
                    record.bytes[(position + 2)..<(position + 4)].elementsEqual("AE".utf8),
                    record.number(position + 4, 1) == 3, record.number(position + 5, 2) == 0
                else { throw otherZip }
                isAES = true
            default: throw otherZip
            }
            position += size
        }
        guard isAES else { throw otherZip }
        return long
    }

    /// What stands between the file and the directory: checksum and sizes once more, or nothing.
    private static func check(
        _ between: ZipRecord, isThere: Bool, crc: Int, local: Int, packed: Int64, content: Int64
    ) throws {
        guard isThere else {
            guard between.bytes.isEmpty, local == crc else { throw otherZip }
            return
        }
        let width = between.bytes.count == 24 ? 8 : 4
        guard between.bytes.count == 8 + 2 * width, between.number(0, 4) == 0x0807_4B50,
            between.number(4, 4) == crc, local == 0 || local == crc,
            between.number(8, width) == Int(packed), between.number(8 + width, width) == Int(content)
        else { throw otherZip }
    }

    /// Throws ``ArchiveError/wrongPassphrase`` for another one, and ``ArchiveError/malformed(_:)`` where anything in the file was changed.
    public func authenticate(_ passphrase: UnsafeRawBufferPointer) throws {
        let bytes = Raw(size: size, read: read)
        let salt = try bytes.at(saltAt, LockedZip.saltSize).bytes
        var keys = LockedZip.derive(passphrase, salt: salt, count: 66)
        defer { wipe(&keys) }
        let check = try bytes.at(saltAt + LockedZip.saltSize, LockedZip.checkSize).bytes
        guard constantTimeEqual(check, Array(keys[64..<66])) else { throw ArchiveError.wrongPassphrase }
        var function = HMAC<Insecure.SHA1>(key: SymmetricKey(data: keys[32..<64]))
        var offset = saltAt + LockedZip.saltSize + LockedZip.checkSize
        let end = offset + contentSize
        var piece = [UInt8](repeating: 0, count: LockedZip.pieceSize)
        while offset < end {
            let count = try piece.withUnsafeMutableBytes { buffer in
                let wanted = min(end - offset, Int64(buffer.count))
                let count = try read(offset, UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(wanted)]))
                function.update(data: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
            }
            guard count > 0 else { throw ArchiveError.malformed("the zip is cut short") }
            offset += Int64(count)
        }
        let code = try bytes.at(end, LockedZip.codeSize).bytes
        guard constantTimeEqual(code, Array(function.finalize().prefix(Int(LockedZip.codeSize)))) else {
            throw ArchiveError.malformed("the zip was altered since it was locked")
        }
    }

    /// PBKDF2 with HMAC-SHA-1. Source: RFC 8018, 5.2.
    static func derive(
        _ passphrase: UnsafeRawBufferPointer, salt: [UInt8], count: Int, iterations: Int = iterations
    ) -> [UInt8] {
        let key = SymmetricKey(data: passphrase)
        var result: [UInt8] = []
        result.reserveCapacity(count + 20)
        var block: UInt32 = 0
        while result.count < count {
            block += 1
            let number = withUnsafeBytes(of: block.bigEndian) { Array($0) }
            var last = HMAC<Insecure.SHA1>.authenticationCode(for: salt + number, using: key)
            var sum = Array(last)
            for _ in 1..<max(1, iterations) {
                last = last.withUnsafeBytes { HMAC<Insecure.SHA1>.authenticationCode(for: $0, using: key) }
                last.withUnsafeBytes { for (index, byte) in $0.enumerated() { sum[index] ^= byte } }
            }
            result += sum
            wipe(&sum)
        }
        result.removeLast(result.count - count)
        return result
    }

    /// The file's bytes as records of a zip.
    private struct Raw {
        let size: Int64
        let read: ZipStructure.Input

        func at(_ offset: Int64, _ count: Int64) throws -> ZipRecord {
            guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
                throw LockedZip.otherZip
            }
            return try ZipRecord(at: offset, count, read: read)
        }
    }
}
