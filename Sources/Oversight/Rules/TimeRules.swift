import Bytes
import Ledger

/// The time of an entry does not fit those around it: a clock is wrong, or was set.
package struct ClockRule: OversightRule {
    package static let name = RuleName.clock
    package var weight = Weight.medium
    /// Clocks may differ by so many minutes.
    package var minutes = 5

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        let entries = Dictionary(trail.entries.map { ($0.position, $0) }) { first, _ in first }
        let times = trail.entries.map { (position: $0.position, at: $0.at) }
        return ClockDifference.among(times, tolerance: Int64(minutes) * 60).compactMap { difference in
            guard let entry = entries[difference.position], let neighbour = entries[difference.neighbour]
            else {
                return nil
            }
            return finding(entry.by, [entry, neighbour], .clock(seconds: difference.seconds))
        }
    }
}

/// Nothing was written to the log for days: nobody worked, or they worked on another copy.
package struct SilenceRule: OversightRule {
    package static let name = RuleName.silence
    package var weight = Weight.low
    package var days = 7

    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        zip(trail.entries, trail.entries.dropFirst()).compactMap { before, after in
            let seconds = after.at.seconds - before.at.seconds
            return seconds < Int64(days) * 86_400
                ? nil : finding(nil, [before, after], .silence(seconds: seconds))
        }
    }
}
