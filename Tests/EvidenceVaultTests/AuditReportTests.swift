import Bytes
import Foundation
@testable import Oversight
@testable import Presentation
@testable import Ledger
import TestSupport
import Testing

@testable import EvidenceVault

@Suite struct AuditReportTests {
    /// All that a report puts out, in both languages.
    private func outputs(_ report: AuditReport) throws -> [(String, String)] {
        try [
            ("page", report.html(.english)), ("halaman", report.html(.indonesian)), ("CSV", report.csv),
            ("JSON Lines", report.jsonLines()),
        ].map { ($0.0, String(decoding: $0.1, as: UTF8.self)) }
    }

    @Test func aReportOfTheExampleCaseHasNothingThatAuditorsMustNotSee() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        let ref = "TPPO-2026-0017"
        try office.openCase(ref)
        let folder = Vectors.packageFolder.appending(path: "Examples/kasus-melati")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count >= 9)
        var secrets: Set = ["Melati", "rahasia", "Bu Sumarni", "diceritakan oleh korban"]
        let vault = try office.open("coordinator")
        for (index, name) in names.enumerated() {
            let kinds: [DocumentKind] = [.chronology, .visum, .identityDocument, .wageProof]
            let submission = try Submission(
                path: folder.appending(path: name).path, name: name, kind: kinds[index % kinds.count],
                title: "Judul ke-\(index) Melati", obtained: "diceritakan oleh korban")
            _ = try vault.deposit([submission], in: vault.caseFile(ref))
            secrets.formUnion([name, String(name.split(separator: ".")[0]), "Judul ke-"])
            // What the documents say, line by line.
            if let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) {
                secrets.formUnion(
                    text.split(whereSeparator: \.isNewline).map(String.init).filter { $0.count > 11 })
            }
            _ = try vault.read(index + 1, in: vault.caseFile(ref))
        }
        #expect(secrets.count > 40)
        let kinds = Set(DocumentKind.allCases)
        _ = try vault.recordConsent(
            in: vault.caseFile(ref), purpose: .protection, to: Office("lpsk"),
            .kinds(kinds, later: true), givenBy: "Bu Sumarni")
        try office.giveKey(of: "stranger")
        let again = try office.open("coordinator")
        _ = try again.createBundle(
            of: again.caseFile(ref), to: Office("lpsk"),
            recipient: BundleRecipient(card: office.person("stranger").card),
            at: office.folder.appending("b.age").path)
        try office.enrol("second", [.companion])
        let second = try office.open("second")
        try second.requestEmergency(
            in: second.caseFile(ref), as: .companion, reason: "Melati dan Bu Sumarni di rumah sakit",
            duration: 3600)
        #expect(throws: VaultError.self) { try office.open("auditor").list(vault.caseFile(ref)) }
        _ = try office.open("companion").cases()

        let report = try office.open("auditor").auditReport()
        for (kind, text) in try outputs(report) {
            for secret in secrets { #expect(!text.contains(secret), "\(kind) has “\(secret)”") }
            #expect(text.contains("\(ref)/\(names.count)") && text.contains("coordinator"), "\(kind)")
        }
        // The trail itself has none of it either, so a new table cannot bring it back.
        let all = "\(report.trail)"
        for secret in secrets { #expect(!all.contains(secret), "trail has “\(secret)”") }
        #expect(report.findings.contains { $0.rule == .emergency })
        #expect(report.findings.contains { $0.rule == .ownConsent })
    }

    @Test func hostileNamesAreTextInPagesSpreadsheetsAndLines() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        let hostile = [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "</style></svg>",
            "=HYPERLINK(\"http://x\",\"y\")", "@SUM(1)", "+1+1", "-2+3", "＝1+1", "a,b\"c",
            "\"\u{301}onload=x", "{{7*7}}",
        ]
        for name in hostile { try office.enrol(name, [.coordinator]) }
        for (index, name) in hostile.enumerated() {
            let vault = try office.open(name)
            let file = try vault.openCase(title: "x", ref: "H-\(index)")
            _ = try vault.list(file)
            // What an author's own program says was asked for is theirs to choose.
            try vault.log.append { _ in
                [
                    .access(
                        Access(
                            kind: .refusal, caseID: file.id, document: nil, asked: "<b>asked",
                            reason: "=cmd|'x'"))
                ]
            }
            _ = try vault.recordConsent(
                in: vault.caseFile("H-\(index)"), purpose: .police, to: Office("police"),
                .kinds([.visum], later: true), givenBy: "x")
            _ = try vault.proposeKey(
                of: Office("police"), card: MemberIdentity.generate(name: name).card, how: name)
        }
        let report = try office.open("auditor").auditReport()
        for language in Language.allCases {
            let page = String(decoding: report.html(language), as: UTF8.self)
            for name in hostile {
                #expect(page.contains(HTML.escape(name)), "\(name)")
            }
            // Tags and attributes are ours alone.
            let tags = Set(page.matches(of: #/<([a-zA-Z!/][^\s>]*)/#).map { String($0.output.1) })
            let ours: Set = [
                "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "span", "div",
                "p",
                "table", "thead", "tbody", "tr", "th", "td", "nav", "main", "section", "a", "small", "ul",
                "li", "b",
                "code", "figure", "figcaption", "svg", "text", "rect", "line", "defs", "pattern", "br",
            ]
            let others = tags.subtracting(ours.union(ours.map { "/" + $0 }))
            #expect(others == ["!DOCTYPE"])
            #expect(
                !page.contains("onerror=alert(1)>") && !page.contains("<b>asked") && !page.contains("<script")
            )
        }
        let csv = String(decoding: report.csv, as: UTF8.self)
        for cell in csv.split(whereSeparator: { ",\r\n".contains($0) }) {
            let first = cell.unicodeScalars.first { $0 != "\"" }
            #expect(!(first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false), "\(cell)")
        }
        #expect(csv.contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""))
        #expect(CSV.record(["\"\u{301}x", "a\u{202E}b"]) == "\"\"\"\u{301}x\",a\\u{202E}b")
        for line in String(decoding: try report.jsonLines(), as: UTF8.self).split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["act"] is String)
        }
        #expect(visibleJSON("\"a\u{202E}b\u{1F600}\"") == "\"a\\u202eb\u{1F600}\"")
    }

    @Test func thePageNeedsNoScriptAndNoNetworkAndItsLinksLead() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("isi", kind: .visum)
        _ = try office.read(1, as: "lawyer")
        office.time = Timestamp(seconds: office.time.seconds + 100 * 86_400)
        let report = try office.open("auditor").auditReport()
        #expect(
            report.findings.contains { $0.rule == .unseen }
                && report.findings.contains { $0.rule == .silence })
        for language in Language.allCases {
            let page = String(decoding: report.html(language), as: UTF8.self)
            #expect(page.contains("default-src 'none'") && page.contains("lang=\"\(language.rawValue)\""))
            for word in ["<script", "http:", "https:", "src=", "url(http", "@import", "<img", "<iframe"] {
                #expect(!page.contains(word), "\(word)")
            }
            let ids = page.matches(of: #/ id="([^"]+)"/#).map { String($0.output.1) }
            #expect(Set(ids).count == ids.count, "no id twice")
            let targets = Set(page.matches(of: #/href="#([^"]+)"/#).map { String($0.output.1) })
            #expect(targets.subtracting(ids).isEmpty, "\(targets.subtracting(ids))")
            for finding in report.findings {
                #expect(ids.contains(finding.id))
                for position in finding.entries { #expect(ids.contains("e\(position)")) }
            }
        }
    }

    @Test func onlyAuditorsMakeAReportAndTheMakingIsInTheLog() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        for name in ["custodian", "coordinator", "lawyer"] {
            #expect(throws: VaultError.notPermitted(.role(needed: [.auditor]))) {
                try office.open(name).auditReport()
            }
        }
        let before = try office.open("auditor").state.head.size
        let report = try office.open("auditor").auditReport()
        #expect(report.head.size == before + 1)
        #expect(report.entries.last?.act == "audit.report" && report.entries.last?.by.name == "auditor")
        #expect(
            report.entries.filter(\.isRefusal).map(\.details)
                == Array(repeating: .refused(asked: "audit.report", reason: "role"), count: 3))
        #expect(try office.open("custodian").auditTrail().last?.statement == nil, "others do not see whose")
    }

    @Test func aFindingKeepsItsNameWhateverThePeriod() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        try office.deposit("isi", kind: .visum)
        // Through a night, across midnight UTC and Jakarta's, on one day of Jakarta each.
        let evening = try #require(Timestamp("2026-11-02T13:00:00Z"))
        for hour in [0, 1, 2, 11] {
            office.time = Timestamp(seconds: evening.seconds + Int64(hour) * 3600)
            _ = try office.read(1, as: "lawyer")
        }
        let whole = try office.open("auditor").auditReport()
        let nights = whole.findings.filter { $0.rule == .outsideHours && $0.member?.name == "lawyer" }
        #expect(nights.count == 1 && nights.first?.entries.count == 3)
        let part = try office.open("auditor").auditReport(
            from: "2026-11-02T14:30:00Z", to: "2026-11-02T15:30:00Z")
        #expect(part.entries.count == 1)
        #expect(part.findings.first { $0.rule == .outsideHours }?.id == nights.first?.id)
        #expect(part.accesses.count == 1)
        let page = String(decoding: part.html(.english), as: UTF8.self)
        for position in nights[0].entries { #expect(page.contains("id=\"e\(position)\"")) }
        #expect(throws: LedgerError.time(.endsBeforeItBegins)) {
            try office.open("auditor").auditReport(from: "2026-11-03", to: "2026-11-02")
        }
    }

    @Test func aVerdictSettlesAFindingAndIsShown() throws {
        let office = try TestOffice()
        let auditor = try office.open("auditor")
        office.time = Timestamp(seconds: office.time.seconds + 8 * 86_400)
        let first = try office.open("auditor").auditReport()
        let silence = try #require(first.findings.first { $0.rule == .silence })
        #expect(first.isOpen(silence))
        _ = try auditor.review(verdicts: [
            Verdict(finding: silence.id, verdict: .questioned, note: "kantor <tutup>?")
        ])
        let second = try office.open("auditor").auditReport()
        #expect(second.isOpen(silence), "a question waits for its answer")
        let page = String(decoding: second.html(.indonesian), as: UTF8.self)
        #expect(page.contains("minta penjelasan") && page.contains(": kantor &lt;tutup&gt;?"))
        _ = try office.open("auditor").review(verdicts: [Verdict(finding: silence.id, verdict: .accepted)])
        let third = try office.open("auditor").auditReport()
        #expect(!third.isOpen(silence) && third.findings.contains { $0.id == silence.id })
        #expect(String(decoding: third.html(.indonesian), as: UTF8.self).contains("dinyatakan wajar"))
    }

    @Test func whoLeftIsFoundUntilTheKeysChange() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        let file = try office.openCase()
        let custodian = try office.open("custodian")
        try custodian.end(custodian.member(named: "health"), isFinal: true)
        let found = try office.open("auditor").auditReport().findings.filter { $0.rule == .keysBeyondRole }
        #expect(found.map(\.caseRefs) == [[file.ref]] && found.first?.member?.name == "health")
        _ = try office.open("coordinator")
        #expect(
            try office.open("auditor").auditReport().findings.contains { $0.rule == .keysBeyondRole } == false
        )
    }

    @Test func entriesThatThisAuditorCannotOpenAreCountedAndNotPassedOver() throws {
        let office = try TestOffice()
        _ = try office.open("auditor")
        try office.openCase()
        _ = try office.open("companion").cases()
        try office.enrol("stranger", [.auditor])
        let report = try office.open("stranger").auditReport()
        #expect(report.trail.unreadable.count == 2, "the look, and that a report was made")
        let page = String(decoding: report.html(.english), as: UTF8.self)
        #expect(page.contains("2 entries could not be opened"))
    }

    @Test func everyActHasWordsInBothLanguages() {
        for name in Act.names {
            for language in Language.allCases { #expect(language.act(name) != name, "\(name)") }
        }
        #expect(Language.english.act("later.act") == "later.act")
    }

    @Test func amountsAreWrittenAsTheLanguageDoes() {
        #expect(Language.english.grouped(1_234_567) == "1,234,567")
        #expect(Language.indonesian.grouped(1234) == "1.234")
        #expect(Language.english.span(3 * 3600 + 120) == "3 h 2 min")
        #expect(Language.indonesian.span(9 * 86_400) == "9 hari")
        #expect(Language.indonesian.day("2026-08-03") == "3 Agu 2026")
    }
}
