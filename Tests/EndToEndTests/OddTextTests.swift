import EvidenceVault
import Foundation
import Ledger
import Presentation
import SLIP39
import Sodium
import TestSupport
import Testing

/// Texts that people give, as editors save them; and settings, dates and secrets that are not quite right.
@Suite struct OddTextTests {
    private let ref = "TPPO-2026-0017"

    enum Saved: String, CaseIterable {
        case withMark, utf16LE, utf16BE, crlf

        func data(_ text: String) -> Data {
            let lines = Data(text.replacing("\n", with: "\r\n").utf8)
            let windows = text.replacing("\n", with: "\r\n")
            return switch self {
            case .crlf: lines
            case .withMark: Data([0xEF, 0xBB, 0xBF]) + lines
            case .utf16LE: Data([0xFF, 0xFE]) + (windows.data(using: .utf16LittleEndian) ?? Data())
            case .utf16BE: Data([0xFE, 0xFF]) + (windows.data(using: .utf16BigEndian) ?? Data())
            }
        }
    }

    @Test(arguments: Saved.allCases) func textsAreTakenAsNotepadSavesThem(_ saved: Saved) throws {
        let session = try Session()
        try session.makeOffice()
        func resave(_ name: String) throws {
            try saved.data(session.contents(name)).write(to: session.folder.appending(name))
        }
        for name in ["passphrase", "recovery.txt", "lpsk.card"] { try resave(name) }
        try session.amanah("member", "enrol", session.path("lpsk.card"), "--role", "auditor", as: "custodian")
        let policy = try session.amanah("policy", "show", "--json", as: "custodian")
        try session.write("policy.json", policy)
        try resave("policy.json")
        try session.amanah("policy", "set", session.path("policy.json"), "--dry-run", as: "custodian")
        // Takes no identity.
        let drill = try session.amanah(["recover", "--drill", "--recovery-key", session.path("recovery.txt")])
        #expect(drill.status == 0, "\(drill.errors)")
    }

    @Test(arguments: ["passphrase", "recovery.txt", "lpsk.card"]) func aFolderInAFilesPlaceIsCalledThat(
        _ name: String
    ) throws {
        let session = try Session()
        try session.makeOffice()
        try FileManager.default.removeItem(at: session.folder.appending(name))
        try FileManager.default.createDirectory(
            at: session.folder.appending(name), withIntermediateDirectories: false)
        let commands = [
            "passphrase": ["list"],
            "recovery.txt": ["recover", "--drill", "--recovery-key", session.path(name)],
            "lpsk.card": ["member", "enrol", session.path(name), "--role", "auditor"],
        ]
        let words = commands[name] ?? []
        let result =
            try words[0] == "recover" ? session.amanah(words) : session.amanah(words, as: "custodian")
        #expect(
            result.status == 1 && result.errors.contains("\(name): there is a folder where a file should be"),
            "\(result.errors)")
    }

    @Test func aPipeThatNobodyWritesToKeepsNobodyWaiting() throws {
        let session = try Session()
        try session.makeOffice()
        let pipe = session.path("pipa")
        #expect(mkfifo(pipe, 0o600) == 0)
        for (words, who) in [
            (["member", "enrol", pipe, "--role", "lawyer"], "custodian"),
            (["policy", "set", pipe], "custodian"),
            (["office", "add", "police", "--card", pipe], "lawyer"), (["audit", "compare", pipe], "auditor"),
        ] {
            let command = words.map { "'\($0)'" }.joined(separator: " ")
            let credentials = session.credentials(who).joined(separator: " ")
            let result = try run(
                "/bin/bash", ["-c", "timeout 60 '\(Session.binary)' \(command) \(credentials)"],
                folder: session.folder.url, environment: session.environment)
            // Its time is not over, and it is the emptiness that is refused.
            #expect([1, 2, 5].contains(result.status), "\(words) \(result.status) \(result.errors)")
        }
        // One that somebody writes to is read.
        let card = session.path("lpsk.card")
        let script =
            "'\(Session.binary)' member enrol <(sleep 1; cat '\(card)') --role auditor \(session.credentials("custodian").joined(separator: " "))"
        let result = try run(
            "/bin/bash", ["-c", script], folder: session.folder.url, environment: session.environment)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func aSecretIsNeverCut() throws {
        let session = try Session()
        let long = String(repeating: "a", count: 4097)
        try session.write("long", long + "\n")
        let new = ["identity", "new", "--name", "Sari", "--out", session.path("s.id")]
        let result = try session.amanah(new + ["--passphrase-file", session.path("long")])
        #expect(
            result.status == 2 && result.errors.contains("4096") && !session.exists("s.id"),
            "\(result.errors)")
        let piped = try session.amanah(new + ["--passphrase-file", "-"], input: Data((long + "\n").utf8))
        #expect(piped.status == 2 && !session.exists("s.id"))
    }

    @Test func aPassphraseOpensInEitherFormOfUnicode() throws {
        for (set, typed) in [
            ("kén\u{E1}ri hijau", "ke\u{301}na\u{301}ri hijau"), ("ke\u{301}nari hijau", "k\u{E9}nari hijau"),
        ] {
            var (first, second) = (Array(set.utf8), Array(typed.utf8))
            let identity = try MemberIdentity.generate(name: "Sari")
            let file = try identity.sealed(passphrase: Secret(moving: &first), workFactor: 2)
            let opened = try MemberIdentity.open(file, path: "s", passphrase: Secret(moving: &second))
            #expect(opened.fingerprint == identity.fingerprint)
            var wrong = Array("kènari hijau".utf8)
            #expect(throws: VaultError.wrongPassphrase) {
                try MemberIdentity.open(file, path: "s", passphrase: Secret(moving: &wrong))
            }
        }
    }

    @Test func sharesAreTakenAsTheScreenShowsThem() throws {
        var secret = [UInt8](repeating: 7, count: 32)
        let shares = try SLIP39.split(Secret(moving: &secret), threshold: 2, of: 3)
        let shown = try shares.prefix(2).map { share in
            let words = try share.words().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            var text = Array(
                words.split(separator: " ").enumerated().map { "  \($0 + 1). \($1)," }.joined(separator: "\t")
                    .utf8)
            return try Share(words: Secret(moving: &text))
        }
        #expect(try SLIP39.restore(shown).withUnsafeBytes { Array($0) } == [UInt8](repeating: 7, count: 32))
    }

    @Test(arguments: [
        "2027-02-30", "2027-03-31T25:00:00Z", "2027-03-31x", "2027-1-1", "2027-03-31T10:00:00Z ", "besok",
    ])
    func daysThatDoNotExistAreRefusedWithAnExample(_ day: String) throws {
        let session = try Session()
        try session.makeOffice()
        try session.amanah("add", ref, session.path("passphrase"), "--kind", "statement", as: "coordinator")
        let commands = [
            [
                "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents",
                "1",
                "--given-by", "M", "--until", day,
            ], ["kit", "make", ref, "--kinds", "statement", "-o", session.path("k.kit"), "--until", day],
        ]
        for words in commands {
            let errors = try session.amanah(words, as: "coordinator", failsWith: 2)
            #expect(errors.contains("'\(day)'") && errors.contains("2027-03-31"), "\(errors)")
        }
        let errors = try session.amanah(["audit", "log", "--from", day], as: "auditor", failsWith: 2)
        #expect(errors.contains("'\(day)'") && errors.contains("2027-03-31"), "\(errors)")
    }

    @Test func everyAnswerShowsTheEndThatWasUnderstood() throws {
        let session = try Session()
        try session.makeOffice()
        try session.amanah("add", ref, session.path("passphrase"), "--kind", "statement", as: "coordinator")
        let consent = try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "1",
            "--given-by", "M", "--until", "2027-03-31", as: "coordinator")
        #expect(consent.contains("2027-03-31 23:59:59 (Asia/Jakarta)"), "\(consent)")
        let kit = try session.amanah(
            "kit", "make", ref, "--kinds", "statement", "-o", session.path("k.kit"), "--until", "2027-03-31",
            as: "coordinator")
        #expect(kit.contains("2027-03-31 23:59:59 (Asia/Jakarta)"), "\(kit)")
    }

    @Test(arguments: [
        (#""recordsConsent""#, #""recordConsent""#, "roles.companion.recordConsent", "recordsConsent"),
        (#""shelter""#, #""lawyer""#, "roles.lawyer", "twice"),
        (#""casework""#, #""kasus""#, "roles.companion", "identity"),
    ]) func aPolicySaysWhichMemberIsWrong(_ old: String, _ new: String, _ member: String, _ hint: String)
        throws
    {
        let session = try Session()
        try session.makeOffice()
        let policy = try session.amanah("policy", "show", "--json", as: "custodian")
        let companion = try #require(policy.range(of: old == #""shelter""# ? old : #""companion""#))
        let tail = policy[companion.lowerBound...]
        let place = try #require(tail.range(of: old))
        try session.write("policy.json", policy.replacingCharacters(in: place, with: new))
        let errors = try session.amanah(
            ["policy", "set", session.path("policy.json"), "--dry-run"], as: "custodian", failsWith: 2)
        #expect(errors.contains("policy.json: \(member)") && errors.contains(hint), "\(errors)")
    }

    @Test func theDryRunTellsOfEveryRight() throws {
        let session = try Session()
        try session.makeOffice()
        let policy = try session.amanah("policy", "show", "--json", as: "custodian")
        let companion = try #require(policy.range(of: #""companion""#))
        let right = try #require(policy[companion.lowerBound...].range(of: #""recordsConsent" : true"#))
        try session.write(
            "policy.json", policy.replacingCharacters(in: right, with: #""recordsConsent" : false"#))
        let said = try session.amanah(
            "policy", "set", session.path("policy.json"), "--dry-run", as: "custodian")
        #expect(
            said.contains("companion") && said.contains("LOSES") && said.contains("recordsConsent"), "\(said)"
        )
    }

    @Test(arguments: [
        (#"{"amanah":"audit-rules/1","burst":{"documents":30.5}}"#, "burst.documents", "whole number"),
        (#"{"amanah":"audit-rules/1","burst":{"documents":0}}"#, "burst.documents", "from 1"),
        (#"{"amanah":"audit-rules/1","burst":{"documents":3,"documents":4}}"#, "burst.documents", "twice"),
        (#"{"amanah":"audit-rules/1","burst":{"document":3}}"#, "burst.document", "documents"),
        (#"{"amanah":"audit-rules/1","burst":{"weight":"huge"}}"#, "burst.weight", "high"),
        (
            #"{"amanah":"audit-rules/1","silence":{"days":99999999999999999999}}"#, "silence.days",
            "whole number"
        ),
        ("{\n\"amanah\":\"audit-rules/1\",\n\"burst\":}", "line 3", "JSON"),
        ("{}", "amanah", "audit-rules/1"),
    ]) func rulesSayWhatIsWrongAndWhere(_ json: String, _ place: String, _ hint: String) throws {
        let session = try Session()
        try session.makeOffice()
        let rules = try session.write("rules.json", json)
        let errors = try session.amanah(
            ["audit", "report", "-o", session.path("r.html"), "--rules", rules], as: "auditor", failsWith: 2)
        #expect(errors.contains("rules.json: \(place)") && errors.contains(hint), "\(errors)")
    }

    /// Whichever way it comes about: consents that are there and cover nothing, no consent, no key.
    @Test func everyRefusalIsInTheLog() throws {
        let session = try Session()
        try session.makeOffice()
        try session.giveKey()
        try session.amanah("add", ref, session.path("passphrase"), "--kind", "statement", as: "coordinator")
        func refusals() throws -> Int {
            try session.amanah("audit", "log", "--outcome", "refused", "--json", as: "auditor")
                .components(separatedBy: "bundle.create").count - 1
        }
        func create(_ more: [String] = []) throws {
            let before = try refusals()
            try session.amanah(
                ["bundle", "create", ref, "--to", "lpsk", "--yes", "-o", session.path("b.age")] + more,
                as: "lawyer", failsWith: 3)
            #expect(try refusals() == before + 1)
        }
        try create()
        try create(["--documents", "1"])
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "1",
            "--given-by", "M", as: "coordinator")
        try session.amanah("consent", "withdraw", ref, "1", "--channel", "telepon", as: "coordinator")
        try create()
        // One that is for documents of another kind.
        try session.amanah(
            "add", ref, session.path("lpsk.card"), "--kind", "visum", as: "coordinator")
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "2",
            "--given-by", "M", as: "coordinator")
        try create(["--documents", "1"])
    }
}
