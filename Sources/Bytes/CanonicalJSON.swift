package import Foundation

/// JSON as everything here writes it: keys sorted, no spaces, so that the same value gives the same bytes.
package enum CanonicalJSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        try CanonicalEncoder.encode(value)
    }

    /// Reads what is signed, hashed or sealed: only the one way of writing it that ``encode(_:)`` has. A member that is
    /// unknown, doubled or in another place, another form of a number or of a string would mean one thing here and another
    /// to somebody else's parser.
    ///
    /// Throws `DecodingError` for anything else.
    package static func decode<T: Codable>(
        _ type: T.Type, from bytes: some Collection<UInt8>, with decoder: JSONDecoder = JSONDecoder()
    ) throws -> T {
        let bytes = Array(bytes)
        guard JSONBounds.hold(bytes) else { throw notCanonical("a number or a depth out of bounds") }
        let value = try decoder.decode(type, from: Data(bytes))
        guard try encode(value) == bytes else { throw notCanonical("not in canonical form") }
        return value
    }

    /// A file of one such value: its JSON and a newline.
    package static func encodeFile(_ value: some Encodable) throws -> [UInt8] {
        try encode(value) + [UInt8(ascii: "\n")]
    }

    package static func decodeFile<T: Codable>(_ type: T.Type, from bytes: some Collection<UInt8>) throws -> T
    {
        guard bytes.reversed().first == UInt8(ascii: "\n") else {
            throw notCanonical("no newline at its end")
        }
        return try decode(type, from: bytes.dropLast())
    }

    /// Reads JSON as people write it: settings, never what is signed or hashed.
    package static func decodeLeniently<T: Decodable>(
        _ type: T.Type, from bytes: some Collection<UInt8>
    ) throws -> T {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    private static func notCanonical(_ why: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: why))
    }
}
