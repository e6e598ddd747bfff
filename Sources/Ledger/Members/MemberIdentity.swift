public import Age
import Foundation
package import Sodium

/// One member's secret half: an age identity, and the keys that are derived from it.
///
/// The signing key is
/// HKDF-SHA-256(identity, info `amanah/v2/signing-key` ‖ 00).
public final class MemberIdentity: Sendable {
    public let card: Card
    package let age: X25519Identity
    /// For vaults that use hybrid keys. Identity files of the first versions have none.
    package let hybrid: HybridIdentity?
    package let signingKey: Ed25519.SigningKey
    /// Seals what this member's own computer remembers of a vault (``KnownVaults``).
    package let memoryKey: Secret

    /// What bundles that were sealed to this member's card are opened with.
    public var bundleIdentities: [any Age.Identity] { [age] + (hybrid.map { [$0] } ?? []) }

    /// What a vault of the given kind has sealed to this member.
    package func openingKey(postQuantum: Bool) -> OpeningKey? {
        postQuantum ? hybrid.map { OpeningKey($0) } : OpeningKey(age)
    }

    public var name: String { card.name }
    public var fingerprint: Fingerprint { card.fingerprint }

    package init(name: String, age: X25519Identity, hybrid: HybridIdentity?) throws {
        self.age = age
        self.hybrid = hybrid
        signingKey = try Ed25519.SigningKey(
            seed: hkdfSHA256(age.keyPair.secretKey, salt: [], info: ContextString.signingKey.bytes))
        // Who breaks X25519 one day must not read what this computer remembers, if there is a hybrid key.
        let source =
            try hybrid.map { hybrid in
                try Secret(count: 64) { memory in
                    age.keyPair.secretKey.withUnsafeBytes { memory[..<32].copyBytes(from: $0) }
                    hybrid.seed.withUnsafeBytes { memory[32...].copyBytes(from: $0) }
                }
            } ?? age.keyPair.secretKey.duplicate()
        memoryKey = try hkdfSHA256(source, salt: [], info: ContextString.memoryKey.bytes)
        card = try Card(
            name: name, recipient: age.recipient, hybrid: hybrid?.recipient, signedBy: signingKey)
    }

    /// A new identity for `name`.
    public static func generate(name: String) throws -> MemberIdentity {
        try MemberIdentity(
            name: Name.checked(name), age: X25519Identity.generate(), hybrid: HybridIdentity.generate())
    }

    /// The name on the recovery key's card, and on nobody else's.
    package static let recoveryName = "recovery"

    /// The recovery key as an author: what it signs when trustees restore access is signed with a key derived from it. In a
    /// post-quantum vault the secret is the seed of its hybrid key, and an X25519 key is derived for its card.
    package static func recovery(secret: borrowing Secret, postQuantum: Bool) throws -> MemberIdentity {
        guard postQuantum else {
            return try MemberIdentity(
                name: recoveryName, age: X25519Identity(secretKey: secret.duplicate()), hybrid: nil)
        }
        let derived = try hkdfSHA256(secret, salt: [], info: ContextString.recoveryX25519.bytes)
        return try MemberIdentity(
            name: recoveryName, age: X25519Identity(secretKey: derived),
            hybrid: HybridIdentity(seed: secret.duplicate()))
    }
}
