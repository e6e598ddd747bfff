import Bytes
import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog
@testable import VaultStorage

@testable import EvidenceVault

/// Members with a client of their own who want to harm, not to read: to lock others out, to make evidence vanish, to blind the
/// auditors. And the honest accidents that would do the same.
@Suite struct InsiderTests {
    private let ref = "TPPO-2026-0017"
    private let hour: Int64 = 3600

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("keterangan", kind: .statement)
        return office
    }

    // MARK: Locking others out

    @Test func keySlotsBesideAnOrdinaryStatementPoisonNobody() throws {
        let office = try office()
        let size = try office.open("coordinator").state.head.size
        let state = try office.open("lawyer").state
        // Keys that nobody else has, for everybody, of now and of next.
        let everybody = state.activeMembers.map(\.card) + [try #require(state.founding).recovery]
        for (index, poison) in try [
            VaultKeys(generation: 1, madeAt: 0), VaultKeys(generation: 2, madeAt: size + 1),
        ].enumerated() {
            let slots = try Log.slots(of: poison, for: everybody, vaultID: state.vaultID, postQuantum: false)
            let isNext = poison.generation == 2
            let previous = [UInt8](repeating: 0, count: isNext ? KeySlot.previousSize : 0)
            try office.forge(
                as: "lawyer", beside: .init(slots: slots, previous: previous)
            ) { _ in TestOffice.harmless }
            try office.forget("custodian")
            for name in ["coordinator", "auditor", "custodian"] {
                #expect(try office.open(name).state.unrepairedVoids == index + 1)
            }
        }
        let rule = LogRule.handsOutNoKeys
        #expect(
            try office.findings(as: "lawyer")
                == (size..<(size + 2)).map {
                    .voidEntry(index: $0, problem: .notEntitled(rule), by: "lawyer")
                })
    }

    @Test func anAuditorWhoWasAwayGoesOnReading() throws {
        let office = try office()
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        _ = try office.open("second")
        var custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "auditor"), isFinal: false)
        // The other makes the next audit key, and something is read under it.
        _ = try office.open("second")
        _ = try office.read(1, as: "lawyer")
        custodian = try office.open("custodian")
        try custodian.restore(custodian.member(named: "auditor"))
        #expect(try office.open("auditor").me.status == .active)
        _ = try office.open("second")
        #expect(try office.open("auditor").auditTrail().last?.statement != nil)
        #expect(try office.findings(as: "auditor").isEmpty)
    }

    @Test func whoAuditsNoMoreIsNotShutOut() throws {
        let office = try office()
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        let custodian = try office.open("custodian")
        try custodian.setRoles(of: custodian.member(named: "auditor"), to: [.companion])
        _ = try office.open("second")
        _ = try office.read(1, as: "lawyer")
        let former = try office.open("auditor")
        #expect(former.me.roles == [.companion])
        // Nor do they learn who reads: what is said from then on is sealed to a key that they have not got.
        for (vault, isClosed) in [(former, true), (try office.open("second"), false)] {
            let reads = try vault.auditTrail().filter { $0.statement?.act.name == "document.read" }
            #expect(reads.isEmpty == isClosed, "\(vault.me.name)")
        }
    }

    @Test func anAuditorWhoComesAfterTheLastHasLeftReadsFromThenOn() throws {
        let office = try office()
        _ = try office.read(1, as: "lawyer")
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "auditor"), isFinal: true)
        try office.enrol("second", [.auditor])
        _ = try office.open("second")
        _ = try office.read(1, as: "companion")
        let trail = try office.open("second").auditTrail()
        #expect(trail.contains { $0.statement == nil }, "what was sealed to the one who left")
        #expect(trail.last?.member?.name == "companion")
        #expect(try office.findings(as: "second").isEmpty)
    }

    @Test(arguments: ["nothing", "a deposit", "a wrong signature"])
    func whatOnlyAuditorsCanOpenDoesNotStopThem(_ content: String) throws {
        let office = try office()
        let auditor = try office.open("auditor")
        let file = try auditor.caseFile(ref)
        try office.forge(
            as: "lawyer", for: .auditors,
            opening: { opening in
                switch content {
                case "nothing": StatementOpening([1, 2, 3])
                case "a wrong signature":
                    StatementOpening(opening.bytes.dropLast() + [opening.bytes.last! ^ 1])
                default: opening
                }
            }
        ) { _ in content != "a deposit" ? Access.to(.list) : .deposit(Deposit.forged(in: file.id)) }
        // Auditors live in the same vault as everybody else.
        for name in ["auditor", "coordinator"] {
            #expect(try office.open(name).caseFile(ref).documentCount == 1, "\(name)")
        }
        try office.deposit("sesudahnya", kind: .statement)
        #expect(try office.read(2, as: "companion") == "sesudahnya")
        #expect(try office.open("auditor").auditTrail().contains { $0.statement == nil })
        #expect(try office.open("auditor").auditTrail().last?.statement?.act.name == "document.read")
    }

    @Test func anAuditorCannotKeepTheAuditKeyToThemselves() throws {
        let office = try office()
        try office.enrol("second", [.auditor])
        _ = try office.open("auditor")
        let size = try office.open("second").state.head.size
        try office.forge(as: "auditor") { state in
            let own = try OpeningKey.generate(postQuantum: false)
            let card = try office.person("auditor").card
            let generation = UInt32(state.auditKeys.count + 1)
            return .auditKey(
                AuditKeyMade(
                    generation: generation, recipient: own.sealingKey.description,
                    keys: [
                        SealedKey(
                            to: card.fingerprint,
                            sealed: Base64Bytes(
                                try card.sealingKey(postQuantum: false).seal(
                                    own.secret(),
                                    for: .audit(state.vaultID, UInt32(state.auditKeys.count + 1)))))
                    ]))
        }
        let why = EntryProblem.notEntitled(.auditKeyForAllAuditors)
        try office.expectVoid(at: size, why, by: "auditor")
        #expect(try office.open("second").state.auditKeys.count == 1)
    }

    /// The newest statement is signed and whole, and still cannot be said again by somebody else.
    @Test(arguments: [Audience.members, .auditors])
    func whatSomebodySaidIsNotSaidTwice(_ audience: Audience) throws {
        let office = try office()
        if audience == .auditors {
            _ = try office.read(1, as: "lawyer")
        } else {
            let coordinator = try office.open("coordinator")
            try coordinator.unassign(coordinator.member(named: "shelter"), from: coordinator.caseFile(ref))
        }
        let auditor = try office.open("auditor")
        let newest = try auditor.log.statement(at: auditor.state.head.size - 1)
        try office.put(newest.opening, as: "companion")
        if audience == .members {
            try office.expectVoid(at: newest.position + 1, .wrongPlace, by: "coordinator")
        } else {
            let reads = try office.open("auditor").auditTrail().filter {
                $0.statement?.act.name == "document.read"
            }
            #expect(reads.count == 1, "the lawyer read it once")
        }
    }

    // MARK: Cases that break

    @Test func askingTwiceInAnEmergencyDoesNotCloseTheVaultToCoordinators() throws {
        let office = try office()
        try office.enrol("night", [.companion, .shelter])
        let night = try office.open("night")
        let file = try night.caseFile(ref)
        try night.requestEmergency(in: file, as: .companion, reason: "a", duration: hour)
        #expect(throws: VaultError.self) {
            try night.requestEmergency(in: night.caseFile(ref), as: .companion, reason: "b", duration: hour)
        }
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "night") { _ in
            .requestEmergency(
                EmergencyRequest(caseID: file.id, role: .shelter, reason: "b", duration: 60))
        }
        try office.expectVoid(at: size, .notEntitled(.askedAlready), by: "night")
    }

    /// A visitor who has a role of their own on the case does not keep what the emergency gave.
    @Test func whatAnEmergencyGaveEndsWithIt() throws {
        let office = try office()
        try office.enrol("night", [.companion, .shelter])
        var coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "night"), to: coordinator.caseFile(ref), as: .shelter)
        let night = try office.open("night")
        try night.requestEmergency(in: night.caseFile(ref), as: .companion, reason: "a", duration: hour)
        coordinator = try office.open("coordinator")
        _ = try coordinator.approveEmergency(
            of: coordinator.member(named: "night"), in: coordinator.caseFile(ref))
        #expect(try office.read(1, as: "night") == "keterangan")
        office.time = Timestamp(seconds: office.time.seconds + hour + 1)
        #expect(throws: VaultError.notPermitted(.cannotRead(.testimony))) { try office.read(1, as: "night") }
        _ = try office.open("coordinator")
        #expect(throws: VaultError.notPermitted(.cannotRead(.testimony))) { try office.read(1, as: "night") }
        let listed = try office.open("night").list(office.open("night").caseFile(ref))
        #expect(listed.map { $0.details == nil } == [true])
    }

    @Test func aTitleThatDoesNotOpenClosesNothing() throws {
        let office = try office()
        let caseID = HexBytes([UInt8](repeating: 9, count: 16))
        // A coordinator makes a case with a title that is none, puts the others on its team, and leaves.
        try office.enrol("rogue", [.coordinator])
        let rogue = try office.open("rogue")
        let own = try office.person("rogue").card
        let recovery = try #require(rogue.state.founding).recovery
        let keys = try ConfidentialityClass.allCases.map { ($0, try OpeningKey.generate(postQuantum: false)) }
        try office.forge(as: "rogue") { _ in
            .openCase(
                CaseOpening(
                    caseID: caseID, ref: "TPPO-2026-0099", title: Base64Bytes([1, 2, 3]),
                    compartments: keys.map {
                        Compartment(
                            confidentiality: $0.0, generation: 1, recipient: $0.1.sealingKey.description)
                    },
                    grants: try keys.flatMap { confidentiality, key in
                        try [own, recovery].map { card in
                            Grant(
                                confidentiality: confidentiality, generation: 1,
                                key: SealedKey(
                                    to: card.fingerprint,
                                    sealed: Base64Bytes(
                                        try card.sealingKey(postQuantum: false).seal(
                                            key.secret(),
                                            for: .grant(
                                                CompartmentName(rogue.id, caseID, confidentiality, 1))))))
                        }
                    }))
        }
        let again = try office.open("rogue")
        let file = try again.caseFile("TPPO-2026-0099")
        try again.assign(again.member(named: "coordinator"), to: file, as: .coordinator)
        try again.assign(again.member(named: "companion"), to: again.caseFile(file.ref), as: .companion)
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "rogue"), isFinal: true)
        let coordinator = try office.open("coordinator")
        #expect(coordinator.state.rekeyingsDue.isEmpty, "the keys have changed all the same")
        #expect(try coordinator.cases().count == 2)
        #expect(try office.open("companion").cases().compactMap(\.title).contains("Melati, rahasia"))
    }

    @Test func oneDocumentThatIsNoneHidesNoOther() throws {
        let office = try office()
        let vault = try office.open("companion")
        let file = try vault.caseFile(ref)
        let (first, _) = try vault.log.deposit(of: 1, in: file)
        try office.forge(as: "companion") { _ in
            .deposit(
                Deposit(
                    caseID: file.id, documentID: HexBytes([UInt8](repeating: 1, count: 16)),
                    confidentiality: .testimony, generation: 1,
                    blob: HexBytes([UInt8](repeating: 2, count: 32)), blobSize: 1, details: Base64Bytes([7]),
                    detailsDigest: first.detailsDigest, place: Base64Bytes([]), kit: nil))
        }
        try office.deposit("sesudahnya", kind: .statement)
        let lawyer = try office.open("lawyer")
        let listed = try lawyer.list(lawyer.caseFile(ref))
        #expect(listed.map { $0.fault != nil } == [false, true, false])
        #expect(listed[2].details != nil)
        let coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let report = try coordinator.reseal(coordinator.caseFile(ref))
        #expect(report.resealed == 2 && report.faults.count == 1)
        _ = try coordinator.recordConsent(
            in: coordinator.caseFile(ref), purpose: .police, to: Office("police"),
            .kinds([.statement], later: false), givenBy: "M")
        _ = try office.open("lawyer").proposeKey(
            of: Office("police"), card: office.person("stranger").card, how: "diserahkan")
        let second = try office.open("coordinator")
        _ = try second.confirm(second.keyToConfirm(of: Office("police")))
        let receipt = try second.createBundle(
            of: second.caseFile(ref), to: Office("police"),
            recipient: BundleRecipient(card: office.person("stranger").card), documents: nil,
            at: office.folder.appending("b.age").path)
        #expect(receipt.custody.exhibits.map(\.ref) == ["\(ref)/1", "\(ref)/3"])
    }

    // MARK: Two at once

    @Test func whatIsCollectedTwiceAtOnceStaysOnce() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let kit = try coordinator.makeKit(
            for: coordinator.caseFile(ref), kinds: [.statement],
            until: Timestamp(seconds: office.time.seconds + hour))
        let url = office.folder.appending("a.txt")
        try Data("di lapangan".utf8).write(to: url)
        let sealed = try kit.seal(
            [Submission(path: url.path, name: "a.txt", kind: .statement)],
            into: office.folder.appending("usb").path, at: office.time)[0].sealedPath
        // Both have opened the vault before either collects.
        let (first, second) = (try office.open("companion"), try office.open("coordinator"))
        guard case .deposited = try first.collect([sealed])[0].outcome else {
            Issue.record("not collected")
            return
        }
        guard case .refused(.collected) = try second.collect([sealed])[0].outcome else {
            Issue.record("collected twice")
            return
        }
        #expect(try office.read(2, as: "lawyer") == "di lapangan")
        #expect(try office.findings().isEmpty)

        // A blob that is there already, in the middle of another process's deposit, is nobody else's to take away.
        let blobs = try FolderBlobStore(VaultFolder.open(office.vaultPath))
        let batch = try blobs.begin()
        let copy = try batch.newBlob()
        let name = try #require(office.blobs().first)
        try [UInt8](Data(contentsOf: name)).withUnsafeBytes { try copy.write($0) }
        try copy.finish()
        #expect(throws: StorageError.busy) { try batch.keep() }
        batch.discard()
        #expect(try office.blobs().count == 2)
        #expect(try office.findings().isEmpty)
    }

    /// Whoever holds a kit signs what they like, also bytes that they found in the vault.
    @Test func aKitCannotClaimABlobThatIsThere() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        let file = try coordinator.caseFile(ref)
        let kit = try coordinator.makeKit(
            for: file, kinds: [.statement], until: Timestamp(seconds: office.time.seconds + hour))
        let (there, _) = try coordinator.log.deposit(of: 1, in: file)
        let claimed = Deposit(
            caseID: file.id, documentID: HexBytes([UInt8](repeating: 5, count: 16)),
            confidentiality: .testimony, generation: 1, blob: there.blob, blobSize: there.blobSize,
            details: there.details, detailsDigest: there.detailsDigest, place: there.place, kit: nil)
        let seal = try KitSeal(
            of: claimed, at: office.time, vaultID: coordinator.id, kit: kit.digest, by: kit.signingKey)
        let folder = office.folder.appending("forged").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let record = FieldDeposit.Record(
            amanah: FieldDeposit.Record.format, vault: coordinator.id, deposit: claimed.sealed(with: seal))
        try Data(CanonicalJSON.encode(record)).write(to: URL(fileURLWithPath: folder + "/deposit.json"))
        try FileManager.default.copyItem(atPath: office.blobs()[0].path, toPath: folder + "/document.age")
        let path = folder + ".amanah-deposit"
        _ = try run("/bin/tar", ["-cf", path, "-C", folder, "deposit.json", "document.age"])
        guard case .refused(.collected) = try office.open("companion").collect([path])[0].outcome else {
            Issue.record("not refused")
            return
        }
        #expect(try office.read(1, as: "lawyer") == "keterangan")
    }

    @Test func twoWhoResealAtOnceDoItOnce() throws {
        let office = try office()
        var coordinator = try office.open("coordinator")
        try office.enrol("second", [.coordinator])
        try coordinator.assign(
            office.open("coordinator").member(named: "second"), to: coordinator.caseFile(ref),
            as: .coordinator)
        coordinator = try office.open("coordinator")
        try coordinator.unassign(coordinator.member(named: "companion"), from: coordinator.caseFile(ref))
        let second = try office.open("second")
        let file = try second.caseFile(ref)
        // The other has read the document's row when this one reseals it.
        let (old, located) = try second.log.deposit(of: 1, in: file)
        #expect(try coordinator.reseal(coordinator.caseFile(ref)).resealed == 1)
        #expect(throws: StorageError.busy) {
            try second.log.append(after: {}) { _ in
                [
                    .reseal(
                        Resealing(
                            caseID: file.id, documentID: old.documentID,
                            deposit: located.position,
                            replacedBlob: old.blob, confidentiality: .testimony, generation: 2,
                            blob: HexBytes([UInt8](repeating: 8, count: 32)), blobSize: 1,
                            details: old.details, place: old.place))
                ]
            }
        }
        #expect(try office.read(1, as: "lawyer") == "keterangan")
        #expect(try second.reseal(second.caseFile(ref)).resealed == 0)
        #expect(try office.findings().isEmpty)
    }

    // MARK: Values

    @Test(arguments: [
        "0000-01-01T00:00:00+14:00", "2026-11-23T22:34:09+07:00", "2026-11-23", "2026-11-23T22:34:60Z",
        "2026-11-23T22:34:09Zx", "2026-02-30T00:00:00Z", "10000-01-01T00:00:00Z",
    ])
    func aTimeInAStatementIsWrittenInOneWay(_ text: String) throws {
        #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode(Timestamp.self, from: Array("\"\(text)\"".utf8))
        }
    }

    @Test func rowsOutsideOfTheLogCrashNobody() throws {
        let office = try office()
        try office.tamper(
            "INSERT INTO log_entry (position, bytes) SELECT -1, bytes FROM log_entry WHERE position = 1")
        _ = try? office.open("lawyer")
        #expect(try !office.findings(as: "companion").isEmpty)
    }
}
