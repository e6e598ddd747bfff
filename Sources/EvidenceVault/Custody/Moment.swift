import Bytes
import Ledger
import Sodium
import TransparencyLog

/// One moment of a vault: a head of the log with the state and the keys that go with it, and the rows of the index as they were then.
///
/// Whatever looks at a vault does so through one of these, and ``Log/look(afresh:_:)`` alone makes them: it takes in what others have
/// appended first, so that nothing that went on meanwhile is held against keys or rows of before. While it lasts nothing can be
/// appended, and every other look is at the same moment.
///
/// Sealed files are no part of it. What is missing there is looked for at another moment before anything is said of it.
struct Moment {
    let state: VaultState
    let keys: MemberKeys
    let identity: MemberIdentity
    /// The checkpoint of its head, a signed note.
    let note: [UInt8]
    let transaction: LogRows
    private let found: Found

    init(
        state: VaultState, keys: MemberKeys, identity: MemberIdentity, note: [UInt8], transaction: LogRows
    ) {
        self.state = state
        self.keys = keys
        self.identity = identity
        self.note = note
        self.transaction = transaction
        found = Found(transaction)
    }

    /// What was looked up and may be wanted again: who lists ten thousand documents climbs the same tree ten thousand times.
    private final class Found: NodeReader {
        private struct Place: Hashable {
            let level: Int
            let index: UInt64
        }

        private let rows: LogRows
        private var nodes: [Place: Hash] = [:]
        var projections: Projections?
        /// Some megabytes.
        private static let mostNodes = 65_536

        init(_ rows: LogRows) { self.rows = rows }

        func node(level: Int, index: UInt64) throws -> Hash {
            let place = Place(level: level, index: index)
            if let hash = nodes[place] { return hash }
            let hash = try rows.node(level: level, index: index)
            if nodes.count == Found.mostNodes { nodes.removeAll(keepingCapacity: true) }
            nodes[place] = hash
            return hash
        }
    }

    var head: LogHead { state.head }

    /// The statement at a position, after checking that its entry is in the tree of the head.
    func statement(at position: UInt64) throws -> Log.Located {
        func altered(_ problem: EntryProblem) -> VaultError {
            .altered(.entry(index: position, problem: problem))
        }
        guard position < head.size else { throw altered(.missing) }
        let entry = try transaction.entry(at: position)
        do {
            let proof = try MerkleTree.inclusionProof(
                of: position, inTreeOf: head.size, reading: found)
            try MerkleTree.verifyInclusion(
                of: entry.leafHash, at: position, inTreeOf: head.size, root: Hash(head.root.bytes),
                proof: proof)
        } catch is LogError {
            throw altered(.malformed(.notInTree))
        }
        do {
            // What the replay did not believe nothing else believes.
            guard !state.voids.contains(position), !state.passedOverVoids.contains(position),
                let sealing = keys.vault[entry.generation]
            else { throw altered(.notOpening) }
            let opening: StatementOpening
            switch try entry.open(vaultKey: sealing.vaultKey, vaultID: state.vaultID) {
            case .opening(let found): opening = found
            case .closed(let auditGeneration, let box):
                guard let key = keys.audit[auditGeneration],
                    let found = entry.opening(
                        inBox: box, auditGeneration: auditGeneration, key: key, vaultID: state.vaultID),
                    try found.verified(vaultID: state.vaultID).act.audience == .auditors
                else { throw altered(.closed) }
                opening = found
            }
            let statement = try opening.verified(vaultID: state.vaultID)
            return Log.Located(position: position, entry: entry, opening: opening, statement: statement)
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

    private func projections() throws -> Projections {
        if let known = found.projections { return known }
        let made = try Projections(keys: keys, vaultID: state.vaultID)
        found.projections = made
        return made
    }

    /// The deposit of a document: where the replay has it, and as it was resealed last. When it was resealed, the deposit has the
    /// blob and the generation of that.
    func deposit(of number: Int, in caseID: HexBytes) throws -> (deposit: Deposit, located: Log.Located) {
        guard let file = state.caseFile(caseID) else { throw VaultError.noSuchCase(caseID.description) }
        guard let first = file.deposits[number]?.position else {
            throw VaultError.noSuchDocument("\(file.ref)/\(number)")
        }
        let newest = try projections().position(of: number, in: file, in: transaction)
        let located = try statement(at: first)
        guard case .deposit(let deposit) = located.statement.act, deposit.caseID == file.id else {
            throw VaultError.altered(.indexRow(.row("\(file.ref)/\(number)")))
        }
        if newest == first { return (deposit, located) }
        // A row leads to a reseal that the replay has applied, or nowhere.
        guard file.reseals.contains(newest),
            case .reseal(let resealing) = try statement(at: newest).statement.act,
            resealing.deposit == first, resealing.isOf(deposit)
        else { throw VaultError.altered(.indexRow(.row("\(file.ref)/\(number)"))) }
        return (deposit.resealed(resealing), located)
    }

    /// Who sealed a document last: deposited it, or resealed it.
    func sealer(of number: Int, in caseID: HexBytes) throws -> Sealer {
        guard let file = state.caseFile(caseID) else { return .unknown }
        let newest = try projections().position(of: number, in: file, in: transaction)
        return try state.sealer(in: statement(at: newest).statement)
    }

    /// Where the document with this id stands, if there is one.
    func find(documentID: HexBytes) throws -> (caseID: HexBytes, number: Int)? {
        guard let position = try projections().position(of: documentID, in: transaction) else { return nil }
        let altered = VaultError.altered(.indexRow(.row(documentID.description)))
        let deposited: (at: UInt64, documentID: HexBytes, caseID: HexBytes)
        switch try statement(at: position).statement.act {
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

    /// All entries in order, as the replay judges them, checked against the root.
    func forEachEntry(_ body: (Replay.Taken) throws -> Void) throws {
        var replay = Replay(vaultID: state.vaultID, identity: identity, keys: keys)
        try replay.take(upTo: head.size, of: transaction) { try body($0) }
        guard replay.root.bytes == head.root.bytes else {
            throw VaultError.forked(at: head.size, since: state.newestAt)
        }
    }
}
