import Bytes
import Crypto
import Ledger
import Sodium
import VaultStorage

/// The rows that find a document's deposit in the log: from case and number, and from the document's id.
///
/// A row's key is a keyed hash and its value a sealed log position, all of one size: without the vault key they say
/// nothing, not even which rows belong to one case.
final class Projection {
    let generation: UInt32
    private let key: Secret

    /// Rows are sealed under a key derived from the vault key that was current when they were written.
    init(keys: VaultKeys, vaultID: VaultID) throws {
        key = try hkdfSHA256(keys.vaultKey, salt: vaultID.bytes, info: ContextString.rows.bytes)
        generation = keys.generation
    }

    /// The keys of the rows that a document has.
    func lookups(number: Int, caseID: HexBytes, documentID: HexBytes) throws -> [[UInt8]] {
        [try lookup(number, in: caseID), try lookup(documentID)]
    }

    func lookup(_ number: Int, in caseID: HexBytes) throws -> [UInt8] {
        // cannot trap: both have 64 bits
        let number = withUnsafeBytes(of: Int64(number).bigEndian) { [UInt8]($0) }
        return Array(try hmacSHA256(key: key, Array("number".utf8), caseID.bytes, number).prefix(16))
    }

    func lookup(_ documentID: HexBytes) throws -> [UInt8] {
        Array(try hmacSHA256(key: key, Array("id".utf8), documentID.bytes).prefix(16))
    }

    func seal(_ position: UInt64, for lookup: [UInt8]) throws -> [UInt8] {
        let bytes = withUnsafeBytes(of: position.bigEndian) { [UInt8]($0) }
        return try XChaChaPoly.seal(bytes, associatedData: lookup, key: key)
    }

    /// The position in a row; nil when the row was not made with this vault's key for this lookup.
    func open(_ sealed: [UInt8], for lookup: [UInt8]) -> UInt64? {
        guard let bytes = try? XChaChaPoly.open(sealed, associatedData: lookup, key: key), bytes.count == 8
        else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The projection under all generations of the vault key.
struct Projections {
    /// Newest first.
    let all: [Projection]

    init(keys: MemberKeys, vaultID: VaultID) throws {
        all = try keys.vault.values.sorted { $0.generation > $1.generation }.map {
            try Projection(keys: $0, vaultID: vaultID)
        }
    }

    func of(generation: UInt32) -> Projection? { all.first { $0.generation == generation } }

    /// What one statement adds, or changes.
    func record(
        _ statement: Statement, number: Int?, at position: UInt64, in transaction: LogChange
    ) throws {
        guard let number, let caseID = statement.act.caseID else { return }
        // What was written behind the checkpoint may have its rows already.
        if let newest = all.first, let lookup = try? newest.lookup(number, in: caseID),
            let row = try transaction.document(lookup), newest.open(row, for: lookup) == position
        {
            return
        }
        switch statement.act {
        case .deposit(let deposit):
            try point(number, in: deposit.caseID, deposit.documentID, to: position, in: transaction)
            try transaction.insertBlob(deposit.blob)
        case .reseal(let resealing):
            // Another command may have resealed it first.
            guard try transaction.hasBlob(resealing.replacedBlob) else { throw StorageError.busy }
            // The row of the id may be that of another document, whose author said this one's id.
            let before = try self.position(named: "document \(number)", in: transaction) {
                try $0.lookup(number, in: resealing.caseID)
            }
            for projection in all {
                try transaction.removeDocument(projection.lookup(number, in: resealing.caseID))
                let id = try projection.lookup(resealing.documentID)
                if let row = try transaction.document(id), projection.open(row, for: id) == before {
                    try transaction.removeDocument(id)
                }
            }
            try point(
                number, in: resealing.caseID, resealing.documentID, to: position, in: transaction)
            try transaction.removeBlob(resealing.replacedBlob)
            try transaction.insertBlob(resealing.blob)
        default: break
        }
    }

    private func point(
        _ number: Int, in caseID: HexBytes, _ documentID: HexBytes, to position: UInt64,
        in transaction: LogChange
    ) throws {
        guard let newest = all.first else { return }
        for lookup in try newest.lookups(number: number, caseID: caseID, documentID: documentID) {
            try transaction.insertDocument(lookup, sealed: newest.seal(position, for: lookup))
        }
    }

    /// The rows of one document, as they were written when it was deposited or resealed.
    func insert(_ document: ExpectedDocuments.Document, in transaction: LogChange) throws {
        guard let projection = of(generation: document.generation) else { return }
        let deposit = document.deposit
        for lookup in try projection.lookups(
            number: document.number, caseID: deposit.caseID, documentID: deposit.documentID)
        {
            try transaction.insertDocument(lookup, sealed: projection.seal(document.position, for: lookup))
        }
    }

    /// Throws ``VaultError/altered(_:)`` when the row is missing or is not the vault's.
    func position(of number: Int, in file: CaseFile, in transaction: LogRows) throws -> UInt64 {
        let name = "\(file.ref)/\(number)"
        let position = try position(named: name, in: transaction) { try $0.lookup(number, in: file.id) }
        guard let position else { throw VaultError.altered(.indexRow(.row(name))) }
        return position
    }

    func position(of documentID: HexBytes, in transaction: LogRows) throws -> UInt64? {
        try position(named: documentID.description, in: transaction) { try $0.lookup(documentID) }
    }

    private func position(
        named name: String, in transaction: LogRows, _ lookup: (Projection) throws -> [UInt8]
    ) throws -> UInt64? {
        for projection in all {
            let lookup = try lookup(projection)
            guard let sealed = try transaction.document(lookup) else { continue }
            guard let position = projection.open(sealed, for: lookup) else {
                throw VaultError.altered(.indexRow(.row(name)))
            }
            return position
        }
        return nil
    }
}
