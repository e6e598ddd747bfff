import Foundation
import TestSupport
import Testing

/// Standard streams that take nothing, are not there, or are a terminal that is left in the middle; and who waits for whom.
@Suite struct StreamTests {
    private let ref = "TPPO-2026-0017"

    private func office() throws -> Session {
        let session = try Session(["custodian", "coordinator", "companion", "lawyer", "auditor"])
        try session.makeOffice()
        try session.write("a.txt", "isi pertama")
        try session.amanah("add", ref, session.path("a.txt"), "--kind", "chronology", as: "companion")
        return session
    }

    /// Runs a command in a shell, with this behind it.
    private func shell(_ words: [String], as name: String, _ behind: String, _ session: Session) throws
        -> CommandResult
    {
        try run(
            "/bin/bash",
            ["-c", "\"$@\" \(behind)", "bash", Session.binary] + words + session.credentials(name),
            folder: session.folder.url, environment: session.environment)
    }

    /// What is looked at by whom, in text and in JSON.
    private var looks: [(words: [String], name: String)] {
        [
            (["list"], "lawyer"), (["list", ref], "lawyer"), (["show", "\(ref)/1"], "lawyer"),
            (["cat", "\(ref)/1"], "lawyer"), (["get", "\(ref)/1", "-o", "-"], "lawyer"),
            (["status"], "custodian"), (["verify"], "lawyer"), (["doctor"], "custodian"),
            (["audit", "log"], "auditor"), (["audit", "verify"], "auditor"),
            (["audit", "matrix"], "auditor"),
            (["audit", "report", "-o", "-"], "auditor"), (["audit", "checkpoint", "-o", "-"], "auditor"),
            (["member", "list"], "custodian"), (["policy", "show"], "custodian"),
            (["identity", "card"], "lawyer"),
        ].flatMap { words, name in [(words, name)] + (words.contains("-") ? [] : [(words + ["--json"], name)])
        }
    }

    @Test func whatCannotBePrintedIsAnError() throws {
        let session = try office()
        for (words, name) in looks {
            for (behind, why) in [("> /dev/full", "No space left"), (">&-", "Bad file descriptor")] {
                let result = try shell(words, as: name, behind, session)
                #expect(result.status == 1, "\(words) \(behind): \(result.status) \(result.errors)")
                #expect(result.errors.contains(why), "\(words) \(behind): \(result.errors)")
            }
        }
        #expect(try session.amanah("verify", "--full", as: "custodian").contains("All is well"))
    }

    @Test func whatCannotBeSaidChangesNothing() throws {
        let session = try office()
        for behind in ["2> /dev/full", "2>&-", "<&-"] {
            try session.write("b\(behind.count).txt", behind)
            let added = try shell(
                ["add", ref, session.path("b\(behind.count).txt"), "--kind", "chronology"], as: "companion",
                behind,
                session)
            #expect(added.status == 0, "\(behind) \(added.errors)")
            let refused = try shell(["show", "\(ref)/99"], as: "lawyer", behind, session)
            #expect(refused.status == 6, "\(behind) \(refused.status) \(refused.errors)")
        }
        // Nothing that was meant for a stream went into a file that has its number.
        #expect(try session.amanah("verify", "--full", as: "custodian").contains("All is well"))
    }

    @Test func whoStopsReadingEndsItQuietly() throws {
        let session = try office()
        let result = try shell(
            ["audit", "log", "--json"], as: "auditor", "| head -c 1; exit ${PIPESTATUS[0]}", session)
        #expect(
            result.status == 0 || result.errors.contains("Broken pipe"), "\(result.status) \(result.errors)")
    }

    // MARK: A terminal

    /// Ends a command at the prompt for a passphrase, and says what became of the command and of the terminal.
    private static let script = """
        import os, pty, signal, sys, termios, time
        action, command = sys.argv[1], sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0: os.execv(command[0], command)
        def echoes(): return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
        seen = b""
        while b": " not in seen: seen += os.read(terminal, 4096)
        end = time.time() + 10
        while echoes() and time.time() < end: time.sleep(0.01)
        hidden = not echoes()
        os.kill(child, getattr(signal, action))
        try:
            while piece := os.read(terminal, 4096): seen += piece
        except OSError: pass
        _, status = os.waitpid(child, 0)
        shown = echoes()
        print(hidden, shown, os.waitstatus_to_exitcode(status))
        """

    @Test(arguments: ["SIGINT", "SIGTERM", "SIGHUP"])
    func aPromptLeavesTheTerminalAsItWas(_ action: String) throws {
        guard let python = stockTool("python3") else { return }
        let session = try office()
        try session.write("type.py", StreamTests.script)
        let result = try run(
            python,
            [
                session.path("type.py"), action, Session.binary, "list", "--identity",
                session.path("lawyer.identity"),
            ], folder: session.folder.url, environment: session.environment)
        let status = ["SIGINT": -2, "SIGTERM": -15, "SIGHUP": -1][action] ?? 0
        #expect(result.output == "True True \(status)\n", "\(result.output) \(result.errors)")
    }

    // MARK: Waiting

    /// Holds what a deposit needs for so many seconds, while one runs.
    private func deposit(_ session: Session, whileHeld hold: String, seconds: Double) throws -> CommandResult
    {
        guard let python = stockTool("python3") else { throw CancellationError() }
        try session.write("next.txt", UUID().uuidString)
        let script = """
            import fcntl, os, sqlite3, subprocess, sys, time
            \(hold)
            process = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
            began = time.time()
            while process.poll() is None and time.time() - began < \(seconds): time.sleep(0.02)
            release()
            sys.stderr.write(process.communicate()[1].decode())
            sys.exit(process.returncode)
            """
        try session.write("hold.py", script)
        return try run(
            python,
            [
                session.path("hold.py"), Session.binary, "add", ref, session.path("next.txt"), "--kind",
                "chronology",
            ]
                + session.credentials("companion"), folder: session.folder.url,
            environment: session.environment)
    }

    private let lock = """
        held = os.open("vault/incoming", os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        release = lambda: os.close(held)
        """
    private let transaction = """
        held = sqlite3.connect("vault/index.sqlite", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        release = lambda: held.execute("ROLLBACK")
        """

    @Test func whoWaitsForAnotherSaysSo() throws {
        guard stockTool("python3") != nil else { return }
        let session = try office()
        for hold in [lock, transaction] {
            let result = try deposit(session, whileHeld: hold, seconds: 1.5)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("waiting for another command"), "\(result.errors)")
        }
        // Who is not kept waiting says nothing.
        let result = try deposit(session, whileHeld: "release = lambda: None", seconds: 0)
        #expect(result.status == 0 && !result.errors.contains("waiting"), "\(result.errors)")
    }

    @Test func whoWaitsForTooLongGivesUp() throws {
        guard stockTool("python3") != nil else { return }
        let session = try office()
        let result = try deposit(session, whileHeld: lock, seconds: 30)
        #expect(result.status == 7, "\(result.status) \(result.errors)")
        #expect(try session.amanah("verify", "--full", as: "custodian").contains("All is well"))
    }
}
