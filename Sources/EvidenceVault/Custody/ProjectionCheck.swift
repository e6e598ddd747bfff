import Bytes
import Crypto
import Foundation
import Ledger
import TransparencyLog
import VaultStorage

/// Holds the rows beside the log against what its entries amount to.
extension LogRows {
    /// The first tree node that is not what the entries make.
    func nodeFindings(
        _ expected: NodeDigest, size: UInt64
    ) throws -> [Finding] {
        var found = NodeDigest()
        do {
            try forEachNode { found.add($0) }
        } catch VaultError.altered(let finding) {
            return [finding]
        }
        if found == expected { return [] }
        // Only now the slow way, to say which one.
        var nodes = MemoryNodes()
        for position in 0..<size { nodes.append(leaf: try entry(at: position).leafHash) }
        var finding: Finding?
        var count: UInt64 = 0
        try forEachNode { node in
            count += 1
            if finding == nil, (try? nodes.node(level: node.level, index: node.index)) != node.hash {
                finding = .treeNode(level: node.level, index: node.index)
            }
        }
        return [finding ?? .database(.treeNodes(count))]
    }

    /// Rows of documents that are missing, too many, or lead elsewhere.
    func rowFindings(_ documents: [ExpectedDocuments.Document], _ projections: Projections) throws
        -> [Finding]
    {
        // A member can say another document's id: its row then leads to either, or is gone with the other.
        var ids: [HexBytes: Int] = [:]
        for document in documents { ids[document.deposit.documentID, default: 0] += 1 }
        var expected: [[UInt8]: (positions: Set<UInt64>, projection: Projection, isRequired: Bool)] = [:]
        for document in documents {
            guard let projection = projections.of(generation: document.generation) else { continue }
            let deposit = document.deposit
            let number = try projection.lookup(document.number, in: deposit.caseID)
            expected[number] = ([document.position], projection, true)
            let id = try projection.lookup(deposit.documentID)
            let others = expected[id]?.positions ?? []
            expected[id] = (others.union([document.position]), projection, ids[deposit.documentID] == 1)
        }
        var findings: [Finding] = []
        try forEachDocument { lookup, sealed in
            guard let row = expected.removeValue(forKey: lookup) else {
                findings.append(.indexRow(.madeByNothing))
                return
            }
            let position = row.projection.open(sealed, for: lookup)
            if !(position.map(row.positions.contains) ?? false) {
                findings.append(.indexRow(.rowOfEntry(row.positions.min() ?? 0)))
            }
        }
        if let position = expected.values.filter(\.isRequired).compactMap({ $0.positions.min() }).min() {
            findings.append(.indexRow(.rowMissing(ofEntry: position)))
        }
        return findings
    }

    /// Names of sealed files that no document has, that are missing, or are counted wrong.
    func blobRowFindings(_ names: [BlobName]) throws -> [Finding] {
        var differences = try blobCounts()
        for name in names { differences[name, default: 0] -= 1 }
        return differences.filter { $0.value != 0 }.map(\.key.description).sorted().map {
            .indexRow(.blob("\($0)"))
        }
    }
}

/// The documents that the log says there are.
struct ExpectedDocuments {
    struct Document {
        var ref = ""
        let number: Int
        /// As it was sealed last.
        var deposit: Deposit
        /// Of the statement that says so, and of the vault key that it was written under.
        var position: UInt64
        var generation: UInt32
        var sealer: Sealer
        /// The sealed files that it was resealed from, in which it may lie still.
        var formerBlobs: [BlobName] = []
    }

    /// Tells who sealed what a statement deposits or reseals.
    var sealer: (Statement) -> Sealer = { _ in .unknown }
    private(set) var documents: [Document] = []
    /// Reseals of what was not there to be resealed.
    private(set) var findings: [Finding] = []
    /// By the log position of the deposit.
    private var indices: [UInt64: Int] = [:]

    mutating func take(_ entry: Replay.Taken) {
        let (position, generation) = (entry.position, entry.generation)
        guard let statement = entry.statement, let number = entry.number else { return }
        switch statement.act {
        case .deposit(let deposit):
            indices[position] = documents.count
            documents.append(
                Document(
                    number: number, deposit: deposit, position: position, generation: generation,
                    sealer: sealer(statement)))
        case .reseal(let resealing):
            guard let index = indices[resealing.deposit], resealing.isOf(documents[index].deposit),
                documents[index].deposit.blob == resealing.replacedBlob
            else {
                findings.append(.entry(index: position, problem: .malformed(.resealsNothing)))
                return
            }
            documents[index].formerBlobs.append(resealing.replacedBlob)
            documents[index].deposit = documents[index].deposit.resealed(resealing)
            documents[index].position = position
            documents[index].generation = generation
            documents[index].sealer = sealer(statement)
        default: break
        }
    }

    /// Gives every document its reference.
    mutating func name(_ ref: (HexBytes) -> String) {
        var refs: [HexBytes: String] = [:]
        for index in documents.indices {
            let deposit = documents[index].deposit
            let known = refs[deposit.caseID] ?? ref(deposit.caseID)
            refs[deposit.caseID] = known
            documents[index].ref = "\(known)/\(documents[index].number)"
        }
    }
}

/// A set of tree nodes, as one sum of their hashes: the same set gives the same sum in any order, in constant memory.
/// It need not withstand an attacker, because the entries themselves are checked against the signed root.
struct NodeDigest: Equatable {
    private var sum: [UInt64] = [0, 0, 0, 0]
    private var count: UInt64 = 0

    mutating func add(_ node: Node) {
        var hasher = SHA256()
        withUnsafeTemporaryAllocation(byteCount: 16 + Hash.size, alignment: 8) { buffer in
            buffer.storeBytes(of: Int64(node.level), toByteOffset: 0, as: Int64.self)
            buffer.storeBytes(of: node.index, toByteOffset: 8, as: UInt64.self)
            buffer[16...].copyBytes(from: node.hash.bytes)
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        hasher.finalize().withUnsafeBytes { digest in
            for word in 0..<4 {
                sum[word] &+= digest.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
            }
        }
        count += 1
    }
}
