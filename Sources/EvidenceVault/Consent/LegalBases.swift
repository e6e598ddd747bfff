import Bytes
import Crypto
import Ledger
import Sodium

/// A ground in law as one member sees it.
public struct BasisSummary: Sendable {
    public let caseRef: String
    public let basis: CaseFile.Basis
    /// Nil for those who do not read identities.
    public let text: String?
    /// Who proposed it, and who approved it.
    public let proposedBy: String
    public let approvedBy: String?
    /// The details that the proposal has the digest of.
    let json: [UInt8]?
}

/// Why a ground in law lets nothing go.
public enum BasisProblem: Hashable, Sendable {
    /// No second member has approved it.
    case notApproved(Int, caseRef: String)
    case ended(Int, caseRef: String, Timestamp)
    /// It is for another office than the one that was asked for.
    case otherOffice(Int, caseRef: String, is: Office)
    /// It does not name these documents.
    case notNamed(Int, caseRef: String, documents: [Int])
    /// A second member is to approve what one has proposed.
    case ownProposal(Int, caseRef: String)
}

extension Vault {
    /// Proposes that an office be given documents on a ground in law, where the survivor's consent cannot be had. Nothing leaves by this:
    /// another member has to approve it first.
    ///
    /// - Parameters:
    ///   - text: the rule, and the letter that asks for it. The office is shown it.
    ///   - until: the last instant at which it counts.
    ///   - numbers: the documents; without them, those that the office expects and this member reads.
    ///   - added: documents that it names as well.
    ///   - excluded: documents that it does not name.
    ///   - originals: documents that it names although there is a redacted copy of them.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the member does not hand over or does not read identities, or does not read a
    ///   document that was named; ``VaultError/nothingProposed(_:caseRef:covered:)``.
    public func proposeBasis(
        _ text: String, in file: CaseFile, to office: Office, until: Timestamp,
        documents numbers: [Int]? = nil,
        with added: [Int] = [], without excluded: [Int] = [], originals: [Int] = []
    ) throws -> BasisSummary {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains { state.policy.handsOver($0) },
            or: .role(needed: Role.allCases.filter { state.policy.handsOver($0) }), asked: "basis.propose",
            case: file.id)
        try requireIdentities(of: file, asked: "basis.propose")
        guard until > now() else { throw VaultError.basisEnded(until: until) }
        let documents = try proposable(
            of: file, to: office, documents: numbers, with: added, without: excluded, originals: originals)
        let details = BasisDetails(
            text: try Name.checked(text, limit: BasisDetails.longest), nonce: HexBytes(try randomBytes(32)))
        let json = try CanonicalJSON.encode(details)
        let positions = try log.append { _ in
            let (sealed, generation) = try sealForIdentity(json, as: .basis, of: asOfNow(file))
            return [
                .proposeBasis(
                    BasisProposed(
                        caseID: file.id, office: office, documents: documents, until: until,
                        generation: generation, details: sealed,
                        detailsDigest: HexBytes(SHA256.bytes(of: json))))
            ]
        }
        return try basis(in: file) { $0.position == positions.lowerBound }
    }

    /// A ground in law of a case, to be looked at before it is approved. The look is logged.
    public func basis(_ number: Int, in file: CaseFile) throws -> BasisSummary {
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: "basis.show", case: file.id)
        _ = try recordAccess(.showCase, case: file.id)
        return try summary(ofBasis: number, in: file)
    }

    /// Approves what another member has proposed: from here on documents may go on it.
    ///
    /// - Parameter shown: what this member was shown of it.
    /// - Throws: ``VaultError/notPermitted(_:)`` for a member who neither hands over nor grants in this case, who does not read
    ///   identities, or who proposed it; ``VaultError/basisApproved(_:caseRef:)``.
    public func approveBasis(_ shown: BasisSummary, in file: CaseFile) throws -> BasisSummary {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains { state.policy.handsOver($0) } || isGranter(of: file),
            or: .role(needed: Role.allCases.filter { state.policy.handsOver($0) || state.policy.grants($0) }),
            asked: "basis.approve", case: file.id)
        try requireIdentities(of: file, asked: "basis.approve")
        let number = shown.basis.number
        guard shown.text != nil, let basis = file.bases.first(where: { $0.position == shown.basis.position })
        else { throw VaultError.noSuchBasis(number, caseRef: file.ref) }
        guard basis.approved == nil else { throw VaultError.basisApproved(number, caseRef: file.ref) }
        try require(
            basis.proposedBy != identity.fingerprint,
            or: .noBasis(.ownProposal(number, caseRef: file.ref)), asked: "basis.approve", case: file.id)
        guard basis.proposed.until > now() else {
            throw VaultError.basisEnded(until: basis.proposed.until)
        }
        try log.append { _ in
            [.approveBasis(BasisApproved(caseID: file.id, proposal: basis.position))]
        }
        return try self.basis(in: file) { $0.position == basis.position }
    }

    /// One on which these documents may go to an office now. Any other is refused, and that is in the log.
    func approvedBasis(
        _ number: Int, for office: Office, documents: [Int], in file: CaseFile
    ) throws -> BasisSummary {
        try requireIdentities(of: file, asked: "bundle.create")
        let found = try summary(ofBasis: number, in: file)
        let (basis, ref) = (found.basis, file.ref)
        let others = Set(documents).subtracting(basis.proposed.documents).sorted()
        let problem: BasisProblem? =
            if basis.proposed.office != office {
                .otherOffice(number, caseRef: ref, is: basis.proposed.office)
            } else if basis.approved == nil {
                .notApproved(number, caseRef: ref)
            } else if !basis.isValid(at: now()) {
                .ended(number, caseRef: ref, basis.proposed.until)
            } else {
                others.isEmpty ? nil : .notNamed(number, caseRef: ref, documents: others)
            }
        if let problem { try refuse(.noBasis(problem), asked: "bundle.create", case: file.id) }
        return found
    }

    /// What is said of a ground is sealed with the identities, and the office is shown it: who hands over on it reads it.
    private func requireIdentities(of file: CaseFile, asked: String) throws {
        try require(
            reads(.identity, in: file), or: .cannotRead(.identity), asked: asked, case: file.id)
    }

    private func summary(ofBasis number: Int, in file: CaseFile) throws -> BasisSummary {
        guard file.bases.contains(where: { $0.number == number }) else {
            throw VaultError.noSuchBasis(number, caseRef: file.ref)
        }
        return try basis(in: file) { $0.number == number }
    }

    private func basis(
        in file: CaseFile, where isMeant: (CaseFile.Basis) -> Bool
    ) throws -> BasisSummary {
        let file = try asOfNow(file)
        guard let basis = file.bases.first(where: isMeant) else { throw VaultError.noSuchCase(file.ref) }
        let read = try text(of: basis, in: file)
        func name(_ member: Fingerprint) -> String { state.member(member)?.name ?? member.description }
        return BasisSummary(
            caseRef: file.ref, basis: basis,
            text: read?.details.text, proposedBy: name(basis.proposedBy),
            approvedBy: basis.approved.map { name($0.by) }, json: read?.json)
    }

    /// What is said of a ground, as it was proposed. Nil for those who do not read identities, and where there is something else.
    func text(
        of basis: CaseFile.Basis, in file: CaseFile
    ) throws -> (details: BasisDetails, json: [UInt8])? {
        let proposed = basis.proposed
        guard let json = try openedBytes(proposed.details, .basis, proposed.generation, in: file),
            SHA256.bytes(of: json) == proposed.detailsDigest.bytes,
            let details = try? CanonicalJSON.decode(BasisDetails.self, from: json)
        else { return nil }
        return (details, json)
    }
}
