import Bytes
import Ledger
import VaultStorage

/// `vault.json`: the two things that must be known before any key is used.
struct VaultDescription: Codable {
    let amanah: String
    let id: VaultID

    static let fileName = "vault.json"
    private static let format = "vault/2"

    init(id: VaultID) {
        amanah = VaultDescription.format
        self.id = id
    }

    init(vault folder: VaultFolder) throws {
        let path = folder.path
        guard let file = try folder.file(VaultDescription.fileName) else {
            throw VaultError.notAVault(path: path)
        }
        try self.init(bytes: file.contents(limit: 4096), path: path)
    }

    init(bytes: [UInt8], path: String) throws {
        struct Format: Decodable { let amanah: String }
        guard let format = try? CanonicalJSON.decodeLeniently(Format.self, from: bytes).amanah else {
            throw VaultError.notAVault(path: path)
        }
        guard format == VaultDescription.format else {
            if format.hasPrefix("vault/") { throw VaultError.newerFormat(found: format) }
            throw VaultError.notAVault(path: path)
        }
        guard let description = try? CanonicalJSON.decodeFile(VaultDescription.self, from: bytes) else {
            throw VaultError.altered(.database(.noVaultID(file: VaultDescription.fileName)))
        }
        self = description
    }

    func encoded() throws -> [UInt8] { try CanonicalJSON.encodeFile(self) }

    func write(to folder: VaultFolder) throws {
        try folder.write(encoded(), toNew: VaultDescription.fileName)
    }
}

extension VaultFolder {
    /// Opens the folder of a vault that is there: everything that is in one must be what belongs there. Throws ``VaultError/altered(_:)``,
    /// and ``VaultError/notAVault(path:)`` when there is no folder.
    static func open(vault path: String) throws -> VaultFolder {
        do {
            return try findingDamage { try requireVault(in: open(path)) }
        } catch StorageError.noFolder {
            throw VaultError.notAVault(path: path)
        }
    }

    private static func requireVault(in folder: VaultFolder) throws -> VaultFolder {
        try folder.requireFile(VaultDescription.fileName, isWritten: false)
        for name in [Reserve.fileName] + Index.fileNames { try folder.requireFile(name, isWritten: true) }
        for name in [FolderBlobStore.blobs, FolderBlobStore.incoming] {
            guard [nil, .folder].contains(try folder.kind(of: name)) else {
                throw StorageError.damaged(.notAFolder(path: folder.path(of: name)))
            }
        }
        return folder
    }
}
