import Foundation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

/// Nothing that was signed, sealed or hashed for one purpose counts for another.
@Suite struct ContextStringTests {
    @Test func noneIsTheBeginningOfAnother() {
        let strings = ContextString.allCases.map(\.bytes)
        for (index, string) in strings.enumerated() {
            #expect(string.starts(with: Array("amanah/v2/".utf8)) && string.last == 0)
            #expect(string.filter { $0 == 0 }.count == 1)
            for (other, longer) in strings.enumerated() where other != index {
                #expect(!longer.starts(with: string), "\(ContextString.allCases[index])")
            }
        }
    }

    /// They stand in one file, so that none is used twice.
    @Test func noOtherFileHasOne() throws {
        let sources = Vectors.packageFolder.appending(path: "Sources")
        let files = try #require(
            FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            if try String(contentsOf: file, encoding: .utf8).contains("\"amanah/v") {
                found.insert(file.lastPathComponent)
            }
        }
        #expect(found == ["ContextString.swift"])
    }
}
