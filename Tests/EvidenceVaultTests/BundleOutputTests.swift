import Bytes
import Foundation
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct BundleOutputTests {
    /// Somebody puts a file where a volume is to go, after it was found free.
    @Test func volumesThatCannotAllHaveTheirNamesHaveNone() throws {
        let folder = try TemporaryFolder()
        let output = try BundleOutput(at: folder.appending("b.age").path, split: 1_000_000)
        try [UInt8](repeating: 7, count: 2_500_000).withUnsafeBytes { try output.write($0) }
        let inTheWay = folder.appending("b.age.003")
        try Data("of somebody else".utf8).write(to: inTheWay)
        #expect(throws: (any Error).self) {
            try output.publish(size: 2_500_000, sha256: HexBytes([UInt8](repeating: 0, count: 32)))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["b.age.003"])
        #expect(try Data(contentsOf: inTheWay) == Data("of somebody else".utf8))
    }
}
