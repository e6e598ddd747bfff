import Bytes
import Foundation
@testable import Ledger
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// What an office may live through, as drills.
@Suite struct DrillTests {
    private func office(_ texts: [String] = ["satu", "dua", "tiga", "empat"]) throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        for text in texts { try office.deposit(text, kind: .chronology) }
        return office
    }

    private func backUp(_ office: TestOffice) throws -> BackupReceipt {
        try Vault.backUp(
            office.vaultPath, to: office.folder.appending("stick").path,
            surroundings: office.surroundings("custodian"))
    }

    @Test func theDatabaseIsDeleted() throws {
        let office = try office()
        _ = try backUp(office)
        try office.deposit("lima", kind: .chronology)
        let index = office.vaultPath + "/index.sqlite"
        try FileManager.default.removeItem(atPath: index)
        #expect(throws: VaultError.altered(.database(.missing(file: "index.sqlite")))) {
            try office.open("lawyer")
        }
        #expect(throws: VaultError.self) {
            try Vault.reindex(
                at: office.vaultPath, as: office.person("lawyer"), surroundings: office.surroundings("lawyer")
            )
        }
        // The log was in it. What the backup has comes back; what was deposited after it lies sealed in the old folder still.
        let restored = office.folder.appending("restored").path
        _ = try Vault.restore(from: office.folder.appending("stick").path, to: restored)
        #expect(try office.blobs().count == 5)
        try FileManager.default.moveItem(
            atPath: office.vaultPath, toPath: office.folder.appending("lost").path)
        try FileManager.default.moveItem(atPath: restored, toPath: office.vaultPath)
        #expect {
            try office.open("coordinator")
        } throws: { error in
            if case VaultError.rolledBack = error { true } else { false }
        }
        try joinAfterLoss(office, ["coordinator", "lawyer"])
        #expect(try office.read(4, as: "lawyer") == "empat")
        #expect(try office.deposit("lima lagi", kind: .chronology) == 5)
        #expect(try office.open("lawyer").verify(.full).isWhole)
    }

    private func joinAfterLoss(_ office: TestOffice, _ names: [String]) throws {
        for name in names {
            _ = try Vault.join(
                at: office.vaultPath, as: office.person(name), phrase: #require(office.phrase),
                afterLoss: true,
                surroundings: office.surroundings(name))
        }
    }

    @Test func sealedFilesAreLostInPart() throws {
        let office = try office()
        let receipt = try backUp(office)
        for url in try office.blobs().prefix(2) { try FileManager.default.removeItem(at: url) }
        let findings = try office.open("lawyer").verify().findings
        #expect(findings.count == 2)
        // Work goes on meanwhile, and the lost ones come back by name.
        try office.deposit("lima", kind: .chronology)
        for finding in findings {
            guard case .blobMissing(_, let blob) = finding else {
                Issue.record("\(finding)")
                continue
            }
            let path = "blobs/\(blob.prefix(2))/\(blob).age"
            try FileManager.default.copyItem(
                atPath: "\(receipt.path)/\(path)", toPath: "\(office.vaultPath)/\(path)")
        }
        #expect(try office.open("lawyer").verify(.full).isWhole)
    }

    /// Half of a copy of last week was put over the vault: the index alone, or the sealed files alone.
    @Test(arguments: [true, false]) func halfTheVaultOfLastWeek(_ index: Bool) throws {
        let office = try office()
        try office.copyVault(to: "week")
        let receipt = try {
            for text in ["lima", "enam"] { try office.deposit(text, kind: .chronology) }
            return try backUp(office)
        }()
        let part = index ? "index.sqlite" : "blobs"
        try FileManager.default.removeItem(atPath: "\(office.vaultPath)/\(part)")
        try FileManager.default.copyItem(
            atPath: office.folder.appending("week/\(part)").path, toPath: "\(office.vaultPath)/\(part)")
        if index {
            #expect {
                try office.open("coordinator")
            } throws: { error in
                if case VaultError.rolledBack = error { true } else { false }
            }
            #expect(throws: VaultError.self, "the backup is not touched by it") { try backUp(office) }
        } else {
            #expect(try office.open("lawyer").verify().findings.count == 2)
        }
        let restored = office.folder.appending("restored").path
        #expect(
            try Vault.restore(from: office.folder.appending("stick").path, to: restored).head == receipt.head)
        try FileManager.default.removeItem(atPath: office.vaultPath)
        try FileManager.default.moveItem(atPath: restored, toPath: office.vaultPath)
        #expect(try office.open("coordinator").verify(.full).isWhole, "nobody joins anew: it is the newest")
        #expect(try office.read(6, as: "coordinator") == "enam")
    }

    @Test func whoJoinsAfterALossKeepsWhatTheyRememberedUnderAnotherName() throws {
        let office = try office()
        try office.copyVault(to: "week")
        try office.deposit("lima", kind: .chronology)
        _ = try office.open("lawyer")
        try office.putBack("week")
        #expect {
            try Vault.join(
                at: office.vaultPath, as: office.person("coordinator"), phrase: #require(office.phrase),
                surroundings: office.surroundings("coordinator"))
        } throws: { error in
            if case VaultError.rolledBack = error { true } else { false }
        }
        try joinAfterLoss(office, ["coordinator"])
        _ = try office.open("coordinator")
        let kept = try FileManager.default.contentsOfDirectory(
            atPath: office.folder.appending("state-coordinator/known_vaults").path)
        #expect(kept.filter { $0.contains(".lost-") }.count == 1)
        // It is for the one who said so alone, and not for another vault.
        #expect(throws: VaultError.self) { try office.open("lawyer") }
        let other = try TestOffice()
        #expect(throws: LedgerError.self) {
            try Vault.join(
                at: office.vaultPath, as: office.person("lawyer"), phrase: #require(other.phrase),
                afterLoss: true, surroundings: office.surroundings("lawyer"))
        }
    }

    @Test func theOnlyCustodianIsGone() throws {
        let office = try office()
        let trustees = try office.openRecovery()
        let new = try MemberIdentity.generate(name: "pengelola baru")
        _ = try trustees.enrol(new.card, roles: [.custodian])
        try trustees.end(trustees.member(named: "custodian"), isFinal: true, leavingCases: true)
        #expect(throws: VaultError.self) { try office.open("custodian") }
        let vault = try Vault.join(
            at: office.vaultPath, as: new, phrase: #require(office.phrase),
            surroundings: office.surroundings("new"))
        #expect(
            try vault.enrol(MemberIdentity.generate(name: "orang baru").card, roles: [.shelter]).number > 0)
        #expect(try office.read(1, as: "lawyer") == "satu")
        #expect(try office.open("lawyer").verify().isWhole)
    }

    /// A clock at 1970, as after an empty battery, and at 2099: nothing is lost or refused for it, and people are told.
    @Test(arguments: [Timestamp(seconds: 0), Timestamp(seconds: 4_080_000_000)])
    func aClockThatIsDecadesOff(_ time: Timestamp) throws {
        let office = try office(["satu"])
        let right = office.time
        office.time = time
        #expect(try office.deposit("dua", kind: .chronology) == 2)
        #expect(try office.read(1, as: "lawyer") == "satu")
        #expect(try office.open("lawyer").verify(.full).isWhole)
        let receipt = try backUp(office)
        #expect(receipt.generation == "generation-0001")
        func checkup() throws -> [CheckupFinding] {
            var checkup = Checkup(surroundings: office.surroundings("custodian"))
            checkup.lookAtComputer(ownFiles: [])
            try checkup.look(at: office.vaultPath)
            try checkup.look(at: office.vaultPath, as: try office.person("custodian"))
            return checkup.findings
        }
        #expect(try checkup().contains(.clockAbsurd(now: time)))
        office.time = right
        let after = try checkup()
        #expect(!after.contains { if case .clockAbsurd = $0 { true } else { false } })
        let isAhead = time > right
        #expect(after.contains { if case .clockBehind = $0 { true } else { false } } == isAhead, "\(after)")
        // The newest generation is the one of the greatest number, whatever the clock said.
        try office.deposit("tiga", kind: .chronology)
        #expect(try backUp(office).generation == "generation-0002")
        let restored = office.folder.appending("restored").path
        #expect(try Vault.restore(from: office.folder.appending("stick").path, to: restored).files == 3)
        #expect(try office.open("lawyer").verify(.full).isWhole)
    }

    // MARK: The checkup

    @Test func theCheckupNamesWhatIsToBeDone() throws {
        let office = try office()
        func findings(_ name: String = "custodian") throws -> [CheckupFinding] {
            var checkup = Checkup(surroundings: office.surroundings(name))
            checkup.lookAtComputer(ownFiles: [office.folder.path])
            try checkup.look(at: office.vaultPath)
            try checkup.look(at: office.vaultPath, as: try office.person(name))
            #expect(checkup.lookedAt == Set(CheckupArea.allCases))
            return checkup.findings
        }
        var found = try findings()
        #expect(
            found == [
                .backup(.never), .neverDrilled, .oneCustodian("custodian"), .oneCanAssign(["TPPO-2026-0017"]),
            ], "\(found)")
        _ = try backUp(office)
        office.surroundings("custodian").knownVaults.noteDrill(
            of: try Vault.id(at: office.vaultPath), at: office.time)
        #expect(try findings().count == 2)
        let size = try office.open("custodian").state.head.size
        _ = try findings()
        #expect(try office.open("custodian").state.head.size == size, "it signs nothing")

        office.time = Timestamp(seconds: office.time.seconds + 8 * 86_400)
        #expect(try findings().contains(.backup(.days(8))))
        office.time = Timestamp(seconds: office.time.seconds + 400 * 86_400)
        #expect(try findings().contains(.drilled(days: 408)))

        chmod(office.vaultPath, 0o755)
        #expect(try findings().allSatisfy { $0.area != .permissions }, "its folder is closed to others")
        chmod(office.folder.path, 0o755)
        let incoming = office.vaultPath + "/incoming/" + String(repeating: "a", count: 32) + ".part"
        try Data("x".utf8).write(to: URL(fileURLWithPath: incoming))
        let coordinator = try office.open("coordinator")
        let file = try coordinator.caseFile("TPPO-2026-0017")
        let soon = Timestamp(seconds: office.time.seconds + 3 * 86_400)
        _ = try coordinator.makeKit(for: file, kinds: [.statement], until: soon, holder: nil)
        found = try findings()
        let own = try [office.folder.path, #require(PathBytes.resolved(office.vaultPath))]
        #expect(own.allSatisfy { found.contains(.openToOthers(path: $0)) }, "\(found)")
        chmod(office.folder.path, 0o700)
        #expect(found.contains(.leftovers(1)))
        #expect(found.contains { if case .kitsEnd(["TPPO-2026-0017"], _) = $0 { true } else { false } })
        try FileManager.default.removeItem(atPath: office.vaultPath + "/index.sqlite")
        var broken = Checkup(surroundings: office.surroundings("custodian"))
        try broken.look(at: office.vaultPath, as: try office.person("custodian"))
        #expect(broken.findings == [.vault(.altered(.database(.missing(file: "index.sqlite"))))])
    }
}
