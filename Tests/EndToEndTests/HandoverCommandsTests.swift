import Foundation
import TestSupport
import Testing

/// Offices, consents and what leaves, as people type them.
@Suite struct HandoverCommandsTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> Session {
        let session = try Session()
        try session.makeOffice()
        try session.amanah(
            "add", ref, session.write("kronologi.txt", "kronologi"), "--kind", "chronology", as: "companion")
        return session
    }

    private func record(_ until: String) -> [String] {
        [
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "1",
            "--given-by", "Melati", "--until", until,
        ]
    }

    @Test func aDayThatThereIsNotIsRefusedAndTheEndIsShown() throws {
        let session = try office()
        for day in [
            "2027-02-30", "2027-03-31T25:00:00Z", "2027-03-31 lusa", "2027-1-1", "besok", "2027-03-31T10:00",
        ] {
            let errors = try session.amanah(record(day), as: "companion", failsWith: 2)
            #expect(errors.contains("2027-03-31 or 31-03-2027 (a day in Asia/Jakarta)"), "\(errors)")
        }
        try session.amanah(record("2020-01-01"), as: "companion", failsWith: 2)
        let shown = try session.amanah(record("2090-03-31"), as: "companion").output
        #expect(shown.contains("until 2090-03-31 23:59:59 (Asia/Jakarta)"), "\(shown)")
        try session.amanah(["time-zone", "Asia/Jayapura"], as: "companion", failsWith: 3)
        try session.amanah(["time-zone", "Asia/Nowhere"], as: "custodian", failsWith: 2)
        #expect(try session.amanah("time-zone", as: "lawyer") == "Asia/Jakarta\n")
        #expect(try session.amanah("time-zone", "Asia/Jayapura", as: "custodian") == "Asia/Jayapura\n")
        #expect(
            try session.amanah(record("2090-03-31"), as: "companion").output.contains(
                "until 2090-03-31 23:59:59 (Asia/Jayapura)"))
        #expect(try session.amanah("status", as: "lawyer").contains("Asia/Jayapura"))
        #expect(try session.amanah("audit", "log", as: "lawyer").contains("WHEN (Asia/Jayapura)"))
        let list = try session.amanah("consent", "list", ref, "--json", as: "lawyer")
        #expect(list.contains("2090-03-31T16:59:59Z") && list.contains("2090-03-31T14:59:59Z"))
        // And where else days are typed.
        for words in [
            ["kit", "make", ref, "--kinds", "statement", "--until", "2027-02-30", "-o", session.path("kit")],
            ["audit", "log", "--from", "2027-02-30"],
        ] { try session.amanah(words, as: "coordinator", failsWith: 2) }
    }

    @Test func wordsThatNobodyKnowsAreRefusedWithTheNearest() throws {
        let session = try office()
        for (option, word, nearest) in [
            ("--recipient", "polsk", "polsek"), ("--purpose", "protecton", "protection"),
            ("--kinds", "chronolgy", "chronology"),
        ] {
            var words = record("2090-03-31")
            if option == "--kinds" {
                words.removeSubrange(7...8)
                words += [option, word]
            } else if let index = words.firstIndex(of: option) {
                words[index + 1] = word
            }
            let errors = try session.amanah(words, as: "companion", failsWith: 2)
            #expect(errors.contains("did you mean \(nearest)?"), "\(errors)")
        }
        let errors = try session.amanah(
            ["office", "add", "lspk", "--card", session.path("lpsk.card")], as: "lawyer", failsWith: 2)
        #expect(errors.contains("did you mean lpsk?"))
        #expect(try session.amanah(record("2090-03-31") + ["--also-later"], as: "companion").status == 2)
    }

    @Test func aBundleIsLookedAtBeforeItLeaves() throws {
        let session = try office()
        try session.giveKey()
        #expect(try session.amanah(record("2090-03-31"), as: "companion").status == 0)
        let create = ["bundle", "create", ref, "--to", "lpsk", "-o", session.path("b.age")]
        func alone(_ words: [String]) throws -> CommandResult {
            try run(
                "/usr/bin/setsid", ["-w", Session.binary] + words + session.credentials("lawyer"),
                environment: session.environment)
        }
        #expect(try alone(create).status == 2, "nobody has looked, and nobody has named the documents")
        #expect(!session.exists("b.age"))
        let made = try alone(create + ["--documents", "1"])
        #expect(made.status == 0 && made.output.contains("key        age1"), "\(made.errors)")
        if stockTool("script") != nil {
            // At a terminal it is shown and asked: no, and then yes.
            func typed(_ answer: String, _ file: String) throws -> CommandResult {
                let words = ["bundle", "create", ref, "--to", "lpsk", "-o", session.path(file)]
                let line = ([Session.binary] + words + session.credentials("lawyer"))
                    .map { "'\($0)'" }.joined(separator: " ")
                return try run(
                    "/usr/bin/setsid", ["-w", "script", "-qec", line, "/dev/null"],
                    input: Data("\(answer)\n".utf8), environment: session.environment)
            }
            let declined = try typed("n", "c.age")
            #expect(declined.output.contains("What the officer will see"), "\(declined.output)")
            #expect(declined.output.contains("kronologi.txt") && declined.output.contains("\(ref)/1"))
            #expect(!session.exists("c.age"))
            #expect(try typed("ya", "d.age").output.contains("P-1"))
            #expect(session.exists("d.age"))
        }
        let log = try session.amanah("audit", "log", as: "auditor")
        #expect(log.contains("to lpsk, key age1"))
    }

    /// What lies beside the sealed file is read by whoever has it in hand.
    @Test func whatGoesWithABundleNamesNoSurvivor() throws {
        let session = try office()
        try session.giveKey()
        #expect(try session.amanah(record("2090-03-31"), as: "companion").status == 0)
        func create(_ file: String, letters: String) -> [String] {
            [
                "bundle", "create", ref, "--to", "lpsk", "--yes", "-o", session.path(file), "--letters",
                session.path(letters),
            ]
        }
        let made = try session.amanah(
            create("lpsk.tar.age", letters: "pengantar/satu") + ["--json"], as: "lawyer")
        #expect(made.status == 0, "\(made.errors)")
        struct Made: Decodable {
            let sha256, manifestSha256: String
            let letters: [String]
        }
        let answer = try JSONDecoder().decode(Made.self, from: made.stdout)
        let names = ["BACA-DULU.html", "berita-acara.html", "surat-pengantar.odt"]
        #expect(answer.letters == names.map { session.path("pengantar/satu/\($0)") })
        #expect(Set(session.files(below: "pengantar")) == Set(names.map { "satu/\($0)" }))
        let sums = try run("/usr/bin/sha256sum", [session.path("lpsk.tar.age")])
        #expect(sums.output.hasPrefix(answer.sha256))
        func inGroups(_ digest: String) -> [String] {
            stride(from: 0, to: 64, by: 8).map { String(digest.dropFirst($0).prefix(8)) }
        }
        let minutes = try session.contents("pengantar/satu/berita-acara.html")
        for copy in ["pertama, untuk Pihak Pertama", "kedua, untuk Pihak Kedua"] {
            #expect(minutes.contains(copy))
        }
        for digest in [answer.sha256, answer.manifestSha256] {
            let shown = inGroups(digest).map { "<span>\($0)</span>" }.joined(separator: " ")
            #expect(minutes.components(separatedBy: shown).count == 3, "once in each copy")
        }
        let readMe = try session.contents("pengantar/satu/BACA-DULU.html")
        #expect(readMe.contains("certutil -hashfile lpsk.tar.age SHA256"))
        // An OpenDocument text, as its own programs and others read it.
        let letter = try run(
            "/usr/bin/python3",
            [
                "-c",
                "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.namelist()[0], z.read('mimetype').decode()); print(z.read('content.xml').decode())",
                session.path("pengantar/satu/surat-pengantar.odt"),
            ])
        #expect(
            letter.output.hasPrefix("mimetype application/vnd.oasis.opendocument.text\n"), "\(letter.errors)")
        #expect(letter.output.contains(inGroups(answer.manifestSha256).joined(separator: " ")))
        for text in [minutes, readMe, letter.output] {
            #expect(text.contains(ref))
            for word in ["Melati", "kronologi", "chronology", "<script"] {
                #expect(!text.localizedCaseInsensitiveContains(word), "\(word)")
            }
        }
        // What cannot be written is said before anything leaves.
        try session.amanah(create("b.age", letters: "pengantar/satu"), as: "lawyer", failsWith: 2)
        #expect(!session.exists("b.age"))
        #expect(
            try session.amanah("audit", "log", as: "auditor").components(separatedBy: "bundle.create").count
                == 2)
    }

    @Test func aKeyThatIsNoOfficesIsRefusedWithWhatToDo() throws {
        let session = try office()
        #expect(try session.amanah(record("2090-03-31"), as: "companion").status == 0)
        let create = ["bundle", "create", ref, "--to", "lpsk", "--yes", "-o", session.path("b.age")]
        let errors = try session.amanah(
            create + ["--recipient", session.path("lawyer.card")], as: "lawyer", failsWith: 3)
        #expect(errors.contains("amanah office add lpsk --card CARD"))
        try session.amanah("office", "add", "LPSK", "--card", session.path("lpsk.card"), as: "lawyer")
        try session.amanah(["office", "confirm", "lpsk", "--yes"], as: "lawyer", failsWith: 3)
        try session.amanah(["office", "confirm", "court", "--yes"], as: "coordinator", failsWith: 6)
        try session.amanah(create, as: "lawyer", failsWith: 3)
        try session.amanah("office", "confirm", "lpsk", "--yes", as: "coordinator")
        #expect(try session.amanah("office", "list", as: "auditor").contains("confirmed"))
        let shown = try session.amanah("office", "show", "lpsk", as: "companion")
        #expect(shown.contains("proposed") && shown.contains("by lawyer") && shown.contains("by coordinator"))
        #expect(
            try session.amanah(create + ["--recipient", session.path("lpsk.card")], as: "lawyer").status == 0)
    }

    @Test func theSameFileTwiceIsSaid() throws {
        let session = try office()
        let add = ["add", ref, session.path("kronologi.txt"), "--kind", "statement"]
        let errors = try session.amanah(add, as: "companion", failsWith: 2)
        #expect(errors.contains("the same as \(ref)/1") && errors.contains("--again"))
        #expect(try session.amanah(add + ["--again"], as: "companion").output.hasPrefix("\(ref)/2"))
        let shown = try session.amanah(
            "amend", "\(ref)/2", "--kind", "electronic", "--title", "Kronologi, salinan", as: "companion")
        #expect(shown.contains("AMENDED") && shown.contains("electronic") && shown.contains("statement"))
        #expect(try session.amanah(["amend", "\(ref)/2"], as: "companion").status == 2)
        try session.amanah(["amend", "\(ref)/2", "--kind", "visum"], as: "companion", failsWith: 2)
    }
}
