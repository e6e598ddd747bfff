import Age
import Bytes
import Disk
public import Foundation
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

/// A vault, opened by one member: the only way in.
///
/// What a member may do lies in the extensions beside the words for it: `Members/`, `Cases/`, `Documents/`,
/// `Consent/`, `Custody/`, `Handover/`. One value serves one command on one thread.
public final class Vault {
    public let path: String
    public let id: VaultID
    let identity: MemberIdentity
    let log: Log
    /// Where the sealed files lie.
    var blobs: any BlobStore
    let clock: @Sendable () -> Date
    let warn: @Sendable (VaultWarning) -> Void

    /// What was read of cases' keys, and the secret halves that were opened, by what they are keys of.
    var caseKeys: [HexBytes: (positions: [UInt64], keys: CaseKeys)] = [:]
    var openedKeys: [CompartmentName: OpeningKey] = [:]
    let texts = TextOpener()
    /// What the member was told of already.
    var told: Set<Finding> = []

    /// Members, cases and keys, at the newest entry that was replayed.
    public var state: VaultState { log.state }
    /// Who opened the vault.
    public var me: Member { log.me }

    private init(
        path: String, id: VaultID, identity: MemberIdentity, log: Log, blobs: any BlobStore,
        surroundings: Surroundings
    ) {
        self.path = path
        self.id = id
        self.identity = identity
        self.log = log
        self.blobs = blobs
        clock = surroundings.clock
        warn = surroundings.warn
    }

    /// What a vault needs from its surroundings. Tests put faulty twins here.
    public struct Surroundings: Sendable {
        public var knownVaults: KnownVaults
        public var clock: @Sendable () -> Date
        /// Is told of what went wrong and stops nothing: the member's own memory of the vault could not be kept after
        /// the log had been written, the clock is behind the log, room on the disk runs out.
        public var warn: @Sendable (VaultWarning) -> Void

        public init(
            knownVaults: KnownVaults = .standard(), clock: @escaping @Sendable () -> Date = { Date() },
            warn: @escaping @Sendable (VaultWarning) -> Void = { _ in }
        ) {
            self.knownVaults = knownVaults
            self.clock = clock
            self.warn = warn
        }
    }

    /// Makes a vault in a new or empty folder, with `founder` as its first custodian, and writes the recovery key to a file.
    ///
    /// - Parameter recoveryFile: an age identity file, in clear, to be kept elsewhere.
    /// - Throws: ``VaultError/insideVault(path:)``, and what ``create(at:name:founder:example:postQuantum:surroundings:keepingRecoveryKey:)`` throws.
    public static func create(
        at path: String, name: String, founder: MemberIdentity, recoveryFile: String, example: Bool = false,
        postQuantum: Bool = false, surroundings: Surroundings = Surroundings()
    ) throws -> Vault {
        try requireOutside(recoveryFile, vault: path)
        var isWritten = false
        do {
            return try create(
                at: path, name: name, founder: founder, example: example, postQuantum: postQuantum,
                surroundings: surroundings
            ) { recovery in
                try recovery.write(to: recoveryFile)
                isWritten = true
            }
        } catch {
            if isWritten { FileSystem.remove(recoveryFile) }
            throw error
        }
    }

    /// Makes a vault in a new or empty folder, or in one where that was cut off before, with `founder` as its first custodian.
    ///
    /// - Parameters:
    ///   - example: lets the published example keys in.
    ///   - postQuantum: seals everything to hybrid keys, which take an age of version 1.3 or newer to open.
    ///   - keep: is given the recovery key, which nothing else keeps. When it throws there is no vault.
    /// - Throws: ``StorageError/alreadyExists(path:)``, ``VaultError/exampleKey(fingerprint:)``,
    ///   ``LedgerError/noHybridKey(name:)``.
    public static func create(
        at path: String, name: String, founder: MemberIdentity, example: Bool = false,
        postQuantum: Bool = false, surroundings: Surroundings = Surroundings(),
        keepingRecoveryKey keep: (RecoveryKey) throws -> Void
    ) throws -> Vault {
        let name = try Name.checked(name)
        if !example && ExampleKeys.contains(founder.fingerprint) {
            throw VaultError.exampleKey(fingerprint: founder.fingerprint.description)
        }
        _ = try founder.card.sealingKey(postQuantum: postQuantum)
        let path = PathBytes.real(PathBytes.trimmed(path))
        let keys = try VaultKeys(generation: 1, madeAt: 0)
        let secret = try Secret(randomBytes: 32)
        let trustees = try MemberIdentity.recovery(secret: secret, postQuantum: postQuantum)
        let founding = Founding(
            vaultName: name, founder: founder.card, recovery: trustees.card,
            logKey: HexBytes(keys.logKey.publicKey.bytes), keys: try keys.commitment(), example: example,
            nonce: HexBytes(try randomBytes(32)))
        let id = try VaultID(founding)

        let unfinished = try UnfinishedVault(id: id, at: path)
        // One that its founder knows in another place was finished there, whatever a file here says: its key is not to be taken away.
        let here = PathBytes.resolved(path) ?? path
        let earlier = unfinished.earlier.flatMap { id in
            (try? surroundings.knownVaults.requireJoined(id, at: here, for: founder)) == false ? nil : id
        }
        do {
            try keep(
                RecoveryKey(
                    vaultID: id, secret: secret, postQuantum: postQuantum, replacing: earlier))
            let place = unfinished.place
            let blobs = FolderBlobStore(place)
            try blobs.create()
            // Who founds a vault has joined it.
            try surroundings.knownVaults.pin(id, at: here, for: founder)
            let log = try Log.create(
                StoredLog(Index.create(in: place)), founding: founding, id: id, keys: keys, founder: founder,
                surroundings: surroundings)
            Reserve(place).replenish()
            // Last, because it is what makes the folder a vault.
            try unfinished.finish()
            return Vault(
                path: path, id: id, identity: founder, log: log, blobs: blobs,
                surroundings: surroundings)
        } catch {
            unfinished.abandon()
            throw error
        }
    }

    /// A recovery key beside what it opens protects nothing. Throws ``VaultError/insideVault(path:)``.
    public static func requireOutside(_ file: String, vault path: String) throws {
        let folder = PathBytes.real(path)
        let file = PathBytes.real(file)
        if (file + "/").utf8.starts(with: (folder + "/").utf8) { throw VaultError.insideVault(path: file) }
    }

    /// Opens a vault: checks that it is one that this member joined, and the one that they know in this place; that its log
    /// goes on from where the member last saw it; and takes in what is new. Signs nothing: what falls to this member is settled by
    /// ``settleDuties()``.
    ///
    /// Throws ``VaultError/notAVault(path:)``, ``VaultError/newerFormat(found:)``, ``VaultError/notJoined(path:)``,
    /// ``VaultError/anotherVault(path:)``, ``VaultError/notAMember``,
    /// ``VaultError/rolledBack(seen:found:since:)``, ``VaultError/forked(at:since:)``, ``VaultError/altered(_:)``.
    public static func open(
        at path: String, as identity: MemberIdentity, surroundings: Surroundings = Surroundings()
    ) throws -> Vault {
        let (path, folder, id) = try located(path)
        let isWhereItWas = try surroundings.knownVaults.requireJoined(id, at: path, for: identity)
        let vault = try open(id, at: path, in: folder, as: identity, surroundings: surroundings)
        if !isWhereItWas { vault.noteMove() }
        return vault
    }

    /// Opens a vault whose id this member has reason to believe. Settles nothing.
    static func open(
        _ id: VaultID, at path: String, in folder: VaultFolder, as identity: MemberIdentity,
        surroundings: Surroundings
    ) throws -> Vault {
        let reserve = Reserve(folder)
        // What cannot be written needs no room.
        if try folder.writeObstacle(Index.fileNames) == nil {
            reserve.replenish()
            if reserve.free < Reserve.littleRoom {
                surroundings.warn(.littleRoom(free: reserve.free))
            }
        }
        let warn = surroundings.warn
        let log = try reserve.lend(warn: { warn(.storage($0)) }) {
            try Log.open(
                StoredLog(Index.open(in: folder, warn: { warn(.storage($0)) })), id: id, identity: identity,
                surroundings: surroundings)
        }
        return Vault(
            path: path, id: id, identity: identity, log: log,
            blobs: FolderBlobStore(folder, warn: { warn(.storage($0)) }),
            surroundings: surroundings)
    }

    /// Opens a vault to look at it only: whatever would be written, in it or on this computer, is not.
    static func openUntouched(at path: String, as identity: MemberIdentity) throws -> Vault {
        let (path, folder, id) = try located(path)
        let surroundings = Surroundings(knownVaults: .none)
        return Vault(
            path: path, id: id, identity: identity,
            log: try Log.open(
                StoredLog(Index.open(in: folder)), id: id, identity: identity, surroundings: surroundings),
            blobs: FolderBlobStore(folder), surroundings: surroundings)
    }

    /// Takes in what others appended since. Every verb does so for what it writes; a process that lives calls it before it asks what it may do.
    ///
    /// Throws ``VaultError/membershipEnded`` and the like, as ``open(at:as:surroundings:)`` does.
    public func catchUp() throws { try log.look { _ in } }

    /// Whether this user can write the vault. What needs no log entry works where they cannot.
    var isWritable: Bool { log.store.obstacle == nil }

    func now() -> Timestamp { Timestamp(clock()) }
}

extension Vault {
    /// Throws ``VaultError/notAVault(path:)`` or ``VaultError/newerFormat(found:)`` unless a folder is a vault of this version.
    public static func requireVault(at path: String) throws {
        let folder = try VaultFolder.open(vault: path)
        try BackupRecord.requireNone(in: folder)
        _ = try VaultDescription(vault: folder)
    }
}
