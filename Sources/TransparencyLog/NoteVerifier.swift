import Bytes
import Crypto
import Foundation
public import Sodium

/// A public key with a name, that verifies notes.
///
/// Source: c2sp.org/signed-note, “Signatures”; c2sp.org/tlog-cosignature.
public struct NoteVerifier: Hashable, Sendable {
    /// The signature type identifier bytes that are known here.
    public enum Kind: UInt8, Sendable {
        case ed25519 = 0x01
        case cosignature = 0x04
    }

    public let name: String
    public let publicKey: Ed25519.PublicKey
    public let kind: Kind
    public let keyID: UInt32

    /// Throws ``LogError/malformed(_:)`` when the name is not allowed.
    public init(name: String, publicKey: Ed25519.PublicKey, kind: Kind) throws(LogError) {
        guard NoteVerifier.isKeyName(name) else { throw .malformed("key name") }
        self.name = name
        self.publicKey = publicKey
        self.kind = kind
        var hasher = SHA256()
        hasher.update(data: Array(name.utf8))
        hasher.update(data: [UInt8(ascii: "\n"), kind.rawValue])
        hasher.update(data: publicKey.bytes)
        keyID = hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `name+keyid+base64(type ‖ key)`. Throws ``LogError/malformed(_:)``.
    public init(vkey: String) throws(LogError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 3, let material = Base64.decode(padded: parts[2]), let type = material.first,
            let kind = Kind(rawValue: type), let key = try? Ed25519.PublicKey(Array(material.dropFirst()))
        else { throw .malformed("verifier key") }
        try self.init(name: parts[0], publicKey: key, kind: kind)
        guard parts[1] == hexadecimalKeyID else { throw .malformed("verifier key") }
    }

    public var vkey: String {
        "\(name)+\(hexadecimalKeyID)+\(Data([kind.rawValue] + publicKey.bytes).base64EncodedString())"
    }

    private var hexadecimalKeyID: String { hex(keyID.bigEndianBytes) }

    /// Checks this key's signature of a note. Signatures by other keys are passed over.
    ///
    /// Throws ``LogError/unsigned(by:)``, or ``LogError/badSignature(by:)`` when there is one that is wrong.
    /// - Returns: for a cosignature its time, in seconds since 1970.
    @discardableResult
    public func verify(_ note: SignedNote) throws(LogError) -> UInt64? {
        let own = note.signatures.filter { $0.name == name && $0.keyID == keyID }
        guard !own.isEmpty else { throw .unsigned(by: name) }
        var time: UInt64?
        for signature in own {
            switch kind {
            case .ed25519:
                guard publicKey.verifies(signature.bytes, of: Array(note.text.utf8)) else {
                    throw .badSignature(by: name)
                }
            case .cosignature:
                let seconds = signature.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
                guard signature.bytes.count == 8 + Ed25519.signatureSize, seconds <= UInt64(Int64.max),
                    publicKey.verifies(
                        Array(signature.bytes.dropFirst(8)),
                        of: NoteVerifier.cosignedMessage(note.text, at: seconds))
                else { throw .badSignature(by: name) }
                time = max(time ?? 0, seconds)
            }
        }
        return time
    }

    static func cosignedMessage(_ text: String, at seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }

    static func isKeyName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("+")
            && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }
}
