import Foundation
import TestSupport
import Testing

@Suite struct StoryTests {
    static let stories = Vectors.packageFolder.appending(path: "Tests/Stories")

    /// Those in the folder, by name.
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: stories.path).filter { $0.hasSuffix(".txt") }
                .sorted()
        }
    }

    /// Each story runs in a folder of its own, with the people of an office who have identities and nothing else: `as NAME amanah …` is that
    /// person's command. With `AMANAH_STORIES=write` what is printed is written into the story.
    @Test(arguments: try StoryTests.names) func aStoryGoesAsItIsTold(_ name: String) throws {
        let url = StoryTests.stories.appending(path: name)
        let story = ConsoleText(ofStory: try String(contentsOf: url, encoding: .utf8))
        try #require(story.examples.count > 3, "\(name)")
        let session = try Session()
        for file in story.files { try session.write(file.name, file.contents) }
        let prelude = """
            amanah() { "$PROGRAM" "$@"; }
            as() { local who=$1; shift; "$@" --identity "$who.identity" --passphrase-file passphrase; }
            joined() { amanah join vault --phrase "$(as custodian amanah status --json | sed -n 's/.*"phrase" : "\\(.*\\)".*/\\1/p')" \
                --identity "$1.identity" --passphrase-file passphrase > joined || cat joined; }
            """
        let printed = try story.printed(
            after: prelude, in: session.folder.url,
            environment: session.environment.merging(
                [
                    "PROGRAM": Session.binary,
                    "KEYS": Vectors.packageFolder.appending(path: "keys-example").path,
                ]) { $1 }, endingWithStatus: true)
        if ProcessInfo.processInfo.environment["AMANAH_STORIES"] == "write" {
            try Data(story.story(printing: printed).utf8).write(to: url)
        }
        for (example, printed) in zip(story.examples, printed) {
            #expect(printed == example.output.map(ConsoleText.shape), "\(name): \(example.command)")
        }
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
            has: ["path", "sha256", "custody", "keys"])
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
