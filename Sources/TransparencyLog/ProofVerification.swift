/// Checking proofs. Shares nothing with the making of proofs but the two hash functions.
extension MerkleTree {
    /// Checks that `leaf` is leaf `index` of the tree of `size` leaves with this root.
    ///
    /// Throws ``LogError/outOfRange`` or ``LogError/proofFailed``. Source: RFC 9162, 2.1.3.2.
    public static func verifyInclusion(
        of leaf: Hash, at index: UInt64, inTreeOf size: UInt64, root: Hash, proof: [Hash]
    ) throws(LogError) {
        guard index < size else { throw .outOfRange }
        var (node, last) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            guard last != 0 else { throw .proofFailed }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, hash == root else { throw .proofFailed }
    }

    /// Checks that the tree of `to` leaves continues the one of `from` leaves.
    ///
    /// Throws ``LogError/outOfRange`` or ``LogError/proofFailed``. Source: RFC 9162, 2.1.4.2.
    public static func verifyConsistency(
        from: UInt64, root fromRoot: Hash, to: UInt64, root toRoot: Hash, proof: [Hash]
    ) throws(LogError) {
        guard from <= to else { throw .outOfRange }
        if from == to {
            guard proof.isEmpty, fromRoot == toRoot else { throw .proofFailed }
            return
        }
        if from == 0 {
            // Every tree continues the empty one; its root is known.
            guard proof.isEmpty, fromRoot == emptyRoot else { throw .proofFailed }
            return
        }
        var rest = proof[...]
        if from.nonzeroBitCount == 1 { rest = [fromRoot] + rest }
        guard let first = rest.popFirst() else { throw .proofFailed }
        var (node, last) = (from - 1, to - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var (older, newer) = (first, first)
        for sibling in rest {
            guard last != 0 else { throw .proofFailed }
            if node & 1 == 1 || node == last {
                older = nodeHash(sibling, older)
                newer = nodeHash(sibling, newer)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newer = nodeHash(newer, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, older == fromRoot, newer == toRoot else { throw .proofFailed }
    }
}
