import Sodium

/// What acts on documents ask for, and do.
extension VaultState {
    mutating func take(
        _ deposit: Deposit, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        let kit = try requireDeposit(deposit, statement, author, in: file(deposit.caseID))
        let position = head.size
        cases.update(deposit.caseID) { file in
            file.deposits.append(at: position, by: author.number, into: deposit.confidentiality)
            if let kit { file.kits[kit].collected.insert(deposit.documentID) }
        }
    }

    /// Returns the place of the kit that it was sealed with among those of the case.
    private func requireDeposit(
        _ deposit: Deposit, _ statement: Statement, _ author: Member, in file: CaseFile
    ) throws(EntryProblemError) -> Int? {
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains {
                policy.deposits($0, into: deposit.confidentiality)
            }, "the author does not deposit this class in this case")
        try require(
            deposit.documentID.bytes.count == 16 && deposit.blob.bytes.count == 32
                && deposit.detailsDigest.bytes.count == 32 && deposit.blobSize > 0,
            "a deposit names a document and a sealed file")
        let newest = file.generation(of: deposit.confidentiality)
        // A kit knows the keys of the day on which it was made, an author those of the log that they had seen.
        let oldest =
            deposit.kit == nil
            ? file.generation(of: deposit.confidentiality, atSize: statement.after.size) : 1
        try require(
            deposit.generation >= max(1, oldest) && deposit.generation <= newest,
            "the compartment's key is not one that its author had seen")
        return try deposit.kit.map { seal throws(EntryProblemError) in
            try requireKit(seal, of: deposit, statement, in: file)
        }
    }

    private func requireKit(
        _ seal: KitSeal, of deposit: Deposit, _ statement: Statement, in file: CaseFile
    ) throws(EntryProblemError) -> Int {
        guard
            let index = file.kits.firstIndex(where: {
                $0.made.digest == seal.digest && $0.made.key == seal.key
            })
        else { throw EntryProblemError(.notEntitled("there is no such kit")) }
        let kit = file.kits[index]
        try require(!kit.isCancelled, "the kit was cancelled")
        try require(
            seal.at <= kit.made.until && statement.at <= kit.lastCollection, "the kit has expired")
        try require(
            kit.made.classes.contains(deposit.confidentiality), "the kit does not take this class")
        try require(seal.isValid(for: deposit, vaultID: vaultID), "the kit did not seal this")
        try require(!kit.collected.contains(deposit.documentID), "the document was collected already")
        return index
    }

    mutating func take(
        _ resealing: Resealing, _ author: Member
    ) throws(EntryProblemError) {
        let file = try file(resealing.caseID)
        try require(
            file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            "only a coordinator of the case reseals")
        try require(file.deposits.number(at: resealing.deposit) != nil, "there is no such document")
        try require(
            resealing.generation == file.generation(of: resealing.confidentiality),
            "the compartment is not the current one")
        let position = head.size
        cases.update(resealing.caseID) { $0.reseals.append(position) }
    }
}
