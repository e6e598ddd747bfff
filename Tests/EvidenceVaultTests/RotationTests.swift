import Bytes
import Crypto
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Who ends a membership hands out the vault's next keys with a client of their own: to whom they like, and others than they say.
@Suite struct RotationTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        for name in TestOffice.team { _ = try office.open(name) }
        return office
    }

    /// Ends the membership of `health`. Returns the place of the entry.
    @discardableResult
    private func rotate(
        _ office: TestOffice, as name: String = "custodian",
        slots: (VaultKeys, [Card], VaultID) throws -> [[UInt8]],
        previous: (VaultKeys, VaultKeys, VaultID) throws -> [UInt8] = {
            try KeySlot.sealPrevious($0, with: $1, vaultID: $2)
        }
    ) throws -> UInt64 {
        let vault = try office.open(name)
        let state = vault.state
        let current = try #require(vault.log.keys.vault[state.keyGeneration])
        let next = try VaultKeys(generation: current.generation + 1, madeAt: state.head.size)
        let staying =
            state.activeMembers.filter { $0.name != "health" }.map(\.card)
            + [try #require(state.recovery).card]
        let slots = try slots(next, staying, vault.id)
        let previous = try previous(current, next, vault.id)
        let rotation = Rotation(
            generation: next.generation, logKey: HexBytes(next.logKey.publicKey.bytes),
            keys: try next.commitment(), previous: HexBytes(SHA256.bytes(of: previous)),
            slots: HexBytes(SHA256.bytes(of: slots.joined())))
        let isTrue = state.member(try office.person(name).fingerprint)?.roles.contains(.custodian) ?? false
        try office.forge(
            as: name, beside: .init(slots: slots, previous: previous, next: isTrue ? next : nil)
        ) { _ in
            .end(
                MembershipEnd(
                    member: try office.person("health").fingerprint, isFinal: true, rotation: rotation))
        }
        return state.head.size
    }

    // MARK: Left out

    /// The lawyer is given no slot, bytes that are none, other keys, or the right ones of another place.
    @Test(arguments: ["nothing", "junk", "other keys", "another place"])
    func whoIsLeftOutIsToldByWhomAndTheOthersGoOn(_ given: String) throws {
        let office = try office()
        let lawyer = try office.person("lawyer").card
        try rotate(office) { next, staying, vaultID in
            var slots = try staying.filter { $0 != lawyer }.map {
                try KeySlot.seal(next, to: $0.sealingKey(postQuantum: false), vaultID: vaultID)
            }
            let key = try lawyer.sealingKey(postQuantum: false)
            switch given {
            case "junk": slots.append(try randomBytes(KeySlot.size(postQuantum: false)))
            case "other keys":
                let other = try VaultKeys(generation: next.generation, madeAt: next.madeAt)
                slots.append(try KeySlot.seal(other, to: key, vaultID: vaultID))
            case "another place":
                let moved = VaultKeys(
                    generation: next.generation, vaultKey: try next.vaultKey.slice(0..<32),
                    logKey: try Ed25519.SigningKey(seed: next.logKey.seed()), madeAt: next.madeAt + 1)
                slots.append(try KeySlot.seal(moved, to: key, vaultID: vaultID))
            default: break
            }
            return try KeySlot.padded(
                slots, generation: next.generation, vaultID: vaultID, postQuantum: false)
        }
        let told = VaultError.keysWithheld(by: "custodian")
        #expect(throws: told) { try office.open("lawyer") }
        #expect(throws: VaultError.membershipEnded) { try office.open("health") }
        for name in ["lawyer", "health"] { try office.forget(name) }
        #expect(throws: told) { try office.open("lawyer") }
        #expect(throws: VaultError.membershipEnded) { try office.open("health") }
        // All others live in one vault with the new keys.
        try office.forget("shelter")
        let states = try ["custodian", "coordinator", "companion", "shelter"].map {
            try office.open($0).state
        }
        #expect(states.allSatisfy { $0.keyGeneration == 2 && $0.unrepairedVoids == 0 })
        let number = try office.deposit("sesudahnya", kind: .chronology)
        #expect(try office.read(number, as: "companion") == "sesudahnya")
        #expect(try office.findings(as: "companion") == [])
        // The next who rotates as they should brings them back.
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "registrar"), isFinal: true)
        #expect(try office.open("lawyer").state.keyGeneration == 3)
    }

    /// With a memory of the vault from before, too.
    @Test func whoWasLeftOutComesBackWithTheirMemory() throws {
        let office = try office()
        let lawyer = try office.person("lawyer").card
        try rotate(office) { next, staying, vaultID in
            try Log.slots(
                of: next, for: staying.filter { $0 != lawyer }, vaultID: vaultID, postQuantum: false)
        }
        #expect(throws: VaultError.keysWithheld(by: "custodian")) { try office.open("lawyer") }
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "registrar"), isFinal: true)
        #expect(try office.read(1, as: "lawyer") == "kronologi")
        #expect(try office.findings(as: "lawyer") == [])
    }

    // MARK: Led elsewhere

    /// What should open the past opens to keys that never were.
    @Test func aFalsePastOfARotationIsNotBelieved() throws {
        let office = try office()
        let index = try rotate(
            office,
            slots: { try Log.slots(of: $0, for: $1, vaultID: $2, postQuantum: false) },
            previous: { current, next, vaultID in
                let other = try VaultKeys(generation: current.generation, madeAt: current.madeAt)
                return try KeySlot.sealPrevious(other, with: next, vaultID: vaultID)
            })
        // Who has older keys of their own goes on from them, also on a new computer.
        try office.forget("lawyer")
        for name in ["lawyer", "coordinator"] {
            #expect(try office.open(name).state.keyGeneration == 2)
        }
        #expect(try office.read(1, as: "lawyer") == "kronologi")
        // They say whose doing it is.
        #expect(try office.findings(as: "lawyer") == [.closedPast(index: index, by: "custodian")])
        // Who comes later is led to nothing that the vault's id commits to, and believes nothing.
        try office.enrol("late", [.companion])
        #expect(throws: VaultError.notAMember) { try office.open("late") }
    }

    /// A rotation that is void made keys all the same: with slots for everybody, and a past that is the true one.
    @Test func aRotationThatIsVoidLeadsNobodyAway() throws {
        let office = try office()
        try office.enrol("late", [.companion])
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "late"), to: coordinator.caseFile(ref), as: .companion)
        let index = try rotate(office, as: "lawyer") {
            try Log.slots(of: $0, for: $1, vaultID: $2, postQuantum: false)
        }
        for name in ["late", "health", "custodian"] {
            try office.forget(name)
            #expect(try office.open(name).state.keyGeneration == 1, "\(name)")
        }
        // Nor do they write anything under its keys. On a new computer they have just been led to them.
        try office.forget("late")
        let number = try office.deposit("baru", kind: .chronology, as: "late")
        #expect(try office.read(number, as: "coordinator") == "baru")
        try office.expectVoid(
            at: index, .notEntitled(.custodianEnds), by: "lawyer")
        // And the next keys are the true ones, for who has slots of the others too.
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "health"), isFinal: true)
        try office.forget("late")
        #expect(try office.read(number, as: "late") == "baru")
        #expect(try office.open("late").state.keyGeneration == 2)
    }

    /// Hands keys to somebody, beside a statement that hands out none.
    private func slip(_ keys: VaultKeys, to name: String, as author: String, _ office: TestOffice) throws {
        let card = try office.person(name).card
        try office.forge(
            as: author,
            beside: .init(
                slots: Log.slots(
                    of: keys, for: [card], vaultID: office.open(author).id, postQuantum: false))
        ) { _ in TestOffice.harmless }
    }

    /// The past lies under keys that the rotation does not commit to, which its author hands out later.
    @Test func keysThatNoRotationCommitsToLeadNobodyAway() throws {
        let office = try office()
        var strange: VaultKeys?
        try rotate(
            office,
            slots: { try Log.slots(of: $0, for: $1, vaultID: $2, postQuantum: false) },
            previous: { current, next, vaultID in
                let other = try VaultKeys(generation: next.generation, madeAt: next.madeAt)
                strange = other
                return try KeySlot.sealPrevious(current, with: other, vaultID: vaultID)
            })
        try office.deposit("sesudahnya", kind: .chronology)
        try office.enrol("late", [.companion])
        for name in ["lawyer", "late"] {
            try slip(#require(strange), to: name, as: "custodian", office)
            try office.forget(name)
        }
        #expect(try office.read(2, as: "lawyer") == "sesudahnya")
        #expect(try office.open("lawyer").state.voids == office.open("coordinator").state.voids)
        // Whose membership has not ended is not told so.
        #expect(throws: VaultError.notAMember) { try office.open("late") }
    }

    /// The keys of a rotation that is void are handed out again after the next, which is true: there are two of one generation.
    @Test func keysOfAVoidRotationDoNotHideWhatFollowsTheTrueOne() throws {
        let office = try office()
        var strange: VaultKeys?
        try rotate(office, as: "lawyer") { next, staying, vaultID in
            strange = next
            return try Log.slots(of: next, for: staying, vaultID: vaultID, postQuantum: false)
        }
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "health"), isFinal: true)
        try office.deposit("sesudahnya", kind: .chronology)
        let keys = try #require(strange)
        try slip(keys, to: "companion", as: "lawyer", office)
        // What is sealed with them is for nobody.
        try office.forge(
            as: "lawyer",
            entry: { opening, _, state in
                try Entry(
                    opening, for: nil, slots: [], generation: 2, vaultKey: keys.vaultKey,
                    vaultID: state.vaultID, postQuantum: false)
            }
        ) { _ in TestOffice.harmless }
        try office.forget("companion")
        #expect(try office.open("companion").state.voids == office.open("coordinator").state.voids)
        #expect(try office.read(2, as: "companion") == "sesudahnya")
    }

    /// The rotation itself is sealed under the keys before it: who is put out reads who did it, and nothing after.
    @Test func whoIsPutOutReadsTheRotationAndNothingAfterIt() throws {
        let office = try office()
        let before = try office.open("health")
        let old = try #require(before.log.keys.vault[1])
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "health"), isFinal: false)
        _ = try office.open("coordinator")
        try custodian.log.examine { index, _, _ in
            try index.read { transaction in
                let size = before.state.head.size
                let rotation = try transaction.entry(at: size)
                guard
                    case .opening(let opening) = try rotation.open(
                        vaultKey: old.vaultKey, vaultID: custodian.id)
                else {
                    Issue.record("the rotation is closed to who is put out")
                    return
                }
                #expect(rotation.isRotation && rotation.generation == 1)
                #expect(try opening.verified(vaultID: custodian.id).act.name == "member.suspend")
                #expect(KeySlot.openPrevious(rotation.previous, with: old, vaultID: custodian.id) == nil)
                let next = try transaction.entry(at: size + 1)
                #expect(throws: EntryProblemError(.notOpening)) {
                    try next.open(vaultKey: old.vaultKey, vaultID: custodian.id)
                }
            }
        }
    }

    // MARK: Recovery

    /// A new recovery key takes the place of the old one: the vault's keys change, all cases fall due, the old key is out.
    @Test func aNewRecoveryKeyRotatesTheVault() throws {
        let office = try office()
        let custodian = try office.open("custodian")
        var text = [UInt8](try Data(contentsOf: office.folder.appending("recovery.txt")))
        let old = try MemberIdentity.recovery(
            secret: RecoveryKey.secret(inFile: Secret(moving: &text)), postQuantum: false)
        var bytes = [UInt8](repeating: 7, count: 32)
        let secret = try Secret(moving: &bytes)
        let next = try MemberIdentity.recovery(secret: secret, postQuantum: false)
        try custodian.log.append(drafting: { state in
            try custodian.rotation(for: state.activeMembers.map(\.card) + [next.card], in: state) {
                .rotateRecovery(
                    try RecoveryRotated(
                        recovery: next.card, rotation: $0, approvedBy: old.signingKey, vaultID: custodian.id))
            }
        })
        #expect(custodian.state.keyGeneration == 2 && custodian.state.recovery?.card == next.card)
        #expect(custodian.state.rekeyingsDue.count == 1)
        #expect(throws: VaultError.membershipEnded) { try office.openRecovery() }
        #expect(try office.open("coordinator").state.rekeyingsDue.isEmpty)
        let trustees = try Vault.open(
            at: office.vaultPath, recoverySecret: secret, phrase: #require(office.phrase),
            surroundings: office.surroundings("trustees"))
        #expect(trustees.me.isRecovery && trustees.state.unrepairedVoids == 0)
        #expect(try office.findings(as: "lawyer") == [])
    }
}
