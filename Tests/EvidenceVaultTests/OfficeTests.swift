import Age
import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

/// A bundle goes to a key that two members have given to an office, and to no other.
@Suite struct OfficeTests {
    private let ref = "TPPO-2026-0017"

    /// One document, and a consent to LPSK that covers it.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("companion")
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office("lpsk"), .documents([1]),
            givenBy: "Melati")
        return office
    }

    private func bundle(_ office: TestOffice, for name: String? = nil) throws -> BundleReceipt {
        let vault = try office.open("lawyer")
        return try vault.createBundle(
            of: vault.caseFile(ref), to: Office("lpsk"),
            recipient: name.map { BundleRecipient(card: try office.person($0).card) },
            at: office.folder.appending(UUID().uuidString).path)
    }

    private func refused(_ isOther: Bool) -> VaultError {
        .notPermitted(.officeKey(office: "lpsk", isOther: isOther))
    }

    @Test func nothingIsSealedToAKeyThatNoOfficeHas() throws {
        let office = try office()
        #expect(throws: refused(false)) { try bundle(office, for: "stranger") }
        #expect(throws: refused(false)) { try bundle(office) }
        let lawyer = try office.open("lawyer")
        _ = try lawyer.proposeKey(
            of: Office("lpsk"), card: office.person("officer").card, how: "dikirim lewat surat")
        #expect(throws: refused(false), "proposed is not confirmed") { try bundle(office, for: "officer") }
        let coordinator = try office.open("coordinator")
        _ = try coordinator.confirm(coordinator.keyToConfirm(of: Office("lpsk")))
        #expect(throws: refused(true), "the lawyer's own") { try bundle(office, for: "lawyer") }
        #expect(throws: refused(true)) { try bundle(office, for: "stranger") }
        let receipt = try bundle(office)
        let key = try office.person("officer").card.recipient.description
        #expect(receipt.custody.sealing == .keys([key]) && receipt.keys.map(\.status) == [.confirmed])

        let trail = try office.open("auditor").notedTrail()
        #expect(
            trail.count { $0.isRefusal && $0.note == "bundle.create: office-key" } == 5,
            "each refusal is in the log")
        let note = try #require(trail.last { $0.statement?.act.name == "bundle.create" }?.note)
        #expect(note.contains(OfficeKey.short(key)), "and the key that was sealed to")
    }

    @Test func nobodyConfirmsAKeyOfTheirOwnMakingWhereThereAreTwo() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let key = try coordinator.proposeKey(
            of: Office("lpsk"), card: office.person("stranger").card, how: "saya buat sendiri")
        #expect(throws: VaultError.notPermitted(.secondPerson)) { try coordinator.confirm(key) }
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "coordinator") { _ in
            .confirmOffice(OfficeConfirmation(proposal: key.position))
        }
        try office.expectVoid(at: size, .notEntitled(.secondPerson), by: "coordinator")
    }

    @Test func oneOfTheTwoGrants() throws {
        let office = try office()
        let key = try office.open("lawyer").proposeKey(
            of: Office("lpsk"), card: office.person("officer").card, how: "diserahkan")
        let companion = try office.open("companion")
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) { try companion.confirm(key) }
        let confirmed = try office.open("coordinator").confirm(key)
        #expect(confirmed.status == .confirmed && !confirmed.isAlone)
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try office.open("lawyer").retire(confirmed)
        }
    }

    /// The only member may, and it shows until a second one has confirmed it too.
    @Test func whatOneMemberConfirmedAloneIsMarkedUntilAnotherDoes() throws {
        let folder = try TemporaryFolder()
        let (founder, officer) = (
            try MemberIdentity.generate(name: "pendiri"), try MemberIdentity.generate(name: "petugas")
        )
        func surroundings(_ name: String) -> Vault.Surroundings {
            Vault.Surroundings(knownVaults: KnownVaults(folder: folder.appending("state-\(name)").path))
        }
        let new = try Vault.create(
            at: folder.appending("vault").path, name: "Yayasan", founder: founder,
            recoveryFile: folder.appending("r").path, surroundings: surroundings("pendiri"))
        try new.setRoles(of: new.me, to: [.custodian, .coordinator])
        let vault = try Vault.open(
            at: folder.appending("vault").path, as: founder, surroundings: surroundings("pendiri"))
        let key = try vault.proposeKey(of: Office("lpsk"), card: officer.card, how: "diserahkan sendiri")
        #expect(try vault.confirm(key).isAlone)
        #expect(try vault.notedTrail().last?.note?.contains("ALONE") == true)
        let file = try vault.openCase(title: "Melati", ref: ref)
        let document = folder.appending("a.txt")
        try Data("kronologi".utf8).write(to: document)
        _ = try vault.deposit(
            [Submission(path: document.path, name: "a.txt", kind: .chronology)], in: file)
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office("lpsk"), .documents([1]), givenBy: "M")
        let receipt = try vault.createBundle(
            of: vault.caseFile(ref), to: Office("lpsk"), at: folder.appending("b").path)
        #expect(receipt.keys.map(\.isAlone) == [true])
        #expect(try vault.notedTrail().last?.note?.contains("ALONE") == true)

        let second = try MemberIdentity.generate(name: "kedua")
        try vault.enrol(second.card, roles: [.companion])
        #expect(throws: VaultError.noOfficeKey(try Office("lpsk"))) {
            try vault.keyToConfirm(of: Office("lpsk"))
        }
        let theirs = try Vault.join(
            at: folder.appending("vault").path, as: second, phrase: vault.id.phrase,
            surroundings: surroundings("kedua"))
        #expect(try theirs.confirm(theirs.keyToConfirm(of: Office("lpsk"))).status == .confirmed)
    }

    @Test func aRetiredKeyGetsNothingMore() throws {
        let office = try office()
        let key = try office.giveKey()
        let coordinator = try office.open("coordinator")
        #expect(try coordinator.retire(key).status == .retired)
        #expect(throws: refused(false)) { try bundle(office, for: "officer") }
        #expect(throws: VaultError.self, "a key that an office had does not come back") {
            try office.giveKey()
        }
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "lawyer") { state in
            let file = try #require(state.allCases.first)
            return .bundle(
                BundleMade(
                    caseID: file.id, office: try Office("lpsk"), sealing: .keys([key.recipient]),
                    documents: [
                        BundleMade.Document(
                            number: 1, deposit: try #require(file.deposits[1]).position, amend: nil)
                    ], consents: [1]))
        }
        try office.expectVoid(
            at: size, .notEntitled(.notTheOfficesKey), by: "lawyer")
    }

    @Test func aProposalThatWasTakenBackFreesItsKey() throws {
        let office = try office()
        let card = try office.person("officer").card
        let wrong = try office.open("lawyer").proposeKey(of: Office("police"), card: card, how: "keliru")
        #expect(throws: VaultError.officeKeyTaken(try Office("police"), label: "officer")) {
            try office.giveKey()
        }
        _ = try office.open("coordinator").retire(wrong)
        #expect(try office.giveKey().status == .confirmed)
    }

    @Test func ofSeveralKeysOneIsNamed() throws {
        let office = try office()
        try office.giveKey()
        try office.giveKey(of: "petugas lain")
        #expect(throws: VaultError.self) { try bundle(office) }
        let receipt = try bundle(office, for: "petugas lain")
        #expect(receipt.keys.map(\.label) == ["petugas lain"])
        let path = receipt.path
        _ = try Bundle.verify(at: path, identities: office.person("petugas lain").bundleIdentities)
    }

    /// All see the same offices: who was there, who replays from the beginning, and who forgot.
    @Test func everybodyKnowsTheSameOffices() throws {
        let office = try office()
        try office.giveKey()
        _ = try office.open("coordinator").retire(office.giveKey(of: "stranger", to: "police"))
        let all = try office.open("companion").state.offices
        #expect(all.map(\.status) == [.confirmed, .retired])
        for name in ["custodian", "auditor", "health"] {
            #expect(try office.open(name).state.offices == all)
            try office.forget(name)
            #expect(try office.open(name).state.offices == all)
            #expect(try office.open(name).state.offices == all, "as it is remembered")
        }
    }

    @Test(arguments: [
        ("polisi", "police"), ("LPSK", "lpsk"), ("Kejaksaan", "prosecutor"), ("court", "court"),
    ])
    func anOfficeIsKnownByItsNamesHere(_ word: String, _ id: String) throws {
        #expect(try Office(word).description == id)
    }

    @Test(arguments: [("polsk", "polsek"), ("lspk", "lpsk"), ("cuort", "court"), ("entah siapa", nil)])
    func anUnknownOfficeIsRefusedWithTheNearest(_ word: String, _ nearest: String?) {
        #expect {
            try Office(word)
        } throws: { error in
            guard case LedgerError.unknownWord(let unknown) = error else { return false }
            return unknown.nearest == nearest && unknown.subject == .office
        }
    }
}
