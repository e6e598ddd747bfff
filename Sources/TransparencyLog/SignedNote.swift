import Bytes
import Foundation
public import Sodium

/// One signature line of a note: who claims to have signed, and the bytes.
public struct NoteSignature: Hashable, Sendable {
    public let name: String
    /// The first four bytes of a hash over name, type and key: finds the key, proves nothing.
    public let keyID: UInt32
    public let bytes: [UInt8]
}

/// A text with signatures. Nothing of the text may be used before a ``NoteVerifier`` has verified it.
///
/// Source: c2sp.org/signed-note, “Format”.
public struct SignedNote: Hashable, Sendable {
    /// Notes are not longer, in bytes.
    public static let maximumSize = 1 << 20
    /// Notes do not have more signatures.
    public static let maximumSignatures = 100

    /// With the newline at its end.
    public let text: String
    public private(set) var signatures: [NoteSignature]

    /// A note without a signature. `text` ends with a newline.
    public init(text: String) {
        self.text = text
        signatures = []
    }

    /// Throws ``LogError/malformed(_:)``.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        func malformed() -> LogError { .malformed("signed note") }
        guard bytes.count <= SignedNote.maximumSize, let note = String(validating: bytes, as: UTF8.self),
            bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }), bytes.last == UInt8(ascii: "\n")
        else { throw malformed() }
        // The last empty line parts the text from the signatures.
        guard let gap = note.range(of: "\n\n", options: [.backwards, .literal]) else { throw malformed() }
        let lines = note[gap.upperBound...].dropLast().split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count <= SignedNote.maximumSignatures else { throw malformed() }
        var signatures: [NoteSignature] = []
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 3, words[0] == "—", NoteVerifier.isKeyName(words[1]),
                let signature = Base64.decode(padded: words[2]), signature.count > 4
            else { throw malformed() }
            signatures.append(
                NoteSignature(
                    name: words[1], keyID: signature.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
                    bytes: Array(signature.dropFirst(4))))
        }
        text = note[..<gap.lowerBound] + "\n"
        self.signatures = signatures
    }

    /// The note as it is stored and sent.
    public var encoded: [UInt8] {
        let lines = signatures.map { signature in
            let id = withUnsafeBytes(of: signature.keyID.bigEndian) { [UInt8]($0) }
            return "— \(signature.name) \(Data(id + signature.bytes).base64EncodedString())\n"
        }
        return Array((text + "\n" + lines.joined()).utf8)
    }

    /// Adds an Ed25519 signature of the text. Throws ``LogError/malformed(_:)`` when the name is not allowed.
    public mutating func sign(name: String, with key: borrowing Ed25519.SigningKey) throws(LogError) {
        let verifier = try NoteVerifier(name: name, publicKey: key.publicKey, kind: .ed25519)
        signatures.append(
            NoteSignature(name: name, keyID: verifier.keyID, bytes: key.sign(Array(text.utf8))))
    }

    /// Adds a cosignature: that its maker saw this checkpoint, consistent with all before, at `seconds` since 1970.
    ///
    /// Source: c2sp.org/tlog-cosignature, “Ed25519 signed message”.
    public mutating func cosign(
        name: String, with key: borrowing Ed25519.SigningKey, at seconds: UInt64
    ) throws(LogError) {
        let verifier = try NoteVerifier(name: name, publicKey: key.publicKey, kind: .cosignature)
        let time = withUnsafeBytes(of: seconds.bigEndian) { [UInt8]($0) }
        let signature = key.sign(NoteVerifier.cosignedMessage(text, at: seconds))
        signatures.append(NoteSignature(name: name, keyID: verifier.keyID, bytes: time + signature))
    }
}

extension String {
    /// The string of UTF-8 bytes, or nil where they are not well-formed.
    init?(validating bytes: [UInt8], as encoding: UTF8.Type) {
        guard let string = String(bytes: bytes, encoding: .utf8), string.utf8.elementsEqual(bytes) else {
            return nil
        }
        self = string
    }
}
