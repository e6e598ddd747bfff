import Bytes
import Foundation
@testable import Ledger
import Synchronization
import Sodium
import TestSupport
import Testing
@testable import VaultStorage

@testable import EvidenceVault

@Suite struct DepositTests {
    @Test func aFolderIsDepositedWholeOrNotAtAll() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let good = office.folder.appending("good.txt")
        try Data("x".utf8).write(to: good)
        let vault = try office.open("companion")
        let submissions = try [good.path, office.folder.appending("missing.txt").path].map {
            try Submission(path: $0, name: "a.txt", kind: .chronology)
        }
        #expect(throws: StorageError.self) { try vault.deposit(submissions, in: file) }
        #expect(try office.blobs().isEmpty)
        #expect(try office.open("companion").caseFile(file.ref).documentCount == 0)
        #expect(throws: StorageError.notARegularFile(path: "/dev/null")) {
            try vault.deposit([Submission(path: "/dev/null", name: "a", kind: .chronology)], in: file)
        }
    }

    /// Telephones name files so, and renaming evidence by hand is asking too much.
    @Test func aFileWhoseNameHidesCharactersComesInWithThemVisible() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let url = office.folder.appending("\u{200E}WhatsApp\nImage.jpg")
        try Data("foto".utf8).write(to: url)
        let vault = try office.open("companion")
        _ = try vault.deposit(
            [Submission(path: url.path, name: url.lastPathComponent, kind: .chronology)], in: file)
        let document = try #require(vault.show(1, in: vault.caseFile(file.ref)).details?.document)
        #expect(document.name == #"\u{200E}WhatsApp\u{A}Image.jpg"# && document.title == document.name)
        #expect(try office.read(1, as: "companion") == "foto")
        #expect(throws: LedgerError.badName("a\u{202E}b", why: .controlCharacters)) {
            try Submission(path: url.path, name: "a", kind: .chronology, title: "a\u{202E}b")
        }
    }

    @Test func aFileThatChangesWhileItIsReadIsRefused() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let url = office.folder.appending("grows.txt")
        try Data(repeating: 1, count: 3 << 20).write(to: url)
        let vault = try office.open("companion")
        var isTouched = false
        #expect(throws: VaultError.changedWhileRead(path: url.path)) {
            try vault.deposit([Submission(path: url.path, name: "a", kind: .chronology)], in: file) { _ in
                if isTouched { return }
                isTouched = true
                let handle = try? FileHandle(forWritingTo: url)
                try? handle?.write(contentsOf: Data([2]))
                try? handle?.close()
            }
        }
        #expect(try office.blobs().isEmpty)
        #expect(try office.findings() == [])
    }

    @Test func whatAPowerCutLeftIsRecognisedAndRemoved() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        // A deposit up to just before its log entry.
        func cutOff() throws {
            let store = try FolderBlobStore(VaultFolder.open(office.vaultPath))
            let batch = try store.begin()
            try batch.settle(keeping: [])
            let blob = try batch.newBlob()
            try [1, 2, 3].withUnsafeBytes { try blob.write($0) }
            try blob.finish()
            try batch.keep()
        }
        try cutOff()
        let random = String(repeating: "0a", count: 16)
        try Data("half".utf8).write(to: URL(fileURLWithPath: office.vaultPath + "/incoming/\(random).part"))
        let report = try office.open("companion").verify()
        #expect(report.isWhole && report.unfinishedDeposits == 1)
        try office.deposit("x", kind: .chronology)
        #expect(try office.blobs().count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: office.vaultPath + "/incoming").isEmpty)
        // And a cut just after the log entry: only the list is left, and the document stays.
        let name = try office.blobs()[0].deletingPathExtension().lastPathComponent
        try Data("\(name)\n".utf8).write(
            to: URL(fileURLWithPath: office.vaultPath + "/incoming/\(random).pending"))
        try office.deposit("y", kind: .chronology)
        #expect(try office.read(1, as: "coordinator") == "x")
        _ = file
    }

    /// The log has the deposit, so nothing that fails afterwards may take its blob away.
    @Test func whatOthersAppendWhileBlobsAreWrittenIsNotOverwritten() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let vault = try office.open("coordinator")
        var sizes: [UInt64] = []
        let before = vault.state.head.size
        let positions = try vault.log.append(after: {
            _ = try office.open("companion").list(file)
        }) { state in
            sizes.append(state.head.size)
            return [Access.to(.list, case: file.id)]
        }
        #expect(sizes == [before, before + 1])
        #expect(positions == (before + 1)..<(before + 2))
        #expect(try office.findings() == [])
    }

    @Test func nothingIsInTheLogWhenItsBlobsCouldNotBeWritten() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let vault = try office.open("coordinator")
        let before = vault.state.head
        #expect(throws: StorageError.diskFull(path: "/full")) {
            try vault.log.append(after: { throw StorageError.diskFull(path: "/full") }) { _ in
                [Access.to(.list, case: file.id)]
            }
        }
        #expect(try office.open("coordinator").state.head == before)
    }

    @Test func theJSONOfDetailsIsWhatTheEncoderMakes() throws {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("x", kind: .chronology)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        let (deposit, located) = try vault.log.deposit(of: 1, in: file)
        let (details, json) = try #require(
            try vault.disclosedDetails(
                of: deposit, statedIn: located.statement, ref: "\(file.ref)/1", in: file))
        #expect(try CanonicalJSON.encode(details) == json)
    }

    @Test func detailsOfOneDepositShareAKeyThatNoOtherHas() throws {
        let office = try TestOffice()
        let file = try office.openCase()
        let vault = try office.open("coordinator")
        let url = office.folder.appending("a.txt")
        try Data("x".utf8).write(to: url)
        func deposit() throws -> [Deposit] {
            let submissions = try ["a.txt", "b.txt"].map {
                try Submission(path: url.path, name: $0, kind: .chronology)
            }
            return try vault.deposit(submissions, in: file).map { receipt in
                let document = try vault.document(receipt.ref)
                return try vault.log.deposit(of: document.number, in: document.file).deposit
            }
        }
        let boxSize = 32 + SealingKey.boxOverhead(postQuantum: false)
        let (first, second) = (try deposit(), try deposit())
        let boxes = (first + second).map { Array($0.details.bytes[..<boxSize]) }
        #expect(boxes[0] == boxes[1] && boxes[2] == boxes[3] && boxes[0] != boxes[2])
        // Never the same nonce under one key.
        let nonces = (first + second).map { Array($0.details.bytes[boxSize..<(boxSize + 24)]) }
        #expect(Set(nonces).count == 4)
        let key = try #require(try vault.compartmentKey(first[0].confidentiality, in: file))
        let name = CompartmentName(vault.id, file.id, first[0].confidentiality, 1)
        func open(_ sealed: [UInt8], as item: TextItem = .details, of document: HexBytes? = nil) throws
            -> [UInt8]
        {
            try SealedText.open(
                sealed, with: key, as: item, in: name, of: document ?? first[0].documentID)
        }
        #expect(try !open(first[0].details.bytes).isEmpty)
        // Not as another document's, nor as something else, though the text key is the same.
        #expect(throws: SodiumError.notAuthentic) {
            try open(first[0].details.bytes, of: first[1].documentID)
        }
        #expect(throws: SodiumError.notAuthentic) { try open(first[0].details.bytes, as: .place) }
        for index in [0, boxSize, first[0].details.bytes.count - 1] {
            var altered = first[0].details.bytes
            altered[index] ^= 1
            #expect(throws: SodiumError.notAuthentic) { try open(altered) }
        }
        #expect(throws: SodiumError.notAuthentic) {
            try open(Array(first[0].details.bytes[..<boxSize]))
        }
    }

    @Test func aDepositStaysWhenTheMemberCannotRememberIt() throws {
        let office = try TestOffice()
        try office.openCase()
        let warnings = Mutex(0)
        var surroundings = office.surroundings("companion")
        surroundings.warn = { _ in warnings.withLock { $0 += 1 } }
        try office.join("companion")
        let vault = try Vault.open(
            at: office.vaultPath, as: office.person("companion"), surroundings: surroundings)
        // In the place of the folder that the memory would go to.
        let folder = office.folder.appending("state-companion/known_vaults")
        try FileManager.default.removeItem(at: folder)
        try Data().write(to: folder)
        let url = office.folder.appending("a.txt")
        try Data("isi".utf8).write(to: url)
        let receipts = try vault.deposit(
            [Submission(path: url.path, name: "a.txt", kind: .chronology)],
            in: vault.caseFile("TPPO-2026-0017"))
        #expect(receipts.map(\.ref) == ["TPPO-2026-0017/1"])
        #expect(warnings.withLock { $0 } == 1, "it is said")
        #expect(try office.read(1, as: "coordinator") == "isi")
        #expect(try office.findings(as: "coordinator") == [])
    }

    @Test func titlesThatActOnTheTerminalAreRefused() {
        for title in ["a\nb", "a\u{1B}[31m", "a\u{202E}fdp.exe", "\u{7}", "", "   "] {
            #expect(throws: LedgerError.self, "\(title.debugDescription)") {
                try Submission(path: "/tmp/x", name: "a", kind: .chronology, title: title)
            }
        }
        #expect(throws: Never.self) {
            try Submission(path: "/x", name: "Kesaksian – Ñandú (2).txt", kind: .chronology)
        }
    }

    @Test func theKindDecidesTheClassOrItMustBeSaid() throws {
        #expect(try Submission(path: "/x", name: "a", kind: .visum).confidentiality == .medical)
        #expect(throws: VaultError.self) { try Submission(path: "/x", name: "a", kind: .other) }
        #expect(throws: VaultError.self) {
            try Submission(path: "/x", name: "a", kind: .visum, confidentiality: .casework)
        }
        #expect(
            try Submission(path: "/x", name: "a", kind: .other, confidentiality: .legal).confidentiality
                == .legal)
    }

    @Test func documentsAreFoundByNumberPrefixAndID() throws {
        let office = try TestOffice()
        try office.openCase("TPPO-2026-0017")
        try office.openCase("TPPO-2026-0170")
        try office.deposit("x", kind: .chronology)
        let vault = try office.open("coordinator")
        let shown = try vault.show(1, in: vault.caseFile("tppo-2026-0017"))
        #expect(try vault.document("TPPO-2026-0017/1").number == 1)
        #expect(try vault.document(shown.deposit.documentID.description).number == 1)
        #expect(throws: VaultError.ambiguous("TPPO-2026-0", matches: ["TPPO-2026-0017", "TPPO-2026-0170"])) {
            try vault.document("TPPO-2026-0/1")
        }
        #expect(throws: VaultError.noSuchDocument("TPPO-2026-0017/2")) {
            try vault.document("TPPO-2026-0017/2")
        }
    }

    @Test func stockToolsRecoverADocumentWithTheRecoveryKeyAlone() throws {
        guard let age = stockTool("age"), let tar = stockTool("tar"), let sha256sum = stockTool("sha256sum")
        else { return }
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("isi yang dipulihkan", kind: .visum)
        let out = office.folder.appending("out")
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        let opened = try run(
            age, ["-d", "-i", office.folder.appending("recovery.txt").path, office.blobs()[0].path])
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(try run(tar, ["-x"], input: opened.stdout, folder: out).status == 0)
        #expect(try run(sha256sum, ["-c", "SHA256SUMS"], folder: out).status == 0)
        #expect(
            try String(contentsOf: out.appending(path: "1/document/berkas.txt"), encoding: .utf8)
                == "isi yang dipulihkan")
    }

    @Test func aPieceIsThatOfTheWholeWhateverTheFileIsCalled() throws {
        let office = try TestOffice()
        try office.openCase()
        let contents = String((0..<40_000).map { "\($0)," }.joined())
        let bytes = Array(contents.utf8)
        let url = office.folder.appending("rekaman")
        try Data(bytes).write(to: url)
        // A short name fits into a plain tar header; the others need one of pax's own before it.
        for name in ["a.txt", "kesaksian – rekaman ñandú.txt", String(repeating: "n", count: 180)] {
            let vault = try office.open("companion")
            let file = try vault.caseFile("TPPO-2026-0017")
            let receipt = try vault.deposit(
                [Submission(path: url.path, name: name, kind: .chronology)], in: file)
            let number = try #require(Int(receipt[0].ref.split(separator: "/")[1]))
            for range in [0..<1, 0..<bytes.count, 65_000..<70_000, (bytes.count - 5)..<bytes.count] {
                var piece: [UInt8] = []
                let wide =
                    Int64(
                        range.lowerBound)..<(Int64(range.upperBound)
                    + (range.upperBound == bytes.count ? 99 : 0))
                try vault.read(number, in: vault.caseFile(file.ref), range: wide).forEachPiece { piece += $0 }
                #expect(piece == Array(bytes[range]), "\(name) \(range)")
            }
            let behind = Int64(bytes.count)..<Int64.max
            #expect(throws: VaultError.self) {
                try vault.read(number, in: vault.caseFile(file.ref), range: behind)
            }
        }
        _ = try office.open("auditor")
        let health = try office.open("health")
        #expect(throws: VaultError.notPermitted(.cannotRead(.testimony))) {
            try health.read(1, in: health.caseFile("TPPO-2026-0017"), range: 0..<1)
        }
        #expect(try office.open("auditor").auditTrail().last?.statement?.act.name == "refusal")
    }

    @Test func paddedLengthsAreThoseOfThePaper() {
        // PURBs, section 4.3: the length's last bits are zero, all but about log2 log2 of them.
        for (length, padded) in [
            (0, 0), (1, 1), (8, 8), (9, 10), (17, 18), (100, 104), (1000, 1024), (1_000_000, 1_015_808),
        ] {
            #expect(Padme.length(Int64(length)) == Int64(padded), "\(length)")
        }
        for length in (2...100_000).lazy.map(Int64.init) {
            let padded = Padme.length(length)
            #expect(padded >= length && Double(padded - length) / Double(length) < 0.12)
        }
    }
}
