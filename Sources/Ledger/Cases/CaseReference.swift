/// Case references: what people say aloud.
package enum CaseReference {
    /// Letters, digits and hyphens, up to 40, beginning with a letter.
    package static func checked(_ text: String) throws -> String {
        let allowed = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || isLetter($0) || $0 == UInt8(ascii: "-")
        }
        guard let first = text.utf8.first, isLetter(first), allowed, text.utf8.count <= 40 else {
            throw LedgerError.badCaseReference(text)
        }
        return text.uppercased()
    }

    /// Whether what was typed can stand for a reference. Zeros in front of the last number do not count, where that is all that was
    /// typed.
    ///
    /// - Parameter typed: in lower-case letters.
    package static func isMeant(_ ref: String, by typed: String) -> Bool {
        if typed.isEmpty { return false }
        let ref = ref.lowercased()
        if ref.hasPrefix(typed) || ref.hasSuffix("-" + typed) { return true }
        guard let last = ref.split(separator: "-").last.flatMap(significantDigits) else { return false }
        return last == significantDigits(typed[...])
    }

    /// Digits without the zeros in front; nil for what is no number.
    private static func significantDigits(_ text: Substring) -> Substring? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let digits = text.drop { $0 == "0" }
        return digits.isEmpty ? "0" : digits
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & ~0x20)
    }

    /// A number with more digits is a name that somebody gave, and none to count on from.
    private static let mostDigits = 9

    /// `TPPO-2026-0001`, or one more than the highest of that year.
    package static func next(year: String, after refs: [String]) -> String {
        let prefix = "TPPO-\(year)-"
        let numbers = refs.compactMap { ref -> Int? in
            let digits = ref.utf8.dropFirst(prefix.utf8.count)
            guard ref.hasPrefix(prefix), digits.count <= mostDigits else { return nil }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        let highest = max(numbers.max() ?? 0, 0)
        let digits = String(highest + 1)
        return prefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
