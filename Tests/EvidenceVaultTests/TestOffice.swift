import Bytes
import Foundation
import GRDB
@testable import Ledger
import Sodium
import TestSupport
import TransparencyLog

@testable import EvidenceVault

/// A vault with its people, each with a memory of their own, in a folder that goes with the test.
final class TestOffice {
    let folder: TemporaryFolder
    private(set) var people: [String: MemberIdentity]
    /// What they read to each other.
    private(set) var phrase: VaultPhrase?
    /// Whose computers have joined the vault.
    private var joined: Set<String> = ["custodian"]
    var vaultPath: String { folder.appending("vault").path }
    var time = Timestamp(seconds: 1_790_000_000)

    static let roles: [(name: String, role: Role)] = [
        ("auditor", .auditor), ("coordinator", .coordinator), ("companion", .companion), ("health", .health),
        ("lawyer", .lawyer), ("shelter", .shelter), ("registrar", .registrar),
    ]

    /// Who is on the team of ``openCase(_:)``.
    static let team = roles.filter { !$0.role.isVaultWide }.map(\.name)

    init(example: Bool = false, postQuantum: Bool = false) throws {
        folder = try TemporaryFolder()
        var people = ["custodian": try MemberIdentity.generate(name: "custodian")]
        for (name, _) in TestOffice.roles { people[name] = try MemberIdentity.generate(name: name) }
        for name in ["stranger", "officer"] { people[name] = try MemberIdentity.generate(name: name) }
        self.people = people
        let vault = try Vault.create(
            at: vaultPath, name: "Yayasan Uji", founder: person("custodian"),
            recoveryFile: folder.appending("recovery.txt").path, example: example,
            postQuantum: postQuantum,
            surroundings: surroundings("custodian"))
        phrase = vault.id.phrase
        for (name, role) in TestOffice.roles { try vault.enrol(person(name).card, roles: [role]) }
    }

    /// One more person, who is made a member.
    @discardableResult
    func enrol(_ name: String, _ roles: Set<Role>) throws -> Member {
        if people[name] == nil { people[name] = try MemberIdentity.generate(name: name) }
        return try open("custodian").enrol(person(name).card, roles: roles)
    }

    func person(_ name: String) throws -> MemberIdentity {
        guard let identity = people[name] else { throw VaultError.noSuchMember(name) }
        return identity
    }

    func surroundings(_ name: String) -> Vault.Surroundings {
        let time = time
        return Vault.Surroundings(
            knownVaults: KnownVaults(folder: folder.appending("state-\(name)/known_vaults").path),
            clock: { time.date })
    }

    /// Opens the vault as one of its people, who join it before, once, and settles what falls to them.
    func open(_ name: String) throws -> Vault {
        try join(name)
        let vault = try Vault.open(at: vaultPath, as: person(name), surroundings: surroundings(name))
        try vault.settleDuties()
        return vault
    }

    /// Joins the vault on somebody's computer, unless that was done before.
    func join(_ name: String) throws {
        guard let phrase, !joined.contains(name) else { return }
        _ = try Vault.join(at: vaultPath, as: person(name), phrase: phrase, surroundings: surroundings(name))
        joined.insert(name)
    }

    /// Forgets what somebody knew of the vault, as on a new computer.
    func forget(_ name: String) throws {
        let known = folder.appending("state-\(name)")
        if FileManager.default.fileExists(atPath: known.path) {
            try FileManager.default.removeItem(at: known)
        }
        joined.remove(name)
    }

    /// A case with everybody on its team who can be.
    @discardableResult
    func openCase(_ ref: String = "TPPO-2026-0017") throws -> CaseFile {
        let vault = try open("coordinator")
        let file = try vault.openCase(title: "Melati, rahasia", ref: ref)
        for (name, role) in TestOffice.roles where !role.isVaultWide && role != .coordinator {
            try vault.assign(vault.member(named: name), to: file, as: role)
        }
        return try vault.caseFile(ref)
    }

    /// Deposits one file and returns its number.
    @discardableResult
    func deposit(
        _ contents: String, kind: DocumentKind, as name: String = "coordinator",
        in ref: String = "TPPO-2026-0017"
    ) throws -> Int {
        let url = folder.appending("\(UUID().uuidString).txt")
        try Data(contents.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let vault = try open(name)
        let file = try vault.caseFile(ref)
        let submission = try Submission(
            path: url.path, name: "berkas.txt", kind: kind, title: "judul rahasia")
        return try vault.deposit([submission], in: file)[0].number
    }

    /// Gives an office the key of somebody: one member proposes their card, another confirms it.
    @discardableResult
    func giveKey(of name: String = "officer", to office: String = "lpsk") throws -> OfficeKey {
        if people[name] == nil { people[name] = try MemberIdentity.generate(name: name) }
        _ = try open("companion").proposeKey(
            of: Office(office), card: person(name).card, how: "diserahkan sendiri")
        let coordinator = try open("coordinator")
        return try coordinator.confirm(coordinator.keyToConfirm(of: Office(office)))
    }

    /// The vault as the trustees open it.
    func openRecovery() throws -> Vault {
        var text = [UInt8](try Data(contentsOf: folder.appending("recovery.txt")))
        let secret = try RecoveryKey.secret(inFile: Secret(moving: &text))
        guard let phrase else { throw VaultError.notARecoveryKey }
        return try Vault.open(
            at: vaultPath, recoverySecret: secret, phrase: phrase, surroundings: surroundings("trustees"))
    }

    func read(_ number: Int, as name: String, in ref: String = "TPPO-2026-0017") throws -> String {
        let vault = try open(name)
        let reader = try vault.read(number, in: vault.caseFile(ref))
        var bytes: [UInt8] = []
        try reader.forEachPiece { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Changes the database behind the vault's back.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: vaultPath + "/index.sqlite")
        try queue.write { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    func blobs() throws -> [URL] {
        let folder = URL(fileURLWithPath: vaultPath + "/blobs")
        return FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "age" }
            .sorted { $0.path < $1.path } ?? []
    }

    /// Puts a copy of the vault aside, or back.
    func copyVault(to name: String) throws {
        try FileManager.default.copyItem(atPath: vaultPath, toPath: folder.appending(name).path)
    }

    func putBackMoved(_ name: String) throws {
        try FileManager.default.copyItem(atPath: folder.appending(name).path, toPath: vaultPath)
    }

    func putBack(_ name: String) throws {
        try FileManager.default.removeItem(atPath: vaultPath)
        try FileManager.default.copyItem(atPath: folder.appending(name).path, toPath: vaultPath)
    }

    /// What `verify` comes to for somebody, from opening on.
    func findings(as name: String = "companion") throws -> [Finding] {
        do {
            return try open(name).verify().findings
        } catch VaultError.altered(let finding) {
            return [finding]
        }
    }
}

extension Vault {
    /// What became of each file.
    func collect(_ paths: [String]) throws -> [Collected] {
        var collected: [Collected] = []
        try collect(paths) { collected.append($0) }
        return collected
    }
}
