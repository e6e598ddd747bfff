public import Bytes
import Crypto

/// The name of a sealed file: SHA-256 of its bytes, so that `sha256sum` checks it without any key.
public typealias BlobName = HexBytes

/// Where blobs lie. It sees ciphertext only, is trusted with nothing but keeping it, and knows nothing of what names them.
///
/// `BlobStoreSuite` says what it must do when the power goes between any two of its steps, when two have batches at once, when the disk is
/// full, when an answer is lost, and when somebody reads meanwhile.
package protocol BlobStore: AnyObject {
    /// Begins a batch. Others may have theirs under way at the same time. Throws ``StorageError/diskFull(path:)``,
    /// ``StorageError/busy``.
    func begin() throws -> any BlobBatch
    /// Throws ``StorageError/noBlob(_:)``.
    func open(_ name: BlobName) throws -> any BlobReader
    func inventory() throws -> BlobInventory
}

/// Blobs that come in together: all of them are kept, or none.
///
/// Something outside of the store names them. Settle what is left over, fill new blobs, ``keep(replacing:)`` them, write what names them,
/// and then ``confirm(keeping:)``; or ``discard(keeping:)`` where that came to nothing. Where nobody knows what came of it do neither:
/// the batch is left to the next one, before which somebody will look.
package protocol BlobBatch: AnyObject {
    /// Blobs of batches that were left so. Empty while others have batches under way, whose blobs cannot be told from those.
    var leftovers: Set<BlobName> { get }
    /// Removes the leftovers, except those that something names. Call before the first new blob where there are leftovers: nobody
    /// else begins until then. One that cannot be removed stays a leftover. Throws ``StorageError/diskFull(path:)``.
    func settle(keeping named: Set<BlobName>) throws

    /// A blob on its way in. May be called from several threads.
    func newBlob() throws -> any NewBlob
    /// Puts all finished blobs under their names. They survive a power cut when this returns, but stay unconfirmed.
    ///
    /// Throws ``StorageError/busy`` where there is a blob of one of the names already: that one stays whatever comes.
    ///
    /// - Parameter replaced: blobs in whose place they come; nothing happens to them yet.
    func keep(replacing replaced: [BlobName]) throws
    /// The names that this batch has put into the store, also where it could not put all.
    var kept: [BlobName] { get }
    /// Call once what names the blobs is written. Removes the replaced blobs, except those that something else names. Throws when
    /// one cannot be removed: it becomes a leftover.
    func confirm(keeping named: Set<BlobName>) throws
    /// Call once it is known that what was to name the blobs was not written. Removes the kept blobs, except those that something
    /// names all the same.
    func discard(keeping named: Set<BlobName>)
}

extension BlobBatch {
    package func keep() throws { try keep(replacing: []) }
    package func confirm() throws { try confirm(keeping: []) }
    package func discard() { discard(keeping: []) }
}

/// One blob, used by one thread at a time. It is gone when nobody has it any more, unless it was kept.
package protocol NewBlob: AnyObject {
    /// SHA-256 of the bytes, once ``finish()`` has returned.
    var name: BlobName { get }
    /// In bytes.
    var size: Int64 { get }
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// All bytes were written. They are not yet sure to survive a power cut.
    func finish() throws
    /// The bytes, once they are all written.
    func reopened() throws -> any BlobReader
}

/// The bytes of one blob. Nobody vouches for them.
package protocol BlobReader: AnyObject {
    /// In bytes.
    var size: Int64 { get }
    /// Up to `buffer.count` bytes from `offset` on; 0 at the end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension BlobReader {
    /// Reads on from where it has come to, first from the first byte; 0 at the end.
    package func fromTheFirst() -> (UnsafeMutableRawBufferPointer) throws -> Int {
        var offset: Int64 = 0
        return { [self] buffer in
            let count = try read(at: offset, into: buffer)
            offset += Int64(count)
            return count
        }
    }

    /// SHA-256 of all of it.
    ///
    /// - Parameter progress: is told of bytes that were read, as they are.
    package func digest(_ progress: (Int) throws -> Void = { _ in }) throws -> BlobName {
        try BlobName(digesting: fromTheFirst()) { try progress($0.count) }
    }
}

/// What lies in a store at one time.
package struct BlobInventory {
    /// The names of all blobs.
    package let blobs: Set<BlobName>
    /// Of those, and of those that they replaced: whose batch was neither confirmed nor discarded. It is under way, or was cut off.
    package let unconfirmed: Set<BlobName>
    /// What is no blob at all.
    package let strangers: [String]
    /// Files of operating systems and of programs that synchronise: no blob, and no alarm.
    package let litter: [String]
    /// There is no place for blobs at all any more.
    package let isGone: Bool
    /// What could not be looked into.
    package let unread: [Unread]

    package init(
        blobs: Set<BlobName>, unconfirmed: Set<BlobName>, strangers: [String] = [], litter: [String] = [],
        isGone: Bool = false, unread: [Unread] = []
    ) {
        self.blobs = blobs
        self.unconfirmed = unconfirmed
        self.strangers = strangers
        self.litter = litter
        self.isGone = isGone
        self.unread = unread
    }
}

/// A file or folder that could not be read.
public struct Unread: Sendable, Hashable {
    public let path: String
    public let errno: Int32

    package init(path: String, errno: Int32) {
        self.path = path
        self.errno = errno
    }
}
