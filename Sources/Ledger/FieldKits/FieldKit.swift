import Age
public import Bytes
import Crypto
import Foundation
package import Sodium

/// A small file that seals documents into one case and opens none: the case's public keys, and a signing key of its own. It names
/// no person.
///
/// JSON (`kit/2`), described in `docs/format.md`. Who has the file can seal with it until it expires or is cancelled. Nothing in the
/// file can prove that it is the kit that a coordinator made: that is for its ``digest``, which goes another way. So a kit that
/// comes from outside is an ``UncheckedKit``, which seals nothing.
public final class FieldKit: Sendable {
    /// All of the kit but its secret.
    public struct Contents: Codable, Hashable, Sendable {
        package let amanah: String
        public let vault: VaultID
        public let caseID: HexBytes
        public let caseRef: String
        public let kinds: [DocumentKind]
        public let until: Timestamp
        package let compartments: [Compartment]
        /// The vault's recovery key, an age recipient.
        package let recovery: String
        /// The kit's own Ed25519 key.
        public let key: HexBytes
        /// 32 random bytes, so that nobody can guess the kinds from the digest in the log.
        package let salt: HexBytes
    }

    public let contents: Contents
    /// What the log and every seal of the kit say of it.
    public let digest: KitDigest
    package let signingKey: Ed25519.SigningKey

    package static let format = "kit/2"
    private static let maximumSize = 1 << 20

    /// A new kit.
    package init(
        vault: VaultID, file: CaseFile, kinds: [DocumentKind], until: Timestamp, compartments: [Compartment],
        recovery: SealingKey
    ) throws {
        signingKey = try Ed25519.SigningKey()
        contents = Contents(
            amanah: FieldKit.format, vault: vault, caseID: file.id, caseRef: file.ref, kinds: kinds,
            until: until, compartments: compartments, recovery: recovery.description,
            key: HexBytes(signingKey.publicKey.bytes), salt: HexBytes(try randomBytes(32)))
        digest = try KitDigest(of: contents)
    }

    private struct Stored: Codable {
        let kit: Contents
        let seed: Base64Bytes
    }

    /// Reads a kit file. Throws ``LedgerError/notAKit(_:)`` when it is none, or is not written as kits are.
    fileprivate init(json: [UInt8]) throws {
        guard json.count <= FieldKit.maximumSize, json.last == UInt8(ascii: "\n"),
            let stored = try? CanonicalJSON.decode(Stored.self, from: Array(json.dropLast())),
            stored.kit.amanah == FieldKit.format
        else { throw LedgerError.notAKit(.otherFormat) }
        var seed = stored.seed.bytes
        guard let key = try? Ed25519.SigningKey(seed: Secret(moving: &seed)),
            key.publicKey.bytes == stored.kit.key.bytes
        else { throw LedgerError.notAKit(.otherSeed) }
        signingKey = key
        contents = stored.kit
        digest = try KitDigest(of: stored.kit)
    }

    /// The kit file: one JSON object and a newline.
    public func json() throws -> [UInt8] {
        let seed = try signingKey.seed().withUnsafeBytes { Base64Bytes([UInt8]($0)) }
        return try CanonicalJSON.encode(Stored(kit: contents, seed: seed)) + Array("\n".utf8)
    }
}

/// A kit as it came out of a file: who changed the file on its way decides what it says, also to whom it would seal.
public final class UncheckedKit: Sendable {
    private let kit: FieldKit

    /// Throws ``LedgerError/notAKit(_:)``.
    public init(json: [UInt8]) throws { kit = try FieldKit(json: json) }

    /// What the file says.
    public var contents: FieldKit.Contents { kit.contents }

    /// The kit, if it is the one whose digest its maker has said by another way than the file came.
    /// Throws ``LedgerError/notAKit(_:)`` otherwise.
    public func checked(against said: SpokenDigest) throws -> FieldKit {
        if let words = said.difference(from: kit.digest.bytes) {
            throw LedgerError.notAKit(.otherDigest(words: words))
        }
        return kit
    }
}

/// Why a file is not a kit to seal with.
public enum KitProblem: Error, Equatable, Sendable {
    case otherFormat
    /// Its seed is not that of its key.
    case otherSeed
    /// Its digest is not the one that was said; the positions of words that differ, from 1, when words were said.
    case otherDigest(words: [Int])
}

/// What a kit is known by: SHA-256(`amanah/v2/kit` ‖ 00 ‖ its canonical JSON without the secret). It covers all that decides what is
/// sealed to whom.
public struct KitDigest: Hashable, Sendable, CustomStringConvertible {
    package let value: HexBytes
    public var bytes: [UInt8] { value.bytes }
    /// 64 hexadecimal digits.
    public var description: String { value.description }
    /// Its first 120 bits, to be said aloud.
    public var words: [String] { SpokenDigest.words(for: bytes) }
    /// What stands for the kit where else a depositor stands.
    public var fingerprint: Fingerprint { Fingerprint(kit: self) }

    package init(of contents: FieldKit.Contents) throws {
        value = HexBytes(
            SHA256.bytes(of: ContextString.kit.bytes + (try CanonicalJSON.encode(contents))))
    }
}

extension KitDigest: Codable {
    public init(from decoder: any Decoder) throws {
        value = try HexBytes(from: decoder)
        guard value.bytes.count == 32 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a kit's digest"))
        }
    }

    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

/// What a kit is for, as those on the team of its case read it in the log.
public struct KitDetails: Codable, Hashable, Sendable {
    /// For whom it is.
    public let holder: String?
    public let kinds: [DocumentKind]

    package init(holder: String?, kinds: [DocumentKind]) {
        self.holder = holder
        self.kinds = kinds
    }
}
