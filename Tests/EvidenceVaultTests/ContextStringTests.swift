import Foundation
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
}
