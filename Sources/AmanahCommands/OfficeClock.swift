import Bytes
import EvidenceVault
import Ledger
import Synchronization

/// The clock on the office's wall, in the time zone of the vault that this command opened: last days are days there, and people are
/// shown the time that it shows. JSON has UTC.
enum OfficeClock {
    private static let current = Mutex(OfficeTimeZone.standard)

    static var zone: OfficeTimeZone { current.withLock { $0 } }

    /// Hangs the clock where a vault says.
    static func set(by vault: Vault) { set(vault.state.timeZone) }

    static func set(_ zone: OfficeTimeZone) { current.withLock { $0 = zone } }

    /// An instant, or the first or last second of a day on the office's clock. Throws ``CommandError`` for what is neither.
    static func instant(_ text: String, endOfDay: Bool, option: String) throws -> Timestamp {
        guard let time = zone.instant(text, endOfDay: endOfDay) else {
            throw CommandError.notATime(text, option: option, zone: zone.label)
        }
        return time
    }

    /// `2027-03-31 23:59:59 (Asia/Jakarta)`.
    static func text(_ time: Timestamp) -> String { zone.text(time) }

    /// The same of a time in RFC 3339, as JSON has it.
    static func text(_ time: String) -> String { Timestamp(time).map(zone.text) ?? time }

    /// The time of a seal in the field, with what is to be said of it.
    static func sealed(_ time: String, isBeforeKit: Bool) -> Words {
        let doubt = Words(
            " (before the kit was made: a clock was wrong)",
            id: " (sebelum kotak titip dibuat: ada jam yang salah)")
        return .data(text(time)) + (isBeforeKit ? doubt : .data(""))
    }

    /// `2027-03-31`.
    static func day(_ time: Timestamp) -> String { zone.day(time) }

    static func day(_ time: String) -> String { Timestamp(time).map(zone.day) ?? time }
}
