import VaultStorage

/// Why there is no backup, or nothing came back from one.
public enum BackupProblem: Error, Hashable, Sendable {
    /// The folder holds something else than backups.
    case notABackup(path: String)
    /// It holds the backups of another vault.
    case otherVault(path: String)
    case insideVault(path: String)
    /// Backups of one folder are made one at a time.
    case inUse(path: String)
    case noSuchGeneration(String)
    /// It was asked for as a vault: nobody works in a backup.
    case isGeneration(path: String)
    /// The log is shorter than in the newest generation.
    case behind(entries: UInt64, earlier: UInt64)
    /// Its first entries are not those of the newest generation.
    case forked(earlier: UInt64)
    /// A write-ahead log of SQLite's that is not of the database beside it.
    case foreignLog(path: String)
    /// What a generation says of itself is not what it is.
    case recordDiffers(path: String)
}

/// A sealed file that is not as the index says it should be.
public struct BlobFault: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case missing, changed }

    public let name: BlobName
    public let kind: Kind
    /// The copy has it, from the generation before.
    public let isInCopy: Bool
    /// Where it lies below a vault's folder.
    public var path: String { "\(FolderBlobStore.blobs)/\(name.folder)/\(name.fileName)" }
}
