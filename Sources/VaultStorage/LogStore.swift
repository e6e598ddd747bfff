package import TransparencyLog

/// Where a log lies: its entries in order, the nodes of the tree over them, the newest checkpoint, and rows that help to find things.
/// It sees bytes, and is trusted with nothing but keeping them.
///
/// `LogStoreSuite` says what it must do when the power goes between any two of its steps, when two append at once, when the disk is full,
/// when an answer is lost, and when somebody reads meanwhile.
package protocol LogStore: AnyObject {
    /// Why nothing can be written, as an error number; nil where it can.
    var obstacle: Int32? { get }

    /// Lends the log as it is at one moment: what others append while `body` lasts is not seen.
    func read<R>(_ body: (any LogReading) throws -> R) throws -> R

    /// Changes the log. What `body` did is there as a whole, and survives a power cut, when this returns; nothing of it is when `body` throws.
    ///
    /// Nobody appends between what `body` sees and what it does. A store that cannot keep others out meanwhile takes the change only if the
    /// log is still what `body` saw, and else asks it again.
    ///
    /// When this throws although `body` has returned, all of it may be there or nothing: whoever asked looks again.
    ///
    /// - Parameter usingReserve: may use the room that is kept for the log where there is no other.
    func write<R>(usingReserve: Bool, _ body: (any LogWriting) throws -> R) throws -> R
}

extension LogStore {
    package func write<R>(_ body: (any LogWriting) throws -> R) throws -> R {
        try write(usingReserve: false, body)
    }
}

/// A log at one moment.
package protocol LogReading: EntrySource {
    /// One more than the newest position.
    func logSize() throws -> UInt64
    /// Throws ``StorageError/Damage/noEntry(at:)``.
    func entry(at position: UInt64) throws -> [UInt8]
    /// Hands on the entries that have anything but zeros in these bytes, newest first, until `body` returns true.
    func forEachEntry(newestWithout zeros: Range<Int>, _ body: ([UInt8]) throws -> Bool) throws
    /// How many entries lie where no log of this size has one.
    func countEntries(outside size: UInt64) throws -> Int
    /// The first position from `start` on at which there is no entry.
    func firstGap(from start: UInt64) throws -> UInt64

    func forEachNode(_ body: (Node) throws -> Void) throws

    /// Throws ``StorageError/Damage/noCheckpoint``.
    func checkpoint() throws -> (note: [UInt8], cosignatures: [UInt8])

    func row(_ key: [UInt8]) throws -> [UInt8]?
    func forEachRow(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws

    /// Whether anything names it.
    func hasBlob(_ name: BlobName) throws -> Bool
    /// How many things name each.
    func blobCounts() throws -> [BlobName: Int64]

    /// Looks for damage that no single read would meet. Throws ``StorageError/damaged(_:)``.
    ///
    /// - Parameter isThorough: with all that can be held against each other.
    func check(isThorough: Bool) throws
}

/// A log that is being changed. What was changed is what is read from then on.
package protocol LogWriting: LogReading {
    /// Throws ``StorageError/busy`` unless the log has this size.
    func append(_ entry: [UInt8], at position: UInt64) throws
    /// Takes the entries from a position on, and what lies at no position that a log has, out of the log, and keeps them beside it.
    /// Returns how many.
    func moveAside(from position: UInt64) throws -> Int

    func insert(_ nodes: [Node]) throws
    func removeNodes() throws

    func setCheckpoint(note: [UInt8], cosignatures: [UInt8]) throws

    func setRow(_ key: [UInt8], to value: [UInt8]) throws
    func removeRow(_ key: [UInt8]) throws
    func removeRows() throws

    /// One thing more names it.
    func insertBlob(_ name: BlobName) throws
    /// One thing less does. The last one takes the name away.
    func removeBlob(_ name: BlobName) throws
    func removeBlobs() throws
}
