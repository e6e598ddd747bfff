public import Bytes

/// Documents came with a bundle of another vault. Which exhibit each of them was stands in its details, as ``Received``.
package struct BundleImported: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    /// Whose bundle it was.
    package let vault: VaultID
    /// Where that vault's log has the handover.
    package let handover: UInt64
    /// The numbers of the documents, ascending.
    package let documents: [Int]
    /// The same of the documents that hold what the bundle proved of them: one for each class.
    package let records: [Int]

    package init(
        caseID: HexBytes, vault: VaultID, handover: UInt64, documents: [Int], records: [Int]
    ) {
        self.caseID = caseID
        self.vault = vault
        self.handover = handover
        self.documents = documents
        self.records = records
    }
}

/// Of a document that came with a bundle of another vault: which it was there.
///
/// The digest is that of details with 32 random bytes in them, and these have the SHA-256 of the file: so it says to which deposit of
/// which log this document goes back, and nothing to who has it alone.
public struct Received: Codable, Hashable, Sendable {
    public let vault: VaultID
    /// Where that vault's log has the handover.
    public let handover: UInt64
    /// The same of the deposit.
    public let deposit: UInt64
    /// That of the deposit.
    package let detailsDigest: HexBytes

    package init(vault: VaultID, handover: UInt64, deposit: UInt64, detailsDigest: HexBytes) {
        self.vault = vault
        self.handover = handover
        self.deposit = deposit
        self.detailsDigest = detailsDigest
    }
}

extension CaseFile {
    /// A bundle of another vault that came into the case.
    public struct Import: Codable, Hashable, Sendable {
        package let made: BundleImported
        /// Where the log has it.
        public let position: UInt64
        public let at: Timestamp
        public let by: Fingerprint

        public var vault: VaultID { made.vault }
        public var documents: [Int] { made.documents }
    }
}

extension VaultState {
    package mutating func take(
        _ imported: BundleImported, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(imported.caseID)
        try require(!file.roles(of: author.fingerprint, at: statement.at).isEmpty, .doesNotDeposit)
        try require(imported.vault != vaultID, .importOfOwnBundle)
        try require(!imported.documents.isEmpty && !imported.records.isEmpty, .importOfNothing)
        for numbers in [imported.documents, imported.records] {
            try require(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, .documentsNotInOrder)
        }
        try require(
            !file.imports.contains {
                $0.vault == imported.vault && $0.made.handover == imported.handover
            }, .importedAlready)
        let taken = Set(file.imports.flatMap { $0.made.documents + $0.made.records })
        let numbers = imported.documents + imported.records
        try require(
            Set(numbers).count == numbers.count && taken.isDisjoint(with: numbers), .documentImportedAlready)
        for number in numbers {
            guard let place = file.deposits[number] else {
                throw EntryProblemError(.notEntitled(.noSuchDocument))
            }
            try require(place.author == author.number, .importOfOthersDocument)
        }
        file.imports.append(
            CaseFile.Import(
                made: imported, position: head.size, at: statement.at, by: author.fingerprint))
        cases.replace(file)
    }
}
