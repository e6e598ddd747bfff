import Crypto
import Foundation
import GRDB
import TransparencyLog

/// Copies of an index, and what one proves by itself.
extension Index {
    /// Opens an index that nobody works in, and leaves every byte of it as it is. What SQLite would take in beside it must not be there.
    /// Throws ``VaultError/backup(_:)`` or ``VaultError/altered(_:)``.
    static func openUnchanging(in folder: VaultFolder) throws -> Index {
        guard try folder.requireFile(fileName, isWritten: false) else {
            throw VaultError.altered(.database(.missing(file: fileName)))
        }
        for name in fileNames.dropFirst() where try folder.kind(of: name) != nil {
            throw VaultError.backup(.foreignLog(path: folder.path(of: name)))
        }
        return try translatingErrors(in: folder) {
            var configuration = Index.configuration()
            configuration.readonly = true
            let index = try Index(in: folder, configuration: configuration)
            try index.requireOurs()
            return index
        }
    }

    /// Copies all of it, as it is at one moment, to a new file in another folder, which stands by itself. Others may write meanwhile.
    func copy(to target: VaultFolder) throws {
        // Before SQLite makes it: for its owner only.
        try target.create(Index.fileName).close()
        try Index.translatingErrors(in: target) {
            let copy = try Index(in: target)
            try queue.backup(to: copy.queue)
            try copy.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.queue.close()
        }
        guard let file = try target.file(Index.fileName) else {
            throw VaultError.unreadable(path: target.path(of: Index.fileName), errno: ENOENT)
        }
        try file.synchronize()
    }

    /// What an index says and proves without any key.
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
