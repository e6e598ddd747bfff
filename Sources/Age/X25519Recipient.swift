import Bytes
public import Sodium

/// The native public-key recipient, written `age1…`.
///
/// Source: age v1, “The X25519 recipient type”.
public struct X25519Recipient: Recipient, Hashable, CustomStringConvertible {
    static let prefix = "age"
    static let stanzaType = "X25519"
    static let info = Array("age-encryption.org/v1/X25519".utf8)

    public let publicKey: X25519.PublicKey

    public init(_ publicKey: X25519.PublicKey) { self.publicKey = publicKey }

    /// Reads `age1…`. Throws ``AgeError/invalidKey(_:)``.
    public init(_ string: String) throws {
        let bytes = try Array(string.utf8).withUnsafeBytes {
            try Bech32.decode($0, prefix: X25519Recipient.prefix)
        }
        guard let key = try? X25519.PublicKey(bytes) else {
            throw AgeError.invalidKey("it has \(bytes.count) bytes, not 32")
        }
        publicKey = key
    }

    public var description: String {
        publicKey.bytes.withUnsafeBytes {
            String(decoding: Bech32.encode(prefix: X25519Recipient.prefix, data: $0), as: UTF8.self)
        }
    }

    public func wrap(_ fileKey: borrowing Secret, payloadNonce: [UInt8]) throws -> [Stanza] {
        try wrap(fileKey, with: X25519.KeyPair())
    }

    fileprivate func wrap(
        _ fileKey: borrowing Secret, with ephemeral: borrowing X25519.KeyPair
    ) throws -> [Stanza] {
        let shared = try ephemeral.sharedSecret(with: publicKey)
        let key = try X25519Recipient.wrapKey(shared, share: ephemeral.publicKey, recipient: publicKey)
        let share = String(decoding: Base64.encode(ephemeral.publicKey.bytes), as: UTF8.self)
        return [
            Stanza(
                type: X25519Recipient.stanzaType, arguments: [share],
                body: try FileKeyWrap.wrap(fileKey, with: key))
        ]
    }

    static func wrapKey(
        _ shared: borrowing Secret, share: X25519.PublicKey, recipient: X25519.PublicKey
    ) throws -> Secret {
        try hkdfSHA256(shared, salt: share.bytes + recipient.bytes, info: info)
    }
}

/// The same recipient, whose share is not drawn by chance: it follows from file key, payload nonce and public key. On the wire
/// nothing tells the two apart; but whoever has the file key can make the stanza again and compare it, byte for byte, and so
/// knows that its recipient can open the file.
///
/// Safe because a file key is 16 random bytes, used once: age's own derivations from it have other infos, and the nonce keeps
/// guesses at one file from counting for all.
public struct CheckableX25519Recipient: Recipient {
    private let recipient: X25519Recipient
    private let info: [UInt8]

    /// - Parameter info: what the derivation is for; the public key is put behind it.
    public init(_ recipient: X25519Recipient, info: [UInt8]) {
        self.recipient = recipient
        self.info = info
    }

    public func wrap(_ fileKey: borrowing Secret, payloadNonce: [UInt8]) throws -> [Stanza] {
        let secret = try hkdfSHA256(fileKey, salt: payloadNonce, info: info + recipient.publicKey.bytes)
        return try recipient.wrap(fileKey, with: X25519.KeyPair(secretKey: secret))
    }
}

/// The native secret key, written `AGE-SECRET-KEY-1…`.
public final class X25519Identity: Identity {
    private static let prefix = "age-secret-key-"

    public let keyPair: X25519.KeyPair

    public var recipient: X25519Recipient { X25519Recipient(keyPair.publicKey) }

    /// The identity of a secret scalar of 32 bytes.
    public init(secretKey: consuming Secret) throws {
        keyPair = try X25519.KeyPair(secretKey: secretKey)
    }

    public static func generate() throws -> X25519Identity {
        try X25519Identity(secretKey: Secret(randomBytes: X25519.keySize))
    }

    /// Reads `AGE-SECRET-KEY-1…`. Throws ``AgeError/invalidKey(_:)``, which says nothing about the key.
    public convenience init(encoded text: borrowing Secret) throws {
        let secretKey = try Bech32.decodeSecret(text, prefix: X25519Identity.prefix)
        guard secretKey.count == X25519.keySize else {
            throw AgeError.invalidKey("it has \(secretKey.count) bytes, not 32")
        }
        try self.init(secretKey: secretKey)
    }

    /// `AGE-SECRET-KEY-1…`, in guarded memory.
    public func encoded() throws -> Secret {
        try Bech32.encodeSecret(keyPair.secretKey, prefix: X25519Identity.prefix)
    }

    public func unwrap(_ stanzas: [Stanza]) throws -> Secret? {
        for stanza in stanzas where stanza.type == X25519Recipient.stanzaType {
            guard stanza.arguments.count == 1,
                let share = Base64.decode(stanza.arguments[0].utf8).flatMap({ try? X25519.PublicKey($0) })
            else { throw AgeError.headerFailure("an X25519 stanza has one argument of 32 bytes") }
            guard stanza.body.count == FileKeyWrap.wrappedSize else {
                throw AgeError.headerFailure("the body of an X25519 stanza has 32 bytes")
            }
            let shared: Secret
            do {
                shared = try keyPair.sharedSecret(with: share)
            } catch SodiumError.smallOrderPoint {
                throw AgeError.headerFailure("the share of an X25519 stanza has a small order")
            }
            let key = try X25519Recipient.wrapKey(shared, share: share, recipient: keyPair.publicKey)
            if let fileKey = try FileKeyWrap.unwrap(stanza.body, with: key) { return fileKey }
        }
        return nil
    }
}
