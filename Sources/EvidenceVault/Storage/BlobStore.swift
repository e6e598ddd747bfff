/// The name of a sealed file: SHA-256 of its bytes, so that `sha256sum` checks it without any key.
public typealias BlobName = HexBytes

/// Where sealed documents lie. It sees ciphertext only, and is trusted with nothing but keeping it.
protocol BlobStore {
    /// Begins a deposit; to be called before ``newBlob()``. What an earlier one left when it was cut off is removed, unless
    /// another deposit is under way. `isDeposited` says whether the log names a blob. Throws ``VaultError/diskFull(path:)``
    /// while the log lives on its reserve.
    func beginDeposit(isDeposited: @escaping (BlobName) throws -> Bool) throws
    /// A blob on its way in. It has no name yet. May be called from several threads.
    func newBlob() throws -> any NewBlob
    /// The sealed bytes, from the first. Throws ``VaultError/altered(_:)`` when there is no such blob.
    func open(_ name: BlobName, document: String) throws -> File
    /// Keeps the finished blobs of this deposit under their names. When this returns they survive a power cut.
    /// `replaced` are blobs in whose place they come, and which go when that is confirmed.
    func keep(_ blobs: [any NewBlob], replacing replaced: [BlobName]) throws
    /// The deposits of the blobs that were kept are in the log. Throws when a replaced blob could not be removed: it stays
    /// unconfirmed, and the next deposit tries again.
    func confirm() throws
    /// The deposits of the blobs that were kept came to nothing. What the log names all the same stays.
    func discard()
    func inventory() throws -> BlobInventory
}

/// What lies in a store at one time.
struct BlobInventory {
    /// The names of all blobs.
    let blobs: Set<BlobName>
    /// Of those whose deposit was not confirmed: it is under way, or there was a power cut between blob and log.
    let unconfirmed: Set<BlobName>
    /// What is no blob at all.
    let strangers: [String]
    /// Files of operating systems and of programs that synchronise: no blob, and no alarm.
    let litter: [String]
    /// There is no place for blobs at all any more.
    var isGone = false
    /// What could not be looked into.
    var unread: [Unread] = []
}

/// A file or folder that could not be read.
public struct Unread: Sendable, Hashable {
    public let path: String
    public let errno: Int32
}

extension BlobStore {
    func keep(_ blobs: [any NewBlob]) throws { try keep(blobs, replacing: []) }
}

/// One blob, used by one thread at a time.
protocol NewBlob: AnyObject {
    /// SHA-256 of the bytes, once ``finish()`` has returned.
    var name: BlobName { get }
    /// In bytes.
    var size: Int64 { get }
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// All bytes were written. They are not yet sure to survive a power cut.
    func finish() throws
    /// The bytes, from the first, once they are all written and as long as it has no name.
    func reopened() throws -> File
}
