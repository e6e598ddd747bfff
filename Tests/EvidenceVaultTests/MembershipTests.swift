import Foundation
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// People come and go, and keys with them.
@Suite struct MembershipTests {
    private let ref = "TPPO-2026-0017"

    @Test func whoIsRevokedReadsNothingNewAndTheOthersGoOn() throws {
        let office = try TestOffice()
        try office.openCase()
        let old = try office.deposit("lama", kind: .chronology)
        #expect(try office.read(old, as: "companion") == "lama")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        #expect(custodian.state.keyGeneration == 2)

        // The keys of the case are due until a coordinator comes by.
        let file = try custodian.caseFile(ref)
        #expect(file.roles(of: try office.person("companion").fingerprint).isEmpty)
        #expect(
            Set(custodian.state.rotationsDue(in: file)) == [.identity, .testimony, .casework, .summary])
        let new = try office.deposit("baru", kind: .chronology, as: "coordinator")
        let after = try office.open("lawyer")
        #expect(after.state.rotationsDue(in: try after.caseFile(ref)).isEmpty)
        #expect(try after.caseFile(ref).generation(of: .testimony) == 2)
        #expect(try after.caseFile(ref).generation(of: .medical) == 1)

        for name in ["coordinator", "lawyer"] {
            #expect(try office.read(old, as: name) == "lama")
            #expect(try office.read(new, as: name) == "baru")
        }
        #expect(throws: VaultError.membershipEnded) { try office.open("companion") }
        try office.forget("companion")
        #expect(throws: VaultError.membershipEnded) { try office.open("companion") }
        #expect(try office.open("coordinator").show(after.caseFile(ref)).title == "Melati, rahasia")
        #expect(try office.findings(as: "health").isEmpty)
        #expect(try office.findings(as: "auditor").isEmpty)
    }

    @Test func whoComesLaterReadsThePastThroughSeveralRotations() throws {
        let office = try TestOffice()
        try office.openCase()
        let first = try office.deposit("satu", kind: .chronology)
        for name in ["shelter", "health", "registrar"] {
            let custodian = try office.open("custodian")
            try custodian.end(custodian.member(named: name), isFinal: true)
            _ = try office.open("coordinator")
        }
        try office.enrol("late", [.companion])
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "late"), to: coordinator.caseFile(ref), as: .companion)
        #expect(try office.read(first, as: "late") == "satu")
        #expect(try office.open("late").state.keyGeneration == 4)
        try office.forget("coordinator")
        #expect(try office.read(first, as: "coordinator") == "satu")
        #expect(try office.findings(as: "late").isEmpty)
    }

    @Test func aSuspendedMemberComesBackWithoutTheirCases() throws {
        let office = try TestOffice()
        try office.openCase()
        let number = try office.deposit("rahasia", kind: .chronology)
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: false)
        #expect(throws: VaultError.membershipEnded) { try office.open("companion") }
        try custodian.restore(custodian.member(named: "companion"))
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(number, as: "companion")
        }
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "companion"), to: coordinator.caseFile(ref), as: .companion)
        #expect(try office.read(number, as: "companion") == "rahasia")
        #expect(throws: VaultError.self) { try custodian.restore(custodian.member(named: "companion")) }
    }

    @Test func rolesCountFromWhenTheyWereGiven() throws {
        let office = try TestOffice()
        let vault = try office.open("custodian")
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try vault.openCase(title: "A")
        }
        try vault.setRoles(of: vault.me, to: [.custodian, .coordinator])
        #expect(try vault.openCase(title: "A").ref.hasPrefix("TPPO-"))
        // And those that a colleague took away in between do not.
        try office.enrol("second", [.custodian])
        let second = try office.open("second")
        try second.setRoles(of: second.member(named: "custodian"), to: [.custodian], leavingCases: true)
        try vault.catchUp()
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator]))) {
            try vault.openCase(title: "B")
        }
    }

    @Test func takingSomebodyOffATeamChangesExactlyTheirKeys() throws {
        let office = try TestOffice()
        try office.openCase()
        let coordinator = try office.open("coordinator")
        let before = coordinator.state.head.size
        try coordinator.unassign(coordinator.member(named: "health"), from: coordinator.caseFile(ref))
        // Both statements in one transaction.
        #expect(coordinator.state.head.size == before + 2)
        let file = try coordinator.caseFile(ref)
        #expect(file.generation(of: .medical) == 2 && file.generation(of: .summary) == 2)
        #expect(file.generation(of: .testimony) == 1)
        let number = try office.deposit("visum", kind: .visum, as: "companion")
        #expect(try office.read(number, as: "lawyer") == "visum")
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(number, as: "health")
        }
    }

    @Test func aCaseIsNeverLeftWithNobodyWhoCanGrant() throws {
        let office = try TestOffice()
        try office.openCase()
        let coordinator = try office.open("coordinator")
        let error = VaultError.nobodyCanGrant(caseRefs: [ref])
        #expect(throws: error) {
            try coordinator.unassign(
                coordinator.member(named: "coordinator"), from: coordinator.caseFile(ref))
        }
        let custodian = try office.open("custodian")
        let member = try custodian.member(named: "coordinator")
        #expect(throws: error) { try custodian.end(member, isFinal: true) }
        #expect(throws: error) { try custodian.setRoles(of: member, to: [.companion]) }
        #expect(throws: VaultError.lastCustodian) {
            try custodian.end(custodian.member(named: "custodian"), isFinal: true)
        }
        #expect(throws: VaultError.lastCustodian) {
            try custodian.setRoles(of: custodian.member(named: "custodian"), to: [.companion])
        }
        try custodian.end(member, isFinal: true, leavingCases: true)
        #expect(try custodian.exposure(of: custodian.member(named: "coordinator")).orphaned == [ref])
    }

    @Test func anotherRoleTakesAwayWhatWentWithTheOldOne() throws {
        let office = try TestOffice()
        try office.openCase()
        let number = try office.deposit("kronologi", kind: .chronology)
        let custodian = try office.open("custodian")
        try custodian.setRoles(of: custodian.member(named: "companion"), to: [.shelter])
        _ = try office.open("coordinator")
        #expect(throws: VaultError.notPermitted(.notOnTeam(caseRef: ref))) {
            try office.read(number, as: "companion")
        }
        #expect(
            try custodian.exposure(of: custodian.member(named: "companion")).lines.allSatisfy {
                $0.documents <= 1
            })
        #expect(try office.open("coordinator").caseFile(ref).generation(of: .testimony) == 2)
    }

    @Test func aLeaversCasesGoToAnotherInOneCommand() throws {
        let office = try TestOffice()
        let refs = ["TPPO-2026-0017", "TPPO-2026-0018"]
        for ref in refs { try office.openCase(ref) }
        try office.enrol("successor", [.companion])
        let number = try office.deposit("kronologi", kind: .chronology)
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        let coordinator = try office.open("coordinator")
        let files = try coordinator.reassign(
            from: coordinator.member(named: "companion"), to: coordinator.member(named: "successor"))
        #expect(files.map(\.ref) == refs)
        #expect(try office.read(number, as: "successor") == "kronologi")
        // Once more changes nothing.
        let size = try office.open("coordinator").state.head.size
        _ = try coordinator.reassign(
            from: coordinator.member(named: "companion"), to: coordinator.member(named: "successor"))
        #expect(coordinator.state.head.size == size)
    }

    @Test func aReportOfExposureSaysWhatTheKeysOpenAndNothingOfTheSurvivor() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        let number = try office.deposit("kronologi", kind: .chronology)
        _ = try office.read(number, as: "companion")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        var report = try custodian.exposure(of: custodian.member(named: "companion"))
        #expect(report.lines.first { $0.confidentiality == .testimony }?.isRekeyed == false)
        #expect(report.opened == nil)
        let coordinator = try office.open("coordinator")
        report = try office.open("auditor").exposure(of: custodian.member(named: "companion"))
        #expect(report.lines.map(\.confidentiality) == [.identity, .testimony, .casework])
        #expect(report.lines.allSatisfy { $0.isRekeyed })
        #expect(report.lines.map(\.documents) == [0, 1, 0])
        #expect(report.opened?.map(\.ref) == ["\(ref)/1"])
        _ = try coordinator.reseal(coordinator.caseFile(ref))
        report = try office.open("custodian").exposure(of: custodian.member(named: "companion"))
        #expect(report.lines.map(\.documents) == [0, 0, 0])
        #expect(!"\(report)".contains("Melati") && !"\(report)".contains("judul"))
        #expect(throws: VaultError.notPermitted(.role(needed: [.custodian, .auditor]))) {
            try office.open("lawyer").exposure(of: custodian.member(named: "companion"))
        }
    }

    @Test func anAuditorWhoLeavesIsFollowedByAnotherAuditKey() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        _ = try office.open("second")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "auditor"), isFinal: true)
        let second = try office.open("second")
        #expect(second.state.auditKeys.count == 2)
        #expect(second.state.auditKeys[1].keys.map(\.to) == [try office.person("second").fingerprint])
        try office.openCase()
        _ = try office.open("coordinator").cases()
        #expect(try office.open("second").auditTrail().allSatisfy { $0.statement != nil })
        // Later auditors read all of the past.
        try office.enrol("third", [.auditor])
        _ = try office.open("second")
        #expect(try office.open("third").auditTrail().allSatisfy { $0.statement != nil })
    }

    /// Neither an alarm nor an error for who reads or verifies at that moment.
    @Test func whatIsResealedOrDepositedMeanwhileIsNotTakenForMissingOrStrange() throws {
        let office = try TestOffice()
        try office.openCase()
        for text in ["satu", "dua", "tiga"] { try office.deposit(text, kind: .chronology) }
        let lawyer = try office.open("lawyer")
        let file = try lawyer.caseFile(ref)
        let document = try lawyer.readable(1, in: file, asked: "document.read")
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        // It reads the first of the sealed files when the others go, and one comes.
        var isDone = false
        let report = try lawyer.verify { _ in
            if isDone { return }
            isDone = true
            do {
                #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 3)
                let url = office.folder.appending("new.txt")
                try Data("empat".utf8).write(to: url)
                _ = try coordinator.deposit(
                    [Submission(path: url.path, name: "new.txt", kind: .chronology)],
                    in: coordinator.caseFile(ref))
            } catch { Issue.record(error) }
        }
        #expect(isDone && report.findings == [])
        // Looked up before it was resealed, opened after.
        var text: [UInt8] = []
        let access = try lawyer.recordAccess(.read, case: file.id, document: document.number)
        try lawyer.open(document, in: file, access).forEachPiece { text += $0 }
        #expect(text == Array("satu".utf8))
        #expect(try office.open("lawyer").verify().findings == [])
    }

    @Test func resealingTakesOldDocumentsOutOfReachOfOldKeys() throws {
        let office = try TestOffice()
        try office.openCase()
        var contents = ["satu", "dua", String(repeating: "tiga ", count: 40_000)]
        for text in contents { try office.deposit(text, kind: .chronology) }
        try office.deposit("visum", kind: .visum)
        contents.append("visum")
        let before = try office.blobs().map(\.lastPathComponent)
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "shelter"), from: coordinator.caseFile(ref))
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 0)
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let report = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(report.resealed == 3 && report.current == 1)
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 0)
        let after = try office.blobs().map(\.lastPathComponent)
        #expect(
            Set(before).intersection(after).count == 1 && after.count == 2, "three small ones lie together")
        for (index, text) in contents.enumerated() {
            #expect(try office.read(index + 1, as: "lawyer") == text)
        }
        let summary = try office.open("lawyer").show(1, in: coordinator.caseFile(ref))
        #expect(summary.depositedBy?.name == "coordinator" && summary.deposit.generation == 2)
        #expect(try office.findings(as: "companion").isEmpty)
        try office.forget("lawyer")
        #expect(try office.open("lawyer").verify(.full).opened == 4)
        #expect(try office.openRecovery().verify(.full).opened == 4)
        #expect(throws: VaultError.self) {
            try office.open("lawyer").reseal(coordinator.caseFile(ref))
        }
    }
}
