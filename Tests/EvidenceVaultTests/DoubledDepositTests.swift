import Bytes
@testable import Ledger
import Testing

@testable import EvidenceVault
import FoundationEssentials

/// A member can say any deposit that their role allows, also one that is there already.
@Suite struct DoubledDepositTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("satu", kind: .chronology, as: "companion")
        try office.deposit("dua", kind: .statement, as: "companion")
        return office
    }

    private func leave(_ office: TestOffice) throws {
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "lawyer"), isFinal: false)
        _ = try office.open("coordinator")
    }

    @Test func aDepositSaidTwiceIsResealedTwice() throws {
        let office = try office()
        let companion = try office.open("companion")
        let (first, _) = try companion.log.deposit(of: 1, in: companion.caseFile(ref))
        try office.forge(as: "companion") { _ in .deposit(first) }
        #expect(try office.findings(as: "shelter") == [])
        try leave(office)
        let coordinator = try office.open("coordinator")
        let generation = try coordinator.caseFile(ref).generation(of: .testimony)
        #expect(generation > 1)
        let report = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(report.resealed == 3 && report.faults.isEmpty)
        for (number, text) in [(1, "satu"), (2, "dua"), (3, "satu")] {
            #expect(try office.read(number, as: "coordinator") == text)
            let file = try coordinator.caseFile(ref)
            #expect(try coordinator.log.deposit(of: number, in: file).deposit.generation == generation)
        }
        #expect(try office.blobs().count == 1, "small ones lie together")
        #expect(try office.findings(as: "shelter") == [])
        try office.join("shelter")
        let again = try Vault.reindex(
            at: office.vaultPath, as: office.person("shelter"), surroundings: office.surroundings("shelter"))
        #expect(again.mended.isEmpty)
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).current == 3)
    }

    @Test func aSealedFileThatTwoNameStaysForBoth() throws {
        let office = try office()
        let companion = try office.open("companion")
        let (first, _) = try companion.log.deposit(of: 1, in: companion.caseFile(ref))
        let pinning = Deposit(
            caseID: first.caseID, documentID: HexBytes([UInt8](repeating: 9, count: 16)),
            confidentiality: first.confidentiality, generation: first.generation, blob: first.blob,
            blobSize: first.blobSize, details: first.details, detailsDigest: first.detailsDigest,
            place: first.place, kit: nil)
        try office.forge(as: "companion") { _ in .deposit(pinning) }
        try leave(office)
        let coordinator = try office.open("coordinator")
        let report = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(report.resealed == 2)
        #expect(try office.blobs().contains { $0.lastPathComponent.contains(first.blob.description) })
        #expect(try office.read(1, as: "coordinator") == "satu")
        let missing = try office.findings(as: "shelter").filter {
            if case .blobMissing = $0 { true } else { false }
        }
        #expect(missing.isEmpty)
    }
}
