import Age
import Sodium

extension Vault {
    /// Records the survivor's consent. Who gave it is sealed to the identity compartment; what it covers is for all members, so
    /// that anybody can check later that a bundle was covered.
    ///
    /// - Parameters:
    ///   - proof: the document that shows it; must be in the case.
    ///   - until: the last instant at which it counts.
    public func recordConsent(
        in file: CaseFile, purpose: ConsentPurpose, recipient: Office, kinds: Set<DocumentKind>,
        givenBy: String, proof: String? = nil, until: Timestamp? = nil
    ) throws -> ConsentGiven {
        let roles = roles(in: file)
        try require(
            roles.contains { state.policy.recordsConsent($0) },
            or: .role(needed: [.coordinator, .companion, .lawyer]), asked: "consent.record", case: file.id)
        guard !kinds.isEmpty else {
            throw VaultError.badInput("say which kinds of documents: --kinds visum,…")
        }
        if let until, until < now() {
            throw VaultError.badInput("the consent would have ended already (\(until))")
        }
        var proofRef: String?
        if let proof {
            let (proofFile, number) = try document(proof)
            guard proofFile.id == file.id else {
                throw VaultError.badInput("the proof \(proof) is not a document of \(file.ref)")
            }
            proofRef = "\(file.ref)/\(number)"
        }
        let details = ConsentDetails(givenBy: try Name.checked(givenBy), proof: proofRef)
        let compartment = try compartment(.identity, of: file)
        let sealed = try SealedText.seal(
            CanonicalJSON.encode(details), to: SealingKey(compartment.recipient), as: .consent,
            in: CompartmentName(id, file.id, .identity, compartment.generation))
        let positions = try log.append { state in
            let number = (state.caseFile(file.id)?.consents.count ?? 0) + 1
            return [
                .consent(
                    ConsentGiven(
                        caseID: file.id, number: number, purpose: purpose, recipient: recipient,
                        kinds: kinds.sorted { $0.rawValue < $1.rawValue }, until: until,
                        details: Base64Bytes(sealed)))
            ]
        }
        guard case .consent(let consent) = try log.statement(at: positions.lowerBound).statement.act else {
            throw VaultError.noSuchCase(file.ref)
        }
        return consent
    }
}
