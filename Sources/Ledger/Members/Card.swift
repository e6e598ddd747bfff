public import Age
import Bytes
import Crypto
import Foundation
public import Sodium

/// A short name for a pair of public keys: the first 16 bytes of
/// SHA-256(`amanah/v2/member` ‖ 00 ‖ signing key ‖ X25519 key), in hexadecimal.
public struct Fingerprint: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let description: String

    package init(signingKey: Ed25519.PublicKey, recipient: X25519Recipient) {
        let digest = SHA256.bytes(
            of: ContextString.member.bytes + signingKey.bytes + recipient.publicKey.bytes)
        description = hex(digest.prefix(16))
    }

    /// What stands for a field kit where else a depositor stands: the first 16 bytes of its digest.
    package init(kit digest: KitDigest) { description = hex(digest.bytes.prefix(16)) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard HexBytes(text)?.bytes.count == 16 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a fingerprint")
        }
        description = text
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public static func < (a: Self, b: Self) -> Bool { a.description < b.description }

    /// In groups of four, to be read aloud.
    public var spoken: String {
        stride(from: 0, to: description.count, by: 4).map {
            String(description.dropFirst($0).prefix(4))
        }.joined(separator: " ")
    }
}

/// What a member hands to a custodian to be enrolled, and an office to whoever will send it bundles: a name and
/// two public keys, signed with the signing key so that nobody can pair a name with keys that are not theirs.
public struct Card: Hashable, Sendable, Codable {
    public let name: String
    public let recipient: X25519Recipient
    /// For vaults that use hybrid keys. Cards of the first versions have none.
    public let hybrid: HybridRecipient?
    public let signingKey: Ed25519.PublicKey
    private let signature: [UInt8]

    public var fingerprint: Fingerprint { Fingerprint(signingKey: signingKey, recipient: recipient) }

    /// All of its public keys, as bytes.
    var publicKeys: [[UInt8]] {
        [recipient.publicKey.bytes, signingKey.bytes] + (hybrid.map { [$0.publicKey] } ?? [])
    }

    package init(
        name: String, recipient: X25519Recipient, hybrid: HybridRecipient?,
        signedBy key: borrowing Ed25519.SigningKey
    ) throws {
        self.name = try Name.checked(name)
        self.recipient = recipient
        self.hybrid = hybrid
        self.signingKey = key.publicKey
        signature = key.sign(try Card.message(self.name, recipient, hybrid, key.publicKey))
    }

    /// What the signature is over: the card without it.
    private struct Message: Encodable {
        let amanah, name, recipient: String
        let hybrid: String?
        let signingKey: HexBytes
    }

    private static func message(
        _ name: String, _ recipient: X25519Recipient, _ hybrid: HybridRecipient?, _ key: Ed25519.PublicKey
    ) throws -> [UInt8] {
        try ContextString.card.bytes
            + CanonicalJSON.encode(
                Message(
                    amanah: format, name: name, recipient: recipient.description,
                    hybrid: hybrid?.description, signingKey: HexBytes(key.bytes)))
    }

    /// What a vault of the given kind seals to this member. Throws ``LedgerError/noHybridKey(name:)``.
    package func sealingKey(postQuantum: Bool) throws -> SealingKey {
        guard postQuantum else { return .x25519(recipient) }
        guard let hybrid else { throw LedgerError.noHybridKey(name: name) }
        return .hybrid(hybrid)
    }

    /// Reads a card file. Throws ``LedgerError/notACard(_:)`` when it is none, or its signature is wrong.
    public init(json: [UInt8]) throws {
        guard json.count <= 16_384 else { throw LedgerError.notACard(.tooLarge) }
        do {
            self = try CanonicalJSON.decodeFile(Card.self, from: json)
        } catch let error as LedgerError {
            throw error
        } catch {
            if let fault = Card.unread(json) { throw fault }
            throw LedgerError.notACard(.notJSON)
        }
    }

    /// The member that cards do not have, or that stands twice.
    private static func unread(_ json: [UInt8]) -> SettingFault? {
        let names = [CodingKeys.amanah, .name, .recipient, .hybrid, .signingKey, .signature].map(\.rawValue)
        do {
            try SettingsJSON(json).requireKnown(in: .object(names.map { ($0, .string("")) }))
            return nil
        } catch {
            switch error.reason {
            case .doubled, .unknown: return error
            default: return nil
            }
        }
    }

    /// The card file: one JSON object and a newline.
    public func json() throws -> [UInt8] { try CanonicalJSON.encodeFile(self) }

    private enum CodingKeys: String, CodingKey {
        case amanah, name, recipient, hybrid, signingKey, signature
    }
    private static let format = "card/2"

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .amanah) == Card.format else {
            throw LedgerError.notACard(.otherFormat)
        }
        name = try container.decode(String.self, forKey: .name)
        guard (try? Name.checked(name)) == name else {
            throw LedgerError.notACard(.name)
        }
        do {
            recipient = try X25519Recipient(try container.decode(String.self, forKey: .recipient))
            guard recipient.publicKey.isSound else { throw AgeError.invalidKey("not canonical") }
        } catch is AgeError {
            throw LedgerError.notACard(.recipient)
        }
        do {
            hybrid = try container.decodeIfPresent(String.self, forKey: .hybrid).map {
                try HybridRecipient($0)
            }
        } catch is AgeError {
            throw LedgerError.notACard(.hybridRecipient)
        }
        signingKey = try Ed25519.PublicKey(try container.decode(HexBytes.self, forKey: .signingKey).bytes)
        signature = try container.decode(Base64Bytes.self, forKey: .signature).bytes
        guard signingKey.verifies(signature, of: try Card.message(name, recipient, hybrid, signingKey)) else {
            throw LedgerError.notACard(.signature)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Card.format, forKey: .amanah)
        try container.encode(name, forKey: .name)
        try container.encode(recipient.description, forKey: .recipient)
        try container.encodeIfPresent(hybrid?.description, forKey: .hybrid)
        try container.encode(HexBytes(signingKey.bytes), forKey: .signingKey)
        try container.encode(Base64Bytes(signature), forKey: .signature)
    }
}
