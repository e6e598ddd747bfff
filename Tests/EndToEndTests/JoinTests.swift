import Foundation
import TestSupport
import Testing

/// First sight is an act: what people type, and what somebody does who puts another vault in the place of theirs.
@Suite struct JoinTests {
    private let ref = "TPPO-2026-0017"

    /// A vault of somebody else's under the same name, with the true cards of the office's people and the same case, in `evil`.
    private func makeTwin(_ session: Session) throws {
        let state = session.environment["AMANAH_STATE"]
        session.environment["AMANAH_STATE"] = session.path("evil-state")
        defer { session.environment["AMANAH_STATE"] = state }
        let vault = ["--vault", session.path("evil")]
        func evil(_ words: String..., as name: String) throws -> String {
            let result = try session.amanah(words + vault, as: name)
            #expect(result.status == 0, "\(words): \(result.errors)")
            return result.output
        }
        try session.amanah(
            "init", session.path("evil"), "--name", "Yayasan Uji", "--recovery-out",
            session.path("evil-recovery.txt"), as: "mallory")
        _ = try evil(
            "member", "enrol", session.path("accomplice.card"), "--role", "coordinator", as: "mallory")
        for role in ["companion", "lawyer", "auditor"] {
            _ = try evil("member", "enrol", session.path("\(role).card"), "--role", role, as: "mallory")
        }
        let status = try evil("status", "--json", as: "mallory")
        let phrase = try #require(
            (try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any])?["phrase"]
                as? String)
        try session.amanah("join", session.path("evil"), "--phrase", phrase, as: "accomplice")
        _ = try evil("case", "open", "--title", "Melati", "--ref", ref, as: "accomplice")
        for role in ["companion", "lawyer"] {
            _ = try evil("case", "assign", ref, role, "--role", role, as: "accomplice")
        }
    }

    private func office() throws -> Session {
        let session = try Session([
            "custodian", "coordinator", "companion", "lawyer", "auditor", "mallory", "accomplice",
        ])
        try session.makeOffice()
        try session.write("t1.txt", "kesaksian pertama")
        return session
    }

    private func move(_ session: Session, _ from: String, _ to: String) throws {
        try FileManager.default.moveItem(atPath: session.path(from), toPath: session.path(to))
    }

    @Test func theWholeVaultIsExchangedUnderAnEstablishedMember() throws {
        let session = try office()
        try makeTwin(session)
        let add = ["add", ref, session.path("t1.txt"), "--kind", "chronology"]
        #expect(try session.amanah(add, as: "companion").status == 0)
        try move(session, "vault", ".old")
        try move(session, "evil", "vault")
        let blobs = { try FileManager.default.contentsOfDirectory(atPath: session.path("vault/blobs")) }
        for (name, commands) in [
            (
                "companion",
                [add, ["status"], ["list", ref], ["show", "\(ref)/1"], ["reindex"], ["verify"]]
            ),
            (
                "lawyer",
                [["get", "\(ref)/1", "-o", session.path("x")], ["audit", "log"], ["collect", "x"]]
            ),
            (
                "auditor",
                [
                    ["audit", "checkpoint"], ["audit", "review", "--yes", "--keep", session.path("kept")],
                    ["member", "list"], ["policy", "show"],
                ]
            ),
        ] {
            for words in commands {
                let refused = try session.amanah(words, as: name, failsWith: 5)
                #expect(refused.contains("another vault lies here than the one you know here"), "\(refused)")
            }
        }
        #expect(try blobs() == [], "nothing was sealed")
        session.environment["AMANAH_LANG"] = "id"
        let refused = try session.amanah(add, as: "companion", failsWith: 5)
        #expect(refused.contains("di sini ada brankas lain"), "\(refused)")
        // The telephone tells it as well.
        let wrong = try session.amanah(
            ["join", session.path("vault"), "--phrase", session.phrase], as: "companion", failsWith: 5)
        #expect(wrong.contains("bukan brankas dengan frasa itu"), "\(wrong)")
        session.environment["AMANAH_LANG"] = "en"
        try move(session, "vault", "evil")
        try move(session, ".old", "vault")
        #expect(try session.amanah("list", ref, as: "lawyer").contains("t1.txt"))
        #expect(try session.amanah("verify", as: "companion").hasPrefix("All is well."))
    }

    @Test func aVaultIsJoinedOnceOnEachComputerByItsPhrase() throws {
        let session = try office()
        try session.amanah("add", ref, session.path("t1.txt"), "--kind", "chronology", as: "companion")
        session.environment["AMANAH_STATE"] = session.path("laptop")
        let vault = session.path("vault")
        for words in [
            ["status"], ["list", ref], ["cat", "\(ref)/1"], ["verify"], ["reindex"], ["audit", "log"],
        ] {
            let refused = try session.amanah(words, as: "lawyer", failsWith: 5)
            #expect(refused.contains("amanah join DIR"), "\(refused)")
            #expect(!session.phrase.split(separator: " ").allSatisfy { refused.contains($0) })
        }
        var words = session.phrase.split(separator: " ").map(String.init)
        // A phrase may have the same word twice, one after the other.
        let at = try #require((0..<11).first { words[$0] != words[$0 + 1] })
        words.swapAt(at, at + 1)
        let swapped = try session.amanah(
            ["join", vault, "--phrase", words.joined(separator: " ")], as: "lawyer", failsWith: 5)
        #expect(swapped.contains("by word \(at + 1), \(at + 2)"), "\(swapped)")
        for phrase in ["", "kenari", session.phrase + " zero"] {
            let refused = try session.amanah(["join", vault, "--phrase", phrase], as: "lawyer", failsWith: 5)
            #expect(refused.contains("twelve words"), "\(refused)")
        }
        try session.amanah(
            ["join", session.path("tmp"), "--phrase", session.phrase], as: "lawyer", failsWith: 6)
        #expect(!session.exists("laptop"), "nothing is remembered")
        // Where nobody can be asked, it is said how.
        let piped = try run(
            "/usr/bin/setsid", ["--wait", Session.binary, "join", vault] + session.credentials("lawyer"),
            folder: session.folder.url, environment: session.environment)
        #expect(piped.status == 2 && piped.errors.contains("--phrase"), "\(piped.errors)")
        #expect(!piped.errors.contains(session.phrase) && !piped.output.contains(session.phrase))

        session.environment["AMANAH_STATE"] = session.path("state")
        let status = try session.amanah("status", "--json", as: "custodian")
        session.environment["AMANAH_STATE"] = session.path("laptop")
        let numbers = try #require(
            (try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any])?["phraseDigits"]
                as? [String])
        let joined = try session.amanah(
            "join", vault, "--phrase", numbers.joined(separator: "-"), as: "lawyer")
        #expect(joined.contains("joined") && joined.contains("Yayasan Uji"), "\(joined)")
        #expect(try session.amanah("cat", "\(ref)/1", as: "lawyer") == "kesaksian pertama")
        // Each for themselves, also on one computer.
        try session.amanah(["status"], as: "auditor", failsWith: 5)
    }

    /// What is typed at the terminal, and that the vault's own phrase is not shown before.
    @Test func thePhraseIsAskedForAtTheTerminal() throws {
        guard let python = stockTool("python3") else { return }
        let session = try office()
        session.environment["AMANAH_STATE"] = session.path("laptop")
        try session.write(
            "type.py",
            """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0: os.execv(sys.argv[2], sys.argv[2:])
            seen = b""
            try:
                while piece := os.read(terminal, 4096):
                    seen += piece
                    if seen.endswith(b"to you: "): os.write(terminal, sys.argv[1].encode() + b"\\n")
            except OSError: pass
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            print(status, seen.decode().partition("to you: ")[0])
            """)
        let first = session.phrase.hasPrefix("zero ") ? "yoga" : "zero"
        for (phrase, status) in [(first + session.phrase.drop { $0 != " " }, 5), (session.phrase, 0)] {
            let typed = try run(
                python,
                [session.path("type.py"), phrase, Session.binary, "join", session.path("vault")]
                    + session.credentials("lawyer"),
                folder: session.folder.url, environment: session.environment)
            #expect(typed.output.hasPrefix("\(status) The vault's phrase"), "\(typed.output) \(typed.errors)")
            #expect(!typed.output.contains(session.phrase))
        }
        try session.amanah("list", as: "lawyer")
    }

    @Test func anOldCopyIsNotJoinedWithAColleaguesCheckpoint() throws {
        let session = try office()
        let (vault, old) = (session.path("vault"), session.path("old"))
        try FileManager.default.copyItem(atPath: vault, toPath: old)
        try session.amanah("add", ref, session.path("t1.txt"), "--kind", "chronology", as: "companion")
        let checkpoint = session.path("home.checkpoint")
        try session.amanah("audit", "checkpoint", "-o", checkpoint, as: "auditor")
        session.environment["AMANAH_STATE"] = session.path("laptop")
        let words = ["--phrase", session.phrase, "--checkpoint", checkpoint]
        let refused = try session.amanah(["join", old] + words, as: "lawyer", failsWith: 5)
        #expect(refused.contains("ROLLED BACK"), "\(refused)")
        try session.amanah(
            ["join", vault, "--phrase", session.phrase, "--checkpoint", session.path("t1.txt")], as: "lawyer",
            failsWith: 5)
        #expect(!session.exists("laptop"))
        #expect(try session.amanah(["join", vault] + words, as: "lawyer").status == 0)
    }

    @Test func aVaultThatWasMovedIsTakenAgainWithOneLine() throws {
        let session = try office()
        try move(session, "vault", "brankas")
        session.environment["AMANAH_VAULT"] = session.path("brankas")
        let first = try session.amanah(["list"], as: "lawyer")
        #expect(
            first.status == 0
                && first.errors.split(separator: "\n").count { $0.contains("now lies at") } == 1,
            "\(first.errors)")
        #expect(first.errors.contains(session.path("brankas")))
        #expect(try !session.amanah(["list"], as: "lawyer").errors.contains("now lies at"))
    }

    // MARK: The nearest vault above a folder

    /// Runs a script below a vault that nothing names.
    private func below(_ session: Session, _ script: String) throws -> CommandResult {
        var environment = session.environment
        environment["AMANAH_VAULT"] = ""
        // What was used last is no answer to what lies here.
        let forget = "rm -f \(session.path("state/last_used")); "
        let list = "\(Session.binary) list \(session.credentials("lawyer").joined(separator: " "))"
        return try run(
            "/bin/bash", ["-c", forget + script.replacingOccurrences(of: "LIST", with: list)],
            folder: session.folder.url, environment: environment)
    }

    @Test func theNearestVaultIsTakenOnlyWhereItIsTheUsersOwn() throws {
        let session = try office()
        try FileManager.default.createDirectory(
            atPath: session.path("vault/kerja"), withIntermediateDirectories: true)
        #expect(try below(session, "cd vault/kerja && LIST").status == 0)
        guard geteuid() == 0 else {
            print("SKIPPED: only root can give a folder to somebody else")
            return
        }
        for path in ["vault", "vault/vault.json"] {
            let result = try below(
                session, "chown 12345 \(path); cd vault/kerja && LIST; s=$?; chown 0 ../../\(path); exit $s")
            #expect(result.status == 6 && result.errors.contains("another user"), "\(path) \(result.errors)")
        }
        // Named, it is meant.
        let named = try below(session, "chown 12345 vault; LIST --vault vault; s=$?; chown 0 vault; exit $s")
        #expect(named.status == 0, "\(named.errors)")
    }

    @Test func theSearchForAVaultEndsWithTheFileSystem() throws {
        guard try run("/usr/bin/unshare", ["-rm", "/bin/true"]).status == 0 else {
            print("SKIPPED: this machine lets nobody mount a file system of their own")
            return
        }
        let session = try office()
        let script = """
            mkdir vault/stick && (cd vault/stick && LIST); echo "before $?"; rm -f state/last_used
            mount -t tmpfs none vault/stick || exit 99
            cd vault/stick && mkdir a && cd a && LIST; echo "mounted $?"
            """
        let result = try below(session, "unshare -rm /bin/bash -c '\(script)'")
        #expect(result.output.contains("before 0"), "\(result.output) \(result.errors)")
        #expect(result.output.contains("mounted 6"), "\(result.output) \(result.errors)")
    }

    @Test func inAFolderThatWasDeletedThereIsNoVault() throws {
        let session = try office()
        let result = try below(
            session, "mkdir vault/gone && cd vault/gone && rmdir ../gone && exec timeout 20 LIST")
        #expect(result.status == 6, "\(result.status) \(result.errors)")
    }

    // MARK: Trustees

    @Test func recoveringNeedsThePhraseAndSavingDocumentsDoesNot() throws {
        let session = try office()
        try session.amanah("add", ref, session.path("t1.txt"), "--kind", "chronology", as: "companion")
        let recover = ["recover", "--recovery-key", session.path("recovery.txt")]
        let enrol = recover + ["--enrol", session.path("mallory.card"), "--role", "custodian"]
        let before = try session.amanah("audit", "log", as: "coordinator")
        let asked = try run(
            "/usr/bin/setsid", ["--wait", Session.binary] + enrol, folder: session.folder.url,
            environment: session.environment)
        #expect(asked.status == 2 && asked.errors.contains("--phrase"), "\(asked.errors)")
        let wrong = "zero zero zero zero zero zero zero zero zero zero zero zero"
        try session.amanah(enrol + ["--phrase", wrong], as: nil, failsWith: 5)
        try session.amanah(recover + ["--drill", "--phrase", wrong], as: nil, failsWith: 5)
        #expect(try session.amanah("audit", "log", as: "coordinator") == before)
        #expect(try session.contents("recovery.txt").contains("# phrase: \(session.phrase)\n"))
        #expect(try session.amanah(recover + ["--drill"]).status == 0)
        #expect(try session.amanah(recover + ["--documents", session.path("out")]).status == 0)
        #expect(try session.amanah(enrol + ["--phrase", session.phrase]).status == 0)
    }
}
