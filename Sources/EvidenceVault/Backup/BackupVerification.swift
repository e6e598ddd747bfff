import Bytes
import Foundation
import Ledger
import TransparencyLog
import VaultStorage

/// What one generation of a backup came to when it was read again.
public struct GenerationReport: Sendable {
    public let name: String
    public let path: String
    /// By the clock of who made it.
    public let at: Timestamp?
    public let entries: UInt64
    public let root: String
    public let files: Int
    /// Why the generation is not whole, apart from single files.
    public let problem: VaultError?
    public let faults: [BlobFault]
    /// Files that its index does not name.
    public let unknown: Int

    public var isWhole: Bool { problem == nil && faults.isEmpty && unknown == 0 }
}

extension Vault {
    /// Reads backups again, from the first byte to the last: each index, each log against its tree and against the generation before,
    /// each sealed file against its digest. Changes nothing, and takes no key: that who signed is who may have signed is not looked at.
    ///
    /// - Parameter generation: one alone.
    /// - Returns: oldest first.
    public static func verifyBackup(
        at path: String, generation: String? = nil, progress: @escaping (Int) throws -> Void = { _ in }
    ) throws -> (id: VaultID, generations: [GenerationReport]) {
        let backup = try BackupFolder.open(path)
        var names = try backup.generations()
        if let generation {
            guard names.contains(generation) else {
                throw VaultError.backup(.noSuchGeneration(generation))
            }
            names = [generation]
        }
        // The same file in another generation is read once.
        var right: [UInt64: BlobName] = [:]
        var earlier: LogHead?
        var reports: [GenerationReport] = []
        for name in names {
            let report = try examine(
                name, of: backup, continuing: earlier, right: &right, earlier: &earlier, progress)
            reports.append(report)
        }
        return (backup.id, reports)
    }

    private static func examine(
        _ name: String, of backup: BackupFolder, continuing before: LogHead?, right: inout [UInt64: BlobName],
        earlier: inout LogHead?, _ progress: @escaping (Int) throws -> Void
    ) throws -> GenerationReport {
        let path = backup.folder.path(of: name)
        var record: BackupRecord?
        do {
            let folder = try backup.folder.folder(name)
            record = try BackupRecord(in: folder)
            let facts = try StoredLog(Index.openUnchanging(in: folder)).examined(
                of: backup.id, continuing: before)
            earlier = facts.head
            guard let record, record.id == backup.id, record.head == facts.head,
                try VaultDescription(vault: folder).id == backup.id
            else { throw VaultError.backup(.recordDiffers(path: folder.path(of: BackupRecord.fileName))) }
            var faults: [BlobFault] = []
            let store = FolderBlobStore(folder)
            for blob in facts.blobs.sorted(by: { $0.description < $1.description }) {
                guard let file = try? store.file(blob) else {
                    faults.append(BlobFault(name: blob, kind: .missing, isInCopy: false))
                    continue
                }
                let inode = try file.status().inode
                if right[inode] == blob { continue }
                if (try? file.digest(progress)) == blob {
                    right[inode] = blob
                } else {
                    faults.append(BlobFault(name: blob, kind: .changed, isInCopy: false))
                }
            }
            let inventory = try store.inventory()
            return GenerationReport(
                name: name, path: path, at: record.at, entries: facts.head.size,
                root: facts.head.root.description, files: facts.blobs.count, problem: nil, faults: faults,
                unknown: inventory.blobs.subtracting(facts.blobs).count + inventory.strangers.count)
        } catch {
            guard let error = VaultError(error) else { throw error }
            return GenerationReport(
                name: name, path: path, at: record?.at, entries: record?.head.size ?? 0,
                root: record?.head.root.description ?? "", files: record?.files ?? 0, problem: error,
                faults: [], unknown: 0)
        }
    }
}
