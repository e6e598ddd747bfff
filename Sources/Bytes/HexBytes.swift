/// Bytes that JSON, file names and people see in lower-case hexadecimal: digests, ids, keys.
public struct HexBytes: Codable, Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]
    public var description: String { hex(bytes) }

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil unless `string` is an even number of lower-case hexadecimal digits.
    public init?(_ string: String) { self.init(digits: string.utf8) }

    /// Of the digits as ASCII. Its label keeps bytes from being taken for digits.
    package init?(digits: some Collection<UInt8>) {
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
public func hex(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
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
