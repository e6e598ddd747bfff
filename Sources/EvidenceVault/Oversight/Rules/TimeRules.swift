/// An entry is dated before the one that it follows: one of two clocks is wrong, or was set.
struct ClockRule: OversightRule {
    static let name = RuleName.clock
    var weight = Weight.medium
    /// Clocks may differ by so many minutes.
    var minutes = 5

    func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        zip(trail.entries, trail.entries.dropFirst()).compactMap { before, after in
            let seconds = before.at.seconds - after.at.seconds
            return seconds <= Int64(minutes) * 60
                ? nil : finding(after.by, [before, after], .clock(seconds: seconds))
        }
    }
}

/// Nothing was written to the log for days: nobody worked, or they worked on another copy.
struct SilenceRule: OversightRule {
    static let name = RuleName.silence
    var weight = Weight.low
    var days = 7

    func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        zip(trail.entries, trail.entries.dropFirst()).compactMap { before, after in
            let seconds = after.at.seconds - before.at.seconds
            return seconds < Int64(days) * 86_400
                ? nil : finding(nil, [before, after], .silence(seconds: seconds))
        }
    }
}
