import EvidenceVault
import Ledger

/// What is no time, day, period or time zone.
extension TimeProblem {
    package var words: Words {
        switch self {
        case .hours:
            Words(
                "working hours are from one time of the day to a later one, such as 07:00 to 18:00",
                id:
                    "jam kerja dimulai pada satu jam dan berakhir pada jam yang lebih lambat, misalnya 07:00 sampai 18:00"
            )
        case .notADay(let text):
            Words(
                "\(text) is no day; say one such as 2026-12-25",
                id: "\(text) bukan tanggal; tulis misalnya 2026-12-25")
        case .notATime(let text):
            Words(
                "\(text) is no time; say a day such as 2026-11-23, or 2026-11-23T08:00:00Z",
                id: "\(text) bukan waktu; tulis tanggal seperti 2026-11-23, atau 2026-11-23T08:00:00Z")
        case .endsBeforeItBegins:
            Words("the period ends before it begins", id: "periode itu berakhir sebelum dimulai")
        case .notAZone(let text):
            Words(
                "\(text) is no time zone; say one such as \(zones("or"))",
                id: "\(text) bukan zona waktu; tulis misalnya \(zones("atau"))")
        }
    }

    private func zones(_ or: String) -> String {
        let names = OfficeTimeZone.indonesian
        return names.dropLast().joined(separator: ", ") + " \(or) " + (names.last ?? "")
    }
}

/// Lengths of time for people.
package enum ClockWords {
    /// `3 h 20 min`.
    package static func behind(_ seconds: Int64) -> Words {
        let minutes = seconds / 60
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 { return Words("\(days) d \(hours) h", id: "\(days) hari \(hours) jam") }
        return hours > 0
            ? Words("\(hours) h \(minutes % 60) min", id: "\(hours) jam \(minutes % 60) menit")
            : Words("\(minutes) min", id: "\(minutes) menit")
    }
}
