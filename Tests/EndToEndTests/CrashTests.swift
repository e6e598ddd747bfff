import Foundation
import TestSupport
import Testing

/// A sample of `make check`, which tries every step: as much as fits into the time, from a seed (`AMANAH_SEED`, or 1).
@Suite struct CrashTests {
    @Test func everyCommandIsDoneWhollyOrNotAtAll() throws { try check(["--points", "1"]) }

    @Test func whatPowerLossLeavesIsTheOldOrTheNew() throws { try check(["--power-loss", "--points", "2"]) }

    private func check(_ arguments: [String]) throws {
        guard let python = stockTool("python3") else { return }
        let seed = ProcessInfo.processInfo.environment["AMANAH_SEED"] ?? "1"
        let result = try run(
            python,
            [
                Vectors.packageFolder.appending(path: "Checking/check").path, "--binary", Session.faultyTwin,
                "--limit", "35", "--seed", seed,
            ] + arguments)
        #expect(result.status == 0, "seed \(seed)\n\(result.output)\n\(result.errors)")
        // Something was tried.
        let tried = result.output.matches(of: /\*\*(\d+)\*\*/).compactMap { Int($0.1) }
        #expect(tried.dropFirst().contains { $0 > 0 }, "\(result.output)")
    }
}
