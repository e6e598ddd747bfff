/// Where entries of a log can be had from, by their position: bytes that nobody vouches for, and the hashes over them.
public protocol EntrySource: NodeReader {
    /// The bytes of the entries from `start` on: as many as fit into `limits` without a gap, at least one. Throws
    /// when there is none.
    func entries(from start: UInt64, below end: UInt64, limits: EntryLimits) throws -> [[UInt8]]
}

/// How much is read at a time. The last entry may go beyond the bytes.
public struct EntryLimits: Sendable {
    public let count: Int
    public let bytes: Int

    public init(count: Int = 1024, bytes: Int = 16 << 20) { (self.count, self.bytes) = (count, bytes) }
}

extension EntrySource {
    public func entries(from start: UInt64, below end: UInt64) throws -> [[UInt8]] {
        try entries(from: start, below: end, limits: EntryLimits())
    }
}
