import EvidenceVault
import Foundation
import Ledger
import Sodium
import TestSupport
import Testing

/// People at a terminal: runs the built program as they would.
final class Session {
    let folder: TemporaryFolder
    /// The state that `amanah` keeps for all of them.
    var environment: [String: String]
    /// What the members of ``makeOffice()`` read to each other.
    private(set) var phrase = ""
    static let passphrase = "kenari hijau tujuh lautan"

    /// The program that was built together with the tests, or the one that `AMANAH_BINARY` names.
    static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["AMANAH_BINARY"] { return named }
        let runner = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let beside = runner.deletingLastPathComponent().appending(path: "amanah").path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : Vectors.packageFolder.appending(path: ".build/debug/amanah").path
    }()

    /// The same program on a disk that fails when it is told to (`Checking/Faulty`).
    static let faultyTwin = URL(fileURLWithPath: binary).deletingLastPathComponent()
        .appending(path: "amanah-faulty").path

    /// Identities whose passphrase is quick to check, so that tests take seconds.
    init(_ people: [String] = ["custodian", "coordinator", "companion", "lawyer", "auditor", "lpsk"]) throws {
        folder = try TemporaryFolder()
        environment = [
            "AMANAH_STATE": folder.appending("state").path, "AMANAH_VAULT": folder.appending("vault").path,
            "AMANAH_LANG": "en", "TMPDIR": folder.appending("tmp").path, "AMANAH_IDENTITY": "",
            "XDG_RUNTIME_DIR": "",
        ]
        try FileManager.default.createDirectory(
            at: folder.appending("tmp"), withIntermediateDirectories: true)
        try write("passphrase", Session.passphrase + "\n")
        for name in people {
            let identity = try MemberIdentity.generate(name: name)
            var bytes = Array(Session.passphrase.utf8)
            let sealed = try identity.sealed(passphrase: Secret(moving: &bytes), workFactor: 2)
            try Data(sealed).write(to: folder.appending("\(name).identity"))
            try Data(identity.card.json()).write(to: folder.appending("\(name).card"))
        }
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(name))
        return folder.appending(name).path
    }

    func path(_ name: String) -> String { folder.appending(name).path }

    /// The names of the files below a folder of the session; none where there is no such folder.
    func files(below name: String) -> [String] {
        (FileManager.default.subpaths(atPath: path(name)) ?? []).filter {
            (try? folder.appending("\(name)/\($0)").resourceValues(forKeys: [.isRegularFileKey]))?
                .isRegularFile ?? false
        }
    }

    /// Somebody's identity, opened by the library.
    func identity(_ name: String) throws -> MemberIdentity {
        var passphrase = Array(Session.passphrase.utf8)
        return try MemberIdentity.open(
            [UInt8](Data(contentsOf: folder.appending("\(name).identity"))), path: path(name),
            passphrase: Secret(moving: &passphrase))
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func contents(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(name), encoding: .utf8)
    }

    /// Runs `amanah` as somebody, in the session's folder.
    func amanah(_ arguments: [String], as name: String? = nil, input: Data = Data()) throws -> CommandResult {
        try run(
            Session.binary, arguments + credentials(name), input: input, folder: folder.url,
            environment: environment)
    }

    func credentials(_ name: String?) -> [String] {
        name.map { ["--identity", path("\($0).identity"), "--passphrase-file", path("passphrase")] } ?? []
    }

    /// The same, and it must succeed. Returns stdout.
    @discardableResult
    func amanah(_ words: String..., as name: String, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> String
    {
        let result = try amanah(words, as: name)
        #expect(result.status == 0, "\(words): \(result.errors)", sourceLocation: sourceLocation)
        return result.output
    }

    /// The same, and it must fail with this status and a message of one or two lines.
    @discardableResult
    func amanah(
        _ words: [String], as name: String?, failsWith status: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let result = try amanah(words, as: name)
        #expect(result.status == status, "\(words): \(result.errors)", sourceLocation: sourceLocation)
        let lines = result.errors.split(separator: "\n")
        #expect((1...2).contains(lines.count), "\(result.errors)", sourceLocation: sourceLocation)
        return result.errors
    }

    /// Gives LPSK the key of its card: one member proposes it, another confirms it.
    func giveKey() throws {
        try amanah("office", "add", "lpsk", "--card", path("lpsk.card"), "--how", "diserahkan", as: "lawyer")
        try amanah("office", "confirm", "lpsk", "--yes", as: "coordinator")
    }

    /// A vault with its people and one case with its team.
    func makeOffice(at vault: String = "vault", companion: String = "companion") throws {
        try amanah(
            "init", path(vault), "--name", "Yayasan Uji", "--recovery-out", path("recovery.txt"),
            as: "custodian")
        let people = [
            "coordinator": "coordinator", "companion": companion, "lawyer": "lawyer", "auditor": "auditor",
        ]
        for role in ["coordinator", "companion", "lawyer", "auditor"] {
            try enrol(people[role] ?? role, role, in: vault)
        }
        try amanah("case", "open", "--title", "Melati", "--ref", "TPPO-2026-0017", as: "coordinator")
        for role in ["companion", "lawyer"] {
            try amanah(
                "case", "assign", "TPPO-2026-0017", people[role] ?? role, "--role", role, as: "coordinator")
        }
    }

    /// Makes somebody a member of the vault that the custodian made, who joins it.
    func enrol(_ name: String, _ role: String, in vault: String = "vault") throws {
        let result = try amanah(
            ["member", "enrol", path("\(name).card"), "--role", role, "--json"], as: "custodian")
        struct Enrolled: Decodable { let phrase: String }
        let enrolled = try? JSONDecoder().decode(Enrolled.self, from: result.stdout)
        phrase = try #require(enrolled, "\(result.errors)").phrase
        try join(name, vault)
    }

    /// Joins the vault on the computer that the environment names.
    func join(_ name: String, _ vault: String = "vault") throws {
        try amanah("join", path(vault), "--phrase", phrase, as: name)
    }
}
