import Sodium

/// Short texts and JSON sealed to a compartment, filled up with spaces to a multiple of 128 bytes so that their length says
/// little.
///
/// Layout: box(compartment key, text key (32)) ‖ XChaCha20-Poly1305 of the text under the text key, nonce in front.
enum SealedText {
    fileprivate static let associatedData = Array("amanah/v1/text".utf8)

    static func seal(_ text: [UInt8], to key: SealingKey) throws -> [UInt8] {
        try TextSealer(to: key).seal(text)
    }

    /// The text without the spaces at its end.
    static func open(_ sealed: [UInt8], with key: OpeningKey) throws -> [UInt8] {
        let boxSize = TextSealer.keySize + key.overhead
        guard sealed.count > boxSize else { throw SodiumError.notAuthentic }
        let textKey = try key.open(Array(sealed[..<boxSize]))
        let opened = try XChaChaPoly.open(
            Array(sealed[boxSize...]), associatedData: associatedData, key: textKey)
        return Array(opened.prefix((opened.lastIndex { $0 != UInt8(ascii: " ") } ?? -1) + 1))
    }
}

/// Seals several texts to one compartment under one text key: a deposit of ten thousand documents takes one key agreement
/// for their details, not ten thousand.
final class TextSealer: Sendable {
    fileprivate static let keySize = XChaChaPoly.keySize

    private let key: Secret
    private let box: [UInt8]

    init(to recipient: SealingKey) throws {
        key = try Secret(randomBytes: TextSealer.keySize)
        box = try recipient.seal(key)
    }

    func seal(_ text: [UInt8]) throws -> [UInt8] {
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: (128 - text.count % 128) % 128)
        return try box
            + XChaChaPoly.seal(text + padding, associatedData: SealedText.associatedData, key: key)
    }
}
