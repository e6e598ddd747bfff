package import Bytes
import Foundation
package import Ledger

/// When the office works, on its own clock.
public struct OfficeHours: Codable, Hashable, Sendable {
    public enum Day: String, Codable, CaseIterable, Sendable { case mon, tue, wed, thu, fri, sat, sun }

    public var days: [Day] = [.mon, .tue, .wed, .thu, .fri]
    /// `07:00`, the first minute of work.
    public var from = "07:00"
    /// `18:00`, the first minute after work.
    public var to = "18:00"
    /// Days without work, as `2026-12-25`.
    public var holidays: [String] = []

    public init() {}

    /// An instant on the office's clock.
    package struct Local: Hashable {
        /// Days since 1970-01-01.
        package let day: Int
        /// Minutes since midnight.
        package let minute: Int

        package init(day: Int, minute: Int) {
            self.day = day
            self.minute = minute
        }

        /// From Monday, 0, to Sunday, 6; 1970 began on a Thursday.
        package var weekday: Int { ((day + 3) % 7 + 7) % 7 }
        /// `2026-11-23`.
        package var date: String { Timestamp(seconds: Int64(day) * 86_400).day }
        /// `2026-11`.
        package var month: String { String(date.prefix(7)) }
        /// `22:34`.
        package var time: String { OfficeHours.clock(minute) }
    }

    /// The same, ready for many questions. Throws ``LedgerError/time(_:)`` for a time that is none.
    package struct Clock {
        package let zone: OfficeTimeZone
        private let days: Set<Int>
        private let minutes: Range<Int>
        private let holidays: Set<String>

        package init(_ hours: OfficeHours, in zone: OfficeTimeZone) throws {
            guard let from = OfficeHours.minute(hours.from), let to = OfficeHours.minute(hours.to), from < to
            else {
                throw LedgerError.time(.hours)
            }
            for day in hours.holidays where !OfficeTimeZone.isDay(day) {
                throw LedgerError.time(.notADay(day))
            }
            self.zone = zone
            days = Set(hours.days.compactMap { Day.allCases.firstIndex(of: $0) })
            minutes = from..<to
            holidays = Set(hours.holidays)
        }

        package func local(_ time: Timestamp) -> Local {
            let seconds = zone.localSeconds(time)
            let day = Int((Double(seconds) / 86_400).rounded(.down))
            return Local(day: day, minute: Int(seconds - Int64(day) * 86_400) / 60)
        }

        /// Whether the office works at that time.
        package func isOpen(_ time: Timestamp) -> Bool {
            let local = local(time)
            return isWorkingDay(local) && minutes.contains(local.minute)
        }

        package func isWorkingDay(_ local: Local) -> Bool {
            days.contains(local.weekday) && !holidays.contains(local.date)
        }

        /// `2026-11-23 22:34`.
        package func text(_ time: Timestamp) -> String {
            let local = local(time)
            return "\(local.date) \(local.time)"
        }

        /// An instant, or the first or last second of a day on the office's clock.
        package func instant(_ text: String, endOfDay: Bool) throws -> Timestamp {
            guard let time = zone.instant(text, endOfDay: endOfDay) else {
                throw LedgerError.time(.notATime(text))
            }
            return time
        }
    }

    package static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute),
            hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    package static func clock(_ minute: Int) -> String {
        let (hour, rest) = (String(minute / 60), String(minute % 60))
        return (hour.count < 2 ? "0" : "") + hour + ":" + (rest.count < 2 ? "0" : "") + rest
    }
}
