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
        values.reduce(1) { shifted($0) ^ $1 }
    }

    private static func shifted(_ sum: UInt32) -> UInt32 {
        var next = (sum & 0xFFFFF) << 10
        for bit in 0..<10 where sum >> UInt32(20 + bit) & 1 == 1 { next ^= generator[bit] }
        return next
    }

    /// The three words that go behind `data`.
    static func of(_ data: [UInt32], isExtendable: Bool) -> [UInt32] {
        let sum = polymod(customization(isExtendable: isExtendable) + data + [0, 0, 0]) ^ 1
        return [sum >> 20 & 1023, sum >> 10 & 1023, sum & 1023]
    }

    static func isValid(_ data: [UInt32], isExtendable: Bool) -> Bool {
        polymod(customization(isExtendable: isExtendable) + data) == 1
    }

    /// The word that alone must be another for the checksum to fit; nil where there is none such. What the change of one word adds to the
    /// sum does not depend on the other words.
    static func suspect(in data: [UInt32]) -> Int? {
        let typed = data[1] >> 4 & 1 == 1
        for isExtendable in [typed, !typed] {
            let missing = polymod(customization(isExtendable: isExtendable) + data) ^ 1
            // What each bit of a word adds, for the last word first.
            var bits = (0..<10).map { UInt32(1) << UInt32($0) }
            for position in data.indices.reversed() {
                var sums = [UInt32](repeating: 0, count: 1024)
                for change in 1..<1024 {
                    sums[change] = sums[change & (change - 1)] ^ bits[change.trailingZeroBitCount]
                    // The second word says which of the two sums it is.
                    let isOther = position == 1 && change >> 4 & 1 == 1
                    if sums[change] == missing, isOther == (isExtendable != typed) { return position }
                }
                bits = bits.map(shifted)
            }
        }
        return nil
    }
}
