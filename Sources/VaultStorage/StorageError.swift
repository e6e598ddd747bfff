/// What a file, a disk or a store refuses, and what it finds that is not as it was written. It knows nothing of vaults: what that
/// means to one is said elsewhere.
public enum StorageError: Error, Hashable, Sendable {
    case unreadable(path: String, errno: Int32)
    case cannotWrite(path: String, errno: Int32)
    case notARegularFile(path: String)
    case alreadyExists(path: String)
    case noFolder(path: String)
    /// A file has more bytes than one of its kind may have.
    case tooLarge(path: String, limit: Int)
    case diskFull(path: String)
    /// Somebody else is writing, or was faster.
    case busy
    /// A later version of the program has written it.
    case newerFormat(found: String)
    /// There is no such blob.
    case noBlob(BlobName)
    case damaged(Damage)

    /// What lies in a store is not what the store has put there.
    public enum Damage: Hashable, Sendable {
        /// A link, or something else, in the place of a plain file. It was not followed, and is left as it is.
        case notAFile(path: String)
        /// The same in the place of a folder.
        case notAFolder(path: String)
        /// A file that is written to has another name somewhere else, where that would be written too.
        case otherName(path: String)
        case database(DatabaseFault)
        /// A write-ahead log of SQLite's that is not of the database beside it.
        case foreignLog(path: String)
        case noEntry(at: UInt64)
        case treeNode(level: Int, index: UInt64)
        case noCheckpoint
        /// What was written is not what is there now.
        case otherCheckpoint
    }
}

/// What a store says that stops nothing.
public enum StorageWarning: Hashable, Sendable {
    /// The disk was full, and the log wrote into its reserve, of which so many bytes are left.
    case reserveInUse(left: Int64)
    /// Another command holds what this one needs, and is waited for.
    case waiting
}

/// What is wrong with the database.
public enum DatabaseFault: Hashable, Sendable {
    case missing(file: String)
    case malformed(file: String)
    case cutShort(file: String)
    /// A journal, which no command leaves.
    case journal(file: String)
    case notAnIndex(file: String)
    case otherSchema(file: String, name: String)
    case noVaultID(file: String)
    case row(table: String, position: Int64?)
    /// Of so many tree nodes some are missing.
    case treeNodes(UInt64)
    case noAnswer(query: String)
    /// In SQLite's own words.
    case complaint(String)
}
