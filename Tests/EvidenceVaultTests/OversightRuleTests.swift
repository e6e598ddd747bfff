import Bytes
import Foundation
@testable import Oversight
@testable import Ledger
import Testing

@testable import EvidenceVault

/// Each rule with a log in which it finds something, and the nearest one in which it does not.
@Suite struct OversightRuleTests {
    private let dewi = TrailEntry.Person(name: "Dewi", fingerprint: "aa")
    private let budi = TrailEntry.Person(name: "Budi", fingerprint: "bb")
    /// Monday, 2 November 2026, 09:00 in Jakarta.
    private let monday = Timestamp("2026-11-02T02:00:00Z") ?? Timestamp(seconds: 0)

    /// A log in the making: each entry comes so many minutes after Monday at nine.
    private final class Log {
        var entries: [TrailEntry] = []
        let start: Timestamp
        init(_ start: Timestamp) { self.start = start }

        @discardableResult
        func add(
            _ by: TrailEntry.Person, _ act: String, minute: Int = 0, case caseRef: String? = "A",
            document: Int? = nil, _ details: TrailEntry.Details = .none
        ) -> UInt64 {
            entries.append(
                TrailEntry(
                    position: UInt64(entries.count),
                    at: Timestamp(seconds: start.seconds + Int64(minute) * 60),
                    by: by, act: act, caseRef: caseRef, documents: document.map { [$0] } ?? [],
                    details: details))
            return UInt64(entries.count - 1)
        }
    }

    private func found(_ rule: RuleName, in log: Log, _ change: (inout Trail) -> Void = { _ in }) throws
        -> [AuditFinding]
    {
        var trail = Trail(
            entries: log.entries, now: log.entries.map(\.at).max() ?? monday)
        change(&trail)
        let rules = AuditRules()
        return rules.findings(in: trail, try OfficeHours.Clock(rules.workingHours, in: .standard)).filter {
            $0.rule == rule
        }
    }

    @Test func anEmergencyIsFoundWhetherOrNotItWasAllowed() throws {
        let log = Log(monday)
        let asked = log.add(dewi, "emergency.request", .emergencyAsked(.lawyer))
        log.add(dewi, "document.read", minute: 1, document: 1)
        #expect(
            try found(.emergency, in: log).map(\.fact) == [
                .emergency(.lawyer, approvedBy: nil, until: nil, readings: 0)
            ])
        let until = Timestamp(seconds: monday.seconds + 3600)
        log.add(
            budi, "emergency.approve", minute: 2, .emergencyAllowed(request: asked, dewi, until: until))
        log.add(dewi, "document.read", minute: 3, document: 1)
        log.add(dewi, "document.read", minute: 4, case: "B", document: 1)
        log.add(budi, "document.read", minute: 5, document: 1)
        log.add(dewi, "document.read", minute: 61, document: 2)
        let findings = try found(.emergency, in: log)
        #expect(
            findings.map(\.fact) == [.emergency(.lawyer, approvedBy: budi, until: until, readings: 1)])
        #expect(findings.map(\.entries) == [[0, 2]])
        #expect(try found(.emergency, in: Log(monday)).isEmpty)
    }

    @Test func theRecoveryKeyIsFoundByDay() throws {
        let log = Log(monday)
        let trustees = TrailEntry.Person(name: "recovery", fingerprint: "00", isRecovery: true)
        log.add(dewi, "case.assign")
        #expect(try found(.recoveryKey, in: log).isEmpty)
        log.add(trustees, "case.assign", minute: 1)
        log.add(trustees, "document.read", minute: 2, document: 1)
        log.add(trustees, "case.assign", minute: 1440)
        #expect(try found(.recoveryKey, in: log).map(\.entries) == [[3], [1, 2]])
    }

    @Test func keysBeyondTheRoleAreFound() throws {
        let log = Log(monday)
        log.add(budi, "member.revoke", case: nil, .about(dewi, roles: []))
        let findings = try found(.keysBeyondRole, in: log) {
            $0.keysBeyondRoles = [
                Trail.KeysBeyondRole(
                    person: dewi, caseRefs: ["A", "B"], classes: [.medical], evidence: log.entries[0])
            ]
        }
        #expect(findings.map(\.fact) == [.keysBeyondRole([.medical])])
        #expect(findings.map(\.caseRefs) == [["A", "B"]])
        #expect(try found(.keysBeyondRole, in: log).isEmpty)
    }

    @Test func manyDifferentDocumentsInAShortTimeAreABurst() throws {
        let log = Log(monday)
        for number in 1...19 { log.add(dewi, "document.read", minute: number / 2, document: number) }
        // The same ones again, and another member's, are not more.
        for number in 1...19 { log.add(dewi, "document.read", minute: 10, document: number) }
        log.add(budi, "document.read", minute: 10, document: 99)
        #expect(try found(.burst, in: log).isEmpty)
        log.add(dewi, "document.read", minute: 10, document: 20)
        let burst = try found(.burst, in: log)
        #expect(burst.count == 1 && burst.first?.member == dewi)
        #expect(burst.first?.fact == .burst(documents: 20, seconds: 600))
        // As many, but slowly.
        let slow = Log(monday)
        for number in 1...60 { slow.add(dewi, "document.read", minute: number, document: number) }
        #expect(try found(.burst, in: slow).isEmpty)
        // Two on one day are two.
        for number in 1...20 { log.add(dewi, "document.read", minute: 200, document: number) }
        #expect(try found(.burst, in: log).count == 2)
    }

    @Test func aClockThatRunsBackwardsIsFound() throws {
        let log = Log(monday)
        log.add(dewi, "document.list", minute: 8)
        log.add(dewi, "document.list", minute: 10)
        log.add(budi, "document.list", minute: 5)
        #expect(try found(.clock, in: log).isEmpty, "five minutes are allowed")
        log.add(dewi, "document.list", minute: -115)
        log.add(budi, "document.list", minute: 12)
        let findings = try found(.clock, in: log)
        #expect(findings.map(\.fact) == [.clock(seconds: -7500)])
        #expect(findings.map(\.entries) == [[1, 3]])
    }

    /// One invented time is a finding about who invented it, and not about everybody after or before.
    @Test func anInventedTimeIsTheAuthorsOwn() throws {
        for (minute, seconds) in [
            (1_000_000, Int64(1_000_000 - 30) * 60), (-1_000_000, Int64(-1_000_000 - 20) * 60),
        ] {
            let log = Log(monday)
            for number in 1...2 { log.add(dewi, "document.list", minute: number * 10) }
            log.add(budi, "document.list", minute: minute)
            for number in 3...5 { log.add(dewi, "document.list", minute: number * 10) }
            let findings = try found(.clock, in: log)
            #expect(findings.map(\.fact) == [.clock(seconds: seconds)])
            #expect(findings.map(\.member) == [budi])
        }
    }

    @Test func aHandoverOnOnesOwnRecordOfConsentIsFound() throws {
        let lpsk = try Office("lpsk")
        func log(recordedBy who: TrailEntry.Person, in caseRef: String) -> Log {
            let log = Log(monday)
            log.add(
                who, "consent.record", case: caseRef,
                .consented(number: 1, lpsk, .protection, until: nil, later: false))
            log.add(
                dewi, "bundle.create", minute: 1,
                .handedOver(lpsk, consents: [1], basis: nil, .keys(["age1x"]), alone: false))
            return log
        }
        #expect(
            try found(.ownConsent, in: log(recordedBy: dewi, in: "A")).map(\.fact) == [
                .ownConsent(lpsk, consents: [1])
            ])
        #expect(try found(.ownConsent, in: log(recordedBy: budi, in: "A")).isEmpty)
        #expect(try found(.ownConsent, in: log(recordedBy: dewi, in: "B")).isEmpty)
    }

    @Test func aHandoverOnALegalBasisIsFound() throws {
        let lpsk = try Office("lpsk")
        let log = Log(monday)
        log.add(budi, "basis.approve", case: "A", .basisApproved(number: 1, lpsk))
        log.add(budi, "basis.approve", minute: 1, case: "B", .basisApproved(number: 2, lpsk))
        for (minute, basis) in [(2, 1), (3, nil), (4, 2)] {
            log.add(
                dewi, "bundle.create", minute: minute, case: "A",
                .handedOver(lpsk, consents: [], basis: basis, .keys(["age1x"]), alone: false))
        }
        let findings = try found(.legalBasis, in: log)
        #expect(
            Set(findings.map(\.fact)) == [
                .legalBasis(lpsk, number: 1, approvedBy: budi), .legalBasis(lpsk, number: 2, approvedBy: nil),
            ])
        #expect(findings.map(\.entries.count).sorted() == [1, 2])
    }

    @Test func threeRefusalsOnOneDayAreFound() throws {
        let log = Log(monday)
        let refused = TrailEntry.Details.refused(asked: "document.read", reason: "cannot-read")
        for minute in [0, 5] { log.add(dewi, "refusal", minute: minute, refused) }
        log.add(dewi, "refusal", minute: 1440, refused)
        log.add(budi, "refusal", minute: 6, refused)
        #expect(try found(.refusals, in: log).isEmpty)
        log.add(dewi, "refusal", minute: 7, refused)
        #expect(try found(.refusals, in: log).map(\.entries) == [[0, 1, 4]])
    }

    @Test func whoWasNotSeenForNinetyDaysIsFound() throws {
        let log = Log(monday)
        log.add(dewi, "document.read", document: 1)
        func standing(_ status: Member.Status) -> Trail.Standing {
            Trail.Standing(
                person: dewi, status: status, roles: [.lawyer], since: monday, lastSeen: log.entries[0],
                isUnseen: false, cases: 2)
        }
        func found(after days: Int64, _ status: Member.Status = .active) throws -> [AuditFinding] {
            try self.found(.unseen, in: log) {
                $0.members = [standing(status)]
                $0.now = Timestamp(seconds: monday.seconds + days * 86_400)
            }
        }
        #expect(try found(after: 90).map(\.fact) == [.unseen(days: 90, cases: 2)])
        #expect(try found(after: 89).isEmpty)
        #expect(try found(after: 90, .revoked).isEmpty)
    }

    @Test func accessesOutsideOfWorkingHoursAreFoundByMemberAndDay() throws {
        let log = Log(monday)
        log.add(dewi, "document.read", document: 1)
        log.add(dewi, "document.deposit", minute: 720, document: 1)
        #expect(try found(.outsideHours, in: log).isEmpty, "a deposit looks at nothing")
        log.add(dewi, "document.read", minute: 540, document: 1)
        log.add(dewi, "document.list", minute: 780)
        log.add(budi, "document.read", minute: 781, document: 1)
        // Saturday at noon.
        log.add(dewi, "bundle.create", minute: 5 * 1440 + 180, document: 3)
        let findings = try found(.outsideHours, in: log)
        #expect(findings.map(\.entries) == [[5], [4], [2, 3]])
        #expect(findings.last?.fact == .outsideHours(looks: 2, documents: 1))
        // The same log where that hour is work.
        var rules = AuditRules()
        rules.workingHours.to = "23:00"
        rules.workingHours.days.append(.sat)
        let trail = Trail(entries: log.entries, now: monday)
        let clock = try OfficeHours.Clock(rules.workingHours, in: .standard)
        #expect(OutsideHoursRule().findings(in: trail, clock).isEmpty)
    }

    @Test func whoOpensWithoutEverWorkingOnTheCaseIsFound() throws {
        let log = Log(monday)
        log.add(dewi, "document.deposit", document: 1)
        log.add(dewi, "document.read", minute: 1, document: 1)
        log.add(budi, "document.list", minute: 1)
        #expect(try found(.neverWorked, in: log).isEmpty)
        log.add(dewi, "document.read", minute: 2, case: "B", document: 1)
        log.add(budi, "emergency.request", minute: 3, .emergencyAsked(.lawyer))
        log.add(budi, "document.read", minute: 4, document: 1)
        // From here on he works there.
        log.add(budi, "consent.record", minute: 5)
        log.add(budi, "document.read", minute: 6, document: 1)
        let findings = try found(.neverWorked, in: log)
        #expect(Set(findings.map(\.entries)) == [[3], [5]])
        #expect(Set(findings.map(\.caseRefs)) == [["A"], ["B"]])
    }

    @Test func aWeekOfSilenceIsFound() throws {
        let log = Log(monday)
        log.add(dewi, "document.list")
        log.add(dewi, "document.list", minute: 7 * 1440 - 1)
        #expect(try found(.silence, in: log).isEmpty)
        log.add(dewi, "document.list", minute: 14 * 1440)
        #expect(try found(.silence, in: log).map(\.entries) == [[1, 2]])
    }

    @Test func oneEntryCanSpeakOfTwoMembersAndMakesTwoFindings() throws {
        let log = Log(monday)
        log.add(budi, "member.enrol", case: nil, .about(dewi, roles: [.lawyer]))
        let findings = try found(.unseen, in: log) { trail in
            trail.members = [dewi, budi].map {
                Trail.Standing(
                    person: $0, status: .active, roles: [], since: monday, lastSeen: log.entries[0],
                    isUnseen: $0 == dewi, cases: 0)
            }
            trail.now = Timestamp(seconds: monday.seconds + 100 * 86_400)
        }
        #expect(Set(findings.map(\.id)).count == 2)
    }

    // MARK: Files of rules

    @Test func aFileOfRulesSaysOnlyWhatDiffers() throws {
        let text = """
            {"amanah": "audit-rules/1", "burst": {"documents": 5, "weight": "low"}, "silence": {"weight": "off"},
             "workingHours": {"holidays": ["2026-11-02"]}}
            """
        let rules = try AuditRules(json: Array(text.utf8))
        #expect(rules.burst == BurstRule(weight: .low, documents: 5, minutes: 10))
        #expect(rules.refusals == RefusalsRule())
        // Monday at nine in Jakarta is eleven in Jayapura, and a holiday there.
        let clock = try OfficeHours.Clock(rules.workingHours, in: OfficeTimeZone("Asia/Jayapura"))
        #expect(clock.text(monday) == "2026-11-02 11:00" && !clock.isOpen(monday))
        #expect(try AuditRules(json: AuditRules().json()) == AuditRules())
        let log = Log(monday)
        log.add(dewi, "document.list")
        log.add(dewi, "document.list", minute: 30 * 1440)
        let trail = Trail(entries: log.entries, now: monday)
        #expect(!rules.findings(in: trail, clock).contains { $0.rule == .silence })
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"amanah": "audit-rules/2"}"#,
        #"{"amanah": "audit-rules/1", "brust": {"documents": 5}}"#,
        #"{"amanah": "audit-rules/1", "burst": {"document": 5}}"#,
        #"{"amanah": "audit-rules/1", "burst": {"documents": 0}}"#,
        #"{"amanah": "audit-rules/1", "burst": {"documents": "5"}}"#,
        #"{"amanah": "audit-rules/1", "burst": 5}"#,
        #"{"amanah": "audit-rules/1", "burst": {"weight": "heavy"}}"#,
        // The zone is the vault's.
        #"{"amanah": "audit-rules/1", "workingHours": {"timeZone": "Asia/Makassar"}}"#,
        #"{"amanah": "audit-rules/1", "workingHours": {"from": "18:00", "to": "07:00"}}"#,
        #"{"amanah": "audit-rules/1", "workingHours": {"from": "7:00"}}"#,
        #"{"amanah": "audit-rules/1", "workingHours": {"holidays": ["tomorrow"]}}"#,
        #"{"amanah": "audit-rules/1", "workingHours": {"days": ["monday"]}}"#,
    ])
    func aMistakeInAFileOfRulesIsAnErrorAndNotARuleLost(_ text: String) {
        #expect {
            try AuditRules(json: Array(text.utf8))
        } throws: { error in
            switch error {
            case LedgerError.time, is SettingFault: true
            default: false
            }
        }
    }

    @Test func aDayIsTheOfficesDay() throws {
        let clock = try OfficeHours.Clock(OfficeHours(), in: .standard)
        #expect(try clock.instant("2026-11-02", endOfDay: false).description == "2026-11-01T17:00:00Z")
        #expect(try clock.instant("2026-11-02", endOfDay: true).description == "2026-11-02T16:59:59Z")
        #expect(
            try clock.instant("2026-11-02T08:00:00Z", endOfDay: true).description == "2026-11-02T08:00:00Z")
        #expect(throws: LedgerError.time(.notATime("yesterday"))) {
            try clock.instant("yesterday", endOfDay: true)
        }
        let early = clock.local(Timestamp(seconds: -86_400 * 3))
        #expect(early.date == "1969-12-29" && early.weekday == 0 && early.time == "07:00")
    }
}
