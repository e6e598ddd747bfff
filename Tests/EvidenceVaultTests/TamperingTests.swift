import Age
import Bytes
import Foundation
import GRDB
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Each does something to a real vault that a thief, an insider or a broken disk could do, and sees it found.
@Suite struct TamperingTests {
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi pertama", kind: .chronology)
        try office.deposit("kronologi kedua", kind: .chronology)
        #expect(try office.findings() == [])
        return office
    }

    // MARK: Blobs

    @Test func aChangedBlobIsFound() throws {
        let office = try office()
        let url = try office.blobs()[0]
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: url)
        #expect(try office.findings().contains { if case .blobChanged = $0 { true } else { false } })
        #expect(throws: VaultError.self) {
            [try office.read(1, as: "coordinator"), try office.read(2, as: "coordinator")]
        }
    }

    @Test func aTruncatedBlobIsFound() throws {
        let office = try office()
        let url = try office.blobs()[0]
        try Data(contentsOf: url).dropLast(10).write(to: url)
        #expect(try office.open("companion").verify(.quick).findings.count == 1)
    }

    @Test func aMissingBlobIsFound() throws {
        let office = try office()
        try FileManager.default.removeItem(at: office.blobs()[0])
        #expect(try office.findings().contains { if case .blobMissing = $0 { true } else { false } })
    }

    @Test func aStrangeBlobIsFound() throws {
        let office = try office()
        let name = String(repeating: "ab", count: 32)
        let folder = office.vaultPath + "/blobs/ab"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).age"))
        #expect(try office.findings() == [.blobUnknown(blob: name)])
    }

    @Test func swappedBlobsAreFoundAndNotReleased() throws {
        let office = try office()
        let blobs = try office.blobs()
        let (first, second) = (try Data(contentsOf: blobs[0]), try Data(contentsOf: blobs[1]))
        try second.write(to: blobs[0])
        try first.write(to: blobs[1])
        #expect(try office.findings().count == 2)
        #expect(throws: VaultError.self) { try office.read(1, as: "coordinator") }
    }

    /// An insider knows the public keys, and so can seal other contents, or the same under another record.
    private func replaceBlob(
        in office: TestOffice, contents: String, changing change: (inout [String: Any]) -> Void = { _ in }
    ) throws -> Finding {
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        let record = try #require(try vault.show(1, in: file).details).document
        var json = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(record)) as? [String: Any])
        change(&json)
        var forged: [UInt8] = []
        let pack = try Pack.Writer(
            recipients: [SealingKey(vault.compartment(.testimony, of: file).recipient).ageRecipient]
        ) { forged += $0 }
        _ = try pack.begin(
            JSONDecoder().decode(DocumentRecord.self, from: JSONSerialization.data(withJSONObject: json)))
        try Array(contents.utf8).withUnsafeBytes { try pack.write($0) }
        _ = try pack.end()
        try pack.finish()
        let name = try vault.log.deposit(of: 1, in: file).deposit.blob.description
        try Data(forged).write(
            to: URL(fileURLWithPath: "\(office.vaultPath)/blobs/\(name.prefix(2))/\(name).age"))
        return .blobChanged(document: "TPPO-2026-0017/1", blob: name)
    }

    private func expectNothingReleased(_ finding: Finding, in office: TestOffice) throws {
        let vault = try office.open("coordinator")
        #expect(throws: VaultError.altered(finding)) { try office.read(1, as: "coordinator") }
        #expect(throws: VaultError.altered(finding)) {
            try vault.read(1, in: vault.caseFile("TPPO-2026-0017"), range: 0..<4)
        }
        #expect(try office.findings().contains(finding))
    }

    @Test func aBlobThatWasSealedAnewIsFoundAndNotReleased() throws {
        let office = try office()
        try expectNothingReleased(replaceBlob(in: office, contents: "KRONOLOGI PALSU!!"), in: office)
    }

    /// What it says of how the document was obtained, for one, is evidence too.
    @Test func aBlobWithAnotherRecordIsFoundAndNotReleased() throws {
        let office = try office()
        let finding = try replaceBlob(in: office, contents: "kronologi pertama") { $0["obtained"] = "dibeli" }
        try expectNothingReleased(finding, in: office)
    }

    // MARK: Log

    @Test func aChangedLogEntryIsFound() throws {
        let office = try office()
        // A bit of its ciphertext.
        try office.tamper(
            """
            UPDATE log_entry SET bytes = CAST(substr(bytes, 1, 99) || x'00' || substr(bytes, 101) AS BLOB)
            WHERE position = 9
            """)
        #expect(
            try office.findings().contains(.checkpoint(.otherPast)))
        #expect(try office.findings().contains(.voidEntry(index: 9, problem: .notOpening, by: nil)))
        try office.forget("companion")
        #expect(throws: VaultError.altered(.checkpoint(.otherEntries))) {
            try office.open("companion")
        }
    }

    @Test(arguments: [3, 9]) func aRemovedLogEntryIsFound(_ position: Int) throws {
        let office = try office()
        try office.tamper("DELETE FROM log_entry WHERE position = ?", [position])
        #expect(try office.findings() == [.entry(index: UInt64(position), problem: .missing)])
    }

    @Test func aRemovedNewestEntryIsARollback() throws {
        let office = try office()
        let size = try office.open("companion").state.head.size
        try office.tamper("DELETE FROM log_entry WHERE position = ?", [Int64(size) - 1])
        let missing = Finding.entry(index: size - 1, problem: .missing)
        #expect(try office.findings() == [missing])
        // Somebody who never saw it finds that the checkpoint says otherwise.
        try office.forget("companion")
        #expect(throws: VaultError.altered(missing)) { try office.open("companion") }
    }

    @Test func reorderedLogEntriesAreFound() throws {
        let office = try office()
        try office.tamper("UPDATE log_entry SET position = 1000 WHERE position = 4")
        try office.tamper("UPDATE log_entry SET position = 4 WHERE position = 5")
        try office.tamper("UPDATE log_entry SET position = 5 WHERE position = 1000")
        #expect(
            try office.findings().contains(.checkpoint(.otherPast)))
        try office.forget("companion")
        #expect(throws: VaultError.altered(.checkpoint(.otherEntries))) {
            try office.open("companion")
        }
    }

    @Test func anOlderCopyOfTheWholeVaultIsFound() throws {
        let office = try office()
        try office.copyVault(to: "old")
        let old = try office.open("companion").state.head.size
        try office.deposit("ketiga", kind: .chronology)
        let seen = try office.open("companion").state.head.size
        try office.putBack("old")
        #expect(throws: VaultError.rolledBack(seen: seen, found: old, since: office.time)) {
            try office.open("companion")
        }
    }

    @Test func aForkOfTheLogIsFound() throws {
        let office = try office()
        try office.copyVault(to: "fork")
        try office.deposit("ini", kind: .chronology)
        let seen = try office.open("companion").state.head.size
        try office.copyVault(to: "ours")
        try office.putBack("fork")
        // The coordinator, on a computer that knows nothing, goes on from the old copy.
        try office.forget("coordinator")
        try office.deposit("itu", kind: .chronology)
        try office.deposit("dan lagi", kind: .chronology)
        #expect(throws: VaultError.forked(at: seen, since: office.time)) { try office.open("companion") }
    }

    // MARK: Database

    @Test(arguments: [
        "UPDATE document SET sealed = zeroblob(length(sealed)) WHERE lookup = (SELECT min(lookup) FROM document)",
        "DELETE FROM document WHERE lookup = (SELECT max(lookup) FROM document)",
        "INSERT INTO document (lookup, sealed) VALUES (x'00', x'00')",
        "INSERT INTO blob (name, documents) VALUES (x'0011', 1)", "UPDATE blob SET documents = documents + 1",
        "DELETE FROM blob WHERE name = (SELECT min(name) FROM blob)",
        "UPDATE log_node SET hash = zeroblob(32) WHERE level = 0 AND position = 0",
        "DELETE FROM log_node WHERE level = 1 AND position = 1",
        "INSERT INTO log_node (level, position, hash) VALUES (5, 9, zeroblob(32))",
        "UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), char(10), char(10) || ' ') AS BLOB)",
        "UPDATE checkpoint SET cosignatures = x'00'",
        "DELETE FROM checkpoint",
        "CREATE TABLE member (fingerprint TEXT, role TEXT)",
        "CREATE VIEW compartment AS SELECT 1",
    ])
    func everyChangedRowIsFound(_ sql: String) throws {
        let office = try office()
        try office.tamper(sql)
        #expect(try !office.findings().isEmpty)
    }

    @Test func exchangedRowsOfDocumentsAreFoundAndNotFollowed() throws {
        let office = try office()
        try office.tamper(
            """
            CREATE TEMP TABLE before AS SELECT lookup, sealed FROM document;
            UPDATE document SET sealed = (SELECT before.sealed FROM before
            WHERE before.lookup <> document.lookup ORDER BY before.lookup LIMIT 1)
            """)
        #expect(try !office.findings().isEmpty)
        #expect(throws: VaultError.self) { try office.read(1, as: "coordinator") }
    }

    @Test func aTruncatedDatabaseIsFound() throws {
        let office = try office()
        let url = URL(fileURLWithPath: office.vaultPath + "/index.sqlite")
        let bytes = try Data(contentsOf: url)
        for size in [0, 100, bytes.count / 2, bytes.count - 4096] {
            try bytes.prefix(size).write(to: url)
            do {
                let findings = try office.findings()
                #expect(!findings.isEmpty, "\(size) bytes")
            } catch {
                Issue.record("\(size) bytes: \(error)")
            }
        }
    }

    // MARK: Signatures and memory

    @Test func aStatementCannotBeSignedForSomebodyElse() throws {
        let office = try office()
        let vault = try office.open("companion")
        let statement = Statement(
            by: HexBytes(try office.person("coordinator").card.signingKey.bytes), at: office.time,
            after: vault.state.head, act: Access.to(.list))
        let opening = try StatementOpening(
            statement, vaultID: vault.id, key: office.person("companion").signingKey)
        #expect(throws: EntryProblemError(.badSignature)) { try opening.verified(vaultID: vault.id) }
        let other = try TestOffice().open("custodian").id
        let own = try StatementOpening(
            Statement(
                by: HexBytes(office.person("companion").card.signingKey.bytes), at: office.time,
                after: vault.state.head, act: Access.to(.list)), vaultID: vault.id,
            key: office.person("companion").signingKey)
        _ = try own.verified(vaultID: vault.id)
        #expect(throws: EntryProblemError(.badSignature)) { try own.verified(vaultID: other) }
    }

    /// JSON in which the author stands twice: the one who signed, and the one who should have said it.
    @Test(arguments: [false, true]) func aStatementHasOneAuthor(_ isLast: Bool) throws {
        let office = try office()
        let vault = try office.open("companion")
        let companion = try office.person("companion")
        let coordinator = HexBytes(try office.person("coordinator").card.signingKey.bytes)
        let statement = Statement(
            by: isLast ? coordinator : HexBytes(companion.card.signingKey.bytes), at: office.time,
            after: vault.state.head, act: Access.to(.list))
        let other = isLast ? HexBytes(companion.card.signingKey.bytes) : coordinator
        let json = try CanonicalJSON.encode(statement).dropLast() + Array(#","by":"\#(other)"}"#.utf8)
        let message = ContextString.statement.bytes + vault.id.bytes + json
        let opening = StatementOpening(
            [UInt8](repeating: 0, count: 32) + companion.signingKey.sign(message) + json)
        let said = try? opening.verified(vaultID: vault.id)
        #expect(said?.by != coordinator)
    }

    @Test func anAlteredMemoryOfAVaultIsFound() throws {
        let office = try office()
        _ = try office.open("companion")
        let folder = office.folder.appending("state-companion/known_vaults")
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let url = folder.appending(path: file)
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: url)
        #expect(throws: VaultError.knownVaultAltered(path: url.path)) { try office.open("companion") }
    }
}
