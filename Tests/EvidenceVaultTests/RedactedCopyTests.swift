import Age
import Archive
import Bytes
import Crypto
import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

/// Redacted copies: bound to their originals, in whose place they leave.
@Suite struct RedactedCopyTests {
    let ref = "TPPO-2026-0017"

    /// A chronology and a visum (1, 2), a key for LPSK.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("kronologi, dengan nama saksi Teratai", kind: .chronology, as: "companion")
        try office.deposit("visum", kind: .visum)
        try office.giveKey()
        return office
    }

    /// Deposits a redacted copy, and returns its number.
    @discardableResult
    private func redact(
        _ number: Int, _ contents: String, _ confidentiality: ConfidentialityClass = .testimony,
        as name: String = "coordinator", in office: TestOffice
    ) throws -> Int {
        let url = office.folder.appending("\(UUID().uuidString).txt")
        try Data(contents.utf8).write(to: url)
        let vault = try office.open(name)
        let file = try vault.caseFile(ref)
        let submission = try Submission(
            path: url.path, name: "berkas.txt", kind: .redacted, confidentiality: confidentiality,
            title: "kronologi tanpa nama",
            redacts: vault.redaction(
                of: number, in: file, parts: "nama saksi, baris 1", reason: "tidak menyangkut dia"))
        return try vault.deposit([submission], in: file)[0].number
    }

    private func consent(
        _ office: TestOffice, _ scope: Vault.ConsentScope
    ) throws {
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office("lpsk"), scope, givenBy: "Melati")
    }

    private func plan(
        _ office: TestOffice, as name: String = "lawyer", documents: [Int]? = nil, originals: [Int] = []
    ) throws -> BundlePlan {
        let vault = try office.open(name)
        return try vault.planBundle(
            of: vault.caseFile(ref), to: Office("lpsk"), documents: documents, originals: originals)
    }

    /// Makes a bundle as the lawyer does, and unpacks it.
    private func unpack(_ office: TestOffice, _ plan: BundlePlan) throws -> UnpackedBundle {
        let path = office.folder.appending(UUID().uuidString).path
        _ = try office.open("lawyer").createBundle(plan, at: path)
        let out = office.folder.appending(UUID().uuidString).path
        _ = try Bundle.open(at: path, identities: office.person("officer").bundleIdentities, to: out)
        return UnpackedBundle(out)
    }

    // MARK: Depositing

    @Test func aCopySaysOfWhatItIsOneAndSoDoesItsOriginal() throws {
        let office = try office()
        #expect(try redact(1, "kronologi, dengan nama saksi [...]", in: office) == 3)
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(ref)
        let redaction = try #require(try vault.show(3, in: file).details?.document.redacts)
        let (original, _) = try vault.log.deposit(of: 1, in: file)
        #expect(redaction.number == 1 && redaction.parts == "nama saksi, baris 1")
        #expect(redaction.documentID == original.documentID)
        #expect(redaction.detailsDigest == original.detailsDigest)
        #expect(try vault.show(1, in: file).redactedCopies == nil, "nobody has looked")
        #expect(try vault.list(file).map(\.redactedCopies) == [[3], [], []])
        // What is said anew of it does not change of what it is a copy.
        _ = try office.open("coordinator").amend(3, in: file, title: "lain")
        let again = try office.open("lawyer")
        #expect(try again.show(3, in: again.caseFile(ref)).details?.document.redacts == redaction)
        #expect(try office.findings() == [])
    }

    /// Whoever does not read the original binds a copy to it all the same; whoever does is told when it is no copy but the thing.
    @Test func whatIsTheOriginalItselfIsNoCopy() throws {
        let office = try office()
        #expect(throws: VaultError.documents(.sameAsOriginal("\(ref)/1"))) {
            try redact(1, "kronologi, dengan nama saksi Teratai", in: office)
        }
        #expect(try redact(2, "visum", .medical, as: "companion", in: office) == 3)
        #expect(throws: VaultError.noSuchDocument("\(ref)/9")) { try redact(9, "x", in: office) }
    }

    @Test func aCopyIsOfADocumentOfItsOwnCase() throws {
        let office = try office()
        try office.openCase("TPPO-2026-0018")
        try office.deposit("lain", kind: .chronology, in: "TPPO-2026-0018")
        let url = office.folder.appending("salinan.txt")
        try Data("x".utf8).write(to: url)
        let vault = try office.open("coordinator")
        let redaction = try vault.redaction(of: 1, in: vault.caseFile(ref), parts: "a", reason: "b")
        let submission = try Submission(
            path: url.path, name: "x.txt", kind: .redacted, confidentiality: .testimony, redacts: redaction)
        #expect(throws: VaultError.documents(.noSuchOriginal("TPPO-2026-0018/1"))) {
            try vault.deposit([submission], in: vault.caseFile("TPPO-2026-0018"))
        }
        #expect(throws: VaultError.documents(.notOfRedactedKind(.visum))) {
            try Submission(path: url.path, name: "x.txt", kind: .visum, redacts: redaction)
        }
    }

    // MARK: What is proposed

    @Test func theNewestCopyLeavesInThePlaceOfItsOriginal() throws {
        let office = try office()
        try consent(office, .kinds([.chronology], later: true))
        #expect(try plan(office).exhibits.map(\.number) == [1])
        try redact(1, "salinan", in: office)
        let first = try plan(office)
        #expect(first.exhibits.map(\.number) == [3])
        #expect(first.leftOut.map(\.ref) == ["\(ref)/1", "\(ref)/2"])
        #expect(first.leftOut[0].reason == .hasRedactedCopy(ref: "\(ref)/3"))
        // A copy of a copy; a better copy makes both of them old.
        try redact(3, "salinan tanpa metadata", in: office)
        #expect(try plan(office).exhibits.map(\.number) == [4])
        try redact(1, "salinan yang lebih baik", in: office)
        let last = try plan(office)
        #expect(last.exhibits.map(\.number) == [5])
        #expect(
            last.leftOut.prefix(4).map(\.reason) == [
                .hasRedactedCopy(ref: "\(ref)/5"), .noConsent(.visum), .hasRedactedCopy(ref: "\(ref)/4"),
                .hasNewerCopy(ref: "\(ref)/5"),
            ])
        #expect(try plan(office, documents: [4]).exhibits.map(\.number) == [4])
    }

    @Test func anOriginalLeavesOnlyWhereItIsNamedAsOne() throws {
        let office = try office()
        try redact(1, "salinan", in: office)
        try consent(office, .documents([1, 3]))
        for documents in [[1], [1, 3]] {
            #expect(throws: VaultError.documents(.hasRedactedCopy("\(ref)/1", copy: "\(ref)/3"))) {
                try plan(office, documents: documents)
            }
        }
        #expect(try plan(office, documents: [1], originals: [1]).exhibits.map(\.number) == [1])
        #expect(try plan(office, documents: [3], originals: [1]).exhibits.map(\.number) == [1, 3])
        #expect(try plan(office, originals: [1]).exhibits.map(\.number) == [1, 3])
        #expect(try plan(office).exhibits.map(\.number) == [3])
    }

    // MARK: Consent

    @Test func aCopyCountsAsTheKindOfItsOriginal() throws {
        let office = try office()
        try consent(office, .kinds([.chronology, .redacted], later: true))
        try redact(1, "salinan", in: office)
        try redact(2, "salinan visum", .medical, in: office)
        let plan = try plan(office)
        #expect(plan.exhibits.map(\.number) == [3])
        #expect(plan.leftOut.map(\.reason).last == .noConsent(.visum))
        // Of one that is there already as well.
        let later = try self.office()
        try redact(1, "salinan", in: later)
        try redact(2, "salinan visum", .medical, in: later)
        try consent(later, .kinds([.chronology], later: false))
        let vault = try later.open("coordinator")
        #expect(try vault.caseFile(ref).consents.map(\.given.documents) == [[1, 3]])
        #expect(try self.plan(later).exhibits.map(\.number) == [3])
    }

    @Test func aCopyOfWhatIsNeverProposedIsNotProposed() throws {
        let office = try office()
        try office.deposit("konseling", kind: .counselling)
        try consent(office, .kinds([.chronology, .counselling, .redacted], later: true))
        try redact(3, "konseling tanpa nama", .casework, in: office)
        let plan = try plan(office, as: "coordinator")
        #expect(plan.exhibits.map(\.number) == [1])
        #expect(plan.leftOut.map(\.reason).contains(.neverProposed(.counselling)))
        // Who does not read the original cannot tell what it is.
        try redact(2, "salinan", .testimony, in: office)
        let companion = try office.open("companion")
        let file = try companion.caseFile(ref)
        let known = try #require(try companion.description(of: 5, in: file))
        #expect(try companion.lineage(of: known, in: file) == nil)
    }

    // MARK: Bundles

    @Test func aBundleProvesThatTheOriginalLiesInTheLogAndShowsNothingOfIt() throws {
        let office = try office()
        try redact(1, "salinan", in: office)
        try consent(office, .documents([3]))
        _ = try office.open("auditor").review()
        let bundle = try unpack(office, plan(office))
        let report = try Bundle.verify(at: bundle.url.path, identities: [])
        #expect(report.problems == [])
        let files = try bundle.paths()
        #expect(
            files.filter { $0.contains("original") } == [
                "proofs/P-1.original.entry", "proofs/P-1.original.opening", "proofs/P-1.original.tlog-proof",
            ])
        let lines = try #require(report.exhibits.first?.lines)
        func line(_ label: BundleLine.Label) throws -> BundleLine {
            try #require(lines.first { $0.label == label }, "\(label)")
        }
        #expect(try line(.originalBy).value == "companion")
        for label in [BundleLine.Label.originalBy, .originalAt, .originalEntry] {
            #expect(try line(label).isProven, "\(label)")
        }
        for label in [BundleLine.Label.redacts, .hiddenParts, .hiddenWhy] {
            #expect(try !line(label).isProven, "\(label)")
        }
        #expect(try line(.redacts).value == "\(ref)/1")
        #expect(report.custody?.exhibits.first?.redacts?.parts == "nama saksi, baris 1")
        // Neither what the original says, nor what it is called, nor the digest by which words could be tried.
        let secrets = [
            "Teratai", "judul rahasia",
            hex(SHA256.bytes(of: Array("kronologi, dengan nama saksi Teratai".utf8))),
        ]
        for path in files {
            let text = String(decoding: try bundle.read(path), as: UTF8.self)
            for secret in secrets { #expect(!text.contains(secret), "\(path): \(secret)") }
        }
    }

    /// A bundle of the copy alone, by a client of the lawyer's own.
    private func compose(
        _ office: TestOffice, copy: Int = 3, original: UInt64? = nil, contents: String = "salinan"
    ) throws -> ComposedBundle {
        let vault = try office.open("lawyer")
        let file = try vault.caseFile(ref)
        let deposit = try #require(file.deposits[copy]).position
        try office.forge(as: "lawyer") { _ in
            .bundle(
                try BundleMade(
                    caseID: file.id, office: Office("lpsk"),
                    sealing: BundleSealing(keys: [office.person("officer").card.recipient.description]),
                    documents: [.init(number: copy, deposit: deposit, amend: nil)], consents: [1]))
        }
        return ComposedBundle(
            office: office, name: "lawyer", handover: vault.state.head.size,
            exhibits: [.init(deposit: deposit, number: copy, original: original, contents: contents)],
            consents: [(1, try #require(file.consents.first).position)])
    }

    private func problems(_ bundle: ComposedBundle) throws -> [BundleProblem] {
        try Bundle.verify(at: bundle.write(), identities: []).problems
    }

    @Test func aCopyOfAnotherDocumentThanIsProvenIsRefused() throws {
        let office = try office()
        try redact(1, "salinan", in: office)
        try office.deposit("sesudahnya", kind: .chronology)
        try consent(office, .documents([3]))
        let file = try office.open("lawyer").caseFile(ref)
        func position(_ number: Int) throws -> UInt64 { try #require(file.deposits[number]).position }
        #expect(try problems(compose(office, original: position(1))) == [])
        #expect(try problems(compose(office, original: position(2))) == [.otherOriginal("P-1")])
        #expect(try problems(compose(office, original: position(4))) == [.otherOriginal("P-1")])
        #expect(try problems(compose(office, original: position(3))) == [.otherOriginal("P-1")])
        #expect(try problems(compose(office)) == [.notProven("P-1.original")])
        // What the record says of it is made anew.
        for (member, value) in [
            ("parts", "tidak ada" as Any), ("logIndex", 1), ("ref", "\(ref)/2"),
            ("depositedAt", "2020-01-01T00:00:00Z"),
        ] {
            var changed = try compose(office, original: position(1))
            changed.changeCustody = { custody in
                var exhibits = custody["exhibits"] as? [[String: Any]] ?? []
                var redacts = exhibits[0]["redacts"] as? [String: Any] ?? [:]
                redacts[member] = value
                exhibits[0]["redacts"] = redacts
                custody["exhibits"] = exhibits
            }
            #expect(try problems(changed) == [.custodyDiffers("P-1")], "\(member)")
        }
        // And that it is one is not left out.
        var silent = try compose(office, original: position(1))
        silent.changeCustody = { custody in
            var exhibits = custody["exhibits"] as? [[String: Any]] ?? []
            exhibits[0]["redacts"] = nil
            custody["exhibits"] = exhibits
        }
        #expect(try problems(silent) == [.custodyDiffers("P-1")])
    }

    /// A member's own client deposits copies of what is not there: nobody is shown them as such.
    @Test func aCopyOfWhatIsNotThereIsAFault() throws {
        let office = try office()
        let url = office.folder.appending("salinan.txt")
        try Data("x".utf8).write(to: url)
        let vault = try office.open("coordinator")
        let named = try vault.redaction(of: 1, in: vault.caseFile(ref), parts: "a", reason: "b")
        let digest = try vault.redaction(of: 2, in: vault.caseFile(ref), parts: "a", reason: "b")
            .detailsDigest
        // Another number, itself, what is not there, other bytes.
        let forged = [
            (2, named.detailsDigest), (4, named.detailsDigest), (0, named.detailsDigest), (-1, digest),
            (Int.max, digest), (1, digest),
        ]
        for (index, (number, digest)) in forged.enumerated() {
            let file = try vault.caseFile(ref)
            let redaction = Redaction(
                documentID: named.documentID, number: number, detailsDigest: digest, parts: "a", reason: "b")
            let submission = try Submission(
                path: url.path, name: "x.txt", kind: .redacted, confidentiality: .testimony,
                redacts: redaction)
            try vault.bringIn { blobs in
                let sealed = try DocumentSealer(
                    vaultID: vault.id, caseID: file.id, caseRef: file.ref,
                    compartments: vault.keys(of: file).compartments, recovery: vault.recoveryKey(),
                    depositor: vault.identity.fingerprint, time: office.time, newBlob: blobs.newBlob,
                    progress: { _ in }
                ).seal([submission])[0]
                return Batch { _ in [.deposit(sealed.deposit(in: file.id, kit: nil))] }
            }
            // What is no number of a document at all is not even a record.
            let isNumber = (0..<1_000).contains(number)
            let expected = VaultError.altered(
                .document(
                    "\(ref)/\(3 + index)", problem: isNumber ? .noSuchOriginal : .otherDetails))
            #expect(throws: expected) { try vault.show(3 + index, in: vault.caseFile(ref)) }
        }
        // They take nothing out of a bundle.
        try consent(office, .documents([1]))
        #expect(try plan(office).exhibits.map(\.number) == [1])
    }
}
