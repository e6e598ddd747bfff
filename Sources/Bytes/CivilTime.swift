/// `2026-11-23T22:34:09Z` and back, without the calendars of Foundation: every statement of a log has one.
///
/// Days from and to dates of the Gregorian calendar: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
package enum CivilTime {
    /// Years 0 to 9999.
    package static let range: Range<Int64> = -62_167_219_200..<253_402_300_800

    /// Nil unless `text` is exactly of this form, and a time that there is.
    package static func seconds(_ text: String) -> Int64? {
        var numbers: [Int64] = []
        var number: Int64?
        for byte in text.utf8 {
            if (48...57).contains(byte) {
                number = (number ?? 0) * 10 + Int64(byte - 48)
                if let number, number > 9999 { return nil }
            } else {
                guard let whole = number else { return nil }
                numbers.append(whole)
                number = nil
            }
        }
        guard numbers.count == 6, number == nil else { return nil }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        // There is no 30 February and no 24:00, and separators are what they are.
        return range.contains(seconds) && self.text(seconds) == text ? seconds : nil
    }

    /// Of seconds in ``range``.
    package static func text(_ seconds: Int64) -> String {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let time = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = (shiftedMonth + 2) % 12 + 1
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text = ""
        func add(_ number: Int64, _ width: Int, _ end: String) {
            let digits = String(number)
            text += String(repeating: "0", count: max(0, width - digits.count)) + digits + end
        }
        add(year, 4, "-")
        add(month, 2, "-")
        add(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2, "T")
        add(time / 3600, 2, ":")
        add(time / 60 % 60, 2, ":")
        add(time % 60, 2, "Z")
        return text
    }
}
