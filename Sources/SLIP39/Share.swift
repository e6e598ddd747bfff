import Bytes
public import Sodium

/// One share of a secret, which people write down and type in as words.
///
/// Source: SLIP-0039, “Format of the share mnemonic”.
public final class Share: Sendable {
    /// What all shares of one secret have in common.
    struct Header: Hashable {
        /// 15 bits.
        let identifier: UInt16
        let isExtendable: Bool
        /// PBKDF2 iterates 10,000 × 2ᵉ times in all.
        let iterationExponent: UInt8
        let groupThreshold: UInt8
        let groupCount: UInt8
    }

    let header: Header
    let group: UInt8
    let member: UInt8
    /// How many shares of its group are needed.
    let memberThreshold: UInt8
    private let storedValue: Secret

    var value: [UInt8] { storedValue.withUnsafeBytes { [UInt8]($0) } }

    /// How many shares of this share's group are needed.
    public var threshold: Int { Int(memberThreshold) }

    private static let headerWords = 4
    /// A master secret has 16 bytes or more; here, 64 at most.
    static let secretSizes = 16...64

    init(
        header: Header, group: UInt8, member: UInt8, memberThreshold: UInt8, value: inout [UInt8]
    ) throws {
        self.header = header
        self.group = group
        self.member = member
        self.memberThreshold = memberThreshold
        storedValue = try Secret(moving: &value)
    }

    // MARK: Words

    /// Reads a share from its words, whatever their capitals and what is between them: space, commas, the numbers that the screen shows
    /// beside them. Of each word four letters are enough.
    ///
    /// Throws ``SLIP39Error``.
    public convenience init(words text: borrowing Secret) throws {
        let words = text.withUnsafeBytes { bytes in
            bytes.split(whereSeparator: { !Share.isLetter($0) }).map {
                String(decoding: $0, as: UTF8.self).lowercased()
            }
        }
        guard words.count >= 20, words.count <= 59 else { throw SLIP39Error.wrongLength(words: words.count) }
        let data = try words.enumerated().map { position, word in
            guard let index = WordList.index(of: word) else {
                throw SLIP39Error.notAWord(position: position + 1)
            }
            return UInt32(index)
        }
        let isExtendable = data[1] >> 4 & 1 == 1
        guard Checksum.isValid(data, isExtendable: isExtendable) else { throw SLIP39Error.wrongChecksum }

        let header = Header(
            identifier: UInt16(data[0] << 5 | data[1] >> 5), isExtendable: isExtendable,
            iterationExponent: UInt8(data[1] & 15), groupThreshold: UInt8(data[2] >> 2 & 15) + 1,
            groupCount: UInt8((data[2] & 3) << 2 | data[3] >> 8) + 1)
        guard header.groupThreshold <= header.groupCount else {
            throw SLIP39Error.malformed("it needs more groups than there are")
        }
        var value = try Share.bytes(of: data.dropFirst(Share.headerWords).dropLast(Checksum.words))
        try self.init(
            header: header, group: UInt8(data[2] >> 6), member: UInt8(data[3] >> 4 & 15),
            memberThreshold: UInt8(data[3] & 15) + 1, value: &value)
    }

    /// The word, counted from 0, that alone must be another for the checksum to fit; nil where there is none such. Two words can be
    /// wrong so that a third seems to be, once in 30,000 times.
    ///
    /// - Parameter numbers: of the words in the list.
    public static func suspect(in numbers: [Int]) -> Int? {
        guard numbers.count > headerWords, numbers.allSatisfy((0..<WordList.count).contains) else {
            return nil
        }
        var data = numbers.map(UInt32.init)
        defer { data.withUnsafeMutableBytes { wipe($0) } }
        return Checksum.suspect(in: data)
    }

    /// Of ASCII; and whatever is none at all, which no word has.
    public static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }

    /// A value in words of ten bits, filled up with zeros in front to a multiple of ten.
    private static func bytes(of words: ArraySlice<UInt32>) throws -> [UInt8] {
        let size = words.count * 10 / 16 * 2
        let padding = words.count * 10 - size * 8
        guard padding <= 8, secretSizes.contains(size) else {
            throw SLIP39Error.wrongLength(words: words.count + headerWords + Checksum.words)
        }
        var bits = words.flatMap { word in (0..<10).map { UInt8(word >> UInt32(9 - $0) & 1) } }
        defer { wipe(&bits) }
        guard bits.prefix(padding).allSatisfy({ $0 == 0 }) else {
            throw SLIP39Error.malformed("its padding is not zero")
        }
        return stride(from: padding, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
        }
    }

    /// The words, in guarded memory: 20 for a secret of 16 bytes, 33 for one of 32.
    public func words() throws -> Secret {
        var value = value
        defer { wipe(&value) }
        let padding = (10 - value.count * 8 % 10) % 10
        var bits = [UInt8](repeating: 0, count: padding)
        for byte in value { for bit: UInt8 in 0..<8 { bits.append(byte >> (7 - bit) & 1) } }
        defer { wipe(&bits) }
        var data = [
            UInt32(header.identifier >> 5),
            UInt32(header.identifier & 31) << 5 | (header.isExtendable ? 16 : 0)
                | UInt32(header.iterationExponent),
            UInt32(group) << 6 | UInt32(header.groupThreshold - 1) << 2 | UInt32(header.groupCount - 1) >> 2,
            UInt32(header.groupCount - 1) << 8 & 1023 | UInt32(member) << 4 | UInt32(memberThreshold - 1),
        ]
        for start in stride(from: 0, to: bits.count, by: 10) {
            data.append(bits[start..<start + 10].reduce(0) { $0 << 1 | UInt32($1) })
        }
        data += Checksum.of(data, isExtendable: header.isExtendable)
        var text = Array(data.map { WordList.words[Int($0)] }.joined(separator: " ").utf8)
        return try Secret(moving: &text)
    }
}
