import Foundation
import TestSupport
import Testing

@testable import EvidenceVault
import GRDB

/// What stands beside the log can be made anew from it, and a quick look finds what it looks at.
@Suite struct ReindexTests {
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        for text in ["satu", "dua", "tiga"] { try office.deposit(text, kind: .chronology) }
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(
            coordinator.member(named: "companion"), from: coordinator.caseFile("TPPO-2026-0017"))
        _ = try coordinator.reseal(coordinator.caseFile("TPPO-2026-0017"))
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "health"), isFinal: true)
        try office.deposit("empat", kind: .chronology)
        return office
    }

    private func reindex(_ office: TestOffice, as name: String = "lawyer") throws -> Vault.Reindexing {
        try office.join(name)
        return try Vault.reindex(
            at: office.vaultPath, as: office.person(name), surroundings: office.surroundings(name))
    }

    @Test func aDamagedIndexIsMadeAnewFromTheLog() throws {
        let office = try office()
        #expect(try reindex(office).mended.isEmpty, "a whole index is left as it is")
        let damages: [(String, Vault.Reindexing.Part)] = [
            ("DELETE FROM log_node WHERE level = 1", .treeNodes),
            ("UPDATE log_node SET hash = zeroblob(32) WHERE level = 0 AND position = 2", .treeNodes),
            ("DELETE FROM document WHERE lookup IN (SELECT lookup FROM document LIMIT 1)", .documentRows),
            ("UPDATE document SET sealed = zeroblob(48)", .documentRows),
            ("INSERT INTO document VALUES (x'00', x'00')", .documentRows),
            ("DELETE FROM blob", .blobRows), ("INSERT INTO blob VALUES (zeroblob(32), 1)", .blobRows),
            ("UPDATE blob SET documents = 2", .blobRows),
        ]
        for (sql, part) in damages {
            try office.tamper(sql)
            #expect(try !office.findings(as: "lawyer").isEmpty, "\(sql)")
            #expect(try reindex(office).mended == [part], "\(sql)")
            #expect(try reindex(office).mended.isEmpty, "\(sql)")
            #expect(try office.findings(as: "lawyer").isEmpty, "\(sql)")
        }
        for (number, text) in [(1, "satu"), (2, "dua"), (3, "tiga"), (4, "empat")] {
            #expect(try office.read(number, as: "lawyer") == text)
        }
        // Somebody who has never seen the vault on this computer can do it too.
        try office.tamper("DELETE FROM log_node")
        #expect(try reindex(office, as: "shelter").mended == [.treeNodes])
    }

    @Test func aLogThatDoesNotHoldIsNotMadeToLookWhole() throws {
        let office = try office()
        let size = try office.open("lawyer").state.head.size
        try office.copyVault(to: "copy")
        try office.tamper("DELETE FROM document")
        try office.tamper(
            "UPDATE log_entry SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE position = 4")
        #expect(throws: VaultError.self) { try reindex(office) }
        try office.putBack("copy")
        for table in ["log_entry", "log_node"] {
            try office.tamper("DELETE FROM \(table) WHERE position = ?", [Int64(size - 1)])
        }
        #expect(throws: VaultError.self, "a rollback is not mended") { try reindex(office) }
        #expect(throws: VaultError.notAMember) { try reindex(office, as: "stranger") }
    }

    @Test func aQuickLookFindsWhatItLooksAt() throws {
        let office = try office()
        let head = try office.open("lawyer").state.head
        let whole = try office.open("lawyer").verify(.quick)
        #expect(whole.isWhole && whole.sample?.documents ?? 0 >= 1 && whole.sample?.entries ?? 0 > 5)
        #expect(try office.open("lawyer").state.head == head, "it reads no document")
        try office.copyVault(to: "copy")
        #expect(whole.sample?.entries == Int(head.size) && whole.sample?.documents == 4, "of so few all")
        let blob = try office.blobs()[0]
        var bytes = try Data(contentsOf: blob)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: blob)
        let findings = try office.open("lawyer").verify(.quick).findings
        #expect(findings.contains { if case .blobChanged = $0 { true } else { false } })
        try office.putBack("copy")
        try office.tamper("UPDATE log_entry SET bytes = CAST(bytes || x'00' AS BLOB) WHERE position = 3")
        #expect(try !office.open("lawyer").verify(.quick).isWhole)
    }
}
