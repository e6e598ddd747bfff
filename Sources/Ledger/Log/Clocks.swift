package import Bytes

/// An entry whose time does not fit those around it, by more than clocks may differ.
public struct ClockDifference: Sendable, Equatable {
    public let position: UInt64
    /// Before the time that fits, when negative; after it, when positive.
    public let seconds: Int64
    /// The entry beside it that it is held against, whose time fits.
    package let neighbour: UInt64

    /// Clocks may differ by so many seconds.
    package static let tolerance: Int64 = 300

    /// Which entries of a log have a wrong time, as far as times tell: those that are not on the longest way on which no time lies
    /// before the one that it follows. So one entry with an invented time stands out, and not those who come after it.
    ///
    /// - Parameter entries: in the order of the log.
    package static func among(
        _ entries: [(position: UInt64, at: Timestamp)], tolerance: Int64 = tolerance
    ) -> [ClockDifference] {
        let fitting = longestWay(entries.map(\.at.seconds))
        var before: Int?
        var differences: [ClockDifference] = []
        var next = fitting.makeIterator()
        var after = next.next()
        for index in entries.indices {
            if index == after {
                before = index
                after = next.next()
                continue
            }
            let time = entries[index].at.seconds
            for neighbour in [before, after].compactMap({ $0 }) {
                let seconds = time - entries[neighbour].at.seconds
                guard neighbour < index ? seconds < -tolerance : seconds > tolerance else { continue }
                differences.append(
                    ClockDifference(
                        position: entries[index].position, seconds: seconds,
                        neighbour: entries[neighbour].position))
                break
            }
        }
        return differences
    }

    /// The indices of a longest sequence that does not fall, and of those the one that ends earliest in time: so where only two
    /// entries disagree, the later time is the odd one. By patience sorting, in n log n.
    private static func longestWay(_ times: [Int64]) -> [Int] {
        // The last of the best way of each length; and what each entry follows on its way.
        var lasts: [Int] = []
        var previous = [Int?](repeating: nil, count: times.count)
        for (index, time) in times.enumerated() {
            var (low, high) = (0, lasts.count)
            while low < high {
                let middle = (low + high) / 2
                if times[lasts[middle]] <= time { low = middle + 1 } else { high = middle }
            }
            previous[index] = low > 0 ? lasts[low - 1] : nil
            if low == lasts.count { lasts.append(index) } else { lasts[low] = index }
        }
        let way = sequence(state: lasts.last) { step in
            defer { step = step.flatMap { previous[$0] } }
            return step
        }
        return way.reversed()
    }
}

extension VaultState {
    /// By how many seconds a clock is behind, when that is more than clocks may differ: behind what at least two members last said,
    /// or all of them. One of them alone, with a time of their own invention, moves nobody's clock.
    package func clockBehind(_ now: Timestamp) -> Int64? {
        let later = clocks.values.map(\.at).filter { $0.seconds - now.seconds > ClockDifference.tolerance }
            .sorted()
        guard later.count >= min(2, clocks.count), let newest = later.dropLast(min(1, clocks.count - 1)).last
        else { return nil }
        return newest.seconds - now.seconds
    }
}
