import Bytes
import EvidenceVault
import Ledger
package import Oversight

extension Language {
    /// A count with its noun: Indonesian nouns have no plural.
    package func count(_ number: Int, _ one: String, _ many: String, _ indonesian: String) -> String {
        self == .english
            ? "\(grouped(number)) \(number == 1 ? one : many)" : "\(grouped(number)) \(indonesian)"
    }

    /// Digits in groups of three: `12,345`, and `12.345` in Indonesian.
    package func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(abs(number)).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(self(",", ".")) }
            text.append(digit)
        }
        return (number < 0 ? "−" : "") + String(text.reversed())
    }

    /// `3 h 20 min`, `9 days`.
    package func span(_ seconds: Int64) -> String {
        let minutes = Int(seconds) / 60
        if minutes < 1 { return self("\(seconds) s", "\(seconds) detik") }
        if minutes < 60 { return self("\(minutes) min", "\(minutes) menit") }
        if minutes < 2880 {
            let rest = minutes % 60
            return self("\(minutes / 60) h", "\(minutes / 60) jam")
                + (rest == 0 ? "" : self(" \(rest) min", " \(rest) menit"))
        }
        return count(minutes / 1440, "day", "days", "hari")
    }

    /// `20 cases: TPPO-2026-0001, …`
    package func cases(_ refs: [String]) -> String {
        count(refs.count, "case", "cases", "kasus") + ": " + refs.joined(separator: ", ")
    }

    var weekdays: [String] {
        self == .english
            ? ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            : ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]
    }

    var months: [String] {
        self == .english
            ? ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            : ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
    }

    /// `23 Nov 2026 22:34`.
    package func moment(_ local: OfficeHours.Local) -> String { "\(day(local.date)) \(local.time)" }

    /// `23 Nov 2026` for `2026-11-23`.
    package func day(_ date: String) -> String {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return date }
        return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
    }
}

extension TrailEntry.Person {
    package func called(_ say: Language) -> String { isRecovery ? say(name, "kunci pemulihan") : name }
}

extension Weight {
    /// A shape beside the word, so that it needs no colour.
    package func words(_ say: Language) -> (mark: String, word: String) {
        switch self {
        case .high: ("■", say("look at first", "periksa lebih dahulu"))
        case .medium: ("◧", say("look at", "perlu diperiksa"))
        case .low: ("□", say("for information", "untuk diketahui"))
        case .off: ("–", say("off", "nonaktif"))
        }
    }
}

extension Role {
    package func words(_ say: Language) -> String { say(rawValue, Spelling.withoutBrackets(indonesian)) }
}

extension ConfidentialityClass {
    package func words(_ say: Language) -> String { say(rawValue, Spelling.withoutBrackets(indonesian)) }
}
