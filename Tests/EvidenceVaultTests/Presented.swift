import EvidenceVault
import Ledger
import Presentation
import Testing

extension Vault {
    /// Plans a bundle and writes it, with the page that the command line puts in.
    func createBundle(
        of file: CaseFile, to office: Office, recipient: BundleRecipient? = nil,
        documents numbers: [Int]? = nil, at path: String
    ) throws -> BundleReceipt {
        try createBundle(
            planBundle(
                of: file, to: office, sealed: .keys(recipient.map { [$0] } ?? []), documents: numbers),
            at: path)
    }

    func createBundle(_ plan: BundlePlan, at path: String) throws -> BundleReceipt {
        try createBundle(plan, at: path, page: IndexPage.pages)
    }
}

/// A line of the audit log as people are shown it in English.
@dynamicMemberLookup
struct NotedLine {
    let line: AuditLine
    let note: String?

    subscript<T>(dynamicMember member: KeyPath<AuditLine, T>) -> T { line[keyPath: member] }
}

extension Vault {
    func notedTrail() throws -> [NotedLine] {
        let trail = try auditTrail()
        let notes = AuditNotes(self)
        return trail.map { NotedLine(line: $0, note: notes.note(on: $0)?.english) }
    }
}

/// It is refused for want of a consent to an office, for documents of these kinds. Returns what the refusal says.
@discardableResult
func expectNoConsent<R>(
    to office: String, _ kinds: [DocumentKind], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> R
) -> MissingConsent? {
    do {
        _ = try body()
        Issue.record("it was not refused", sourceLocation: sourceLocation)
    } catch VaultError.notPermitted(.noConsent(let missing)) {
        #expect(missing.office.description == office, sourceLocation: sourceLocation)
        #expect(missing.kinds == kinds, sourceLocation: sourceLocation)
        return missing
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    return nil
}
