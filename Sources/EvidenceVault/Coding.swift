import Crypto
import Foundation

/// Bytes that JSON shows in base64 (RFC 4648, padded).
public struct Base64Bytes: Codable, Hashable, Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let data = Data(base64Encoded: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not base64")
        }
        bytes = [UInt8](data)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Data(bytes).base64EncodedString())
    }
}

/// Bytes that JSON, file names and people see in lower-case hexadecimal: digests, ids, keys.
public struct HexBytes: Codable, Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]
    public var description: String { hex(bytes) }

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil unless `string` is an even number of lower-case hexadecimal digits.
    public init?(_ string: String) { self.init(digits: string.utf8) }

    /// Of the digits as ASCII. Its label keeps bytes from being taken for digits.
    init?(digits: some Collection<UInt8>) {
        guard digits.count.isMultiple(of: 2) else { return nil }
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = value(digit) else { return nil }
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        self.bytes = bytes
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = HexBytes(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Lower-case hexadecimal.
public func hex(_ bytes: some Collection<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
        for (index, byte) in bytes.enumerated() {
            text[2 * index] = digit(byte >> 4)
            text[2 * index + 1] = digit(byte & 15)
        }
        return 2 * bytes.count
    }
}

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

/// `2026-11-23T22:34:09Z` and back, without the calendars of Foundation: every statement of a log has one.
///
/// Days from and to dates of the Gregorian calendar: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
enum CivilTime {
    /// Years 0 to 9999.
    static let range: Range<Int64> = -62_167_219_200..<253_402_300_800

    /// Nil unless `text` is exactly of this form, and a time that there is.
    static func seconds(_ text: String) -> Int64? {
        var numbers: [Int64] = []
        var number: Int64?
        for byte in text.utf8 {
            if (48...57).contains(byte) {
                number = (number ?? 0) * 10 + Int64(byte - 48)
                if let number, number > 9999 { return nil }
            } else {
                guard let whole = number else { return nil }
                numbers.append(whole)
                number = nil
            }
        }
        guard numbers.count == 6, number == nil else { return nil }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        // There is no 30 February and no 24:00, and separators are what they are.
        return range.contains(seconds) && self.text(seconds) == text ? seconds : nil
    }

    /// Of seconds in ``range``.
    static func text(_ seconds: Int64) -> String {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let time = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = (shiftedMonth + 2) % 12 + 1
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text = ""
        func add(_ number: Int64, _ width: Int, _ end: String) {
            let digits = String(number)
            text += String(repeating: "0", count: max(0, width - digits.count)) + digits + end
        }
        add(year, 4, "-")
        add(month, 2, "-")
        add(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2, "T")
        add(time / 3600, 2, ":")
        add(time / 60 % 60, 2, ":")
        add(time % 60, 2, "Z")
        return text
    }
}

/// JSON as everything here writes it: keys sorted, no spaces, so that the same value gives the same bytes.
enum CanonicalJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] { try CanonicalEncoder.encode(value) }

    /// Reads what is signed, hashed or sealed: only the one way of writing it that ``encode(_:)`` has. A member that is
    /// unknown, doubled or in another place, another form of a number or of a string would mean one thing here and another
    /// to somebody else's parser.
    ///
    /// Throws `DecodingError` for anything else.
    static func decode<T: Codable>(
        _ type: T.Type, from bytes: some Collection<UInt8>, with decoder: JSONDecoder = JSONDecoder()
    ) throws -> T {
        let bytes = Array(bytes)
        guard JSONBounds.hold(bytes) else { throw notCanonical("a number or a depth out of bounds") }
        let value = try decoder.decode(type, from: Data(bytes))
        guard try encode(value) == bytes else { throw notCanonical("not in canonical form") }
        return value
    }

    /// A file of one such value: its JSON and a newline.
    static func encodeFile(_ value: some Encodable) throws -> [UInt8] {
        try encode(value) + [UInt8(ascii: "\n")]
    }

    static func decodeFile<T: Codable>(_ type: T.Type, from bytes: some Collection<UInt8>) throws -> T {
        guard bytes.reversed().first == UInt8(ascii: "\n") else {
            throw notCanonical("no newline at its end")
        }
        return try decode(type, from: bytes.dropLast())
    }

    /// Reads JSON as people write it: settings, never what is signed or hashed.
    static func decodeLeniently<T: Decodable>(
        _ type: T.Type, from bytes: some Collection<UInt8>
    ) throws -> T {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    private static func notCanonical(_ why: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: why))
    }
}

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

/// Any JSON of the kinds of values that canonical JSON has: for what is carried without being understood.
enum JSONValue: Hashable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(UInt64)
    case boolean(Bool)
}

extension JSONValue: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            var members: [String: JSONValue] = [:]
            for key in container.allKeys {
                members[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
            }
            self = .object(members)
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if let boolean = try? container.decode(Bool.self) {
                self = .boolean(boolean)
            } else if let number = try? container.decode(UInt64.self) {
                self = .number(number)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for (name, value) in members { try container.encode(value, forKey: Key(stringValue: name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .string(let string):
            var container = encoder.singleValueContainer()
            try container.encode(string)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .boolean(let boolean):
            var container = encoder.singleValueContainer()
            try container.encode(boolean)
        }
    }
}

extension SHA256 {
    /// The digest of `bytes` as 32 bytes.
    static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: Array(bytes))
        return [UInt8](hasher.finalize())
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { [UInt8]($0) } }
    init(bigEndianBytes bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { [UInt8]($0) } }
    init(bigEndianBytes bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
