import Age
import Bytes
import Ledger
import Sodium

extension Vault {
    /// What a consent is to: documents by number, or all of some kinds.
    public enum ConsentScope: Sendable {
        case documents([Int])
        /// Those documents of these kinds that are there now, as far as who records it can tell; with `later` those that come after
        /// as well.
        case kinds(Set<DocumentKind>, later: Bool)
    }

    /// Records the survivor's consent. Who gave it, and which kinds were named, is sealed to the identity compartment; which
    /// documents it covers is for all members, so that anybody can check later that a bundle was covered.
    ///
    /// - Parameters:
    ///   - proof: the document that shows it; must be in the case.
    ///   - until: the last instant at which it counts.
    public func recordConsent(
        in file: CaseFile, purpose: ConsentPurpose, to office: Office, _ scope: ConsentScope,
        givenBy: String, proof: String? = nil, until: Timestamp? = nil
    ) throws -> ConsentReceipt {
        try require(
            roles(in: file).contains { state.policy.recordsConsent($0) },
            or: .role(needed: Role.allCases.filter { state.policy.recordsConsent($0) }),
            asked: "consent.record", case: file.id)
        if let until, until < now() { throw VaultError.consentEnded(until: until) }
        let (documents, kinds, later, unreadable) = try consented(scope, in: file)
        var proofRef: String?
        if let proof {
            let (proofFile, number) = try document(proof)
            guard proofFile.id == file.id else { throw VaultError.otherCase(proof, caseRef: file.ref) }
            proofRef = "\(file.ref)/\(number)"
        }
        let details = ConsentDetails(
            givenBy: try Name.checked(givenBy), proof: proofRef,
            kinds: kinds.sorted { $0.rawValue < $1.rawValue })
        let positions = try log.append { _ in
            let (sealed, generation) = try sealForIdentity(
                CanonicalJSON.encode(details), as: .consent, of: asOfNow(file))
            return [
                .consent(
                    ConsentGiven(
                        caseID: file.id, purpose: purpose, office: office, documents: documents,
                        later: later, until: until, generation: generation, details: sealed))
            ]
        }
        guard
            let consent = state.caseFile(file.id)?.consents.last(where: {
                $0.position == positions.lowerBound
            })
        else { throw VaultError.noSuchCase(file.ref) }
        return ConsentReceipt(consent: consent, kinds: details.kinds, unreadable: unreadable)
    }

    /// The documents that a consent names, and the kinds.
    private func consented(
        _ scope: ConsentScope, in file: CaseFile
    ) throws -> (documents: [Int], kinds: Set<DocumentKind>, later: Bool, unreadable: [Int]) {
        switch scope {
        case .documents(let numbers): return (Set(numbers).sorted(), [], false, [])
        case .kinds(let kinds, let later):
            var (numbers, unreadable): ([Int], [Int]) = ([], [])
            for number in (0..<file.documentCount).map({ $0 + 1 }) {
                // One document that is none keeps nobody from consenting to the others.
                guard let known = try? description(of: number, in: file),
                    let lineage = try? lineage(of: known, in: file)
                else {
                    unreadable.append(number)
                    continue
                }
                if lineage.kinds(of: { [$0.newest] }).isSubset(of: kinds) { numbers.append(number) }
            }
            guard later || !numbers.isEmpty else {
                throw VaultError.nothingToConsentTo(
                    kinds: kinds.sorted { $0.rawValue < $1.rawValue }, caseRef: file.ref,
                    unreadable: unreadable.count)
            }
            return (numbers, kinds, later, unreadable)
        }
    }

    /// Records that the survivor has taken a consent back. From here on it covers nothing, and it stays so.
    ///
    /// - Parameters:
    ///   - at: when it was said.
    ///   - channel: how, in words.
    public func withdrawConsent(
        _ number: Int, in file: CaseFile, at: Timestamp? = nil, channel: String
    ) throws -> CaseFile.Consent {
        try require(
            roles(in: file).contains { state.policy.recordsConsent($0) } || isGranter(of: file),
            or: .role(
                needed: Role.allCases.filter { state.policy.recordsConsent($0) || state.policy.grants($0) }),
            asked: "consent.withdraw", case: file.id)
        guard let consent = file.consents.first(where: { $0.number == number }) else {
            throw VaultError.noSuchConsent(number, caseRef: file.ref)
        }
        if let withdrawn = consent.withdrawn {
            throw VaultError.consentWithdrawn(number, caseRef: file.ref, at: withdrawn.said.at)
        }
        let now = now()
        let at = at ?? now
        guard at <= now else { throw VaultError.notYet(at) }
        let details = WithdrawalDetails(channel: try Name.checked(channel, limit: 500))
        try log.append { _ in
            let (sealed, generation) = try sealForIdentity(
                CanonicalJSON.encode(details), as: .withdrawal, of: asOfNow(file))
            return [
                .withdraw(
                    ConsentWithdrawn(
                        caseID: file.id, consent: number, at: at, generation: generation, details: sealed))
            ]
        }
        guard let withdrawn = state.caseFile(file.id)?.consents.first(where: { $0.number == number }) else {
            throw VaultError.noSuchConsent(number, caseRef: file.ref)
        }
        return withdrawn
    }

    func sealForIdentity(
        _ json: [UInt8], as item: TextItem, of file: CaseFile
    ) throws -> (sealed: Base64Bytes, generation: UInt32) {
        let compartment = try compartment(.identity, of: file)
        return (
            Base64Bytes(
                try SealedText.seal(
                    json, to: SealingKey(compartment.recipient), as: item,
                    in: CompartmentName(id, file.id, .identity, compartment.generation))),
            compartment.generation
        )
    }
}

/// What was recorded.
public struct ConsentReceipt: Sendable {
    public let consent: CaseFile.Consent
    /// Those that were named, if kinds were.
    public let kinds: [DocumentKind]
    /// Documents whose kind who recorded it cannot tell: they are not among those that it covers.
    public let unreadable: [Int]
}

/// A consent as one member sees it.
public struct ConsentSummary: Sendable {
    public let consent: CaseFile.Consent
    /// Nil for those who do not read identities.
    public let details: ConsentDetails?
    public let withdrawal: WithdrawalDetails?
    public let isValid: Bool
}

extension Vault {
    /// The consents of a case, with who gave them for those who read identities. The look is logged.
    public func consents(of file: CaseFile) throws -> [ConsentSummary] {
        try require(
            isOnTeam(of: file), or: .notOnTeam(caseRef: file.ref), asked: "consent.list", case: file.id)
        _ = try recordAccess(.showCase, case: file.id)
        return try file.consents.map { consent in
            ConsentSummary(
                consent: consent, details: try details(of: consent, in: file),
                withdrawal: try consent.withdrawn.flatMap {
                    try opened(
                        $0.said.details, .withdrawal, $0.said.generation, as: WithdrawalDetails.self, in: file
                    )
                }, isValid: consent.isValid(at: now()))
        }
    }

    /// Nil for those who do not read identities, and where there is something else inside.
    func details(of consent: CaseFile.Consent, in file: CaseFile) throws -> ConsentDetails? {
        try opened(
            consent.given.details, .consent, consent.given.generation, as: ConsentDetails.self, in: file)
    }

    func opened<T: Codable>(
        _ sealed: Base64Bytes, _ item: TextItem, _ generation: UInt32, as type: T.Type, in file: CaseFile
    ) throws -> T? {
        try openedBytes(sealed, item, generation, in: file).flatMap {
            try? CanonicalJSON.decode(type, from: $0)
        }
    }

    func openedBytes(
        _ sealed: Base64Bytes, _ item: TextItem, _ generation: UInt32, in file: CaseFile
    ) throws -> [UInt8]? {
        guard reads(.identity, in: file),
            let key = try compartmentKey(.identity, generation: generation, in: file)
        else { return nil }
        return try? SealedText.open(
            sealed.bytes, with: key, as: item, in: CompartmentName(id, file.id, .identity, generation))
    }
}
