import Crypto
import Foundation
import TestSupport
import Testing

@testable import Archive

/// - Parameter pieces: how many bytes are given at a time, at most.
func reader(_ bytes: [UInt8], pieces: Int = .max) throws -> ArchiveReader {
    var rest = bytes[...]
    return try ArchiveReader { buffer in
        let count = min(buffer.count, rest.count, pieces)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

func tar(_ files: [(String, [UInt8])]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let writer = try TarWriter { bytes += $0 }
    for (path, contents) in files {
        try writer.addFile(SafePath(path), contents: contents, modified: 1_700_000_000)
    }
    try writer.finish()
    return bytes
}

@Suite struct BagTests {
    private enum Verdict: Equatable { case valid, warned, refused }

    private func verdict(_ bytes: [UInt8]) -> Verdict {
        guard let report = try? BagValidator.validate(reader(bytes)), report.isValid else { return .refused }
        return report.warnings.isEmpty ? .valid : .warned
    }

    private func problems(_ bytes: Data) -> String {
        do {
            return try BagValidator.validate(reader([UInt8](bytes))).problems.map(\.description).joined(
                separator: "; ")
        } catch {
            return "\(error)"
        }
    }

    @Test func everyPublishedBagIsJudgedAsExpected() throws {
        for url in Vectors.files(in: "bagit") {
            let name = url.lastPathComponent
            let bytes = try Data(contentsOf: url)
            let verdict = verdict([UInt8](bytes))
            switch name.components(separatedBy: "__")[1] {
            case "valid":
                #expect(verdict != .refused, "\(name) \(problems(bytes))")
            case "warning": #expect(verdict != .valid, "\(name)")
            default: #expect(verdict == .refused, "\(name)")
            }
        }
    }

    private let payload: [(String, [UInt8])] = [
        ("data/P-1 visum.pdf", Array("visum".utf8)), ("data/kesaksian – Ñandú.txt", []),
        ("data/100%.txt", Array("x".utf8)),
    ]

    private func bag() throws -> [(String, [UInt8])] {
        let bag = try Bag(
            payload: payload.map { path, contents in
                BagPayload(
                    path: try SafePath(String(path.dropFirst(5))), size: Int64(contents.count),
                    sha256: Array(SHA256.hash(data: contents)))
            }, info: [("External-Identifier", "TPPO-2026-0017")],
            tagFiles: [(try SafePath("proofs/P-1.entry"), [1, 2, 3])])
        let ending = try bag.ending(sha512: payload.map { Array(SHA512.hash(data: $0.1)) })
        func named(_ files: [(path: SafePath, contents: [UInt8])]) -> [(String, [UInt8])] {
            files.map { ("berkas/\($0.path)", $0.contents) }
        }
        return named(bag.tagFiles) + payload.map { ("berkas/\($0.0)", $0.1) } + named(ending.tagFiles)
    }

    @Test func aBagOfOursIsValidAndEveryChangedFileIsFound() throws {
        let files = try bag()
        let report = try BagValidator.validate(reader(tar(files)))
        #expect(report.problems == [])
        #expect(report.payload.count == 3)
        for index in files.indices {
            var altered = files
            altered[index].1.append(UInt8(ascii: "x"))
            #expect(verdict(try tar(altered)) == .refused, "\(files[index].0)")
            if files[index].0.contains("tagmanifest-") { continue }
            var missing = files
            missing.remove(at: index)
            #expect(verdict(try tar(missing)) == .refused, "without \(files[index].0)")
        }
        #expect(verdict(try tar(files + [("berkas/data/extra", [1])])) == .refused)
        #expect(verdict(try tar(files + [("another/data/extra", [1])])) == .refused)
    }

    /// One pass is enough, wherever the manifests stand, and a payload that is altered is found by each of them.
    @Test func manifestsStandBeforeOrBehindThePayload() throws {
        let files = try bag()
        func isManifest(_ file: (String, [UInt8])) -> Bool { file.0.contains("manifest-") }
        let (manifests, others) = (files.filter(isManifest), files.filter { !isManifest($0) })
        let first = manifests.filter { $0.0.contains("sha256") }
        for order in [
            manifests + others, others + manifests,
            first + others + manifests.filter { !$0.0.contains("sha256") },
        ] {
            #expect(verdict(try tar(order)) == .valid)
        }
        for manifest in ["manifest-sha256.txt", "manifest-sha512.txt"] {
            var altered = files
            let index = try #require(altered.firstIndex { $0.0 == "berkas/\(manifest)" })
            let digit = altered[index].1[0] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            altered[index].1[0] = digit
            let problems = try BagValidator.validate(reader(tar(altered))).problems.map(\.description)
            #expect(problems.contains("data/P-1 visum.pdf was altered"), "\(manifest)")
        }
    }

    @Test func extractionLeavesAllOrNothing() throws {
        let folder = try TemporaryFolder()
        let good = folder.appending("good")
        let report = try BagValidator.validate(reader(tar(bag())))
        // What somebody's stopped program left, and what only looks like it.
        let (old, other) = (".0123456789abcdef.amanah-part", ".0123456789abcdeg.amanah-part")
        for name in [old, other] {
            try FileManager.default.createDirectory(
                at: folder.appending("\(name)/data"), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: folder.appending("\(name)/data/a"))
        }
        try BagExtractor.extract(reader(tar(bag())), holding: report, to: good.path)
        #expect(try Data(contentsOf: good.appending(path: "data/P-1 visum.pdf")) == Data("visum".utf8))
        if let sha256sum = stockTool("sha256sum") {
            for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
                let text = try String(contentsOf: good.appending(path: manifest), encoding: .utf8)
                // sha256sum does not know the percent-encoding that RFC 8493 asks for.
                let plain = text.replacingOccurrences(of: "%25", with: "%")
                let result = try run(sha256sum, ["-c", "-"], input: Data(plain.utf8), folder: good)
                #expect(result.status == 0, "\(result.output) \(result.errors)")
            }
        }
        // Files that changed, came or went since they were checked.
        var (altered, fewer) = (try bag(), try bag())
        altered[altered.count - 1].1 = [0]
        fewer.removeLast()
        for files in [altered, fewer, try bag() + [("berkas/data/extra", [1])]] {
            #expect(throws: ArchiveError.self) {
                try BagExtractor.extract(
                    reader(tar(files)), holding: report, to: folder.appending("bad").path)
            }
        }
        #expect(throws: ArchiveError.cannotWrite(path: good.path, errno: EEXIST)) {
            try BagExtractor.extract(reader(tar(bag())), holding: report, to: good.path)
        }
        let missing = folder.appending("no/such").path
        #expect(throws: ArchiveError.cannotWrite(path: missing, errno: ENOENT)) {
            try BagExtractor.extract(reader(tar(bag())), holding: report, to: missing + "/x")
        }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["good", other])
        #expect(try BagValidator.validate(FolderSource(good.path)).problems == [])
    }

    @Test func aBagThatIsNotValidIsNotUnpacked() throws {
        let folder = try TemporaryFolder()
        var files = try bag()
        let payload = try #require(files.firstIndex { $0.0.hasSuffix("data/100%.txt") })
        files[payload].1 = Array("y".utf8)
        let report = try BagValidator.validate(reader(tar(files)))
        #expect(throws: ArchiveError.malformed("data/100%.txt was altered")) {
            try BagExtractor.extract(reader(tar(files)), holding: report, to: folder.appending("x").path)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    /// A payload file whose name begins with a joiner lies in `data/` to the kernel, and must to us.
    @Test func noFileHidesInThePayloadFolder() throws {
        var files = try bag() + [("berkas/data/\u{200D}P-9", [1])]
        #expect(throws: ArchiveError.tooLarge("the payload is not of the size that bag-info.txt says")) {
            try BagValidator.validate(reader(tar(files)))
        }
        let info = try #require(files.firstIndex { $0.0.hasSuffix("bag-info.txt") })
        files[info].1 = Array("Payload-Oxum: 7.4\n".utf8)
        #expect(
            try BagValidator.validate(reader(tar(files))).problems.contains(
                .unlisted("data/\u{200D}P-9", algorithm: "sha256")))
    }

    @Test func aTwinInAFolderIsFound() throws {
        let folder = try TemporaryFolder()
        let good = folder.appending("good").path
        try BagExtractor.extract(
            reader(tar(bag())), holding: BagValidator.validate(reader(tar(bag()))), to: good)
        for twin in ["kesaksian – N\u{303}andu\u{301}.txt", "Kesaksian – Ñandú.txt"] {
            let path = "\(good)/data/\(twin)"
            #expect(FileManager.default.createFile(atPath: path, contents: Data("FORGED".utf8)))
            let error = #expect(throws: ArchiveError.self) { try FolderSource(good) }
            guard case .duplicateEntry = error else {
                Issue.record("\(twin): \(String(describing: error))")
                return
            }
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func aLinkInAFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        let good = folder.appending("good").path
        try BagExtractor.extract(
            reader(tar(bag())), holding: BagValidator.validate(reader(tar(bag()))), to: good)
        try FileManager.default.createSymbolicLink(
            atPath: "\(good)/data/x", withDestinationPath: "/etc/passwd")
        #expect(throws: ArchiveError.unsupportedEntry("data/x")) { try FolderSource(good) }
    }

    @Test func onePayloadOxumAndNoMorePayloadThanItSays() throws {
        func report(_ info: String) throws -> [String] {
            var files = try bag()
            let index = try #require(files.firstIndex { $0.0.hasSuffix("bag-info.txt") })
            files[index].1 = Array(info.utf8)
            return try BagValidator.validate(reader(tar(files))).problems.map(\.description)
        }
        #expect(
            try report("Payload-Oxum: 6.3\npayload-oxum: 6.3\n").contains(
                "bag-info.txt has more than one Payload-Oxum"))
        #expect(
            try report("Payload-Oxum: 7.3\n").contains(
                "the payload is not of the size that bag-info.txt says"))
        for small in ["5.3", "6.2"] {
            #expect(throws: ArchiveError.tooLarge("the payload is not of the size that bag-info.txt says")) {
                try report("Payload-Oxum: \(small)\n")
            }
        }
    }
}
