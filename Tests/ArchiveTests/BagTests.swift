import Crypto
import Foundation
import TestSupport
import Testing

@testable import Archive

func reader(_ bytes: [UInt8], _ formats: Set<ArchiveReader.Format> = [.tar]) throws -> ArchiveReader {
    var rest = bytes[...]
    return try ArchiveReader(formats: formats) { buffer in
        let count = min(buffer.count, rest.count)
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
            return try BagValidator.validate(reader([UInt8](bytes))).problems.joined(separator: "; ")
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
        return bag.tagFiles.map { ("berkas/\($0.path)", $0.contents) }
            + payload.map { ("berkas/\($0.0)", $0.1) }
    }

    @Test func aBagOfOursIsValidAndEveryChangedFileIsFound() throws {
        let files = try bag()
        let report = try BagValidator.validate(reader(tar(files)))
        #expect(report.problems == [])
        #expect(report.payload.count == 3)
        for index in files.indices {
            var altered = files
            altered[index].1.append(UInt8(ascii: "x"))
            #expect(try !BagValidator.validate(reader(tar(altered))).isValid, "\(files[index].0)")
            if files[index].0.hasSuffix("tagmanifest-sha256.txt") { continue }
            var missing = files
            missing.remove(at: index)
            #expect(verdict(try tar(missing)) == .refused, "without \(files[index].0)")
        }
        #expect(verdict(try tar(files + [("berkas/data/extra", [1])])) == .refused)
        #expect(verdict(try tar(files + [("another/data/extra", [1])])) == .refused)
    }

    @Test func extractionLeavesAllOrNothing() throws {
        let folder = try TemporaryFolder()
        let good = folder.appending("good")
        _ = try BagExtractor.extract(reader(tar(bag())), to: good)
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
        var altered = try bag()
        altered[altered.count - 1].1 = [0]
        #expect(throws: ArchiveError.self) {
            try BagExtractor.extract(reader(tar(altered)), to: folder.appending("bad"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["good"])
        #expect(try BagValidator.validate(FolderSource(good)).problems == [])
    }
}
