import Bytes
import Foundation
@testable import Ledger
import Sodium
import Testing

@testable import EvidenceVault
import TestSupport

/// Somebody opens the vault; others change its keys, and those of the case; then the first one goes on. What they do is done, by the
/// keys of now, and nobody is told that they are no member or that somebody else is writing.
@Suite struct MeanwhileTests {
    private static let ref = "TPPO-2026-0017"

    enum Deed: CaseIterable {
        case revoke, suspend, restore, enrol, replaceRecovery, assign, unassign, reassign, deposit,
            depositUnlessThere,
            amend, consent, withdraw, ask, approve, reseal, makeKit, review, timeZone, expectations,
            addOffice, restoreCase

        var name: String {
            switch self {
            case .revoke, .suspend, .restore, .enrol, .replaceRecovery, .timeZone, .expectations: "custodian"
            case .assign, .unassign, .reassign, .approve, .reseal, .makeKit: "coordinator"
            case .deposit, .depositUnlessThere, .amend, .consent, .withdraw: "companion"
            case .ask: "tetap"
            case .review: "auditor"
            case .addOffice: "lawyer"
            case .restoreCase: "trustees"
            }
        }

        func happen(_ vault: Vault, _ file: CaseFile, _ office: TestOffice) throws {
            func member(_ name: String) throws -> Member { try vault.member(named: name) }
            func submission() throws -> Submission {
                let url = office.folder.appending("baru.txt")
                try Data("baru".utf8).write(to: url)
                return try Submission(path: url.path, name: "baru.txt", kind: .chronology, title: "baru")
            }
            switch self {
            case .revoke: try vault.end(member("registrar"), isFinal: true)
            case .suspend: try vault.end(member("registrar"), isFinal: false)
            case .restore: try vault.restore(member("pergi"))
            case .enrol: _ = try vault.enrol(MemberIdentity.generate(name: "baru").card, roles: [.lawyer])
            case .replaceRecovery:
                var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
                try vault.rotateRecovery(
                    approvedBy: RecoveryKey.secret(inFile: Secret(moving: &text))
                ) { _ in }
            case .assign: try vault.assign(member("tetap"), to: file, as: .lawyer)
            case .unassign: try vault.unassign(member("lawyer"), from: file)
            case .reassign: _ = try vault.reassign(from: member("lawyer"), to: member("tetap"))
            case .deposit: _ = try vault.deposit([submission()], in: file)
            case .depositUnlessThere: _ = try vault.deposit([submission()], in: file, unlessThere: true)
            case .amend: _ = try vault.amend(1, in: file, title: "lain")
            case .consent:
                _ = try vault.recordConsent(
                    in: file, purpose: .protection, to: Office("lpsk"), .documents([1]), givenBy: "Melati")
            case .withdraw: _ = try vault.withdrawConsent(1, in: file, channel: "telepon")
            case .ask: try vault.requestEmergency(in: file, as: .lawyer, reason: "darurat", duration: 3600)
            case .approve: _ = try vault.approveEmergency(of: member("bidan"), in: file)
            case .reseal: _ = try vault.reseal(file)
            case .makeKit:
                _ = try vault.makeKit(
                    for: file, kinds: [.chronology], until: Timestamp(seconds: office.time.seconds + 86_400)
                ) { _ in }
            case .review: _ = try vault.review()
            case .timeZone: try vault.setTimeZone(OfficeTimeZone("Asia/Makassar"))
            case .expectations: try vault.setExpectations(.builtIn)
            case .restoreCase: try vault.restoreCase(file, to: member("kakak"))
            case .addOffice:
                _ = try vault.proposeKey(of: Office("police"), card: office.person("stranger").card, how: "x")
            }
        }
    }

    @Test(arguments: Deed.allCases)
    func whatWasBegunBeforeTheKeysChangedIsDone(_ deed: Deed) throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        for (name, role) in [
            ("pergi", Role.health), ("tetap", .lawyer), ("bidan", .health), ("kakak", .coordinator),
        ] {
            try office.enrol(name, [role])
        }
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology, as: "companion")
        try office.deposit("visum", kind: .visum)
        try Deed.consent.happen(
            office.open("companion"), office.open("companion").caseFile(MeanwhileTests.ref), office)
        let bidan = try office.open("bidan")
        try bidan.requestEmergency(
            in: bidan.caseFile(MeanwhileTests.ref), as: .health, reason: "darurat", duration: 3600)
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "pergi"), isFinal: false)
        _ = try office.open("coordinator")

        let vault = try deed == .restoreCase ? office.openRecovery() : office.open(deed.name)
        let file = try vault.caseFile(MeanwhileTests.ref)
        // Meanwhile: a new key for the vault, new keys for the case, one more document.
        let again = try office.open("custodian")
        try again.end(again.member(named: "health"), isFinal: true)
        _ = try office.open("coordinator")
        try office.deposit("kedua", kind: .visum)
        let size = try office.open("lawyer").state.head.size

        try deed.happen(vault, file, office)
        #expect(try office.open("coordinator").state.head.size > size)
        #expect(try office.open("coordinator").verify(.full).findings.isEmpty)
        #expect(try office.open("coordinator").state.voids.ranges.isEmpty)
    }

    /// They change while the file is read.
    @Test func whatWasSealedToKeysThatChangedIsSealedOnceMore() throws {
        let office = try TestOffice()
        try office.openCase()
        let url = office.folder.appending("visum.txt")
        try Data("visum".utf8).write(to: url)
        let vault = try office.open("coordinator")
        let submission = try Submission(path: url.path, name: "visum.txt", kind: .visum, title: "visum")
        var changed: Result<Void, any Error>?
        let receipts = try vault.deposit([submission], in: vault.caseFile(MeanwhileTests.ref)) { _ in
            if changed != nil { return }
            changed = Result {
                let custodian = try office.open("custodian")
                try custodian.end(custodian.member(named: "health"), isFinal: true)
                _ = try office.open("coordinator")
            }
        }
        try #require(changed).get()
        #expect(receipts.map(\.isUnderOldKeys) == [false])
        #expect(try office.read(1, as: "lawyer") == "visum")
        let verified = try office.open("coordinator").verify(.full)
        #expect(verified.findings.isEmpty && verified.opened == 1)
        #expect(try office.blobs().count == 1, "the first sealed file is gone")
    }
}
