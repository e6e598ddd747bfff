import Bytes
import Foundation
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct CodingTests {
    @Test func timesAreThoseOfFoundation() throws {
        var random = SeededGenerator()
        var all: [Int64] = [-1, 0, 951_782_399, 951_782_400, 4_107_542_399, 253_402_300_799, -62_167_219_200]
        for _ in 0..<3000 { all.append(Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)) }
        for seconds in all {
            let text = CivilTime.text(seconds)
            if seconds >= -2_208_988_800 {
                let date = Date(timeIntervalSince1970: TimeInterval(seconds))
                #expect(text == date.formatted(.iso8601), "\(seconds)")
            }
            #expect(CivilTime.seconds(text) == seconds, "\(text) seed \(random.seed)")
            #expect(Timestamp(text) == Timestamp(seconds: seconds))
        }
        // File systems have stranger ones.
        #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(Date(timeIntervalSince1970: -1e300)).description == "0000-01-01T00:00:00Z")
    }

    @Test(arguments: [
        "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23 22:34:09Z",
        "2026-11-23T22:34:09", "2026-11-23T22:34:60Z", "2026-11-23", "", "99999999999999999999-1-1T1:1:1Z",
        "2026-11-23T22:34:09Zx", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
    ])
    func whatIsNoSuchTimeIsLeftToFoundation(_ text: String) {
        #expect(CivilTime.seconds(text) == nil)
    }
}
