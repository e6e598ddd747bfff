import Bytes
import Foundation
import GRDB
@testable import Ledger
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Checkpoints that leave the vault: verification since then, reviews, and comparing with others.
@Suite struct WitnessTests {
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        return office
    }

    private func checkpoint(_ name: String, _ office: TestOffice) throws -> TakenCheckpoint {
        let vault = try office.open(name)
        return try TakenCheckpoint(vault.checkpoint(), of: vault.id)
    }

    // MARK: Since a checkpoint

    /// On the computer that took it and on one that knows nothing.
    @Test(arguments: [false, true]) func whatIsNewIsCheckedAndCounted(_ elsewhere: Bool) throws {
        let office = try office()
        let taken = try checkpoint("auditor", office)
        let before = office.time
        office.time = Timestamp(seconds: office.time.seconds + 3600)
        try office.deposit("kedua", kind: .chronology, as: "companion")
        try office.deposit("ketiga", kind: .chronology, as: "companion")
        #expect(try office.read(2, as: "lawyer") == "kedua")
        if elsewhere { try office.forget("auditor") }
        let vault = try office.open("auditor")
        let known = vault.log.knownVaults.state(
            at: taken.head, of: vault.id, for: try office.person("auditor"))
        #expect((known == nil) == elsewhere)
        let found = try vault.verifyLog(since: taken)
        #expect(found.finding == nil && found.since == taken.head && found.sinceTime == before)
        #expect(found.head.size == taken.head.size + 3)
        #expect(found.acts.map(\.act) == ["document.deposit", "document.read"])
        #expect(found.acts.map(\.count) == [2, 1])
        #expect(found.authors.map(\.member.name) == ["companion", "lawyer"])
        #expect(found.closed == 0 && found.clocks.isEmpty)
        // Who is no auditor sees that there was one entry more.
        let seen = try office.open("shelter").verifyLog(since: taken)
        #expect(seen.closed == 1 && seen.acts.map(\.count) == [2])
        let all = try vault.verifyLog()
        #expect(all.since.size == 0 && all.acts.reduce(0) { $0 + $1.count } == Int(all.head.size))
    }

    @Test func aLogThatWasRolledBackOrForkedDoesNotContinueIt() throws {
        let office = try office()
        try office.copyVault(to: "old")
        try office.deposit("ini", kind: .chronology)
        let taken = try checkpoint("auditor", office)
        let size = taken.head.size
        try office.putBack("old")
        try office.forget("auditor")
        #expect(throws: VaultError.rolledBack(seen: size, found: size - 1, since: nil)) {
            try office.open("auditor").verifyLog(since: taken)
        }
        try office.forget("coordinator")
        try office.deposit("itu", kind: .chronology)
        try office.deposit("dan lagi", kind: .chronology)
        #expect(throws: VaultError.forked(at: size, since: office.time)) {
            try office.open("auditor").verifyLog(since: taken)
        }
    }

    @Test func whatNoLogKeySignedIsNoCheckpoint() throws {
        let office = try office()
        let vault = try office.open("auditor")
        let note = try SignedNote(parsing: vault.checkpoint())
        let unsigned = Array((note.text + "\n— somebody AAAAAAAA\n").utf8)
        let why = LedgerError.notACheckpoint(.notSigned)
        #expect(throws: why) {
            try vault.verifyLog(since: TakenCheckpoint(unsigned, of: vault.id))
        }
        #expect(throws: why) { try vault.compare(TakenCheckpoint(unsigned, of: vault.id)) }
        let other = try self.office().open("auditor")
        #expect(throws: LedgerError.notACheckpoint(.otherLog(origin: "amanah/\(other.id)"))) {
            try TakenCheckpoint(other.checkpoint(), of: vault.id)
        }
        for bytes in [[], Array("x".utf8), [UInt8](repeating: 10, count: 1 << 20)] {
            #expect(throws: LedgerError.notACheckpoint(.notANote)) {
                try TakenCheckpoint(bytes, of: vault.id)
            }
        }
    }

    /// The state at a checkpoint is trusted because this member sealed it. What is not theirs is not used.
    @Test func anAlteredMemoryOfACheckpointIsNotUsed() throws {
        let office = try office()
        let taken = try checkpoint("auditor", office)
        let folder = office.folder.appending("state-auditor/known_checkpoints")
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let url = folder.appending(path: file)
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: url)
        let vault = try office.open("auditor")
        #expect(
            vault.log.knownVaults.state(at: taken.head, of: vault.id, for: try office.person("auditor"))
                == nil)
        #expect(try vault.verifyLog(since: taken).finding == nil)
    }

    /// An entry that was changed after it was taken in once is found by who reads it again.
    @Test func aChangedNewEntryIsFound() throws {
        let office = try office()
        let taken = try checkpoint("auditor", office)
        try office.deposit("kedua", kind: .chronology)
        _ = try office.open("auditor")
        let position = taken.head.size
        try office.tamper(
            """
            UPDATE log_entry SET bytes = CAST(substr(bytes, 1, 99) || x'00' || substr(bytes, 101) AS BLOB)
            WHERE position = ?
            """, [Int64(position)])
        let finding = Finding.checkpoint(.otherPast)
        let vault = try office.open("auditor")
        #expect(try vault.verifyLog(since: taken).finding == finding)
        #expect(throws: VaultError.altered(finding)) { try vault.review() }
        #expect(try office.open("auditor").state.reviewed == nil)
    }

    /// Keys that come in the middle of a chunk open what follows them in it.
    @Test func whoCameLaterReadsThePastInOneGo() throws {
        let office = try office()
        #expect(try office.read(1, as: "lawyer") == "kronologi")
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        #expect(try office.read(1, as: "lawyer") == "kronologi")
        let vault = try office.open("custodian")
        try vault.end(vault.member(named: "health"), isFinal: true)
        try office.deposit("sesudahnya", kind: .chronology)
        for name in ["auditor", "second", "companion"] {
            _ = try office.open(name)
            try office.forget(name)
            let vault = try office.open(name)
            let found = try vault.verifyLog()
            #expect(found.finding == nil, "\(name)")
            #expect((found.closed == 0) == (name != "companion"), "\(name)")
            #expect(try vault.verify().isWhole, "\(name)")
        }
    }

    // MARK: Reviews

    @Test func aReviewIsCosignedAndInTheLog() throws {
        let office = try office()
        let verdicts = [
            Verdict(finding: "A-1", verdict: .accepted),
            Verdict(finding: "A-2", verdict: .questioned, note: "siapa?"),
        ]
        let before = try office.open("auditor").state.head
        let (first, note) = try office.open("auditor").review(verdicts: verdicts)
        #expect(first.since.size == 0 && first.finding == nil)
        let vault = try office.open("auditor")
        let taken = try TakenCheckpoint(note, of: vault.id)
        #expect(taken.head == before)
        #expect(taken.cosigned(by: vault.me, of: vault.id) == office.time)
        let reviews = try vault.reviews
        #expect(reviews.map(\.verdicts) == [verdicts] && reviews.map(\.head) == [before])
        #expect(reviews.map(\.auditor?.name) == ["auditor"] && reviews.map(\.position) == [before.size])
        // The next one begins there, and reads what is new alone.
        try office.deposit("kedua", kind: .chronology)
        let (second, _) = try office.open("auditor").review()
        #expect(second.since == before && second.head.size == before.size + 3)
        #expect(try office.open("auditor").reviews.count == 2)
        #expect(try office.open("companion").reviews.isEmpty)
        #expect(try office.open("auditor").verifyLog(since: taken).finding == nil)
        #expect(throws: VaultError.notPermitted(.role(needed: [.auditor]))) {
            try office.open("custodian").review()
        }
        #expect(throws: VaultError.self) {
            try office.open("auditor").review(verdicts: [Verdict(finding: "", verdict: .accepted)])
        }
    }

    /// A log key signs for the sizes that the log had in its time: who is put out holds the one before, who comes in the one after.
    @Test func aLogKeySignsForItsOwnTimeAlone() throws {
        let office = try office()
        func end(_ name: String) throws -> VaultState {
            let custodian = try office.open("custodian")
            try custodian.end(custodian.member(named: name), isFinal: true)
            return try office.open("lawyer").state
        }
        let first = try end("health")
        let keys = try #require(office.open("lawyer").log.keys.current)
        let second = try end("registrar")
        for (size, inFirst, inSecond) in [
            (first.keysMadeAt, false, false), (first.keysMadeAt + 1, true, true),
            (second.keysMadeAt, true, true), (second.keysMadeAt + 1, true, false),
        ] {
            let note = try CheckpointNames(first.vaultID).note(
                of: LogHead(size: size, root: MerkleTree.emptyRoot), keys: keys,
                cosignedBy: office.person("lawyer"), at: office.time)
            let taken = try TakenCheckpoint(note.encoded, of: first.vaultID)
            #expect(taken.isSigned(in: first) == inFirst, "\(size)")
            #expect(taken.isSigned(in: second) == inSecond, "\(size)")
        }
    }

    // MARK: Comparing

    @Test func twoMembersOfOneLogAgree() throws {
        let office = try office()
        let theirs = try checkpoint("companion", office)
        #expect(try office.open("lawyer").compare(theirs).relation == .same)
        try office.deposit("kedua", kind: .chronology)
        #expect(try office.open("lawyer").compare(theirs).relation == .older)
        // Also one that the log key before a revocation signed.
        let vault = try office.open("custodian")
        try vault.end(vault.member(named: "health"), isFinal: true)
        let older = try office.open("lawyer").compare(theirs)
        #expect(older.relation == .older && older.isSigned)
    }

    @Test func anAuditorsCosignatureIsNamed() throws {
        let office = try office()
        let (_, note) = try office.open("auditor").review()
        let vault = try office.open("lawyer")
        let comparison = try vault.compare(TakenCheckpoint(note, of: vault.id))
        #expect(comparison.relation == .older)
        #expect(comparison.witnesses.map(\.member.name) == ["auditor"])
    }

    /// Somebody keeps two copies, and shows one to the companion and the other to the lawyer.
    @Test func aSplitViewIsFound() throws {
        let office = try office()
        try office.copyVault(to: "fork")
        try office.deposit("ini", kind: .chronology)
        let theirs = try checkpoint("companion", office)
        try office.deposit("ini juga", kind: .chronology)
        let longer = try checkpoint("companion", office)
        let (_, witnessed) = try office.open("auditor").review()
        try office.copyVault(to: "theirs")

        try office.putBack("fork")
        try office.forget("coordinator")
        let behind = try office.open("lawyer").compare(theirs)
        #expect(behind.relation == .newer && behind.isSigned)
        // As many entries with another root, and more entries that do not continue theirs.
        // The log key alone, which all members hold, convicts nobody.
        try office.deposit("itu", kind: .chronology)
        #expect(try office.open("lawyer").compare(theirs).relation == .unproven)
        try office.deposit("itu juga", kind: .chronology)
        #expect(try office.open("lawyer").compare(theirs).relation == .unproven)
        #expect(try office.open("lawyer").compare(longer).relation == .unproven)
        // What an auditor has cosigned does.
        let vault = try office.open("lawyer")
        let split = try vault.compare(TakenCheckpoint(witnessed, of: vault.id))
        #expect(split.relation == .split && split.witnesses.map(\.member.name) == ["auditor"])
    }

    // MARK: Clocks

    /// Who forges a time makes a finding about themselves, and has nobody set their clock.
    @Test func aForgedTimeMovesNobodysClock() throws {
        let office = try office()
        let right = office.time
        office.time = Timestamp(seconds: right.seconds + 80_000_000_000)
        try office.forge(as: "lawyer") { _ in TestOffice.harmless }
        let forged = try office.open("auditor").state.head.size - 1
        office.time = right
        for name in ["companion", "auditor"] {
            let warned = Warnings()
            var surroundings = office.surroundings(name)
            surroundings.warn = { warned.add($0) }
            try office.join(name)
            _ = try Vault.open(at: office.vaultPath, as: office.person(name), surroundings: surroundings)
            #expect(warned.all.isEmpty)
        }
        try office.deposit("kini", kind: .chronology, as: "companion")
        let vault = try office.open("auditor")
        #expect(try vault.verifyLog().clocks.map(\.position) == [forged])
        #expect(try vault.auditTrail().filter { $0.clock != nil }.map(\.position) == [forged])
    }

    @Test func aClockThatIsBehindIsSaidAndSeen() throws {
        let office = try office()
        let taken = try checkpoint("auditor", office)
        let right = office.time
        func clocksBehind(_ name: String) throws -> [Int64] {
            let warned = Warnings()
            var surroundings = office.surroundings(name)
            surroundings.warn = { warned.add($0) }
            try office.join(name)
            _ = try Vault.open(at: office.vaultPath, as: office.person(name), surroundings: surroundings)
            return warned.all.compactMap { if case .clockBehind(let seconds) = $0 { seconds } else { nil } }
        }
        office.time = Timestamp(seconds: right.seconds - 300)
        #expect(try clocksBehind("companion").isEmpty)
        office.time = Timestamp(seconds: right.seconds - 7200)
        #expect(try clocksBehind("companion") == [7200])
        try office.deposit("kemarin?", kind: .chronology, as: "companion")
        office.time = right
        try office.deposit("kini", kind: .chronology, as: "companion")
        #expect(try clocksBehind("companion").isEmpty)
        let vault = try office.open("auditor")
        let found = try vault.verifyLog(since: taken).clocks
        #expect(
            found.map(\.position) == [taken.head.size] && found.map(\.seconds) == [-7200],
            "\(found) \(taken.head.size)")
        let trail = try vault.auditTrail()
        #expect(trail.filter { $0.clock != nil }.map(\.position) == [taken.head.size])
    }
}

/// What a vault warned of.
private final class Warnings: @unchecked Sendable {
    // Safe to share: the lock guards it.
    private let lock = NSLock()
    private var warnings: [VaultWarning] = []
    func add(_ warning: VaultWarning) { lock.withLock { warnings.append(warning) } }
    var all: [VaultWarning] { lock.withLock { warnings } }
}
