import Sodium
import TestSupport
import Testing

@testable import Age

/// A stanza that whoever has the file key can make again.
@Suite struct CheckableStanzaTests {
    private let info = Array("amanah/v2/stanza\0".utf8)

    private func bytes(_ byte: UInt8, _ count: Int) throws -> Secret {
        try Secret(count: count) { $0.initializeMemory(as: UInt8.self, repeating: byte) }
    }

    @Test func theVectorOfTheFormat() throws {
        let identity = try X25519Identity(secretKey: bytes(7, 32))
        let recipient = CheckableX25519Recipient(identity.recipient, info: info)
        let stanzas = try recipient.wrap(bytes(3, 16), payloadNonce: [UInt8](repeating: 5, count: 16))
        #expect(
            String(decoding: stanzas.flatMap(\.encoded), as: UTF8.self) == """
                -> X25519 qUf2ALGyiLYw6fM5wifv51UzBtN9/POp0nT6zdVWtWw
                YZ9K7YGo6MOQ2QT2nkQA16RI8RHvi1LDEj+H8ltSplM

                """)
        let opened = try identity.unwrap(stanzas)?.equals(bytes(3, 16))
        #expect(opened == true)
    }

    @Test func whoOpensTheFileMakesEveryStanzaAgain() throws {
        let (one, other) = (try X25519Identity.generate(), try X25519Identity.generate())
        let recipients = [one, other].map { CheckableX25519Recipient($0.recipient, info: info) }
        let plaintext = Array("isi".utf8)
        let sealed = try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: recipients) }
        // Another file of the same text has other stanzas.
        #expect(try plaintext.withUnsafeBytes { try AgeFile.seal($0, to: recipients) } != sealed)
        for identity in [one, other] {
            #expect(try AgeFile.open(sealed, with: [identity]) == plaintext)
            var looks: [Bool] = []
            let examine: HeaderExamination = { stanzas, fileKey, nonce in
                var expected: [Stanza] = []
                for recipient in recipients { expected += try recipient.wrap(fileKey, payloadNonce: nonce) }
                looks.append(stanzas == expected)
            }
            var rest = sealed[...]
            _ = try OpeningStream(
                identities: [identity], examine: examine
            ) { buffer in
                let count = min(buffer.count, rest.count)
                buffer.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
            _ = try SeekableFile(
                identities: [identity], size: Int64(sealed.count), examine: examine
            ) { offset, buffer in
                let part = sealed.dropFirst(Int(offset)).prefix(buffer.count)
                buffer.copyBytes(from: part)
                return part.count
            }
            #expect(looks == [true, true])
        }
    }

    @Test func whatFitsNotTheHeaderIsNotShown() throws {
        let identity = try X25519Identity.generate()
        var sealed = try Array("isi".utf8).withUnsafeBytes {
            try AgeFile.seal($0, to: [CheckableX25519Recipient(identity.recipient, info: info)])
        }
        // One digit of the header's MAC.
        let line = Array("\n---".utf8)
        let mac = try #require(sealed.indices.first { sealed[$0...].starts(with: line) }) + line.count + 1
        sealed[mac] = sealed[mac] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        var isShown = false
        var rest = sealed[...]
        #expect(throws: AgeError.self) {
            try OpeningStream(identities: [identity], examine: { _, _, _ in isShown = true }) { buffer in
                let count = min(buffer.count, rest.count)
                buffer.copyBytes(from: rest.prefix(count))
                rest = rest.dropFirst(count)
                return count
            }
        }
        #expect(!isShown)
    }
}
