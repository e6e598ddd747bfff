import Foundation
import TestSupport
import Testing

/// Members, teams, kits, emergencies and recovery, as people type them.
@Suite struct AccessCommandsTests {
    private let ref = "TPPO-2026-0017"

    private func office(_ more: [String] = []) throws -> Session {
        let session = try Session(
            ["custodian", "coordinator", "companion", "lawyer", "auditor", "lpsk"] + more)
        try session.makeOffice()
        try session.write("kronologi.txt", "kronologi")
        try session.amanah(
            "add", ref, session.path("kronologi.txt"), "--kind", "chronology", as: "companion")
        return session
    }

    @Test func whoLeavesIsReportedRekeyedAndReplaced() throws {
        let session = try office(["successor"])
        try session.enrol("successor", "companion")
        try session.amanah("cat", "\(ref)/1", as: "companion")
        let asked = try session.amanah(["member", "revoke", "companion"], as: "custodian", failsWith: 2)
        #expect(asked.contains("--yes"))
        let left = try session.amanah("member", "revoke", "companion", "--yes", as: "custodian")
        #expect(left.contains("STILL OPEN TO THEIR KEYS") && left.contains("the keys of those cases change"))
        #expect(!left.contains("Melati") && !left.contains("kronologi.txt"))
        let ended = try session.amanah(["list", ref], as: "companion", failsWith: 3)
        #expect(ended.contains("your membership has ended"))

        // One command of the coordinator changes the keys and puts somebody in the leaver's place.
        let files = try session.amanah(
            "case", "reassign", "--from", "companion", "--to", "successor", as: "coordinator")
        #expect(files == "\(ref)\n")
        #expect(try session.amanah("cat", "\(ref)/1", as: "successor") == "kronologi")
        let exposed = try session.amanah("member", "exposure", "companion", as: "auditor")
        #expect(exposed.contains("out of reach") && !exposed.contains("STILL OPEN"))
        #expect(exposed.contains("opened \(ref)/1, times: 1"))
        let matrix = try session.amanah("audit", "matrix", as: "auditor")
        #expect(matrix.contains("companion (revoked)") && matrix.contains("old only (1) !"))
        #expect(
            try session.amanah("reseal", ref, as: "coordinator")
                == "\(ref)  resealed 1, under the newest keys already 0\n")
        #expect(try session.amanah("audit", "matrix", as: "auditor").contains("old only (0) !"))
        #expect(try session.amanah("verify", as: "auditor").hasPrefix("All is well."))
    }

    @Test func aCaseKeepsSomebodyWhoCanGrant() throws {
        let session = try office(["second"])
        for words in [
            ["case", "unassign", ref, "coordinator"], ["member", "revoke", "coordinator"],
            ["member", "role", "coordinator", "lawyer"],
        ] {
            let person = words[0] == "case" ? "coordinator" : "custodian"
            let refused = try session.amanah(words, as: person, failsWith: 2)
            #expect(refused.contains(ref) && refused.contains("nobody who can assign"), "\(refused)")
        }
        #expect(try session.amanah("status", as: "coordinator").contains("only one member can assign"))
        try session.enrol("second", "coordinator")
        try session.amanah(
            "case", "assign", ref, "second", "--role", "coordinator", as: "coordinator")
        #expect(try !session.amanah("status", as: "coordinator").contains("only one member"))
        try session.amanah("member", "suspend", "coordinator", "--yes", as: "custodian")
        #expect(
            try session.amanah("case", "show", ref, as: "second").contains("second: coordinator"))
        try session.amanah("member", "restore", "coordinator", as: "custodian")
        #expect(
            try session.amanah(["cat", "\(ref)/1"], as: "coordinator", failsWith: 3).contains(
                "not on the team"))
    }

    @Test func aPolicyIsShownBeforeItIsSet() throws {
        let session = try office()
        let text = try session.amanah("policy", "show", "--json", as: "custodian")
        var policy = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        var roles = try #require(policy["roles"] as? [String: [String: Any]])
        roles["lawyer"]?["reads"] = ["identity", "legal", "casework"]
        policy["roles"] = roles
        try JSONSerialization.data(withJSONObject: policy).write(to: session.folder.appending("p.json"))

        let preview = try session.amanah(
            "policy", "set", session.path("p.json"), "--dry-run", as: "custodian")
        #expect(preview.contains(try Regex(#"lawyer\s+LOSES\s+testimony"#)))
        #expect(preview.contains(try Regex(#"lawyer\s+gains\s+casework"#)))
        #expect(try session.amanah("cat", "\(ref)/1", as: "lawyer") == "kronologi")
        try session.amanah(["policy", "set", session.path("p.json")], as: "custodian", failsWith: 2)
        try session.amanah(
            ["policy", "set", session.path("p.json"), "--yes"], as: "coordinator", failsWith: 3)
        try session.amanah("policy", "set", session.path("p.json"), "--yes", as: "custodian")
        try session.amanah("status", as: "coordinator")
        let file = try session.write("lagi.txt", "sesudah")
        try session.amanah("add", ref, file, "--kind", "chronology", as: "companion")
        try session.amanah(["cat", "\(ref)/2"], as: "lawyer", failsWith: 3)
        try session.write(
            "bad.json", "{\"amanah\":\"policy/1\",\"roles\":{\"custodian\":{\"reads\":[\"medical\"]}}}")
        let bad = try session.amanah(
            ["policy", "set", session.path("bad.json"), "--yes"], as: "custodian", failsWith: 2)
        #expect(bad.contains("no role grants"), "\(bad)")
    }

    @Test func aFieldKitGoesOutAndComesBack() throws {
        let session = try office()
        let kit = session.path("ratna.kit")
        let made = try session.amanah(
            "kit", "make", ref, "--kinds", "statement,electronic", "--until", "2099-12-31", "--for",
            "Bu Ratna",
            "-o", kit, as: "coordinator")
        #expect(made.contains("until 2099-12-31"))
        let words = String(
            try #require(made.split(separator: "\n").last?.split(separator: ": ").last))
        #expect(words.split(separator: " ").count == 12)
        #expect(try FileManager.default.attributesOfItem(atPath: kit)[.posixPermissions] as? Int == 0o600)
        try session.amanah(
            [
                "kit", "make", ref, "--kinds", "statement", "--until", "2099-12-31", "-o",
                session.path("x.kit"),
            ],
            as: "companion", failsWith: 3)

        // In the village: no vault, no identity, no state.
        try session.write("rekaman ñ.txt", "kesaksian di desa")
        func seal(_ more: [String]) throws -> CommandResult {
            try run(
                "/usr/bin/setsid",
                [
                    "--wait", Session.binary, "deposit", "--kit", kit, session.path("rekaman ñ.txt"),
                    "--kind", "statement", "-o", session.path("usb"),
                ] + more,
                folder: session.folder.url,
                environment: ["HOME": "/nonexistent", "AMANAH_VAULT": "", "AMANAH_LANG": "en"])
        }
        // Nothing is sealed before what the maker has said of the kit is compared with it.
        let unasked = try seal([])
        #expect(unasked.status == 2 && unasked.errors.contains("--fingerprint"), "\(unasked.errors)")
        var said = words.split(separator: " ").map(String.init)
        let third = said[2]
        said[2] = third == "academic" ? "acid" : "academic"
        let other = try seal(["--fingerprint", said.joined(separator: " ")])
        #expect(other.status == 5 && other.errors.contains("other words: no. 3"), "\(other.errors)")
        said[2] = "kenari"
        let misspelt = try seal(["--fingerprint", said.joined(separator: " ")])
        #expect(misspelt.status == 2 && misspelt.errors.contains("word 3, 'kenari'"), "\(misspelt.errors)")
        #expect(!session.exists("usb"))
        let sealed = try seal(["--fingerprint", words.uppercased()])
        #expect(sealed.status == 0, "\(sealed.errors)")
        #expect(sealed.errors.contains("The originals are still here"))
        #expect(session.exists("rekaman ñ.txt"))
        let path = String(sealed.output.prefix { $0 != " " })
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data("desa".utf8)) == nil)

        let collected = try session.amanah("collect", path, as: "companion")
        #expect(collected.hasPrefix("\(ref)/2  sealed 20"))
        let shown = try session.amanah("show", "\(ref)/2", as: "companion")
        #expect(shown.contains("in the field, with kit") && shown.contains("by companion"))
        #expect(try session.amanah("cat", "\(ref)/2", as: "lawyer") == "kesaksian di desa")
        let again = try session.amanah(["collect", path], as: "companion")
        #expect(again.status == 3 && again.output.hasPrefix("REFUSED  it was collected before"))

        let list = try session.amanah("kit", "list", ref, as: "coordinator")
        #expect(list.contains("Bu Ratna"))
        let id = try #require(list.split(separator: "\n").last?.split(separator: " ").first)
        try session.amanah("kit", "cancel", ref, String(id), as: "coordinator")
        #expect(try session.amanah("kit", "list", ref, as: "coordinator").contains("CANCELLED"))
        let log = try session.amanah("audit", "log", as: "auditor")
        #expect(log.contains("kit.collect: collected") && !log.contains("Ratna"))
    }

    /// At a terminal the holder types what the maker has said; what the kit says of itself is not there to be copied.
    @Test func theHolderOfAKitIsAskedForItsWords() throws {
        guard let python = stockTool("python3") else { return }
        let session = try office()
        let kit = session.path("a.kit")
        let made = try session.amanah(
            ["kit", "make", ref, "--kinds", "statement", "--until", "2099-12-31", "-o", kit, "--json"],
            as: "coordinator")
        let words = try #require(
            (try JSONSerialization.jsonObject(with: made.stdout) as? [String: String])?["words"])
        let file = try session.write("a.txt", "isi")
        let typist = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0: os.execv(sys.argv[2], sys.argv[2:])
            os.write(terminal, sys.argv[1].encode())
            screen = b""
            try:
                while part := os.read(terminal, 4096): screen += part
            except OSError: pass
            sys.stdout.buffer.write(screen)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        func deposit(typing lines: [String]) throws -> CommandResult {
            try run(
                python,
                [
                    "-c", typist, lines.map { $0 + "\n" }.joined(), Session.binary, "deposit", "--kit", kit,
                    file, "--kind", "statement", "-o", session.path("usb"),
                ], folder: session.folder.url, environment: session.environment)
        }
        let first = words.hasPrefix("acid ") ? "acne" : "acid"
        let wrong = ([first] + words.split(separator: " ").dropFirst().map(String.init))
            .joined(separator: " ")
        let other = try deposit(typing: [wrong])
        #expect(other.status == 5 && other.output.contains("other words: no. 1)"), "\(other.output)")
        #expect(other.output.contains(ref) && !other.output.contains(words))
        let misheard = try deposit(typing: ["satu", "dua", "tiga"])
        #expect(misheard.status == 2, "\(misheard.output)")
        #expect(!session.exists("usb"))
        let right = try deposit(typing: ["salah " + words, words])
        #expect(right.status == 0 && right.output.contains("these are 13"), "\(right.output)")
        #expect(session.exists("usb"))
    }

    @Test func glassIsBrokenByTwo() throws {
        let session = try office(["night"])
        try session.enrol("night", "companion")
        let asked = try session.amanah(
            "case", "break-glass", ref, "--role", "companion", "--reason", "rumah sakit", "--for", "2h",
            as: "night")
        #expect(asked.contains("coordinator can approve"))
        try session.amanah(["cat", "\(ref)/1"], as: "night", failsWith: 3)
        try session.amanah(["case", "break-glass", ref, "--approve", "night"], as: "night", failsWith: 3)
        try session.amanah("case", "break-glass", ref, "--approve", "night", as: "coordinator")
        #expect(try session.amanah("cat", "\(ref)/1", as: "night") == "kronologi")
        #expect(try session.amanah("status", as: "lawyer").contains("EMERGENCY"))
        #expect(
            try session.amanah("case", "show", ref, as: "coordinator").contains("EMERGENCY access, night"))
    }

    @Test func trusteesRecoverWithTheirShares() throws {
        let session = try Session(["custodian", "coordinator", "heir"])
        let made = try session.amanah(
            "init", session.path("vault"), "--name", "Yayasan", "--trustees", "3", "--threshold", "2",
            "--shares-out", session.path("shares"), as: "custodian")
        #expect(made.contains("2 of 3 shares"))
        let files = try FileManager.default.contentsOfDirectory(atPath: session.path("shares")).sorted()
            .map { session.path("shares/\($0)") }
        let shares = Array(files.prefix(3))
        #expect(files.count == 6 && shares.allSatisfy { $0.contains("/share-") })
        for share in files {
            #expect(
                try FileManager.default.attributesOfItem(atPath: share)[.posixPermissions] as? Int == 0o600)
        }
        try session.enrol("coordinator", "coordinator")
        try session.amanah("case", "open", "--title", "Melati", "--ref", ref, as: "coordinator")
        let file = try session.write("a b.txt", "isi")
        try session.amanah("add", ref, file, "--kind", "visum", as: "coordinator")

        let two = ["--share", shares[0], "--share", shares[2]]
        try session.amanah(["recover", "--drill", "--share", shares[0]], as: nil, failsWith: 2)
        let before = try session.amanah("audit", "log", as: "coordinator")
        let drill = try session.amanah(["recover", "--drill"] + two)
        #expect(drill.status == 0 && drill.output.contains("sealed documents: 1; no document was read"))
        #expect(try session.amanah("audit", "log", as: "coordinator") == before)

        let heir = try session.amanah(
            [
                "recover", "--enrol", session.path("heir.card"), "--role", "coordinator", "--case", ref,
                "--phrase", session.phrase,
            ] + two)
        #expect(heir.status == 0, "\(heir.errors)")
        try session.join("heir")
        #expect(try session.amanah("cat", "\(ref)/1", as: "heir") == "isi")
        let saved = try session.amanah(["recover", "--documents", session.path("out")] + two)
        #expect(saved.output == "documents written: 1\n")
        #expect(try session.contents("out/\(ref)/0001_a b.txt") == "isi")
        #expect(try session.amanah("audit", "log", as: "coordinator").contains("recovery"))
    }

    /// Other trustees: the old shares change nothing any more, and open nothing that was sealed since.
    @Test func aNewRecoveryKeyTakesThePlaceOfTheOldOne() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", ref, file, "--kind", "chronology", as: "companion")
        let replace = [
            "recovery", "replace", "--recovery-key", session.path("recovery.txt"), "--trustees", "3",
            "--threshold",
            "2", "--shares-out",
        ]
        try session.amanah(replace + [session.path("no")], as: "coordinator", failsWith: 3)
        #expect(!session.exists("no"))
        let made = try session.amanah(replace + [session.path("new")], as: "custodian")
        #expect(made.status == 0 && made.output.contains("2 of 3 shares"), "\(made.errors)")
        // The key of before is none of this vault any more; nothing is written for it.
        try session.amanah(replace + [session.path("again")], as: "custodian", failsWith: 3)
        #expect(!session.exists("again"))
        // A coordinator's next command changes the keys of the case.
        try session.amanah("reseal", ref, as: "coordinator")
        let later = try session.write("b.txt", "sesudahnya")
        try session.amanah("add", ref, later, "--kind", "chronology", as: "companion")
        let two = [
            "--share", session.path("new/share-1-of-3.txt"), "--share", session.path("new/share-3-of-3.txt"),
        ]
        let drill = try session.amanah(["recover", "--drill"] + two)
        #expect(
            drill.status == 0 && drill.output.contains("sealed documents: 2"),
            "\(drill.output) \(drill.errors)")
        let saved = try session.amanah(["recover", "--documents", session.path("out")] + two)
        #expect(saved.output == "documents written: 2\n", "\(saved.errors)")
        #expect(
            try session.amanah(["recover", "--drill", "--recovery-key", session.path("recovery.txt")]).status
                != 0)
        #expect(try session.amanah("verify", "--full", as: "lawyer").hasPrefix("All is well."))
        #expect(try session.amanah("audit", "log", as: "auditor").contains("recovery.rotate"))
    }

    /// What only means something at a terminal is tried in `UnlockTests`; shares shown one at a time need one.
    @Test func sharesAreNotPrintedIntoAPipe() throws {
        let session = try Session(["custodian"])
        let result = try session.amanah(
            ["init", session.path("vault"), "--name", "x", "--trustees", "3", "--threshold", "2"],
            as: "custodian")
        #expect(
            result.status == 2 && result.errors.contains("--shares-out"), "\(result.output) \(result.errors)")
        #expect(!session.exists("vault/vault.json"))
    }

    @Test func accessCommandsSpeakJSON() throws {
        let session = try office(["night"])
        func value(_ words: String..., as name: String?) throws -> Any {
            let result = try session.amanah(words + ["--json"], as: name)
            #expect(result.status == 0, "\(words): \(result.errors)")
            return try JSONSerialization.jsonObject(with: result.stdout, options: .fragmentsAllowed)
        }
        func keys(_ value: Any) throws -> Set<String> {
            let object = (value as? [[String: Any]])?.first ?? value as? [String: Any]
            return Set(try #require(object).keys)
        }
        let status = try keys(value("status", as: "lawyer"))
        #expect(
            status.isSuperset(of: [
                "vault", "id", "phrase", "phraseDigits", "member", "roles", "waitingForNewKeys",
            ]))
        #expect(
            try keys(
                value("member", "enrol", session.path("night.card"), "--role", "companion", as: "custodian")
            ).isSuperset(of: ["name", "roles", "phrase", "phraseDigits"]))
        let joined = try keys(value("join", session.path("vault"), "--phrase", session.phrase, as: "night"))
        #expect(joined.isSuperset(of: ["vault", "id", "path", "member", "roles", "entries"]))
        #expect(
            try keys(value("member", "role", "night", "companion,shelter", as: "custodian")).contains("roles")
        )
        #expect(
            try keys(value("member", "suspend", "night", "--yes", as: "custodian")).isSuperset(of: [
                "member", "status", "couldOpen", "handedOver",
            ]))
        #expect(
            (try value("member", "restore", "night", as: "custodian") as? [String: Any])?["status"] as? String
                == "active")
        #expect(try keys(value("policy", "show", as: "custodian")) == ["amanah", "roles"])
        #expect(
            try keys(
                value(
                    "kit", "make", ref, "--kinds", "statement", "--until", "2099-01-01", "-o",
                    session.path("k"), as: "coordinator")) == [
                    "case", "fingerprint", "words", "until", "path",
                ])
        let kits = try #require(value("kit", "list", ref, as: "coordinator") as? [[String: Any]])
        #expect(kits.first?["kinds"] as? [String] == ["statement"])
        let fingerprint = try #require(kits.first?["fingerprint"] as? String)
        let file = try session.write("v.txt", "isi")
        let sealed = try value(
            "deposit", "--kit", session.path("k"), file, "--kind", "statement", "-o", session.path("usb"),
            "--fingerprint", fingerprint, as: nil)
        let path = try #require((sealed as? [[String: Any]])?.first?["sealed"] as? String)
        let collected = try #require(
            value("collect", path, as: "companion") as? [[String: Any]])
        #expect(collected.first?["ref"] as? String == "\(ref)/2")
        let shown = try #require(value("show", "\(ref)/2", as: "lawyer") as? [String: Any])
        #expect((shown["sealedInField"] as? [String: Any])?["at"] != nil)
        #expect(
            try keys(
                value(
                    "case", "break-glass", ref, "--role", "companion", "--reason", "x", as: "night")
            ).contains("approvers"))
        #expect(
            try keys(value("case", "break-glass", ref, "--approve", "night", as: "coordinator")).contains(
                "until"))
        #expect(try keys(value("case", "unassign", ref, "companion", as: "coordinator")).contains("rekeyed"))
        #expect(
            try keys(value("reseal", ref, as: "coordinator")) == ["case", "resealed", "current", "faults"])
        #expect(try keys(value("audit", "matrix", as: "auditor")).contains("generations"))
        let csv = try session.amanah("audit", "matrix", "--csv", as: "auditor")
        #expect(csv.hasPrefix("member,fingerprint,status,case,class,"))
        #expect(try keys(value("member", "exposure", "companion", as: "auditor")).contains("opened"))
        #expect(
            try keys(
                value("recover", "--drill", "--recovery-key", session.path("recovery.txt"), as: nil)
            ).contains("drill"))
    }
}
