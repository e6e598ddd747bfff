import Age
import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// The vector that stands beside `docs/format.md` for whoever writes a reader of their own.
private struct FormatVector: Codable {
    /// A key that was made for this file and is used nowhere else.
    var identity: String
    var name: String
    var signingKey: HexBytes
    var fingerprint: Fingerprint
    var card: Card
    var vaultID: VaultID
    var vaultKey: HexBytes
    /// Entry 0: the founding, without key slots.
    var entry: HexBytes
    var leafHash: HexBytes
    var opening: HexBytes
    /// Lengths and what they are padded to.
    var padme: [[Int64]]
}

@Suite struct FormatTests {
    private static let file = Vectors.packageFolder.appending(path: "docs/format-vectors.json")

    private func vector() throws -> FormatVector {
        try JSONDecoder().decode(FormatVector.self, from: Data(contentsOf: FormatTests.file))
    }

    /// Makes the file anew, when the format has changed: `AMANAH_MAKE_FORMAT_VECTORS=1 swift test --filter FormatTests`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["AMANAH_MAKE_FORMAT_VECTORS"] != nil))
    func makeTheVector() throws {
        let name = "Pendiri Contoh"
        let person = try MemberIdentity.generate(name: name)
        let text = try AgeFile.open(
            person.sealed(passphrase: secret("kenari hijau tujuh lautan"), workFactor: 2),
            with: [ScryptIdentity(passphrase: secret("kenari hijau tujuh lautan"))])
        let lines = text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("AGE-SECRET-KEY-1") })
        let card = try Card(
            name: name, recipient: person.card.recipient, hybrid: nil, signedBy: person.signingKey)
        let keys = try VaultKeys(generation: 1, madeAt: 0)
        let founding = Founding(
            vaultName: "Yayasan Contoh", founder: card,
            recovery: try MemberIdentity.recovery(secret: Secret(randomBytes: 32), postQuantum: false).card,
            logKey: HexBytes(keys.logKey.publicKey.bytes), keys: try keys.commitment(), example: false,
            nonce: HexBytes(try randomBytes(32)))
        let id = try VaultID(founding)
        let statement = Statement(
            by: HexBytes(card.signingKey.bytes), at: Timestamp(seconds: 1_790_000_000), after: .empty,
            act: .found(founding))
        let opening = try StatementOpening(statement, vaultID: id, key: person.signingKey)
        let entry = try Entry(
            opening, for: nil, slots: [], generation: 1, vaultKey: keys.vaultKey, vaultID: id,
            postQuantum: false)
        let vector = FormatVector(
            identity: String(line), name: name, signingKey: HexBytes(card.signingKey.bytes),
            fingerprint: card.fingerprint, card: card, vaultID: id,
            vaultKey: HexBytes(keys.vaultKey.withUnsafeBytes { [UInt8]($0) }), entry: HexBytes(entry.bytes),
            leafHash: HexBytes(entry.leafHash.bytes), opening: HexBytes(opening.bytes),
            padme: [1, 8, 9, 512, 1000, 65_537, 1_000_000_000].map { [$0, Padme.length($0)] })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try (encoder.encode(vector) + Data("\n".utf8)).write(to: FormatTests.file)
    }

    @Test func theFormatPageAndTheCodeAgree() throws {
        let vector = try vector()

        var text = Array("# name: \(vector.name)\n\(vector.identity)\n".utf8)
        let file = try AgeFile.seal(
            Secret(moving: &text), to: [ScryptRecipient(passphrase: secret("kunci"), workFactor: 2)])
        let person = try MemberIdentity.open(file, path: "vector", passphrase: secret("kunci"))
        #expect(person.card.signingKey.bytes == vector.signingKey.bytes)
        #expect(person.fingerprint == vector.fingerprint)
        #expect(person.card == vector.card)

        let entry = try Entry(vector.entry.bytes)
        #expect(entry.leafHash.bytes == vector.leafHash.bytes)
        var key = vector.vaultKey.bytes
        let content = try entry.open(vaultKey: Secret(moving: &key), vaultID: vector.vaultID)
        guard case .opening(let opening) = content else {
            Issue.record("the entry stays closed")
            return
        }
        #expect(opening.bytes == vector.opening.bytes)
        #expect(opening.commitment == entry.commitment)
        guard case .found(let founding) = try opening.verified(vaultID: vector.vaultID).act else {
            Issue.record("the statement founds no vault")
            return
        }
        #expect(try VaultID(founding) == vector.vaultID)
        #expect(founding.founder == vector.card)

        for pair in vector.padme { #expect(Padme.length(pair[0]) == pair[1]) }
    }

    private func secret(_ text: String) throws -> Secret {
        var bytes = Array(text.utf8)
        return try Secret(moving: &bytes)
    }
}
