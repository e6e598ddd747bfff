package import Age
package import Sodium

/// A public key that a vault's things are sealed to: X25519, or in a vault that was made with `--post-quantum` the hybrid of
/// ML-KEM-768 and X25519. It is an age recipient, and keys and short texts are sealed to it as well.
package enum SealingKey: Hashable, Sendable, CustomStringConvertible {
    case x25519(X25519Recipient)
    case hybrid(HybridRecipient)

    /// Reads `age1…` or `age1pq1…`. Throws `AgeError.invalidKey`.
    package init(_ text: String) throws {
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

    package var description: String {
        switch self {
        case .x25519(let key): key.description
        case .hybrid(let key): key.description
        }
    }

    package var ageRecipient: any Recipient {
        switch self {
        case .x25519(let key): key
        case .hybrid(let key): key
        }
    }

    /// The same as a recipient of a sealed document: to an X25519 key with a stanza that whoever opens the document can check.
    package var documentRecipient: any Recipient {
        switch self {
        case .x25519(let key): CheckableX25519Recipient(key, info: ContextString.stanza.bytes)
        case .hybrid(let key): key
        }
    }

    package var isPostQuantum: Bool { if case .hybrid = self { true } else { false } }

    /// 32 bytes, or 1,216.
    package var bytes: [UInt8] {
        switch self {
        case .x25519(let key): key.publicKey.bytes
        case .hybrid(let key): key.publicKey
        }
    }

    /// Names and the like, sealed: no longer than this, in bytes, since every member's computer remembers them.
    static let longestShortText = 8192
}

/// The secret half of a ``SealingKey``.
package final class OpeningKey: Sendable {
    package enum Kind: Sendable {
        case x25519(X25519Identity)
        case hybrid(HybridIdentity)
    }

    package let kind: Kind

    package init(_ identity: X25519Identity) { kind = .x25519(identity) }
    package init(_ identity: HybridIdentity) { kind = .hybrid(identity) }

    package static func generate(postQuantum: Bool) throws -> OpeningKey {
        try OpeningKey(secret: Secret(randomBytes: 32), postQuantum: postQuantum)
    }

    /// The key of a secret of 32 bytes: an X25519 secret key, or a hybrid seed.
    package init(secret: consuming Secret, postQuantum: Bool) throws {
        kind =
            postQuantum
            ? .hybrid(try HybridIdentity(seed: secret)) : .x25519(try X25519Identity(secretKey: secret))
    }

    package var sealingKey: SealingKey {
        switch kind {
        case .x25519(let identity): .x25519(identity.recipient)
        case .hybrid(let identity): .hybrid(identity.recipient)
        }
    }

    package var ageIdentity: any Identity {
        switch kind {
        case .x25519(let identity): identity
        case .hybrid(let identity): identity
        }
    }

    /// The 32 bytes.
    package func secret() throws -> Secret {
        switch kind {
        case .x25519(let identity): try identity.keyPair.secretKey.duplicate()
        case .hybrid(let identity): try identity.seed.duplicate()
        }
    }

    /// `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`.
    package func encoded() throws -> Secret {
        switch kind {
        case .x25519(let identity): try identity.encoded()
        case .hybrid(let identity): try identity.encoded()
        }
    }
}
