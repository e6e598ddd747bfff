import Age
import Bytes
import Foundation
import GRDB
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Attacks on access, each by doing it on a real vault. The table in `docs/threat-model.md` names these tests.
@Suite struct AttackTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("keterangan", kind: .statement)
        try office.deposit("visum", kind: .visum)
        return office
    }

    // MARK: With the disk alone

    /// The thief has a copy of the folder and writes into SQLite, with keys of their own making.
    @Test(arguments: [UInt32(1), 2]) func whoHasNoKeyCannotMakeThemselvesAMember(_ generation: UInt32) throws
    {
        let office = try office()
        let vault = try office.open("coordinator")
        let size = vault.state.head.size
        let thief = try office.person("stranger")
        let keys = try VaultKeys(generation: generation, madeAt: generation == 1 ? 0 : size - 1)
        // A slot for everybody whose card the thief has seen, so that all would go on with the thief's key.
        let slots = try Log.slots(
            of: keys, for: TestOffice.team.map { try office.person($0).card } + [thief.card],
            vaultID: vault.id, postQuantum: false)
        let statement = Statement(
            by: HexBytes(thief.card.signingKey.bytes), at: office.time, after: vault.state.head,
            act: .enrol(Enrolment(card: thief.card, roles: [.custodian], slots: HexBytes([]))))
        let entry = try Entry(
            StatementOpening(statement, vaultID: vault.id, key: thief.signingKey), for: nil, slots: slots,
            generation: generation, vaultKey: keys.vaultKey, vaultID: vault.id, postQuantum: false)
        try office.putRow(entry.bytes, at: size)
        try office.forget("shelter")
        for name in ["coordinator", "auditor", "custodian", "shelter"] {
            #expect(try office.open(name).state.head.size == size, "\(name)")
        }
        #expect(throws: VaultError.notAMember) { try office.open("stranger") }
        try office.expectMovedAside(1)
    }

    @Test(arguments: [false, true]) func aStrippedRefusalIsFound(_ withCheckpoint: Bool) throws {
        let office = try office()
        let before = try office.storedCheckpoint()
        #expect(throws: VaultError.notPermitted(.cannotRead(.testimony))) { try office.read(1, as: "health") }
        let size = try office.open("auditor").state.head.size
        for table in ["log_entry", "log_node"] {
            try office.tamper("DELETE FROM \(table) WHERE position = ?", [Int64(size - 1)])
        }
        if withCheckpoint {
            try office.putBack(before)
            for name in ["health", "auditor"] {
                #expect(throws: VaultError.rolledBack(seen: size, found: size - 1, since: office.time)) {
                    try office.open(name)
                }
            }
        } else {
            // What the checkpoint covers is not there.
            let missing = Finding.entry(index: size - 1, problem: .missing)
            for name in ["health", "auditor"] {
                #expect(try office.findings(as: name).contains(missing))
                try office.forget(name)
                #expect(throws: VaultError.altered(missing)) { try office.open(name) }
            }
        }
    }

    // MARK: With a member's keys and a client of one's own

    @Test func anOldGrantIsNotTakenTwice() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        var old: StatementOpening?
        for position in 0..<coordinator.state.head.size {
            let located = try coordinator.log.statement(at: position)
            if case .assign(let assignment) = located.statement.act,
                assignment.member == (try office.person("companion").fingerprint)
            {
                old = located.opening
            }
            if old != nil { break }
        }
        let opening = try #require(old)
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let size = coordinator.state.head.size
        // The coordinator's own signed words, from before.
        try office.put(opening, as: "companion")
        try office.expectVoid(at: size, .wrongPlace, by: "coordinator")
    }

    @Test func whoWasRevokedAddsNothingWithTheKeysThatTheyKept() throws {
        let office = try office()
        let companion = try office.open("companion")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        let size = custodian.state.head.size
        // With the keys and the head that they had.
        let identity = try office.person("companion")
        let keys = try #require(companion.log.keys.current)
        let statement = Statement(
            by: HexBytes(identity.card.signingKey.bytes), at: office.time, after: custodian.state.head,
            act: TestOffice.harmless)
        let entry = try Entry(
            StatementOpening(statement, vaultID: custodian.id, key: identity.signingKey), for: nil, slots: [],
            generation: 1, vaultKey: keys.vaultKey, vaultID: custodian.id, postQuantum: false)
        try office.putRow(entry.bytes, at: size)
        #expect(throws: VaultError.membershipEnded) { try office.open("companion") }
        for name in ["coordinator", "auditor"] { _ = try office.open(name) }
        // The coordinator's duties have moved it aside.
        #expect(try office.asideFiles().count == 1)
        #expect(try office.findings(as: "lawyer") == [])
    }

    /// They have a friend who is still there, and lends them the vault's new key.
    @Test func whoWasRevokedIsNotHeardThroughAFriend() throws {
        let office = try office()
        let custodian = try office.open("custodian")
        let last = try office.sign(as: "companion") { _ in TestOffice.harmless }
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        _ = try office.open("coordinator")
        let size = custodian.state.head.size
        try office.put(last, as: "lawyer")
        let index = try office.open("lawyer").state.head.size - 1
        #expect(index >= size)
        try office.expectVoid(
            at: index, .notEntitled(.authorHasLeft), by: "companion")
    }

    @Test func aMemberWhoGoesOnWithAnOldKeyIsNotBelieved() throws {
        let office = try office()
        let lawyer = try office.open("lawyer")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        let size = custodian.state.head.size
        let old = try #require(lawyer.log.keys.current)
        try office.forge(
            as: "lawyer",
            entry: { opening, _, _ in
                try Entry(
                    opening, for: nil, slots: [], generation: 1, vaultKey: old.vaultKey,
                    vaultID: custodian.id, postQuantum: false)
            }
        ) { _ in TestOffice.harmless }
        try office.expectVoid(at: size, .otherGeneration(1), by: nil)
    }

    /// Who was revoked reads in their old copy what they could read then, and nothing of it comes back into the vault.
    @Test func anOldCopyStaysOldAndDoesNotComeBack() throws {
        let office = try office()
        try office.copyVault(to: "copy")
        #expect(try office.read(1, as: "companion") == "keterangan")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "companion"), isFinal: true)
        try office.deposit("sesudahnya", kind: .statement)
        #expect(throws: VaultError.membershipEnded) { try office.read(1, as: "companion") }
        try office.forget("companion")
        // On a machine without a memory the old copy opens, as promised nowhere else.
        try FileManager.default.moveItem(
            atPath: office.vaultPath, toPath: office.folder.appending("real").path)
        try office.putBackMoved("copy")
        #expect(try office.read(1, as: "companion") == "keterangan")
        try office.deposit("palsu", kind: .statement, as: "companion")
        #expect(throws: VaultError.self) { try office.open("coordinator") }
        #expect(throws: VaultError.self) { try office.open("custodian") }
    }

    @Test func anOlderGenerationIsNotSealedToAgain() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let size = coordinator.state.head.size
        try office.forge(as: "lawyer") { state in
            let file = try #require(state.allCases.first)
            return .deposit(Deposit.forged(in: file.id))
        }
        try office.expectVoid(
            at: size, .notEntitled(.keyNotSeen), by: "lawyer")
    }

    @Test func aRowThatAMemberPointsElsewhereIsNotFollowed() throws {
        let office = try office()
        try office.openCase("TPPO-2026-0018")
        try office.deposit("lain", kind: .statement, in: "TPPO-2026-0018")
        let vault = try office.open("companion")
        let files = try [ref, "TPPO-2026-0018"].map { try vault.caseFile($0) }
        // The row of one case's document, made with the vault's own key, leads to another case's.
        try vault.log.examine { index, keys, _ in
            try index.write { transaction in
                let projection = try Projection(keys: #require(keys.current), vaultID: vault.id)
                let other = try Projections(keys: keys, vaultID: vault.id).position(
                    of: 1, in: files[1], in: transaction)
                let lookup = try projection.lookups(
                    number: 1, caseID: files[0].id, documentID: HexBytes([]))[0]
                try transaction.removeDocument(lookup)
                try transaction.insertDocument(lookup, sealed: projection.seal(other, for: lookup))
            }
        }
        #expect(throws: VaultError.altered(.indexRow(.row("\(ref)/1")))) {
            try office.read(1, as: "coordinator")
        }
        #expect(try !office.findings().isEmpty)
    }

    @Test func aBatchIsOneAuthors() throws {
        let office = try office()
        let head = try office.open("coordinator").state.head
        try office.forge(as: "lawyer", pinning: head) { _ in TestOffice.harmless }
        try office.forge(as: "companion", pinning: head, offset: 1) { _ in TestOffice.harmless }
        try office.expectVoid(at: head.size + 1, .wrongPlace, by: "companion")
    }

    @Test func anEntryThatCommitsToSomethingElseIsFound() throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        try office.forge(
            as: "companion",
            entry: { opening, keys, state in
                try Entry(
                    opening, for: nil, slots: [], generation: keys.generation, vaultKey: keys.vaultKey,
                    vaultID: state.vaultID, postQuantum: false, commitment: [UInt8](repeating: 7, count: 32))
            }
        ) { _ in TestOffice.harmless }
        try office.expectVoid(at: size, .badCommitment, by: nil)
    }

    /// The details that a deposit carries are another document's, or not what their digest says.
    @Test(arguments: [true, false]) func detailsThatDoNotFitTheirDepositAreNotShown(_ ofAnother: Bool) throws
    {
        let office = try office()
        let vault = try office.open("companion")
        let file = try vault.caseFile(ref)
        let (first, _) = try vault.log.deposit(of: 1, in: file)
        try office.forge(as: "companion") { _ in
            .deposit(
                Deposit(
                    caseID: file.id,
                    documentID: ofAnother ? HexBytes([UInt8](repeating: 1, count: 16)) : first.documentID,
                    confidentiality: .testimony, generation: 1,
                    blob: HexBytes([UInt8](repeating: 2, count: 32)), blobSize: 1, details: first.details,
                    detailsDigest: ofAnother
                        ? first.detailsDigest : HexBytes([UInt8](repeating: 3, count: 32)),
                    place: first.place, kit: nil))
        }
        let coordinator = try office.open("coordinator")
        let finding = Finding.document("\(ref)/3", problem: .otherDetails)
        #expect(throws: VaultError.altered(finding)) {
            try coordinator.show(3, in: coordinator.caseFile(ref))
        }
    }

    @Test func aKeyThatDoesNotFitIsNoKey() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "lawyer"), from: coordinator.caseFile(ref))
        // A coordinator hands out something else than the compartments' keys.
        let position = coordinator.state.head.size
        try office.forge(as: "coordinator") { state in
            let file = try #require(state.allCases.first)
            let card = try office.person("lawyer").card
            return .assign(
                Assignment(
                    caseID: file.id, member: card.fingerprint, role: .lawyer,
                    grants: try state.policy.reads(.lawyer).map {
                        Grant(
                            confidentiality: $0, generation: file.generation(of: $0),
                            key: SealedKey(
                                to: card.fingerprint,
                                sealed: Base64Bytes(
                                    try card.sealingKey(postQuantum: false).seal(
                                        Secret(randomBytes: 32),
                                        for: .grant(
                                            CompartmentName(
                                                state.vaultID, file.id, $0, file.generation(of: $0)))))))
                    }))
        }
        let number = try office.deposit("baru", kind: .statement)
        let generation = try office.open("lawyer").caseFile(ref).generation(of: .testimony)
        let junk = JunkBox(
            entry: position, by: "coordinator", to: "lawyer", caseRef: ref, confidentiality: .testimony,
            generation: generation)
        #expect(throws: VaultError.altered(.junkBox(junk))) { try office.read(number, as: "lawyer") }
    }

    @Test func aVaultCannotBeFoundedByAnother() throws {
        let office = try office()
        let vault = try office.open("coordinator")
        let founding = try #require(vault.state.founding)
        let thief = try office.person("stranger")
        let others = Founding(
            vaultName: founding.vaultName, founder: thief.card, recovery: founding.recovery,
            logKey: founding.logKey, keys: founding.keys, example: founding.example, nonce: founding.nonce)
        for (act, signer) in [(others, thief), (founding, thief), (others, try office.person("custodian"))] {
            var state = VaultState(vaultID: vault.id, me: thief.fingerprint)
            let statement = Statement(
                by: HexBytes(signer.card.signingKey.bytes), at: office.time, after: .empty, act: .found(act))
            #expect(throws: EntryProblemError(.notEntitled(.otherVaultID))) {
                try state.apply(statement, context: .init(slots: []))
            }
        }
    }

    @Test func aMemberOfAPostQuantumVaultNeedsAHybridKey() throws {
        let office = try TestOffice(postQuantum: true)
        let stranger = try office.person("stranger")
        let card = try Card(
            name: "tanpa", recipient: stranger.card.recipient, hybrid: nil, signedBy: stranger.signingKey)
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "custodian") { _ in
            .enrol(Enrolment(card: card, roles: [.lawyer], slots: EntitlementTests.noSlots))
        }
        try office.expectVoid(
            at: size, .notEntitled(.noHybridKey), by: "custodian")
    }

    // MARK: With a role that does not read

    /// Whatever the client would let them do: every sealed file and every grant, with each of their keys.
    @Test(arguments: ["custodian", "auditor", "health", "shelter"])
    func whoDoesNotReadTestimonyCannotOpenIt(_ name: String) throws {
        let office = try office()
        #expect(throws: VaultError.self) { try office.read(1, as: name) }
        let vault = try office.open(name)
        let own = try #require(office.person(name).openingKey(postQuantum: false))
        var keys: [any Identity] = [own.ageIdentity]
        try vault.log.forEachEntry { entry in
            var (id, grants): (HexBytes?, [Grant]) = (nil, [])
            switch entry.statement?.act {
            case .openCase(let opening): (id, grants) = (opening.caseID, opening.grants)
            case .assign(let assignment): (id, grants) = (assignment.caseID, assignment.grants)
            default: break
            }
            for grant in grants {
                let compartment = try CompartmentName(
                    vault.id, #require(id), grant.confidentiality, grant.generation)
                if let secret = try? own.open(grant.key.sealed.bytes, for: .grant(compartment)) {
                    keys.append(try OpeningKey(secret: secret, postQuantum: false).ageIdentity)
                }
            }
        }
        let testimony = try office.open("coordinator").log.deposit(of: 1, in: vault.caseFile(ref)).deposit
        let blob = try #require(office.blobs().first { $0.lastPathComponent == "\(testimony.blob).age" })
        #expect(throws: AgeError.noMatch) {
            try AgeFile.open([UInt8](Data(contentsOf: blob)), with: keys)
        }
    }
}
