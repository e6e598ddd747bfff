import Foundation
import Ledger
import TransparencyLog
import VaultStorage

extension Vault {
    /// What was made anew.
    public struct Reindexing: Sendable {
        /// Parts of the index that were not what the log amounts to, and are now.
        public let mended: [Part]
        public let entries: UInt64

        public enum Part: String, Sendable {
            case treeNodes = "tree nodes"
            case documentRows = "rows of documents"
            case blobRows = "rows of sealed files"
        }
    }

    /// Makes anew what stands beside the log in the index, from the log alone: tree nodes, rows of documents and of sealed files. Done
    /// twice it changes nothing the second time. It needs no vault that opens, since a damaged index may keep it from that.
    ///
    /// The log itself is checked from its first entry, against its checkpoint and against what this member saw last; where that
    /// does not hold nothing is changed.
    public static func reindex(
        at path: String, as identity: MemberIdentity, surroundings: Surroundings = Surroundings()
    ) throws -> Reindexing {
        let (path, folder, id) = try located(path)
        _ = try surroundings.knownVaults.requireJoined(id, at: path, for: identity)
        let known = try surroundings.knownVaults.recall(id, for: identity)
        let log = try StoredLog(Index.open(in: folder))
        try log.read { try $0.checkStructure() }
        return try log.write { transaction in
            var nodes = NodeDigest()
            var documents = ExpectedDocuments()
            let size = try TakenCheckpoint(transaction.checkpoint().note, storedIn: id).head.size
            if let known, known.head.size > size {
                throw VaultError.rolledBack(seen: known.head.size, found: size, since: known.newestAt)
            }
            let replay = try Log.begin(id, identity: identity, in: transaction) { keys in
                (nodes, documents) = (NodeDigest(), ExpectedDocuments())
                var replay = Replay(vaultID: id, identity: identity, keys: keys)
                try replay.take(upTo: size, of: transaction) { taken in
                    for node in taken.nodes { nodes.add(node) }
                    documents.take(taken)
                    if let known, known.head.size == taken.position + 1,
                        taken.head.root.bytes != known.head.root.bytes
                    {
                        throw VaultError.forked(at: known.head.size, since: known.newestAt)
                    }
                }
                return replay
            }
            try Log.checkCheckpoint(of: replay.state, in: transaction)

            var mended: [Reindexing.Part] = []
            if try !transaction.nodeFindings(nodes, size: size).isEmpty {
                var frontier = Frontier()
                try transaction.removeNodes()
                for position in 0..<size {
                    try transaction.insert(frontier.append(transaction.entry(at: position).leafHash))
                }
                mended.append(.treeNodes)
            }
            let projections = try Projections(keys: replay.keys, vaultID: id)
            if try !transaction.rowFindings(documents.documents, projections).isEmpty {
                try transaction.removeDocuments()
                for document in documents.documents {
                    try projections.insert(document, in: transaction)
                }
                mended.append(.documentRows)
            }
            let names = documents.documents.map(\.deposit.blob)
            if try !transaction.blobRowFindings(names).isEmpty {
                try transaction.removeBlobs()
                for name in names { try transaction.insertBlob(name) }
                mended.append(.blobRows)
            }
            return Reindexing(mended: mended, entries: size)
        }
    }
}
