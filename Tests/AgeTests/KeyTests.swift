import Sodium
import TestSupport
import Testing

@testable import Age

@Suite struct KeyTests {
    private func text(_ secret: borrowing Secret) -> String {
        secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test func identitiesAndRecipientsAreReadInBothCasesAndNoOther() throws {
        let identity = try X25519Identity.generate()
        let key = text(try identity.encoded())
        #expect(key.hasPrefix("AGE-SECRET-KEY-1") && key == key.uppercased())
        for spelling in [key, key.lowercased()] {
            #expect(try X25519Identity(encoded: secret(spelling)).recipient == identity.recipient)
        }
        let recipient = identity.recipient.description
        for spelling in [recipient, recipient.uppercased()] {
            #expect(try X25519Recipient(spelling) == identity.recipient)
        }
        let mixed = "AGE1" + recipient.dropFirst(4)
        for wrong in [mixed, String(recipient.dropLast()), recipient + "q", "age1", "", key] {
            #expect(throws: AgeError.self, "\(wrong)") { try X25519Recipient(wrong) }
        }
        #expect(throws: AgeError.self) {
            try X25519Identity(encoded: secret("age-SECRET" + key.dropFirst(10)))
        }
        #expect(throws: AgeError.self) { try X25519Identity(encoded: secret(recipient)) }
    }

    @Test func everyChangedLetterOfAKeyIsFound() throws {
        let recipient = try X25519Identity.generate().recipient.description
        var letters = Array(recipient.utf8)
        for index in 4..<letters.count {
            let kept = letters[index]
            letters[index] = kept == UInt8(ascii: "q") ? UInt8(ascii: "p") : UInt8(ascii: "q")
            #expect(throws: AgeError.self) { try X25519Recipient(String(decoding: letters, as: UTF8.self)) }
            letters[index] = kept
        }
    }

    @Test func hybridKeysGoThereAndBack() throws {
        let identity = try HybridIdentity.generate()
        let key = text(try identity.encoded())
        #expect(key.hasPrefix("AGE-SECRET-KEY-PQ-1"))
        #expect(try HybridIdentity(encoded: secret(key)).recipient == identity.recipient)
        let recipient = identity.recipient.description
        #expect(recipient.hasPrefix("age1pq1"))
        #expect(try HybridRecipient(recipient) == identity.recipient)
        #expect(throws: AgeError.self) { try X25519Recipient(recipient) }
        #expect(throws: AgeError.self) {
            try HybridRecipient(X25519Identity.generate().recipient.description)
        }
        #expect(throws: AgeError.self) { try HybridRecipient(String(recipient.dropLast(7))) }
    }

    @Test func hybridFilesOpenForTheirRecipientsAlone() throws {
        let (one, two, stranger) = (
            try HybridIdentity.generate(), try HybridIdentity.generate(), try HybridIdentity.generate()
        )
        let sealed = try [1, 2, 3].withUnsafeBytes {
            try AgeFile.seal($0, to: [one.recipient, two.recipient])
        }
        let plaintext = try AgeFile.open(sealed, with: [one])
        #expect(try AgeFile.open(sealed, with: [stranger, two]) == plaintext)
        #expect(throws: AgeError.noMatch) {
            try AgeFile.open(sealed, with: [stranger, X25519Identity.generate()])
        }
        #expect(throws: AgeError.headerFailure("recipients of kinds that must not be mixed")) {
            try AgeFile.seal(secret("x"), to: [one.recipient, X25519Identity.generate().recipient])
        }
    }

    @Test func filesOfKeysAreReadLineByLine() throws {
        let (classic, hybrid) = (try X25519Identity.generate(), try HybridIdentity.generate())
        let identities = """
            # created: today
            \(text(try classic.encoded()))\r

            \(text(try hybrid.encoded()))
            """
        let parsed = try IdentityFile.parse(secret(identities))
        var created: String?
        if let comment = try IdentityFile.comment("created", in: secret(identities)) {
            created = text(comment)
        }
        #expect(created == "today")
        if try IdentityFile.comment("name", in: secret(identities)) != nil { Issue.record("no such comment") }
        #expect((parsed[0] as? X25519Identity)?.recipient == classic.recipient)
        #expect((parsed[1] as? HybridIdentity)?.recipient == hybrid.recipient)
        #expect(throws: AgeError.invalidKey("line 2 of the identity file")) {
            try IdentityFile.parse(secret("# x\nAGE-SECRET-KEY-1\n"))
        }

        let recipients = "# team\n\(classic.recipient)\n\n\(hybrid.recipient)\r\n"
        let list = try RecipientsFile.parse(Array(recipients.utf8))
        #expect((list[0] as? X25519Recipient) == classic.recipient)
        #expect((list[1] as? HybridRecipient) == hybrid.recipient)
        #expect(throws: AgeError.invalidKey("line 1 of the recipients file")) {
            try RecipientsFile.parse(Array("age1pq1xyz\n".utf8))
        }
        #expect(throws: AgeError.self) { try RecipientsFile.parse(Array("# nobody\n".utf8)) }
    }
}
