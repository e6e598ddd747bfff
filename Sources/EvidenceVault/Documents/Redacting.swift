public import Ledger
public import Rendering

extension Vault {
    /// Makes a redacted copy of a document, in memory alone, and looks at it again. The access is in the log before the document is read.
    ///
    /// - Parameter leaves: whether the copy is to go into a file, not into the vault: the log says so.
    /// - Throws: ``RenderingError``, and as ``read(_:in:)``.
    public func redactedCopy(
        of number: Int, in file: CaseFile, hiding request: RedactionRequest, leaves: Bool = false
    ) throws -> RedactedCopy {
        let original = try MemoryFile()
        try readVerified(number, in: file, as: leaves ? .export : .read).forEachPiece(original.append)
        return try Redactor.redact(original, request)
    }

    /// Deposits a redacted copy as that of a document. Its name tells nothing of the document but its number.
    ///
    /// - Parameters:
    ///   - parts: which parts are hidden, in words; reason: why. Both leave with the copy.
    ///   - confidentiality: that of the document, unless another is named.
    /// - Throws: as ``deposit(_:in:unlessThere:progress:)``.
    public func deposit(
        _ copy: RedactedCopy, of number: Int, in file: CaseFile, parts: String, reason: String,
        confidentiality: ConfidentialityClass? = nil, title: String? = nil, obtained: String? = nil
    ) throws -> DepositReceipt {
        let contents = try MemoryFile(copy.bytes)
        let submission = try Submission(
            path: contents.path, name: "\(number)-disamarkan.\(copy.suffix)", kind: .redacted,
            confidentiality: confidentiality ?? file.deposits[number]?.confidentiality, title: title,
            obtained: obtained, redacts: redaction(of: number, in: file, parts: parts, reason: reason))
        do {
            var receipt = try deposit([submission], in: file, unlessThere: true)[0]
            receipt.path = submission.name
            return receipt
        } catch VaultError.depositedAlready(let twins) {
            throw VaultError.depositedAlready(
                twins.map { Twin(path: submission.name, first: $0.first) })
        }
    }
}
