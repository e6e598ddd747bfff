import Sodium

/// What acts on documents ask for, and do.
extension VaultState {
    mutating func take(
        _ deposit: Deposit, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(deposit.caseID)
        try require(
            file.roles(of: author.fingerprint, at: statement.at).contains {
                policy.deposits($0, into: deposit.confidentiality)
            }, "the author does not deposit this class in this case")
        try require(deposit.number == file.documentCount + 1, "the document number is not the next")
        let generation = file.generation(of: deposit.confidentiality)
        if let seal = deposit.kit {
            try take(seal, of: deposit, statement, in: &file)
            // A kit knows the keys of the day on which it was made.
            try require(
                deposit.generation > 0 && deposit.generation <= generation,
                "there is no such generation of the compartment")
        } else {
            try require(deposit.generation == generation, "the compartment is not the current one")
        }
        file.documentCount += 1
        file.deposits.append(at: head.size, by: author.number, into: deposit.confidentiality)
        cases.replace(file)
    }

    private func take(
        _ seal: KitSeal, of deposit: Deposit, _ statement: Statement, in file: inout CaseFile
    ) throws(EntryProblemError) {
        guard let index = file.kits.firstIndex(where: { $0.made.key == seal.key }) else {
            throw EntryProblemError(.notEntitled("there is no such kit"))
        }
        let kit = file.kits[index]
        try require(!kit.isCancelled, "the kit was cancelled")
        try require(
            seal.at <= kit.made.until && statement.at <= kit.lastCollection, "the kit has expired")
        try require(
            kit.made.kinds.contains {
                $0.confidentialityClass ?? deposit.confidentiality == deposit.confidentiality
            },
            "the kit does not take this class")
        try require(seal.isValid(for: deposit, vaultID: vaultID), "the kit did not seal this")
        try require(!kit.collected.contains(deposit.documentID), "the document was collected already")
        file.kits[index].collected.insert(deposit.documentID)
    }

    func take(
        _ resealing: Resealing, _ author: Member
    ) throws(EntryProblemError) {
        let file = try file(resealing.caseID)
        try require(
            file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            "only a coordinator of the case reseals")
        try require(
            resealing.number >= 1 && resealing.number <= file.documentCount && resealing.deposit < head.size,
            "there is no such document")
        try require(
            resealing.generation == file.generation(of: resealing.confidentiality),
            "the compartment is not the current one")
    }
}
