import Bytes
import Foundation
import Ledger
import VaultStorage

/// What `backup` made.
public struct BackupReceipt: Sendable {
    public let id: VaultID
    /// The newest generation now; nil when there is none that is good.
    public let generation: String?
    public let path: String
    /// False when nothing was new: the newest generation has all of it.
    public let isNew: Bool
    public let head: LogHead
    public let files: Int
    public let copied: Int
    public let linked: Int
    public let removed: Int
    /// Sealed files of the vault that are gone, or not what they were.
    public let faults: [BlobFault]
    /// Older generations that could not be built upon.
    public let damaged: [String]
}

extension Vault {
    public static let keptGenerations = 7

    /// Copies a vault to a folder of backups as its newest generation, while others work in it. No key is needed, none is copied, and
    /// the copy is as sealed as the vault.
    ///
    /// A generation gets its name when every file in it was held against its digest, and the log against its tree and against the newest
    /// generation, which it must continue. Where that fails all the generations of before are left. A sealed file that the vault has
    /// lost is taken from the generation before.
    ///
    /// - Parameters:
    ///   - keep: of so many generations the newest stay.
    ///   - readsAll: reads the files of the generation before again that did not change; else their sizes are compared.
    /// - Throws: ``VaultError/backup(_:)``, ``VaultError/altered(_:)``, ``StorageError/diskFull(path:)``.
    public static func backUp(
        _ path: String, to backups: String, keep: Int = keptGenerations, readsAll: Bool = false,
        surroundings: Surroundings = Surroundings(), progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> BackupReceipt {
        let (path, source, id) = try located(path)
        try requireBackupOutside(backups, vault: path)
        let index = try findingDamage { try Index.open(in: source) }
        let backup = try BackupFolder.openOrMake(backups, for: id)
        try backup.lock()
        try backup.clear()
        var damaged: [String] = []
        var previous: (name: String, folder: VaultFolder, head: LogHead)?
        for name in try backup.generations().reversed() {
            do {
                let folder = try backup.folder.folder(name)
                previous = (name, folder, try StoredLog(Index.openUnchanging(in: folder)).storedHead(of: id))
                break
            } catch  where VaultError(error)?.isDamage ?? false {
                damaged.append(name)
            }
        }
        if let previous, damaged.isEmpty,
            let same = try unchanged(StoredLog(index), of: source, id, since: previous.folder)
        {
            surroundings.knownVaults.note(id) { notes in
                (notes.backedUpAt, notes.backedUpEntries) = (Timestamp(surroundings.clock()), same.head.size)
            }
            return BackupReceipt(
                id: id, generation: previous.name, path: backup.folder.path(of: previous.name), isNew: false,
                head: same.head, files: same.blobs.count, copied: 0, linked: same.blobs.count, removed: 0,
                faults: [], damaged: [])
        }
        let next = try backup.next()
        // Until it is finished it is no vault and no generation.
        for name in [VaultDescription.fileName, BackupRecord.fileName] { _ = try next.remove(name) }
        let copy = VaultCopy(
            of: source, id, index: index, to: next, previous: previous?.folder, readsAll: readsAll,
            progress: progress)
        let outcome = try copy.run(continuing: previous?.head)
        var generation = previous?.name
        var removed = 0
        let isNew = outcome.faults.allSatisfy(\.isInCopy)
        if isNew {
            try VaultDescription(id: id).write(to: next)
            try BackupRecord(
                id: id, at: Timestamp(surroundings.clock()), head: outcome.facts.head,
                files: outcome.facts.blobs.count
            ).write(to: next)
            try next.synchronize()
            generation = try backup.finish()
            removed = try backup.prune(keeping: max(1, keep))
            surroundings.knownVaults.note(id) { notes in
                notes.backedUpAt = Timestamp(surroundings.clock())
                notes.backedUpEntries = outcome.facts.head.size
            }
        }
        return BackupReceipt(
            id: id, generation: generation,
            path: generation.map { backup.folder.path(of: $0) } ?? backup.folder.path, isNew: isNew,
            head: outcome.facts.head, files: outcome.facts.blobs.count, copied: copy.copied,
            linked: copy.linked, removed: removed, faults: outcome.faults, damaged: damaged)
    }

    /// What the newest generation comes to, where it is all of the vault as it is now, and has every file in its size.
    private static func unchanged(
        _ log: StoredLog, of source: VaultFolder, _ id: VaultID, since previous: VaultFolder
    ) throws -> StoredLog.Facts? {
        guard let record = try? BackupRecord(in: previous),
            try log.storedHead(of: id) == record.head
        else { return nil }
        // The vault's own first: that it is damaged is not to be passed over because nothing is new.
        let facts = try log.examined(of: id)
        guard let there = try? StoredLog(Index.openUnchanging(in: previous)).examined(of: id),
            there.head == facts.head, there.head == record.head, there.blobs == facts.blobs
        else { return nil }
        for name in facts.blobs {
            guard let there = try? FolderBlobStore(previous).open(name).size,
                let here = try? FolderBlobStore(source).open(name).size, there == here
            else { return nil }
        }
        return facts
    }

    private static func requireBackupOutside(_ backups: String, vault path: String) throws {
        do {
            try requireOutside(backups, vault: path)
        } catch VaultError.insideVault(let path) {
            throw VaultError.backup(.insideVault(path: path))
        }
    }
}

extension VaultError {
    /// Whether it says that files are not what they were, and not that something is in the way.
    var isDamage: Bool {
        switch self {
        case .altered, .storage(.unreadable), .storage(.noFolder), .notAVault: true
        case .backup(.foreignLog), .backup(.recordDiffers): true
        default: false
        }
    }
}
