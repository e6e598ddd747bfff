import Crypto

/// A stored hash of a complete subtree. Level 0 are leaves; the node covers 2^level of them.
public struct Node: Sendable, Hashable {
    public let level: Int
    public let index: UInt64
    public let hash: Hash

    public init(level: Int, index: UInt64, hash: Hash) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// A place where the hashes of complete subtrees are kept.
public protocol NodeReader {
    /// Throws ``LogError/missingNode(level:index:)``, or an error of its own, when the node is not there.
    func node(level: Int, index: UInt64) throws -> Hash
}

/// The Merkle tree of RFC 6962, over stored nodes.
public enum MerkleTree {
    /// RFC 6962, 2.1: the hash of an empty list is the hash of an empty string.
    public static let emptyRoot = Hash(digest: SHA256.hash(data: [UInt8]()))

    /// RFC 6962, 2.1: SHA-256(0x00 ‖ entry).
    public static func leafHash(_ entry: [UInt8]) -> Hash {
        var hasher = SHA256()
        hasher.update(data: [0])
        hasher.update(data: entry)
        return Hash(hasher.finalize())
    }

    /// RFC 6962, 2.1: SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Hash.size, alignment: 1) { buffer in
            buffer[0] = 1
            buffer[1...].copyBytes(from: left.bytes)
            buffer[(1 + Hash.size)...].copyBytes(from: right.bytes)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Hash(hasher.finalize())
        }
    }

    /// The root of the first `size` leaves.
    public static func root(ofTreeOf size: UInt64, reading nodes: some NodeReader) throws -> Hash {
        try Frontier(size: size, reading: nodes).root
    }

    /// RFC 6962, 2.1.1: the audit path of leaf `index` in the tree of the first `size` leaves, from the leaf up.
    public static func inclusionProof(
        of index: UInt64, inTreeOf size: UInt64, reading nodes: some NodeReader
    ) throws -> [Hash] {
        guard index < size else { throw LogError.outOfRange }
        return try path(of: index, in: 0..<size, reading: nodes)
    }

    /// PATH(m, D[n]) of RFC 6962, 2.1.1.
    private static func path(
        of index: UInt64, in range: Range<UInt64>, reading nodes: some NodeReader
    ) throws -> [Hash] {
        let count = range.upperBound - range.lowerBound
        if count == 1 { return [] }
        let middle = range.lowerBound + largestPowerOfTwo(below: count)
        if index < middle {
            return try path(of: index, in: range.lowerBound..<middle, reading: nodes)
                + [hash(of: middle..<range.upperBound, reading: nodes)]
        }
        return try path(of: index, in: middle..<range.upperBound, reading: nodes)
            + [hash(of: range.lowerBound..<middle, reading: nodes)]
    }

    /// RFC 6962, 2.1.2: the proof that the tree of `to` leaves continues the one of `from` leaves.
    /// Empty when `from` is zero or equal to `to`.
    public static func consistencyProof(
        from: UInt64, to: UInt64, reading nodes: some NodeReader
    ) throws -> [Hash] {
        guard from <= to else { throw LogError.outOfRange }
        if from == 0 || from == to { return [] }
        return try subproof(from, in: 0..<to, isWhole: true, reading: nodes)
    }

    /// SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2.
    private static func subproof(
        _ first: UInt64, in range: Range<UInt64>, isWhole: Bool, reading nodes: some NodeReader
    ) throws -> [Hash] {
        let count = range.upperBound - range.lowerBound
        if first == count { return isWhole ? [] : [try hash(of: range, reading: nodes)] }
        let split = largestPowerOfTwo(below: count)
        let middle = range.lowerBound + split
        if first <= split {
            return try subproof(first, in: range.lowerBound..<middle, isWhole: isWhole, reading: nodes)
                + [hash(of: middle..<range.upperBound, reading: nodes)]
        }
        return try subproof(first - split, in: middle..<range.upperBound, isWhole: false, reading: nodes)
            + [hash(of: range.lowerBound..<middle, reading: nodes)]
    }

    /// MTH(D[range]), for a range that begins where a subtree begins.
    private static func hash(of range: Range<UInt64>, reading nodes: some NodeReader) throws -> Hash {
        let count = range.upperBound - range.lowerBound
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return try nodes.node(level: level, index: range.lowerBound >> UInt64(level))
        }
        let middle = range.lowerBound + largestPowerOfTwo(below: count)
        return nodeHash(
            try hash(of: range.lowerBound..<middle, reading: nodes),
            try hash(of: middle..<range.upperBound, reading: nodes))
    }

    /// RFC 6962, 2.1: the largest power of two that is smaller than `count`, which is at least 2.
    private static func largestPowerOfTwo(below count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// Nodes in memory: for tests, and for small trees.
public struct MemoryNodes: NodeReader, Sendable {
    private struct Place: Hashable {
        let level: Int
        let index: UInt64
    }

    private var nodes: [Place: Hash] = [:]
    public private(set) var frontier = Frontier()

    public init() {}

    public mutating func append(entry: [UInt8]) { append(leaf: MerkleTree.leafHash(entry)) }

    public mutating func append(leaf: Hash) {
        for node in frontier.append(leaf) { nodes[Place(level: node.level, index: node.index)] = node.hash }
    }

    public func node(level: Int, index: UInt64) throws -> Hash {
        guard let hash = nodes[Place(level: level, index: index)] else {
            throw LogError.missingNode(level: level, index: index)
        }
        return hash
    }
}
