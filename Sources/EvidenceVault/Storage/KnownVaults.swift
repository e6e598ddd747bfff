import Foundation
import Sodium
import TransparencyLog

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a member's own computer remembers of the vaults that they worked in: the newest log head seen, and the state
/// that the log amounted to there. So the next command finds a vault that was rolled back or forked, and replays
/// only what is new.
///
/// One file a vault and member, sealed with a key derived from the identity: it tells a thief nothing, and nobody
/// else can make one. Losing it costs a full replay and the memory of how far the log had come.
public struct KnownVaults: Sendable {
    private let folder: String?

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

    public init(folder: String) { self.folder = folder }

    /// Remembers nothing: for the recovery key, of which no computer should keep a trace.
    static let none = KnownVaults()
    private init() { folder = nil }

    private func path(in folder: String, _ vaultID: VaultID, _ identity: MemberIdentity) throws -> String {
        let tag = try hmacSHA256(key: identity.memoryKey, Array("amanah/v1/known-vault".utf8), vaultID.bytes)
        return "\(folder)/\(hex(tag.prefix(16)))"
    }

    private static func associatedData(_ vaultID: VaultID) -> [UInt8] {
        Array("amanah/v1/known-vault".utf8) + vaultID.bytes
    }

    /// The state at the newest head that this member saw; nil for a vault that is new to them.
    /// Throws ``VaultError/knownVaultAltered(path:)`` when the file is not one that this member made.
    func recall(_ vaultID: VaultID, for identity: MemberIdentity) throws -> VaultState? {
        guard let folder else { return nil }
        let path = try path(in: folder, vaultID, identity)
        guard File.exists(path) else { return nil }
        guard let (header, cases) = try open(path, vaultID, identity), let table = CaseTable(encoded: cases),
            var state = try? CanonicalJSON.decode(VaultState.self, from: header)
        else { throw VaultError.knownVaultAltered(path: path) }
        state.cases = table
        return state
    }

    /// The two parts of a file, authenticated: all but the cases, and the cases.
    private func open(
        _ path: String, _ vaultID: VaultID, _ identity: MemberIdentity
    ) throws -> (header: ArraySlice<UInt8>, cases: ArraySlice<UInt8>)? {
        let sealed = try File.contents(of: path, limit: 1 << 30)
        guard
            let bytes = try? XChaChaPoly.open(
                sealed, associatedData: KnownVaults.associatedData(vaultID), key: identity.memoryKey),
            bytes.count >= 4
        else { return nil }
        let size = Int(UInt32(bigEndianBytes: bytes[..<4]))
        guard bytes.count - 4 >= size else { return nil }
        return (bytes[4..<(4 + size)], bytes[(4 + size)...])
    }

    /// Remembers a state, unless a newer one is remembered already.
    func remember(_ state: VaultState, for identity: MemberIdentity) throws {
        guard let folder else { return }
        let parent = (folder as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try File.makeFolder(folder)
        // Two commands of one member at once: the one that saw more wins.
        let lock = try File.read(folder)
        _ = flock(lock.descriptor, LOCK_EX)
        let path = try path(in: folder, state.vaultID, identity)
        if File.exists(path) {
            guard let (header, _) = try open(path, state.vaultID, identity),
                let known = try? CanonicalJSON.decode(VaultState.self, from: header)
            else { throw VaultError.knownVaultAltered(path: path) }
            if known.head.size >= state.head.size { return }
        }
        let header = try CanonicalJSON.encode(state)
        let sealed = try XChaChaPoly.seal(
            UInt32(header.count).bigEndianBytes + header + state.cases.encoded(),
            associatedData: KnownVaults.associatedData(state.vaultID), key: identity.memoryKey)
        try File.write(sealed, replacing: path)
    }
}
