import Foundation
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Backups: all of the vault at one time, or nothing; and never what is damaged in the place of what is good.
@Suite struct BackupTests {
    private func office(_ texts: [String] = ["satu", "dua", "tiga"]) throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        for text in texts { try office.deposit(text, kind: .chronology) }
        return office
    }

    private func path(_ office: TestOffice) -> String { office.folder.appending("stick").path }

    @discardableResult
    private func backUp(_ office: TestOffice, keep: Int = 7, readsAll: Bool = false) throws -> BackupReceipt {
        try Vault.backUp(
            office.vaultPath, to: path(office), keep: keep, readsAll: readsAll,
            surroundings: office.surroundings("custodian"))
    }

    private func blob(_ number: Int, of office: TestOffice, in folder: String) throws -> URL {
        let vault = try office.open("coordinator")
        let deposit = try vault.log.deposit(of: number, in: vault.caseFile("TPPO-2026-0017")).deposit
        return URL(fileURLWithPath: "\(folder)/blobs/\(deposit.blob.folder)/\(deposit.blob.fileName)")
    }

    private func flip(_ url: URL) throws {
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try FileManager.default.removeItem(at: url)
        try bytes.write(to: url)
    }

    @Test func whatIsRestoredIsWholeAndReadsAsBefore() throws {
        let office = try office()
        let receipt = try backUp(office)
        #expect(receipt.generation == "generation-0001" && receipt.isNew && receipt.copied == 3)
        let head = try office.open("lawyer").state.head
        #expect(receipt.head == head && receipt.files == 3)
        let restored = office.folder.appending("restored").path
        let back = try Vault.restore(from: path(office), to: restored)
        #expect(back.head == head && back.files == 3 && back.faults.isEmpty)
        let vault = try Vault.open(
            at: restored, as: office.person("lawyer"), surroundings: office.surroundings("lawyer"))
        #expect(try vault.verify(.full).isWhole)
        // A vault that was moved away by hand is where it was again.
        try FileManager.default.removeItem(atPath: office.vaultPath)
        _ = try Vault.restore(from: restored, to: office.vaultPath)
        #expect(try office.read(2, as: "lawyer") == "dua")
    }

    @Test func aBackupIsAsUnreadableAsTheVault() throws {
        let office = try office()
        try backUp(office)
        let files = FileManager.default
        for name in [""] + (try files.subpathsOfDirectory(atPath: path(office))) {
            let file = "\(path(office))/\(name)"
            let attributes = try files.attributesOfItem(atPath: file)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name) \(String(mode, radix: 8))")
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            for secret in ["Melati", "rahasia", "TPPO", "satu", "Yayasan", "coordinator", "AGE-SECRET"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name) \(secret)")
            }
        }
        #expect(throws: VaultError.backup(.insideVault(path: office.vaultPath + "/b"))) {
            try Vault.backUp(office.vaultPath, to: office.vaultPath + "/b")
        }
    }

    @Test func onlyWhatIsNewIsCopiedAndOldGenerationsGo() throws {
        let office = try office()
        try backUp(office)
        let again = try backUp(office)
        #expect(!again.isNew && again.generation == "generation-0001", "nothing was new")
        for number in 4...9 {
            try office.deposit("isi \(number)", kind: .chronology)
            let receipt = try backUp(office, keep: 3)
            #expect(receipt.copied == 1 && receipt.linked == number - 1 && receipt.isNew)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path(office)).sorted()
        #expect(
            names == ["amanah-backups.json", "generation-0005", "generation-0006", "generation-0007"],
            "\(names)")
        #expect(try Vault.verifyBackup(at: path(office)).generations.allSatisfy(\.isWhole))
        let old = office.folder.appending("old").path
        #expect(try Vault.restore(from: path(office), generation: "generation-0005", to: old).files == 7)
        #expect(throws: VaultError.backup(.noSuchGeneration("generation-0001"))) {
            try Vault.restore(from: path(office), generation: "generation-0001", to: old + "er")
        }
    }

    /// Resealing takes files away that a generation of before still has.
    @Test func resealedDocumentsAreCopiedAndTheirOldFilesStayWhereTheyWere() throws {
        let office = try office()
        try backUp(office)
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(
            coordinator.member(named: "companion"), from: coordinator.caseFile("TPPO-2026-0017"))
        _ = try coordinator.reseal(coordinator.caseFile("TPPO-2026-0017"))
        let receipt = try backUp(office)
        #expect(receipt.copied == 1 && receipt.linked == 0 && receipt.faults.isEmpty, "three in a pack")
        #expect(try Vault.verifyBackup(at: path(office)).generations.map(\.isWhole) == [true, true])
    }

    // MARK: Damage

    @Test func whatTheVaultHasLostComesFromTheGenerationBefore() throws {
        let office = try office()
        try backUp(office)
        let lost = try blob(1, of: office, in: office.vaultPath)
        try FileManager.default.removeItem(at: lost)
        try office.deposit("empat", kind: .chronology)
        let receipt = try backUp(office)
        #expect(receipt.isNew && receipt.faults.map(\.kind) == [.missing] && receipt.faults[0].isInCopy)
        #expect(receipt.faults.map { "\(office.vaultPath)/\($0.path)" } == [lost.path])
        #expect(try Vault.verifyBackup(at: path(office)).generations.allSatisfy(\.isWhole))
        // As the message says.
        try FileManager.default.copyItem(
            at: URL(fileURLWithPath: "\(receipt.path)/\(receipt.faults[0].path)"), to: lost)
        #expect(try office.open("lawyer").verify().isWhole)
        #expect(try !backUp(office).isNew)
    }

    @Test func aDamagedVaultDoesNotTakeTheLastGoodGenerationsPlace() throws {
        let office = try office()
        try backUp(office)
        try office.deposit("empat", kind: .chronology)
        try office.copyVault(to: "good")
        try flip(blob(4, of: office, in: office.vaultPath))
        var receipt = try backUp(office)
        #expect(!receipt.isNew && receipt.generation == "generation-0001")
        #expect(receipt.faults.map(\.kind) == [.changed] && !receipt.faults[0].isInCopy)
        // What is damaged and was good before stays good in the backup.
        try office.putBack("good")
        try flip(blob(1, of: office, in: office.vaultPath))
        receipt = try backUp(office)
        #expect(receipt.isNew)
        for sql in [
            "UPDATE log_entry SET bytes = CAST(bytes || x'00' AS BLOB) WHERE position = 3",
            "DELETE FROM log_entry WHERE position = 3",
            "UPDATE log_node SET hash = zeroblob(32) WHERE level = 1 AND position = 0",
            "UPDATE checkpoint SET note = x'00'",
        ] {
            try office.putBack("good")
            try office.tamper(sql)
            #expect(throws: VaultError.self, "\(sql)") { try backUp(office) }
        }
        try office.putBack("good")
        let index = URL(fileURLWithPath: office.vaultPath + "/index.sqlite")
        try Data(contentsOf: index).prefix(30_000).write(to: index)
        #expect(throws: VaultError.self) { try backUp(office) }
        let (_, generations) = try Vault.verifyBackup(at: path(office))
        #expect(generations.map(\.name) == ["generation-0001", "generation-0002"])
        #expect(generations.map(\.isWhole) == [true, true])
        // And when it is whole again the next one is made, over what the others have left.
        try office.putBack("good")
        try office.deposit("lima", kind: .chronology)
        #expect(try backUp(office).generation == "generation-0003")
        #expect(!FileManager.default.fileExists(atPath: path(office) + "/unfinished"))
    }

    @Test func anOlderOrAnotherLogIsNotTakenForTheNewest() throws {
        let office = try office()
        try office.copyVault(to: "old")
        try office.deposit("empat", kind: .chronology)
        let entries = try backUp(office).head.size
        try office.putBack("old")
        let before = entries - 1
        #expect(throws: VaultError.backup(.behind(entries: before, earlier: entries))) { try backUp(office) }
        // Somebody goes on in the old copy until it is as long.
        for name in ["lawyer", "companion"] { try office.forget(name) }
        try office.forget("coordinator")
        for text in ["lain", "lain lagi"] { try office.deposit(text, kind: .chronology) }
        #expect(throws: VaultError.backup(.forked(earlier: entries))) { try backUp(office) }
        #expect(try Vault.verifyBackup(at: path(office)).generations.map(\.isWhole) == [true])
        let other = try self.office([])
        #expect(throws: VaultError.backup(.otherVault(path: path(office)))) {
            try Vault.backUp(other.vaultPath, to: path(office))
        }
        try Data("x".utf8).write(to: office.folder.appending("x"))
        #expect(throws: VaultError.backup(.notABackup(path: office.folder.path))) {
            try Vault.backUp(office.vaultPath, to: office.folder.path)
        }
    }

    @Test func whatWasCutOffIsContinued() throws {
        let office = try office()
        try backUp(office)
        try office.deposit("empat", kind: .chronology)
        try office.deposit("lima", kind: .chronology)
        // As a try leaves it that was cut off: one file half, one whole, an old index, one that is not needed.
        let unfinished = path(office) + "/unfinished"
        let files = FileManager.default
        try files.copyItem(atPath: path(office) + "/generation-0001", toPath: unfinished)
        try files.removeItem(atPath: unfinished + "/backup.json")
        for number in [4, 5] {
            let original = try blob(number, of: office, in: office.vaultPath)
            let copy = try blob(number, of: office, in: unfinished)
            try files.createDirectory(
                at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
            let bytes = try Data(contentsOf: original)
            try (number == 4 ? bytes.prefix(100) : bytes).write(to: copy)
        }
        try files.createDirectory(atPath: unfinished + "/blobs/00", withIntermediateDirectories: true)
        let stray = String(repeating: "0", count: 64) + ".age"
        try Data("x".utf8).write(to: URL(fileURLWithPath: unfinished + "/blobs/00/" + stray))
        let receipt = try backUp(office)
        #expect(receipt.generation == "generation-0002" && receipt.copied == 1, "\(receipt)")
        #expect(try Vault.verifyBackup(at: path(office)).generations.allSatisfy(\.isWhole))
        // And what was on its way out goes.
        try files.moveItem(
            atPath: path(office) + "/generation-0001", toPath: path(office) + "/outgoing-0001")
        try backUp(office)
        #expect(!files.fileExists(atPath: path(office) + "/outgoing-0001"))
        // A restoration likewise.
        let restored = office.folder.appending("restored").path
        try files.copyItem(atPath: path(office) + "/generation-0002", toPath: restored)
        try files.removeItem(atPath: restored + "/backup.json")
        try files.moveItem(atPath: restored + "/vault.json", toPath: restored + "/vault.json.unfinished")
        #expect(throws: VaultError.notAVault(path: restored)) { try Vault.requireVault(at: restored) }
        #expect(try Vault.restore(from: path(office), to: restored).files == 5)
        #expect(throws: StorageError.alreadyExists(path: restored)) {
            try Vault.restore(from: path(office), to: restored)
        }
    }

    // MARK: Verifying

    /// A vault that has lost what makes it one is no restoration that was cut off: its sealed files may be the last ones.
    @Test func aRestorationEmptiesNobodysVault() throws {
        let office = try office()
        try backUp(office)
        let files = FileManager.default
        let lost = office.folder.appending("lost").path
        try files.copyItem(atPath: office.vaultPath, toPath: lost)
        for name in ["vault.json", "reserve"] { try? files.removeItem(atPath: "\(lost)/\(name)") }
        let before = try files.subpathsOfDirectory(atPath: lost).sorted()
        #expect(throws: StorageError.alreadyExists(path: lost)) {
            try Vault.restore(from: path(office), to: lost)
        }
        #expect(try files.subpathsOfDirectory(atPath: lost).sorted() == before)
        // One that was cut off says so, and is gone on with.
        let target = office.folder.appending("again").path
        _ = try Vault.restore(from: path(office), to: target)
        try files.moveItem(atPath: target + "/vault.json", toPath: target + "/vault.json.unfinished")
        _ = try Vault.restore(from: path(office), to: target)
        #expect(
            try !files.fileExists(atPath: target + "/vault.json.unfinished")
                && Vault.id(at: target) == office.open("coordinator").id)
    }

    @Test func whatIsDoneToAGenerationIsFound() throws {
        let office = try office()
        try backUp(office)
        let generation = path(office) + "/generation-0001"
        let files = FileManager.default
        try files.copyItem(atPath: path(office), toPath: path(office) + ".good")
        func report() throws -> GenerationReport { try Vault.verifyBackup(at: path(office)).generations[0] }
        func reset() throws {
            try files.removeItem(atPath: path(office))
            try files.copyItem(atPath: path(office) + ".good", toPath: path(office))
        }
        #expect(try report().isWhole)
        try flip(blob(1, of: office, in: generation))
        #expect(try report().faults.map(\.kind) == [.changed])
        // It comes back without that file, which is named; and the next backup with `readsAll` mends the next generation.
        let restored = office.folder.appending("restored").path
        let back = try Vault.restore(from: path(office), to: restored)
        #expect(back.faults.map(\.kind) == [.changed])
        let findings = try Vault.open(
            at: restored, as: office.person("coordinator"),
            surroundings: office.surroundings("coordinator")
        ).verify().findings
        #expect(findings.count == 1)
        try office.deposit("empat", kind: .chronology)
        #expect(try backUp(office, readsAll: true).copied == 2)
        #expect(try Vault.verifyBackup(at: path(office)).generations.map(\.isWhole) == [false, true])
        try reset()
        try files.removeItem(at: blob(2, of: office, in: generation))
        #expect(try report().faults.map(\.kind) == [.missing])
        try reset()
        try Data("x".utf8).write(
            to: blob(2, of: office, in: generation).deletingLastPathComponent().appending(path: "x.age"))
        #expect(try report().unknown == 1)
        try reset()
        try Data("x".utf8).write(to: URL(fileURLWithPath: generation + "/index.sqlite-wal"))
        let stray = try report()
        #expect(stray.problem == .backup(.foreignLog(path: stray.path + "/index.sqlite-wal")))
        #expect(throws: VaultError.self) {
            try Vault.restore(from: path(office), to: office.folder.appending("r2").path)
        }
        try reset()
        let index = URL(fileURLWithPath: generation + "/index.sqlite")
        try Data(contentsOf: index).prefix(30_000).write(to: index)
        #expect(try !report().isWhole)
        #expect(throws: VaultError.self) {
            try Vault.restore(from: path(office), to: office.folder.appending("r3").path)
        }
        // The next backup begins anew beside it.
        let receipt = try backUp(office)
        #expect(receipt.isNew && receipt.damaged == ["generation-0001"] && receipt.linked == 0)
    }

    @Test func aBackupThatAColleagueExchangedIsNoticed() throws {
        let office = try office()
        try backUp(office)
        let generation = path(office) + "/generation-0001"
        // A whole generation of another time under this one's name, with a record of its own that fits it.
        try office.deposit("empat", kind: .chronology)
        try backUp(office)
        try FileManager.default.removeItem(atPath: path(office) + "/generation-0002")
        try FileManager.default.copyItem(
            atPath: generation, toPath: path(office) + "/generation-0002")
        let restored = office.folder.appending("restored").path
        _ = try Vault.restore(from: path(office), to: restored)
        let known = try office.open("coordinator").state.head.size
        #expect {
            try Vault.open(
                at: restored, as: office.person("coordinator"),
                surroundings: office.surroundings("coordinator"))
        } throws: { error in
            if case VaultError.rolledBack(let seen, _, _) = error { seen == known } else { false }
        }
    }

    @Test func nobodyWorksInABackup() throws {
        let office = try office()
        let receipt = try backUp(office)
        let before = try Data(contentsOf: URL(fileURLWithPath: receipt.path + "/index.sqlite"))
        let problem = VaultError.backup(.isGeneration(path: receipt.path))
        #expect(throws: problem) {
            try Vault.open(
                at: receipt.path, as: office.person("lawyer"), surroundings: office.surroundings("lawyer"))
        }
        #expect(throws: problem) { try Vault.requireVault(at: receipt.path) }
        _ = try Vault.verifyBackup(at: path(office))
        #expect(try Data(contentsOf: URL(fileURLWithPath: receipt.path + "/index.sqlite")) == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: receipt.path).sorted()
                == ["backup.json", "blobs", "incoming", "index.sqlite", "vault.json"])
    }
}
