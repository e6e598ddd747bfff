public import Bytes
import Foundation

/// Where the clock on the office's wall hangs: a setting of the vault (`vault.zone`). Last days, reports and times that people are
/// shown are those of this clock; the log has UTC.
public struct OfficeTimeZone: Hashable, Sendable {
    /// An IANA name, such as `Asia/Jakarta`.
    public let name: String

    /// That of a vault which says nothing else.
    public static let standard = OfficeTimeZone(checked: "Asia/Jakarta")
    /// The three of Indonesia, from west to east.
    public static let indonesian = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]

    /// In bytes.
    private static let longestName = 64

    private init(checked name: String) { self.name = name }

    /// Nil unless it is written as the names of the IANA are. Whether there is such a zone is no part of it: the verdict on an
    /// entry of the log must not hang on what a computer knows of time zones. ``isKnown`` says that.
    package init?(written name: String) {
        let isWritten =
            name.utf8.count <= OfficeTimeZone.longestName
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                part.utf8.first.map { isLetter($0) } ?? false
                    && part.utf8.allSatisfy {
                        isLetter($0) || (48...57).contains($0) || "_+-".utf8.contains($0)
                    }
            }
        guard isWritten else { return nil }
        self.name = name
    }

    /// Throws ``LedgerError/time(_:)`` where this computer knows no such zone.
    public init(_ name: String) throws {
        guard let zone = OfficeTimeZone(written: name), zone.isKnown else {
            throw LedgerError.time(.notAZone(name))
        }
        self = zone
    }

    /// Whether this computer can tell the time there. Where it cannot, times are those of UTC, and say so.
    public var isKnown: Bool { zone != nil }
    /// What is said beside a time.
    public var label: String { isKnown ? name : "UTC" }

    private var zone: TimeZone? { TimeZone(identifier: name) }

    /// In seconds, east of Greenwich.
    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone?.secondsFromGMT(for: Timestamp(seconds: seconds).date) ?? 0)
    }

    /// Seconds since 1970 on the clock there.
    package func localSeconds(_ time: Timestamp) -> Int64 { time.seconds + offset(at: time.seconds) }

    /// `2026-11-23`.
    public func day(_ time: Timestamp) -> String { Timestamp(seconds: localSeconds(time)).day }

    /// `2026-11-23 22:34:09`.
    public func clock(_ time: Timestamp) -> String {
        let local = Timestamp(seconds: localSeconds(time)).description
        return local.prefix(10) + " " + local.dropFirst(11).prefix(8)
    }

    /// `2026-11-23 22:34:09 (Asia/Jakarta)`.
    public func text(_ time: Timestamp) -> String { "\(clock(time)) (\(label))" }

    /// An instant (RFC 3339), or the first or last second of a day (`2026-11-23`, `23-11-2026`) on the clock there; nil for what is
    /// neither.
    public func instant(_ text: String, endOfDay: Bool) -> Timestamp? {
        guard let day = OfficeTimeZone.day(typed: text) else { return Timestamp(text) }
        guard let utc = Timestamp(day + (endOfDay ? "T23:59:59Z" : "T00:00:00Z")) else { return nil }
        // Where clocks are put forward or back that day, the offset is the one of the instant that comes out.
        let guess = utc.seconds - offset(at: utc.seconds)
        return Timestamp(seconds: utc.seconds - offset(at: guess))
    }

    /// A day that there is, in the order of ISO 8601 or as Indonesians write it (`23-11-2026`, `1/3/2027`), as the first; nil for anything
    /// else.
    private static func day(typed text: String) -> String? {
        if isDay(text) { return text }
        let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        guard parts.count == 3, (1...2).contains(parts[0].utf8.count), (1...2).contains(parts[1].utf8.count),
            parts[2].utf8.count == 4
        else { return nil }
        let two = parts[..<2].map { String(repeating: "0", count: 2 - $0.utf8.count) + $0 }
        let day = "\(parts[2])-\(two[1])-\(two[0])"
        return isDay(day) ? day : nil
    }

    /// Whether a text is a day that there is, such as `2026-11-23`.
    public static func isDay(_ text: String) -> Bool {
        text.utf8.count == 10 && Timestamp(text + "T00:00:00Z") != nil
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }

extension OfficeTimeZone: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let zone = OfficeTimeZone(written: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time zone")
        }
        self = zone
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// A custodian says where the office's clock hangs.
public struct TimeZoneSet: Codable, Hashable, Sendable {
    package let zone: OfficeTimeZone

    package init(zone: OfficeTimeZone) {
        self.zone = zone
    }
}

extension VaultState {
    public var timeZone: OfficeTimeZone { timeZones.last?.zone ?? .standard }

    /// The one that was in force at a position of the log.
    package func timeZone(at position: UInt64) -> OfficeTimeZone {
        timeZones.last { $0.position < position }?.zone ?? .standard
    }

    package mutating func take(_ set: TimeZoneSet, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianSetsZone)
        timeZones.append(SetTimeZone(position: head.size, zone: set.zone))
    }
}
