import Foundation

/// Writes canonical JSON: members sorted by the bytes of their names, no spaces, integers in decimal, strings with only those characters
/// escaped that must be. The bytes are those of Foundation's encoder with sorted keys and unescaped slashes, in a fraction of the time:
/// every statement of a log is written once when it is said and once whenever it is read, to see that it was canonical.
///
/// Source: RFC 8259; docs/format.md, “Log entries”. There are no fractions in the format: encoding one throws `EncodingError`.
final class CanonicalEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    fileprivate var content = Content.nothing

    fileprivate enum Content {
        case nothing
        case json([UInt8])
        case object(Members)
        case array(Elements)
    }

    /// A value, or one that is still being encoded.
    fileprivate enum Item {
        case json([UInt8])
        case unfinished(CanonicalEncoder)

        func append(to json: inout [UInt8]) throws {
            switch self {
            case .json(let bytes): json += bytes
            case .unfinished(let encoder): try encoder.append(to: &json)
            }
        }
    }

    fileprivate final class Members { var members: [(name: [UInt8], value: Item)] = [] }
    fileprivate final class Elements { var elements: [Item] = [] }

    /// The canonical JSON of a value.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = CanonicalEncoder()
        try value.encode(to: encoder)
        var json: [UInt8] = []
        json.reserveCapacity(1024)
        try encoder.append(to: &json)
        return json
    }

    fileprivate static func item(_ value: some Encodable) throws -> Item {
        let encoder = CanonicalEncoder()
        try value.encode(to: encoder)
        if case .json(let bytes) = encoder.content { return .json(bytes) }
        return .unfinished(encoder)
    }

    private func append(to json: inout [UInt8]) throws {
        switch content {
        case .nothing: json += [UInt8(ascii: "{"), UInt8(ascii: "}")]
        case .json(let bytes): json += bytes
        case .object(let object):
            object.members.sort { $0.name.lexicographicallyPrecedes($1.name) }
            json.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 {
                    guard member.name != object.members[index - 1].name else {
                        throw CanonicalEncoder.refusal("a member that is there twice")
                    }
                    json.append(UInt8(ascii: ","))
                }
                member.name.withUnsafeBufferPointer { CanonicalEncoder.append(utf8: $0, to: &json) }
                json.append(UInt8(ascii: ":"))
                try member.value.append(to: &json)
            }
            json.append(UInt8(ascii: "}"))
        case .array(let array):
            json.append(UInt8(ascii: "["))
            for (index, element) in array.elements.enumerated() {
                if index > 0 { json.append(UInt8(ascii: ",")) }
                try element.append(to: &json)
            }
            json.append(UInt8(ascii: "]"))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object(let members) = content { return KeyedEncodingContainer(Object(members)) }
        let members = Members()
        content = .object(members)
        return KeyedEncodingContainer(Object(members))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array(let elements) = content { return List(elements) }
        let elements = Elements()
        content = .array(elements)
        return List(elements)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(self) }

    fileprivate static func refusal(_ why: String) -> EncodingError {
        .invalidValue(why, .init(codingPath: [], debugDescription: "canonical JSON has no \(why)"))
    }
}

// MARK: Values

extension CanonicalEncoder {
    fileprivate static func json(_ string: String) -> [UInt8] {
        var string = string
        return string.withUTF8 { utf8 in
            var json: [UInt8] = []
            json.reserveCapacity(utf8.count + 2)
            append(utf8: utf8, to: &json)
            return json
        }
    }

    fileprivate static func json(_ number: some BinaryInteger) -> [UInt8] { Array(String(number).utf8) }

    fileprivate static func json(_ boolean: Bool) -> [UInt8] { Array((boolean ? "true" : "false").utf8) }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func append(utf8 string: UnsafeBufferPointer<UInt8>, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        // Nearly all there is to write is base64 and hexadecimal, without anything to escape.
        var rest = string[...]
        while let index = rest.firstIndex(where: mustEscape) {
            json += rest[..<index]
            json += escaped(rest[index])
            rest = rest[(index + 1)...]
        }
        json += rest
        json.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case 0x08: Array("\\b".utf8)
        case 0x09: Array("\\t".utf8)
        case 0x0A: Array("\\n".utf8)
        case 0x0C: Array("\\f".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0..<0x20: Array("\\u00".utf8) + [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
        default: [UInt8(ascii: "\\"), byte]
        }
    }
}

// MARK: Containers

private struct Object<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let codingPath: [any CodingKey] = []
    private let object: CanonicalEncoder.Members

    init(_ object: CanonicalEncoder.Members) { self.object = object }

    private func put(_ item: CanonicalEncoder.Item, _ key: any CodingKey) {
        object.members.append((Array(key.stringValue.utf8), item))
    }

    private func begun(_ key: any CodingKey) -> CanonicalEncoder {
        let encoder = CanonicalEncoder()
        put(.unfinished(encoder), key)
        return encoder
    }

    func encodeNil(forKey key: Key) throws { put(.json(Array("null".utf8)), key) }
    func encode(_ value: Bool, forKey key: Key) throws { put(.json(CanonicalEncoder.json(value)), key) }
    func encode(_ value: String, forKey key: Key) throws { put(.json(CanonicalEncoder.json(value)), key) }
    func encode(_ value: Int, forKey key: Key) throws { put(.json(CanonicalEncoder.json(value)), key) }
    func encode(_ value: Double, forKey key: Key) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: Float, forKey key: Key) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        put(try CanonicalEncoder.item(value), key)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Inner> { begun(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        begun(key).unkeyedContainer()
    }
    func superEncoder(forKey key: Key) -> any Encoder { begun(key) }
    func superEncoder() -> any Encoder { begun(SuperKey()) }

    private struct SuperKey: CodingKey {
        let stringValue = "super"
        var intValue: Int? { nil }
        init() {}
        init?(stringValue: String) { nil }
        init?(intValue: Int) { nil }
    }
}

private struct List: UnkeyedEncodingContainer {
    let codingPath: [any CodingKey] = []
    private let array: CanonicalEncoder.Elements
    var count: Int { array.elements.count }

    init(_ array: CanonicalEncoder.Elements) { self.array = array }

    private func put(_ item: CanonicalEncoder.Item) { array.elements.append(item) }

    private func begun() -> CanonicalEncoder {
        let encoder = CanonicalEncoder()
        put(.unfinished(encoder))
        return encoder
    }

    func encodeNil() throws { put(.json(Array("null".utf8))) }
    func encode(_ value: Bool) throws { put(.json(CanonicalEncoder.json(value))) }
    func encode(_ value: String) throws { put(.json(CanonicalEncoder.json(value))) }
    func encode(_ value: Int) throws { put(.json(CanonicalEncoder.json(value))) }
    func encode(_ value: Double) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: Float) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: some Encodable) throws { put(try CanonicalEncoder.item(value)) }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        begun().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { begun().unkeyedContainer() }
    func superEncoder() -> any Encoder { begun() }
}

private struct Single: SingleValueEncodingContainer {
    let codingPath: [any CodingKey] = []
    private let encoder: CanonicalEncoder

    init(_ encoder: CanonicalEncoder) { self.encoder = encoder }

    private func put(_ json: [UInt8]) { encoder.content = .json(json) }

    func encodeNil() throws { put(Array("null".utf8)) }
    func encode(_ value: Bool) throws { put(CanonicalEncoder.json(value)) }
    func encode(_ value: String) throws { put(CanonicalEncoder.json(value)) }
    func encode(_ value: some FixedWidthInteger & Encodable) throws { put(CanonicalEncoder.json(value)) }
    func encode(_ value: Double) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: Float) throws { throw CanonicalEncoder.refusal("fraction") }
    func encode(_ value: some Encodable) throws { try value.encode(to: encoder) }
}
