import ArgumentParser

/// A length of time as people type it: `90s`, `30m`, `24h`, `7d`.
struct Duration: ExpressibleByArgument {
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    init?(argument text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count < 1_000_000
        else { return nil }
        seconds = count * unit
    }

    var defaultValueDescription: String {
        seconds.isMultiple(of: 3600) ? "\(seconds / 3600)h" : "\(seconds / 60)m"
    }
}
