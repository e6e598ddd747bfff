/// What canonical JSON keeps to besides its form: integers from 0 to 2^53 - 1, which every parser reads alike, and a depth
/// of 16, which no parser's stack minds. Looks at numbers and brackets only; form is compared by encoding again.
enum JSONBounds {
    private static let deepest = 16
    /// 2^53 - 1.
    private static let largest: UInt64 = 9_007_199_254_740_991

    static var largestExact: Int { Int(largest) }
    static func isExact(_ number: Int) -> Bool { (-largestExact...largestExact).contains(number) }

    static func hold(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > deepest { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "-"): return false
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                var number: UInt64 = 0
                var digits = 0
                while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
                    digits += 1
                    if digits > 16 { return false }
                    number = number * 10 + UInt64(bytes[index] - UInt8(ascii: "0"))
                    index += 1
                }
                if number > largest { return false }
                continue
            default: break
            }
            index += 1
        }
        return true
    }
}
