import Age
import Foundation
import Sodium

/// One member's secret half: an age identity, and the keys that are derived from it.
///
/// On disk it is what `age-keygen | age -p` makes: an age file sealed under a passphrase (scrypt, work factor 18)
/// around an identity file, with the member's name in a comment. The signing key is
/// HKDF-SHA-256(identity, info `amanah/v1/signing-key`).
public final class MemberIdentity: Sendable {
    public let card: Card
    let age: X25519Identity
    let signingKey: Ed25519.SigningKey
    /// Seals what this member's own computer remembers of a vault (``KnownVaults``).
    let memoryKey: Secret

    /// What bundles that were sealed to this member's card are opened with.
    public var bundleIdentity: any Age.Identity { age }
    public var name: String { card.name }
    public var fingerprint: Fingerprint { card.fingerprint }

    /// The age work factor of new identity files: log2 of scrypt's N. 18 takes 256 MiB and about a second.
    public static let workFactor = 18
    /// No identity file may ask for more: 2^20 takes 1 GiB.
    static let maximumWorkFactor = 20
    static let maximumFileSize = 65_536

    private init(name: String, age: X25519Identity) throws {
        self.age = age
        signingKey = try Ed25519.SigningKey(
            seed: hkdfSHA256(age.keyPair.secretKey, salt: [], info: Array("amanah/v1/signing-key".utf8)))
        memoryKey = try hkdfSHA256(age.keyPair.secretKey, salt: [], info: Array("amanah/v1/memory-key".utf8))
        card = try Card(name: name, recipient: age.recipient, signedBy: signingKey)
    }

    /// A new identity for `name`.
    public static func generate(name: String) throws -> MemberIdentity {
        try MemberIdentity(name: Name.checked(name), age: X25519Identity.generate())
    }

    /// The identity file, sealed under `passphrase`.
    public func sealed(passphrase: borrowing Secret, workFactor: Int = workFactor) throws -> [UInt8] {
        let comments = Array("# name: \(name)\n# public key: \(age.recipient)\n".utf8)
        let key = try age.encoded()
        let text = try Secret(count: comments.count + key.count + 1) { memory in
            memory.copyBytes(from: comments)
            key.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: memory[comments.count...]).copyMemory(from: $0)
            }
            memory[memory.count - 1] = UInt8(ascii: "\n")
        }
        return try AgeFile.seal(
            text, to: [ScryptRecipient(passphrase: passphrase.duplicate(), workFactor: workFactor)])
    }

    /// Opens an identity file's bytes.
    ///
    /// Throws ``VaultError/wrongPassphrase``, or ``VaultError/notAnIdentity(path:)`` when it is no such file.
    public static func open(
        _ file: [UInt8], path: String, passphrase: borrowing Secret
    ) throws -> MemberIdentity {
        do {
            let text = try AgeFile.openSecret(
                file,
                with: [
                    ScryptIdentity(
                        passphrase: passphrase.duplicate(), maximumWorkFactor: maximumWorkFactor)
                ], limit: maximumFileSize)
            let (comments, identities) = try IdentityFile.parse(text)
            guard let identity = identities.first as? X25519Identity, identities.count == 1 else {
                throw VaultError.notAnIdentity(path: path)
            }
            let name = comments.lazy.compactMap { comment in
                comment.hasPrefix("name:") ? String(comment.dropFirst("name:".count)) : nil
            }.first
            return try MemberIdentity(
                name: Name.checked(name ?? identity.recipient.description), age: identity)
        } catch AgeError.noMatch, AgeError.hmacFailure {
            throw VaultError.wrongPassphrase
        } catch is AgeError {
            throw VaultError.notAnIdentity(path: path)
        }
    }
}
