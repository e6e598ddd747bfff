import Bytes
import Sodium

/// The textual part of an age file: stanzas and their MAC.
///
/// Source: age v1, “Header”.
struct Header {
    static let version = Array("age-encryption.org/v1".utf8)
    static let stanzaPrefix = Array("-> ".utf8)
    static let macPrefix = Array("---".utf8)

    let stanzas: [Stanza]
    let mac: [UInt8]
    /// What the MAC is over: all up to and with `---`.
    let authenticated: [UInt8]

    /// Wraps a file key for recipients.
    init(fileKey: borrowing Secret, payloadNonce: [UInt8], recipients: [any Recipient]) throws {
        guard let first = recipients.first else { throw AgeError.headerFailure("no recipient") }
        guard recipients.count == 1 || !recipients.contains(where: \.mustBeAlone) else {
            throw AgeError.headerFailure("a passphrase is the only recipient of its file")
        }
        guard recipients.allSatisfy({ $0.labels == first.labels }) else {
            throw AgeError.headerFailure("recipients of kinds that must not be mixed")
        }
        var stanzas: [Stanza] = []
        for recipient in recipients {
            stanzas += try recipient.wrap(fileKey, payloadNonce: payloadNonce)
        }
        self.stanzas = stanzas
        authenticated =
            Header.version + [UInt8(ascii: "\n")] + stanzas.flatMap(\.encoded) + Header.macPrefix
        mac = try Header.mac(of: authenticated, fileKey: fileKey)
    }

    init(stanzas: [Stanza], mac: [UInt8], authenticated: [UInt8]) {
        self.stanzas = stanzas
        self.mac = mac
        self.authenticated = authenticated
    }

    var encoded: [UInt8] { authenticated + [UInt8(ascii: " ")] + Base64.encode(mac) + [UInt8(ascii: "\n")] }

    /// The file key in the header, after its MAC was checked.
    func fileKey(for identities: [any Identity]) throws -> Secret {
        // age v1, “The scrypt recipient type”: no other stanza beside it. Checked for every identity, so that a
        // passphrase file always means that its sealer knew the passphrase.
        if stanzas.count > 1 && stanzas.contains(where: { $0.type == ScryptRecipient.stanzaType }) {
            throw AgeError.headerFailure("a scrypt stanza beside others")
        }
        for identity in identities {
            guard let fileKey = try identity.unwrap(stanzas) else { continue }
            guard constantTimeEqual(try Header.mac(of: authenticated, fileKey: fileKey), mac) else {
                throw AgeError.hmacFailure
            }
            return fileKey
        }
        throw AgeError.noMatch
    }

    // age v1, “Header MAC”.
    private static func mac(of bytes: [UInt8], fileKey: borrowing Secret) throws -> [UInt8] {
        let key = try hkdfSHA256(fileKey, salt: [], info: Array("header".utf8))
        return try hmacSHA256(key: key, bytes)
    }
}
