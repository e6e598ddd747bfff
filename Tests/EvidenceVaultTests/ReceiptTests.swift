import Bytes
import Foundation
import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// What comes after a bundle: the office's receipt, and asking for an end of its use.
@Suite struct ReceiptTests {
    private static let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        try office.deposit("pernyataan", kind: .statement)
        try office.giveKey()
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile(Self.ref), purpose: .protection, to: Office("lpsk"), .documents([1, 2]),
            givenBy: "Melati")
        return office
    }

    /// Hands over, and returns the receipt that the officer signs after checking the bundle.
    @discardableResult
    private func handOver(_ office: TestOffice, _ documents: [Int]? = nil) throws -> [UInt8] {
        let vault = try office.open("lawyer")
        let path = office.folder.appending("\(UUID().uuidString).age").path
        _ = try vault.createBundle(
            of: vault.caseFile(Self.ref), to: Office("lpsk"), documents: documents, at: path)
        let officer = try office.person("officer")
        let report = try Bundle.verify(at: path, identities: officer.bundleIdentities)
        return try Bundle.receipt(for: report, by: officer, at: office.time)
    }

    private func take(
        _ bytes: [UInt8], by key: Ed25519.PublicKey? = nil, isPaper: Bool = false, for number: Int? = nil,
        as name: String = "lawyer", _ office: TestOffice
    ) throws -> HandoverSummary {
        let url = office.folder.appending("tanda terima \(UUID().uuidString)")
        try Data(bytes).write(to: url)
        let vault = try office.open(name)
        let submission = try Submission(
            path: url.path, name: "tanda terima", kind: .handoverReceipt, confidentiality: .legal)
        return try vault.takeReceipt(
            isPaper ? .paper : .signature(bytes, by: key), submission, for: number,
            in: vault.caseFile(Self.ref))
    }

    private func handovers(_ office: TestOffice) throws -> [CaseFile.Handover] {
        try office.open("coordinator").caseFile(Self.ref).handovers
    }

    @Test func theOfficesSignatureFindsItsHandoverAndClosesIt() throws {
        let office = try office()
        let first = try handOver(office, [1])
        let second = try handOver(office, [1, 2])
        let closed = try take(second, office)
        #expect(closed.handover.number == 2 && closed.handover.receipts.map(\.how) == [.officeKey])
        #expect(closed.handover.receipts.map(\.document) == [3])
        #expect(try handovers(office).map(\.isAcknowledged) == [false, true])
        #expect(try handovers(office).map(\.documents) == [[1], [1, 2]])
        #expect(try take(first, as: "coordinator", office).handover.number == 1)
        #expect(try office.findings(as: "coordinator") == [])
        #expect(try office.open("coordinator").state.unrepairedVoids == 0)
    }

    /// What is said anew of a document after the handover, or another time zone, changes nothing of what was signed for.
    @Test func whatChangesAfterTheHandoverDoesNotSpoilTheReceipt() throws {
        let office = try office()
        let receipt = try handOver(office)
        let vault = try office.open("coordinator")
        _ = try vault.amend(1, in: vault.caseFile(Self.ref), title: "lain")
        try office.open("custodian").setTimeZone(OfficeTimeZone("Asia/Jayapura"))
        #expect(try take(receipt, office).handover.isAcknowledged)
    }

    @Test func aReceiptForOtherThingsIsNone() throws {
        let office = try office()
        let receipt = try handOver(office, [1])
        let other = try self.office()
        try handOver(other, [1])
        #expect(throws: VaultError.handover(.signatureFitsNone([1], caseRef: Self.ref))) {
            try take(receipt, other)
        }
        // A key of somebody else, with the right record.
        let stranger = try office.person("stranger")
        let custody = try custodyRecord(office)
        let forged = Array(
            try Minisign.sign(custody, comment: "received", key: stranger.signingKey).utf8)
        #expect(throws: VaultError.handover(.signatureFitsNone([1], caseRef: Self.ref))) {
            try take(forged, office)
        }
        #expect(throws: VaultError.handover(.signatureFitsNone([1], caseRef: Self.ref))) {
            try take(receipt, by: stranger.card.signingKey, office)
        }
        #expect(try handovers(office)[0].receipts.isEmpty)
        #expect(try office.open("lawyer").caseFile(Self.ref).documentCount == 2, "nothing was deposited")
        // Named, it is taken in as what it is.
        let taken = try take(forged, by: stranger.card.signingKey, office)
        #expect(taken.handover.receipts.map(\.how) == [.otherKey])
    }

    /// What was checked is what comes in; and where the receipt does not, the document does not either.
    @Test func aFileThatChangedIsNotTakenIn() throws {
        let office = try office()
        let receipt = try handOver(office)
        let url = office.folder.appending("tanda terima")
        try Data("lain".utf8).write(to: url)
        let vault = try office.open("lawyer")
        let submission = try Submission(
            path: url.path, name: "tanda terima", kind: .handoverReceipt, confidentiality: .legal)
        #expect(throws: VaultError.changedWhileRead(path: url.path)) {
            try vault.takeReceipt(.signature(receipt, by: nil), submission, in: vault.caseFile(Self.ref))
        }
        #expect(try office.open("lawyer").caseFile(Self.ref).documentCount == 2)
        #expect(try office.findings(as: "coordinator") == [])
    }

    private func custodyRecord(_ office: TestOffice) throws -> [UInt8] {
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(Self.ref)
        return try #require(try vault.custodyRecords(of: file.handovers[0], in: file).first)
    }

    @Test func aPaperSaysWhichHandoverItIsFor() throws {
        let office = try office()
        #expect(throws: VaultError.handover(.nothingHandedOver(caseRef: Self.ref))) {
            try take(Array("foto".utf8), isPaper: true, office)
        }
        try handOver(office, [1])
        try handOver(office, [2])
        #expect(throws: VaultError.handover(.whichHandover([1, 2], caseRef: Self.ref))) {
            try take(Array("foto".utf8), isPaper: true, office)
        }
        #expect(throws: VaultError.handover(.noSuchHandover(3, caseRef: Self.ref))) {
            try take(Array("foto".utf8), isPaper: true, for: 3, office)
        }
        #expect(try take(Array("foto".utf8), isPaper: true, for: 1, office).handover.number == 1)
        // One is left.
        #expect(try take(Array("foto lain".utf8), isPaper: true, office).handover.number == 2)
    }

    @Test func whoMayTakeAReceiptIn() throws {
        let office = try office()
        let receipt = try handOver(office)
        #expect(throws: VaultError.self) { try take(receipt, as: "auditor", office) }
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator, .companion, .lawyer]))) {
            try take(receipt, as: "health", office)
        }
        #expect(try handovers(office)[0].receipts.isEmpty)
    }

    @Test func whatWasGivenUnderAConsentThatIsOverIsRecalledStepByStep() throws {
        let office = try office()
        try handOver(office)
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(Self.ref)
        #expect(throws: VaultError.handover(.consentStillValid(1, caseRef: Self.ref))) {
            try vault.recallsDue(under: 1, in: file)
        }
        let coordinator = try office.open("coordinator")
        _ = try coordinator.withdrawConsent(
            1, in: coordinator.caseFile(Self.ref), channel: "lewat telepon")
        #expect(try vault.recallsDue(under: 1, in: file).map(\.handover.number) == [1])
        #expect(throws: VaultError.handover(.recallNotNext(1, caseRef: Self.ref))) {
            try vault.noteRecall(.sent, of: 1, under: 1, in: file, text: "kurir")
        }
        _ = try vault.noteRecall(.notice, of: 1, under: 1, in: file)
        #expect(throws: VaultError.handover(.nothingToRecall(1, caseRef: Self.ref))) {
            try vault.recallsDue(under: 1, in: file)
        }
        #expect(throws: VaultError.handover(.recallNotNext(1, caseRef: Self.ref))) {
            try vault.noteRecall(.answered, of: 1, under: 1, in: file, text: "ya")
        }
        _ = try vault.noteRecall(.sent, of: 1, under: 1, in: file, text: "kurir")
        _ = try vault.noteRecall(.sent, of: 1, under: 1, in: file, text: "kurir lagi")
        let answered = try vault.noteRecall(.answered, of: 1, under: 1, in: file, text: "dimusnahkan")
        #expect(answered.recalls.map(\.recall.step) == [.notice, .sent, .sent, .answered])
        #expect(answered.recalls.map { $0.details?.text } == ["", "kurir", "kurir lagi", "dimusnahkan"])
        // Who reads no identities is told the steps, and not the words.
        let health = try office.open("health")
        let seen = try health.handovers(of: health.caseFile(Self.ref))
        #expect(seen[0].recalls.allSatisfy { $0.details == nil } && seen[0].recalls.count == 4)
        #expect(try office.findings(as: "coordinator") == [])
    }
}
