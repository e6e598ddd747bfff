import Bytes
@testable import Ledger
import Testing
import TransparencyLog

@testable import EvidenceVault

/// A batch goes on where it ended, and each statement of it pins a past that was proven.
@Suite struct BatchTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> (office: TestOffice, caseID: HexBytes) {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        return (office, try office.open("coordinator").caseFile(ref).id)
    }

    /// The newest entry is void, and nothing else, for who knows the vault, for auditors and on a new computer.
    private func expectNewestVoid(
        _ office: TestOffice, _ problem: EntryProblem, by author: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let newest = try office.open("coordinator").state.head.size - 1
        try office.forget("shelter")
        for name in ["coordinator", "auditor", "shelter"] {
            let voids = try office.open(name).state.voids
            #expect(voids.ranges == [newest..<(newest + 1)], "\(name)", sourceLocation: location)
        }
        #expect(
            try office.findings(as: "lawyer").contains(
                .voidEntry(index: newest, problem: problem, by: author)), sourceLocation: location)
    }

    enum Torn: CaseIterable { case anotherHead, oneLeftOut, oneSaidTwice, somebodyBetween }

    /// Deposits may come later than they were signed, but not in another order than that of their batch.
    @Test(arguments: Torn.allCases) func aBatchGoesOnWhereItEnded(_ torn: Torn) throws {
        let (office, id) = try office()
        let older = try office.open("companion").state.head
        try office.forge(as: "lawyer") { _ in TestOffice.harmless }
        let head = try office.open("companion").state.head
        func say(_ offset: UInt64, pinning past: LogHead, _ byte: UInt8) throws {
            try office.forge(as: "companion", pinning: past, offset: offset) { _ in
                .deposit(.forged(in: id, byte))
            }
        }
        try say(0, pinning: head, 10)
        switch torn {
        case .anotherHead: try say(1, pinning: older, 11)
        case .oneLeftOut: try say(2, pinning: head, 11)
        case .oneSaidTwice:
            try say(1, pinning: head, 11)
            try say(1, pinning: head, 12)
        case .somebodyBetween:
            try office.forge(as: "lawyer") { _ in TestOffice.harmless }
            try say(1, pinning: head, 11)
        }
        try expectNewestVoid(office, .wrongPlace, by: "companion")
    }

    /// That a past was proven proves no other one of the same size, in the same reading.
    @Test func aTruePastProvesNoOtherOfItsSize() throws {
        let (office, id) = try office()
        let head = try office.open("companion").state.head
        let strange = LogHead(size: head.size, root: MerkleTree.emptyRoot)
        let one = try office.sign(as: "companion", pinning: head) { _ in .deposit(.forged(in: id, 10)) }
        let other = try office.sign(as: "lawyer", pinning: strange) { _ in .deposit(.forged(in: id, 11)) }
        try office.forge(as: "coordinator") { _ in TestOffice.harmless }
        try office.put(one, as: "companion")
        try office.put(other, as: "lawyer")
        try expectNewestVoid(office, .otherPast, by: "lawyer")
    }

    /// Where the nodes in the index do not prove a past, the entries are asked: who alters nodes makes nobody's statement void.
    @Test func aTruePastHoldsWhereItsNodesWereAltered() throws {
        let (office, id) = try office()
        let coordinator = try office.open("coordinator")
        let root = try coordinator.log.examine { index, _, _ in
            try index.read { transaction in
                var nodes = MemoryNodes()
                for position in UInt64(0)..<3 {
                    nodes.append(leaf: try transaction.entry(at: position).leafHash)
                }
                return nodes.frontier.root
            }
        }
        // The third leaf, without which nobody can prove a tree of three.
        try office.tamper("UPDATE log_node SET hash = zeroblob(32) WHERE level = 0 AND position = 2")
        try office.forge(as: "companion", pinning: LogHead(size: 3, root: root)) { _ in
            .deposit(.forged(in: id))
        }
        try office.forget("shelter")
        for name in ["coordinator", "auditor", "shelter"] {
            #expect(try office.open(name).state.voids.isEmpty, "\(name)")
            #expect(try office.open(name).caseFile(ref).documentCount == 2, "\(name)")
        }
    }
}
