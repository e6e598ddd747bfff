import Age
import Sodium

/// A public key that a vault's things are sealed to: X25519, or in a vault that was made with `--post-quantum` the hybrid of
/// ML-KEM-768 and X25519. It is an age recipient, and keys and short texts are sealed to it as well.
public enum SealingKey: Hashable, Sendable, CustomStringConvertible {
    case x25519(X25519Recipient)
    case hybrid(HybridRecipient)

    /// Reads `age1…` or `age1pq1…`. Throws `AgeError.invalidKey`.
    public init(_ text: String) throws {
        switch try RecipientsFile.recipient(text) {
        case let key as HybridRecipient: self = .hybrid(key)
        case let key as X25519Recipient:
            guard key.publicKey.isSound else {
                throw AgeError.invalidKey("not canonical, or of small order")
            }
            self = .x25519(key)
        default: throw AgeError.invalidKey("neither age1… nor age1pq1…")
        }
    }

    public var description: String {
        switch self {
        case .x25519(let key): key.description
        case .hybrid(let key): key.description
        }
    }

    public var ageRecipient: any Recipient {
        switch self {
        case .x25519(let key): key
        case .hybrid(let key): key
        }
    }

    /// The same as a recipient of a sealed document: to an X25519 key with a stanza that whoever opens the document can check.
    var documentRecipient: any Recipient {
        switch self {
        case .x25519(let key): CheckableX25519Recipient(key, info: ContextString.stanza.bytes)
        case .hybrid(let key): key
        }
    }

    var isPostQuantum: Bool { if case .hybrid = self { true } else { false } }

    /// 32 bytes, or 1,216.
    var bytes: [UInt8] {
        switch self {
        case .x25519(let key): key.publicKey.bytes
        case .hybrid(let key): key.publicKey
        }
    }

    /// Names and the like, sealed: no longer than this, in bytes, since every member's computer remembers them.
    static let longestShortText = 8192

    static func overhead(postQuantum: Bool) -> Int {
        postQuantum ? HybridIdentity.shareSize + ChaChaPoly.tagSize : SealedBox.overhead
    }

    fileprivate static let info = Array("amanah/v1/sealed-box".utf8)

    /// A box that the secret half opens: a libsodium sealed box; for the hybrid, HPKE (RFC 9180, base mode, X-Wing,
    /// HKDF-SHA-256, ChaCha20-Poly1305): encapsulated key (1,120) ‖ ciphertext.
    func seal(_ message: UnsafeRawBufferPointer) throws -> [UInt8] {
        switch self {
        case .x25519(let key): return try SealedBox.seal(message, to: key.publicKey)
        case .hybrid(let key):
            let (share, ciphertext) = try key.seal(message, info: SealingKey.info)
            return share + ciphertext
        }
    }

    func seal(_ secret: borrowing Secret) throws -> [UInt8] { try secret.withUnsafeBytes { try seal($0) } }
    func seal(_ bytes: [UInt8]) throws -> [UInt8] { try bytes.withUnsafeBytes { try seal($0) } }
}

/// The secret half of a ``SealingKey``.
final class OpeningKey: Sendable {
    enum Kind: Sendable {
        case x25519(X25519Identity)
        case hybrid(HybridIdentity)
    }

    let kind: Kind

    init(_ identity: X25519Identity) { kind = .x25519(identity) }
    init(_ identity: HybridIdentity) { kind = .hybrid(identity) }

    static func generate(postQuantum: Bool) throws -> OpeningKey {
        try OpeningKey(secret: Secret(randomBytes: 32), postQuantum: postQuantum)
    }

    /// The key of a secret of 32 bytes: an X25519 secret key, or a hybrid seed.
    init(secret: consuming Secret, postQuantum: Bool) throws {
        kind =
            postQuantum
            ? .hybrid(try HybridIdentity(seed: secret)) : .x25519(try X25519Identity(secretKey: secret))
    }

    var sealingKey: SealingKey {
        switch kind {
        case .x25519(let identity): .x25519(identity.recipient)
        case .hybrid(let identity): .hybrid(identity.recipient)
        }
    }

    var ageIdentity: any Identity {
        switch kind {
        case .x25519(let identity): identity
        case .hybrid(let identity): identity
        }
    }

    /// The 32 bytes.
    func secret() throws -> Secret {
        switch kind {
        case .x25519(let identity): try identity.keyPair.secretKey.duplicate()
        case .hybrid(let identity): try identity.seed.duplicate()
        }
    }

    /// `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`.
    func encoded() throws -> Secret {
        switch kind {
        case .x25519(let identity): try identity.encoded()
        case .hybrid(let identity): try identity.encoded()
        }
    }

    /// How many bytes a box for this key is longer than what is in it.
    var overhead: Int {
        if case .hybrid = kind {
            SealingKey.overhead(postQuantum: true)
        } else {
            SealingKey.overhead(postQuantum: false)
        }
    }

    /// What is in a box. Throws `SodiumError.notAuthentic` when it was not sealed to this key, or was altered.
    func open(_ box: [UInt8]) throws -> Secret {
        switch kind {
        case .x25519(let identity): return try SealedBox.open(box, with: identity.keyPair)
        case .hybrid(let identity):
            guard box.count > HybridIdentity.shareSize,
                let opened = try? identity.open(
                    share: Array(box[..<HybridIdentity.shareSize]),
                    Array(box[HybridIdentity.shareSize...]), info: SealingKey.info)
            else { throw SodiumError.notAuthentic }
            return opened
        }
    }

    /// What is in a box that holds no key, in ordinary memory. Throws `SodiumError.notAuthentic`.
    func openBytes(_ box: [UInt8]) throws -> [UInt8] {
        switch kind {
        case .x25519(let identity): try SealedBox.openBytes(box, with: identity.keyPair)
        case .hybrid: try open(box).withUnsafeBytes { [UInt8]($0) }
        }
    }
}
