import Bytes
import Ledger
import TransparencyLog

/// A document as one member sees it.
public struct DocumentSummary: Sendable {
    public let caseRef: String
    public let number: Int
    package let deposit: Deposit
    public let depositedAt: Timestamp
    public let depositedBy: Member?
    public let logPosition: UInt64
    /// What it is, by the newest word. Nil for those who do not read its class, and where there is a fault.
    public let details: DocumentDetails?
    /// All that was said of it: as it was deposited, then each amendment. Empty where there are no details.
    public let versions: [DocumentVersion]
    /// It says to be sealed before the kit was made that it was sealed with.
    public let isBeforeKit: Bool
    /// The numbers of the redacted copies of it, as far as this member reads them. Nil where nobody has looked: that takes all
    /// documents of the case, so a listing knows.
    public internal(set) var redactedCopies: [Int]?
    /// What is wrong with it: who deposited it sealed something else than a description of it.
    public let fault: Finding?

    public var ref: String { "\(caseRef)/\(number)" }
}

extension Vault {
    /// Takes a document reference apart: `TPPO-2026-0017/12`, an unambiguous beginning of the case's with the number, or
    /// the document's id.
    public func document(_ text: String) throws -> (file: CaseFile, number: Int) {
        if let id = HexBytes(text.lowercased()), id.bytes.count == 16 {
            guard let (caseID, number) = try log.find(documentID: id), let file = state.caseFile(caseID)
            else {
                throw VaultError.noSuchDocument(text)
            }
            return (file, number)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = ReferenceNumber.parse(parts[1]) else {
            throw VaultError.noSuchDocument(text)
        }
        let file = try caseFile(String(parts[0]))
        guard number <= file.documentCount else { throw VaultError.noSuchDocument(text) }
        return (file, number)
    }

    /// The documents of a case. Those whose class this member does not read have no details. The listing is logged.
    public func list(_ file: CaseFile) throws -> [DocumentSummary] {
        let file = try asOfNow(file)
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref),
            asked: "document.list", case: file.id)
        return try list([file], recordAccess(.list, case: file.id))
    }

    /// The documents of all cases on whose team this member is. The listing is logged for each case.
    public func listAll() throws -> [DocumentSummary] {
        let files = state.allCases.reversed().filter { isOnTeam(of: $0) }
        guard !files.isEmpty else { return [] }
        return try list(files, recordAccess(.list, cases: files.map(\.id)))
    }

    private func list(_ files: [CaseFile], _ access: CommittedAccess) throws -> [DocumentSummary] {
        try log.look { _ in
            try files.flatMap { file in
                var summaries = try (0..<file.documentCount).map {
                    try summary(of: $0 + 1, in: file, access, showingFaults: true)
                }
                let copies = RedactedCopies(among: summaries.map(\.details))
                for index in summaries.indices { summaries[index].redactedCopies = copies.of(index + 1) }
                return summaries
            }
        }
    }

    /// One document's summary. The look is logged.
    public func show(_ number: Int, in file: CaseFile) throws -> DocumentSummary {
        let file = try asOfNow(file)
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref),
            asked: "document.show", case: file.id, document: number)
        return try summary(of: number, in: file, recordAccess(.show, case: file.id, document: number))
    }

    /// - Parameter showingFaults: returns a summary of a document whose details are not what they should be, so that one
    ///   such document does not hide the others.
    private func summary(
        of number: Int, in file: CaseFile, _ access: CommittedAccess, showingFaults: Bool = false
    ) throws -> DocumentSummary {
        try require(access.coversDetails(of: number, in: file))
        let (deposit, located) = try log.deposit(of: number, in: file)
        var versions: [DocumentVersion] = []
        var fault: Finding?
        do {
            versions = try description(of: number, deposit, located, in: file)?.versions ?? []
        } catch VaultError.altered(let finding) where showingFaults {
            fault = finding
        }
        return DocumentSummary(
            caseRef: file.ref, number: number, deposit: deposit, depositedAt: located.statement.at,
            depositedBy: state.member(signingWith: located.statement.by), logPosition: located.position,
            details: versions.last?.details, versions: versions,
            isBeforeKit: file.kits.contains { kit in
                deposit.kit.map { $0.key == kit.made.key && kit.isLaterThan($0.at) } ?? false
            }, fault: fault)
    }

    /// The details of a document; nil when this member does not hold the compartment's key.
    func details(
        of deposit: Deposit, statedIn statement: Statement, ref: String, in file: CaseFile
    ) throws -> DocumentDetails? {
        try disclosedDetails(of: deposit, statedIn: statement, ref: ref, in: file)?.details
    }

    /// What the record of a document in a case must say.
    func recordContext(
        of deposit: Deposit, statedIn statement: Statement, in file: CaseFile
    ) -> RecordContext {
        RecordContext(
            vault: id, caseRef: file.ref, deposit: deposit,
            author: state.member(signingWith: statement.by)?.fingerprint, at: statement.at)
    }

    /// The details, and the exact bytes that the log has the digest of.
    func disclosedDetails(
        of deposit: Deposit, statedIn statement: Statement, ref: String, in file: CaseFile
    ) throws -> (details: DocumentDetails, json: [UInt8])? {
        guard reads(deposit.confidentiality, in: file),
            let key = try compartmentKey(deposit.confidentiality, generation: deposit.generation, in: file)
        else { return nil }
        do throws(DetailsProblem) {
            return try recordContext(of: deposit, statedIn: statement, in: file)
                .openDetails(with: key, by: texts)
        } catch {
            throw VaultError.altered(.document(ref, problem: DocumentFault(error)))
        }
    }
}
