import Age
import Archive
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct PostQuantumTests {
    @Test func theMainJobRunsOnHybridKeysAlone() throws {
        let office = try TestOffice(postQuantum: true)
        _ = try office.open("auditor")
        try office.openCase()
        let number = try office.deposit("luka memar", kind: .visum, as: "companion")
        #expect(throws: VaultError.notPermitted(.cannotRead(.medical))) {
            try office.read(number, as: "companion")
        }
        #expect(try office.read(number, as: "lawyer") == "luka memar")
        let lawyer = try office.open("lawyer")
        var piece: [UInt8] = []
        try lawyer.read(number, in: lawyer.caseFile("TPPO-2026-0017"), range: 5..<10).forEachPiece {
            piece += $0
        }
        #expect(piece == Array("memar".utf8))

        let companion = try office.open("companion")
        _ = try companion.recordConsent(
            in: companion.caseFile("TPPO-2026-0017"), purpose: .protection, to: Office("lpsk"),
            .documents([number]), givenBy: "Melati")
        try office.giveKey(of: "stranger")
        let path = office.folder.appending("bundle.age").path
        let officer = try office.person("stranger")
        let vault = try office.open("lawyer")
        _ = try vault.createBundle(
            of: vault.caseFile("TPPO-2026-0017"), to: Office("lpsk"),
            recipient: BundleRecipient(card: officer.card), at: path)
        _ = try Bundle.verify(at: path, identities: officer.bundleIdentities)

        #expect(
            try office.open("auditor").auditTrail().contains { $0.statement?.act.name == "document.read" })
        for name in ["auditor", "companion", "custodian"] { #expect(try office.findings(as: name) == []) }
        try office.forget("lawyer")
        #expect(try office.read(number, as: "lawyer") == "luka memar", "from a full replay")
    }

    /// Nothing at rest is sealed to a key that a quantum computer finds.
    @Test func nothingIsSealedToX25519() throws {
        let office = try TestOffice(postQuantum: true)
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("isi", kind: .visum)
        for blob in try office.blobs() {
            let header = String(decoding: try Data(contentsOf: blob).prefix(6000), as: UTF8.self)
            #expect(header.contains("-> mlkem768x25519 ") && !header.contains("-> X25519 "))
        }
        let vault = try office.open("coordinator")
        try vault.log.examine { index, _, _ in
            try index.read { transaction in
                for position in 0..<vault.state.head.size {
                    let entry = try transaction.entry(at: position)
                    #expect(entry.slots.allSatisfy { $0.count == KeySlot.size(postQuantum: true) })
                    #expect(entry.slots.allSatisfy { $0.count > HybridIdentity.shareSize })
                }
            }
        }
        let keys = try vault.keys(of: vault.caseFile("TPPO-2026-0017"))
        #expect(keys.compartments.allSatisfy { $0.recipient.hasPrefix("age1pq1") })
        #expect(keys.grants.allSatisfy { $0.grant.key.sealed.bytes.count > HybridIdentity.shareSize })
        #expect(keys.titles.values.allSatisfy { $0.bytes.count > HybridIdentity.shareSize })
        #expect(vault.state.auditKeys.allSatisfy { $0.recipient.hasPrefix("age1pq1") })
        #expect(vault.state.auditKeys.allSatisfy { $0.keys.allSatisfy { $0.sealed.bytes.count > 1120 } })
    }

    @Test func theRecoveryKeyAloneOpensADocument() throws {
        let office = try TestOffice(postQuantum: true)
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
        let identities = try IdentityFile.parse(Secret(moving: &text))
        #expect(identities.count == 1 && identities[0] is HybridIdentity)
        let tar = try AgeFile.open([UInt8](Data(contentsOf: office.blobs()[0])), with: identities)
        var rest = tar[...]
        let archive = try ArchiveReader { buffer in
            let count = min(buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
        _ = try archive.next()
        #expect(try archive.next()?.path.string == "1/document/berkas.txt")
        #expect(try archive.contents(limit: 100) == Array("kronologi".utf8))
    }

    /// Identities that were made before there were hybrid keys, such as these.
    @Test func whoHasNoHybridKeyIsToldSo() throws {
        let office = try TestOffice(example: true, postQuantum: true)
        let url = Vectors.packageFolder.appending(path: "keys-example/lawyer.card")
        let card = try Card(json: [UInt8](Data(contentsOf: url)))
        #expect(card.hybrid == nil)
        #expect(throws: LedgerError.noHybridKey(name: card.name)) {
            try office.open("custodian").enrol(card, roles: [.lawyer])
        }
    }

    @Test func aStoredIdentityKeepsItsHybridKeyAndAgeCanIgnoreIt() throws {
        let person = try MemberIdentity.generate(name: "Siti")
        func secret() throws -> Secret {
            var bytes = Array("kenari hijau tujuh lautan".utf8)
            return try Secret(moving: &bytes)
        }
        let file = try person.sealed(passphrase: secret(), workFactor: 2)
        let opened = try MemberIdentity.open(file, path: "x", passphrase: secret())
        #expect(opened.card.hybrid == person.card.hybrid && opened.card.hybrid != nil)
        let text = try AgeFile.open(file, with: [ScryptIdentity(passphrase: secret())])
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        #expect(lines.filter { !$0.hasPrefix("#") }.count == 1, "one line that every age knows")
        // A card whose hybrid key was exchanged is refused.
        var json = String(decoding: try person.card.json(), as: UTF8.self)
        json = json.replacingOccurrences(
            of: try #require(person.card.hybrid).description,
            with: try HybridIdentity.generate().recipient.description)
        #expect(throws: LedgerError.notACard(.signature)) {
            try Card(json: Array(json.utf8))
        }
    }
}
