import ArgumentParser
import Foundation
import Ledger
import TestSupport

/// Gives every parser of untrusted bytes inputs that are nearly right. Which they are follows from the seed and the input's number
/// alone, so that one can be tried again.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Parsers of untrusted bytes must throw or return, in little time and memory.")

    @Argument(help: "Targets; without any, all.")
    var names: [String] = []

    @Option(help: "For each target.")
    var seconds: Double = 60

    @Option(help: "Another seed gives other inputs.")
    var seed: UInt64 = 1

    @Option(help: "Only this input, written to standard output as well.")
    var input: UInt64?

    @Flag(help: "Name the targets.")
    var list = false

    func validate() throws {
        for name in names where !targets.contains(where: { $0.name == name }) {
            throw ValidationError("there is no target \(name); see --list")
        }
        guard input == nil || names.count == 1 else { throw ValidationError("--input is of one target") }
    }

    func run() throws {
        if list { return print(targets.map(\.name).joined(separator: "\n")) }
        let watchdog = Watchdog(seed: seed)
        for target in targets where names.isEmpty || names.contains(target.name) {
            let seeds = try target.seeds()
            // A target whose own seeds are refused tests nothing.
            for seed in seeds { try target.body(seed) }
            let mutator = Mutator(seeds: seeds, words: target.words)
            if let input {
                let bytes = generate(input, for: target, mutator)
                FileHandle.standardOutput.write(Data(bytes))
                watchdog.watch(target.name, input)
                try target.body(bytes)
                continue
            }
            let start = ContinuousClock.now
            var (count, accepted): (UInt64, UInt64) = (0, 0)
            while ContinuousClock.now - start < .seconds(seconds) {
                let bytes = generate(count, for: target, mutator)
                watchdog.watch(target.name, count)
                if (try? target.body(bytes)) != nil { accepted += 1 }
                watchdog.watch(target.name, nil)
                count += 1
            }
            // At once, also into a file: whoever stops it has what was tried.
            let words = "\(target.name): \(count) inputs, \(accepted) of them accepted\n"
            try FileHandle.standardOutput.write(contentsOf: Data(words.utf8))
        }
    }

    private func generate(_ number: UInt64, for target: Target, _ mutator: Mutator) -> [UInt8] {
        var start = SeededGenerator(seed: seed)
        let key = target.name.utf8.reduce(start.next()) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var random = SeededGenerator(seed: key &+ number)
        return target.repair(mutator.input(&random))
    }
}
