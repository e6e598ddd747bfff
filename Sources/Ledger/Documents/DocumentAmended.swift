package import Bytes
import Crypto
import Sodium

/// What a document is was said wrongly, and is said anew. What was said first stays in the log.
package struct DocumentAmended: Codable, Hashable, Sendable {
    package let caseID: HexBytes
    package let number: Int
    /// Where the log has what was said before: the deposit, or the amendment before this.
    package let previous: UInt64
    /// Of the compartment of the document's class.
    package let generation: UInt32
    /// ``DocumentDetails``, whole and anew, sealed to the compartment.
    package let details: Base64Bytes
    /// SHA-256 of the details as they are inside.
    package let detailsDigest: HexBytes

    package init(
        caseID: HexBytes, number: Int, previous: UInt64, generation: UInt32, details: Base64Bytes,
        detailsDigest: HexBytes
    ) {
        self.caseID = caseID
        self.number = number
        self.previous = previous
        self.generation = generation
        self.details = details
        self.detailsDigest = detailsDigest
    }
}

extension DocumentDetails {
    /// Whether nothing but the kind, the title and how it was obtained differs, within bounds, and the kind is of the same class.
    package func amends(_ earlier: DocumentDetails, of confidentiality: ConfidentialityClass) -> Bool {
        let (new, old) = (document, earlier.document)
        return !new.isTooLong && sha256 == earlier.sha256
            && new == old.amended(kind: new.kind, title: new.title, obtained: new.obtained)
            && (new.kind.confidentialityClass ?? confidentiality) == confidentiality
    }
}

extension DocumentRecord {
    package func amended(kind: DocumentKind, title: String, obtained: String?) -> DocumentRecord {
        DocumentRecord(
            amanah: amanah, vault: vault, caseRef: caseRef, documentID: documentID, kind: kind, title: title,
            name: name, mediaType: mediaType, size: size, modified: modified, obtained: obtained,
            depositedBy: depositedBy, depositedAt: depositedAt, redacts: redacts,
            received: received)
    }
}

extension VaultState {
    package mutating func take(
        _ amended: DocumentAmended, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(amended.caseID)
        guard let place = file.deposits[amended.number] else {
            throw EntryProblemError(.notEntitled(.noSuchDocument))
        }
        let isDepositor =
            place.author == author.number && !file.roles(of: author.fingerprint, at: statement.at).isEmpty
        try require(
            isDepositor || file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            .depositorAmends)
        try require(
            amended.previous == file.amends[amended.number] ?? place.position,
            .amendsOlder)
        try require(
            amended.generation == file.generation(of: place.confidentiality),
            .otherCompartment)
        file.amends[amended.number] = head.size
        cases.replace(file)
    }
}
