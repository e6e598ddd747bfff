import Bytes
public import Sodium

/// The passphrase recipient. It is always the only one of its file.
///
/// Source: age v1, “The scrypt recipient type”.
public final class ScryptRecipient: Recipient {
    static let stanzaType = "scrypt"
    static let saltSize = 16

    private let passphrase: Secret
    private let workFactor: Int

    /// - Parameter workFactor: log2 of scrypt's N. The default takes 256 MiB and about a second.
    public init(passphrase: consuming Secret, workFactor: Int = 18) {
        self.passphrase = passphrase
        self.workFactor = workFactor
    }

    public var mustBeAlone: Bool { true }

    public func wrap(_ fileKey: borrowing Secret, payloadNonce: [UInt8]) throws -> [Stanza] {
        let salt = try randomBytes(ScryptRecipient.saltSize)
        let key = try ScryptRecipient.wrapKey(passphrase, salt: salt, workFactor: workFactor)
        return [
            Stanza(
                type: ScryptRecipient.stanzaType,
                arguments: [String(decoding: Base64.encode(salt), as: UTF8.self), String(workFactor)],
                body: try FileKeyWrap.wrap(fileKey, with: key))
        ]
    }

    static func wrapKey(_ passphrase: borrowing Secret, salt: [UInt8], workFactor: Int) throws -> Secret {
        try scrypt(
            passphrase: passphrase, salt: Array("age-encryption.org/v1/scrypt".utf8) + salt,
            workFactor: workFactor)
    }
}

/// A passphrase to open files with.
public final class ScryptIdentity: Identity {
    private let passphrase: Secret
    private let maximumWorkFactor: Int

    /// - Parameter maximumWorkFactor: files that ask for more are refused before any work; each step doubles
    ///   time and memory, and 22 takes 4 GiB.
    public init(passphrase: consuming Secret, maximumWorkFactor: Int = 22) {
        self.passphrase = passphrase
        self.maximumWorkFactor = maximumWorkFactor
    }

    public func unwrap(_ stanzas: [Stanza]) throws -> Secret? {
        guard let stanza = stanzas.first(where: { $0.type == ScryptRecipient.stanzaType }) else { return nil }
        guard stanza.arguments.count == 2, let salt = Base64.decode(stanza.arguments[0].utf8),
            salt.count == ScryptRecipient.saltSize
        else { throw AgeError.headerFailure("a scrypt stanza has a salt of 16 bytes and a work factor") }
        guard stanza.body.count == FileKeyWrap.wrappedSize else {
            throw AgeError.headerFailure("the body of a scrypt stanza has 32 bytes")
        }
        // age v1, “The scrypt recipient type”: a decimal number without leading zeros.
        let digits = stanza.arguments[1]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits.utf8.first != UInt8(ascii: "0"), let workFactor = Int(digits), workFactor >= 1
        else { throw AgeError.headerFailure("a work factor that is not a number") }
        guard workFactor <= maximumWorkFactor else {
            throw AgeError.headerFailure("work factor \(workFactor) is over \(maximumWorkFactor)")
        }
        let key = try ScryptRecipient.wrapKey(passphrase, salt: salt, workFactor: workFactor)
        return try FileKeyWrap.unwrap(stanza.body, with: key)
    }
}
