import Bytes
public import Sodium

/// One recipient's part of a header: the file key, wrapped.
///
/// Source: age v1, “Header”.
public struct Stanza: Hashable, Sendable {
    public var type: String
    public var arguments: [String]
    public var body: [UInt8]

    public init(type: String, arguments: [String], body: [UInt8]) {
        self.type = type
        self.arguments = arguments
        self.body = body
    }

    /// The columns of a full line of a body.
    static let columns = 64

    var encoded: [UInt8] {
        var text = Array("-> \(([type] + arguments).joined(separator: " "))\n".utf8)
        let body = Base64.encode(body)
        var start = 0
        // age v1, “Header”: the body ends with a line of fewer than 64 columns, which can be empty.
        repeat {
            let line = body[start..<min(start + Stanza.columns, body.count)]
            text += line
            text.append(UInt8(ascii: "\n"))
            start += Stanza.columns
        } while start <= body.count
        return text
    }
}

/// Somebody that a file can be sealed to.
public protocol Recipient: Sendable {
    /// Wraps a file key of 16 bytes in one stanza or more.
    ///
    /// - Parameter payloadNonce: the 16 bytes behind the header, which no other file has.
    func wrap(_ fileKey: borrowing Secret, payloadNonce: [UInt8]) throws -> [Stanza]

    /// Recipients are used together in one file only when their labels are the same. Most have none.
    var labels: Set<String> { get }

    /// Whether the recipient must be the only one of its file.
    var mustBeAlone: Bool { get }
}

extension Recipient {
    public var labels: Set<String> { [] }
    public var mustBeAlone: Bool { false }
}

/// Looks at a file's header once its MAC fits: its stanzas, the file key, and the nonce behind the header.
public typealias HeaderExamination = (
    _ stanzas: [Stanza], _ fileKey: borrowing Secret, _ payloadNonce: [UInt8]
)
    throws -> Void

/// Somebody who can open files.
public protocol Identity: Sendable {
    /// The file key in one of the stanzas, or nil when none is for this identity.
    ///
    /// Must throw ``AgeError/headerFailure(_:)`` when a stanza of its own type is malformed; that ends the attempt.
    func unwrap(_ stanzas: [Stanza]) throws -> Secret?
}

/// age v1, “File key”: 16 bytes for each file.
let fileKeySize = 16

/// Wrapping of file keys as all native recipients do it: ChaCha20-Poly1305 with a key that is used once and a nonce of zeros.
enum FileKeyWrap {
    static let wrappedSize = fileKeySize + ChaChaPoly.tagSize
    private static let nonce = [UInt8](repeating: 0, count: ChaChaPoly.nonceSize)

    static func wrap(_ fileKey: borrowing Secret, with key: borrowing Secret) throws -> [UInt8] {
        var body = [UInt8](repeating: 0, count: wrappedSize)
        try fileKey.withUnsafeBytes { fileKey in
            try body.withUnsafeMutableBytes { body in
                try nonce.withUnsafeBytes { nonce in
                    try ChaChaPoly.seal(fileKey, into: body, nonce: nonce, key: key)
                }
            }
        }
        return body
    }

    /// Nil when the body was not wrapped with this key.
    static func unwrap(_ body: [UInt8], with key: borrowing Secret) throws -> Secret? {
        do {
            return try Secret(count: fileKeySize) { fileKey in
                try body.withUnsafeBytes { body in
                    try nonce.withUnsafeBytes { nonce in
                        try ChaChaPoly.open(body, into: fileKey, nonce: nonce, key: key)
                    }
                }
            }
        } catch SodiumError.notAuthentic {
            return nil
        }
    }
}
