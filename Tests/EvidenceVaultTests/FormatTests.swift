import Age
import Foundation
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
    private func vector() throws -> FormatVector {
        let file = Vectors.packageFolder.appending(path: "docs/format-vectors.json")
        return try JSONDecoder().decode(FormatVector.self, from: Data(contentsOf: file))
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
        let content = try entry.open(vaultKey: Secret(moving: &key), auditKeys: [], vaultID: vector.vaultID)
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
