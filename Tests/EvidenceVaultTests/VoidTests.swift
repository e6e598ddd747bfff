import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault
import GRDB

/// What does not hold keeps its place and changes nothing, for everybody alike.
@Suite struct VoidTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        return office
    }

    // MARK: One row

    /// Bytes that are no entry, by somebody without keys, with nodes in the tree too, and by a member with a checkpoint.
    @Test(arguments: ["row", "row and nodes", "checkpoint"]) func oneRowStopsNobody(_ form: String) throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        let junk = [UInt8](repeating: 0, count: 600)
        if form == "checkpoint" {
            try office.putRaw(junk, as: "companion")
            try office.expectVoid(at: size, .malformed(.notAnEntry), by: nil)
            #expect(try office.deposit("dua", kind: .statement) == 2)
            #expect(try office.read(2, as: "lawyer") == "dua")
            // Somebody has looked into it.
            try office.open("custodian").log.append {
                [.repair(LogRepaired(from: size, to: $0.head.size, reason: "baris kosong"))]
            }
            for name in ["lawyer", "auditor", "shelter"] {
                let state = try office.open(name).state
                #expect(state.unrepairedVoids == 0 && state.voids.contains(size), "\(name)")
                #expect(try office.findings(as: name) == [], "\(name)")
            }
            return
        }
        let before = try office.storedCheckpoint()
        if form == "row" {
            try office.putRow(junk, at: size)
        } else {
            try office.putRaw(junk, as: "companion")
            for name in ["companion", "coordinator"] { try office.forget(name) }
            try office.putBack(before)
        }
        #expect(try office.read(1, as: "shelter", expecting: false) == nil)
        #expect(try office.open("coordinator").state.head.size >= size)
        #expect(try office.deposit("dua", kind: .statement) == 2)
        #expect(try office.asideFiles().count == 1)
        #expect(try office.findings(as: "lawyer") == [])
    }

    /// Who made a void entry cannot say that it was looked into; somebody else can.
    @Test func nobodyRepairsTheirOwn() throws {
        let office = try office()
        let lawyer = try office.person("lawyer").fingerprint
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "companion") { _ in .setRoles(RolesSet(member: lawyer, roles: [.custodian])) }
        try office.forge(as: "companion") { state in
            .repair(LogRepaired(from: size, to: state.head.size, reason: "beres"))
        }
        for name in ["shelter", "auditor"] {
            #expect(try office.open(name).state.unrepairedVoids > 0, "\(name)")
            #expect(try !office.findings(as: name).isEmpty, "\(name)")
        }
        try office.open("custodian").log.append {
            [.repair(LogRepaired(from: size, to: $0.head.size, reason: "dilihat bersama auditor"))]
        }
        #expect(try office.findings(as: "shelter") == [])
        try office.forge(as: "companion") { _ in .setRoles(RolesSet(member: lawyer, roles: [.custodian])) }
        #expect(throws: VaultError.refusedByLog(.notEntitled(.repairOfOwn))) {
            try office.open("companion").log.append {
                [.repair(LogRepaired(from: size, to: $0.head.size, reason: "beres"))]
            }
        }
    }

    /// What somebody has signed anybody can enter again. That is void, and nobody's fault but theirs: who had said it repairs as ever.
    @Test func whatIsEnteredAgainBindsNobody() throws {
        let office = try office()
        _ = try office.read(1, as: "lawyer")
        try office.open("lawyer").log.append { _ in [TestOffice.harmless] }
        let lawyer = try office.open("lawyer")
        let (size, own) = (lawyer.state.head.size, try lawyer.log.statement(at: lawyer.state.head.size - 1))
        try office.put(own.opening, as: "companion")
        #expect(try office.open("shelter").state.voids.contains(size))
        try office.open("lawyer").log.append {
            [.repair(LogRepaired(from: size, to: $0.head.size, reason: "diulang orang lain"))]
        }
        #expect(try office.findings(as: "shelter") == [])
    }

    /// What holds behind the checkpoint is taken in, up to the last that does; what follows is moved out.
    @Test func whatHoldsBehindTheCheckpointIsTakenIn() throws {
        let office = try office()
        let before = try office.storedCheckpoint()
        let size = try office.open("coordinator").state.head.size
        // By a program that was cut off before it could write the checkpoint: two that hold, one that is void between them.
        try office.deposit("dua", kind: .statement, as: "companion")
        try office.putRaw([UInt8](repeating: 0, count: 600), as: "companion")
        try office.deposit("tiga", kind: .statement, as: "companion")
        try office.putRow([UInt8](repeating: 1, count: 600), at: size + 3)
        try office.putRow([UInt8](repeating: 1, count: 600), at: size + 7)
        try office.putBack(before)
        try office.tamper("DELETE FROM log_node WHERE position >= ? AND level = 0", [Int64(size)])
        try office.forget("companion")
        #expect(try office.open("lawyer").caseFile(ref).documentCount == 1)
        #expect(try office.deposit("empat", kind: .statement) == 4)
        #expect(try office.asideFiles().count == 2)
        for (number, text) in [(2, "dua"), (3, "tiga"), (4, "empat")] {
            #expect(try office.read(number, as: "lawyer") == text)
        }
        #expect(
            try office.findings(as: "lawyer") == [
                .voidEntry(index: size + 1, problem: .malformed(.notAnEntry), by: nil)
            ])
    }

    // MARK: Form

    /// How an entry is taken apart depends on its version: that must be one of the vault's kind.
    @Test(arguments: [false, true]) func anEntryOfTheOtherKindOfVaultIsVoid(_ postQuantum: Bool) throws {
        let office = try TestOffice(postQuantum: postQuantum)
        _ = try office.open("auditor")
        let size = try office.open("companion").state.head.size
        try office.forge(
            as: "companion",
            entry: { opening, keys, state in
                try Entry(
                    opening, for: nil, slots: [], generation: keys.generation, vaultKey: keys.vaultKey,
                    vaultID: state.vaultID, postQuantum: !postQuantum)
            }
        ) { _ in TestOffice.harmless }
        try office.expectVoid(at: size, .malformed(.otherKind), by: nil)
    }

    /// Whose entry has the form of a rotation hands out the next keys: a rotation has it, and nothing else.
    @Test(arguments: [false, true]) func onlyARotationHasTheFormOfOne(_ isRotation: Bool) throws {
        let office = try office()
        let size = try office.open("custodian").state.head.size
        let cards = try ["stranger", "lawyer"].map { try office.person($0).card }
        let act =
            isRotation
            ? Act.end(
                MembershipEnd(
                    member: cards[1].fingerprint, isFinal: true,
                    rotation: Rotation(
                        generation: 2, logKey: HexBytes(try Ed25519.SigningKey().publicKey.bytes),
                        keys: HexBytes([UInt8](repeating: 1, count: 32)),
                        previous: EntitlementTests.noSlots, slots: EntitlementTests.noSlots)))
            : .enrol(Enrolment(card: cards[0], roles: [.companion], slots: EntitlementTests.noSlots))
        try office.forge(
            as: "custodian",
            entry: { opening, keys, state in
                let previous = [UInt8](repeating: 0, count: isRotation ? 0 : KeySlot.previousSize)
                return try Entry(
                    opening, for: nil, slots: [], previous: previous, generation: keys.generation,
                    vaultKey: keys.vaultKey, vaultID: state.vaultID, postQuantum: false)
            }
        ) { _ in act }
        try office.expectVoid(at: size, .malformed(.otherForm), by: "custodian")
    }

    /// Behind a statement there is nothing in its entry: what an author put there, nobody would have seen.
    @Test func thePaddingOfAnEntryHoldsNothing() throws {
        let office = try office()
        let size = try office.open("companion").state.head.size
        try office.forge(
            as: "companion",
            entry: { opening, keys, state in
                let whole = try Entry(
                    opening, for: nil, slots: [], generation: keys.generation, vaultKey: keys.vaultKey,
                    vaultID: state.vaultID, postQuantum: false)
                // Version, generation, number of slots; commitment.
                let open = Array(whole.bytes[..<(7 + 32)])
                let data = ContextString.entry.bytes + state.vaultID.bytes + open
                var plain = try XChaChaPoly.open(
                    Array(whole.bytes[open.count...]), associatedData: data, key: keys.vaultKey)
                plain[plain.count - 1] = 1
                return try Entry(
                    open + XChaChaPoly.seal(plain, associatedData: data, key: keys.vaultKey))
            }
        ) { _ in TestOffice.harmless }
        try office.expectVoid(at: size, .malformed(.padding), by: nil)
    }

    // MARK: Acts that are not known

    private func unknown(_ name: String, pass: Bool) -> Act {
        .unknown(
            UnknownAct(
                name: name, isPassedOver: pass,
                body: .object(["a": .array([.number(1), .string("x/\u{1}é"), .boolean(false)])])))
    }

    @Test func anActOfALaterProgramIsVoidUnlessNothingDependsOnIt() throws {
        let office = try office()
        let size = try office.open("companion").state.head.size
        try office.forge(as: "companion") { _ in unknown("document.dispose", pass: true) }
        for name in ["coordinator", "auditor"] {
            let state = try office.open(name).state
            #expect(state.head.size == size + 1 && state.unrepairedVoids == 0, "\(name)")
            #expect(
                try office.open(name).auditTrail().last?.statement?.act.name == "document.dispose", "\(name)")
        }
        #expect(try office.findings(as: "lawyer") == [])
        try office.forge(as: "companion") { _ in unknown("document.dispose", pass: false) }
        try office.expectVoid(
            at: size + 1, .malformed(.unknownAct), by: "companion")
    }

    /// A known act with a body that it has not, or that says of itself what it is not.
    private static let bodies: [(String, Bool)] = [
        ("member.role", false), ("member.role", true), ("audit.witness", true), ("document.deposit", false),
    ]

    @Test(arguments: bodies)
    func aKnownActWithAnotherBodyIsVoid(_ name: String, _ pass: Bool) throws {
        let office = try office()
        let size = try office.open("custodian").state.head.size
        try office.forge(as: "custodian") { _ in unknown(name, pass: pass) }
        try office.expectVoid(
            at: size, .malformed(.otherBody(act: name)), by: "custodian")
    }

    /// Who is put out by it says so themselves: a stranger's unknown act is nobody's.
    @Test func anUnknownActOfAStrangerIsNotPassedOver() throws {
        let office = try office()
        let size = try office.open("companion").state.head.size
        try office.forge(as: "stranger") { _ in unknown("document.dispose", pass: true) }
        try office.expectVoid(at: size, .notEntitled(.authorIsNoMember), by: nil)
    }

    // MARK: Levels

    @Test func aLevelBeyondThisProgramStopsIt() throws {
        let office = try office()
        try office.forge(as: "custodian") { _ in .setLevel(LevelSet(level: 3)) }
        try office.forget("shelter")
        for name in ["custodian", "coordinator", "auditor", "shelter"] {
            #expect(throws: VaultError.newerFormat(found: "level 3"), "\(name)") { try office.open(name) }
        }
    }

    @Test func thisProgramRaisesNoLevelThatItDoesNotKnow() throws {
        let office = try office()
        let custodian = try office.open("custodian")
        let head = custodian.state.head
        #expect(throws: VaultError.newerFormat(found: "level 3")) {
            try custodian.log.append { _ in [.setLevel(LevelSet(level: 3))] }
        }
        #expect(try office.open("lawyer").state.head == head)
    }

    // MARK: For auditors

    @Test func whatIsSealedToAnotherAuditKeyIsVoid() throws {
        let office = try office()
        let size = try office.open("lawyer").state.head.size
        let other = try OpeningKey.generate(postQuantum: false).sealingKey
        for generation in [UInt32(0), 2] {
            try office.forge(
                as: "lawyer",
                entry: { opening, keys, state in
                    try Entry(
                        opening, for: .init(generation: generation, key: other), slots: [],
                        generation: keys.generation, vaultKey: keys.vaultKey, vaultID: state.vaultID,
                        postQuantum: false)
                }
            ) { _ in Access.to(.list) }
        }
        let why = EntryProblem.notEntitled(.otherAuditKey)
        for name in ["coordinator", "auditor"] {
            #expect(try office.open(name).state.voids.ranges == [size..<(size + 2)], "\(name)")
        }
        #expect(
            try office.findings(as: "lawyer")
                == [0, 1].map { .voidEntry(index: size + $0, problem: why, by: nil) })
    }

    @Test func keysBesideAnEntryForAuditorsAreVoid() throws {
        let office = try office()
        let size = try office.open("lawyer").state.head.size
        let state = try office.open("lawyer").state
        let slots = try Log.slots(
            of: VaultKeys(generation: 1, madeAt: 0), for: state.activeMembers.map(\.card),
            vaultID: state.vaultID, postQuantum: false)
        try office.forge(as: "lawyer", beside: .init(slots: slots)) { _ in Access.to(.list) }
        try office.expectVoid(at: size, .notEntitled(.handsOutNoKeys), by: nil)
    }

    /// Statements that are none for auditors do nothing there: nobody else could judge them.
    @Test func whatIsNoActForAuditorsDoesNothingThere() throws {
        let office = try office()
        let lawyer = try office.person("lawyer").fingerprint
        let id = try office.open("lawyer").caseFile(ref).id
        let acts: [(String, Act)] = [
            ("custodian", .setRoles(RolesSet(member: lawyer, roles: [.custodian]))),
            ("custodian", .setPolicy(PolicySet(policy: .standard))), ("companion", .deposit(.forged(in: id))),
            ("custodian", .setLevel(LevelSet(level: 3))),
            ("custodian", .setExpectations(ExpectationsSet(expectations: .object([:])))),
            ("auditor", .auditGrant(AuditKeyGranted(generation: 1, keys: []))),
            ("lawyer", TestOffice.harmless), ("lawyer", unknown("document.dispose", pass: true)),
        ]
        let before = try office.open("auditor").state
        for (name, act) in acts { try office.forge(as: name, for: .auditors) { _ in act } }
        for name in ["auditor", "coordinator"] {
            let vault = try office.open(name)
            #expect(vault.state.head.size == before.head.size + UInt64(acts.count))
            #expect(vault.state.unrepairedVoids == 0 && vault.state.ownPolicy == nil, "\(name)")
            #expect(vault.state.expectationsAt == nil, "\(name)")
            #expect(vault.state.member(lawyer)?.roles == [.lawyer], "\(name)")
            #expect(try vault.caseFile(ref).documentCount == 1, "\(name)")
            #expect(vault.state.clocks.count == before.clocks.count, "\(name)")
            #expect(try vault.auditTrail().suffix(acts.count).allSatisfy { $0.statement == nil }, "\(name)")
        }
    }

    /// While nobody audits, what would be for auditors is for all: better seen than unseen.
    @Test func withoutAnAuditorAllSeeWhoRead() throws {
        let office = try office()
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "auditor"), isFinal: true)
        _ = try office.read(1, as: "lawyer")
        #expect(try office.open("shelter").auditTrail().last?.member?.name == "lawyer")
        let size = try office.open("lawyer").state.head.size
        // Sealed to the key of the one who left.
        try office.forge(
            as: "lawyer",
            entry: { opening, keys, state in
                let key = try #require(state.auditKeys.last)
                return try Entry(
                    opening, for: .init(generation: key.generation, key: SealingKey(key.recipient)),
                    slots: [],
                    generation: keys.generation, vaultKey: keys.vaultKey, vaultID: state.vaultID,
                    postQuantum: false)
            }
        ) { _ in Access.to(.list) }
        let why = EntryProblem.notEntitled(.otherAuditKey)
        #expect(try office.open("coordinator").state.voids.contains(size))
        #expect(
            try office.findings(as: "shelter") == [.voidEntry(index: size, problem: why, by: nil)])
    }

    /// A former auditor opens the old audit key, and the row of a document is pointed at what was sealed to it.
    @Test func aRowThatLeadsToWhatNobodyJudgedIsNotFollowed() throws {
        let office = try office()
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        let id = try office.open("lawyer").caseFile(ref).id
        let position = try office.open("lawyer").state.head.size
        try office.forge(as: "shelter", for: .auditors) { _ in .deposit(.forged(in: id)) }
        let custodian = try office.open("custodian")
        try custodian.setRoles(of: custodian.member(named: "auditor"), to: [.companion])
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "auditor"), to: coordinator.caseFile(ref), as: .companion)
        _ = try office.open("second")
        try coordinator.log.examine { index, keys, _ in
            try index.write { transaction in
                let projection = try Projection(keys: #require(keys.vault[1]), vaultID: coordinator.id)
                let lookup = try projection.lookups(number: 1, caseID: id, documentID: HexBytes([]))[0]
                try transaction.insertDocument(lookup, sealed: projection.seal(position, for: lookup))
            }
        }
        for name in ["auditor", "lawyer", "second"] {
            let vault = try office.open(name)
            #expect(throws: VaultError.altered(.indexRow(.row("\(ref)/1"))), "\(name)") {
                try vault.log.deposit(of: 1, in: vault.caseFile(ref))
            }
        }
        #expect(try office.findings(as: "lawyer").contains { if case .indexRow = $0 { true } else { false } })
    }

    // MARK: Cosignatures

    /// Who read is for auditors to know: the cosignature beside it too.
    @Test func aCosignatureTellsMembersNothingOfWhoRead() throws {
        let office = try office()
        let before = try office.storedCheckpoint()
        _ = try office.read(1, as: "lawyer")
        let (note, stored) = try office.storedCheckpoint()
        let lawyer = try office.open("lawyer").me
        let sealed = try Cosignatures([UInt8](stored))
        #expect(sealed.forMembers == (try Cosignatures([UInt8](before.cosignatures)).forMembers))
        #expect(!String(decoding: note, as: UTF8.self).contains(lawyer.fingerprint.description))
        for name in ["coordinator", "custodian", "shelter", "auditor"] {
            let vault = try office.open(name)
            let names = CheckpointNames(vault.id)
            try vault.log.examine { _, keys, _ in
                let forMembers = try #require(try names.openForMembers([UInt8](stored), keys: keys))
                let old = try TakenCheckpoint(forMembers.encoded, of: vault.id)
                #expect(old.cosigned(by: lawyer, of: vault.id) == nil, "\(name)")
                #expect(old.head.size == vault.state.head.size - 1)
                let forAuditors = try names.openForAuditors([UInt8](stored), generation: 1, keys: keys)
                #expect((forAuditors != nil) == (name == "auditor"), "\(name)")
                if let forAuditors {
                    let newest = try TakenCheckpoint(forAuditors.encoded, of: vault.id)
                    #expect(newest.cosigned(by: lawyer, of: vault.id) == office.time)
                    #expect(newest.head == vault.state.head)
                }
            }
        }
        #expect(try office.findings(as: "auditor") == [])
    }
}

extension TestOffice {
    /// Reads a document that may be closed to somebody; nil when it is.
    fileprivate func read(_ number: Int, as name: String, expecting isOpen: Bool) throws -> String? {
        do {
            return try read(number, as: name)
        } catch VaultError.notPermitted where !isOpen {
            return nil
        }
    }
}
