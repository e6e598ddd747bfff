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
    /// How many entries and sealed files were looked at, where not all were: ``VerificationDepth/quick``.
    public var sample: (entries: Int, documents: Int)? = nil
    public let head: LogHead
    /// Files in the vault's folders that systems and programs have left there: no part of it, and nothing to be alarmed by.
    public var litter: [String] = []

    public var isWhole: Bool { findings.isEmpty }
}

public enum VerificationDepth: Sendable {
    /// The database's structure, the checkpoint, and a random sample of entries and of sealed files.
    case quick
    /// Every entry from the first, every row, and the digest of every sealed file.
    case standard
    /// The same, and every document that this member may read is opened and hashed again, which is logged; and whatever this
    /// member can open, it is made sure that the others can who should.
    case full
}

extension Vault {
    /// Holds everything in the vault against the log, and the log against its own rules and signatures, from the first entry
    /// on. What the index says is compared with what the entries amount to and never used to reach a verdict.
    public func verify(
        _ depth: VerificationDepth = .standard, progress: (Int) -> Void = { _ in }
    ) throws -> VerificationReport {
        if depth == .quick { return try verifySample(progress) }
        // Before the log is read: what is deposited meanwhile is in the log and not expected here.
        let before = try blobs.inventory()
        var findings: [Finding] = []
        var expected = ExpectedDocuments()
        var logHolds = false
        var voids: [Finding] = []
        func isKnownVoid(_ finding: Finding) -> Bool {
            guard case .voidEntry(let index, _, _) = finding else { return false }
            return state.voids.contains(index) || state.passedOverVoids.contains(index)
        }
        func replayAuthor(_ statement: Statement) -> String? { state.member(signingWith: statement.by)?.name }

        try log.examine { index, keys, identity in
            do {
                try index.checkIntegrity()
            } catch VaultError.altered(let finding) {
                findings.append(finding)
                return
            }
            try index.read { transaction in
                var replay = Replay(vaultID: id, identity: identity, keys: keys)
                var expectedNodes = NodeDigest()
                let size = try TakenCheckpoint(transaction.checkpoint().note, storedIn: id).head.size
                do {
                    try replay.take(upTo: size, of: transaction) { taken in
                        for node in taken.nodes { expectedNodes.add(node) }
                        expected.take(taken)
                        if taken.closesPast {
                            findings.append(
                                .closedPast(
                                    index: taken.position,
                                    by: taken.statement.flatMap { replayAuthor($0) }))
                        }
                        if let (problem, statement) = taken.void {
                            voids.append(
                                .voidEntry(
                                    index: taken.position, problem: problem,
                                    by: statement.flatMap { replayAuthor($0) }))
                        }
                    }
                } catch VaultError.altered(let finding) {
                    // What follows an entry that is missing cannot be judged.
                    findings.append(finding)
                    return
                }
                let behind = try transaction.countRows(outside: size)
                if behind > 0 { findings.append(.unacknowledged(behind)) }
                voids = voids.filter { finding in
                    if case .voidEntry(let index, _, _) = finding {
                        index >= replay.state.repairedTo
                    } else {
                        true
                    }
                }
                // Of entries that were changed since, and of what pins them, no verdict counts; where the first stands may help.
                let isAnother =
                    replay.state.head.size == state.head.size && replay.root.bytes != state.head.root.bytes
                if isAnother {
                    voids = Array(voids.filter(isKnownVoid) + voids.filter { !isKnownVoid($0) }.prefix(1))
                }
                findings += voids
                expected.name { replay.state.caseFile($0)?.ref ?? $0.description }
                logHolds = true
                // What this member saw when the vault was opened must be what the entries say now.
                if isAnother {
                    findings.append(.checkpoint("the entries are not those that were there before"))
                }
                do {
                    try Log.checkCheckpoint(of: replay.state, in: transaction)
                    try checkCosignature(of: replay.state, keys: replay.keys, in: transaction)
                } catch VaultError.altered(let finding) {
                    findings.append(finding)
                }
                findings += expected.findings
                findings += try transaction.nodeFindings(expectedNodes, size: replay.state.head.size)
                findings += try transaction.rowFindings(
                    expected.documents, Projections(keys: replay.keys, vaultID: id))
                findings += try transaction.blobRowFindings(expected.documents.map(\.deposit.blob))
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
        let (blobFindings, unfinished) = try checkBlobs(expected, before, progress)
        findings += blobFindings
        var opened = 0
        if depth == .full && findings.count == voids.count {
            for document in expected.documents {
                // Who left a team has its keys still, and reads there no more.
                guard let file = state.caseFile(document.deposit.caseID),
                    reads(document.deposit.confidentiality, in: file)
                else { continue }
                do {
                    let (deposit, located) = try log.deposit(of: document.number, in: file)
                    guard
                        let readable = try readable(
                            document.number, deposit, located.statement, in: file)
                    else { continue }
                    let access = try recordAccess(.read, case: file.id, document: document.number)
                    let reader = try open(readable, in: file, access)
                    try reader.forEachPiece { progress($0.count) }
                    opened += 1
                    if let finding = reader.stanzaFinding { findings.append(finding) }
                } catch VaultError.altered(let finding) {
                    findings.append(finding)
                }
            }
            let junk = try junkBoxes().map(Finding.junkBox)
            findings += junk.filter { !findings.contains($0) }
        }
        return VerificationReport(
            findings: findings, unfinishedDeposits: unfinished, entries: entries,
            documents: expected.documents.count,
            opened: opened, head: state.head, litter: before.litter)
    }

    /// A member has cosigned the newest checkpoint, or where its entries are for auditors, one before it; auditors find the
    /// cosignature of the newest.
    private func checkCosignature(
        of state: VaultState, keys: MemberKeys, in transaction: IndexTransaction
    ) throws {
        let names = CheckpointNames(id)
        let stored = try transaction.checkpoint().cosignatures
        let notes = try [
            names.openForMembers(stored, keys: keys),
            names.openForAuditors(stored, generation: state.keyGeneration, keys: keys),
        ].compactMap { $0 }
        let authors = Array(state.members.values) + state.recoveries
        for note in notes {
            let taken = try TakenCheckpoint(note.encoded, storedIn: id)
            let isOfThisLog =
                try taken.head.size <= state.head.size
                && MerkleTree.root(ofTreeOf: taken.head.size, reading: transaction).bytes
                    == taken.head.root.bytes
            guard isOfThisLog else {
                throw VaultError.altered(.checkpoint("its cosignatures are of another log"))
            }
            guard authors.contains(where: { taken.cosigned(by: $0, of: id) != nil }) else {
                throw VaultError.altered(.checkpoint("no member cosigned it"))
            }
        }
        if notes.isEmpty { throw VaultError.altered(.checkpoint("no member cosigned it")) }
    }

    private func checkBlobs(
        _ expected: ExpectedDocuments, _ before: BlobInventory, _ progress: (Int) -> Void
    ) throws -> (findings: [Finding], unfinished: Int) {
        var findings: [Finding] = before.strangers.map { .blobUnknown(blob: $0) }
        for document in expected.documents {
            let (ref, deposit) = (document.ref, document.deposit)
            do {
                let file = try blobs.open(deposit.blob, document: ref)
                let isSame =
                    try file.status().size == deposit.blobSize && sha256(of: file, progress) == deposit.blob
                if !isSame { findings.append(.blobChanged(document: ref, blob: deposit.blob.description)) }
            } catch VaultError.altered(let finding) {
                // Unless somebody resealed it in the meantime.
                if try !isReplaced(deposit, number: document.number) { findings.append(finding) }
            }
        }
        // What was put in another's place meanwhile is gone by now, or about to be.
        let after = try blobs.inventory()
        let unconfirmed = before.unconfirmed.union(after.unconfirmed)
        let unknown = before.blobs.intersection(after.blobs).subtracting(
            expected.documents.map(\.deposit.blob))
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
