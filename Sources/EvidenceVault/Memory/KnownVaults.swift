import Bytes
import Disk
public import Foundation
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a member's own computer remembers of the vaults that they joined: the newest log head seen, and the state
/// that the log amounted to there; and which vault lies in which place. So the next command finds a vault that was
/// exchanged, rolled back or forked, and replays only what is new.
///
/// One file a vault and member, and one a place, sealed with a key derived from the identity: they tell a thief nothing,
/// and nobody else can make one. Who loses them joins again.
public struct KnownVaults: Sendable {
    private let folder: String?
    private let isReadOnly: Bool

    /// Where a member's computer keeps what outlives a command: `AMANAH_STATE`, else `$XDG_STATE_HOME/amanah`, else
    /// `~/.local/state/amanah`.
    public static func stateFolder(environment: [String: String] = ProcessInfo.processInfo.environment)
        -> String
    {
        if let named = environment["AMANAH_STATE"], !named.isEmpty { return named }
        if let state = environment["XDG_STATE_HOME"], !state.isEmpty { return state + "/amanah" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state/amanah"
    }

    /// In the ``stateFolder(environment:)``.
    public static func standard(environment: [String: String] = ProcessInfo.processInfo.environment)
        -> KnownVaults
    {
        KnownVaults(folder: stateFolder(environment: environment) + "/known_vaults")
    }

    public init(folder: String) { self.init(folder, isReadOnly: false) }

    /// Remembers nothing: for the recovery key, of which no computer should keep a trace.
    static let none = KnownVaults(nil, isReadOnly: true)

    /// Recalls, and remembers nothing new: for a vault that has still to show that it is the right one.
    var readOnly: KnownVaults { KnownVaults(folder, isReadOnly: true) }

    private init(_ folder: String?, isReadOnly: Bool) {
        self.folder = folder
        self.isReadOnly = isReadOnly
    }

    /// All that lie in a state folder and have files that are replaced.
    private static let folders = [
        "known_vaults", "known_checkpoints", "known_paths", "timestamp_requests", "vault_notes",
    ]

    /// A folder beside that of the vaults.
    func folder(named name: String) -> String? {
        folder.map { "\(PathBytes.parent(of: $0))/\(name)" }
    }

    private func path(in folder: String, _ vaultID: VaultID, _ identity: MemberIdentity) throws -> String {
        let tag = try hmacSHA256(key: identity.memoryKey, KnownVaults.associatedData(vaultID))
        return "\(folder)/\(hex(tag.prefix(16)))"
    }

    /// Raised whenever what is remembered changes. What another version of this program has noted is not guessed at: a case that is not
    /// understood would look as if there were none.
    private static let edition: UInt8 = 3

    private static func associatedData(_ vaultID: VaultID) -> [UInt8] {
        ContextString.knownVault.bytes + vaultID.bytes
    }

    /// The state at the newest head that this member saw; nil for a vault that is new to them.
    /// Throws ``VaultError/knownVaultAltered(path:)`` when the file is not one that this member made,
    /// ``VaultError/knownByOtherVersion(path:)`` when it is by another version of this program.
    func recall(_ vaultID: VaultID, for identity: MemberIdentity) throws -> VaultState? {
        guard let folder else { return nil }
        let path = try path(in: folder, vaultID, identity)
        guard File.exists(path) else { return nil }
        guard let state = try state(in: path, KnownVaults.associatedData(vaultID), identity) else {
            throw VaultError.knownVaultAltered(path: path)
        }
        return state
    }

    private func state(
        in path: String, _ associatedData: [UInt8], _ identity: MemberIdentity
    ) throws -> VaultState? {
        guard let (header, cases) = try open(path, associatedData, identity),
            var state = try? CanonicalJSON.decodeLeniently(VaultState.self, from: header),
            state.takeTables(cases)
        else { return nil }
        return state
    }

    /// The two parts of a file, authenticated: all but the cases, and the cases.
    private func open(
        _ path: String, _ associatedData: [UInt8], _ identity: MemberIdentity
    ) throws -> (header: ArraySlice<UInt8>, cases: ArraySlice<UInt8>)? {
        let sealed = try File.contents(of: path, limit: 1 << 30)
        guard
            let bytes = try? XChaChaPoly.open(
                sealed, associatedData: associatedData, key: identity.memoryKey),
            bytes.count >= 5
        else { return nil }
        guard bytes[0] == KnownVaults.edition else { throw VaultError.knownByOtherVersion(path: path) }
        let size = Int(UInt32(bigEndianBytes: bytes[1..<5]))
        guard bytes.count - 5 >= size else { return nil }
        return (bytes[5..<(5 + size)], bytes[(5 + size)...])
    }

    /// Remembers a state, unless a newer one is remembered already.
    func remember(_ state: VaultState, for identity: MemberIdentity) throws {
        guard let folder, !isReadOnly else { return }
        try KnownVaults.make(folder)
        // Two commands of one member at once: the one that saw more wins.
        let lock = try File.read(folder)
        _ = FileSystem.lock(lock.descriptor, LOCK_EX)
        for name in KnownVaults.folders {
            self.folder(named: name).map { File.removeUnfinished(in: $0) }
        }
        let path = try path(in: folder, state.vaultID, identity)
        if File.exists(path) {
            guard let (header, _) = try open(path, KnownVaults.associatedData(state.vaultID), identity) else {
                throw VaultError.knownVaultAltered(path: path)
            }
            guard let known = try? CanonicalJSON.decodeLeniently(VaultState.self, from: header)
            else { throw VaultError.knownVaultAltered(path: path) }
            if known.head.size >= state.head.size { return }
        }
        try File.write(
            seal(state, KnownVaults.associatedData(state.vaultID), identity), replacing: path)
    }

    /// Gives what is remembered of a vault another name, under which nothing looks for it.
    func setAside(_ vaultID: VaultID, for identity: MemberIdentity) throws {
        guard let folder, !isReadOnly else { return }
        let path = try path(in: folder, vaultID, identity)
        guard File.exists(path) else { return }
        guard try File.move(path, to: "\(path).lost-\(hex(try randomBytes(8)))") else {
            throw StorageError.alreadyExists(path: path)
        }
        try File.synchronizeFolder(folder)
    }

    private static func make(_ folder: String) throws {
        try PathBytes.makeFolders(folder)
    }

    private func seal(
        _ state: VaultState, _ associatedData: [UInt8], _ identity: MemberIdentity
    ) throws -> [UInt8] {
        let header = try CanonicalJSON.encode(state)
        return try XChaChaPoly.seal(
            [KnownVaults.edition] + UInt32(header.count).bigEndianBytes + header + state.encodedTables(),
            associatedData: associatedData, key: identity.memoryKey)
    }

    // MARK: Checkpoints that were taken away

    /// States at so many checkpoints are kept. Older ones are dropped: then a verification since then reads the whole log.
    private static let keptCheckpoints = 16

    private static func associatedData(_ vaultID: VaultID, at head: LogHead) -> [UInt8] {
        ContextString.knownCheckpoint.bytes + vaultID.bytes + head.root.bytes
    }

    /// The folder of states at checkpoints, and the file of one.
    private func checkpointPath(
        of vaultID: VaultID, at head: LogHead, _ identity: MemberIdentity
    ) throws -> (folder: String, file: String)? {
        guard let checkpoints = self.folder(named: "known_checkpoints") else { return nil }
        let tag = try hmacSHA256(
            key: identity.memoryKey, KnownVaults.associatedData(vaultID, at: head))
        return (checkpoints, "\(checkpoints)/\(hex(tag.prefix(16)))")
    }

    /// Remembers what the log amounts to at a checkpoint that this member takes away.
    func keep(_ state: VaultState, for identity: MemberIdentity) throws {
        guard let (folder, file) = try checkpointPath(of: state.vaultID, at: state.head, identity) else {
            return
        }
        try KnownVaults.make(folder)
        try File.write(
            seal(state, KnownVaults.associatedData(state.vaultID, at: state.head), identity),
            replacing: file)
        let dates = try PathBytes.names(in: folder).compactMap(PathBytes.text).map { name in
            let status = try File.read("\(folder)/\(name)").status()
            return (name, status.modifiedSeconds, status.modifiedNanoseconds)
        }
        for (name, _, _) in dates.sorted(by: { ($0.1, $0.2) > ($1.1, $1.2) })
            .dropFirst(KnownVaults.keptCheckpoints)
        {
            FileSystem.remove("\(folder)/\(name)")
        }
    }

    /// What the log amounted to at a checkpoint; nil where that is not remembered, or was altered: then it must be
    /// worked out again.
    func state(at head: LogHead, of vaultID: VaultID, for identity: MemberIdentity) -> VaultState? {
        guard let (_, file) = try? checkpointPath(of: vaultID, at: head, identity), File.exists(file),
            let state = try? state(in: file, KnownVaults.associatedData(vaultID, at: head), identity),
            state.head == head
        else { return nil }
        return state
    }
}

// MARK: - Which vault lies where

extension KnownVaults {
    /// Stops where a vault is not one that this member joined, or not the one that they know in this place. Nothing that
    /// the folder says has been believed before.
    ///
    /// - Parameter path: without links in it.
    /// - Returns: whether the vault lies where they know it; false when it was moved.
    /// - Throws: ``VaultError/anotherVault(path:)``, ``VaultError/notJoined(path:)``,
    ///   ``VaultError/knownVaultAltered(path:)``.
    func requireJoined(_ vaultID: VaultID, at path: String, for identity: MemberIdentity) throws -> Bool {
        let there = try vault(at: path, for: identity)
        guard there == nil || there == vaultID else { throw VaultError.anotherVault(path: path) }
        guard let folder, File.exists(try self.path(in: folder, vaultID, identity)) else {
            throw VaultError.notJoined(path: path)
        }
        return there != nil
    }

    /// The vault that this member knows in a place.
    private func vault(at path: String, for identity: MemberIdentity) throws -> VaultID? {
        guard let (_, file) = try pin(of: path, identity), File.exists(file) else { return nil }
        let id = try? XChaChaPoly.open(
            File.contents(of: file, limit: 4096), associatedData: KnownVaults.pinData(path),
            key: identity.memoryKey)
        guard let id, let vaultID = VaultID(hex(id)) else { throw VaultError.knownVaultAltered(path: file) }
        return vaultID
    }

    /// Remembers which vault lies in a place.
    ///
    /// - Parameter path: without links in it.
    func pin(_ vaultID: VaultID, at path: String, for identity: MemberIdentity) throws {
        guard !isReadOnly, let (folder, file) = try pin(of: path, identity) else { return }
        try KnownVaults.make(folder)
        try File.write(
            XChaChaPoly.seal(
                vaultID.bytes, associatedData: KnownVaults.pinData(path), key: identity.memoryKey),
            replacing: file)
    }

    private func pin(
        of path: String, _ identity: MemberIdentity
    ) throws -> (folder: String, file: String)? {
        guard let paths = self.folder(named: "known_paths") else { return nil }
        let tag = try hmacSHA256(key: identity.memoryKey, KnownVaults.pinData(path))
        return (paths, "\(paths)/\(hex(tag.prefix(16)))")
    }

    private static func pinData(_ path: String) -> [UInt8] {
        ContextString.knownPath.bytes + Array(path.utf8)
    }
}
