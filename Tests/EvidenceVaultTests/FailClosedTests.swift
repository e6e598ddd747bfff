import Bytes
import Foundation
import GRDB
@testable import Ledger
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

/// Nothing is released and nothing changes whose statement cannot be written.
@Suite struct FailClosedTests {
    /// Everything that somebody can do with a vault, in the office of ``office()``.
    private static let acts: [(name: String, act: @Sendable (TestOffice) throws -> Void)] = [
        ("read", { _ = try $0.read(1, as: "lawyer") }),
        ("read a piece", { try $0.with("lawyer") { _ = try $0.read(1, in: $1, range: 0..<2) } }),
        (
            "read as trustees",
            { _ = try $0.openRecovery().read(1, in: $0.open("lawyer").caseFile("TPPO-2026-0017")) }
        ),
        ("be refused", { _ = try $0.read(1, as: "health") }),
        ("list", { try $0.with("lawyer") { _ = try $0.list($1) } }),
        ("list all", { try $0.with("lawyer") { vault, _ in _ = try vault.listAll() } }),
        ("show", { try $0.with("lawyer") { _ = try $0.show(1, in: $1) } }),
        ("titles", { try $0.with("lawyer") { vault, _ in _ = try vault.cases() } }),
        ("title", { try $0.with("lawyer") { _ = try $0.show($1) } }),
        ("deposit", { try $0.deposit("x", kind: .visum) }),
        (
            "open a case",
            { try $0.with("coordinator") { vault, _ in _ = try vault.openCase(title: "x", ref: "B-1") } }
        ),
        (
            "emergency",
            {
                try $0.with("second") {
                    try $0.requestEmergency(in: $1, as: .companion, reason: "x", duration: 60)
                }
            }
        ),
        (
            "assign",
            {
                try $0.with("coordinator") {
                    try $0.assign($0.member(named: "second"), to: $1, as: .companion)
                }
            }
        ),
        (
            "unassign",
            { try $0.with("coordinator") { try $0.unassign($0.member(named: "health"), from: $1) } }
        ),
        ("enrol", { _ = try $0.enrol("stranger", [.lawyer]) }),
        (
            "revoke",
            {
                try $0.with("custodian") { vault, _ in
                    try vault.end(vault.member(named: "health"), isFinal: true)
                }
            }
        ),
        (
            "roles",
            {
                try $0.with("custodian") { vault, _ in
                    try vault.setRoles(of: vault.member(named: "shelter"), to: [.registrar])
                }
            }
        ),
        ("policy", { try $0.with("custodian") { vault, _ in try vault.setPolicy(.standard) } }),
        ("expectations", { try $0.with("custodian") { vault, _ in try vault.setExpectations(.builtIn) } }),
        (
            "kit",
            {
                let until = Timestamp(seconds: $0.time.seconds + 60)
                try $0.with("coordinator") { _ = try $0.makeKit(for: $1, kinds: [.visum], until: until) }
            }
        ),
        (
            "consent",
            {
                try $0.with("companion") {
                    _ = try $0.recordConsent(
                        in: $1, purpose: .protection, to: Office("lpsk"), .documents([1]), givenBy: "M")
                }
            }
        ),
        ("list consents", { try $0.with("lawyer") { _ = try $0.consents(of: $1) } }),
        (
            "amend", { try $0.with("coordinator") { _ = try $0.amend(1, in: $1, obtained: "dari korban") } }
        ),
        (
            "propose a key",
            { office in
                let card = try MemberIdentity.generate(name: "petugas").card
                try office.with("lawyer") { vault, _ in
                    _ = try vault.proposeKey(of: Office("police"), card: card, how: "x")
                }
            }
        ),
        (
            "confirm a key",
            {
                try $0.with("coordinator") { vault, _ in
                    _ = try vault.confirm(vault.keyToConfirm(of: Office("police")))
                }
            }
        ),
        (
            "retire a key",
            {
                try $0.with("coordinator") { vault, _ in
                    guard let key = vault.state.currentKeys(of: try Office("court")).first else {
                        throw VaultError.noOfficeKey(try Office("court"))
                    }
                    _ = try vault.retire(key)
                }
            }
        ),
        (
            "bundle",
            { office in
                let path = office.folder.appending("bundle.age").path
                try office.with("lawyer") {
                    _ = try $0.createBundle(
                        of: $1, to: Office("lpsk"),
                        documents: nil, at: path)
                }
            }
        ),
        (
            "withdraw",
            { try $0.with("companion") { _ = try $0.withdrawConsent(1, in: $1, channel: "telepon") } }
        ),
    ]

    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.enrol("second", [.companion])
        try office.deposit("kronologi", kind: .chronology)
        let companion = try office.open("companion")
        _ = try companion.recordConsent(
            in: companion.caseFile("TPPO-2026-0017"), purpose: .protection, to: Office("lpsk"),
            .documents([1]), givenBy: "M")
        try office.giveKey()
        // One to be confirmed, and one to be retired.
        _ = try companion.proposeKey(
            of: Office("police"), card: MemberIdentity.generate(name: "penyidik").card, how: "x")
        try office.giveKey(of: "panitera", to: "court")
        return office
    }

    /// What SQLite wrote before its commit failed may come back when the database is opened again.
    @Test func whatFailedInItsVeryCommitIsLeftUntilTheLogWasAsked() throws {
        let office = try office()
        let fault = try SQLiteFault(.write, in: office.vaultPath)
        #expect(throws: StorageError.cannotWrite(path: office.vaultPath, errno: EIO)) {
            try office.deposit("x", kind: .visum)
        }
        fault.end()
        #expect(try office.blobs().count == 2)
        let report = try office.open("lawyer").verify()
        #expect(report.isWhole && report.unfinishedDeposits == 1)
        try office.deposit("y", kind: .visum)
        #expect(try office.blobs().count == 2)
        #expect(try office.findings().isEmpty)
    }

    /// Where the disk refuses the commit.
    @Test func whatCannotBeWrittenDownDoesNotHappen() throws {
        let office = try office()
        let head = try office.open("custodian").state.head
        let fault = try SQLiteFault(.write, in: office.vaultPath)
        for (name, act) in FailClosedTests.acts {
            #expect(throws: StorageError.self, "\(name)") { try act(office) }
        }
        // What failed in its very commit is asked for by the next deposit.
        #expect(try office.blobs().count == 2)
        #expect(!FileManager.default.fileExists(atPath: office.folder.appending("bundle.age").path))
        fault.end()
        #expect(try office.open("custodian").state.head == head)
        #expect(try office.findings().isEmpty)
        for (name, act) in FailClosedTests.acts where name != "be refused" {
            #expect(throws: Never.self, "\(name)") { try act(office) }
        }
    }
}

extension TestOffice {
    /// Does something in the first case as one of the people.
    fileprivate func with(_ name: String, _ act: (Vault, CaseFile) throws -> Void) throws {
        let vault = try open(name)
        try act(vault, vault.caseFile("TPPO-2026-0017"))
    }
}
