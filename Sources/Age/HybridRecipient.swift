import Bytes
import Crypto
import Foundation
public import Sodium

/// The native post-quantum recipient, written `age1pq1…`: ML-KEM-768 and X25519 together (X-Wing), so that a file stays
/// closed while either of them holds.
///
/// Source: age v1, “The MLKEM768-X25519 (i.e. X-Wing) hybrid post-quantum recipient type”.
public struct HybridRecipient: Recipient, Hashable, CustomStringConvertible {
    static let prefix = "age1pq"
    static let stanzaType = "mlkem768x25519"
    static let info = Array("age-encryption.org/mlkem768x25519".utf8)
    /// In bytes.
    public static let keySize = 1216

    /// ML-KEM-768 encapsulation key (1,184 bytes) and X25519 public key (32).
    public let publicKey: [UInt8]

    /// Throws ``AgeError/invalidKey(_:)`` unless there are 1,216 bytes that encode a key.
    public init(publicKey: [UInt8]) throws {
        guard publicKey.count == HybridRecipient.keySize,
            (try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)) != nil
        else { throw AgeError.invalidKey("it is not a key of \(HybridRecipient.keySize) bytes") }
        self.publicKey = publicKey
    }

    /// Reads `age1pq1…`. Throws ``AgeError/invalidKey(_:)``.
    public init(_ string: String) throws {
        try self.init(
            publicKey: Array(string.utf8).withUnsafeBytes {
                try Bech32.decode($0, prefix: HybridRecipient.prefix)
            })
    }

    public var description: String {
        publicKey.withUnsafeBytes {
            String(decoding: Bech32.encode(prefix: HybridRecipient.prefix, data: $0), as: UTF8.self)
        }
    }

    // age v1: not in one file with recipients that a quantum computer opens.
    public var labels: Set<String> { ["postquantum"] }

    public func wrap(_ fileKey: borrowing Secret, payloadNonce: [UInt8]) throws -> [Stanza] {
        let (share, body) = try fileKey.withUnsafeBytes { try seal($0, info: HybridRecipient.info) }
        return [
            Stanza(
                type: HybridRecipient.stanzaType,
                arguments: [String(decoding: Base64.encode(share), as: UTF8.self)], body: body)
        ]
    }

    /// HPKE `SealBase` (RFC 9180, 6.1) of one short message, with no associated data: the encapsulated key of
    /// ``HybridIdentity/shareSize`` bytes, and the ciphertext, 16 bytes longer than the message.
    public func seal(
        _ message: UnsafeRawBufferPointer, info: [UInt8]
    ) throws -> (share: [UInt8], ciphertext: [UInt8]) {
        let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)
        var sender = try HPKE.Sender(
            recipientKey: key, ciphersuite: HybridIdentity.suite, info: Data(info))
        var plain = [UInt8](message)
        defer { wipe(&plain) }
        return ([UInt8](sender.encapsulatedKey), [UInt8](try sender.seal(plain)))
    }
}

/// The native post-quantum secret key, written `AGE-SECRET-KEY-PQ-1…`.
public final class HybridIdentity: Identity {
    private static let prefix = "age-secret-key-pq-"
    /// The encapsulated key, in bytes.
    public static let shareSize = 1120
    static let suite = HPKE.Ciphersuite(kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    /// 32 bytes, from which both keys are derived.
    public let seed: Secret
    public let recipient: HybridRecipient

    public init(seed: consuming Secret) throws {
        guard seed.count == 32 else { throw AgeError.invalidKey("it has \(seed.count) bytes, not 32") }
        recipient = try HybridRecipient(
            publicKey: [UInt8](HybridIdentity.privateKey(seed).publicKey.rawRepresentation))
        self.seed = seed
    }

    public static func generate() throws -> HybridIdentity {
        try HybridIdentity(seed: Secret(randomBytes: 32))
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…`. Throws ``AgeError/invalidKey(_:)``, which says nothing about the key.
    public convenience init(encoded text: borrowing Secret) throws {
        try self.init(seed: Bech32.decodeSecret(text, prefix: HybridIdentity.prefix))
    }

    /// `AGE-SECRET-KEY-PQ-1…`, in guarded memory.
    public func encoded() throws -> Secret { try Bech32.encodeSecret(seed, prefix: HybridIdentity.prefix) }

    /// swift-crypto's key lives outside guarded memory, so it is made when it is needed and not kept.
    private static func privateKey(_ seed: borrowing Secret) throws -> XWingMLKEM768X25519.PrivateKey {
        var bytes = seed.withUnsafeBytes { [UInt8]($0) }
        defer { wipe(&bytes) }
        return try XWingMLKEM768X25519.PrivateKey(seedRepresentation: bytes, publicKey: nil)
    }

    public func unwrap(_ stanzas: [Stanza]) throws -> Secret? {
        for stanza in stanzas where stanza.type == HybridRecipient.stanzaType {
            guard stanza.arguments.count == 1, let share = Base64.decode(stanza.arguments[0].utf8),
                share.count == HybridIdentity.shareSize
            else {
                throw AgeError.headerFailure(
                    "a hybrid stanza has one argument of \(HybridIdentity.shareSize) bytes")
            }
            guard stanza.body.count == FileKeyWrap.wrappedSize else {
                throw AgeError.headerFailure("the body of a hybrid stanza has 32 bytes")
            }
            if let fileKey = try open(share: share, stanza.body, info: HybridRecipient.info) {
                return fileKey
            }
        }
        return nil
    }

    /// HPKE `OpenBase`: the secret, or nil when it was not sealed to this identity with this `info`.
    /// Throws ``AgeError/headerFailure(_:)`` when the encapsulated key is none.
    public func open(share: [UInt8], _ ciphertext: [UInt8], info: [UInt8]) throws -> Secret? {
        let key = try HybridIdentity.privateKey(seed)
        var recipient: HPKE.Recipient
        do {
            recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: HybridIdentity.suite, info: Data(info),
                encapsulatedKey: Data(share))
        } catch {
            throw AgeError.headerFailure("the share of a hybrid stanza is no share")
        }
        guard var plain = try? recipient.open(ciphertext) else { return nil }
        var bytes = [UInt8](plain)
        plain.resetBytes(in: plain.indices)
        return try Secret(moving: &bytes)
    }
}
