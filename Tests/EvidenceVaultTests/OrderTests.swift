import Foundation
import GRDB
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// A statement stands in one place, behind what its author had seen; a deposit may come later than it was signed.
@Suite struct OrderTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        return office
    }

    private func file(_ office: TestOffice, as name: String = "coordinator") throws -> CaseFile {
        try office.open(name).caseFile(ref)
    }

    /// What its author may not say: they have that role already.
    private func refused(_ state: VaultState) throws -> Act {
        .requestEmergency(
            EmergencyRequest(
                caseID: try #require(state.allCases.first).id, role: .companion, reason: "x", duration: 60))
    }

    private let whyRefused = EntryProblem.notEntitled(.roleOnCaseAlready)

    // MARK: Deposits that were signed before

    @Test func aDepositHoldsAlthoughOthersWereFaster() throws {
        let office = try office()
        let id = try file(office).id
        let early = try office.sign(as: "companion") { _ in .deposit(.forged(in: id)) }
        try office.deposit("lebih dulu", kind: .statement, as: "lawyer")
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "lawyer"), from: coordinator.caseFile(ref))
        #expect(try file(office).generation(of: .testimony) == 2)
        let size = try office.open("coordinator").state.head.size
        try office.put(early, as: "companion")
        try office.forget("shelter")
        for name in ["coordinator", "auditor", "shelter"] {
            let file = try file(office, as: name)
            #expect(file.documentCount == 3 && file.number(ofDepositAt: size) == 3, "\(name)")
            #expect(try office.open(name).state.unrepairedVoids == 0, "\(name)")
        }
    }

    @Test func whoWasTakenOffTheCaseMeanwhileDepositsNothing() throws {
        let office = try office()
        let id = try file(office).id
        let early = try office.sign(as: "companion") { _ in .deposit(.forged(in: id)) }
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let size = try office.open("coordinator").state.head.size
        try office.put(early, as: "companion")
        try office.expectVoid(
            at: size, .notEntitled(.doesNotDeposit), by: "companion")
        // A void deposit takes no number.
        #expect(try file(office).documentCount == 1)
        #expect(try office.deposit("dua", kind: .statement) == 2)
    }

    @Test func whoWasRevokedMeanwhileDepositsNothing() throws {
        let office = try office()
        let id = try file(office).id
        let companion = try office.open("companion")
        let old = try #require(companion.log.keys.vault[1])
        let early = try office.sign(as: "companion") { _ in .deposit(.forged(in: id)) }
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        _ = try office.open("coordinator")
        let size = try office.open("lawyer").state.head.size
        // In an entry as it was sealed then, which a friend puts into the log.
        try office.put(early, as: "lawyer") { opening, _, state in
            try Entry(
                opening, for: nil, slots: [], generation: 1, vaultKey: old.vaultKey, vaultID: state.vaultID,
                postQuantum: false)
        }
        try office.expectVoid(at: size, .otherGeneration(1), by: nil)
    }

    @Test func aDepositThatWasTakenInIsNotTakenInAgain() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let opening = try coordinator.log.deposit(of: 1, in: coordinator.caseFile(ref)).located.opening
        let size = try office.open("lawyer").state.head.size
        try office.put(opening, as: "lawyer")
        try office.expectVoid(at: size, .wrongPlace, by: "coordinator")
        #expect(try file(office).documentCount == 1)
    }

    /// Only deposits may: all else stands behind what its author had seen, at once.
    @Test func whatIsNoDepositCannotComeLater() throws {
        let office = try office()
        let early = try office.sign(as: "custodian") { _ in .setPolicy(PolicySet(policy: .standard)) }
        try office.deposit("lebih dulu", kind: .statement, as: "lawyer")
        let size = try office.open("coordinator").state.head.size
        try office.put(early, as: "companion")
        try office.expectVoid(at: size, .wrongPlace, by: "custodian")
    }

    // MARK: Clocks

    /// What an author has said counts from then on, even where it was void.
    @Test(arguments: [false, true]) func anAuthorSaysNothingOlderThanTheyHaveSaid(_ isVoid: Bool) throws {
        let office = try office()
        let id = try file(office).id
        let head = try office.open("companion").state.head
        let early = try office.sign(as: "companion", pinning: head) { _ in .deposit(.forged(in: id)) }
        try office.forge(as: "companion", pinning: head) {
            try isVoid ? refused($0) : TestOffice.harmless
        }
        try office.put(early, as: "companion")
        for name in ["coordinator", "auditor"] {
            let state = try office.open(name).state
            #expect(state.voids.contains(head.size) == isVoid && state.voids.contains(head.size + 1))
            #expect(try file(office, as: name).documentCount == 1)
        }
        #expect(
            try office.findings(as: "lawyer").last
                == .voidEntry(index: head.size + 1, problem: .wrongPlace, by: "companion"))
    }

    // MARK: Batches

    /// Two of four are not theirs to say: the others stand.
    @Test func aBatchWithTwoBadOnesKeepsTheOthers() throws {
        let office = try office()
        let id = try file(office).id
        let head = try office.open("companion").state.head
        for offset in UInt64(0)..<4 {
            try office.forge(as: "companion", pinning: head, offset: offset) {
                try (1...2).contains(offset) ? refused($0) : .deposit(.forged(in: id, UInt8(offset + 10)))
            }
        }
        let voids = (1...2).map {
            Finding.voidEntry(index: head.size + $0, problem: whyRefused, by: "companion")
        }
        let findings = try office.findings(as: "lawyer")
        #expect(Array(findings.prefix(2)) == voids)
        for name in ["coordinator", "auditor"] {
            let state = try office.open(name).state
            #expect(state.voids.ranges == [(head.size + 1)..<(head.size + 3)])
            let file = try file(office, as: name)
            #expect(file.deposits[2]?.position == head.size && file.deposits[3]?.position == head.size + 3)
        }
    }

    /// One that nobody can read tears a batch: what follows it in the batch has no place, what follows the batch has.
    @Test func aBatchThatIsTornEndsThere() throws {
        let office = try office()
        let id = try file(office).id
        let head = try office.open("companion").state.head
        for offset in UInt64(0)..<3 {
            try office.forge(
                as: "companion", pinning: head, offset: offset,
                opening: {
                    offset == 1 ? StatementOpening($0.bytes.dropLast() + [UInt8(ascii: " ")]) : $0
                }
            ) { _ in .deposit(.forged(in: id, UInt8(offset + 10))) }
        }
        try office.forge(as: "companion") { _ in .deposit(.forged(in: id, 20)) }
        let state = try office.open("auditor").state
        #expect(state.voids.ranges == [(head.size + 1)..<(head.size + 3)])
        #expect(try file(office).documentCount == 3)
    }

    private static let places: [(UInt64, UInt64)] = [(0, 1), (1, 0), (2, 0), (1 << 53 - 1, 0)]

    @Test(arguments: places)
    func aPlaceThatIsNotTheNextIsNone(_ offset: UInt64, _ ahead: UInt64) throws {
        let office = try office()
        let head = try office.open("companion").state.head
        let past = LogHead(size: head.size + ahead, root: try Hash(head.root.bytes))
        try office.forge(as: "companion", pinning: past, offset: offset) { _ in TestOffice.harmless }
        try office.expectVoid(at: head.size, .wrongPlace, by: "companion")
    }

    // MARK: Another past

    @Test func whoWasShownAnotherPastSaysSo() throws {
        let office = try office()
        let head = try office.open("companion").state.head
        let strange = LogHead(size: head.size, root: MerkleTree.emptyRoot)
        try office.forge(as: "companion", pinning: strange) { _ in TestOffice.harmless }
        try office.expectVoid(at: head.size, .otherPast, by: "companion")
    }

    /// The nodes of the tree in the index are nobody's word: neither do they make a strange past true, nor a true one strange.
    @Test(arguments: [false, true]) func nodesThatWereMadeToFitProveNothing(_ isTrue: Bool) throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let id = try file(office).id
        let first = try coordinator.log.examine { index, _, _ in
            try index.read { try $0.entry(at: 0).leafHash }
        }
        try office.tamper("UPDATE log_node SET hash = zeroblob(32) WHERE level = 0 AND position = 0")
        let root = try isTrue ? first : Hash([UInt8](repeating: 0, count: 32))
        let size = coordinator.state.head.size
        // Not the checkpoint itself is shown otherwise, but one long ago.
        try office.forge(as: "companion", pinning: LogHead(size: 1, root: root)) { _ in
            .deposit(.forged(in: id))
        }
        try office.forget("shelter")
        for name in ["coordinator", "auditor", "shelter"] {
            let state = try office.open(name).state
            #expect(state.voids.contains(size) == !isTrue, "\(name)")
            #expect(try file(office, as: name).documentCount == (isTrue ? 2 : 1), "\(name)")
        }
        if !isTrue {
            #expect(
                try office.findings(as: "lawyer").contains(
                    .voidEntry(index: size, problem: .otherPast, by: "companion")))
        }
    }

    /// An old checkpoint is put over a longer log: who has seen more says so, who has not acknowledges what holds.
    @Test func anOldCheckpointOverALongerLogIsFound() throws {
        let office = try office()
        let old = try office.storedCheckpoint()
        let size = try office.open("companion").state.head.size
        try office.deposit("dua", kind: .statement, as: "lawyer")
        _ = try office.open("auditor")
        try office.putBack(old)
        #expect(throws: VaultError.rolledBack(seen: size + 1, found: size, since: office.time)) {
            try office.open("auditor")
        }
        try office.forget("shelter")
        #expect(try office.open("shelter").state.head.size == size)
        #expect(try office.findings(as: "shelter").contains(.unacknowledged(1)))
        try office.open("companion").log.append { _ in [TestOffice.harmless] }
        for name in ["auditor", "shelter", "lawyer"] {
            #expect(try file(office, as: name).documentCount == 2, "\(name)")
            #expect(try office.findings(as: name) == [], "\(name)")
        }
    }
}
