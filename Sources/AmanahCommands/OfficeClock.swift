import EvidenceVault
import Foundation

/// The clock on the office's wall: last days are days there. `AMANAH_TIME_ZONE` says where it hangs; else it is in Jakarta.
enum OfficeClock {
    static let zoneName: String = {
        let named = ProcessInfo.processInfo.environment["AMANAH_TIME_ZONE"] ?? ""
        return named.isEmpty ? "Asia/Jakarta" : named
    }()

    private static func zone() throws -> TimeZone {
        guard let zone = TimeZone(identifier: zoneName) else {
            throw CommandError.usage(
                "AMANAH_TIME_ZONE: '\(zoneName)' is no time zone; say one such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura"
            )
        }
        return zone
    }

    /// An instant, or the last second of a day on the office's clock. Throws ``CommandError`` for what is neither.
    static func end(_ text: String, option: String) throws -> Timestamp {
        let zone = try zone()
        guard let time = Timestamp(text) else {
            throw CommandError.usage(
                "\(option): '\(text)' is no day or time that there is; write it as 2027-03-31 (all of that day in \(zoneName)) or 2027-03-31T16:00:00+07:00"
            )
        }
        // For a day alone, `time` is its last second in UTC.
        return text.utf8.count == 10
            ? Timestamp(seconds: time.seconds - Int64(zone.secondsFromGMT(for: time.date))) : time
    }

    /// `2027-03-31 23:59:59 (Asia/Jakarta)`.
    static func text(_ time: Timestamp) -> String {
        guard let zone = TimeZone(identifier: zoneName) else { return time.description }
        let local = Timestamp(seconds: time.seconds + Int64(zone.secondsFromGMT(for: time.date)))
        return local.description.prefix(19).replacing("T", with: " ") + " (\(zoneName))"
    }
}
