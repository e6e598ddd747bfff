import Foundation
import TestSupport
import Testing

/// What offices expect, as people type it.
@Suite struct ExpectationCommandsTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> Session {
        let session = try Session()
        try session.makeOffice()
        return session
    }

    @Test func aListIsWrittenCorrectedAndTakenIn() throws {
        let session = try office()
        let shown = try session.amanah("office", "expects", "lpsk", as: "lawyer")
        #expect(shown.hasPrefix("built-in list 1 of 2026-11-30\n"), "\(shown)")
        #expect(shown.contains("Peraturan Ketua LPSK 1/2015 †") && shown.contains("PERMA 1/2022 Pasal 5"))
        #expect(!shown.contains("task-force"))
        #expect(try session.amanah("office", "expects", as: "auditor").contains("\ntask-force\n"))
        let unknown = try session.amanah("office", "expects", "embassy", as: "lawyer")
        #expect(unknown.contains("what it expects is not known"))

        try session.amanah("office", "expects", "--export", session.path("list.json"), as: "lawyer")
        let list = try session.contents("list.json")
        #expect(try session.amanah("office", "expects", "--export", "-", as: "lawyer") == list)
        let own = list.replacing("\"version\" : \"1\"", with: "\"version\" : \"Damar 2\"")
            .replacing("\"2026-11-30\"", with: "\"2026-11-01\"")
            .replacing("Peraturan Ketua LPSK 1/2015", with: "Peraturan LPSK 2/2020")
        try session.write("own.json", own)
        let take = ["office", "expects", "--import", session.path("own.json"), "--yes"]
        let refused = try session.amanah(take, as: "coordinator")
        #expect(refused.status == 3 && refused.errors.contains("in the log"), "\(refused.errors)")
        let taken = try session.amanah(take, as: "custodian")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(taken.output.contains("~ lpsk  chronology  required"), "\(taken.output)")
        #expect(taken.output.contains("citation: Peraturan Ketua LPSK 1/2015 → Peraturan LPSK 2/2020"))
        #expect(!taken.output.contains("village"))

        let after = try session.amanah("office", "expects", "lpsk", as: "lawyer")
        #expect(
            after.contains("the organisation's list Damar 2 of 2026-11-01") && after.contains("by custodian"))
        #expect(after.contains("Peraturan LPSK 2/2020"))
        #expect(
            try session.amanah("office", "expects", "lpsk", "--built-in", as: "lawyer").contains(
                "Peraturan Ketua LPSK 1/2015"))
        #expect(
            try session.amanah(["office", "expects"], as: "lawyer").errors.contains("newer (2026-11-30)"))
        let json = try JSONSerialization.jsonObject(
            with: Data(session.amanah("office", "expects", "lpsk", "--json", as: "lawyer").utf8))
        let object = try #require(json as? [String: Any])
        #expect((object["list"] as? [String: Any])?["source"] as? String == "organisation")
        #expect(((object["offices"] as? [String: Any])?["lpsk"] as? [Any])?.count ?? 0 > 8)
        let log = try session.amanah("audit", "log", as: "auditor")
        #expect(log.contains("office.expect") && log.contains("version Damar 2"))
        #expect(try session.amanah(take, as: "custodian").output.contains("no item changes"))
        try session.amanah(["office", "expects", "lpsk", "--import", "x"], as: "custodian", failsWith: 2)
    }

    @Test(arguments: [
        ("en", "line 7, offices.lpsk.0.citation: is missing"),
        ("id", "baris 7, offices.lpsk.0.citation: tidak ada"),
    ])
    func aRuleWithoutACitationIsRefused(_ language: String, _ words: String) throws {
        let session = try office()
        session.environment["AMANAH_LANG"] = language
        let path = try session.write(
            "own.json",
            """
            {
              "amanah": "expectations/1",
              "version": "1",
              "date": "2026-11-30",
              "offices": {
                "lpsk": [
                  {
                    "id": "chronology",
                    "words": {"en": "chronology", "id": "kronologi"},
                    "need": "required",
                    "kinds": ["chronology"]
                  }
                ]
              }
            }
            """)
        let errors = try session.amanah(
            ["office", "expects", "--import", path, "--yes"], as: "custodian", failsWith: 2)
        #expect(errors.contains("own.json: " + words), "\(errors)")
        try session.write("own.json", String(repeating: " ", count: 65_537))
        try session.amanah(["office", "expects", "--import", path, "--yes"], as: "custodian", failsWith: 2)
        let list = try session.amanah("office", "expects", "lpsk", as: "lawyer")
        #expect(list.contains(language == "id" ? "daftar bawaan 1 tanggal" : "built-in list 1 of"), "\(list)")
    }

    @Test func whatIsMissingIsSaidWithTheBundle() throws {
        let session = try office()
        for (name, kind) in [
            ("kronologi.txt", "chronology"), ("ktp.txt", "identity-document"), ("putusan.txt", "verdict"),
            ("catatan.txt", "case-note"), ("kuasa.txt", "power-of-attorney"),
        ] {
            try session.amanah(
                "add", ref, session.write(name, name), "--kind", kind, as: "companion")
        }
        try session.giveKey()
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents",
            "1,3,4", "--given-by", "Melati", as: "companion")
        let create = ["bundle", "create", ref, "--to", "lpsk", "--yes"]
        let made = try session.amanah(create + ["-o", session.path("a.age")], as: "lawyer")
        #expect(made.status == 0 && made.output.contains("P-1") && !made.output.contains("P-2"))
        for words in [
            "What lpsk expects, for protection (built-in list 1 of 2026-11-30):",
            "  there    chronology and description of what happened: 1",
            "  MISSING  letter of application, with a duty stamp: no such document in the case",
            "  MISSING  copy of KTP, SIM or passport: no consent for 2",
            "  2, 5: consent 1 (protection) does not cover it",
            "  amanah consent record \(ref) --purpose protection --recipient lpsk --documents 2,5 --given-by NAME",
            "left out: 3: lpsk does not expect it; --with takes it", "left out: 4: not readable to you",
        ] { #expect(made.errors.contains(words + "\n"), "\(words)\n\(made.errors)") }
        let added = try session.amanah(create + ["--with", "3", "-o", session.path("b.age")], as: "lawyer")
        #expect(added.status == 0 && added.output.contains("P-2"), "\(added.errors)")
        try session.amanah(
            create + ["--with", "3", "--without", "3", "-o", session.path("c.age")], as: "lawyer",
            failsWith: 2)
        let none = try session.amanah(
            create + ["--without", "1", "-o", session.path("c.age")], as: "lawyer")
        #expect(none.status == 2 || none.status == 3, "\(none.errors)")
        let json = try session.amanah(create + ["--json", "-o", session.path("d.age")], as: "lawyer")
        let object = try #require(
            JSONSerialization.jsonObject(with: json.stdout) as? [String: Any], "\(json.errors)")
        let expected = try #require(object["expected"] as? [String: Any])
        let items = try #require(expected["items"] as? [[String: Any]])
        #expect(
            items.contains {
                $0["id"] as? String == "application" && $0["missing"] as? String == "not-in-case"
            })
        #expect(
            (expected["gaps"] as? [[String: Any]])?.first?["documents"] as? [String] == [
                "\(ref)/2", "\(ref)/5",
            ])
        #expect((object["leftOut"] as? [[String: Any]])?.count == 4)

        try session.amanah("consent", "withdraw", ref, "1", "--channel", "telepon", as: "companion")
        session.environment["AMANAH_LANG"] = "id"
        let refused = try session.amanah(
            create + ["-o", session.path("e.age")], as: "lawyer", failsWith: 3)
        #expect(refused.contains("persetujuan 1 (perlindungan) ditarik kembali pada 20"), "\(refused)")
        #expect(
            refused.contains(
                "amanah consent record \(ref) --purpose protection --recipient lpsk --documents 1,2,5 --given-by NAMA"
            ),
            "\(refused)")
    }
}
