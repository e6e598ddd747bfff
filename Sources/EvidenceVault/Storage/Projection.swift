import Crypto
import Sodium

/// The rows that find a document's deposit in the log: from case and number, and from the document's id.
///
/// A row's key is a keyed hash and its value a sealed log position, all of one size: without the vault key they say
/// nothing, not even which rows belong to one case.
struct Projection: ~Copyable {
    private let key: Secret
    private let vaultID: VaultID

    /// Rows are sealed under a key derived from the vault key.
    init(keys: VaultKeys, vaultID: VaultID) throws {
        key = try hkdfSHA256(keys.vaultKey, salt: vaultID.bytes, info: Array("amanah/v1/projection".utf8))
        self.vaultID = vaultID
    }

    /// What one statement adds.
    func record(_ statement: Statement, at position: UInt64, in transaction: IndexTransaction) throws {
        guard case .deposit(let deposit) = statement.act else { return }
        for lookup in try lookups(of: deposit) {
            try transaction.insertDocument(lookup, sealed: seal(position, for: lookup))
        }
        try transaction.insertBlob(deposit.blob)
    }

    /// The keys of the rows that a deposit has.
    func lookups(of deposit: Deposit) throws -> [[UInt8]] {
        [try lookup(deposit.number, in: deposit.caseID), try lookup(deposit.documentID)]
    }

    /// Throws ``VaultError/altered(_:)`` when the row is missing or is not the vault's.
    func position(of number: Int, in file: CaseFile, in transaction: IndexTransaction) throws -> UInt64 {
        let lookup = try lookup(number, in: file.id)
        guard let sealed = try transaction.document(lookup), let position = open(sealed, for: lookup) else {
            throw VaultError.altered(.indexRow("\(file.ref)/\(number)"))
        }
        return position
    }

    func position(of documentID: HexBytes, in transaction: IndexTransaction) throws -> UInt64? {
        let lookup = try lookup(documentID)
        guard let sealed = try transaction.document(lookup) else { return nil }
        guard let position = open(sealed, for: lookup) else {
            throw VaultError.altered(.indexRow(documentID.description))
        }
        return position
    }

    private func lookup(_ number: Int, in caseID: HexBytes) throws -> [UInt8] {
        let number = withUnsafeBytes(of: UInt64(number).bigEndian) { [UInt8]($0) }
        return Array(try hmacSHA256(key: key, Array("number".utf8), caseID.bytes, number).prefix(16))
    }

    private func lookup(_ documentID: HexBytes) throws -> [UInt8] {
        Array(try hmacSHA256(key: key, Array("id".utf8), documentID.bytes).prefix(16))
    }

    private func seal(_ position: UInt64, for lookup: [UInt8]) throws -> [UInt8] {
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
