import Foundation
import TestSupport
import Testing

@testable import Archive

private let end = HandMade.end

private func header(_ name: String, size: Int = 0, type: Character = "0", link: String = "") -> [UInt8] {
    HandMade.header(name, size: size, type: type, link: link)
}

@Suite struct TarTests {
    @Test func namesAndContentsComeBack() throws {
        var random = SeededGenerator()
        let long = "folder/" + String(repeating: "nama panjang ", count: 12) + "akhir"
        let files: [(String, [UInt8])] = [
            ("a", []), ("kesaksian – Ñandú 证.txt", random.bytes(513)), (long, random.bytes(70_000)),
            ("x/y/z", random.bytes(512)),
        ]
        let bytes = try tar(files)
        let back = try readAll(reader(bytes + [UInt8](repeating: 0, count: 5000)))
        #expect(back.map(\.0) == files.map(\.0) && back.map(\.1) == files.map(\.1), "seed \(random.seed)")
        #expect(try tar(files) == bytes, "the same input gives the same bytes")
        if let stock = stockTool("tar") {
            let listed = try run(
                stock, ["tf", "-", "--quoting-style=literal"], input: Data(bytes),
                environment: ["LC_ALL": "C"])
            #expect(listed.output == files.map { $0.0 + "\n" }.joined())
        }
    }

    @Test func aFileOfAnotherSizeThanAnnouncedIsRefused() throws {
        let writer = try TarWriter { _ in }
        try writer.beginFile(SafePath("a"), size: 2, modified: 0)
        #expect(throws: ArchiveError.wrongSize(path: "a", expected: 2, actual: 3)) {
            try [UInt8](repeating: 0, count: 3).withUnsafeBytes { try writer.write($0) }
        }
        #expect(throws: ArchiveError.wrongSize(path: "a", expected: 2, actual: 0)) { try writer.endFile() }
    }

    @Test func anErrorOfTheStreamComesOutUnchanged() throws {
        struct Full: Error {}
        #expect(throws: Full.self) {
            let writer = try TarWriter { _ in throw Full() }
            try writer.addFile(SafePath("a"), contents: [1], modified: 0)
        }
        #expect(throws: Full.self) { try ArchiveReader(tar: { _ in throw Full() }).next() }
    }

    @Test(arguments: [
        "../x", "/etc/passwd", "a/../../x", "a//b", "./../x", "~root/x", "C:x", "a\\b", "a\u{1}b", "..",
        "a/.", "",
    ])
    func pathsThatLeaveTheirFolderAreRefused(_ path: String) throws {
        #expect(throws: ArchiveError.unsafePath(path)) { try SafePath(path) }
        if !path.isEmpty && path != "./../x" {
            #expect(throws: ArchiveError.self) { try readAll(reader(header(path) + end)) }
        }
    }

    @Test(arguments: ["1", "2", "3", "4", "6"] as [Character])
    func linksAndDevicesAreRefused(_ type: Character) throws {
        let bytes = header("a") + header("b", type: type, link: "a") + end
        #expect(throws: ArchiveError.unsupportedEntry("b")) { try readAll(reader(bytes)) }
    }

    @Test func theSameNameTwiceIsRefused() throws {
        #expect(throws: ArchiveError.duplicateEntry("a")) {
            try readAll(reader(header("a") + header("a") + end))
        }
    }

    @Test func whatIsCutShortIsRefused() throws {
        #expect(throws: ArchiveError.self) { try readAll(reader(header("a", size: 2000) + [1, 2, 3])) }
        #expect(throws: ArchiveError.self) { try readAll(reader(Array("this is no archive at all".utf8))) }
    }

    @Test func noMutationCrashesOrEscapes() throws {
        var random = SeededGenerator()
        let bytes = try tar([("a/b", random.bytes(700)), ("Ñandú", random.bytes(100))])
        for _ in 0..<2000 {
            var altered = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                altered[Int.random(in: 0..<altered.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                altered = Array(altered.prefix(Int.random(in: 0..<altered.count, using: &random)))
            }
            // An error or a clean read; every path that comes out is a SafePath.
            _ = try? readAll(reader(altered))
        }
    }
}
