import Bytes
import Sodium

/// What acts on documents ask for, and do.
extension VaultState {
    package mutating func take(
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
            }, .doesNotDeposit)
        try require(
            deposit.documentID.bytes.count == 16 && deposit.blob.bytes.count == 32
                && deposit.detailsDigest.bytes.count == 32 && deposit.blobSize > 0,
            .depositOfNothing)
        let newest = file.generation(of: deposit.confidentiality)
        // A kit knows the keys of the day on which it was made, an author those of the log that they had seen.
        let oldest =
            deposit.kit == nil
            ? file.generation(of: deposit.confidentiality, atSize: statement.after.size) : 1
        try require(
            deposit.generation >= max(1, oldest) && deposit.generation <= newest,
            .keyNotSeen)
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
        else { throw EntryProblemError(.notEntitled(.noSuchKit)) }
        let kit = file.kits[index]
        try require(!kit.isCancelled, .kitCancelled)
        try require(
            seal.at <= kit.made.until && statement.at <= kit.lastCollection, .kitExpired)
        try require(
            kit.made.classes.contains(deposit.confidentiality), .kitOfOtherClass)
        try require(seal.isValid(for: deposit, vaultID: vaultID), .notSealedByKit)
        try require(!kit.collected.contains(deposit.documentID), .collectedAlready)
        return index
    }

    package mutating func take(
        _ resealing: Resealing, _ author: Member
    ) throws(EntryProblemError) {
        let file = try file(resealing.caseID)
        try require(
            file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) },
            .coordinatorReseals)
        try require(file.deposits.number(at: resealing.deposit) != nil, .noSuchDocument)
        try require(
            resealing.generation == file.generation(of: resealing.confidentiality),
            .otherCompartment)
        let position = head.size
        cases.update(resealing.caseID) { $0.reseals.append(position) }
    }
}

/// Who sealed a document last.
public enum Sealer: Hashable, Sendable {
    case member(String)
    /// With a field kit; a member collected it.
    case kit(Fingerprint)
    case unknown
}
