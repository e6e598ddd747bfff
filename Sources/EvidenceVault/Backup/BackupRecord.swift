import Bytes
import Ledger
import VaultStorage

/// `backup.json` in a generation: what was copied, and when. It makes the generation known for one, and is believed in nothing that the
/// generation itself can show.
struct BackupRecord: Codable, Equatable {
    let amanah: String
    let id: VaultID
    let at: Timestamp
    let head: LogHead
    let files: Int

    static let fileName = "backup.json"
    private static let format = "backup/1"

    init(id: VaultID, at: Timestamp, head: LogHead, files: Int) {
        (amanah, self.id, self.at, self.head, self.files) = (BackupRecord.format, id, at, head, files)
    }

    /// Nil where there is none. Throws ``VaultError/backup(_:)``.
    init?(in folder: VaultFolder) throws {
        guard let file = try folder.file(BackupRecord.fileName) else { return nil }
        guard let record = try? CanonicalJSON.decodeFile(BackupRecord.self, from: file.contents(limit: 4096)),
            record.amanah == BackupRecord.format
        else { throw VaultError.backup(.recordDiffers(path: file.path)) }
        self = record
    }

    func write(to folder: VaultFolder) throws {
        _ = try folder.remove(BackupRecord.fileName)
        try folder.write(CanonicalJSON.encodeFile(self), toNew: BackupRecord.fileName)
    }

    /// A command in a generation would write into it. Throws ``VaultError/backup(_:)``.
    static func requireNone(in folder: VaultFolder) throws {
        if try folder.kind(of: fileName) != nil {
            throw VaultError.backup(.isGeneration(path: folder.path))
        }
    }
}
