import Testing

@testable import Age

@Suite struct ChunkPipelineTests {
    private final class Held: Sendable {}

    /// A file that nobody wants is gone once its last holder is, and a thread that has ended may keep its block for a while.
    @Test func whoWaitsForAThreadFindsNothingHeldByIt() {
        for _ in 0..<500 {
            weak var left: Held?
            let pipeline = ChunkPipeline(chunks: 1) { _ in }
            do {
                let held = Held()
                left = held
                pipeline.start { _ in withExtendedLifetime(held) {} }
            }
            pipeline.stop()
            #expect(left == nil)
        }
    }
}
