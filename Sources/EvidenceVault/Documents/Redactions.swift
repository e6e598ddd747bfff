import Bytes
public import Ledger

extension Vault {
    /// What is to be said of a redacted copy of a document: that it is one, which parts are hidden, and why. It leaves with the copy,
    /// so it must not say what is hidden. The original need not be readable to this member.
    ///
    /// - Throws: ``VaultError/notPermitted(_:)``, ``VaultError/noSuchDocument(_:)``, ``LedgerError/badName(_:why:)``.
    public func redaction(
        of number: Int, in file: CaseFile, parts: String, reason: String
    ) throws -> Redaction {
        let file = try asOfNow(file)
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: "document.deposit", case: file.id,
            document: number)
        guard (1...max(1, file.documentCount)).contains(number), file.documentCount > 0 else {
            throw VaultError.noSuchDocument("\(file.ref)/\(number)")
        }
        let deposit = try log.deposit(of: number, in: file).deposit
        return Redaction(
            documentID: deposit.documentID, number: number, detailsDigest: deposit.detailsDigest,
            parts: try Name.checked(parts, limit: 1000), reason: try Name.checked(reason, limit: 1000))
    }

    /// What a redacted copy was made from; nil where the case has no such document.
    func original(
        of redaction: Redaction, in file: CaseFile
    ) throws -> (deposit: Deposit, located: Log.Located)? {
        guard redaction.number >= 1, redaction.number <= file.documentCount else { return nil }
        let (deposit, located) = try log.deposit(of: redaction.number, in: file)
        let isNamed =
            deposit.documentID == redaction.documentID && deposit.detailsDigest == redaction.detailsDigest
        return isNamed ? (deposit, located) : nil
    }

    /// Throws where a copy has the same content as its original, as far as this member can tell.
    func requireDifference(_ copy: DocumentDetails, in file: CaseFile) throws {
        guard let redaction = copy.document.redacts else { return }
        guard let original = try? description(of: redaction.number, in: file),
            original.details.sha256 == copy.sha256
        else { return }
        // Who asks so learns what a document of the case is.
        _ = try recordAccess(.show, case: file.id, document: redaction.number)
        throw VaultError.documents(.sameAsOriginal("\(file.ref)/\(redaction.number)"))
    }

    /// A document, and where it is a redacted copy, what that was made from, to the first. Nil where one of them is not readable to this
    /// member.
    func lineage(
        of known: DocumentDescription, in file: CaseFile
    ) throws -> [DocumentDescription]? {
        var lineage = [known]
        // Each lies before the one that was made from it.
        while let redaction = lineage[lineage.count - 1].details.document.redacts {
            guard let original = try description(of: redaction.number, in: file) else { return nil }
            lineage.append(original)
        }
        return lineage
    }
}

/// Which documents of a case are redacted copies of which.
struct RedactedCopies {
    private var copies: [Int: [Int]] = [:]
    private var originals: [Int: Int] = [:]

    /// - Parameter documents: all of a case, in the order of their numbers, with what is known of each: what is not readable, or not what
    ///   it should be, is no copy of anything.
    init(among documents: some Sequence<DocumentDetails?>) {
        for (index, details) in documents.enumerated() {
            guard let original = details?.document.redacts?.number else { continue }
            copies[original, default: []].append(index + 1)
            originals[index + 1] = original
        }
    }

    /// Oldest first.
    func of(_ original: Int) -> [Int] { copies[original] ?? [] }

    /// The copy that was made later, of the same original or of one that this was made from.
    func newer(than copy: Int) -> Int? {
        guard let original = originals[copy], let newest = copies[original]?.last else { return nil }
        return newest == copy ? newer(than: original) : newest
    }
}

extension Sequence<DocumentDescription> {
    /// What kinds a document counts as where consents name kinds: those that it, or what it was made from, was ever said to be. That it
    /// is a redacted copy is no kind of content.
    func kinds(of versions: (DocumentDescription) -> [DocumentVersion]) -> Set<DocumentKind> {
        reduce(into: []) { kinds, known in
            let isCopy = known.details.document.redacts != nil
            let own = Set(versions(known).map(\.details.document.kind))
            kinds.formUnion(isCopy ? own.subtracting([.redacted]) : own)
        }
    }
}
