import Ledger
import TransparencyLog
import VaultStorage

/// What a log proves by itself.
extension StoredLog {
    /// What it says and proves without any key.
    struct Facts {
        let head: LogHead
        let blobs: Set<BlobName>
    }

    /// The newest checkpoint, as it is stored.
    func storedHead(of id: VaultID) throws -> LogHead {
        try read { try TakenCheckpoint($0.checkpoint().note, storedIn: id).head }
    }

    /// Holds the file against SQLite's rules, the entries against the tree and the checkpoint, and the log against one that it must
    /// continue. Who signed what takes keys, and is not looked at.
    ///
    /// - Throws: ``VaultError/altered(_:)``, ``VaultError/backup(_:)`` where the log does not continue `earlier`.
    func examined(of id: VaultID, continuing earlier: LogHead? = nil) throws -> Facts {
        try read { transaction in
            try transaction.checkIntegrity()
            let head = try TakenCheckpoint(transaction.checkpoint().note, storedIn: id).head
            if let earlier, earlier.size > head.size {
                throw VaultError.backup(.behind(entries: head.size, earlier: earlier.size))
            }
            var frontier = Frontier()
            var nodes = NodeDigest()
            func requireEarlier() throws {
                guard let earlier, earlier.size == frontier.size else { return }
                guard earlier.root.bytes == frontier.root.bytes else {
                    throw VaultError.backup(.forked(earlier: earlier.size))
                }
            }
            try requireEarlier()
            while frontier.size < head.size {
                for bytes in try transaction.entries(from: frontier.size, below: head.size) {
                    for node in frontier.append(MerkleTree.leafHash(bytes)) { nodes.add(node) }
                    try requireEarlier()
                }
            }
            guard frontier.root.bytes == head.root.bytes else {
                throw VaultError.altered(.checkpoint(.otherEntries))
            }
            if let finding = try transaction.nodeFindings(nodes, size: head.size).first {
                throw VaultError.altered(finding)
            }
            return Facts(head: head, blobs: Set(try transaction.blobCounts().keys))
        }
    }
}
