import Foundation
import TestSupport
import Testing

/// An auditor's year: checkpoints taken home, reviews, a colleague's checkpoint, a time-stamp, an export.
@Suite struct ProofTests {
    private func json(_ session: Session, _ words: [String], as name: String) throws -> [String: Any] {
        let result = try session.amanah(words + ["--json"], as: name)
        return try #require(
            try JSONSerialization.jsonObject(with: result.stdout) as? [String: Any],
            "\(words): \(result.errors)")
    }

    private func deposit(_ session: Session, _ text: String) throws {
        let file = try session.write("\(text).txt", text)
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
    }

    @Test func anAuditorTakesACheckpointHomeAndComesBack() throws {
        let session = try Session()
        try session.makeOffice()
        let home = session.path("home.checkpoint")
        try session.amanah("audit", "checkpoint", "-o", home, as: "auditor")
        let printed = try session.amanah("audit", "checkpoint", as: "auditor")
        #expect(try session.contents("home.checkpoint") == printed)
        try deposit(session, "satu")
        let words = try session.amanah("audit", "verify", "--since", home, as: "auditor")
        #expect(words.hasPrefix("All good") && words.contains("document.deposit 1"), "\(words)")
        #expect(words.contains("companion 1") && words.split(separator: "\n").count < 12)
        let found = try json(session, ["audit", "verify", "--since", home], as: "auditor")
        #expect(found["valid"] as? Bool == true && found["finding"] == nil)
        #expect((found["consistencyProof"] as? [String])?.isEmpty == false)
        #expect(try session.amanah("audit", "verify", as: "companion").hasPrefix("All good"))

        // A review, to a file of its own and to the one that the next replaces.
        let kept = session.path("review.checkpoint")
        for ref in ["B-1", "B-2"] {
            try session.amanah("case", "open", "--title", "x", "--ref", ref, as: "coordinator")
            try session.amanah(
                "case", "break-glass", ref, "--role", "lawyer", "--reason", "mendesak", as: "lawyer")
        }
        let report = try json(
            session, ["audit", "report", "-o", session.path("laporan.html")], as: "auditor")
        let ids = try #require(report["findings"] as? [[String: Any]]).filter {
            $0["rule"] as? String == "emergency"
        }.compactMap { $0["id"] as? String }
        #expect(ids.count == 2 && report["openFindings"] as? Int ?? 0 >= 2)
        let review = try json(
            session,
            [
                "audit", "review", "--accept", ids[0], "--question", ids[1], "--note", "siapa?", "--keep",
                kept, "--yes",
            ], as: "auditor")
        #expect(review["accepted"] as? Int == 1 && review["questioned"] as? Int == 1)
        #expect(session.exists("review.checkpoint"))
        let reviewed = try #require(review["verification"] as? [String: Any])
        let again = try json(
            session, ["audit", "report", "-o", session.path("laporan2.html")], as: "auditor")
        let status = try #require(again["findings"] as? [[String: Any]]).filter {
            ids.contains($0["id"] as? String ?? "")
        }.compactMap { $0["status"] as? String }
        #expect(status.sorted() == ["accepted", "questioned"])
        #expect(try session.contents("laporan2.html").contains(": siapa?"))
        try session.amanah(
            ["audit", "review", "--accept", "no-such-finding", "--yes", "--keep", kept], as: "auditor",
            failsWith: 2)
        try deposit(session, "dua")
        // It is asked before anything is signed, and taken home.
        let own = session.path("taken-home.checkpoint")
        let entries = try session.amanah("audit", "log", "--json", as: "auditor")
        #expect(try session.amanah(["audit", "review", "--yes"], as: "auditor").status == 2)
        #expect(
            try run(
                "/usr/bin/setsid",
                ["-w", Session.binary, "audit", "review", "--keep", own] + session.credentials("auditor"),
                environment: session.environment
            ).status == 2, "there is nobody to ask")
        #expect(try session.amanah("audit", "log", "--json", as: "auditor") == entries)
        let second = try json(session, ["audit", "review", "--yes", "--keep", own], as: "auditor")
        #expect(second["path"] as? String == own)
        #expect(FileManager.default.fileExists(atPath: own))
        let verification = try #require(second["verification"] as? [String: Any])
        #expect(verification["since"] as? Int == reviewed["entries"] as? Int)
        try session.amanah("audit", "review", "--yes", "--keep", own, as: "auditor")
        #expect(try session.amanah("audit", "verify", "--since", own, as: "auditor").hasPrefix("All good"))
        #expect(try session.amanah("audit", "verify", "--since", kept, as: "lawyer").hasPrefix("All good"))
        let log = try session.amanah("audit", "log", as: "auditor")
        #expect(log.contains("audit.review") && log.contains("1 accepted, 1 questioned"))
        try session.amanah(["audit", "review", "--yes", "--keep", own], as: "companion", failsWith: 3)
        for wrong in [["--accept", "A", "--question", "A"], ["--note", "x"]] {
            #expect(
                try session.amanah(["audit", "review", "--yes", "--keep", own] + wrong, as: "auditor").status
                    == 2)
        }
        let comparison = try json(session, ["audit", "compare", own], as: "companion")
        #expect(comparison["relation"] as? String == "older")
        #expect((comparison["witnesses"] as? [Any])?.count == 1)
        try session.amanah(["audit", "compare", session.path("passphrase")], as: "lawyer", failsWith: 5)
    }

    @Test func rollbackForkAndSplitViewSayWhatTheyAre() throws {
        let session = try Session()
        try session.makeOffice()
        let (vault, fork) = (session.folder.appending("vault"), session.folder.appending("fork"))
        try FileManager.default.copyItem(at: vault, to: fork)
        try deposit(session, "satu")
        let theirs = session.path("theirs.checkpoint")
        try session.amanah("audit", "checkpoint", "-o", theirs, as: "companion")
        let witnessed = session.path("witnessed.checkpoint")
        try session.amanah("audit", "review", "--yes", "--keep", witnessed, as: "auditor")
        try session.amanah("list", as: "lawyer")
        try FileManager.default.removeItem(at: vault)
        try FileManager.default.copyItem(at: fork, to: vault)

        let rollback = try session.amanah(["list"], as: "lawyer", failsWith: 5)
        #expect(rollback.contains("ROLLED BACK") && rollback.contains("the newest of 20"), "\(rollback)")
        // On a computer that knows nothing, the copy goes on.
        session.environment["AMANAH_STATE"] = session.path("elsewhere")
        for name in ["companion", "lawyer"] { try session.join(name) }
        #expect(
            try session.amanah("audit", "compare", theirs, as: "lawyer").hasPrefix("Theirs is newer"))
        for text in ["lain", "lain lagi", "lain juga", "dan lain"] { try deposit(session, text) }
        // All members hold the log key: it convicts nobody.
        let unproven = try session.amanah("audit", "compare", theirs, as: "lawyer")
        #expect(unproven.hasPrefix("Theirs is of another past than ours, but only the log key signed it"))
        let split = try session.amanah(["audit", "compare", witnessed], as: "lawyer")
        #expect(split.status == 5 && split.output.hasPrefix("SPLIT VIEW"), "\(split.output)\(split.errors)")
        try session.amanah("list", as: "companion")
        session.environment["AMANAH_STATE"] = session.path("state")
        let forked = try session.amanah(["list"], as: "companion", failsWith: 5)
        #expect(forked.contains("FORKED") && forked.contains("the newest of 20"), "\(forked)")
        session.environment["AMANAH_LANG"] = "id"
        #expect(try session.amanah(["list"], as: "companion", failsWith: 5).contains("RIWAYAT BERBEDA"))
        try session.amanah(["audit", "verify", "--since", theirs], as: "companion", failsWith: 5)
    }

    /// What an officer sees of a time-stamp, with and without the authority's certificate.
    private func bundlesCarryIt(_ session: Session, certificate: String, other: String) throws {
        try session.giveKey()
        try session.amanah(
            "consent", "record", "TPPO-2026-0017", "--purpose", "protection", "--recipient", "lpsk",
            "--documents", "1", "--given-by", "Melati", as: "companion")
        let bundle = session.path("b.age")
        try session.amanah(
            "bundle", "create", "TPPO-2026-0017", "--to", "lpsk", "--yes", "-o", bundle, as: "lawyer")
        func lines(_ words: [String]) throws -> String {
            let seen = try session.amanah(["bundle"] + words, as: "lpsk")
            #expect(seen.status == 0, "\(seen.errors)")
            return seen.output
        }
        let unchecked = try lines(["verify", bundle])
        #expect(
            unchecked.contains("(sender)  time-stamp by                  not checked, see --certificate"),
            "\(unchecked)")
        #expect(unchecked.contains("(sender)  was there at (time-stamp)"))
        let proven = try lines(["open", bundle, "-o", session.path("out"), "--certificate", certificate])
        #expect(proven.contains("✓         time-stamp by                  CN=Test TSA"), "\(proven)")
        #expect(proven.contains("✓         was there at (time-stamp)"))
        let strange = try lines(["verify", bundle, "--certificate", other])
        #expect(strange.contains("warning: timestamp-1: its signature does not lead to the certificate"))
        #expect(strange.contains("(sender)  was there at (time-stamp)"))
    }

    @Test func anExportAndATimestampAreFilesForOthers() throws {
        let session = try Session()
        try session.makeOffice()
        try session.write("kronologi.txt", "kronologi")
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("kronologi.txt"), "--kind", "chronology", as: "companion")
        if let authority = try TimestampAuthority() {
            let query = session.folder.appending("log.tsq")
            try session.amanah("audit", "timestamp", "request", "-o", query.path, as: "custodian")
            let reply = try authority.reply(to: [UInt8](Data(contentsOf: query)))
            let answer = session.folder.appending("log.tsr")
            try Data(reply).write(to: answer)
            let pem = authority.certificate.path
            let stranger = try #require(try TimestampAuthority(name: "Other"))
            let other = stranger.certificate.path
            try session.amanah(
                ["audit", "timestamp", "attach", answer.path, "--certificate", other], as: "custodian",
                failsWith: 5)
            let kept = try session.amanah(
                "audit", "timestamp", "attach", answer.path, "--certificate", pem, as: "custodian")
            #expect(kept.contains("CN=Test TSA"))
            let seen = try session.amanah("audit", "timestamp", "verify", "--certificate", pem, as: "lawyer")
            #expect(seen.contains("CN=Test TSA"))
            #expect(try session.amanah("audit", "timestamp", "verify", as: "lawyer").contains("not checked"))
            let wrong = try session.amanah(
                ["audit", "timestamp", "verify", "--certificate", other], as: "lawyer")
            #expect(wrong.status == 5)
            let listed = try session.amanah(["audit", "timestamp", "verify", "--json"], as: "lawyer")
            let array = try JSONSerialization.jsonObject(with: listed.stdout) as? [[String: Any]]
            #expect(array?.count == 1 && array?.first?["time"] != nil)
            try bundlesCarryIt(session, certificate: pem, other: other)
        }
        let export = try json(session, ["audit", "export", session.path("log")], as: "companion")
        #expect(export["kept"] as? Int == 0 && (export["logKey"] as? String)?.hasPrefix("amanah/") == true)
        let again = try session.amanah("audit", "export", session.path("log"), as: "lawyer")
        #expect(again.contains("0 written"), "\(again)")
        try session.amanah(["audit", "export", session.path("vault/x")], as: "lawyer", failsWith: 2)
        if let python = stockTool("python3") {
            let script = Vectors.packageFolder.appending(path: "docs/verify-log.py").path
            let result = try run(python, [script, session.path("log")])
            #expect(result.status == 0 && result.output.contains("are whole"), "\(result.errors)")
        }
    }
}
