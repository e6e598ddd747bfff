import Bytes
import Testing

@testable import EvidenceVault

@Suite struct ParallelTests {
    private final class Held: Sendable {}

    /// As of the threads that seal: what they held is let go of when who waits for them goes on.
    @Test func whatRanMeanwhileHoldsNothingAfterwards() throws {
        for _ in 0..<500 {
            weak var left: Held?
            do {
                let held = Held()
                left = held
                try meanwhile({ withExtendedLifetime(held) {} }) {}
            }
            #expect(left == nil)
        }
    }
}
