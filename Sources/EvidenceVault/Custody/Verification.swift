import Crypto
import Foundation
import TransparencyLog

/// What `verify` found.
public struct VerificationReport: Sendable {
    public let findings: [Finding]
    /// Sealed files that no log entry names because a deposit was cut off before it was acknowledged.
    public let unfinishedDeposits: Int
    public let entries: UInt64
    public let documents: Int
    /// Documents that were opened and hashed again; only with ``VerificationDepth/full``.
    public let opened: Int
    public let head: LogHead

    public var isWhole: Bool { findings.isEmpty }
}

public enum VerificationDepth: Sendable {
    /// The database, the log and the projection, and that all blobs are there.
    case quick
    /// The same, and the digest of every blob.
    case standard
    /// The same, and every document that this member may read is opened and hashed again, which is logged.
    case full
}

extension Vault {
    /// Holds everything in the vault against the log, and the log against its own rules and signatures, from the first entry
    /// on. What the index says is compared with what the entries amount to and never used to reach a verdict.
    public func verify(
        _ depth: VerificationDepth = .standard, progress: (Int) -> Void = { _ in }
    ) throws -> VerificationReport {
        var findings: [Finding] = []
        var expected = ExpectedDocuments()
        var logHolds = false

        try log.examine { index, keys, identity in
            do {
                try index.checkIntegrity()
            } catch VaultError.altered(let finding) {
                findings.append(finding)
                return
            }
            try index.read { transaction in
                guard let current = keys.current else { throw VaultError.notAMember }
                var replay = Replay(vaultID: id, identity: identity, keys: keys)
                var expectedNodes = NodeDigest()
                do {
                    try replay.take(upTo: transaction.logSize(), of: transaction) { taken in
                        for node in taken.nodes { expectedNodes.add(node) }
                        if let statement = taken.statement {
                            try expected.take(
                                statement, at: taken.position, generation: taken.generation)
                        }
                    }
                } catch VaultError.altered(let finding) {
                    // What follows a statement that does not hold cannot be judged.
                    findings.append(finding)
                    return
                }
                expected.name { replay.state.caseFile($0)?.ref ?? $0.description }
                logHolds = true
                // What this member saw when the vault was opened must be what the entries say now.
                if replay.state.head.size == state.head.size && replay.root.bytes != state.head.root.bytes {
                    findings.append(.checkpoint("the entries are not those that were there before"))
                }
                do {
                    try Log.checkCheckpoint(of: replay.state, in: transaction)
                    try checkCosignature(of: replay.state, keys: current, in: transaction)
                } catch VaultError.altered(let finding) {
                    findings.append(finding)
                }
                findings += try nodeFindings(expectedNodes, size: replay.state.head.size, in: transaction)
                findings += try rowFindings(
                    expected.documents, Projections(keys: replay.keys, vaultID: id), in: transaction)
                findings += try blobRowFindings(expected.documents.map(\.deposit.blob), in: transaction)
            }
        }

        let entries = state.head.size
        // A log that does not hold says nothing reliable of what else should be there.
        guard logHolds else {
            return VerificationReport(
                findings: findings, unfinishedDeposits: 0, entries: entries,
                documents: expected.documents.count,
                opened: 0,
                head: state.head)
        }
        let (blobFindings, unfinished) = try checkBlobs(expected, depth, progress)
        findings += blobFindings
        var opened = 0
        if depth == .full && findings.isEmpty {
            for document in expected.documents {
                guard let file = state.caseFile(document.deposit.caseID),
                    let key = try compartmentKey(
                        document.deposit.confidentiality, generation: document.deposit.generation, in: file)
                else { continue }
                do {
                    let access = try recordAccess(.read, case: file.id, document: document.deposit.number)
                    let readable = ReadableDocument(ref: document.ref, deposit: document.deposit, key: key)
                    try open(readable, in: file, access).forEachPiece { progress($0.count) }
                    opened += 1
                } catch VaultError.altered(let finding) {
                    findings.append(finding)
                }
            }
        }
        return VerificationReport(
            findings: findings, unfinishedDeposits: unfinished, entries: entries,
            documents: expected.documents.count,
            opened: opened, head: state.head)
    }

    /// The newest checkpoint bears the cosignature of the member who wrote the newest entry.
    private func checkCosignature(
        of state: VaultState, keys: VaultKeys, in transaction: IndexTransaction
    ) throws {
        let names = CheckpointNames(id)
        let (note, sealed) = try transaction.checkpoint()
        let cosigned = try names.openCosignatures(sealed, keys: keys)
        guard let text = try? SignedNote(parsing: note).text, cosigned.text == text else {
            throw VaultError.altered(.checkpoint("its cosignatures are of another checkpoint"))
        }
        let authors = Array(state.members.values) + [state.recovery].compactMap { $0 }
        let isCosigned = authors.contains { member in
            let verifier = try? NoteVerifier(
                name: names.cosignerName(member.fingerprint), publicKey: member.card.signingKey,
                kind: .cosignature)
            return verifier.map { (try? $0.verify(cosigned)) != nil } ?? false
        }
        guard isCosigned else { throw VaultError.altered(.checkpoint("no member cosigned it")) }
    }

    private func nodeFindings(
        _ expected: NodeDigest, size: UInt64, in transaction: IndexTransaction
    ) throws -> [Finding] {
        var found = NodeDigest()
        do {
            try transaction.forEachNode { found.add($0) }
        } catch VaultError.altered(let finding) {
            return [finding]
        }
        if found == expected { return [] }
        // Only now the slow way, to say which one.
        var nodes = MemoryNodes()
        for position in 0..<size { nodes.append(leaf: try transaction.entry(at: position).leafHash) }
        var finding: Finding?
        var count: UInt64 = 0
        try transaction.forEachNode { node in
            count += 1
            if finding == nil, (try? nodes.node(level: node.level, index: node.index)) != node.hash {
                finding = .treeNode(level: node.level, index: node.index)
            }
        }
        return [finding ?? .database("\(count) tree nodes, of which some are missing")]
    }

    private func rowFindings(
        _ documents: [ExpectedDocuments.Document], _ projections: Projections,
        in transaction: IndexTransaction
    ) throws -> [Finding] {
        var missing: [[UInt8]: (document: ExpectedDocuments.Document, projection: Projection)] = [:]
        for document in documents {
            guard let projection = projections.of(generation: document.generation) else { continue }
            let deposit = document.deposit
            for lookup in try projection.lookups(
                number: deposit.number, caseID: deposit.caseID, documentID: deposit.documentID)
            {
                missing[lookup] = (document, projection)
            }
        }
        var findings: [Finding] = []
        try transaction.forEachDocument { lookup, sealed in
            guard let expected = missing.removeValue(forKey: lookup) else {
                findings.append(.indexRow("a row that no log entry has made"))
                return
            }
            if expected.projection.open(sealed, for: lookup) != expected.document.position {
                findings.append(.indexRow("the row of log entry \(expected.document.position)"))
            }
        }
        if let position = missing.values.map(\.document.position).min() {
            findings.append(.indexRow("the row of log entry \(position) is missing"))
        }
        return findings
    }

    private func blobRowFindings(_ expected: [BlobName], in transaction: IndexTransaction) throws -> [Finding]
    {
        let found = try transaction.blobNames()
        return found.symmetricDifference(expected).sorted { $0.description < $1.description }.map {
            .indexRow("blob \($0)")
        }
    }

    private func checkBlobs(
        _ expected: ExpectedDocuments, _ depth: VerificationDepth, _ progress: (Int) -> Void
    ) throws -> (findings: [Finding], unfinished: Int) {
        let (present, unconfirmed, strangers) = try blobs.inventory()
        var findings: [Finding] = strangers.map { .blobUnknown(blob: $0) }
        for document in expected.documents {
            let (ref, deposit) = (document.ref, document.deposit)
            do {
                let file = try blobs.open(deposit.blob, document: ref)
                let isSame =
                    try file.status().size == deposit.blobSize
                    && (depth == .quick || sha256(of: file, progress) == deposit.blob)
                if !isSame { findings.append(.blobChanged(document: ref, blob: deposit.blob.description)) }
            } catch VaultError.altered(let finding) {
                findings.append(finding)
            }
        }
        let unknown = present.subtracting(expected.documents.map(\.deposit.blob))
        for name in unknown.subtracting(unconfirmed).sorted(by: { $0.description < $1.description }) {
            findings.append(.blobUnknown(blob: name.description))
        }
        return (findings, unknown.intersection(unconfirmed).count)
    }

    /// The digest of a blob's bytes, which should be its name.
    func sha256(of file: File, _ progress: (Int) -> Void = { _ in }) throws -> BlobName {
        var hasher = SHA256()
        try withBuffer { buffer in
            while true {
                let count = try file.read(into: buffer)
                if count == 0 { break }
                hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                progress(count)
            }
        }
        return BlobName([UInt8](hasher.finalize()))
    }
}

/// The documents that the log says there are.
private struct ExpectedDocuments {
    struct Document {
        var ref = ""
        /// As it was sealed last.
        var deposit: Deposit
        /// Of the statement that says so, and of the vault key that it was written under.
        var position: UInt64
        var generation: UInt32
    }

    private(set) var documents: [Document] = []
    /// By the log position of the deposit.
    private var indices: [UInt64: Int] = [:]

    mutating func take(
        _ statement: Statement, at position: UInt64, generation: UInt32
    ) throws(EntryProblemError) {
        switch statement.act {
        case .deposit(let deposit):
            indices[position] = documents.count
            documents.append(
                Document(deposit: deposit, position: position, generation: generation))
        case .reseal(let resealing):
            guard let index = indices[resealing.deposit], resealing.isOf(documents[index].deposit),
                documents[index].deposit.blob == resealing.replacedBlob
            else { throw EntryProblemError(.malformed("reseals no deposit")) }
            documents[index].deposit = documents[index].deposit.resealed(resealing)
            documents[index].position = position
            documents[index].generation = generation
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
            documents[index].ref = "\(known)/\(deposit.number)"
        }
    }
}

/// A set of tree nodes, as one sum of their hashes: the same set gives the same sum in any order, in constant memory.
/// It need not withstand an attacker, because the entries themselves are checked against the signed root.
private struct NodeDigest: Equatable {
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
