import Foundation

/// A reproducible generator (SplitMix64) for property tests. The seed comes from `AMANAH_TEST_SEED` or the system;
/// print ``seed`` in the failure message so that a failing case can be run again.
public struct SeededGenerator: RandomNumberGenerator {
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64? = nil) {
        let named = ProcessInfo.processInfo.environment["AMANAH_TEST_SEED"].flatMap { UInt64($0) }
        self.seed = seed ?? named ?? UInt64.random(in: .min ... .max)
        state = self.seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
