package import Bytes
package import EvidenceVault
package import Ledger
import Synchronization

/// The clock on the office's wall, in the time zone of the vault that this command opened: last days are days there, and people are
/// shown the time that it shows. JSON has UTC.
package enum OfficeClock {
    private static let current = Mutex(OfficeTimeZone.standard)

    package static var zone: OfficeTimeZone { current.withLock { $0 } }

    /// Hangs the clock where a vault says.
    package static func set(by vault: Vault) { set(vault.state.timeZone) }

    package static func set(_ zone: OfficeTimeZone) { current.withLock { $0 = zone } }

    /// `2027-03-31 23:59:59 (Asia/Jakarta)`.
    package static func text(_ time: Timestamp) -> String { zone.text(time) }

    /// The same of a time in RFC 3339, as JSON has it.
    package static func text(_ time: String) -> String { Timestamp(time).map(zone.text) ?? time }

    /// The time of a seal in the field, with what is to be said of it.
    package static func sealed(_ time: String, isBeforeKit: Bool) -> Words {
        let doubt = Words(
            " (before the kit was made: a clock was wrong)",
            id: " (sebelum kotak titip dibuat: ada jam yang salah)")
        return .data(text(time)) + (isBeforeKit ? doubt : .data(""))
    }

    /// `2027-03-31`.
    package static func day(_ time: Timestamp) -> String { zone.day(time) }

    package static func day(_ time: String) -> String { Timestamp(time).map(zone.day) ?? time }
}
