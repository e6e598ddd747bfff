/// JSON that people give, as it was written: members in their order, the doubled ones as well, numbers as text.
///
/// The parsers of Foundation keep one of two members of one name, and do not say where a fault is; a setting that was not read must
/// be told (RFC 8259, 4: “names within an object SHOULD be unique”).
package indirect enum SettingsJSON {
    case object([(name: String, value: SettingsJSON)])
    case array([SettingsJSON])
    case string(String)
    case number(String)
    case boolean(Bool)
    case null

    /// What a value is, for messages.
    package var kind: SettingFault.Kind {
        switch self {
        case .object: .object
        case .array: .list
        case .string: .text
        case .number(let digits):
            digits.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
                ? .wholeNumber : .number
        case .boolean: .boolean
        case .null: .null
        }
    }

    /// Throws ``SettingFault`` with the line where it is no JSON, and the member that stands twice.
    package init(_ bytes: [UInt8]) throws(SettingFault) {
        self = try SettingsJSON.located(bytes).value
    }

    /// The same with the line, from 1, on which each value begins, by the names of the members that it lies in.
    static func located(
        _ bytes: [UInt8]
    ) throws(SettingFault) -> (value: SettingsJSON, lines: [[String]: Int]) {
        var parser = Parser(bytes: bytes)
        return (try parser.document(), parser.lines)
    }

    /// The first member here that is not where `known` has members: names are compared byte by byte.
    package func requireKnown(in known: SettingsJSON, at path: [String] = []) throws(SettingFault) {
        switch (self, known) {
        case (.object(let members), .object(let others)):
            for (name, value) in members {
                guard let other = others.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                    throw SettingFault(
                        place: .member(path + [name]),
                        .unknown(
                            nearest: Spelling.nearest(to: name, among: others.map(\.name)),
                            known: others.map(\.name)))
                }
                try value.requireKnown(in: other.value, at: path + [name])
            }
        case (.array(let elements), .array(let others)):
            guard let other = others.first else { return }
            for (index, element) in elements.enumerated() {
                try element.requireKnown(in: other, at: path + [String(index)])
            }
        default:
            guard kind == known.kind else {
                throw SettingFault(place: .member(path), .otherKind(expected: known.kind, found: kind))
            }
            if case .number(let digits) = self, Int(digits).map(JSONBounds.isExact) != true {
                throw SettingFault(place: .member(path), .outside(0...JSONBounds.largestExact))
            }
        }
    }

    package subscript(name: String) -> SettingsJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A recursive descent over RFC 8259.
private struct Parser {
    let bytes: [UInt8]
    private var index = 0
    /// Line breaks stand between values alone.
    private var line = 1
    private(set) var lines: [[String]: Int] = [:]
    private static let deepest = 16

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var fault: SettingFault { SettingFault(place: .line(line), .notJSON) }
    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func document() throws(SettingFault) -> SettingsJSON {
        let value = try value(at: [])
        skipSpace()
        guard index == bytes.count else { throw fault }
        return value
    }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            if byte == 0x0A { line += 1 }
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8) throws(SettingFault) {
        skipSpace()
        guard current == byte else { throw fault }
        index += 1
    }

    private mutating func value(at path: [String]) throws(SettingFault) -> SettingsJSON {
        skipSpace()
        guard path.count <= Parser.deepest else { throw fault }
        lines[path] = line
        switch current {
        case UInt8(ascii: "{"): return .object(try members(at: path))
        case UInt8(ascii: "["): return .array(try elements(at: path))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ text: String, _ value: SettingsJSON) throws(SettingFault) -> SettingsJSON {
        guard bytes[index...].starts(with: text.utf8) else { throw fault }
        index += text.utf8.count
        return value
    }

    private mutating func number() throws(SettingFault) -> String {
        let start = index
        let allowed = Array("-+.eE0123456789".utf8)
        while let byte = current, allowed.contains(byte) { index += 1 }
        guard start < index else { throw fault }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func members(at path: [String]) throws(SettingFault) -> [(
        name: String, value: SettingsJSON
    )] {
        try take(UInt8(ascii: "{"))
        var members: [(name: String, value: SettingsJSON)] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return members
        }
        while true {
            skipSpace()
            let name = try string()
            guard !members.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw SettingFault(place: .member(path + [name]), .doubled(line: line))
            }
            try take(UInt8(ascii: ":"))
            members.append((name, try value(at: path + [name])))
            skipSpace()
            if current == UInt8(ascii: "}") { break }
            try take(UInt8(ascii: ","))
        }
        index += 1
        return members
    }

    private mutating func elements(at path: [String]) throws(SettingFault) -> [SettingsJSON] {
        try take(UInt8(ascii: "["))
        var elements: [SettingsJSON] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            index += 1
            return elements
        }
        while true {
            elements.append(try value(at: path + [String(elements.count)]))
            skipSpace()
            if current == UInt8(ascii: "]") { break }
            try take(UInt8(ascii: ","))
        }
        index += 1
        return elements
    }

    private mutating func string() throws(SettingFault) -> String {
        try take(UInt8(ascii: "\""))
        var text: [UInt8] = []
        var units: [UInt16] = []
        while let byte = current, byte != UInt8(ascii: "\""), byte >= 0x20 {
            index += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escape = current else { throw fault }
            index += 1
            switch escape {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "u"):
                units.append(try unit())
                // The other half of a surrogate pair.
                if UTF16.isLeadSurrogate(units[0]), bytes[index...].starts(with: "\\u".utf8) {
                    index += 2
                    units.append(try unit())
                }
                text += Array(String(decoding: units, as: UTF16.self).utf8)
                units = []
            default: throw fault
            }
        }
        guard let text = String(validating: text, as: UTF8.self) else { throw fault }
        try take(UInt8(ascii: "\""))
        return text
    }

    private mutating func unit() throws(SettingFault) -> UInt16 {
        guard index + 4 <= bytes.count,
            let unit = UInt16(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
        else { throw fault }
        index += 4
        return unit
    }
}
