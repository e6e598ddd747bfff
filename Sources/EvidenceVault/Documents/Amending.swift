import Bytes
import Crypto
import Ledger
import Sodium

/// What a document is, as it was said at one time.
public struct DocumentVersion: Sendable {
    public let details: DocumentDetails
    /// When, and by whom.
    public let at: Timestamp
    public let by: Member?
    public let logPosition: UInt64
    /// The exact bytes that the log has the digest of.
    let json: [UInt8]
    let located: Log.Located
}

/// A document with all that was ever said of it.
struct DocumentDescription {
    let deposit: Deposit
    let located: Log.Located
    /// As it was deposited, then each amendment.
    let versions: [DocumentVersion]

    /// What it is, by the newest word.
    var details: DocumentDetails { newest.details }
    var newest: DocumentVersion { versions[versions.count - 1] }
}

extension Vault {
    /// What is known of a document; nil for those who do not read its class.
    ///
    /// Throws ``VaultError/altered(_:)`` when its details, or those of an amendment, are not what they may be.
    func description(of number: Int, in file: CaseFile) throws -> DocumentDescription? {
        let (deposit, located) = try log.deposit(of: number, in: file)
        return try description(of: number, deposit, located, in: file)
    }

    func description(
        of number: Int, _ deposit: Deposit, _ located: Log.Located, in file: CaseFile
    ) throws -> DocumentDescription? {
        let disclosed = try disclosedDetails(
            of: deposit, statedIn: located.statement, ref: "\(file.ref)/\(number)", in: file)
        guard let (details, json) = disclosed else { return nil }
        if let redaction = details.document.redacts {
            guard let original = try original(of: redaction, in: file),
                original.located.position < located.position
            else { throw VaultError.altered(.document("\(file.ref)/\(number)", problem: .noSuchOriginal)) }
        }
        let first = DocumentVersion(
            details: details, at: located.statement.at, by: state.member(signingWith: located.statement.by),
            logPosition: located.position, json: json, located: located)
        return DocumentDescription(
            deposit: deposit, located: located,
            versions: [first] + (try amendments(of: number, deposit, after: first, in: file)))
    }

    /// Oldest first. The newest says where the one before it is.
    private func amendments(
        of number: Int, _ deposit: Deposit, after first: DocumentVersion, in file: CaseFile
    ) throws -> [DocumentVersion] {
        var versions: [DocumentVersion] = []
        var next = file.amends[number]
        while let position = next, position > first.logPosition {
            let located = try log.statement(at: position)
            guard case .amend(let amend) = located.statement.act, amend.caseID == file.id,
                amend.number == number, amend.previous < position
            else { throw VaultError.altered(.entry(index: position, problem: .malformed(.amendsAnother))) }
            let key = try compartmentKey(
                deposit.confidentiality, generation: amend.generation, in: file)
            guard let key,
                let json = try? texts.open(
                    amend.details.bytes, with: key, as: .amendedDetails,
                    in: CompartmentName(id, file.id, deposit.confidentiality, amend.generation),
                    of: deposit.documentID),
                SHA256.bytes(of: json) == amend.detailsDigest.bytes,
                let details = try? CanonicalJSON.decode(DocumentDetails.self, from: json),
                details.amends(first.details, of: deposit.confidentiality)
            else {
                throw VaultError.altered(
                    .document(
                        "\(file.ref)/\(number)",
                        problem: .amendedTooMuch(inEntry: position)))
            }
            versions.append(
                DocumentVersion(
                    details: details, at: located.statement.at,
                    by: state.member(signingWith: located.statement.by), logPosition: position, json: json,
                    located: located))
            next = amend.previous
        }
        return versions.reversed()
    }

    /// Says anew what a document is: its kind within its class, its title, how it was obtained. What is nil stays.
    ///
    /// - Throws: ``VaultError/notPermitted(_:)`` unless the member deposited it, or grants in the case, and reads its class;
    ///   ``VaultError/nothingAmended(_:)``, ``VaultError/otherClass(_:_:document:)``.
    public func amend(
        _ number: Int, in file: CaseFile, kind: DocumentKind? = nil, title: String? = nil,
        obtained: String? = nil
    ) throws -> DocumentSummary {
        let asked = "document.amend"
        let file = try asOfNow(file)
        guard let place = file.deposits[number] else {
            throw VaultError.noSuchDocument("\(file.ref)/\(number)")
        }
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: asked, case: file.id,
            document: number)
        try require(
            place.author == me.number || isGranter(of: file), or: .notYours, asked: asked, case: file.id,
            document: number)
        guard let known = try description(of: number, in: file) else {
            try refuse(
                .cannotRead(place.confidentiality), asked: asked, case: file.id, document: number)
        }
        let old = known.details.document
        let record = old.amended(
            kind: kind ?? old.kind, title: try title.map { try Name.checked($0, limit: 1000) } ?? old.title,
            obtained: try obtained.map { try Name.checked($0, limit: 2000) } ?? old.obtained)
        guard record != old else { throw VaultError.nothingAmended("\(file.ref)/\(number)") }
        if let fixed = record.kind.confidentialityClass, fixed != place.confidentiality {
            throw VaultError.otherClass(record.kind, fixed, document: place.confidentiality)
        }
        let details = DocumentDetails(
            document: record, sha256: known.details.sha256, salt: HexBytes(try randomBytes(32)))
        let json = try CanonicalJSON.encode(details)
        try log.append { _ in
            let compartment = try compartment(place.confidentiality, of: asOfNow(file))
            let sealed = try SealedText.seal(
                json, to: SealingKey(compartment.recipient), as: .amendedDetails,
                in: CompartmentName(id, file.id, place.confidentiality, compartment.generation),
                of: record.documentID)
            return [
                .amend(
                    DocumentAmended(
                        caseID: file.id, number: number, previous: known.newest.logPosition,
                        generation: compartment.generation, details: Base64Bytes(sealed),
                        detailsDigest: HexBytes(SHA256.bytes(of: json))))
            ]
        }
        guard let changed = state.caseFile(file.id) else { throw VaultError.noSuchCase(file.ref) }
        return try show(number, in: changed)
    }
}
