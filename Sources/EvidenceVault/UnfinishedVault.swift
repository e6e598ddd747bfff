import Disk
import Foundation
import Ledger
import VaultStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder that is becoming a vault.
///
/// `vault.json` makes it one and gets its name last. Until then it is called `vault.json.unfinished` and is locked by who makes the
/// vault. So what was cut off can be told from a vault that somebody took apart: that one has no such file, and is left alone.
final class UnfinishedVault {
    static let fileName = VaultDescription.fileName + ".unfinished"
    /// All that a vault has before it is one.
    private static let files = [Reserve.fileName] + Index.fileNames
    private static let folders = [FolderBlobStore.blobs, FolderBlobStore.incoming]

    let place: VaultFolder
    /// Of the vault that was not finished in this folder the time before. What was written of its recovery key is of no use.
    let earlier: VaultID?
    private let path: String
    private let isNewFolder: Bool
    private let description: File

    /// Begins in a new or empty folder, or in one where this was cut off before. Throws ``StorageError/alreadyExists(path:)``.
    ///
    /// - Parameter goesOn: what was begun of the same vault before stays, and is gone on with: it is being restored.
    init(id: VaultID, at path: String, goingOn goesOn: Bool = false) throws {
        self.path = path
        isNewFolder = !File.exists(path)
        if isNewFolder { try File.makeFolder(path) }
        place = try VaultFolder.open(path)
        _ = FileSystem.setMode(place.descriptor, 0o700)
        if goesOn, let begun = try UnfinishedVault.begun(of: id, in: place) {
            description = begun
            earlier = id
            return
        }
        earlier = try UnfinishedVault.clear(place)
        description = try place.create(UnfinishedVault.fileName)
        // Who came at the same moment may have taken it for one that was cut off.
        guard FileSystem.lock(description.descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK,
            try description.status().names > 0
        else { throw StorageError.alreadyExists(path: path) }
        do {
            try description.write(VaultDescription(id: id).encoded())
            try description.synchronize()
            try place.synchronize()
        } catch {
            abandon()
            throw error
        }
    }

    /// What says that this vault was begun here, locked; nil where nothing was, or another.
    private static func begun(of id: VaultID, in place: VaultFolder) throws -> File? {
        guard try place.kind(of: VaultDescription.fileName) == nil, let left = try place.file(fileName),
            (try? VaultDescription(bytes: left.contents(limit: 4096), path: place.path).id) == id
        else { return nil }
        guard FileSystem.lock(left.descriptor, LOCK_EX | LOCK_NB) == 0 else { throw StorageError.busy }
        return left
    }

    /// Takes away what was cut off, and nothing else. Returns whose it was.
    private static func clear(_ place: VaultFolder) throws -> VaultID? {
        let names = Set(try place.names())
        if names.isEmpty { return nil }
        guard names.subtracting(files + folders + [fileName]).isEmpty, let left = try place.file(fileName),
            FileSystem.lock(left.descriptor, LOCK_EX | LOCK_NB) == 0,
            try folders.filter(names.contains).allSatisfy({ try place.folder($0).names().isEmpty })
        else { throw StorageError.alreadyExists(path: place.path) }
        let id = try? VaultDescription(bytes: left.contents(limit: 4096), path: place.path).id
        try takeAway(place)
        return id
    }

    /// Makes it a vault. When this returns it survives a power cut.
    func finish() throws {
        try place.synchronize()
        guard try place.move(UnfinishedVault.fileName, to: VaultDescription.fileName, in: place) else {
            throw StorageError.alreadyExists(path: path)
        }
        try place.synchronize()
        try File.synchronizeName(of: path)
    }

    /// Takes away what there is of it. While something cannot be taken away it stays unfinished, for the next try.
    func abandon() {
        guard (try? takeAway()) != nil else { return }
        if isNewFolder { FileSystem.removeEmptyFolder(path) }
    }

    private func takeAway() throws {
        if try place.kind(of: VaultDescription.fileName) != nil {
            _ = try place.move(VaultDescription.fileName, to: UnfinishedVault.fileName, in: place)
        }
        try UnfinishedVault.takeAway(place)
    }

    private static func takeAway(_ place: VaultFolder) throws {
        for name in folders where try place.kind(of: name) != nil {
            guard place.removeEmptyFolder(name) else {
                throw File.writeError(place.path(of: name), errno)
            }
        }
        for name in files { try place.remove(name) }
        // Last, because it is what says that the others may go.
        try place.synchronize()
        try place.remove(fileName)
    }
}
