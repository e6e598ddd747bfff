public import Foundation

/// An instant, to the second, in UTC; JSON and people see RFC 3339 (`2026-11-23T22:34:09Z`).
public struct Timestamp: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970.
    public let seconds: Int64

    /// What lies outside of the years 0 to 9999 becomes the nearest instant in them: every time can be written and read.
    public init(seconds: Int64) {
        self.seconds = min(max(seconds, CivilTime.range.lowerBound), CivilTime.range.upperBound - 1)
    }
    public init(_ date: Date) {
        self.init(seconds: Int64(min(max(date.timeIntervalSince1970.rounded(.down), -1e12), 1e12)))
    }

    /// Nil unless `text` is an RFC 3339 instant to the second that there is, in UTC or with an offset. Of days
    /// knows ``OfficeTimeZone``.
    public init?(_ text: String) {
        let instant = String(text.prefix(19)) + "Z"
        let rest = Array(text.utf8.dropFirst(19))
        guard let seconds = CivilTime.seconds(instant), let offset = Timestamp.offset(rest) else {
            return nil
        }
        self.init(seconds: seconds - offset)
    }

    /// Seconds east of Greenwich: `Z`, `+07:00`.
    private static func offset(_ text: [UInt8]) -> Int64? {
        if text == Array("Z".utf8) { return 0 }
        let digits = [1, 2, 4, 5].map { text.count == 6 ? Int64(text[$0]) - 48 : -1 }
        guard digits.allSatisfy({ (0...9).contains($0) }), text[3] == UInt8(ascii: ":"),
            text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
        else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (text[0] == UInt8(ascii: "-") ? -1 : 1)
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }

    public var date: Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }
    public var description: String { CivilTime.text(seconds) }
    /// `2026-11-23`.
    public var day: String { String(description.prefix(10)) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Exactly as it is written: a time that is not written as it was read would not be remembered as it was.
        guard let seconds = CivilTime.seconds(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time such as 2026-11-23T22:34:09Z")
        }
        self.seconds = seconds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
