import Age
import Bytes
import Crypto
import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

/// What leaves is what was meant: by whom, for whom, until when, and until the survivor says otherwise.
@Suite struct ConsentTests {
    private let ref = "TPPO-2026-0017"

    /// Two documents, and LPSK with a key; police with another.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        try office.deposit("visum", kind: .visum)
        try office.giveKey()
        try office.giveKey(of: "stranger", to: "police")
        return office
    }

    @discardableResult
    private func consent(
        _ office: TestOffice, to recipient: String = "lpsk", _ scope: Vault.ConsentScope,
        as name: String = "coordinator"
    ) throws -> ConsentReceipt {
        let vault = try office.open(name)
        return try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office(recipient), scope, givenBy: "Melati")
    }

    private func plan(_ office: TestOffice, documents: [Int]? = nil) throws -> BundlePlan {
        let vault = try office.open("lawyer")
        return try vault.planBundle(of: vault.caseFile(ref), to: Office("lpsk"), documents: documents)
    }

    private func target(_ office: TestOffice) -> String { office.folder.appending(UUID().uuidString).path }

    /// A handover as a client of somebody's own says it, which looks as it should but for what a test changes.
    private func forge(
        _ office: TestOffice, documents: [Int], consents: [Int], finding why: LogRule,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "lawyer") { state in
            let file = try #require(state.allCases.first)
            return .bundle(
                BundleMade(
                    caseID: file.id, office: try Office("lpsk"),
                    sealing: .keys([try office.person("officer").card.recipient.description]),
                    documents: try documents.map {
                        BundleMade.Document(
                            number: $0, deposit: try #require(file.deposits[$0]).position, amend: nil)
                    }, consents: consents))
        }
        try office.expectVoid(at: size, .notEntitled(why), by: "lawyer", sourceLocation)
    }

    @Test func whatWasWithdrawnOneEntryBeforeCoversNothing() throws {
        let office = try office()
        try consent(office, .documents([1, 2]))
        // The lawyer looks at what would leave; meanwhile the survivor calls the companion.
        let lawyer = try office.open("lawyer")
        let plan = try lawyer.planBundle(of: lawyer.caseFile(ref), to: Office("lpsk"))
        let companion = try office.open("companion")
        let withdrawn = try companion.withdrawConsent(1, in: companion.caseFile(ref), channel: "telepon")
        #expect(withdrawn.withdrawn != nil && !withdrawn.isValid(at: office.time))
        let path = target(office)
        let refused = expectNoConsent(to: "lpsk", [.chronology, .visum]) {
            try lawyer.createBundle(plan, at: path)
        }
        #expect(
            refused?.gaps == [
                ConsentGap(
                    documents: [1, 2], why: .withdrawn(office.time), consent: 1, purpose: .protection)
            ])
        #expect(!FileManager.default.fileExists(atPath: path))
        let trail = try office.open("auditor").notedTrail()
        #expect(trail.last?.note == "bundle.create: no-consent")
        #expect(trail.contains { $0.note == "no. 1, said on \(OfficeTimeZone.standard.text(office.time))" })
        try forge(
            office, documents: [1], consents: [1], finding: .noConsentForOffice)
    }

    @Test func aWithdrawalIsFinal() throws {
        let office = try office()
        try consent(office, .documents([1]))
        let coordinator = try office.open("coordinator")
        let earlier = Timestamp(seconds: office.time.seconds - 3600)
        _ = try coordinator.withdrawConsent(
            1, in: coordinator.caseFile(ref), at: earlier, channel: "surat")
        #expect(throws: VaultError.consentWithdrawn(1, caseRef: ref, at: earlier)) {
            try coordinator.withdrawConsent(1, in: coordinator.caseFile(ref), channel: "surat")
        }
        let refused = expectNoConsent(to: "lpsk", [.chronology]) { try plan(office, documents: [1]) }
        #expect(
            refused?.gaps == [
                ConsentGap(documents: [1], why: .withdrawn(earlier), consent: 1, purpose: .protection)
            ])
        // A new yes is a new consent, with a number of its own.
        #expect(try consent(office, .documents([1])).consent.number == 2)
        #expect(try plan(office).consents.map(\.number) == [2])
        let summaries = try office.open("companion").consents(of: office.open("companion").caseFile(ref))
        #expect(summaries.map(\.isValid) == [false, true])
        #expect(summaries[0].withdrawal?.channel == "surat" && summaries[1].details?.givenBy == "Melati")
        let health = try office.open("health")
        #expect(try health.consents(of: health.caseFile(ref)).allSatisfy { $0.details == nil })
        for wrong in [0, 3] {
            #expect(throws: VaultError.noSuchConsent(wrong, caseRef: ref)) {
                try coordinator.withdrawConsent(wrong, in: coordinator.caseFile(ref), channel: "x")
            }
        }
        #expect(throws: VaultError.self, "what is still to come was not said") {
            try coordinator.withdrawConsent(
                2, in: coordinator.caseFile(ref), at: Timestamp(seconds: office.time.seconds + 9),
                channel: "x")
        }
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator, .companion, .lawyer]))) {
            try health.withdrawConsent(2, in: health.caseFile(ref), channel: "x")
        }
    }

    /// Ten minutes before the bundle a file was added by mistake, of a kind that a consent from long ago named.
    @Test func whatWasAddedByMistakeAfterTheConsentDoesNotLeave() throws {
        let office = try office()
        try consent(office, .kinds([.chronology, .visum], later: false))
        office.time = Timestamp(seconds: office.time.seconds + 30 * 86_400)
        try office.deposit("catatan pribadi, salah berkas", kind: .chronology, as: "companion")
        office.time = Timestamp(seconds: office.time.seconds + 600)
        let plan = try plan(office)
        #expect(plan.exhibits.map(\.number) == [1, 2])
        #expect(plan.leftOut.map(\.ref) == ["\(ref)/3"])
        #expect(plan.leftOut.map(\.reason) == [.noConsent(.chronology)])
        expectNoConsent(to: "lpsk", [.chronology]) {
            try self.plan(office, documents: [3])
        }
        try forge(office, documents: [1, 3], consents: [1], finding: .documentNotCovered)
    }

    @Test func laterDocumentsAreCoveredOnlyByAConsentThatSaysSo() throws {
        let office = try office()
        try consent(office, .kinds([.statement], later: true))
        try office.deposit("pernyataan", kind: .statement)
        try office.deposit("kronologi kedua", kind: .chronology)
        #expect(try plan(office).exhibits.map(\.number) == [3], "of the kinds that were named, and later")
        let note = try office.open("health").notedTrail().first {
            $0.statement?.act.name == "consent.record"
        }?.note
        #expect(note == "no. 1 for lpsk: protection, and later ones")
        // Before it came, the log itself refuses; the kind of what came later is for the program to judge.
        try forge(office, documents: [1], consents: [1], finding: .documentNotCovered)
    }

    /// Calling a document something else does not bring it under a consent to later ones.
    @Test func aDocumentIsNotAmendedIntoAConsent() throws {
        let office = try office()
        try consent(office, .kinds([.statement], later: true))
        try office.deposit("kronologi kedua", kind: .chronology)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.amend(3, in: coordinator.caseFile(ref), kind: .statement)
        expectNoConsent(to: "lpsk", [.statement]) {
            try plan(office, documents: [3])
        }
    }

    @Test func theConsentToAnotherOfficeIsNone() throws {
        let office = try office()
        try consent(office, to: "police", .documents([1]))
        expectNoConsent(to: "lpsk", [.chronology]) {
            try plan(office, documents: [1])
        }
        try forge(
            office, documents: [1], consents: [1], finding: .noConsentForOffice)
    }

    @Test func whoRecordsItCoversWhatTheyCanRead() throws {
        let office = try office()
        #expect(
            throws: VaultError.nothingToConsentTo(kinds: [.visum], caseRef: ref, unreadable: 1),
            "a companion cannot tell a visum"
        ) { try consent(office, .kinds([.visum], later: false), as: "companion") }
        let receipt = try consent(
            office, .kinds([.chronology, .visum], later: false), as: "companion")
        #expect(receipt.consent.given.documents == [1] && receipt.unreadable == [2])
        #expect(
            try consent(office, .documents([2, 1, 2]), as: "companion").consent.given.documents == [1, 2])
    }

    @Test(arguments: [
        "2027-02-30", "2027-02-30T10:00:00Z", "2027-03-31", "2027-13-01", "2027-1-1", "2027-03-31T25:00:00Z",
        "2027-03-31 ", "2027-03-31x",
        "2027-03-31T10:00:00Zx", "2027-03-31T10:00:00", "2027-03-31T10:00:00+25:00", "31-03-2027", "",
    ])
    func aDayThatThereIsNotIsNone(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    /// `until` is the last instant that counts.
    @Test func aConsentLastsToItsLastSecond() throws {
        let until = Timestamp(seconds: 1_800_000_000)
        let consent = ConsentGiven(
            caseID: HexBytes([]), purpose: .protection, office: try Office("lpsk"), documents: [1],
            later: false, until: until, generation: 1, details: Base64Bytes([]))
        #expect(consent.lasts(at: until))
        #expect(!consent.lasts(at: Timestamp(seconds: until.seconds + 1)))
    }

    @Test func aDayOrTimeThatThereIsIsTaken() {
        #expect(Timestamp("2028-02-29T23:59:59Z")?.description == "2028-02-29T23:59:59Z")
        #expect(Timestamp("2027-03-31T10:00:00Z")?.description == "2027-03-31T10:00:00Z")
        #expect(Timestamp("2027-03-31T10:00:00+07:00")?.description == "2027-03-31T03:00:00Z")
        #expect(Timestamp("2027-03-31T23:30:00-01:30")?.description == "2027-04-01T01:00:00Z")
    }

    // MARK: What is said anew

    @Test func aBundleShowsWhatWasSaidLastAndProvesBoth() throws {
        let office = try office()
        try consent(office, .documents([1, 2]))
        let coordinator = try office.open("coordinator")
        let summary = try coordinator.amend(
            1, in: coordinator.caseFile(ref), kind: .statement, title: "Pernyataan", obtained: "dari korban")
        #expect(summary.versions.map(\.details.document.kind) == [.chronology, .statement])
        #expect(summary.details?.document.title == "Pernyataan")
        _ = try coordinator.amend(1, in: coordinator.caseFile(ref), title: "Pernyataan Melati")
        let lawyer = try office.open("lawyer")
        let path = target(office)
        let receipt = try lawyer.createBundle(
            of: lawyer.caseFile(ref), to: Office("lpsk"), documents: [1, 2], at: path)
        let exhibit = receipt.custody.exhibits[0]
        #expect(exhibit.title == "Pernyataan Melati" && exhibit.kind == .statement)
        #expect(exhibit.obtained == "dari korban" && exhibit.amendIndex != nil)
        #expect(receipt.custody.exhibits[1].amendIndex == nil)
        let identities = try office.person("officer").bundleIdentities
        #expect(try Bundle.verify(at: path, identities: identities).problems == [])
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: identities, to: out)
        for file in ["entry", "opening", "details.json", "tlog-proof"] {
            #expect(FileManager.default.fileExists(atPath: "\(out)/proofs/P-1.amend.\(file)"))
        }
        // The file is as it was.
        #expect(try office.read(1, as: "lawyer") == "kronologi")
        // The old word alone is not handed over any more.
        try forge(
            office, documents: [1], consents: [1],
            finding: .olderDocument)
    }

    @Test func anAmendmentAfterTheConsentIsShown() throws {
        let office = try office()
        try consent(office, .documents([1]))
        let coordinator = try office.open("coordinator")
        let before = try coordinator.planBundle(of: coordinator.caseFile(ref), to: Office("lpsk"))
        let depositor = try office.open("coordinator")
        _ = try depositor.amend(1, in: depositor.caseFile(ref), kind: .electronic)
        #expect(throws: VaultError.amendedMeanwhile("\(ref)/1")) {
            try coordinator.createBundle(before, at: target(office))
        }
        let exhibit = try #require(plan(office).exhibits.first)
        #expect(exhibit.amendedFrom?.document.kind == .chronology)
        #expect(exhibit.details.document.kind == .electronic)
    }

    @Test func anAmendmentChangesNothingElse() throws {
        let office = try office()
        let coordinator = try office.open("coordinator")
        #expect(throws: VaultError.otherClass(.visum, .medical, document: .testimony)) {
            try coordinator.amend(1, in: coordinator.caseFile(ref), kind: .visum)
        }
        #expect(throws: VaultError.nothingAmended("\(ref)/1")) {
            try coordinator.amend(1, in: coordinator.caseFile(ref), kind: .chronology)
        }
        #expect(throws: VaultError.notPermitted(.notYours)) {
            let companion = try office.open("companion")
            _ = try companion.amend(1, in: companion.caseFile(ref), title: "x")
        }
        // By a client of somebody's own: another digest under the same document.
        let file = try coordinator.caseFile(ref)
        let known = try #require(try coordinator.description(of: 1, in: file))
        let other = DocumentDetails(
            document: known.details.document, sha256: HexBytes([UInt8](repeating: 9, count: 32)),
            salt: known.details.salt)
        let json = try CanonicalJSON.encode(other)
        let compartment = try coordinator.compartment(.testimony, of: file)
        let sealed = try SealedText.seal(
            json, to: SealingKey(compartment.recipient), as: .amendedDetails,
            in: CompartmentName(coordinator.id, file.id, .testimony, compartment.generation),
            of: known.details.document.documentID)
        try office.forge(as: "coordinator") { _ in
            .amend(
                DocumentAmended(
                    caseID: file.id, number: 1, previous: known.newest.logPosition,
                    generation: compartment.generation, details: Base64Bytes(sealed),
                    detailsDigest: HexBytes(SHA256.bytes(of: json))))
        }
        let lawyer = try office.open("lawyer")
        let listed = try lawyer.list(lawyer.caseFile(ref))
        #expect(listed.map { $0.fault != nil } == [true, false], "and it hides no other")
        try consent(office, .documents([1, 2]))
        #expect(try plan(office).exhibits.map(\.number) == [2])
    }

    @Test func whoDepositedItMayAmendIt() throws {
        let office = try office()
        let number = try office.deposit("rekaman", kind: .companionRecording, as: "companion")
        let companion = try office.open("companion")
        let summary = try companion.amend(
            number, in: companion.caseFile(ref), kind: .electronic, obtained: "dari telepon korban")
        #expect(summary.details?.document.kind == .electronic)
        let visum = try office.deposit("visum kedua", kind: .visum, as: "companion")
        #expect(throws: VaultError.notPermitted(.cannotRead(.medical))) {
            let companion = try office.open("companion")
            _ = try companion.amend(visum, in: companion.caseFile(ref), title: "x")
        }
    }

    // MARK: Twice the same

    @Test func theSameContentTwiceIsSaidBeforeItIsTaken() throws {
        let office = try office()
        func file(_ name: String, _ contents: String) throws -> Submission {
            let url = office.folder.appending(name)
            try Data(contents.utf8).write(to: url)
            return try Submission(path: url.path, name: name, kind: .statement)
        }
        let files = try [file("a", "kronologi"), file("b", "baru"), file("c", "baru")]
        let coordinator = try office.open("coordinator")
        let blobs = try office.blobs().count
        #expect(
            throws: VaultError.depositedAlready([
                Twin(path: files[0].path, first: "\(ref)/1"), Twin(path: files[2].path, first: files[1].path),
            ])
        ) { try coordinator.deposit(files, in: coordinator.caseFile(ref), unlessThere: true) }
        #expect(try office.blobs().count == blobs)
        #expect(try coordinator.caseFile(ref).documentCount == 2)
        // Who asked so what is in the case is in the log.
        let last = try office.open("auditor").notedTrail().last
        #expect(last?.statement?.act.name == "document.list" && last?.member?.name == "coordinator")
        // Of what she cannot open the companion is told nothing.
        let companion = try office.open("companion")
        let visum = try file("d", "visum")
        #expect(
            try companion.deposit([visum], in: companion.caseFile(ref), unlessThere: true).count == 1)
        #expect(try coordinator.deposit(files, in: office.open("coordinator").caseFile(ref)).count == 3)
        #expect(try office.findings() == [])
    }
}
