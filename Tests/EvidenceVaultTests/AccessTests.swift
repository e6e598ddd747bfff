import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

@Suite struct AccessTests {
    @Test func everyRoleReadsWhatThePolicySaysAndNothingElse() throws {
        let office = try TestOffice()
        try office.openCase()
        let kinds: [DocumentKind] = [
            .identityDocument, .chronology, .visum, .policeReport, .counselling, .receipt, .migration,
        ]
        for kind in kinds {
            let number = try office.deposit("isi \(kind.rawValue)", kind: kind)
            let confidentiality = try #require(kind.confidentialityClass)
            for (name, role) in TestOffice.roles {
                if !role.isVaultWide && Policy.standard.reads(role).contains(confidentiality) {
                    #expect(try office.read(number, as: name) == "isi \(kind.rawValue)")
                } else {
                    #expect(throws: VaultError.self, "\(name) reads \(kind)") {
                        try office.read(number, as: name)
                    }
                }
            }
            #expect(throws: VaultError.self) { try office.read(number, as: "custodian") }
        }
    }

    @Test func aCompanionCannotOpenTheVisumThatSheDeposited() throws {
        let office = try TestOffice()
        try office.openCase()
        let number = try office.deposit("luka memar", kind: .visum, as: "companion")
        #expect(throws: VaultError.notPermitted(.cannotRead(.medical))) {
            try office.read(number, as: "companion")
        }
        // Nor could a client that asks nobody: no key of hers opens the blob.
        let vault = try office.open("companion")
        let file = try vault.caseFile("TPPO-2026-0017")
        for confidentiality in ConfidentialityClass.allCases {
            guard let key = try vault.compartmentKey(confidentiality, generation: 1, in: file) else {
                continue
            }
            let name = try #require(
                BlobName(office.blobs()[0].deletingPathExtension().lastPathComponent))
            let blob = try FolderBlobStore(VaultFolder.open(office.vaultPath)).open(name)
            #expect(throws: (any Error).self) {
                try Pack.parts(identity: key.ageIdentity, blob: blob)
            }
        }
        #expect(try office.read(number, as: "lawyer") == "luka memar")
    }

    @Test func whoIsNotEntitledIsRefusedAndTheRefusalIsInTheLog() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        let file = try office.openCase()
        let stranger = try office.person("stranger").card
        #expect(throws: VaultError.notPermitted(.role(needed: [.custodian]))) {
            try office.open("coordinator").enrol(stranger, roles: [.lawyer])
        }
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try office.open("custodian").openCase(title: "x")
        }
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            let vault = try office.open("lawyer")
            try vault.assign(vault.member(named: "health"), to: file, as: .health)
        }
        #expect(throws: VaultError.notPermitted(.cannotDeposit(.chronology))) {
            try office.deposit("x", kind: .chronology, as: "health")
        }
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: file.ref))) {
            try office.open("auditor").list(file)
        }
        let trail = try office.open("auditor").auditTrail()
        let refusals = trail.filter { $0.statement?.act.name == "refusal" }
        #expect(
            refusals.map { $0.member?.name } == ["coordinator", "custodian", "lawyer", "health", "auditor"])
        #expect(throws: VaultError.notAMember) { try office.open("stranger") }
    }

    @Test func everyAccessIsInTheLogBeforeTheFirstByteAndOnlyAuditorsSeeIt() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        let number = try office.deposit("isi", kind: .visum)
        let vault = try office.open("lawyer")
        let reader = try vault.read(number, in: vault.caseFile("TPPO-2026-0017"))
        // Nothing was read yet.
        let newest = try #require(try office.open("auditor").auditTrail().last)
        #expect(newest.statement?.act.name == "document.read")
        #expect(newest.member?.name == "lawyer")
        #expect(newest.documents == ["TPPO-2026-0017/1"])
        let asSeen = try #require(try office.open("coordinator").auditTrail().last)
        #expect(asSeen.statement == nil)
        try reader.forEachPiece { _ in }
        // Titles are looked at as well.
        #expect(try office.open("companion").cases().first?.title == "Melati, rahasia")
        #expect(try office.open("auditor").auditTrail().last?.statement?.act.name == "case.show")
        let health = try office.open("health")
        #expect(try health.show(health.caseFile("TPPO-2026-0017")).title == "Melati, rahasia")
        #expect(try office.open("auditor").auditTrail().last?.member?.name == "health")
        let size = try office.open("auditor").state.head.size
        #expect(try office.open("custodian").cases().first?.title == nil)
        #expect(try office.open("auditor").state.head.size == size, "a custodian saw no title")
    }

    @Test func withoutItsLogEntryNothingIsRead() throws {
        let office = try TestOffice()
        try office.openCase()
        let number = try office.deposit("isi", kind: .visum)
        let fault = try SQLiteFault(.write, in: office.vaultPath)
        #expect(throws: StorageError.self) { try office.read(number, as: "lawyer") }
        #expect(throws: StorageError.self) { try office.deposit("x", kind: .visum) }
        fault.end()
        #expect(try office.read(number, as: "lawyer") == "isi")
        #expect(try office.findings() == [])
        // It failed in its very commit, so the next deposit asks the log before the blob goes.
        #expect(try office.open("lawyer").verify().unfinishedDeposits == 1)
        try office.deposit("y", kind: .visum)
        #expect(try office.blobs().count == 2)
    }

    @Test func aSecondAuditorIsGivenTheAuditKeyByTheFirst() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.open("custodian").enrol(office.person("stranger").card, roles: [.auditor])
        #expect(try office.open("stranger").auditTrail().contains { $0.statement == nil } == false)
        let vault = try office.open("coordinator")
        _ = try vault.list(vault.caseFile("TPPO-2026-0017"))
        #expect(try office.open("stranger").auditTrail().last?.statement == nil, "no key yet")
        _ = try office.open("auditor")
        #expect(
            try office.open("stranger").auditTrail().contains { $0.statement?.act.name == "document.list" })
    }

    @Test func exampleKeysAreRefusedOutsideOfTheWalkThrough() throws {
        let keys = Vectors.packageFolder.appending(path: "keys-example")
        let cards = try FileManager.default.contentsOfDirectory(atPath: keys.path).filter {
            $0.hasSuffix(".card")
        }
        #expect(cards.count == 8)
        let office = try TestOffice()
        let welcoming = try TestOffice(example: true)
        for name in cards {
            let card = try Card(json: [UInt8](Data(contentsOf: keys.appending(path: name))))
            #expect(
                ExampleKeys.contains(card.fingerprint) && ExampleKeys.contains(.x25519(card.recipient)),
                "\(name)")
            #expect(throws: VaultError.exampleKey(fingerprint: card.fingerprint.description)) {
                try office.open("custodian").enrol(card, roles: [.lawyer])
            }
            try welcoming.open("custodian").enrol(card, roles: [.lawyer])
        }
    }

    @Test func anAuditorHoldsNoOtherRole() throws {
        let office = try TestOffice()
        #expect(throws: VaultError.rolesExclude(.auditor, .lawyer)) {
            try office.open("custodian").enrol(office.person("stranger").card, roles: [.auditor, .lawyer])
        }
    }

    @Test func aCardCannotBeGivenAnotherName() throws {
        let card = try MemberIdentity.generate(name: "Siti").card
        let text = String(decoding: try card.json(), as: UTF8.self)
        #expect(try Card(json: Array(text.utf8)) == card)
        #expect(throws: LedgerError.notACard(.signature)) {
            try Card(json: Array(text.replacingOccurrences(of: "Siti", with: "Sati").utf8))
        }
    }
}
