import Bytes
import EvidenceVault
import Ledger

/// Times as the pages of a bundle have them: as the clock of the sender's office shows them, in Indonesian, with UTC beside it.
struct PageTimes {
    private let clock: CustodyRecord.Clock

    init(_ clock: CustodyRecord.Clock) { self.clock = clock }

    private static let months = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
        "November", "Desember",
    ]

    /// `25 November 2026`.
    func day(_ time: Timestamp) -> String {
        let parts = clock.local(time).day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return clock.local(time).day }
        return "\(parts[2]) \(PageTimes.months[parts[1] - 1]) \(parts[0])"
    }

    /// `25 November 2026 pukul 17.30.08 WIB`.
    func text(_ time: Timestamp) -> String {
        let hours = clock.local(time).description.dropFirst(11).prefix(8)
        return "\(day(time)) pukul \(hours.map { $0 == ":" ? "." : String($0) }.joined()) \(zone)"
    }

    /// The same of a line's value, with UTC behind it.
    func html(_ value: String) -> HTML {
        guard let time = Timestamp(value) else { return "\(value)" }
        return "\(text(time)) <span class=\"utc\">(\(value))</span>"
    }

    /// What Indonesians call the zone; elsewhere its offset and name.
    var zone: String {
        switch clock.zone.name {
        case "Asia/Jakarta", "Asia/Pontianak": "WIB"
        case "Asia/Makassar": "WITA"
        case "Asia/Jayapura": "WIT"
        default: "UTC\(clock.offset) (\(clock.zone.name))"
        }
    }
}
