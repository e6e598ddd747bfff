import Age
import Archive
import Bytes
import Foundation
@testable import Presentation
@testable import Ledger
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct HandoverTests {
    private func office() throws -> (office: TestOffice, file: CaseFile) {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        try office.deposit("visum", kind: .visum)
        try office.deposit("konseling", kind: .counselling)
        try office.giveKey(of: "stranger")
        return (office, try office.open("lawyer").caseFile("TPPO-2026-0017"))
    }

    private func consent(
        _ office: TestOffice, to recipient: String = "lpsk",
        kinds: Set<DocumentKind> = [.chronology, .visum],
        until: Timestamp? = nil
    ) throws {
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile("TPPO-2026-0017"), purpose: .protection, to: Office(recipient),
            .kinds(kinds, later: false), givenBy: "Melati", until: until)
    }

    private func bundle(
        _ office: TestOffice, as name: String = "lawyer", to recipient: String = "lpsk",
        documents: [Int]? = nil
    ) throws -> (receipt: BundleReceipt, path: String) {
        let vault = try office.open(name)
        let path = office.folder.appending("\(UUID().uuidString).age").path
        let receipt = try vault.createBundle(
            of: vault.caseFile("TPPO-2026-0017"), to: Office(recipient),
            recipient: BundleRecipient(card: office.person("stranger").card), documents: documents, at: path)
        return (receipt, path)
    }

    @Test func nothingLeavesWithoutConsent() throws {
        let (office, _) = try office()
        expectNoConsent(to: "lpsk", [.chronology, .visum]) {
            try bundle(office)
        }
        try consent(office, kinds: [.chronology], until: Timestamp(seconds: office.time.seconds + 60))
        #expect(try bundle(office).receipt.custody.exhibits.map(\.kind) == [.chronology])
        expectNoConsent(to: "lpsk", [.visum]) {
            try bundle(office, documents: [1, 2])
        }
        try office.giveKey(of: "officer", to: "police")
        expectNoConsent(to: "police", [.chronology, .visum]) {
            let vault = try office.open("lawyer")
            _ = try vault.createBundle(
                of: vault.caseFile("TPPO-2026-0017"), to: Office("police"),
                at: office.folder.appending("p").path)
        }
        office.time = Timestamp(seconds: office.time.seconds + 61)
        let ended = expectNoConsent(to: "lpsk", [.chronology, .visum]) { try bundle(office) }
        // The consent has ended, and never was to the visum.
        let end = Timestamp(seconds: office.time.seconds - 1)
        #expect(
            ended?.gaps == [
                ConsentGap(documents: [1], why: .ended(end), consent: 1, purpose: .protection),
                ConsentGap(documents: [2], why: .none, consent: nil, purpose: nil),
            ])
        #expect(throws: VaultError.notPermitted(.role(needed: [.coordinator, .lawyer]))) {
            try bundle(office, as: "companion")
        }
        #expect(throws: VaultError.notPermitted(.cannotRead(.casework))) {
            try bundle(office, documents: [3])
        }
    }

    @Test func counsellingIsNeverProposed() throws {
        let (office, _) = try office()
        try consent(office, kinds: [.chronology, .visum, .counselling])
        #expect(
            try bundle(office, as: "coordinator").receipt.custody.exhibits.map(\.kind) == [
                .chronology, .visum,
            ])
        let named = try bundle(office, as: "coordinator", documents: [3])
        #expect(named.receipt.custody.exhibits.map(\.kind) == [.counselling])
    }

    @Test func theRecipientOpensItAndNobodyElse() throws {
        let (office, _) = try office()
        try consent(office)
        let (receipt, path) = try bundle(office)
        let report = try Bundle.verify(at: path, identities: office.person("stranger").bundleIdentities)
        #expect(report.problems == [])
        #expect(report.signer == receipt.signer)
        #expect(report.custody == receipt.custody)
        #expect(throws: AgeError.noMatch) {
            try Bundle.verify(at: path, identities: office.person("coordinator").bundleIdentities)
        }
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: office.person("stranger").bundleIdentities, to: out)
        #expect(try String(contentsOfFile: out + "/data/P-1.txt", encoding: .utf8) == "kronologi")
        #expect(try Bundle.verify(at: out, identities: []).problems == [])
        if let minisign = stockTool("minisign") {
            let result = try run(
                minisign, ["-V", "-m", "tagmanifest-sha256.txt", "-p", "minisign.pub"],
                folder: URL(fileURLWithPath: out))
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test func everyChangedFileOfABundleIsFound() throws {
        let (office, _) = try office()
        try consent(office)
        let (_, path) = try bundle(office)
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: office.person("stranger").bundleIdentities, to: out)
        let files = try #require(FileManager.default.enumerator(atPath: out)).compactMap { $0 as? String }
            .filter { $0.contains(".") && !$0.hasSuffix("data") }
        #expect(files.count > 12)
        for file in files {
            let url = URL(fileURLWithPath: out + "/" + file)
            let original = try Data(contentsOf: url)
            var altered = original
            altered[altered.count / 2] ^= 1
            try altered.write(to: url)
            let isTrusted = (try? Bundle.verify(at: out, identities: []).isValid) ?? false
            // Of the signature file minisign itself leaves the first line, the untrusted comment, unread.
            #expect(!isTrusted, "\(file)")
            try FileManager.default.removeItem(at: url)
            #expect((try? Bundle.verify(at: out, identities: []).isValid) != true, "without \(file)")
            try original.write(to: url)
        }
        try Data("x".utf8).write(to: URL(fileURLWithPath: out + "/surat.html"))
        #expect(
            try Bundle.verify(at: out, identities: []).problems == [
                .unsignedFile("surat.html")
            ])
    }

    @Test func aForgerWithAnotherKeyCannotClaimTheLog() throws {
        let (office, _) = try office()
        try consent(office)
        let (_, path) = try bundle(office)
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: office.person("stranger").bundleIdentities, to: out)
        // A new key, and a signature that fits it and the unchanged manifest.
        let forger = try Ed25519.SigningKey()
        let url = URL(fileURLWithPath: out)
        let manifest = [UInt8](try Data(contentsOf: url.appending(path: "tagmanifest-sha256.txt")))
        try Data(Minisign.publicKeyFile(forger.publicKey).utf8).write(to: url.appending(path: "minisign.pub"))
        try Data(Minisign.sign(manifest, comment: "x", key: forger).utf8)
            .write(to: url.appending(path: "tagmanifest-sha256.txt.minisig"))
        let problems = try Bundle.verify(at: out, identities: []).problems
        #expect(problems.contains(.bag(.altered("minisign.pub"))))
        #expect(problems.contains(.otherSigner))
    }

    @Test func aCustodyRecordIsNoLargerThanItsExhibitsMakeIt() throws {
        let (office, _) = try office()
        try consent(office)
        let (_, path) = try bundle(office)
        let out = office.folder.appending("out").path
        _ = try Bundle.open(at: path, identities: office.person("stranger").bundleIdentities, to: out)
        try Data(repeating: UInt8(ascii: "["), count: 1 << 20).write(
            to: URL(fileURLWithPath: out + "/custody.json"))
        let report = try Bundle.verify(at: out, identities: [])
        #expect(report.custody == nil)
        #expect(report.problems.contains(.custodyTooLarge))
    }

    @Test func theFirstPageEscapesWhatPeopleTyped() {
        #expect(HTML.escape("<script>\"'&\u{202E}") == "&lt;script&gt;&quot;&#39;&amp;\\u{202E}")
        // A sign with an accent on it is another character, and still markup.
        #expect(HTML.escape("\"\u{301}<\u{338}") == "&quot;\u{301}&lt;\u{338}")
    }
}
