import Foundation
import TestSupport
import Testing

@Suite struct StoryTests {
    @Test func theMainJobFromVaultToBundle() throws {
        let session = try Session()
        try session.makeOffice()
        let visum = try session.write("visum et repertum.pdf", "luka memar")
        let added = try session.amanah("add", "TPPO-2026-0017", visum, "--kind", "visum", as: "companion")
        #expect(added.hasPrefix("TPPO-2026-0017/1  ") && added.hasSuffix("  \(visum)\n"))
        let refusal = try session.amanah(
            ["get", "TPPO-2026-0017/1", "-o", session.path("x")], as: "companion", failsWith: 3)
        #expect(refusal.contains("does not read medical"))
        #expect(!session.exists("x"))
        try session.amanah("get", "TPPO-2026-0017/1", "-o", session.path("x"), as: "lawyer")
        #expect(try session.contents("x") == "luka memar")
        #expect(try session.amanah("cat", "TPPO-2026-0017/1", as: "lawyer") == "luka memar")
        #expect(try session.amanah("cat", "TPPO-2026-0017/1", "--range", "5-7", as: "lawyer") == "mem")
        #expect(try session.amanah("cat", "TPPO-2026-0017/1", "--range", "5-", as: "lawyer") == "memar")
        for range in ["7-5", "a-b", "10-12", "-3"] {
            let result = try session.amanah(["cat", "TPPO-2026-0017/1", "--range=\(range)"], as: "lawyer")
            #expect(result.status == 2 && result.output.isEmpty, "\(range) \(result.errors)")
        }

        let create = [
            "bundle", "create", "TPPO-2026-0017", "--to", "lpsk", "--yes", "-o", session.path("b.age"),
        ]
        try session.amanah(create, as: "lawyer", failsWith: 3)
        try session.giveKey()
        try session.amanah(create, as: "lawyer", failsWith: 3)
        try session.amanah(
            "consent", "record", "TPPO-2026-0017", "--purpose", "protection", "--recipient", "LPSK",
            "--documents", "1", "--given-by", "Melati", as: "companion")
        #expect(try session.amanah(create, as: "lawyer").status == 0)
        #expect(
            try session.amanah("bundle", "verify", session.path("b.age"), as: "lpsk").hasPrefix(
                "The bundle is whole"))
        try session.amanah(["bundle", "verify", session.path("b.age")], as: "companion", failsWith: 3)
        try session.amanah("bundle", "open", session.path("b.age"), "-o", session.path("out"), as: "lpsk")
        #expect(try session.contents("out/data/P-1_visum et repertum.pdf") == "luka memar")

        let log = try session.amanah("audit", "log", as: "auditor")
        for act in ["vault.found", "document.deposit", "refusal", "bundle.create", "consent.record"] {
            #expect(log.contains(act), "\(act)")
        }
        #expect(
            !log.contains("Melati") && !log.contains("visum et repertum"),
            "an auditor sees no name and no title")
        try session.amanah(["cat", "TPPO-2026-0017/1"], as: "auditor", failsWith: 3)
        for person in ["auditor", "companion", "custodian"] {
            #expect(try session.amanah("verify", as: person).hasPrefix("All is well."))
        }
        #expect(try session.amanah("verify", "--full", as: "lawyer").contains("1 opened"))
    }

    @Test func aFolderIsDepositedFileByFile() throws {
        let session = try Session()
        try session.makeOffice()
        try FileManager.default.createDirectory(
            at: session.folder.appending("bukti/foto"), withIntermediateDirectories: true)
        try session.write("bukti/a.txt", "a")
        try session.write("bukti/foto/ñandú 1.png", "b")
        let lines = try session.amanah(
            "add", "TPPO-2026-0017", session.path("bukti"), "--kind", "electronic", as: "companion")
        #expect(lines.split(separator: "\n").count == 2)
        let list = try session.amanah("list", "TPPO-2026-0017", as: "coordinator")
        #expect(list.contains("bukti/a.txt") && list.contains("bukti/foto/ñandú 1.png"))
        // A link in the folder is neither followed nor left out in silence.
        try FileManager.default.createSymbolicLink(
            atPath: session.path("bukti/link"), withDestinationPath: "/etc/passwd")
        try session.amanah(
            ["add", "TPPO-2026-0017", session.path("bukti"), "--kind", "electronic"], as: "companion",
            failsWith: 2)
        #expect(try session.amanah("list", as: "coordinator").split(separator: "\n").count == 3)
    }

    @Test func aPostQuantumVaultIsOneFlag() throws {
        let session = try Session(["custodian", "coordinator"])
        try session.amanah(
            "init", session.path("vault"), "--name", "x", "--post-quantum", "--recovery-out",
            session.path("recovery.txt"), as: "custodian")
        #expect(try session.contents("recovery.txt").contains("\nAGE-SECRET-KEY-PQ-1"))
        try session.enrol("coordinator", "coordinator")
        try session.amanah("case", "open", "--title", "Melati", "--ref", "A-1", as: "coordinator")
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", "A-1", file, "--kind", "chronology", as: "coordinator")
        #expect(try session.amanah("cat", "A-1/1", as: "coordinator") == "isi")
        #expect(try session.amanah("verify", "--full", as: "coordinator").hasPrefix("All is well."))
        // Who has only an identity from before is told what to do.
        let old = Vectors.packageFolder.appending(path: "keys-example/lawyer.identity").path
        let result = try session.amanah([
            "init", session.path("other"), "--name", "x", "--post-quantum", "--example", "--recovery-out",
            session.path("r2"), "--identity", old, "--passphrase-file",
            Vectors.packageFolder.appending(path: "keys-example/passphrase.txt").path,
        ])
        #expect(result.status == 2 && result.errors.contains("amanah identity new"), "\(result.errors)")
        #expect(!session.exists("r2") && !session.exists("other"))
    }

    @Test func everyCommandSpeaksJSON() throws {
        let session = try Session()
        func json(_ words: [String], as name: String?) throws -> Any {
            let result = try session.amanah(words + ["--json"], as: name)
            #expect(result.status == 0, "\(words): \(result.errors)")
            return try JSONSerialization.jsonObject(with: result.stdout, options: .fragmentsAllowed)
        }
        func object(_ words: String..., as name: String, has keys: [String]) throws {
            let object = try #require(try json(words, as: name) as? [String: Any], "\(words)")
            for key in keys { #expect(object[key] != nil, "\(words) \(key)") }
        }
        func array(_ words: String..., as name: String, has keys: [String]) throws {
            let array = try #require(try json(words, as: name) as? [[String: Any]], "\(words)")
            for key in keys { #expect(array.contains { $0[key] != nil }, "\(words) \(key)") }
        }
        try object("identity", "show", as: "lawyer", has: ["name", "fingerprint", "recipient"])
        try object("identity", "card", as: "lawyer", has: ["amanah", "name", "signingKey"])
        try object(
            "init", session.path("vault"), "--name", "x", "--recovery-out", session.path("r"),
            as: "custodian",
            has: ["vault", "path", "fingerprint", "phrase", "phraseDigits"])
        for role in ["coordinator", "lawyer", "auditor"] { try session.enrol(role, role) }
        try array("member", "list", as: "auditor", has: ["name", "fingerprint", "roles", "since"])
        try object(
            "case", "open", "--title", "Melati", "--ref", "A-1", as: "coordinator",
            has: ["ref", "id", "team"])
        try object(
            "case", "assign", "A-1", "lawyer", "--role", "lawyer", as: "coordinator", has: ["case", "reads"])
        try array("case", "list", as: "lawyer", has: ["ref", "title"])
        try object("case", "show", "A-1", as: "lawyer", has: ["ref", "consents"])
        let file = try session.write("v.pdf", "isi")
        try array(
            "add", "A-1", file, "--kind", "visum", as: "coordinator", has: ["ref", "sha256", "path", "size"])
        try array("list", "A-1", as: "lawyer", has: ["ref", "class", "kind", "sha256", "title"])
        try object("show", "A-1/1", as: "lawyer", has: ["ref", "sha256", "depositedAt"])
        try object(
            "get", "A-1/1", "-o", session.path("out.pdf"), as: "lawyer", has: ["ref", "path", "sha256"])
        try object("cat", "A-1/1", as: "lawyer", has: ["base64"])
        try object(
            "consent", "record", "A-1", "--purpose", "protection", "--recipient", "lpsk", "--kinds", "visum",
            "--given-by",
            "M", "--until", "2030-12-31", as: "coordinator", has: ["number", "kinds", "documents", "until"])
        try array("consent", "list", "A-1", as: "coordinator", has: ["number", "givenBy", "state", "later"])
        try object(
            "office", "add", "lpsk", "--card", session.path("lpsk.card"), as: "lawyer",
            has: ["office", "recipient", "phrase", "status"])
        try object("office", "confirm", "lpsk", "--yes", as: "coordinator", has: ["alone", "confirmedBy"])
        try array("office", "list", as: "lawyer", has: ["office", "status", "label"])
        try array("office", "show", "lpsk", as: "lawyer", has: ["office", "how"])
        try object(
            "amend", "A-1/1", "--title", "Visum Melati", as: "coordinator", has: ["title", "earlier"])
        try object(
            "bundle", "create", "A-1", "--to", "lpsk", "--yes", "-o", session.path("b"), as: "lawyer",
            has: ["path", "sha256", "custody", "key"])
        try object(
            "consent", "withdraw", "A-1", "1", "--channel", "telepon", as: "coordinator",
            has: ["withdrawnAt", "state"])
        try object("office", "retire", "lpsk", "--yes", as: "coordinator", has: ["retiredAt"])
        try object("bundle", "verify", session.path("b"), as: "lpsk", has: ["valid", "exhibits"])
        try object("bundle", "open", session.path("b"), "-o", session.path("bag"), as: "lpsk", has: ["valid"])
        try array("audit", "log", as: "auditor", has: ["index", "act", "at", "member", "case"])
        try object("verify", as: "auditor", has: ["whole", "entries", "findings"])
    }
}
