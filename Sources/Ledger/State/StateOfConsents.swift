import Age
package import Bytes

/// What consents, their withdrawal and handovers ask for, and do.
extension VaultState {
    /// The consent that an entry of the log recorded.
    package func consent(at position: UInt64, of caseID: HexBytes) -> CaseFile.Consent? {
        caseFile(caseID)?.consents.first { $0.position == position }
    }

    package mutating func take(
        _ consent: ConsentGiven, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(consent.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains { policy.recordsConsent($0) },
            .doesNotRecordConsent)
        try require(
            consent.later || !consent.documents.isEmpty, .consentToNothing)
        try requireDocuments(consent.documents, of: file)
        try requireDetails(consent.details, consent.generation, of: file)
        file.consents.append(
            CaseFile.Consent(
                given: consent, number: file.consents.count + 1, position: head.size,
                recordedAt: statement.at, recordedBy: author.fingerprint))
        cases.replace(file)
    }

    package mutating func take(
        _ withdrawn: ConsentWithdrawn, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(withdrawn.caseID)
        let records = file.roles(of: author.fingerprint, at: statement.at).contains {
            policy.recordsConsent($0)
        }
        try require(
            records || file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            .doesNotRecordConsent)
        let index = withdrawn.consent - 1
        try require(file.consents.indices.contains(index), .noSuchConsent)
        try require(file.consents[index].withdrawn == nil, .withdrawnAlready)
        try require(withdrawn.at <= statement.at, .withdrawnInFuture)
        try requireDetails(withdrawn.details, withdrawn.generation, of: file)
        file.consents[index].withdrawn = CaseFile.Consent.Withdrawal(
            said: withdrawn, recordedAt: statement.at, recordedBy: author.fingerprint)
        cases.replace(file)
    }

    package mutating func take(
        _ bundle: BundleMade, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(bundle.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains { policy.handsOver($0) },
            .doesNotHandOver)
        try requireSealing(bundle.sealing, for: bundle.office)
        try requireDocuments(bundle.documents.map(\.number), of: file)
        for document in bundle.documents {
            try require(
                document.deposit == file.deposits[document.number]?.position
                    && document.amend == file.amends[document.number],
                .olderDocument)
        }
        let ground = try ground(of: bundle, in: file)
        do throws(HandoverRule.Problem) {
            try HandoverRule.check(bundle, at: statement.at, on: ground)
        } catch {
            throw EntryProblemError(.notEntitled(error.rule))
        }
        file.handovers.append(
            CaseFile.Handover(
                bundle, number: file.handovers.count + 1, position: head.size, at: statement.at,
                by: author.fingerprint))
        cases.replace(file)
    }

    /// The consents that a handover names, or the ground in law.
    private func ground(
        of bundle: BundleMade, in file: CaseFile
    ) throws(EntryProblemError) -> HandoverRule.Ground {
        if let number = bundle.basis {
            guard let basis = file.bases.first(where: { $0.number == number }), basis.approved != nil else {
                throw EntryProblemError(.notEntitled(.noBasisForOffice))
            }
            return .basis(basis.proposed)
        }
        var consents: [HandoverRule.Recorded] = []
        for number in bundle.consents {
            guard let consent = file.consents.first(where: { $0.number == number }),
                consent.withdrawn == nil
            else { throw EntryProblemError(.notEntitled(.noConsentForOffice)) }
            consents.append(consent.recorded)
        }
        return .consents(consents)
    }

    // MARK: Grounds in law

    package mutating func take(
        _ proposed: BasisProposed, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(proposed.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains { policy.handsOver($0) },
            .doesNotHandOver)
        try require(!proposed.documents.isEmpty, .basisToNothing)
        try requireDocuments(proposed.documents, of: file)
        try requireDetails(proposed.details, proposed.generation, of: file)
        file.bases.append(
            CaseFile.Basis(
                proposed: proposed, number: file.bases.count + 1, position: head.size,
                proposedAt: statement.at, proposedBy: author.fingerprint))
        cases.replace(file)
    }

    package mutating func take(
        _ approved: BasisApproved, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(approved.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains { policy.handsOver($0) }
                || file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            .doesNotApproveBasis)
        guard let index = file.bases.firstIndex(where: { $0.position == approved.proposal }) else {
            throw EntryProblemError(.notEntitled(.noSuchBasis))
        }
        try require(file.bases[index].approved == nil, .basisApprovedAlready)
        try require(file.bases[index].proposedBy != author.fingerprint, .secondPerson)
        file.bases[index].approved = CaseFile.Basis.Approval(
            position: head.size, at: statement.at, by: author.fingerprint)
        cases.replace(file)
    }

    /// To confirmed keys of the office alone; with a passphrase where there is no key, or who does it has said that there is one.
    private func requireSealing(
        _ sealing: BundleSealing, for office: Office
    ) throws(EntryProblemError) {
        let current = currentKeys(of: office).map(\.recipient)
        switch sealing {
        case .keys(let keys):
            try require(!keys.isEmpty && Set(keys).isSubset(of: current), .notTheOfficesKey)
        case .passphrase: try require(current.isEmpty, .passphraseBesideKey)
        case .passphraseDespiteKey: try require(!current.isEmpty, .passphraseBesideKey)
        }
    }

    private func requireDocuments(_ numbers: [Int], of file: CaseFile) throws(EntryProblemError) {
        try require(
            zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, .documentsNotInOrder)
        try require(
            numbers.first.map { $0 >= 1 } ?? true && numbers.last.map { $0 <= file.documentCount } ?? true,
            .noSuchDocument)
    }

    func requireDetails(
        _ details: Base64Bytes, _ generation: UInt32, of file: CaseFile
    ) throws(EntryProblemError) {
        try require(
            generation == file.generation(of: .identity), .otherCompartment)
        try require(
            details.bytes.count <= SealingKey.longestShortText, .consentDetails)
    }
}
