import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog
@testable import VaultStorage

@testable import EvidenceVault

/// Whoever reads a log comes to the same vault: when they came, what they may open and what they remember make no difference.
@Suite struct EqualStatesTests {
    /// What of a state is not one member's own.
    private struct Shared: Equatable {
        let fields: [String: JSONValue]
        let cases: [CaseFile]
        let keys: [UInt8]

        init(_ state: VaultState) throws {
            let json = try CanonicalJSON.decodeLeniently(
                JSONValue.self, from: CanonicalJSON.encode(state))
            guard case .object(var fields) = json else { throw StorageError.busy }
            for own in ["me", "ownSlots", "previousKeys", "newestAt", "reviewed", "boxesToCheck"] {
                fields[own] = nil
            }
            self.fields = fields.mapValues(Shared.sorted)
            cases = state.allCases.map { file in
                var file = file
                // Grants to oneself, and what one has looked at.
                file.keyPositions = []
                file.uncheckedBoxes = []
                return file
            }
            keys = state.keyRegister.encoded
        }

        /// Sets have no order.
        private static func sorted(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let list):
                let words = list.compactMap { if case .string(let word) = $0 { word } else { nil } }
                return words.count == list.count
                    ? .array(words.sorted().map { .string($0) }) : .array(list.map(sorted))
            case .object(let members): return .object(members.mapValues(sorted))
            default: return value
            }
        }

        func differences(from other: Shared) -> [String] {
            var all = Set(fields.keys).union(other.fields.keys).filter { fields[$0] != other.fields[$0] }
                .sorted()
            if cases != other.cases { all.append("cases") }
            if keys != other.keys { all.append("keys") }
            return all
        }
    }

    private let ref = "TPPO-2026-0017"

    private func forgeAnything(_ office: TestOffice, _ random: inout SeededGenerator) throws -> String {
        let authors = ["custodian", "coordinator", "companion", "lawyer", "shelter", "stranger"]
        let author = try #require(authors.randomElement(using: &random))
        let audience: Audience = Bool.random(using: &random) ? .members : .auditors
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1:
            let all = EntitlementTests.forgeries + EntitlementTests.closedForgeries
            let forgery = try #require(all.randomElement(using: &random))
            try office.forge(as: forgery.author, for: audience) { try forgery.act(office, $0) }
            return "forge \(forgery.why) for \(audience)"
        case 2:
            let pass = Bool.random(using: &random)
            try office.forge(as: author, for: audience) { _ in
                .unknown(UnknownAct(name: "later.act", isPassedOver: pass, body: .object([:])))
            }
            return "unknown act of \(author) for \(audience)"
        case 3:
            let size = Int.random(in: 0..<900, using: &random)
            let junk = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            try office.putRaw([UInt8.random(in: 0..<6, using: &random)] + junk, as: "companion")
            return "junk"
        case 4:
            let head = try office.open("companion").state.head
            let past = try LogHead(
                size: head.size - UInt64.random(in: 0...1, using: &random),
                root: Bool.random(using: &random) ? Hash(head.root.bytes) : MerkleTree.emptyRoot)
            try office.forge(
                as: author, pinning: past, offset: UInt64.random(in: 0...2, using: &random), for: audience
            ) { _ in TestOffice.harmless }
            return "\(author) pins another place"
        case 5:
            let byte = UInt8.random(in: .min ... .max, using: &random)
            try office.forge(as: author, for: audience) { state in
                .deposit(.forged(in: try #require(state.allCases.first).id, byte))
            }
            return "forged deposit of \(author) for \(audience)"
        default:
            let generation = UInt32.random(in: 0...4, using: &random)
            try office.forge(
                as: author,
                entry: { opening, keys, state in
                    try Entry(
                        opening, for: nil, slots: [], generation: generation, vaultKey: keys.vaultKey,
                        vaultID: state.vaultID, postQuantum: false)
                }
            ) { _ in TestOffice.harmless }
            return "generation \(generation) of \(author)"
        }
    }

    @Test(arguments: 0..<2) func allComeToTheSameVault(_ run: Int) throws {
        var random = SeededGenerator()
        // With one seed for all, each run is another history.
        for _ in 0..<run { _ = random.next() }
        var story = ["seed \(random.seed), run \(run)"]
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        try office.openCase()
        // One consent, for forgeries that need one.
        try office.deposit("kronologi", kind: .chronology)
        let companion = try office.open("companion")
        _ = try companion.recordConsent(
            in: companion.caseFile(ref), purpose: .protection, to: Office("lpsk"),
            .kinds([.chronology], later: false), givenBy: "M", until: nil)
        try office.enrol("guest", [.registrar])
        // Keys of offices, for forgeries that are about them.
        _ = try office.giveKey()
        _ = try office.open("lawyer").proposeKey(
            of: Office("court"), card: MemberIdentity.generate(name: "Panitera").card, how: "diserahkan")
        let steps: [(String, (TestOffice) throws -> Void)] = [
            ("read", { _ = try $0.read(1, as: "lawyer") }),
            (
                "suspend",
                {
                    let custodian = try $0.open("custodian")
                    try custodian.end(custodian.member(named: "guest"), isFinal: false)
                }
            ),
            ("deposit", { try $0.deposit("dua", kind: .statement) }),
            (
                "an auditor no more",
                {
                    let custodian = try $0.open("custodian")
                    try custodian.setRoles(of: custodian.member(named: "second"), to: [.companion])
                    _ = try $0.open("auditor")
                }
            ),
            ("read again", { _ = try $0.read(1, as: "companion") }),
            (
                "restore",
                {
                    let custodian = try $0.open("custodian")
                    try custodian.restore(custodian.member(named: "guest"))
                }
            ),
            (
                "unassign",
                {
                    let coordinator = try $0.open("coordinator")
                    try coordinator.unassign(
                        coordinator.member(named: "health"), from: coordinator.caseFile("TPPO-2026-0017"))
                }
            ),
            ("review", { _ = try $0.open("auditor").review() }),
            ("newcomer", { try $0.enrol("late", [.companion]) }),
        ]
        for (name, step) in steps {
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                story.append(try forgeAnything(office, &random))
            }
            story.append(name)
            try step(office)
        }
        story.append(try forgeAnything(office, &random))
        _ = try office.open("coordinator")
        _ = try office.open("auditor")
        let founder = try Shared(office.open("custodian").state)
        for name in ["custodian", "late", "guest", "auditor", "second", "shelter"] {
            for isForgotten in [false, true] {
                if isForgotten { try office.forget(name) }
                let vault = try office.open(name)
                let differences = try Shared(vault.state).differences(from: founder)
                #expect(differences == [], "\(name), \(isForgotten), after \(story)")
                #expect(try Shared(vault.state) == founder, "\(name) after \(story)")
            }
        }
        let trustees = try Shared(office.openRecovery().state)
        #expect(trustees.differences(from: founder) == [], "after \(story)")
    }
}
