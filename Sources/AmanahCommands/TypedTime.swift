import EvidenceVault
import Presentation

extension OfficeClock {
    /// An instant, or the first or last second of a day on the office's clock. Throws ``CommandError`` for what is neither.
    static func instant(_ text: String, endOfDay: Bool, option: String) throws -> Timestamp {
        guard let time = zone.instant(text, endOfDay: endOfDay) else {
            throw CommandError.notATime(text, option: option, zone: zone.label)
        }
        return time
    }
}

extension ClockWords {
    /// `90s`, `30m`, `2h` as people typed it; in Indonesian with the units' names.
    static func typed(_ length: UnlockTime) -> Words {
        let seconds = length.seconds
        let indonesian =
            seconds.isMultiple(of: 3600)
            ? "\(seconds / 3600) jam"
            : seconds.isMultiple(of: 60) ? "\(seconds / 60) menit" : "\(seconds) detik"
        return Words(length.description, id: indonesian)
    }
}
