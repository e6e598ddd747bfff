import Bytes
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

/// What is read from the log: each entry is held against the tree, and the tree against the head that this member holds.
extension Log {
    /// A statement of the log with the place where it stands.
    struct Located {
        let position: UInt64
        let entry: Entry
        let opening: StatementOpening
        let statement: Statement
    }

    /// The statement at a position, after checking that its entry is in the tree whose root this member holds.
    func statement(at position: UInt64) throws -> Located {
        try look { try $0.statement(at: position) }
    }

    /// As ``Moment/deposit(of:in:)``.
    func deposit(of number: Int, in file: CaseFile) throws -> (deposit: Deposit, located: Located) {
        try look { try $0.deposit(of: number, in: file.id) }
    }

    /// Who sealed a document last, as far as that can be told.
    func sealer(of number: Int, in caseID: HexBytes) -> Sealer {
        (try? look { try $0.sealer(of: number, in: caseID) }) ?? .unknown
    }

    /// As ``Moment/find(documentID:)``.
    func find(documentID: HexBytes) throws -> (caseID: HexBytes, number: Int)? {
        try look { try $0.find(documentID: documentID) }
    }

    /// Whether a committed deposit names this blob.
    func names(blob: BlobName) throws -> Bool { try look { try $0.transaction.hasBlob(blob) } }

    /// As ``Moment/forEachEntry(_:)``.
    func forEachEntry(_ body: (Replay.Taken) throws -> Void) throws { try look { try $0.forEachEntry(body) } }

    /// What this member's computer remembers of vaults.
    var knownVaults: KnownVaults { surroundings.knownVaults }

    /// Proof files for entries, against one checkpoint: the newest, after taking in what others have appended. It may be newer than
    /// what this member appended last.
    struct Proofs {
        let checkpoint: SignedNote
        let entries: [TLogProof]
        /// That the log continues what it was when it had these sizes.
        let consistency: [ConsistencyProof]
        /// The log key that signed the checkpoint.
        let logKey: HexBytes
    }

    /// - Parameter oldSizes: for which proofs of consistency are wanted as well.
    func proofs(of positions: [UInt64], since oldSizes: [UInt64] = []) throws -> Proofs {
        try current { bytes, state, transaction in
            let note = try SignedNote(parsing: bytes)
            let proofs = try positions.map { position in
                TLogProof(
                    index: position, extra: nil,
                    hashes: try MerkleTree.inclusionProof(
                        of: position, inTreeOf: state.head.size, reading: transaction),
                    checkpoint: note)
            }
            let consistency = try oldSizes.map { oldSize in
                ConsistencyProof(
                    oldSize: oldSize,
                    hashes: try MerkleTree.consistencyProof(
                        from: oldSize, to: state.head.size, reading: transaction),
                    checkpoint: note)
            }
            return Proofs(
                checkpoint: note, entries: proofs, consistency: consistency, logKey: state.logKey)
        }
    }
}
