import Bytes
@testable import Ledger
import Testing

@testable import EvidenceVault

/// The office's clock: a setting of the vault, judged by its bytes alone.
@Suite struct TimeZoneTests {
    @Test func aCustodianSetsTheZoneForEverybody() throws {
        let office = try TestOffice()
        let monday = try #require(Timestamp("2026-11-02T16:30:00Z"))
        #expect(try office.open("lawyer").state.timeZone == .standard)
        #expect(OfficeTimeZone.standard.text(monday) == "2026-11-02 23:30:00 (Asia/Jakarta)")
        try office.open("custodian").setTimeZone(try OfficeTimeZone("Asia/Jayapura"))
        let zone = try office.open("lawyer").state.timeZone
        #expect(
            zone.text(monday) == "2026-11-03 01:30:00 (Asia/Jayapura)" && zone.day(monday) == "2026-11-03")
        #expect(throws: VaultError.notPermitted(.role(needed: [.custodian]))) {
            try office.open("coordinator").setTimeZone(.standard)
        }
        // Remembered, and replayed from the first entry alike.
        #expect(try office.open("lawyer").state.timeZone == zone)
        #expect(try office.findings(as: "lawyer").isEmpty)
    }

    @Test func whatAnotherThanACustodianSaysOfItIsVoid() throws {
        let office = try TestOffice()
        let zone = try OfficeTimeZone("Asia/Makassar")
        try office.forge(as: "coordinator") { _ in .setTimeZone(TimeZoneSet(zone: zone)) }
        #expect(try office.open("lawyer").state.timeZone == .standard)
    }

    /// What a computer knows of time zones must not decide whether an entry holds.
    @Test func aZoneThatIsWrittenLikeOneHoldsAlsoWhereNobodyKnowsIt() throws {
        let office = try TestOffice()
        let unknown = try #require(OfficeTimeZone(written: "Asia/Nusantara"))
        try office.forge(as: "custodian") { _ in .setTimeZone(TimeZoneSet(zone: unknown)) }
        let zone = try office.open("lawyer").state.timeZone
        #expect(zone == unknown && !zone.isKnown)
        #expect(zone.text(Timestamp(seconds: 0)) == "1970-01-01 00:00:00 (UTC)")
    }

    @Test(arguments: [
        "", "/", "Asia/", "/Jakarta", "Asia/Ja karta", "../../etc/passwd", "Asia/Jakarta\n",
        "Asia/Jakarta\u{0301}",
        "7", "+07:00", "Asia//Jakarta", String(repeating: "a", count: 65),
    ])
    func whatIsNotWrittenLikeAZoneIsNone(_ name: String) {
        #expect(OfficeTimeZone(written: name) == nil)
        #expect(throws: LedgerError.time(.notAZone(name))) { try OfficeTimeZone(name) }
        #expect((try? CanonicalJSON.decode(OfficeTimeZone.self, from: CanonicalJSON.encode(name))) == nil)
    }

    @Test func aDayEndsAtMidnightThere() throws {
        for (name, end) in [
            ("Asia/Jakarta", "2027-03-31T16:59:59Z"), ("Asia/Makassar", "2027-03-31T15:59:59Z"),
            ("Asia/Jayapura", "2027-03-31T14:59:59Z"), ("America/New_York", "2027-04-01T03:59:59Z"),
        ] {
            let zone = try OfficeTimeZone(name)
            let last = try #require(zone.instant("2027-03-31", endOfDay: true))
            #expect(last.description == end)
            #expect(
                zone.day(last) == "2027-03-31"
                    && zone.day(Timestamp(seconds: last.seconds + 1)) == "2027-04-01")
            let first = try #require(zone.instant("2027-03-31", endOfDay: false))
            #expect(zone.clock(first) == "2027-03-31 00:00:00")
        }
        // Clocks there go forward at two that night: the day has 23 hours.
        let zone = try OfficeTimeZone("America/New_York")
        let (first, last) = (
            try #require(zone.instant("2027-03-14", endOfDay: false)),
            try #require(zone.instant("2027-03-14", endOfDay: true))
        )
        #expect(last.seconds - first.seconds == 23 * 3600 - 1)
        #expect(
            zone.instant("2027-02-30", endOfDay: true) == nil && zone.instant("besok", endOfDay: true) == nil)
    }
}
