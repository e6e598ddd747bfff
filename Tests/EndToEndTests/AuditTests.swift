import Bytes
import EvidenceVault
import Foundation
import Ledger
import TestSupport
import Testing

/// Reading the log, as an auditor does at a terminal.
@Suite struct AuditTests {
    private func office() throws -> Session {
        let session = try Session()
        try session.makeOffice()
        // The auditor's first command makes the audit key: from then on accesses are for auditors alone.
        try session.amanah("status", as: "auditor")
        let file = try session.write("visum.pdf", "luka memar")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "visum", as: "companion")
        try session.amanah(["cat", "TPPO-2026-0017/1"], as: "companion", failsWith: 3)
        try session.amanah("cat", "TPPO-2026-0017/1", as: "lawyer")
        return session
    }

    private func acts(_ session: Session, _ words: String...) throws -> [String] {
        let result = try session.amanah(["audit", "log", "--json"] + words, as: "auditor")
        #expect(result.status == 0, "\(words): \(result.errors)")
        let lines = try JSONSerialization.jsonObject(with: result.stdout) as? [[String: Any]]
        return (lines ?? []).map { $0["act"] as? String ?? "" }
    }

    @Test func theLogIsFilteredByWhoWhatWhereAndWhen() throws {
        let session = try office()
        let all = try acts(session)
        #expect(all.first == "vault.found" && all.last == "document.read")
        #expect(try acts(session, "--member", "lawyer") == ["document.read"])
        #expect(
            try acts(session, "--member", "lawyer", "--member", "companion")
                == ["document.deposit", "refusal", "document.read"])
        #expect(try acts(session, "--outcome", "refused") == ["refusal"])
        #expect(try acts(session, "--outcome", "done") == all.filter { $0 != "refusal" })
        #expect(try acts(session, "--act", "member") == Array(repeating: "member.enrol", count: 4))
        #expect(
            try acts(session, "--document", "TPPO-2026-0017/1")
                == ["document.deposit", "refusal", "document.read"])
        #expect(try acts(session, "--case", "TPPO-2026-0017").first == "case.open")
        #expect(try acts(session, "--case", "TPPO-2026-0017", "--act", "document.read") == ["document.read"])
        #expect(try acts(session, "--last", "2") == Array(all.suffix(2)))
        #expect(try acts(session, "--limit", "2") == Array(all.prefix(2)))
        #expect(try acts(session, "--last", "0") == [])
        // Days are the office's, whose midnight is not that of this computer.
        let (before, today) = (Date(timeIntervalSinceNow: -600), Date())
        let days = [before, today].map { OfficeTimeZone.standard.day(Timestamp($0)) }
        #expect(try acts(session, "--from", days[0], "--to", days[1]) == all)
        #expect(try acts(session, "--from", "2099-01-01") == [] && acts(session, "--to", "2020-01-01") == [])
        try session.amanah(["audit", "log", "--act", "document.raed"], as: "auditor", failsWith: 2)
        try session.amanah(["audit", "log", "--member", "nobody"], as: "auditor", failsWith: 6)
        try session.amanah(["audit", "log", "--from", "soon"], as: "auditor", failsWith: 2)
        // Others are told what they cannot see.
        let result = try session.amanah(["audit", "log", "--member", "lawyer"], as: "coordinator")
        #expect(result.output.isEmpty && result.errors.contains("are for auditors"), "\(result.errors)")
    }

    @Test func theLogIsFollowedUntilItIsInterrupted() throws {
        let session = try office()
        let script = """
            "$@" > out & follower=$!
            for try in $(seq 100); do grep -q document.read out && break; sleep 0.1; done
            "$A" cat TPPO-2026-0017/1 --identity lawyer.identity --passphrase-file passphrase > /dev/null
            for try in $(seq 100); do [ $(grep -c document.read out) -ge 2 ] && break; sleep 0.1; done
            kill -$SIGNAL $follower; wait $follower; echo status $?
            """
        for (signal, extra) in [("INT", []), ("TERM", ["--json"])] {
            session.environment["A"] = Session.binary
            session.environment["SIGNAL"] = signal
            let result = try run(
                "/bin/bash",
                [
                    "-c", "set -m\n" + script, "bash", Session.binary, "audit", "log", "--follow", "--last",
                    "1",
                ]
                    + extra + session.credentials("auditor"),
                folder: session.folder.url, environment: session.environment)
            #expect(result.output.contains("status 0"), "\(result.output) \(result.errors)")
            let lines = try session.contents("out").split(separator: "\n").filter {
                $0.contains("document.read")
            }
            #expect(lines.count == 2, "\(lines)")
            if signal == "TERM" {
                for line in lines {
                    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
                }
            }
        }
        try session.amanah("verify", as: "auditor")
    }

    @Test func onATerminalTheLogGoesThroughThePager() throws {
        guard let python = stockTool("python3") else { return }
        let session = try office()
        // Runs its arguments on a terminal of their own, and prints what appears there.
        try session.write(
            "terminal.py",
            """
            import os, pty, sys
            status = pty.spawn(sys.argv[1:])
            sys.exit(os.waitstatus_to_exitcode(status))
            """)
        func log(_ pager: String, _ words: String...) throws -> CommandResult {
            session.environment["PAGER"] = pager
            return try run(
                python,
                [session.path("terminal.py"), Session.binary, "audit", "log"] + words
                    + session.credentials("auditor"),
                folder: session.folder.url, environment: session.environment)
        }
        let paged = try log("sed 's/^/PAGED /'")
        #expect(paged.status == 0 && paged.output.contains("PAGED ENTRY"), "\(paged.output)")
        #expect(paged.output.contains("PAGED 0 ") && paged.output.contains("document.read"))
        // Who quits early is no error.
        let early = try log("head -1")
        #expect(
            early.status == 0 && early.output.contains("ENTRY") && !early.output.contains("document.read"))
        let unpaged = try [log("sed 's/^/PAGED /'", "--no-pager"), log("cat")]
        for result in unpaged {
            #expect(result.output.contains("document.read") && !result.output.contains("PAGED"))
        }
        // Not on a terminal: no pager.
        session.environment["PAGER"] = "sed 's/^/PAGED /'"
        #expect(try session.amanah("audit", "log", as: "auditor").hasPrefix("ENTRY"))
    }

    @Test func aReportIsAPageACSVAndJSONLines() throws {
        let session = try office()
        let rules = try session.write(
            "rules.json", #"{"amanah": "audit-rules/1", "refusals": {"refusals": 1, "weight": "high"}}"#)
        let files = ["r.html", "r.csv", "r.jsonl"].map { session.path($0) }
        let words = [
            "audit", "report", "-o", files[0], "--csv", files[1], "--jsonl", files[2], "--rules", rules,
            "--language", "id", "--json",
        ]
        let result = try session.amanah(words, as: "auditor")
        #expect(result.status == 0, "\(result.errors)")
        let summary = try #require(try JSONSerialization.jsonObject(with: result.stdout) as? [String: Any])
        let findings = try #require(summary["findings"] as? [[String: Any]])
        let refusal = try #require(findings.first)
        #expect(refusal["rule"] as? String == "refusals" && refusal["status"] as? String == "open")
        let id = try #require(refusal["id"] as? String)
        let page = try session.contents("r.html")
        #expect(page.contains("lang=\"id\"") && page.contains("Log utuh.") && page.contains("id=\"\(id)\""))
        #expect(try session.contents("r.csv").contains(",refusal,refused,TPPO-2026-0017,TPPO-2026-0017/1,"))
        let lines = try session.contents("r.jsonl").split(separator: "\n")
        #expect(lines.count == summary["entries"] as? Int && lines.contains { $0.contains(id) })
        for file in files {
            let mode =
                try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int ?? 0o777
            #expect(mode & 0o077 == 0)
        }
        // Nothing is overwritten, and then nothing is logged.
        let size = try acts(session).count
        try session.amanah(words, as: "auditor", failsWith: 2)
        #expect(try acts(session).count == size)
        try session.amanah(["audit", "report", "-o", session.path("x")], as: "lawyer", failsWith: 3)
        #expect(!session.exists("x"))
        #expect(try acts(session).last == "refusal")
        session.environment["AMANAH_LANG"] = "id"
        try session.amanah("audit", "report", "-o", session.path("y"), as: "auditor")
        #expect(try session.contents("y").contains("lang=\"id\""))
        let printed = try session.amanah(["audit", "report", "--print-rules", "--rules", rules])
        #expect(printed.output.contains(#""refusals" : 1"#))
    }
}
