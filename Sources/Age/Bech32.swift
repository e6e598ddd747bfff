import Bytes
import Sodium

/// Bech32 (BIP 173) without its length limit, as age uses it for recipients and identities.
///
/// Works on bytes and not on `String`, so that what spells a secret can be wiped.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")
    private static let checksumSize = 6

    /// In lower case. The caller wipes the result where `data` is secret.
    static func encode(prefix: String, data: UnsafeRawBufferPointer) -> [UInt8] {
        var values: [UInt8] = []
        values.reserveCapacity(data.count * 2)
        defer { wipe(&values) }
        var bits: UInt32 = 0
        var count = 0
        for byte in data {
            bits = (bits << 8 | UInt32(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                values.append(UInt8(bits >> UInt32(count) & 31))
            }
        }
        if count > 0 { values.append(UInt8(bits << UInt32(5 - count) & 31)) }
        let prefix = Array(prefix.utf8)
        var check = Checksum(prefix: prefix)
        for value in values { check.add(value) }
        for _ in 0..<checksumSize { check.add(0) }
        let sum = check.value ^ 1
        var text = prefix + [separator]
        text.reserveCapacity(text.count + values.count + checksumSize)
        for value in values { text.append(alphabet[Int(value)]) }
        for index in 0..<checksumSize {
            text.append(alphabet[Int(sum >> UInt32(5 * (checksumSize - 1 - index)) & 31)])
        }
        return text
    }

    /// In upper case, as secret keys are written, in guarded memory.
    static func encodeSecret(_ secret: borrowing Secret, prefix: String) throws -> Secret {
        try secret.withUnsafeBytes { secret in
            var text = encode(prefix: prefix, data: secret)
            for index in text.indices where lowerCase.contains(text[index]) { text[index] &= ~0x20 }
            return try Secret(moving: &text)
        }
    }

    /// The secret data of a string with this prefix, in guarded memory.
    static func decodeSecret(_ text: borrowing Secret, prefix: String) throws -> Secret {
        try text.withUnsafeBytes { text in
            var bytes = try decode(text, prefix: prefix)
            return try Secret(moving: &bytes)
        }
    }

    private static let lowerCase = UInt8(ascii: "a")...UInt8(ascii: "z")
    private static let upperCase = UInt8(ascii: "A")...UInt8(ascii: "Z")

    /// The data of a string with this prefix, written in lower case throughout or in upper case throughout.
    /// The caller wipes the result where it is secret.
    static func decode(_ text: UnsafeRawBufferPointer, prefix: String) throws -> [UInt8] {
        guard !text.contains(where: lowerCase.contains) || !text.contains(where: upperCase.contains) else {
            throw AgeError.invalidKey("capitals and small letters are mixed")
        }
        let expected = Array(prefix.utf8) + [separator]
        guard text.count >= expected.count + checksumSize,
            text.prefix(expected.count).map(lowered) == expected
        else { throw AgeError.invalidKey("it does not begin with \(prefix)1") }

        var check = Checksum(prefix: Array(prefix.utf8))
        var data: [UInt8] = []
        data.reserveCapacity(text.count)
        var bits: UInt32 = 0
        var count = 0
        let end = text.count - checksumSize
        for index in expected.count..<text.count {
            guard let value = alphabet.firstIndex(of: lowered(text[index])) else {
                wipe(&data)
                throw AgeError.invalidKey("a character that is not Bech32")
            }
            check.add(UInt8(value))
            if index < end {
                bits = (bits << 5 | UInt32(value)) & 0xFFFF
                count += 5
                if count >= 8 {
                    count -= 8
                    data.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                }
            }
        }
        guard check.value == 1, count < 5, bits & (1 << UInt32(count) - 1) == 0 else {
            wipe(&data)
            throw AgeError.invalidKey("its checksum does not fit")
        }
        return data
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        upperCase.contains(byte) ? byte | 0x20 : byte
    }

    /// BIP 173, “Checksum”.
    private struct Checksum {
        var value: UInt32 = 1

        init(prefix: [UInt8]) {
            for byte in prefix { add(byte >> 5) }
            add(0)
            for byte in prefix { add(byte & 31) }
        }

        mutating func add(_ next: UInt8) {
            let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
            let top = value >> 25
            value = (value & 0x1ff_ffff) << 5 ^ UInt32(next)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { value ^= generator[bit] }
        }
    }
}
