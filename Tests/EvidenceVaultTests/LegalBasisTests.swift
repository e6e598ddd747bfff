import Age
import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// Documents that go on a ground in law: what two members say is what the office is shown.
@Suite struct LegalBasisTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        try office.giveKey()
        return office
    }

    private func until(_ office: TestOffice) -> Timestamp { Timestamp(seconds: office.time.seconds + 3600) }

    @discardableResult
    private func propose(_ office: TestOffice, as name: String = "lawyer") throws -> BasisSummary {
        let vault = try office.open(name)
        return try vault.proposeBasis(
            "KUHAP ps. 44, surat no. 12", in: vault.caseFile(ref), to: Office("lpsk"), until: until(office))
    }

    @discardableResult
    private func approve(_ office: TestOffice, as name: String = "coordinator") throws -> BasisSummary {
        let vault = try office.open(name)
        let file = try vault.caseFile(ref)
        return try vault.approveBasis(vault.basis(1, in: file), in: file)
    }

    private func plan(
        _ office: TestOffice, to name: String = "lpsk", documents: [Int]? = nil
    ) throws -> BundlePlan {
        let vault = try office.open("lawyer")
        return try vault.planBundle(
            of: vault.caseFile(ref), to: Office(name), on: 1,
            sealed: name == "lpsk" ? .keys([]) : .passphrase(BundlePassphrase(), despiteKey: false),
            documents: documents)
    }

    private func expectRefused(_ problem: BasisProblem, _ body: () throws -> some Any) {
        #expect(throws: VaultError.notPermitted(.noBasis(problem))) { try body() }
    }

    @Test func nothingGoesBeforeASecondMemberApproves() throws {
        let office = try office()
        let proposed = try propose(office)
        #expect(proposed.basis.proposed.documents == [1] && proposed.approvedBy == nil)
        expectRefused(.notApproved(1, caseRef: ref)) { try plan(office) }
        expectRefused(.ownProposal(1, caseRef: ref)) { try approve(office, as: "lawyer") }
        // Nor one who neither hands over nor grants.
        #expect(throws: VaultError.self) { try approve(office, as: "health") }
        #expect(try approve(office).approvedBy == "coordinator")
        #expect(throws: VaultError.basisApproved(1, caseRef: ref)) { try approve(office) }
        #expect(try plan(office).exhibits.map(\.ground) == [.basis(1)])
        #expect(try plan(office).consents.isEmpty)
        let refused = try office.open("auditor").auditTrail().filter {
            guard case .access(let access)? = $0.statement?.act else { return false }
            return access.reason == "no-basis"
        }
        #expect(refused.count == 2)
    }

    @Test func itIsForOneOfficeItsDocumentsAndItsTime() throws {
        let office = try office()
        try propose(office)
        try approve(office)
        try office.deposit("kronologi kedua", kind: .chronology)
        expectRefused(.otherOffice(1, caseRef: ref, is: try Office("lpsk"))) {
            try plan(office, to: "police")
        }
        expectRefused(.notNamed(1, caseRef: ref, documents: [2])) { try plan(office, documents: [1, 2]) }
        let made = try plan(office)
        #expect(made.exhibits.map(\.number) == [1])
        let end = until(office)
        office.time = Timestamp(seconds: end.seconds + 1)
        expectRefused(.ended(1, caseRef: ref, end)) { try plan(office) }
        // Nor does a plan that was made before.
        expectRefused(.ended(1, caseRef: ref, end)) {
            try office.open("lawyer").createBundle(
                made, at: office.folder.appending("late.age").path,
                page: { _ in
                    BundlePages(index: [], verification: [])
                })
        }
    }

    // MARK: What an office makes of it

    /// A bundle on the first ground, by a client of the lawyer's own.
    private func compose(_ office: TestOffice) throws -> ComposedBundle {
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(ref)
        let deposit = try #require(file.deposits[1]).position
        let basis = try #require(file.bases.first)
        let json = try #require(try vault.text(of: basis, in: file)).json
        try office.forge(as: "lawyer") { _ in
            .bundle(
                BundleMade(
                    caseID: file.id, office: try Office("lpsk"),
                    sealing: .keys([try office.person("officer").card.recipient.description]),
                    documents: [.init(number: 1, deposit: deposit, amend: nil)], consents: [], basis: 1))
        }
        return ComposedBundle(
            office: office, name: "lawyer", handover: vault.state.head.size,
            exhibits: [.init(deposit: deposit, number: 1, contents: "kronologi")],
            basis: (1, basis.position, try #require(basis.approved).position, json))
    }

    private func report(_ bundle: ComposedBundle) throws -> BundleReport {
        try EvidenceVault.Bundle.verify(at: bundle.write(), identities: [])
    }

    @Test func anOfficeIsShownWhatWasApprovedAndByWhom() throws {
        let office = try office()
        try propose(office)
        try approve(office)
        let report = try report(compose(office))
        #expect(report.problems == [])
        func value(_ label: BundleLine.Label) -> BundleLine? { report.lines.first { $0.label == label } }
        #expect(value(.basis)?.value == "KUHAP ps. 44, surat no. 12" && value(.basis)?.isProven == true)
        #expect(value(.consent) == nil)
        let by = report.lines.filter { [.proposedBy, .approvedBy].contains($0.label) }.compactMap(\.key)
        #expect(
            try by
                == ["lawyer", "coordinator"].map {
                    HexBytes(try office.person($0).card.signingKey.bytes)
                })
    }

    @Test func anOfficeBelievesNothingElse() throws {
        let office = try office()
        try propose(office)
        try approve(office)
        let good = try compose(office)
        let basis = try #require(good.basis)

        // Other words than those that were approved.
        var words = good
        words.basis?.json = try CanonicalJSON.encode(
            BasisDetails(text: "perintah hakim", nonce: HexBytes([UInt8](repeating: 0, count: 32))))
        #expect(try report(words).problems == [.notProven("basis")])

        // No ground at all, though the handover names one.
        var none = good
        none.basis = nil
        #expect(try report(none).problems == [.custodyDiffers(BundleFiles.handover)])

        // A proposal in the place of its approval.
        var unapproved = good
        unapproved.basis = (1, basis.proposal, basis.proposal, basis.json)
        #expect(try report(unapproved).problems == [.notProven("basis")])

        // An approval of another proposal.
        try propose(office)
        let second = try #require(try office.open("lawyer").caseFile(ref).bases.last).position
        var other = good
        try office.forge(as: "coordinator") {
            .approveBasis(
                BasisApproved(caseID: try #require($0.allCases.first).id, proposal: second))
        }
        let approval = try #require(try office.open("lawyer").caseFile(ref).bases.last?.approved).position
        other = try compose(office)
        other.basis = (1, basis.proposal, approval, basis.json)
        #expect(try report(other).problems == [.consents(.notApproved)])

        // One's own approval: void in the log, and no witness has seen it.
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "lawyer") {
            .approveBasis(
                BasisApproved(caseID: try #require($0.allCases.first).id, proposal: basis.proposal))
        }
        var own = try compose(office)
        own.basis = (1, basis.proposal, size, basis.json)
        #expect(try report(own).problems == [.consents(.notApproved)])
    }
}
