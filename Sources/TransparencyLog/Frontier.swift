/// The right edge of a growing tree: the roots of its complete subtrees, the largest first. Enough to append leaves and to
/// know the root, in O(log n) memory and without reading anything.
///
/// Source: RFC 6962, 2.1; the “compact range” of transparency-dev/merkle.
public struct Frontier: Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64 = 0
    private var subtrees: [Hash] = []

    /// The frontier of the empty tree.
    public init() {}

    /// The frontier of the first `size` leaves of a stored tree.
    public init(size: UInt64, reading nodes: some NodeReader) throws {
        self.size = size
        var start: UInt64 = 0
        // One complete subtree for each bit of the size, the highest first.
        for level in stride(from: UInt64.bitWidth - 1, through: 0, by: -1) where size >> level & 1 == 1 {
            subtrees.append(try nodes.node(level: level, index: start >> level))
            start += 1 << level
        }
    }

    /// Appends a leaf. Returns the complete nodes that this makes: the leaf first, then its ancestors.
    @discardableResult
    public mutating func append(_ leaf: Hash) -> [Node] {
        var made = [Node(level: 0, index: size, hash: leaf)]
        var hash = leaf
        var level = 0
        while size >> level & 1 == 1 {
            hash = MerkleTree.nodeHash(subtrees.removeLast(), hash)
            level += 1
            made.append(Node(level: level, index: size >> level, hash: hash))
        }
        subtrees.append(hash)
        size += 1
        return made
    }

    /// The Merkle tree hash of all leaves.
    public var root: Hash {
        guard var root = subtrees.last else { return MerkleTree.emptyRoot }
        for subtree in subtrees.dropLast().reversed() { root = MerkleTree.nodeHash(subtree, root) }
        return root
    }
}
