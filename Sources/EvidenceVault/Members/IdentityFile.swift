import Age
import Bytes
import Foundation
import Ledger
public import Sodium

/// Identity files. On disk an identity is what `age-keygen | age -p` makes: an age file sealed under a passphrase (scrypt, work factor
/// 18) around an identity file, with the member's name and the hybrid key in comments.
extension MemberIdentity {
    /// The age work factor of new identity files: log2 of scrypt's N. 18 takes 256 MiB and about a second.
    public static let workFactor = 18
    /// No identity file may ask for more: 2^20 takes 1 GiB.
    static let maximumWorkFactor = 20
    static let maximumFileSize = 65_536
    /// The hybrid key stands in a comment, so that an `age` that does not know its kind still opens bundles with the file.
    private static let hybridLabel = "post-quantum key"

    /// The identity file, sealed under `passphrase`. Throws ``VaultError/weakPassphrase(_:)`` for one that is among the first to be tried.
    public func sealed(passphrase: borrowing Secret, workFactor: Int = workFactor) throws -> [UInt8] {
        try PassphraseRule.require(passphrase, of: name)
        let key = try age.encoded()
        let hybridKey = try hybrid.map { try $0.encoded() } ?? Secret(count: 0) { _ in }
        let beginning = Array("# name: \(name)\n# public key: \(age.recipient)\n".utf8)
        let label = hybrid == nil ? [] : Array("\n# \(MemberIdentity.hybridLabel): ".utf8)
        let size = beginning.count + key.count + label.count + hybridKey.count + 1
        let text = try Secret(count: size) { memory in
            var position = 0
            func add(_ bytes: UnsafeRawBufferPointer) {
                UnsafeMutableRawBufferPointer(rebasing: memory[position...]).copyMemory(from: bytes)
                position += bytes.count
            }
            beginning.withUnsafeBytes(add)
            key.withUnsafeBytes { add($0) }
            label.withUnsafeBytes(add)
            hybridKey.withUnsafeBytes { add($0) }
            memory[position] = UInt8(ascii: "\n")
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
        try open(text: text(of: file, path: path, passphrase: passphrase), path: path)
    }

    /// What an identity file seals: the keys themselves, as text, in guarded memory. For keeping it open
    /// until ``open(text:path:)``; it costs the scrypt work that the file asks for, whether the passphrase is right or wrong.
    ///
    /// Throws as ``open(_:path:passphrase:)``. A wrong passphrase and a header that was altered cannot be told apart.
    public static func text(
        of file: [UInt8], path: String, passphrase: borrowing Secret
    ) throws -> Secret {
        do {
            do {
                return try openText(of: file, with: passphrase)
            } catch AgeError.noMatch {
                // An é may be one character where it was set, and e with an accent where it is typed.
                for form in UnicodeForm.allCases {
                    guard let other = try form.another(than: passphrase) else { continue }
                    if let text = try? openText(of: file, with: other) { return text }
                }
                throw AgeError.noMatch
            }
        } catch AgeError.noMatch, AgeError.hmacFailure {
            throw VaultError.wrongPassphrase
        } catch is AgeError {
            throw VaultError.notAnIdentity(path: path)
        }
    }

    private static func openText(of file: [UInt8], with passphrase: borrowing Secret) throws -> Secret {
        let scrypt = try ScryptIdentity(
            passphrase: passphrase.duplicate(), maximumWorkFactor: maximumWorkFactor)
        return try AgeFile.openSecret(file, with: [scrypt], limit: maximumFileSize)
    }

    /// Opens what ``text(of:path:passphrase:)`` returned. Throws ``VaultError/notAnIdentity(path:)``.
    public static func open(text: borrowing Secret, path: String) throws -> MemberIdentity {
        do {
            let identities = try IdentityFile.parse(text)
            guard let identity = identities.first as? X25519Identity, identities.count == 1 else {
                throw VaultError.notAnIdentity(path: path)
            }
            var name: String?
            if let comment = try IdentityFile.comment("name", in: text) {
                name = comment.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            }
            var hybrid: HybridIdentity?
            if let key = try IdentityFile.comment(hybridLabel, in: text) {
                hybrid = try HybridIdentity(encoded: key)
            }
            return try MemberIdentity(
                name: Name.checked(name ?? identity.recipient.description), age: identity, hybrid: hybrid)
        } catch is AgeError {
            throw VaultError.notAnIdentity(path: path)
        }
    }
}
