/// The Reed-Solomon code over GF(1024) that finds any three wrong words of a share.
///
/// Source: SLIP-0039, “Checksum”.
enum Checksum {
    static let words = 3

    private static let generator: [UInt32] = [
        0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890,
        0x3F3F120,
    ]

    private static func customization(isExtendable: Bool) -> [UInt32] {
        (isExtendable ? "shamir_extendable" : "shamir").utf8.map(UInt32.init)
    }

    private static func polymod(_ values: [UInt32]) -> UInt32 {
        values.reduce(1) { sum, value in
            let high = sum >> 20
            var next = (sum & 0xFFFFF) << 10 ^ value
            for bit in 0..<10 where high >> UInt32(bit) & 1 == 1 { next ^= generator[bit] }
            return next
        }
    }

    /// The three words that go behind `data`.
    static func of(_ data: [UInt32], isExtendable: Bool) -> [UInt32] {
        let sum = polymod(customization(isExtendable: isExtendable) + data + [0, 0, 0]) ^ 1
        return [sum >> 20 & 1023, sum >> 10 & 1023, sum & 1023]
    }

    static func isValid(_ data: [UInt32], isExtendable: Bool) -> Bool {
        polymod(customization(isExtendable: isExtendable) + data) == 1
    }
}
