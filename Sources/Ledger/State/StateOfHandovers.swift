import Bytes

/// What receipts and recalls of handovers ask for, and do.
extension VaultState {
    package mutating func take(
        _ taken: ReceiptTaken, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(taken.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains {
                policy.handsOver($0) || policy.recordsConsent($0)
            }, .doesNotTakeReceipt)
        let index = try handover(at: taken.handover, in: file)
        guard let deposit = file.deposits[taken.document] else {
            throw EntryProblemError(.notEntitled(.noSuchDocument))
        }
        try require(deposit.position > taken.handover, .receiptBeforeHandover)
        try require(
            !file.handovers.contains { $0.receipts.contains { $0.document == taken.document } },
            .receiptTakenAlready)
        file.handovers[index].receipts.append(
            CaseFile.Receipt(
                document: taken.document, how: taken.how, recordedAt: statement.at,
                recordedBy: author.fingerprint))
        cases.replace(file)
    }

    package mutating func take(
        _ noted: RecallNoted, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(noted.caseID)
        let speaks = file.roles(of: author.fingerprint, at: statement.at).contains {
            policy.handsOver($0) || policy.recordsConsent($0)
        }
        try require(
            speaks || file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            .doesNotRecall)
        let index = try handover(at: noted.handover, in: file)
        let handover = file.handovers[index]
        guard handover.consents.contains(noted.consent),
            let consent = file.consents.first(where: { $0.number == noted.consent })
        else { throw EntryProblemError(.notEntitled(.noSuchConsent)) }
        try require(!consent.isValid(at: statement.at), .recallUnderValidConsent)
        let last = handover.recall(under: noted.consent)?.step
        try require(
            noted.step.rank == (last.map { $0.rank + 1 } ?? 0) || (noted.step == .sent && last == .sent),
            .recallNotNext)
        try requireDetails(noted.details, noted.generation, of: file)
        file.handovers[index].recalls.append(
            CaseFile.Recall(noted: noted, recordedAt: statement.at, recordedBy: author.fingerprint))
        cases.replace(file)
    }

    /// The place of a handover among those of its case.
    private func handover(at position: UInt64, in file: CaseFile) throws(EntryProblemError) -> Int {
        guard let index = file.handovers.firstIndex(where: { $0.position == position }) else {
            throw EntryProblemError(.notEntitled(.noSuchHandover))
        }
        return index
    }
}
