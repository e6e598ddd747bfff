import Foundation
import Ledger
import TransparencyLog
import VaultStorage

/// Which vault it is that lies in a folder: first sight is an act, and what was seen is pinned to its place.
extension Vault {
    /// Joins a vault on this computer, after comparing its phrase with what somebody who is in it reads aloud. Until then
    /// nothing opens it. Joining signs nothing, and settles nothing that is due.
    ///
    /// A place in which this member knew another vault is this one's from then on.
    ///
    /// - Parameters:
    ///   - checkpoint: a signed checkpoint of a colleague's or an auditor's. The log must continue it: so that an old
    ///     copy of the right vault is seen as well.
    ///   - afterLoss: what this member saw here last is lost for good, and they go on from a backup: it need not be continued. What was
    ///     remembered of it is kept under another name.
    /// - Throws: ``LedgerError/wrongPhrase(_:)``, ``LedgerError/notACheckpoint(_:)``,
    ///   ``VaultError/rolledBack(seen:found:since:)``, ``VaultError/forked(at:since:)``, and what ``open(at:as:surroundings:)``
    ///   throws. Then nothing is remembered.
    public static func join(
        at path: String, as identity: MemberIdentity, phrase: VaultPhrase, checkpoint: [UInt8]? = nil,
        afterLoss: Bool = false, surroundings: Surroundings = Surroundings()
    ) throws -> Vault {
        let (path, folder, id) = try located(path)
        try phrase.requireThat(of: id)
        var looking = surroundings
        looking.knownVaults = afterLoss ? .none : surroundings.knownVaults.readOnly
        let vault = try open(id, at: path, in: folder, as: identity, surroundings: looking)
        if let checkpoint { try vault.requireThatItContinues(TakenCheckpoint(checkpoint, of: id)) }
        if afterLoss { try surroundings.knownVaults.setAside(id, for: identity) }
        try surroundings.knownVaults.remember(vault.state, for: identity)
        try surroundings.knownVaults.pin(id, at: path, for: identity)
        vault.log.surroundings = surroundings
        return vault
    }

    /// Proves that the log continues a checkpoint that somebody took of it.
    private func requireThatItContinues(_ taken: TakenCheckpoint) throws {
        guard taken.head.size <= state.head.size else {
            throw VaultError.rolledBack(seen: taken.head.size, found: state.head.size, since: nil)
        }
        try taken.requireSigned(in: state)
        try log.current { _, state, transaction in
            _ = try consistency(taken.head, state.head, in: transaction)
        }
    }

    /// The id that the vault in a folder claims, which anybody may read.
    public static func id(at path: String) throws -> VaultID { try located(path).id }

    /// Compares a phrase with the vault in a folder, before anything else is asked. Throws ``LedgerError/wrongPhrase(_:)``.
    public static func require(_ phrase: VaultPhrase, ofVaultAt path: String) throws {
        try phrase.requireThat(of: located(path).id)
    }

    /// A vault's folder, opened, with its path without links and the id that it claims.
    static func located(_ path: String) throws -> (path: String, folder: VaultFolder, id: VaultID) {
        let folder = try VaultFolder.open(vault: path)
        let id = try findingDamage {
            try BackupRecord.requireNone(in: folder)
            return try VaultDescription(vault: folder).id
        }
        // Where the folder that is open lies, whatever has come into its place by now.
        guard let path = PathBytes.resolved(folder.lastingPath) else {
            throw VaultError.notAVault(path: path)
        }
        return (path, folder, id)
    }

    /// A vault that this member joined lies in a new place. Not being able to remember it must not keep them from their work.
    func noteMove() {
        warn(.vaultMoved(path: path))
        do {
            try log.knownVaults.pin(id, at: path, for: identity)
        } catch {
            warn(.notRemembered(error))
        }
    }

    /// The nearest vault at or above a folder, as git looks for a repository: on the same file system, and this user's own.
    /// Nil as well where the folder has been deleted.
    ///
    /// Throws ``VaultError/othersVault(path:)`` where the folder or its `vault.json` is somebody else's: whoever can write a
    /// folder above this one would choose the vault.
    public static func find(above folder: String) throws -> String? {
        guard var path = PathBytes.resolved(folder), let start = status(path) else { return nil }
        while let here = status(path), here.st_dev == start.st_dev {
            let inside = path == "/" ? path : path + "/"
            if let description = status(inside + VaultDescription.fileName) {
                guard here.st_uid == geteuid(), description.st_uid == geteuid() else {
                    throw VaultError.othersVault(path: path)
                }
                return path
            }
            // By bytes: a character may hold the slash and what is put on it.
            guard path != "/", let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
            path = slash == path.startIndex ? "/" : String(decoding: path.utf8[..<slash], as: UTF8.self)
        }
        return nil
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }
}
