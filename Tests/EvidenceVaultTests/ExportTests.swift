import Foundation
@testable import Ledger
import Sodium
import TestSupport
import Testing
import TransparencyLog

@testable import EvidenceVault

/// What `audit export` writes, checked by a program that shares nothing with ours and has no key: `docs/verify-log.py`.
@Suite struct ExportTests {
    private func office(entries: Int = 0) throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        try office.deposit("kronologi", kind: .chronology)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        if entries > 0 {
            _ = try vault.recordAccess(.list, cases: Array(repeating: file.id, count: entries))
        }
        return office
    }

    /// What the script says, and whether all is well.
    private func verify(_ folder: URL, older: URL? = nil, key: String? = nil) throws -> (
        isWhole: Bool, words: String
    )? {
        guard let python = stockTool("python3") else { return nil }
        let script = Vectors.packageFolder.appending(path: "docs/verify-log.py").path
        let result = try run(
            python,
            [script, folder.path] + (older.map { [$0.path] } ?? []) + (key.map { ["--key", $0] } ?? []))
        #expect([0, 1].contains(result.status) && !result.errors.contains("Traceback"), "\(result.errors)")
        return (result.status == 0, result.output + result.errors)
    }

    private func expectWhole(_ folder: URL, older: URL? = nil, key: String? = nil) throws {
        guard let (isWhole, words) = try verify(folder, older: older, key: key) else { return }
        #expect(isWhole, "\(words)")
    }

    @Test func anExportIsCheckedWithoutAnyKey() throws {
        let office = try office(entries: 600)
        let folder = office.folder.appending("log")
        let export = try office.open("companion").exportLog(to: folder.path)
        #expect(export.kept == 0 && export.head.size > 600)
        try expectWhole(folder, key: stockTool("openssl") == nil ? nil : export.logKey)
        // Nothing in it is in clear.
        let files = try #require(FileManager.default.subpathsOfDirectory(atPath: folder.path) as [String]?)
        for file in files {
            guard let data = FileManager.default.contents(atPath: folder.appending(path: file).path) else {
                continue
            }
            for word in ["statement", "Melati", "companion", "TPPO"] {
                #expect(data.range(of: Data(word.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test func anOlderExportIsBroughtUpToDate() throws {
        let office = try office(entries: 300)
        let folder = office.folder.appending("log")
        let first = try office.open("companion").exportLog(to: folder.path)
        let older = office.folder.appending("older.checkpoint")
        try FileManager.default.copyItem(at: folder.appending(path: "checkpoint"), to: older)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        _ = try vault.recordAccess(.list, cases: Array(repeating: file.id, count: 500))
        let second = try office.open("lawyer").exportLog(to: folder.path)
        #expect(second.head.size == first.head.size + 500)
        #expect(second.kept == 2 && second.written > 2, "one full tile and its bundle")
        try expectWhole(folder, older: older)
        // Once more changes nothing.
        #expect(try office.open("companion").exportLog(to: folder.path).written == 0)
    }

    /// A whole export, and beside it all files of a later one but its checkpoint.
    private func cutExport() throws -> (office: TestOffice, folder: URL, copied: [URL]) {
        let office = try office(entries: 300)
        let (folder, later) = (office.folder.appending("log"), office.folder.appending("later"))
        _ = try office.open("companion").exportLog(to: folder.path)
        let vault = try office.open("coordinator")
        let file = try vault.caseFile("TPPO-2026-0017")
        _ = try vault.recordAccess(.list, cases: Array(repeating: file.id, count: 500))
        _ = try office.open("lawyer").exportLog(to: later.path)
        let files = FileManager.default
        var copied: [URL] = []
        for name in try files.subpathsOfDirectory(atPath: later.path) where name != "checkpoint" {
            let (from, to) = (later.appending(path: name), folder.appending(path: name))
            if from.hasDirectoryPath || files.fileExists(atPath: to.path) { continue }
            try files.createDirectory(at: to.deletingLastPathComponent(), withIntermediateDirectories: true)
            guard (try? Data(contentsOf: from)) != nil else { continue }
            try files.copyItem(at: from, to: to)
            copied.append(to)
        }
        return (office, folder, copied)
    }

    /// What a later export wrote before it was cut off is no forgery; what reaches beyond the checkpoint and differs in it is.
    @Test func whatACutExportHasLeftIsToldFromWhatSomebodyPutThere() throws {
        let (office, folder, copied) = try cutExport()
        // The folders go with it.
        defer { withExtendedLifetime(office) {} }
        let files = FileManager.default
        #expect(copied.count > 2)
        try Data("x".utf8).write(to: folder.appending(path: "tile/0/.0123456789abcdef.amanah-part"))
        try expectWhole(folder)
        var judged = 0
        for forged in copied {
            let good = try Data(contentsOf: forged)
            var bytes = good
            bytes[0] ^= 1
            try bytes.write(to: forged)
            let isOfOldEntries = forged.path.contains("/000") || forged.path.contains("/001")
            if isOfOldEntries, let (isWhole, _) = try verify(folder) {
                #expect(!isWhole, "\(forged.path)")
                judged += 1
            }
            try good.write(to: forged)
        }
        #expect(judged >= 3 || stockTool("python3") == nil)
        for name in ["tile/0/999", "tile/entries/999", "tile/0/catatan.txt", "large/000"] {
            let stranger = folder.appending(path: name)
            try files.createDirectory(
                at: stranger.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: stranger)
            if let (isWhole, _) = try verify(folder) { #expect(!isWhole, "\(name)") }
            try files.removeItem(at: stranger)
        }
    }

    /// A loss of power leaves names without bytes. What the checkpoint speaks of was on the disk before it.
    @Test func whatLostItsBytesWithThePowerIsExportedAgain() throws {
        let (office, folder, copied) = try cutExport()
        #expect(copied.count > 2)
        for file in copied { try Data().write(to: file) }
        let again = try office.open("lawyer").exportLog(to: folder.path)
        #expect(again.written >= copied.count)
        try expectWhole(folder)
        let vault = try office.open("coordinator")
        _ = try vault.recordAccess(.list, cases: [vault.caseFile("TPPO-2026-0017").id])
        let covered = folder.appending(path: "tile/0/000")
        try Data().write(to: covered)
        #expect(throws: VaultError.exportDiffers(path: covered.path)) {
            try office.open("lawyer").exportLog(to: folder.path)
        }
    }

    @Test func aFolderWithAnythingElseIsLeftAlone() throws {
        let office = try office()
        let vault = try office.open("companion")
        #expect(throws: VaultError.insideVault(path: office.vaultPath + "/log")) {
            try vault.exportLog(to: office.vaultPath + "/log")
        }
        let folder = office.folder.appending("full")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: folder.appending(path: "notes.txt"))
        #expect(throws: VaultError.exportDiffers(path: folder.path)) {
            try vault.exportLog(to: folder.path)
        }
        let other = try self.office()
        let log = office.folder.appending("log")
        _ = try other.open("companion").exportLog(to: log.path)
        #expect(throws: VaultError.exportDiffers(path: log.path + "/checkpoint")) {
            try vault.exportLog(to: log.path)
        }
        let own = office.folder.appending("own")
        _ = try vault.exportLog(to: own.path)
        let tile = own.appending(path: "tile/0/000.p/\(vault.state.head.size)")
        try Data("x".utf8).write(to: tile)
        #expect(throws: VaultError.exportDiffers(path: tile.path)) { try vault.exportLog(to: own.path) }
    }

    /// What an author has to say may be long, and a whole post-quantum office has many key slots.
    @Test func entriesThatFitNoBundleAreExportedAndChecked() throws {
        let office = try office()
        try office.forge(as: "companion") { _ in
            .access(
                Access(
                    kind: .refusal, caseID: nil, document: nil, asked: String(repeating: "x", count: 70_000),
                    reason: nil))
        }
        let folder = office.folder.appending("log")
        let size = try office.open("companion").exportLog(to: folder.path).head.size
        let large = folder.appending(path: Tiles.pathOfLargeEntry(size - 1))
        #expect(try Data(contentsOf: large).count > 65_535)
        try expectWhole(folder)
        try change(large) { $0[40_000] ^= 1 }
        if let (isWhole, words) = try verify(folder) { #expect(!isWhole, "\(words)") }
    }

    private func change(_ url: URL, _ body: (inout Data) -> Void) throws {
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }

    @Test func everyTamperingWithAnExportIsFound() throws {
        guard stockTool("python3") != nil else { return }
        let office = try office(entries: 600)
        let whole = office.folder.appending("log")
        let export = try office.open("companion").exportLog(to: whole.path)
        let key = stockTool("openssl") == nil ? nil : export.logKey
        let width = export.head.size - 512
        func expectFound(_ what: String, _ words: String, _ tamper: (URL) throws -> Void) throws {
            let folder = office.folder.appending("tampered")
            try? FileManager.default.removeItem(at: folder)
            try FileManager.default.copyItem(at: whole, to: folder)
            try tamper(folder)
            let (isWhole, said) = try #require(try verify(folder, key: key))
            #expect(!isWhole && said.contains(words), "\(what): \(said)")
        }
        func path(_ folder: URL, _ name: String) -> URL { folder.appending(path: name) }
        try expectFound("a changed entry", "does not fit the entries") {
            try change(path($0, "tile/entries/000")) { $0[100] ^= 1 }
        }
        try expectFound("a removed entry", "is cut short") {
            try change(path($0, "tile/entries/001")) { data in
                data.removeFirst(2 + Int(data[data.startIndex]) << 8 + Int(data[data.startIndex + 1]))
            }
        }
        try expectFound("an added entry", "is too long") {
            try change(path($0, "tile/entries/002.p/\(width)")) { $0 += [0, 1, 7] }
        }
        try expectFound("two entries exchanged", "does not fit the entries") {
            try change(path($0, "tile/entries/002.p/\(width)")) { data in
                let bytes = [UInt8](data)
                let first = 2 + Int(bytes[0]) << 8 + Int(bytes[1])
                let second = 2 + Int(bytes[first]) << 8 + Int(bytes[first + 1])
                data = Data(bytes[first..<(first + second)] + bytes[..<first] + bytes[(first + second)...])
            }
        }
        for tile in ["tile/0/001", "tile/0/002.p/\(width)", "tile/1/000.p/2"] {
            try expectFound("a changed tile", "\(tile) does not fit") {
                try change(path($0, tile)) { $0[33] ^= 1 }
            }
            try expectFound("a missing tile", "\(tile) is missing") {
                try FileManager.default.removeItem(at: path($0, tile))
            }
        }
        try expectFound("a strange file", "does not belong there") {
            try Data("x".utf8).write(to: path($0, "tile/0/003"))
        }
        try expectFound("another root", "does not fit the entries") { folder in
            let note = try String(contentsOf: path(folder, "checkpoint"), encoding: .utf8)
            let root = Data(export.head.root.bytes).base64EncodedString()
            let other = Data(repeating: 1, count: 32).base64EncodedString()
            try Data(note.replacingOccurrences(of: root, with: other).utf8).write(
                to: path(folder, "checkpoint"))
        }
        try expectFound("no checkpoint", "NOT WHOLE") {
            try FileManager.default.removeItem(at: path($0, "checkpoint"))
        }
        // A whole other history, signed with another key.
        if let key {
            let folder = office.folder.appending("forged")
            _ = try self.office().open("companion").exportLog(to: folder.path)
            let (isWhole, words) = try #require(try verify(folder, key: key))
            #expect(!isWhole && words.contains("did not sign"), "\(words)")
            try expectFound("a changed signature", "signature is wrong") { folder in
                try change(path(folder, "checkpoint")) { data in
                    // Ten digits from the end of the base64 of the signature.
                    let index = data.index(data.endIndex, offsetBy: -10)
                    data[index] = data[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                }
            }
        }
    }

    @Test func aRewrittenPastDoesNotContinueTheOlderCheckpoint() throws {
        let office = try office()
        try office.copyVault(to: "fork")
        try office.deposit("ini", kind: .chronology)
        let older = office.folder.appending("older.checkpoint")
        try Data(office.open("companion").checkpoint()).write(to: older)
        try office.putBack("fork")
        try office.forget("coordinator")
        try office.deposit("itu", kind: .chronology)
        try office.deposit("dan lagi", kind: .chronology)
        let folder = office.folder.appending("log")
        _ = try office.open("lawyer").exportLog(to: folder.path)
        guard let (isWhole, words) = try verify(folder, older: older) else { return }
        #expect(!isWhole && words.contains("does not continue"), "\(words)")
        let first = office.folder.appending("first")
        try office.putBack("fork")
        try office.forget("companion")
        _ = try office.open("companion").exportLog(to: first.path)
        let (isThere, rolledBack) = try #require(try verify(first, older: older))
        #expect(!isThere && rolledBack.contains("rolled back"), "\(rolledBack)")
    }
}
