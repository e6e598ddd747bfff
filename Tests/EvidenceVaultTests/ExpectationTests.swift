import Bytes
@testable import CaseRecords
import Foundation
@testable import Ledger
import Testing

@testable import EvidenceVault

/// What offices expect: as a file, as an act, and as what is proposed by it.
@Suite struct ExpectationTests {
    private static let ref = "TPPO-2026-0017"
    private static let base = """
        {
          "amanah": "expectations/1",
          "version": "uji 1",
          "date": "2026-11-30",
          "offices": {
            "lpsk": [
              {
                "id": "chronology",
                "words": {"en": "chronology", "id": "kronologi"},
                "need": "required",
                "kinds": ["chronology"],
                "purposes": ["protection"],
                "citation": "UU 1/2000 Pasal 1"
              },
              {
                "id": "letter",
                "words": {"en": "letter", "id": "surat"},
                "need": "usual",
                "kinds": ["correspondence", "statement"],
                "citation": "UU 1/2000 Pasal 2",
                "check": {"en": "see it", "id": "lihat"}
              }
            ]
          }
        }
        """

    private static func read(_ text: String) throws(SettingFault) -> Expectations {
        try Expectations(json: Array(text.utf8))
    }

    // MARK: The file

    @Test func theProgramsOwnAreRead() throws {
        let own = Expectations.builtIn
        #expect(try Expectations(json: own.file()) == own)
        #expect(try own.file().count <= Expectations.longestFile)
        for office in [
            "police", "lpsk", "prosecutor", "court", "hospital", "psychologist", "shelter", "village",
            "survivor", "task-force",
        ] { #expect(try !own.of(Office(office)).isEmpty, "\(office)") }
        let (protection, restitution) = (
            try own.of(Office("lpsk"), for: [.protection]), try own.of(Office("lpsk"), for: [.restitution])
        )
        #expect(protection.contains { $0.kinds == [.lpskApplication] })
        #expect(!restitution.contains { $0.kinds == [.lpskApplication] })
        #expect(restitution.contains { $0.kinds == [.restitutionApplication] })
        #expect(own.offices.values.joined().allSatisfy { !$0.citation.isEmpty })
    }

    @Test func aFileIsReadAsItWasWritten() throws {
        let read = try Self.read(Self.base)
        #expect(read.version == "uji 1" && read.date == "2026-11-30")
        #expect(try read.of(Office("police")).isEmpty)
        let items = try read.of(Office("lpsk"))
        #expect(
            items == [
                Expectation(
                    id: "chronology", words: .init(english: "chronology", indonesian: "kronologi"),
                    need: .required, kinds: [.chronology], purposes: [.protection],
                    citation: "UU 1/2000 Pasal 1"),
                Expectation(
                    id: "letter", words: .init(english: "letter", indonesian: "surat"), need: .usual,
                    kinds: [.correspondence, .statement], citation: "UU 1/2000 Pasal 2",
                    check: .init(english: "see it", indonesian: "lihat")),
            ])
        #expect(try read.of(Office("lpsk"), for: [.police]) == [items[1]])
        #expect(try Expectations(json: read.file()) == read)
        #expect(try Expectations(json: CanonicalJSON.encode(read)) == read)
    }

    struct Faulty: CustomTestStringConvertible, Sendable {
        let old, new, member: String
        let line: Int?
        let reason: SettingFault.Reason
        var testDescription: String { "\(member): \(reason)" }
    }

    private static let item = "offices.lpsk."
    static let faults: [Faulty] = [
        .init(
            old: ",\n        \"citation\": \"UU 1/2000 Pasal 1\"", new: "", member: item + "0.citation",
            line: 7, reason: .missing),
        .init(
            old: "\"UU 1/2000 Pasal 1\"", new: "\"  \"", member: item + "0.citation", line: 13,
            reason: .missing),
        .init(
            old: "\"UU 1/2000 Pasal 1\"", new: "7", member: item + "0.citation", line: 13,
            reason: .otherKind(expected: .text, found: .wholeNumber)),
        .init(
            old: "Pasal 1\"", new: "Pasal\\n1\"", member: item + "0.citation", line: 13, reason: .notALine),
        .init(
            old: "\"usual\"", new: "\"usal\"", member: item + "1.need", line: 18,
            reason: .notOneOf(["usual"])),
        .init(
            old: "[\"chronology\"]", new: "[\"chronolgy\"]", member: item + "0.kinds.0", line: 11,
            reason: .notOneOf(["chronology"])),
        .init(old: "[\"chronology\"]", new: "[]", member: item + "0.kinds", line: 11, reason: .missing),
        .init(
            old: "\"correspondence\"", new: "\"statement\"", member: item + "1.kinds.1", line: 19,
            reason: .doubled(line: 19)),
        .init(
            old: "[\"protection\"]", new: "\"protection\"", member: item + "0.purposes", line: 12,
            reason: .otherKind(expected: .list, found: .text)),
        .init(
            old: "\"id\": \"letter\"", new: "\"id\": \"chronology\"", member: item + "0.id", line: 8,
            reason: .doubled(line: 16)),
        .init(
            old: "\"id\": \"letter\"", new: "\"id\": \"A letter\"", member: item + "1.id", line: 16,
            reason: .notAWord),
        .init(
            old: "\"need\": \"required\"", new: "\"neeed\": \"required\"", member: item + "0.neeed", line: 10,
            reason: .unknown(
                nearest: "need",
                known: ["id", "words", "need", "kinds", "purposes", "citation", "check"])),
        .init(
            old: ", \"id\": \"surat\"", new: "", member: item + "1.words.id", line: 17, reason: .missing),
        .init(
            old: "\"usual\",\n        \"kinds\": [\"correspondence\", \"statement\"]",
            new: "\"never\",\n        \"kinds\": [\"chronology\"]", member: item + "1", line: 15,
            reason: .contradicts(["offices", "lpsk", "0"])),
        .init(old: "2026-11-30", new: "2026-11-31", member: "date", line: 4, reason: .notADay),
        .init(
            old: "uji 1", new: String(repeating: "x", count: 41), member: "version", line: 3,
            reason: .longerThan(40)),
        .init(
            old: "expectations/1", new: "expectations/2", member: "amanah", line: 2,
            reason: .notOneOf(["expectations/1"])),
        .init(
            old: "\"lpsk\"", new: "\"lspk\"", member: "offices.lspk", line: 6,
            reason: .unknown(nearest: "lpsk", known: Office.known.map(\.id))),
        .init(
            old: "\"date\":", new: "\"version\": \"2\",\n  \"date\":", member: "version", line: nil,
            reason: .doubled(line: 4)),
    ]

    @Test(arguments: faults) func aFaultIsToldWithLineAndMember(_ faulty: Faulty) throws {
        try #require(Self.base.contains(faulty.old))
        let range = try #require(Self.base.range(of: faulty.old))
        let text = Self.base.replacingCharacters(in: range, with: faulty.new)
        let fault = #expect(throws: SettingFault.self) { try Self.read(text) }
        #expect(fault?.place == .member(faulty.member.split(separator: ".").map(String.init)))
        #expect(fault?.line == faulty.line && fault?.reason == faulty.reason, "\(String(describing: fault))")
    }

    @Test func whatIsNoJSONIsToldWithItsLine() throws {
        let fault = #expect(throws: SettingFault.self) { try Self.read(String(Self.base.dropLast())) }
        #expect(fault?.place == .line(25) && fault?.reason == .notJSON)
    }

    @Test func whatChangesIsShown() throws {
        let old = try Self.read(Self.base)
        let new = try Self.read(
            Self.base.replacing("\"usual\"", with: "\"required\"").replacing(
                "\"chronology\",", with: "\"story\","))
        let change = ExpectationsChange(from: old, to: new)
        #expect(change.items.map { $0.after?.id } == ["story", "letter", nil])
        #expect(change.items.map { $0.before?.id } == [nil, "letter", "chronology"])
        #expect(ExpectationsChange(from: old, to: old).items.isEmpty)
    }

    // MARK: The act

    @Test func aCustodianSetsThemForEverybody() throws {
        let office = try TestOffice()
        let lawyer = try office.open("lawyer").expectations()
        #expect(lawyer.source == .program && lawyer.expectations == .builtIn)
        let own = try Self.read(Self.base)
        try office.open("custodian").setExpectations(own)
        let custodian = try office.person("custodian").fingerprint
        for name in ["lawyer", "auditor", "health"] {
            let inForce = try office.open(name).expectations()
            #expect(inForce.expectations == own && inForce.unread == nil, "\(name)")
            #expect(inForce.source == .organisation(at: office.time, by: custodian), "\(name)")
        }
        #expect(throws: VaultError.notPermitted(.role(needed: [.custodian]))) {
            try office.open("coordinator").setExpectations(.builtIn)
        }
        // Who comes later, under keys of later, reads them too; the newest count.
        let again = try office.open("custodian")
        try again.end(again.member(named: "health"), isFinal: true)
        try office.enrol("baru", [.lawyer])
        #expect(try office.open("baru").expectations().expectations == own)
        try office.open("custodian").setExpectations(.builtIn)
        #expect(try office.open("baru").expectations().expectations == .builtIn)
        let notes = try office.open("lawyer").notedTrail().filter {
            $0.statement?.act.name == "office.expect"
        }.map(\.note)
        #expect(notes == ["version uji 1", "version \(Expectations.builtIn.version)"])
        #expect(try office.findings(as: "lawyer").isEmpty)
    }

    @Test func whoIsNoCustodianIsNotBelieved() throws {
        let office = try TestOffice()
        let set = ExpectationsSet(
            expectations: try CanonicalJSON.decode(
                JSONValue.self, from: CanonicalJSON.encode(Self.read(Self.base))))
        let size = try office.open("coordinator").state.head.size
        try office.forge(as: "coordinator") { _ in .setExpectations(set) }
        try office.expectVoid(at: size, .notEntitled(.custodianSetsExpectations), by: "coordinator")
        #expect(try office.open("lawyer").expectations().source == .program)
    }

    /// The log takes what this program cannot read: a later one may. Then the program's own are used, and that is told.
    @Test func whatThisProgramCannotReadStopsNobody() throws {
        let office = try TestOffice()
        try office.open("custodian").setExpectations(Self.read(Self.base))
        try office.forge(as: "custodian") { _ in
            .setExpectations(ExpectationsSet(expectations: .object(["amanah": .string("expectations/9")])))
        }
        let inForce = try office.open("lawyer").expectations()
        #expect(inForce.source == .program && inForce.expectations == .builtIn)
        #expect(inForce.unread?.place == .member(["version"]) || inForce.unread?.place == .member(["amanah"]))
        #expect(try office.open("lawyer").state.unrepairedVoids == 0)
    }

    // MARK: What is proposed

    /// One of each: 1 chronology, 2 identity, 3 power of attorney, 4 police report, 5 threat, 6 counselling, 7 case note, 8 verdict,
    /// 9 monitoring.
    private func office() throws -> TestOffice {
        let office = try TestOffice()
        try office.openCase()
        for kind in [
            DocumentKind.chronology, .identityDocument, .powerOfAttorney, .policeReport, .electronic,
            .counselling, .caseNote, .verdict, .monitoring,
        ] { try office.deposit(kind.rawValue, kind: kind) }
        try office.giveKey()
        return office
    }

    private func consent(
        _ office: TestOffice, _ documents: [Int], _ purpose: ConsentPurpose = .protection,
        to recipient: String = "lpsk", until: Timestamp? = nil
    ) throws {
        let vault = try office.open("coordinator")
        _ = try vault.recordConsent(
            in: vault.caseFile(Self.ref), purpose: purpose, to: Office(recipient), .documents(documents),
            givenBy: "Melati", until: until)
    }

    private func plan(
        _ office: TestOffice, as name: String = "coordinator", to recipient: String = "lpsk",
        for purpose: ConsentPurpose? = nil, documents: [Int]? = nil, with added: [Int] = [],
        without excluded: [Int] = []
    ) throws -> BundlePlan {
        let vault = try office.open(name)
        return try vault.planBundle(
            of: vault.caseFile(Self.ref), to: Office(recipient), for: purpose, documents: documents,
            with: added, without: excluded)
    }

    private func absences(_ plan: BundlePlan) -> [String: ExpectationCheck.Absence] {
        Dictionary(
            plan.check.items.compactMap { item in item.absence.map { (item.expectation.id, $0) } },
            uniquingKeysWith: { $1 })
    }

    private func given(_ plan: BundlePlan) -> [String: [Int]] {
        Dictionary(
            plan.check.items.compactMap { $0.given.isEmpty ? nil : ($0.expectation.id, $0.given) },
            uniquingKeysWith: { $1 })
    }

    @Test func whatTheOfficeExpectsIsProposedAndTheRestIsSaid() throws {
        let office = try office()
        try consent(office, [1, 2, 3, 6, 7, 8, 9])
        let plan = try plan(office)
        #expect(plan.exhibits.map(\.number) == [1, 2, 3])
        #expect(plan.check.purposes == [.protection] && plan.check.inForce.source == .program)
        #expect(given(plan) == ["chronology": [1], "identity": [2], "power-of-attorney": [3]])
        #expect(
            absences(plan) == [
                "application": .notInCase, "crime": .notCovered([4]), "threats": .notCovered([5]),
                "health": .notInCase,
            ])
        #expect(
            plan.check.gaps == [
                ConsentGap(documents: [4, 5], why: .notNamed, consent: 1, purpose: .protection)
            ])
        #expect(plan.leftOut.map(\.number) == [4, 5, 6, 7, 8, 9])
        #expect(
            plan.leftOut.map(\.reason) == [
                .noConsent(.policeReport), .noConsent(.electronic), .neverProposed(.counselling),
                .notExpected(.caseNote), .notExpected(.verdict), .notExpected(.monitoring),
            ])
    }

    @Test func documentsAreAddedAndExcluded() throws {
        let office = try office()
        try consent(office, [1, 2, 3, 6, 7, 8])
        let plan = try plan(office, with: [8, 6], without: [2])
        #expect(plan.exhibits.map(\.number) == [1, 3, 6, 8])
        #expect(absences(plan)["identity"] == .notChosen([2]))
        #expect(plan.leftOut.contains { $0.number == 2 && $0.reason == .excluded })
        // What the office is never given is taken when it is named, and told.
        #expect(given(plan)["notes"] == [6])
        expectNoConsent(to: "lpsk", [.electronic]) { try self.plan(office, with: [5]) }
        #expect(throws: VaultError.notPermitted(.cannotRead(.casework))) {
            try self.plan(office, as: "lawyer", with: [7])
        }
        // Named one by one, the office's list is looked at all the same.
        let named = try self.plan(office, documents: [1])
        #expect(named.exhibits.map(\.number) == [1] && named.leftOut.isEmpty)
        #expect(absences(named)["identity"] == .notChosen([2]))
        #expect(absences(named)["crime"] == .notChosen([4]))
        #expect(
            throws: VaultError.nothingProposed(
                try Office("lpsk"), caseRef: Self.ref, covered: [1, 2, 3, 7, 8])
        ) {
            try self.plan(office, without: [1, 2, 3, 4, 5])
        }
    }

    @Test func whatSomebodyCannotOpenMayBeWhatIsMissing() throws {
        let office = try office()
        try office.giveKey(of: "stranger", to: "village")
        try office.deposit("surat keterangan", kind: .reintegration)
        try consent(office, [1, 10], to: "village")
        let plan = try plan(office, as: "coordinator", to: "village")
        #expect(plan.exhibits.map(\.number) == [10])
        // A lawyer reads no casework: all of it may be the plan.
        try consent(office, [1], to: "village")
        let lawyer = try self.plan(office, as: "lawyer", to: "village", documents: [1])
        #expect(
            absences(lawyer)["plan"]
                == .notReadable(
                    [6, 7, 9, 10], of: [.casework], by: [.companion, .coordinator, .shelter]))
        #expect(given(lawyer)["evidence"] == [1])
        // Whose list has nothing but what is never given is proposed nothing.
        try office.giveKey(of: "orang lain", to: "task-force")
        try consent(office, [1], to: "task-force")
        #expect(throws: VaultError.nothingProposed(try Office("task-force"), caseRef: Self.ref, covered: [1]))
        {
            try self.plan(office, to: "task-force")
        }
    }

    @Test func aPurposeIsOfItsConsents() throws {
        let office = try office()
        try consent(office, [1, 2, 8])
        try consent(office, [2], .restitution)
        let restitution = try plan(office, for: .restitution)
        #expect(restitution.exhibits.map(\.number) == [2] && restitution.consents.map(\.number) == [2])
        #expect(
            restitution.check.gaps == [
                ConsentGap(documents: [4, 3, 8].sorted(), why: .none, consent: nil, purpose: nil)
            ]
                || restitution.check.gaps.contains {
                    $0.documents == [8] && $0.why == .otherPurpose && $0.consent == 1
                })
        #expect(try plan(office, for: .protection).exhibits.map(\.number) == [1, 2])
        // A judgment is expected for restitution alone, and the consent that names it is for protection.
        let both = try plan(office)
        #expect(both.check.purposes == [.protection, .restitution])
        #expect(both.exhibits.map(\.number) == [1, 2])
        #expect(
            both.check.gaps.contains {
                $0.documents == [8] && $0.why == .otherPurpose && $0.consent == 1 && $0.purpose == .protection
            })
        let refused = expectNoConsent(to: "lpsk", [.chronology]) {
            try self.plan(office, for: .restitution, documents: [1])
        }
        #expect(
            refused?.gaps == [
                ConsentGap(documents: [1], why: .otherPurpose, consent: 1, purpose: .protection)
            ])
        #expect(refused?.purpose == .restitution && refused?.caseRef == Self.ref)
    }

    @Test func theGapSaysWhichConsentEndedAndWhen() throws {
        let office = try office()
        let until = Timestamp(seconds: office.time.seconds + 60)
        try consent(office, [1, 2], until: until)
        try consent(office, [3])
        try consent(office, [4])
        office.time = Timestamp(seconds: office.time.seconds + 61)
        let coordinator = try office.open("coordinator")
        _ = try coordinator.withdrawConsent(2, in: coordinator.caseFile(Self.ref), channel: "telepon")
        let plan = try plan(office)
        #expect(plan.exhibits.map(\.number) == [4])
        #expect(
            plan.check.gaps == [
                ConsentGap(documents: [1, 2], why: .ended(until), consent: 1, purpose: .protection),
                ConsentGap(documents: [3], why: .withdrawn(office.time), consent: 2, purpose: .protection),
                ConsentGap(documents: [5], why: .notNamed, consent: 3, purpose: .protection),
            ])
        let none = expectNoConsent(
            to: "police", [.chronology, .electronic, .identityDocument, .powerOfAttorney]
        ) {
            try office.giveKey(of: "stranger", to: "police")
            _ = try self.plan(office, to: "police")
        }
        #expect(none?.gaps == [ConsentGap(documents: [1, 2, 3, 5], why: .none, consent: nil, purpose: nil)])
    }

    /// Of an office of which nothing is known all is proposed that is covered.
    @Test func anOfficeOfWhichNothingIsKnownIsGivenWhatIsCovered() throws {
        let office = try office()
        try office.giveKey(of: "stranger", to: "embassy")
        try consent(office, [1, 2, 6], .service, to: "embassy")
        let plan = try plan(office, to: "embassy")
        #expect(plan.exhibits.map(\.number) == [1, 2] && plan.check.items.isEmpty)
    }

    @Test func theOrganisationsOwnDecideWhatIsProposed() throws {
        let office = try office()
        try consent(office, [1, 2, 3])
        try office.open("custodian").setExpectations(Self.read(Self.base))
        let plan = try plan(office)
        #expect(plan.exhibits.map(\.number) == [1])
        #expect(plan.check.inForce.expectations.version == "uji 1")
        #expect(absences(plan) == ["letter": .notInCase])
    }
}
