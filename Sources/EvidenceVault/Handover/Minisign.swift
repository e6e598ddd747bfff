import Bytes
import Crypto
import Foundation
import Ledger
public import Sodium

/// Signatures that `minisign -V` checks: Ed25519 over BLAKE2b-512 of the file (algorithm `ED`), with a signed comment.
///
/// Source: the minisign page, “Signature format” and “Public key format”.
public enum Minisign {
    private static let keyAlgorithm = Array("Ed".utf8)
    private static let signatureAlgorithm = Array("ED".utf8)
    private static let trustedPrefix = "trusted comment: "

    /// minisign finds keys by eight bytes; ours are the first of the key itself.
    private static func keyID(_ key: Ed25519.PublicKey) -> [UInt8] { Array(key.bytes.prefix(8)) }

    /// A public key file: what `minisign -V -p` reads.
    public static func publicKeyFile(_ key: Ed25519.PublicKey) -> String {
        "untrusted comment: minisign public key\n\(publicKey(key))\n"
    }

    /// The public key on one line: what `minisign -V -P` takes.
    public static func publicKey(_ key: Ed25519.PublicKey) -> String {
        Data(keyAlgorithm + keyID(key) + key.bytes).base64EncodedString()
    }

    /// Twelve words that stand for a key, to be compared aloud: the first 120 bits of SHA-256(`amanah/v2/signer` ‖ 00 ‖ key). Fewer
    /// could be met by trying.
    public static func words(_ key: Ed25519.PublicKey) -> [String] {
        SpokenDigest.words(for: digest(of: key))
    }

    /// The same as the words' numbers in the SLIP-0039 list, for who does not read English words or has no Amanah.
    public static func numbers(_ key: Ed25519.PublicKey) -> [String] {
        SpokenDigest.numbers(for: digest(of: key))
    }

    static func digest(of key: Ed25519.PublicKey) -> [UInt8] {
        SHA256.bytes(of: ContextString.signer.bytes + key.bytes)
    }

    static func sign(_ message: [UInt8], comment: String, key: borrowing Ed25519.SigningKey) throws -> String
    {
        let signature = key.sign(try blake2b512(message))
        let global = key.sign(signature + Array(comment.utf8))
        let first = Data(signatureAlgorithm + keyID(key.publicKey) + signature).base64EncodedString()
        return """
            untrusted comment: signature by Amanah
            \(first)
            \(trustedPrefix)\(comment)
            \(Data(global).base64EncodedString())

            """
    }

    /// Whether a file is a signature at all, whatever it is over.
    package static func isSignature(_ file: [UInt8]) -> Bool {
        let lines = String(decoding: file, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 4 && lines[0].hasPrefix("untrusted comment:")
            && lines[2].hasPrefix(trustedPrefix)
            && Data(base64Encoded: String(lines[1])).map { $0.count == 74 } ?? false
    }

    /// The public key in a public key file. Nil when it is none.
    package static func parsePublicKey(_ file: [UInt8]) -> Ed25519.PublicKey? {
        let lines = String(decoding: file, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 2 ? parsePublicKey(line: String(lines[1])) : nil
    }

    /// The same on one line: what `minisign -V -P` takes.
    package static func parsePublicKey(line: String) -> Ed25519.PublicKey? {
        guard let bytes = Data(base64Encoded: line).map({ [UInt8]($0) }), bytes.count == 42,
            Array(bytes.prefix(2)) == keyAlgorithm
        else { return nil }
        return try? Ed25519.PublicKey(Array(bytes.suffix(32)))
    }

    /// The trusted comment of a signature that is this key's over `message`; nil when it is not.
    static func verify(_ signatureFile: [UInt8], of message: [UInt8], key: Ed25519.PublicKey) -> String? {
        let lines = String(decoding: signatureFile, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines[2].hasPrefix(trustedPrefix),
            let first = Data(base64Encoded: lines[1]).map({ [UInt8]($0) }), first.count == 74,
            Array(first.prefix(2)) == signatureAlgorithm,
            let global = Data(base64Encoded: lines[3]).map({ [UInt8]($0) }),
            let digest = try? blake2b512(message)
        else { return nil }
        let signature = Array(first.suffix(64))
        let comment = String(lines[2].dropFirst(trustedPrefix.count))
        guard key.verifies(signature, of: digest),
            key.verifies(global, of: signature + Array(comment.utf8))
        else { return nil }
        return comment
    }
}
