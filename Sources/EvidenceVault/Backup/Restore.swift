import Bytes
import Disk
import Foundation
import Ledger
import VaultStorage

/// What came back.
public struct RestoreReceipt: Sendable {
    public let id: VaultID
    /// Where the vault is now.
    public let path: String
    /// What it came from.
    public let source: String
    /// When the backup was made, by the clock of who made it; nil for a plain copy.
    public let at: Timestamp?
    public let head: LogHead
    public let files: Int
    /// Sealed files that the backup itself has lost.
    public let faults: [BlobFault]
    /// What can be asked for instead: the other generations, oldest first.
    public let others: [String]
}

extension Vault {
    /// Makes a vault of a backup, or of a plain copy of a vault, in a new folder. The source stays as it is.
    ///
    /// All of it is held against itself as it is copied: the index against SQLite's rules, the log against its tree, each sealed file against
    /// its digest; what the copy has lost is named, and the rest comes back. Whether it is the newest there was, only who
    /// saw more can tell: their next command does.
    ///
    /// - Parameters:
    ///   - path: a folder of backups, one generation, or a vault's folder that was copied with any tool.
    ///   - generation: of a folder of backups; else its newest.
    ///   - target: there must be nothing, or what a restoration that was cut off has left.
    public static func restore(
        from path: String, generation: String? = nil, to target: String,
        progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> RestoreReceipt {
        let (source, others) = try restoreSource(path, generation)
        let record = try BackupRecord(in: source)
        let id = try VaultDescription(vault: source).id
        do {
            try requireOutside(target, vault: PathBytes.resolved(source.lastingPath) ?? source.path)
        } catch VaultError.insideVault(let path) {
            throw VaultError.backup(.insideVault(path: path))
        }
        // A generation must not be written to; a plain copy may need what lies beside its database.
        let index = try findingDamage {
            try record == nil ? Index.open(in: source) : Index.openUnchanging(in: source)
        }
        let unfinished = try UnfinishedVault(id: id, at: target, goingOn: true)
        let place = unfinished.place
        let copy = VaultCopy(of: source, id, index: index, to: place, progress: progress)
        let outcome = try copy.run()
        if let record, record.id != id || record.head != outcome.facts.head {
            throw VaultError.backup(.recordDiffers(path: source.path(of: BackupRecord.fileName)))
        }
        // Writes ahead from here on: the first command that works in it finds it so.
        _ = try findingDamage { try Index.open(in: place) }
        // Last, because it is what makes the folder a vault.
        try unfinished.finish()
        return RestoreReceipt(
            id: id, path: PathBytes.resolved(place.lastingPath) ?? place.path, source: source.path,
            at: record?.at,
            head: outcome.facts.head, files: outcome.facts.blobs.count, faults: outcome.faults, others: others
        )
    }

    private static func restoreSource(
        _ path: String, _ generation: String?
    ) throws -> (VaultFolder, others: [String]) {
        if generation == nil, let folder = try? VaultFolder.open(vault: path),
            try folder.kind(of: VaultDescription.fileName) != nil
        {
            return (folder, [])
        }
        let backup = try BackupFolder.open(path)
        let all = try backup.generations()
        guard let name = generation ?? all.last else { throw VaultError.backup(.notABackup(path: path)) }
        guard all.contains(name) else { throw VaultError.backup(.noSuchGeneration(name)) }
        return (try backup.folder.folder(name), all.filter { $0 != name })
    }
}
