import Archive
import Bytes
import Crypto
import Foundation
@testable import Ledger
@testable import Presentation
import Sodium
import TestSupport
import Testing

@testable import EvidenceVault

/// What lies in a bundle, by which names, and what of it follows from the rest.
@Suite struct BundleLayoutTests {
    private let ref = "TPPO-2026-0017"

    /// Documents with these names, a consent to all of them, and a key of LPSK.
    private func office(_ names: [String] = ["berkas.txt"]) throws -> TestOffice {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        for name in names { try deposit(name, office) }
        try office.giveKey()
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office("lpsk"),
            .documents(Array(1...names.count)), givenBy: "Melati",
            until: Timestamp(seconds: office.time.seconds + 86_400))
        return office
    }

    private func deposit(_ name: String, _ office: TestOffice) throws {
        let url = office.folder.appending(UUID().uuidString)
        try Data("isi \(name)".utf8).write(to: url)
        let vault = try office.open("companion")
        let submission = try Submission(
            path: url.path, name: name, kind: .chronology, title: "Kronologi Melati")
        _ = try vault.deposit([submission], in: vault.caseFile(ref))
    }

    private func bundle(_ office: TestOffice) throws -> (receipt: BundleReceipt, folder: UnpackedBundle) {
        let vault = try office.open("lawyer")
        let path = office.folder.appending("\(UUID().uuidString).age").path
        let receipt = try vault.createBundle(of: vault.caseFile(ref), to: Office("lpsk"), at: path)
        let out = office.folder.appending(UUID().uuidString).path
        let report = try Bundle.open(
            at: path, identities: office.person("officer").bundleIdentities, to: out)
        #expect(report.problems == [])
        return (receipt, UnpackedBundle(out))
    }

    private func problems(_ folder: UnpackedBundle) throws -> [BundleProblem] {
        try Bundle.verify(at: folder.url.path, identities: []).problems
    }

    private func sign(_ folder: UnpackedBundle, _ receipt: BundleReceipt, _ office: TestOffice) throws {
        try folder.sign(
            as: office.person("lawyer"), comment: BundleFiles.trustedComment(receipt.custody))
    }

    // MARK: Size

    /// What a reader would refuse for its size is not made, and that is known before the log is told of a handover.
    @Test func noMoreIsHandedOverAtOnceThanAReaderTakes() throws {
        let office = try office()
        let vault = try office.open("lawyer")
        let plan = try vault.planBundle(of: vault.caseFile(ref), to: Office("lpsk"))
        let many = plan.repeating(6000)
        let size = vault.state.head.size
        #expect {
            try vault.createBundle(many, at: office.folder.appending("many.age").path, page: IndexPage.pages)
        } throws: { error in
            guard case .tooManyExhibits(6000, let most)? = error as? VaultError else { return false }
            return (4000..<6000).contains(most)
        }
        #expect(try office.open("lawyer").state.head.size == size)
    }

    /// Whatever titles and names are, the bound above holds.
    @Test func whatIsProvenOfAnExhibitIsNoMoreThanWasReckonedWith() throws {
        let office = try office(["berkas.txt", String(repeating: "&\"'<é漢", count: 20)])
        let vault = try office.open("coordinator")
        _ = try vault.amend(
            1, in: vault.caseFile(ref), title: String(repeating: "\"&'é", count: 100),
            obtained: String(repeating: "<漢\"", count: 100))
        let lawyer = try office.open("lawyer")
        let most = try lawyer.planBundle(of: lawyer.caseFile(ref), to: Office("lpsk")).exhibits
            .reduce(131_072) { $0 + $1.largestTagSize }
        let (_, folder) = try bundle(office)
        let tags = try folder.paths().filter { !$0.hasPrefix("data/") }
        let size = try tags.reduce(0) { try $0 + folder.read($1).count }
        #expect(size <= most && size > 60_000, "\(size), \(most)")
    }

    // MARK: Names

    @Test func aNameInABundleIsANumberAndAnEnding() throws {
        let names = [
            "FOTO Ibu Melati.JPG", "Kesaksian Ibu.Melati", "Ibu Melati", "a.tar.melatimelati",
            "folder/kuitansi.p\u{301}df",
            ".pdf", "surat.", "rekaman.opus",
        ]
        let office = try office(names)
        let (receipt, folder) = try bundle(office)
        let exhibits = receipt.custody.exhibits
        #expect(
            exhibits.map(\.path) == [
                "data/P-1.jpg", "data/P-2", "data/P-3", "data/P-4", "data/P-5", "data/P-6", "data/P-7",
                "data/P-8.opus",
            ])
        #expect(exhibits.map(\.name) == names)
        let outside =
            try folder.paths()
            + [BundleFiles.bagInfo, BundleFiles.caseGraph, BundleFiles.chain].map {
                String(decoding: try folder.read($0), as: UTF8.self)
            }
        #expect(!outside.contains { $0.lowercased().contains("melati") })
        #expect(
            receipt.report.exhibits.allSatisfy { exhibit in
                exhibit.lines.contains { $0.label == .name && $0.isProven }
            })
    }

    // MARK: What follows from the record

    @Test func whatFollowsFromTheRecordIsMadeAnew() throws {
        let office = try office(["a.txt", "b.pdf"])
        let (receipt, folder) = try bundle(office)
        for path in [BundleFiles.chain, BundleFiles.caseGraph, BundleFiles.bagInfo] {
            let genuine = try folder.read(path)
            let text = String(decoding: genuine, as: UTF8.self)
            #expect(text.contains("lpsk"))
            let changed = Array(text.replacing("lpsk", with: "police").utf8)
            try folder.write(path, changed)
            if path == BundleFiles.bagInfo {
                let info = BundleFiles.info(receipt.custody).map {
                    ($0.0, $0.1.replacing("lpsk", with: "police"))
                }
                try folder.sign(
                    as: office.person("lawyer"), comment: BundleFiles.trustedComment(receipt.custody),
                    info: info)
            } else {
                try sign(folder, receipt, office)
            }
            #expect(try problems(folder) == [.otherThanRecord(path)])
            try folder.write(path, genuine)
            try sign(folder, receipt, office)
            #expect(try problems(folder) == [])
        }
    }

    @Test func aBundleLacksNoFile() throws {
        let office = try office()
        let (receipt, folder) = try bundle(office)
        for path in [BundleFiles.index, BundleFiles.verification, BundleFiles.chain, BundleFiles.caseGraph] {
            let contents = try folder.read(path)
            try folder.remove(path)
            try sign(folder, receipt, office)
            #expect(try problems(folder) == [.bag(.missing(path))])
            try folder.write(path, contents)
        }
        for path in ["manifest-sha512.txt", BundleFiles.secondTagManifest] {
            try sign(folder, receipt, office)
            #expect(try problems(folder) == [])
            try folder.remove(path)
            #expect(try problems(folder).contains(.bag(.missing(path))))
        }
    }

    /// No signature is over it, and it follows from what is signed.
    @Test func theSecondTagManifestIsThatOfTheFirst() throws {
        let office = try office()
        let (_, folder) = try bundle(office)
        let lines = String(decoding: try folder.read(BundleFiles.secondTagManifest), as: UTF8.self)
            .split(separator: "\n")
        // As a bag it is valid still.
        try folder.write(
            BundleFiles.secondTagManifest, Array((lines.dropLast().joined(separator: "\n") + "\n").utf8))
        #expect(try problems(folder) == [.unsignedFile(BundleFiles.secondTagManifest)])
    }

    @Test func theChainHasEachEventAndNoFormula() throws {
        let office = try office(["a.txt"])
        try office.enrol("=HYPERLINK(\"x\")", [.coordinator])
        let coordinator = try office.open("coordinator")
        try coordinator.assign(
            coordinator.member(named: "=HYPERLINK(\"x\")"), to: coordinator.caseFile(ref), as: .coordinator)
        let amender = try office.open("=HYPERLINK(\"x\")")
        _ = try amender.amend(1, in: amender.caseFile(ref), title: "Lain")
        let (receipt, folder) = try bundle(office)
        let rows = String(decoding: try folder.read(BundleFiles.chain), as: UTF8.self)
            .components(separatedBy: "\r\n")
        #expect(rows.count == 5 && rows[4].isEmpty)
        #expect(rows[0].hasPrefix("exhibit,ref,file,sha256,event,time_utc,time_office,by_name"))
        let events = ["deposited", "amended", "handed-over"]
        for (row, event) in zip(rows.dropFirst(), events) {
            #expect(
                row.hasPrefix("P-1,\(ref)/1,data/P-1.txt,\(receipt.custody.exhibits[0].sha256),\(event),"),
                "\(row)")
        }
        #expect(rows[1].contains(",companion,") && rows[1].contains(",proofs/P-1,"))
        #expect(rows[2].contains(",\"'=HYPERLINK(\"\"x\"\")\",") && rows[2].contains(",proofs/P-1.amend,"))
        #expect(
            rows[3].contains(",lawyer,") && rows[3].contains(",lpsk,")
                && rows[3].contains(",proofs/handover,"))
        // The same instant, on the clock in Jakarta.
        let time = receipt.custody.exhibits[0].depositedAt
        let local = Timestamp(seconds: time.seconds + 7 * 3600).description.dropLast()
        #expect(rows[1].contains(",\(time),\(local)+07:00,"))
    }

    @Test func aClockIsAnOffsetThatThereIs() throws {
        let office = try office()
        let (receipt, folder) = try bundle(office)
        let json = String(decoding: try folder.read(BundleFiles.custody), as: UTF8.self)
        #expect(json.contains(#""clock":{"offset":"+07:00","zone":"Asia/Jakarta"}"#))
        for offset in ["Z", "+7:00", "+07:00\\n", "+25:00", ""] {
            try folder.write(
                BundleFiles.custody, Array(json.replacing("\"+07:00\"", with: "\"\(offset)\"").utf8))
            try sign(folder, receipt, office)
            #expect(try problems(folder) == [.noCustody], "\(offset)")
        }
    }

    @Test func theVaultIsCalledAsItsFounderCalledIt() throws {
        let office = try office()
        let (receipt, folder) = try bundle(office)
        let json = String(decoding: try folder.read(BundleFiles.custody), as: UTF8.self)
        #expect(
            receipt.report.lines.contains {
                $0.label == .vaultName && $0.value == "Yayasan Uji" && $0.isProven
            })
        try folder.write(BundleFiles.custody, Array(json.replacing("Yayasan Uji", with: "Kejaksaan").utf8))
        try sign(folder, receipt, office)
        #expect(try problems(folder) == [.custodyDiffers("handover")])
    }

    // MARK: Other programs

    @Test func bagitAcceptsTheBag() throws {
        guard let bagit = pythonTool("bagit.py") else { return }
        let office = try office(["a.txt", "b.pdf"])
        let (_, folder) = try bundle(office)
        let valid = try run(bagit, ["--validate", folder.url.path])
        #expect(valid.status == 0, "\(valid.errors)")
        try folder.write("data/P-2.pdf", Array("isi lain".utf8))
        #expect(try run(bagit, ["--validate", folder.url.path]).status != 0)
    }

    /// By the shapes of CASE 1.5, which the program brings along.
    @Test func theGraphIsOneOfCASE() throws {
        guard let validate = pythonTool("case_validate") else { return }
        let office = try office(["a.txt", "b.pdf"])
        let vault = try office.open("companion")
        _ = try vault.amend(2, in: vault.caseFile(ref), title: "Lain")
        let (_, folder) = try bundle(office)
        func verdict(_ text: String) throws -> CommandResult {
            let file = office.folder.appending("\(UUID().uuidString).jsonld")
            try Data(text.utf8).write(to: file)
            return try run(validate, ["--built-version", "case-1.5.0", file.path])
        }
        let graph = String(decoding: try folder.read(BundleFiles.caseGraph), as: UTF8.self)
        let valid = try verdict(graph)
        #expect(
            valid.status == 0 && valid.output.contains("Conforms: True"), "\(valid.output) \(valid.errors)")
        for (word, other) in [
            ("exhibitNumber", "exhibitNumer"), ("wasInformedBy", "wasInformdBy"),
            ("uco-observable:filePath", "uco-observable:filPath"), ("xsd:hexBinary", "xsd:string"),
        ] { #expect(try verdict(graph.replacing(word, with: other)).status != 0, "\(other)") }
    }

    // MARK: Words

    @Test func numbersAreSpelledAsOnPaper() {
        let words = [
            1: "satu", 10: "sepuluh", 11: "sebelas", 17: "tujuh belas", 20: "dua puluh",
            45: "empat puluh lima",
            100: "seratus", 111: "seratus sebelas", 200: "dua ratus", 1000: "seribu", 5003: "lima ribu tiga",
        ]
        for (number, word) in words { #expect(HandoverMinutes.spelled(number) == word) }
    }

    @Test func whatSaysHowToCheckIsForTheOldestEditor() throws {
        let office = try office()
        let (receipt, folder) = try bundle(office)
        let text = try folder.read(BundleFiles.verification)
        #expect(text.allSatisfy { $0 < 0x80 })
        let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(!lines.contains { $0.contains("\n") || $0.utf8.count > 100 })
        #expect(lines.contains { $0.contains("certutil -hashfile data\\P-1.txt SHA256") })
        #expect(lines.contains { $0.contains(receipt.manifest.description) })
        #expect(SHA256.bytes(of: try folder.read("manifest-sha256.txt")) == receipt.manifest.bytes)
        let page = String(decoding: try folder.read(BundleFiles.index), as: UTF8.self)
        #expect(page.contains("WIB <span class=\"utc\">(20"))
        #expect(page.contains("Berita acara serah terima") && page.contains("1 (satu)"))
    }
}

extension BundlePlan {
    /// The same document so many times over.
    fileprivate func repeating(_ count: Int) -> BundlePlan {
        BundlePlan(
            caseID: caseID, caseRef: caseRef, office: office, keys: keys, sealing: sealing,
            passphrase: passphrase, exhibits: Array(repeating: exhibits[0], count: count), leftOut: leftOut,
            consents: consents, basis: basis, check: check)
    }
}
