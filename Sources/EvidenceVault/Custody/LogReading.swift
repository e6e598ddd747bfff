import Sodium
import TransparencyLog

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
        try index.read { try statement(at: position, in: $0) }
    }

    func statement(at position: UInt64, in transaction: IndexTransaction) throws -> Located {
        func altered(_ problem: EntryProblem) -> VaultError {
            .altered(.entry(index: position, problem: problem))
        }
        guard position < state.head.size else { throw altered(.missing) }
        let entry = try transaction.entry(at: position)
        do {
            let proof = try MerkleTree.inclusionProof(
                of: position, inTreeOf: state.head.size, reading: transaction)
            try MerkleTree.verifyInclusion(
                of: entry.leafHash, at: position, inTreeOf: state.head.size,
                root: Hash(state.head.root.bytes), proof: proof)
        } catch is LogError {
            throw altered(.malformed(.notInTree))
        }
        do {
            // What the replay did not believe nothing else believes.
            guard !state.voids.contains(position), !state.passedOverVoids.contains(position),
                let keys = keys.vault[entry.generation]
            else { throw altered(.notOpening) }
            let opening: StatementOpening
            switch try entry.open(vaultKey: keys.vaultKey, vaultID: state.vaultID) {
            case .opening(let found): opening = found
            case .closed(let auditGeneration, let box):
                guard let key = self.keys.audit[auditGeneration],
                    let found = entry.opening(
                        inBox: box, auditGeneration: auditGeneration, key: key, vaultID: state.vaultID),
                    try found.verified(vaultID: state.vaultID).act.audience == .auditors
                else { throw altered(.closed) }
                opening = found
            }
            let statement = try opening.verified(vaultID: state.vaultID)
            return Located(position: position, entry: entry, opening: opening, statement: statement)
        } catch let error as EntryProblemError {
            throw altered(error.problem)
        }
    }

    /// Whether an entry is in the tree, opens, and bears its author's signature. What is for auditors is opened as far as this
    /// member can. Throws ``VaultError/altered(_:)``.
    func check(_ position: UInt64) throws {
        do {
            _ = try statement(at: position)
        } catch VaultError.altered(.entry(position, .closed)) {
            return
        }
    }

    /// The deposit of a document: where the replay has it, and as it was resealed last. When it was resealed, the deposit has the
    /// blob and the generation of that.
    func deposit(of number: Int, in file: CaseFile) throws -> (deposit: Deposit, located: Located) {
        guard let first = file.deposits[number]?.position else {
            throw VaultError.noSuchDocument("\(file.ref)/\(number)")
        }
        let newest = try index.read { try projections().position(of: number, in: file, in: $0) }
        try catchUp(to: newest)
        return try index.read { transaction in
            let located = try statement(at: first, in: transaction)
            guard case .deposit(let deposit) = located.statement.act, deposit.caseID == file.id else {
                throw VaultError.altered(.indexRow("\(file.ref)/\(number)"))
            }
            if newest == first { return (deposit, located) }
            // A row leads to a reseal that the replay has applied, or nowhere.
            guard state.caseFile(file.id)?.reseals.contains(newest) ?? false,
                case .reseal(let resealing) = try statement(at: newest, in: transaction).statement.act,
                resealing.deposit == first, resealing.isOf(deposit)
            else { throw VaultError.altered(.indexRow("\(file.ref)/\(number)")) }
            return (deposit.resealed(resealing), located)
        }
    }

    /// Another command may have written since this one looked.
    private func catchUp(to position: UInt64) throws {
        if position >= state.head.size { try current { _, _, _ in } }
    }

    private func projections() throws -> Projections { try Projections(keys: keys, vaultID: state.vaultID) }

    /// Where the document with this id stands, if there is one.
    func find(documentID: HexBytes) throws -> (caseID: HexBytes, number: Int)? {
        let position = try index.read { try projections().position(of: documentID, in: $0) }
        guard let position else { return nil }
        try catchUp(to: position)
        return try index.read { transaction in
            let altered = VaultError.altered(.indexRow(documentID.description))
            let deposited: (at: UInt64, documentID: HexBytes, caseID: HexBytes)
            switch try statement(at: position, in: transaction).statement.act {
            case .deposit(let deposit): deposited = (position, deposit.documentID, deposit.caseID)
            case .reseal(let resealing):
                deposited = (resealing.deposit, resealing.documentID, resealing.caseID)
            default: throw altered
            }
            guard deposited.documentID == documentID,
                let number = state.caseFile(deposited.caseID)?.number(ofDepositAt: deposited.at)
            else { throw altered }
            return (deposited.caseID, number)
        }
    }

    /// Whether a committed deposit names this blob.
    func names(blob: BlobName) throws -> Bool { try index.read { try $0.hasBlob(blob) } }

    /// All entries in order, as the replay judges them, checked against the root.
    func forEachEntry(_ body: (Replay.Taken) throws -> Void) throws {
        try index.read { transaction in
            var replay = Replay(vaultID: state.vaultID, identity: identity, keys: keys)
            try replay.take(upTo: state.head.size, of: transaction) { try body($0) }
            guard replay.root.bytes == state.head.root.bytes else {
                throw VaultError.forked(at: state.head.size, since: state.newestAt)
            }
        }
    }

    /// What this member's computer remembers of vaults.
    var knownVaults: KnownVaults { surroundings.knownVaults }

    /// Proof files for entries, against one checkpoint: the newest, after taking in what others have appended. It may be newer than
    /// what this member appended last.
    struct Proofs {
        let checkpoint: SignedNote
        let entries: [TLogProof]
        /// That the log continues what it was when it had a size.
        let consistency: ConsistencyProof?
        /// The log key that signed the checkpoint.
        let logKey: HexBytes
    }

    /// - Parameter oldSize: for which a proof of consistency is wanted as well.
    func proofs(of positions: [UInt64], since oldSize: UInt64? = nil) throws -> Proofs {
        try current { bytes, state, transaction in
            let note = try SignedNote(parsing: bytes)
            let proofs = try positions.map { position in
                TLogProof(
                    index: position, extra: nil,
                    hashes: try MerkleTree.inclusionProof(
                        of: position, inTreeOf: state.head.size, reading: transaction),
                    checkpoint: note)
            }
            let consistency = try oldSize.map { oldSize in
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

    /// Lends the index to ``Verification``.
    func examine<T>(_ body: (Index, MemberKeys, MemberIdentity) throws -> T) throws -> T {
        try body(index, keys, identity)
    }
}
