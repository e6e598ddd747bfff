/// A parser that must throw or return, whatever it is given.
struct Target: Sendable {
    let name: String
    /// What inputs are made from.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Words that mean something to it.
    let words: [String]
    /// Makes checksums fit again, so that what lies behind them is reached.
    let repair: @Sendable ([UInt8]) -> [UInt8]
    let body: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, words: [String] = [], seeds: @escaping @Sendable () throws -> [[UInt8]],
        repair: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
        _ body: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.words = words
        self.seeds = seeds
        self.repair = repair
        self.body = body
    }
}
