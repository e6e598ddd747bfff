import Bytes

/// Log positions in ascending order, as runs: what a member's computer remembers of a case with a hundred thousand documents.
package struct PositionRuns: Hashable, Sendable {
    private struct Run: Hashable, Sendable {
        var start: UInt64
        var count: UInt64
        /// How many positions stand in the runs before.
        let before: UInt64

        var end: UInt64 { start + count }
    }

    private var runs: [Run] = []

    package init() {}

    /// How many positions there are.
    package var count: Int { Int(runs.last.map { $0.before + $0.count } ?? 0) }
    package var isEmpty: Bool { runs.isEmpty }
    package var last: UInt64? { runs.last.map { $0.end - 1 } }

    /// Appends a position that is higher than all before.
    package mutating func append(_ position: UInt64) {
        if let last = runs.last, last.end == position {
            runs[runs.count - 1].count += 1
        } else {
            runs.append(Run(start: position, count: 1, before: UInt64(count)))
        }
    }

    /// The position at a rank, from 0; nil when there is none.
    package subscript(rank: Int) -> UInt64? {
        guard rank >= 0, rank < count else { return nil }
        let rank = UInt64(rank)
        let run = runs[firstIndex { $0.before + $0.count > rank }]
        return run.start + (rank - run.before)
    }

    /// The rank of a position, from 0; nil when it is not among them.
    func rank(of position: UInt64) -> Int? {
        let index = firstIndex { $0.end > position }
        guard index < runs.count, runs[index].start <= position else { return nil }
        return Int(runs[index].before + (position - runs[index].start))
    }

    package func contains(_ position: UInt64) -> Bool { rank(of: position) != nil }

    /// How many of them lie below a position.
    package func count(below position: UInt64) -> Int {
        let index = firstIndex { $0.end > position }
        guard index < runs.count else { return count }
        let inRun = position > runs[index].start ? position - runs[index].start : 0
        return Int(runs[index].before + inRun)
    }

    /// As ranges, in order.
    package var ranges: [Range<UInt64>] { runs.map { $0.start..<$0.end } }

    /// The first run that `isBehind` holds for, by bisection: it holds for all behind one that it holds for.
    private func firstIndex(where isBehind: (Run) -> Bool) -> Int {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(runs[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// For each run the distance from the end of the one before and its length less one, each in groups of seven bits, the lowest
/// first, in base64: two bytes for most runs.
extension PositionRuns: Codable {
    package func encode(to encoder: any Encoder) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(runs.count * 2)
        func add(_ number: UInt64) {
            var rest = number
            while rest > 0x7f {
                bytes.append(UInt8(rest & 0x7f) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        var end: UInt64 = 0
        for run in runs {
            add(run.start - end)
            add(run.count - 1)
            end = run.end
        }
        try Base64Bytes(bytes).encode(to: encoder)
    }

    package init(from decoder: any Decoder) throws {
        let bytes = try Base64Bytes(from: decoder).bytes
        var numbers: [UInt64] = []
        var (number, shift): (UInt64, UInt64) = (0, 0)
        let malformed = DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "no positions"))
        for byte in bytes {
            guard shift < 63 else { throw malformed }
            number |= UInt64(byte & 0x7f) << shift
            shift += 7
            if byte & 0x80 == 0 {
                numbers.append(number)
                (number, shift) = (0, 0)
            }
        }
        guard shift == 0, numbers.count.isMultiple(of: 2) else { throw malformed }
        var (end, before): (UInt64, UInt64) = (0, 0)
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let (start, isFar) = end.addingReportingOverflow(numbers[index])
            let (count, isMany) = numbers[index + 1].addingReportingOverflow(1)
            guard !isFar, !isMany, start < 1 << 62, count < 1 << 62 else { throw malformed }
            runs.append(Run(start: start, count: count, before: before))
            end = start + count
            before += count
        }
    }
}
