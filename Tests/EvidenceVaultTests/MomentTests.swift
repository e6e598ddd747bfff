import Bytes
import Foundation
@testable import Ledger
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Whatever looks at a vault looks at one moment of it, whatever others do between its steps.
@Suite struct MomentTests {
    enum Look: CaseIterable {
        case quick, standard, full, read, readCheckedFirst, readPiece, list, show, bundle, drill, trail,
            report
        case verifyLog, review, compare

        /// Those that use sealed files after they have looked at the log.
        var times: [Time] {
            switch self {
            case .list, .show, .trail, .report, .verifyLog, .review, .compare: [.opened]
            default: Time.allCases
            }
        }

        var who: String {
            switch self {
            case .trail, .report, .verifyLog, .review: "auditor"
            default: "lawyer"
            }
        }
    }

    enum Change: CaseIterable {
        case add, suspend, rekey, reseal, suspendAndReseal, amend, revokeOneself

        /// Where it makes a difference. Nobody is revoked twice.
        var times: [Time] {
            switch self {
            case .add, .suspend, .revokeOneself: [.opened]
            case .rekey, .reseal, .amend: [.atSealedFile]
            case .suspendAndReseal: Time.allCases
            }
        }
    }

    /// Before the look, or in it: at its first sealed file, or its first list of them.
    enum Time: CaseIterable { case opened, atSealedFile }

    private static let ref = "TPPO-2026-0017"

    @Test(arguments: Look.allCases) func whatChangesMeanwhileIsTakenIn(_ look: Look) throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("satu", kind: .chronology)
        try office.deposit("dua", kind: .visum)
        try office.giveKey(of: "officer")
        let coordinator = try office.open("coordinator")
        _ = try coordinator.recordConsent(
            in: coordinator.caseFile(Self.ref), purpose: .protection, to: Office("lpsk"),
            .kinds([.chronology, .visum], later: true), givenBy: "Melati")
        for change in Change.allCases {
            for time in change.times.filter(look.times.contains) {
                try prepare(change, in: office, look)
                let vault = try office.open(look.who)
                let file = try vault.caseFile(Self.ref)
                let meanwhile = Meanwhile(vault.blobs) { try make(change, in: office, look) }
                vault.blobs = meanwhile
                if time == .opened { try meanwhile.happen() }
                let words: Comment = "\(look) while \(change), \(time)"
                if change == .revokeOneself {
                    #expect(throws: VaultError.membershipEnded, words) {
                        try perform(look, in: vault, file, office)
                    }
                } else {
                    #expect(throws: Never.self, words) { try perform(look, in: vault, file, office) }
                }
                #expect(meanwhile.hasHappened && meanwhile.failure == nil, words)
            }
        }
        #expect(try office.open("coordinator").verify(.full).findings == [])
    }

    @Test func sizeAndRootAreOfOneHead() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("satu", kind: .chronology)
        let vault = try office.open("lawyer")
        let before = vault.state.head
        let report = try vault.verify(.full)
        #expect(report.opened == 1 && vault.state.head.size == before.size + 1)
        #expect(report.head == before && report.entries == before.size)
    }

    @Test func nothingIsAppendedAtTheMomentThatIsLookedAt() throws {
        let office = try TestOffice()
        try office.openCase()
        let vault = try office.open("lawyer")
        #expect(throws: VaultError.notCovered) {
            try vault.log.look { _ in try vault.recordAccess(.showCase) }
        }
    }

    @Test func aSealedFileThatIsGoneForGoodIsStillNamed() throws {
        let office = try TestOffice()
        try office.openCase()
        let number = try office.deposit("satu", kind: .chronology)
        let vault = try office.open("lawyer")
        let blob = try #require(try office.blobs().first)
        let meanwhile = Meanwhile(vault.blobs) {
            try office.deposit("dua", kind: .chronology)
            try FileManager.default.removeItem(at: blob)
        }
        vault.blobs = meanwhile
        let name = blob.deletingPathExtension().lastPathComponent
        #expect(
            try vault.verify().findings == [.blobMissing(document: "\(Self.ref)/\(number)", blob: name)])
        #expect(throws: VaultError.altered(.blobMissing(document: "\(Self.ref)/\(number)", blob: name))) {
            try vault.readVerified(number, in: vault.caseFile(Self.ref))
        }
    }

    private func prepare(_ change: Change, in office: TestOffice, _ look: Look) throws {
        switch change {
        case .suspend: try office.enrol("temp-\(UUID().uuidString.prefix(8))", [.shelter])
        case .rekey, .suspendAndReseal:
            let member = try office.enrol("helper-\(UUID().uuidString.prefix(8))", [.health])
            let vault = try office.open("coordinator")
            try vault.assign(member, to: vault.caseFile(Self.ref), as: .health)
        case .reseal:
            try prepare(.rekey, in: office, look)
            try make(.rekey, in: office, look)
        case .add, .amend, .revokeOneself: break
        }
    }

    private func make(_ change: Change, in office: TestOffice, _ look: Look) throws {
        let coordinator = try office.open("coordinator")
        let file = try coordinator.caseFile(Self.ref)
        func newest(_ prefix: String) throws -> Member {
            try #require(
                coordinator.members.filter { $0.name.hasPrefix(prefix) && $0.status == .active }
                    .max { $0.number < $1.number })
        }
        switch change {
        case .add: try office.deposit("tiga \(UUID().uuidString)", kind: .visum)
        case .suspend: try office.open("custodian").end(newest("temp-"), isFinal: false)
        case .rekey: try coordinator.unassign(newest("helper-"), from: file)
        case .reseal: #expect(try coordinator.reseal(file).resealed > 0)
        case .suspendAndReseal:
            try office.open("custodian").end(newest("helper-"), isFinal: false)
            let after = try office.open("coordinator")
            #expect(try after.reseal(after.caseFile(Self.ref)).resealed > 0)
        case .amend: _ = try coordinator.amend(1, in: file, title: "judul \(UUID().uuidString)")
        case .revokeOneself:
            try office.open("custodian").end(
                coordinator.member(named: look.who), isFinal: true, leavingCases: true)
        }
    }

    private func perform(_ look: Look, in vault: Vault, _ file: CaseFile, _ office: TestOffice) throws {
        func isWhole(_ report: VerificationReport) { #expect(report.findings == [], "\(look)") }
        switch look {
        case .quick: isWhole(try vault.verify(.quick))
        case .standard: isWhole(try vault.verify(.standard))
        case .full:
            let report = try vault.verify(.full)
            isWhole(report)
            #expect(report.opened == report.documents)
        case .read, .readCheckedFirst:
            let reader = try look == .read ? vault.read(1, in: file) : vault.readVerified(1, in: file)
            var bytes: [UInt8] = []
            try reader.forEachPiece { bytes += $0 }
            #expect(bytes == Array("satu".utf8))
        case .readPiece:
            var bytes: [UInt8] = []
            try vault.read(1, in: file, range: 1..<3).forEachPiece { bytes += $0 }
            #expect(bytes == Array("at".utf8))
        case .list: #expect(try vault.list(file).allSatisfy { $0.fault == nil && $0.details != nil })
        case .show: #expect(try vault.show(1, in: file).details != nil)
        case .bundle:
            let path = office.folder.appending("\(UUID().uuidString).age").path
            // What somebody looked at before it was amended does not leave unseen: the whole is made by the newest words.
            let receipt = try vault.createBundle(of: file, to: Office("lpsk"), at: path)
            #expect(receipt.custody.exhibits.count >= 2)
        case .drill:
            let key = try #require(vault.identity.openingKey(postQuantum: false))
            #expect(try vault.log.look { $0.head }.size > 0)
            for number in 1...file.documentCount {
                #expect(try !vault.opens(number, in: file, with: key))
            }
        case .trail:
            let size = try office.open("coordinator").state.head.size
            #expect(try vault.auditTrail().count == Int(size))
        case .report:
            // With the entry that it is itself.
            let size = try office.open("coordinator").state.head.size
            #expect(try vault.auditReport().head.size == size + 1)
        case .verifyLog:
            let head = try office.open("coordinator").state.head
            let verification = try vault.verifyLog()
            #expect(verification.finding == nil && verification.head == head)
        case .review: #expect(try vault.review().verification.finding == nil)
        case .compare:
            let taken = try TakenCheckpoint(office.open("coordinator").checkpoint(), of: vault.id)
            #expect(try vault.compare(taken).relation == .same)
        }
    }
}

/// A store in whose first use something else happens.
private final class Meanwhile: BlobStore {
    private let store: any BlobStore
    private var event: (() throws -> Void)?
    private(set) var failure: (any Error)?
    var hasHappened: Bool { event == nil }

    init(_ store: any BlobStore, _ event: @escaping () throws -> Void) {
        self.store = store
        self.event = event
    }

    func happen() throws {
        let event = event
        self.event = nil
        try event?()
    }

    func open(_ name: BlobName) throws -> any BlobReader {
        try happen()
        return try store.open(name)
    }

    func inventory() throws -> BlobInventory {
        defer {
            do { try happen() } catch { failure = error }
        }
        return try store.inventory()
    }

    func begin() throws -> any BlobBatch { try store.begin() }
}
