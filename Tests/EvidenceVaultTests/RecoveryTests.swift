import Foundation
@testable import Ledger
import SLIP39
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// What trustees can do together, and what too few of them, or those of another vault, cannot.
@Suite struct RecoveryTests {
    private let ref = "TPPO-2026-0017"

    private func secret(_ office: TestOffice) throws -> Secret {
        var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
        return try RecoveryKey.secret(inFile: Secret(moving: &text))
    }

    private func open(_ office: TestOffice, with shares: [Share]) throws -> Vault {
        try Vault.open(
            at: office.vaultPath, recoverySecret: SLIP39.restore(shares), phrase: #require(office.phrase),
            surroundings: office.surroundings("trustees"))
    }

    @Test(arguments: [false, true]) func enoughSharesOpenTheVaultAndFewerDoNot(_ postQuantum: Bool) throws {
        let office = try TestOffice(postQuantum: postQuantum)
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let shares = try SLIP39.split(secret(office), threshold: 3, of: 5)
        for chosen in [[0, 1, 2], [4, 2, 0]] {
            let vault = try open(office, with: chosen.map { shares[$0] })
            #expect(vault.me.isRecovery)
            var bytes: [UInt8] = []
            try vault.read(1, in: vault.caseFile(ref)).forEachPiece { bytes += $0 }
            #expect(bytes == Array("kronologi".utf8))
        }
        #expect(throws: SLIP39Error.tooFew(needed: 3, given: 2)) {
            try open(office, with: [shares[0], shares[1]])
        }
        // Read from their words, as trustees type them.
        let typed = try shares[1...3].map { try Share(words: $0.words()) }
        #expect(try open(office, with: typed).me.isRecovery)
    }

    @Test func sharesOfAnotherVaultOpenNothing() throws {
        let (office, other) = (try TestOffice(), try TestOffice())
        let own = try SLIP39.split(secret(office), threshold: 2, of: 3)
        let strange = try SLIP39.split(secret(other), threshold: 2, of: 3)
        #expect(throws: SLIP39Error.differentSets) { try open(office, with: [own[0], strange[1]]) }
        #expect(throws: VaultError.notARecoveryKey) { try open(office, with: [strange[0], strange[1]]) }
        #expect(
            try Vault.drill(at: office.vaultPath, recoverySecret: SLIP39.restore([own[0], own[2]])).passed)
        #expect(throws: VaultError.notARecoveryKey) {
            try Vault.drill(at: office.vaultPath, recoverySecret: SLIP39.restore([strange[0], strange[2]]))
        }
        // The same secret shared anew is another set: old and new shares do not mix.
        let again = try SLIP39.split(secret(office), threshold: 2, of: 3)
        #expect(throws: SLIP39Error.self) { try open(office, with: [own[0], again[1]]) }
    }

    @Test func aDrillWritesNothing() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let before = try office.open("custodian").state.head
        let shares = try SLIP39.split(secret(office), threshold: 2, of: 2)
        let report = try Vault.drill(at: office.vaultPath, recoverySecret: SLIP39.restore(shares))
        #expect(report.passed && report.cases == 1 && report.documents == 1)
        #expect(try office.open("custodian").state.head == before)
        #expect(!FileManager.default.fileExists(atPath: office.folder.appending("state-trustees").path))
    }

    /// The only coordinator is gone, and the only custodian lost the passphrase.
    @Test func trusteesGiveAVaultBackToItsPeople() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "coordinator"), isFinal: true, leavingCases: true)
        #expect(custodian.state.granters(of: try custodian.caseFile(ref)).isEmpty)

        let trustees = try office.openRecovery()
        let phrase = try #require(office.phrase)
        let newcomer = try MemberIdentity.generate(name: "pengelola baru")
        try trustees.enrol(newcomer.card, roles: [.custodian])
        try trustees.end(trustees.member(named: "custodian"), isFinal: true)
        #expect(throws: VaultError.membershipEnded) { try office.open("custodian") }
        let next = try Vault.join(
            at: office.vaultPath, as: newcomer, phrase: phrase, surroundings: office.surroundings("newcomer"))
        let successor = try MemberIdentity.generate(name: "koordinator baru")
        try next.enrol(successor.card, roles: [.coordinator])
        let again = try office.openRecovery()
        try again.restoreCase(again.caseFile(ref), to: again.member(named: "koordinator baru"))

        _ = try Vault.join(
            at: office.vaultPath, as: successor, phrase: phrase,
            surroundings: office.surroundings("successor"))
        let vault = try Vault.open(
            at: office.vaultPath, as: successor, surroundings: office.surroundings("successor"))
        try vault.settleDuties()
        var bytes: [UInt8] = []
        try vault.read(1, in: vault.caseFile(ref)).forEachPiece { bytes += $0 }
        #expect(bytes == Array("kronologi".utf8))
        // Who was revoked holds the old keys, and none of the new.
        #expect(try vault.caseFile(ref).generation(of: .testimony) == 2)
        #expect(vault.state.rekeyingsDue.isEmpty)
        #expect(try office.findings(as: "lawyer").isEmpty)
        #expect(throws: VaultError.notPermitted(.role(needed: []))) {
            try vault.restoreCase(vault.caseFile(ref), to: vault.me)
        }
    }

    @Test func everyDocumentComesOutAndOneFaultKeepsNoOtherBack() throws {
        let office = try TestOffice()
        for ref in [ref, "TPPO-2026-0018"] {
            try office.openCase(ref)
            for text in ["satu", "dua"] { try office.deposit("\(text) \(ref)", kind: .visum, in: ref) }
        }
        var folder = office.folder.appending("out").path
        #expect(try office.openRecovery().exportAll(to: folder).written == 4)
        #expect(
            try String(contentsOfFile: "\(folder)/\(ref)/0002_berkas.txt", encoding: .utf8) == "dua \(ref)")
        let blob = try office.blobs()[0]
        var bytes = try Data(contentsOf: blob)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: blob)
        folder = office.folder.appending("out2").path
        let (written, faults) = try office.openRecovery().exportAll(to: folder)
        #expect(written == 3 && faults.count == 1)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).count == 2 + 3)
    }

    /// Not only what age or tar find wrong: a sealed file that is gone, or that the system does not give out.
    @Test func noFaultOfOneDocumentKeepsOthersBack() throws {
        let office = try TestOffice()
        try office.openCase(ref)
        for number in 1...5 { try office.deposit("nomor \(number)", kind: .visum, in: ref) }
        let vault = try office.open("coordinator")
        func blob(_ number: Int) throws -> URL {
            let name = try vault.log.deposit(of: number, in: vault.caseFile(ref)).deposit.blob.description
            return try #require(office.blobs().first { $0.path.contains(name) })
        }
        let (gone, folder, short) = try (blob(1), blob(2), blob(4))
        try FileManager.default.removeItem(at: gone)
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try Data(try Data(contentsOf: short).prefix(100)).write(to: short)
        let out = office.folder.appending("out").path
        let (written, faults) = try office.openRecovery().exportAll(to: out)
        #expect(written == 2 && faults.map(\.ref) == [1, 2, 4].map { "\(ref)/\($0)" }, "\(faults)")
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: "\(out)/\(ref)")) == [
                "0003_berkas.txt", "0005_berkas.txt",
            ])
    }

    @Test(arguments: [
        ("../\u{200D}pwned.txt", "_\u{200D}pwned.txt"), ("map/\u{651}catatan.txt", "_\u{651}catatan.txt"),
        (".bashrc", "_.bashrc"), ("a\u{600}/../-rf", "_-rf"), ("a/..", "_.."), ("~root", "_~root"),
        ("///", "file"),
        ("a\\\u{301}b\"\u{301}.txt", "a_\u{301}b_\u{301}.txt"), ("a\u{202E}b\u{1B}.txt", "a_b_.txt"),
        ("a" + String(repeating: "\u{301}", count: 1000), "_" + String(repeating: "\u{301}", count: 100)),
    ])
    func aNameIsOneNameInOneFolder(_ name: String, _ expected: String) throws {
        #expect(Pack.fileName(for: name).utf8.elementsEqual(expected.utf8))
        _ = try Pack.path(of: 1, name: name)
    }
}
