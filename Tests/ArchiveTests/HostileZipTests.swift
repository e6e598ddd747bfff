import Foundation
import TestSupport
import Testing

@testable import Archive

@Suite struct HostileZipTests {
    private typealias File = HandMade.ZipFile
    private static let genuine = [
        File("berkas/", []), File("berkas/a.txt", Array("genuine".utf8)),
        File("berkas/\u{D1}and\u{FA}.txt", [UInt8](repeating: 7, count: 5000), deflated: true),
    ].map { file in
        var file = file
        if file.name.last == UInt8(ascii: "/") { file.mode = 0o040755 }
        return file
    }

    private static func changing(_ index: Int, _ change: (inout File) -> Void) -> [UInt8] {
        var files = genuine
        change(&files[index])
        return HandMade.zip(files)
    }

    @Test func aPlainZipIsRead() throws {
        let files = try readAll(HandMade.zipReader(HandMade.zip(HostileZipTests.genuine)))
        #expect(files.map(\.0) == ["berkas/a.txt", "berkas/\u{D1}and\u{FA}.txt"])
        #expect(files.map(\.1) == [Array("genuine".utf8), [UInt8](repeating: 7, count: 5000)])
        #expect(try readAll(HandMade.zipReader(HandMade.zip([]))).isEmpty)
    }

    @Test func zipsOfStockToolsAreRead() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.appending("b/data"), withIntermediateDirectories: true)
        try Data(repeating: 1, count: 9000).write(to: folder.appending("b/data/a.txt"))
        try Data("x".utf8).write(to: folder.appending("b/bagit.txt"))
        let makers = [
            ("zip", ["-qr", "zip.zip", "b"]), ("7z", ["a", "-tzip", "7z.zip", "b"]),
            ("python3", ["-m", "zipfile", "-c", "python3.zip", "b"]),
        ]
        for (tool, arguments) in makers {
            guard let path = stockTool(tool) else { continue }
            let made = try run(path, arguments, folder: folder.url)
            #expect(made.status == 0, "\(tool) \(made.errors)")
            let bytes = [UInt8](try Data(contentsOf: folder.appending("\(tool).zip")))
            #expect(
                Set(try readAll(HandMade.zipReader(bytes)).map(\.0)) == ["b/data/a.txt", "b/bagit.txt"],
                "\(tool)")
        }
    }

    private static let genuineZip = HandMade.zip(genuine)
    private static let other = HandMade.zip([File("berkas/a.txt", Array("FORGED".utf8))])

    private static let ambiguous: [(String, [UInt8])] = [
        ("bytes before the first file", HandMade.zip(genuine, before: [1, 2, 3])),
        ("bytes before, not counted", [1, 2, 3] + genuineZip),
        ("a script before it", HandMade.zip(genuine, before: Array("#!/bin/sh\nexit\n".utf8))),
        ("two zips", genuineZip + other),
        (
            "two zips, offsets of the second counted",
            genuineZip
                + HandMade.zip([File("berkas/a.txt", Array("FORGED".utf8))], before: genuineZip).dropFirst(
                    genuineZip.count)
        ),
        ("a file that no directory names", HandMade.zip(Array(genuine.suffix(1)), before: other)),
        ("something between", HandMade.zip(genuine, between: [0, 0])),
        ("a comment", HandMade.zip(genuine, comment: Array("x".utf8))),
        (
            "a comment with an end in it",
            HandMade.zip(genuine, comment: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))
        ),
        ("something behind", genuineZip + [0]),
        ("a tar before it", HandMade.file("berkas/a.txt", "genuine") + HandMade.end + genuineZip),
        ("both a tar and a zip", bothTarAndZip()),
        ("cut short", genuineZip.dropLast(1)),
        ("two names", changing(1) { $0.localName = Array("berkas/b.txt".utf8) }),
        ("two sizes", changing(2) { $0.localSize = 4999 }),
        ("a descriptor", changing(2) { $0.flags |= 8 }),
        ("encrypted", changing(1) { $0.flags |= 1 }),
        ("a name in an unknown code", changing(2) { $0.flags = 0 }),
        (
            "another name in an extra field",
            changing(1) { $0.extra = HandMade.little(0x7075, 2) + HandMade.little(5, 2) + [1, 2, 3, 4, 5] }
        ),
        (
            "another name in an extra field before the file alone",
            changing(1) {
                $0.localExtra = HandMade.little(0x7075, 2) + HandMade.little(5, 2) + [1, 2, 3, 4, 5]
            }
        ),
        ("extra fields that end early", changing(1) { $0.localExtra = HandMade.little(0x5455, 2) + [9] }),
        (
            "64-bit sizes",
            changing(1) {
                $0.extra = HandMade.little(1, 2) + HandMade.little(8, 2) + [UInt8](repeating: 0, count: 8)
            }
        ),
        ("a link", changing(1) { $0.mode = 0o120777 }),
        ("a file with a folder's mode", changing(1) { $0.mode = 0o040755 }),
        ("a folder with contents", changing(0) { $0.contents = [1] }),
        ("a comment on a file", changing(1) { $0.comment = [0x41] }),
    ]

    /// What the structure is right in, and the names are not.
    private static let misnamed: [(String, [UInt8])] = [
        ("the same name twice", HandMade.zip([File("a", [1]), File("a", [2])])),
        ("names that are one on some systems", HandMade.zip([File("a", [1]), File("A", [2])])),
        ("a way out", HandMade.zip([File("../a", [1])])),
        ("a separator with an accent", HandMade.zip([File("../\u{200D}a", [1])])),
    ]

    /// A zip whose first bytes are also the header of a tar. The zip's checksum of its file is part of the tar's of its header, so
    /// a pair that fits is searched for.
    private static func bothTarAndZip() -> [UInt8] {
        let tar = HandMade.file("berkas/a.txt", "FORGED") + HandMade.end
        func zip(_ contents: some Collection<UInt8>) -> [UInt8] { HandMade.zip([File("n", Array(contents))]) }
        let start = zip(tar.dropFirst(31))
        for filler in 0..<20_000 {
            var block = Array(start[..<512])
            block.replaceSubrange(500..<504, with: HandMade.little(filler, 4))
            let made = zip(HandMade.withChecksum(block).dropFirst(31) + tar.dropFirst(512))
            if TarStructure.isHeader(Array(made[..<512])) { return made }
        }
        return []
    }

    /// Without libarchive, whose versions differ in what they let pass.
    @Test(arguments: ambiguous.indices) func theStructureAloneRefusesIt(_ index: Int) {
        let (name, bytes) = HostileZipTests.ambiguous[index]
        #expect(throws: ArchiveError.self, "\(name)") {
            try ZipStructure(size: Int64(bytes.count), read: HandMade.reading(bytes))
        }
    }

    @Test(arguments: 0..<(ambiguous.count + misnamed.count))
    func whatProgramsReadInMoreThanOneWayIsRefused(_ index: Int) {
        let (name, bytes) = (HostileZipTests.ambiguous + HostileZipTests.misnamed)[index]
        #expect(!bytes.isEmpty, "\(name)")
        #expect(throws: ArchiveError.self, "\(name)") { try readAll(HandMade.zipReader(bytes)) }
    }

    @Test func aBombIsRefusedBeforeItIsRead() throws {
        let bomb = HandMade.zip([
            File("b/manifest-sha256.txt", Array(repeating: 0x30, count: 20 << 20), deflated: true)
        ])
        #expect(bomb.count < 100_000)
        #expect(throws: ArchiveError.tooLarge("a zip that grows more than 100-fold")) {
            try HandMade.zipReader(bomb)
        }
    }

    @Test func noMutationCrashes() throws {
        var random = SeededGenerator()
        for _ in 0..<2000 {
            var bytes = HostileZipTests.genuineZip
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = try? readAll(HandMade.zipReader(bytes))
        }
    }
}
