import Foundation
import Sodium
import TransparencyLog

@testable import EvidenceVault

extension TestOffice {
    /// Appends a statement without asking whether its author may make it, as a member does who has written a client of their
    /// own: sealed, signed, cosigned and in the tree as it should be.
    ///
    /// - Parameters:
    ///   - pinning: the past that it pins, instead of the newest.
    ///   - opening: is given the statement's opening, and may return another in its stead.
    ///   - entry: is given the stored entry, and may return another.
    func forge(
        as name: String, pinning past: LogHead? = nil,
        opening changeOpening: (StatementOpening) throws -> StatementOpening = { $0 },
        entry changeEntry: (Entry, VaultKeys) throws -> Entry = { entry, _ in entry },
        _ make: (VaultState) throws -> Act
    ) throws {
        // A stranger has come by the vault's keys, but is nobody.
        let vault = try open(name == "stranger" ? "companion" : name)
        let identity = try person(name)
        try vault.log.examine { index, keys, _ in
            guard let keys = keys.current else { throw VaultError.notAMember }
            try index.write { transaction in
                let statement = Statement(
                    by: HexBytes(identity.card.signingKey.bytes), at: time, after: past ?? vault.state.head,
                    act: try make(vault.state))
                let opening = try changeOpening(
                    StatementOpening(statement, vaultID: vault.id, key: identity.signingKey))
                let entry = try changeEntry(
                    Entry(
                        opening, audience: .members, auditKey: nil, slots: [], generation: keys.generation,
                        vaultKey: keys.vaultKey, vaultID: vault.id, postQuantum: vault.state.isPostQuantum),
                    keys)
                let size = vault.state.head.size
                var frontier = try Frontier(size: size, reading: transaction)
                try transaction.insert(frontier.append(entry.leafHash))
                try transaction.append(entry, at: size)
                // A row that is there already stays.
                if case .deposit(let deposit) = statement.act {
                    let projection = try Projection(keys: keys, vaultID: vault.id)
                    for lookup in try projection.lookups(
                        number: deposit.number, caseID: deposit.caseID, documentID: deposit.documentID)
                    {
                        try? transaction.insertDocument(lookup, sealed: projection.seal(size, for: lookup))
                    }
                }
                let head = LogHead(size: size + 1, root: frontier.root)
                try transaction.store(
                    CheckpointNames(vault.id).sign(head, keys: keys, member: identity, at: time))
            }
        }
    }
}

extension Deposit {
    func sealed(with seal: KitSeal) -> Deposit {
        Deposit(
            caseID: caseID, number: number, documentID: documentID, confidentiality: confidentiality,
            generation: generation, blob: blob, blobSize: blobSize, details: details,
            detailsDigest: detailsDigest, kit: seal)
    }
}
