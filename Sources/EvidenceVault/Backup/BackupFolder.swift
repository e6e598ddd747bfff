import Bytes
import Disk
import Foundation
import Ledger
import VaultStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder with the backups of one vault: `generation-0001`, `generation-0002` and so on, each of them all of the vault at one time,
/// and `unfinished` where the next one is being made. Files that did not change are the same file in each of them, where the disk
/// knows that.
///
/// Numbers and not dates say which is the newest: a clock may be wrong.
final class BackupFolder {
    let folder: VaultFolder
    let id: VaultID

    static let descriptionName = "amanah-backups.json"
    static let unfinished = "unfinished"
    private static let generation = "generation-"
    /// A generation on its way out.
    private static let outgoing = "outgoing-"

    /// `amanah-backups.json`: which vault's.
    private struct Description: Codable {
        let amanah: String
        let id: VaultID
        static let format = "backups/1"
    }

    private init(_ folder: VaultFolder, _ id: VaultID) {
        self.folder = folder
        self.id = id
    }

    /// Throws ``VaultError/backup(_:)`` where there are no backups.
    static func open(_ path: String) throws -> BackupFolder {
        let folder: VaultFolder
        do {
            folder = try VaultFolder.open(path)
        } catch StorageError.noFolder {
            throw VaultError.backup(.notABackup(path: path))
        }
        guard let file = try folder.file(descriptionName),
            let description = try? CanonicalJSON.decodeFile(
                Description.self, from: file.contents(limit: 4096)),
            description.amanah == Description.format
        else { throw VaultError.backup(.notABackup(path: path)) }
        return BackupFolder(folder, description.id)
    }

    /// The same, or a new one in an empty folder or in none.
    static func openOrMake(_ path: String, for id: VaultID) throws -> BackupFolder {
        if let names = try? VaultFolder.open(path).names(), !names.isEmpty,
            names != [descriptionName + ".new"]
        {
            let backup = try open(path)
            guard backup.id == id else { throw VaultError.backup(.otherVault(path: path)) }
            return backup
        }
        try File.makeFolder(path)
        let folder = try VaultFolder.open(path)
        // By a rename: what was cut off here is nobody's backup yet, and is made anew.
        _ = try folder.remove(descriptionName + ".new")
        try folder.write(
            CanonicalJSON.encodeFile(Description(amanah: Description.format, id: id)),
            toNew: descriptionName + ".new")
        _ = try folder.move(descriptionName + ".new", to: descriptionName, in: folder)
        try folder.synchronize()
        try File.synchronizeName(of: path)
        return BackupFolder(folder, id)
    }

    /// Keeps everybody else from making a backup here, as long as this is there.
    func lock() throws {
        guard FileSystem.lock(folder.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK
                ? VaultError.backup(.inUse(path: folder.path)) : File.writeError(folder.path, errno)
        }
    }

    // MARK: Generations

    /// The finished ones, oldest first.
    func generations() throws -> [String] {
        try folder.names().compactMap { name in BackupFolder.number(name).map { ($0, name) } }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func number(_ name: String) -> Int? {
        guard name.hasPrefix(generation) else { return nil }
        let digits = name.dropFirst(generation.count)
        guard digits.count >= 4, digits.count <= 9, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// The folder that the next one is made in, with what was made of it before it was cut off.
    func next() throws -> VaultFolder {
        try folder.makeFolder(BackupFolder.unfinished)
        return try folder.folder(BackupFolder.unfinished)
    }

    /// Gives the finished one its name. Returns it.
    func finish() throws -> String {
        let newest = try generations().last.flatMap(BackupFolder.number) ?? 0
        let digits = String(newest + 1)
        let name = BackupFolder.generation + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        guard try folder.move(BackupFolder.unfinished, to: name, in: folder) else {
            throw StorageError.alreadyExists(path: folder.path(of: name))
        }
        try folder.synchronize()
        return name
    }

    /// Takes away the oldest until so many are left. Returns how many went.
    func prune(keeping count: Int) throws -> Int {
        let old = try generations().dropLast(count)
        for name in old {
            // Renamed first: what is half gone is no generation.
            let number = name.dropFirst(BackupFolder.generation.count)
            guard try folder.move(name, to: BackupFolder.outgoing + number, in: folder) else { continue }
        }
        try folder.synchronize()
        try clear()
        return old.count
    }

    /// Takes away what was on its way out.
    func clear() throws {
        for name in try folder.names() where name.hasPrefix(BackupFolder.outgoing) { try remove(name) }
    }

    /// Takes away a copy of a vault. What is not part of one stays, and so does the folder that it lies in.
    func remove(_ name: String) throws {
        let copy = try folder.folder(name)
        if try copy.kind(of: FolderBlobStore.blobs) == .folder {
            let blobs = try copy.folder(FolderBlobStore.blobs)
            for blob in try FolderBlobStore(copy).inventory().blobs {
                try blobs.folder(blob.folder).remove(blob.fileName)
            }
            for name in try blobs.names() { blobs.removeEmptyFolder(name) }
        }
        for name in [BackupRecord.fileName, VaultDescription.fileName] + Index.fileNames {
            _ = try? copy.remove(name)
        }
        for name in [FolderBlobStore.blobs, FolderBlobStore.incoming] { copy.removeEmptyFolder(name) }
        folder.removeEmptyFolder(name)
    }
}
