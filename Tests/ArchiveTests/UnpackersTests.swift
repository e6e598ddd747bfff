import Foundation
import TestSupport
import Testing

@testable import Archive

/// Whatever tar is accepted here, every program unpacks the files that were read here: what was verified.
@Suite struct UnpackersTests {
    private static let count = 300
    private typealias Tree = [String: Data]

    private typealias Record = HandMade.Record

    @Test func everyAcceptedTarIsUnpackedAlikeByAllPrograms() throws {
        let folder = try TemporaryFolder()
        var accepted: [String: Tree] = [:]
        var kinds: [Int: Int] = [:]
        for seed in 0..<UInt64(UnpackersTests.count) {
            var random = SeededGenerator(seed: seed)
            let (kind, bytes) = UnpackersTests.mutation(&random)
            guard let files = try? readAll(reader(bytes)) else { continue }
            kinds[kind, default: 0] += 1
            let name = "\(seed)"
            accepted[name] = Tree(uniqueKeysWithValues: files.map { ($0.0, Data($0.1)) })
            try Data(bytes).write(to: folder.appending("\(name).tar"))
        }
        // Some are harmless, or the comparison would say nothing.
        #expect(accepted.count > 30, "\(accepted.count) of \(kinds)")
        for tool in ["tar", "bsdtar", "7z", "python3"] {
            guard let path = stockTool(tool) else { continue }
            if tool == "python3" { try unpackAllWithPython(path, in: folder) }
            for (name, expected) in accepted {
                let target = folder.appending("\(tool)-\(name)")
                if tool != "python3" {
                    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
                    let archive = folder.appending("\(name).tar").path
                    let arguments =
                        tool == "7z" ? ["x", "-y", "-bd", archive] : ["-xf", archive, "--no-same-owner"]
                    let result = try run(path, arguments, folder: target)
                    #expect(result.status == 0, "\(tool), seed \(name): \(result.errors)")
                }
                #expect(try tree(at: target) == expected, "\(tool), seed \(name)")
            }
        }
    }

    private func unpackAllWithPython(_ python: String, in folder: TemporaryFolder) throws {
        let script = """
            import sys, tarfile, glob, os
            for name in glob.glob('*.tar'):
                target = 'python3-' + name[:-4]
                os.mkdir(target)
                with tarfile.open(name) as tar: tar.extractall(target)
            """
        let result = try run(python, ["-c", script], folder: folder.url)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func tree(at folder: URL) throws -> Tree {
        var tree: Tree = [:]
        for case let path as String in try #require(FileManager.default.enumerator(atPath: folder.path)) {
            let url = folder.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            tree[path] = try Data(contentsOf: url)
        }
        return tree
    }

    // MARK: Mutations

    private static func original() -> [Record] {
        let long = "berkas/data/" + String(repeating: "nama panjang ", count: 12) + "akhir"
        let files = [
            ("berkas/bagit.txt", "BagIt-Version: 1.0\n"), ("berkas/manifest-sha256.txt", "0  data/P-1\n"),
            ("berkas/data/P-1_surat.txt", "genuine"), (long, String(repeating: "y", count: 600)),
            ("berkas/data/Ñ", ""),
        ]
        var records = [Record(header: HandMade.header("berkas/", type: "5"))]
        for (name, contents) in files {
            if name.utf8.count > 100 || name.utf8.contains(where: { $0 > 0x7F }) {
                records += split(HandMade.pax([("path", name)]))
            }
            records += split(HandMade.file(name.utf8.count > 100 ? "long" : name, contents))
        }
        return records
    }

    private static func split(_ bytes: [UInt8]) -> [Record] {
        [Record(header: Array(bytes[..<512]), body: Array(bytes[512...]))]
    }

    private static func mutation(_ random: inout SeededGenerator) -> (kind: Int, bytes: [UInt8]) {
        var records = original()
        var end = HandMade.end
        var kind = 0
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            kind = Int.random(in: 0..<20, using: &random)
            mutate(kind, &records, &end, &random)
        }
        return (kind, records.flatMap(\.bytes) + end)
    }

    private static func mutate(
        _ kind: Int, _ records: inout [Record], _ end: inout [UInt8], _ random: inout SeededGenerator
    ) {
        let index = Int.random(in: records.indices, using: &random)
        let other = Int.random(in: records.indices, using: &random)
        func name(_ choices: String...) -> String { choices.randomElement(using: &random) ?? "" }
        func put(_ text: String, _ offset: Int) {
            records[index].header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        let target = name(
            "berkas/data/P-1_surat.txt", "berkas/e/", "./berkas/f", "../g", "berkas/h", "berkas/data/Ñ")
        switch kind {
        case 0: records.swapAt(index, other)
        case 1:
            (records[index].header, records[other].header) = (records[other].header, records[index].header)
        case 2:
            records.insert(
                contentsOf: split(HandMade.long(target, type: name("L", "K").first ?? "L")), at: index)
        case 3: records.insert(contentsOf: split(HandMade.pax([("path", target)])), at: index)
        case 4: records.insert(contentsOf: split(HandMade.pax([("path", target)], type: "g")), at: index)
        case 5:
            records.insert(
                contentsOf: split(HandMade.pax([("size", name("0", "7", "512", "9999999999"))])), at: index)
        case 6:
            put(
                HandMade.octal([0, 1, 7, 512, 513, 1024].randomElement(using: &random) ?? 0, digits: 11), 124)
        case 7:
            records[index].header[156] = Array("0125 7LKxgSVAMDN\0".utf8).randomElement(using: &random) ?? 0
        case 8: put(name("ustar  \0", "ustar\u{0}00", "ustar\u{0}  ", "\0\0\0\0\0\0\0\0"), 257)
        case 9: put(name("berkas", "..", "/", "berkas/data"), 345)
        case 10:
            records[index].header.replaceSubrange(
                0..<100, with: Array(target.utf8) + [UInt8](repeating: 0, count: 100 - target.utf8.count))
        case 11: records.insert(records[other], at: index)
        case 12: records.insert(Record(header: [UInt8](repeating: 0, count: 512)), at: index)
        case 13:
            end +=
                [[UInt8](repeating: 0, count: 700), Array("x".utf8), HandMade.file("x", "y")].randomElement(
                    using: &random) ?? []
        case 14: records.remove(at: index)
        case 15:
            records[index].header.replaceSubrange(
                124..<136, with: [0x80] + [UInt8](repeating: 0, count: 10) + [7])
        case 16:
            put(
                name("0000644 ", "   0644\0", "0100644\0", "644\0\0\0\0\0", "zzzzzzz\0"),
                [100, 108, 116].randomElement(using: &random) ?? 100)
        case 17: put(name("00000000000 ", "77777777777\0", "          1\0", "-0000000001\0"), 136)
        case 18:
            let place = Int.random(in: 0..<512, using: &random)
            records[index].header[place] = UInt8.random(in: 0...255, using: &random)
        default:
            let mtime = name("1700000000.5", "-1", "99999999999999999999", "x")
            records.insert(contentsOf: split(HandMade.pax([("mtime", mtime)])), at: index)
        }
        for index in records.indices where records[index].header.contains(where: { $0 != 0 }) {
            records[index].header = HandMade.withChecksum(records[index].header)
        }
    }
}
