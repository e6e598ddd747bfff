import Bytes
import Ledger
import TransparencyLog

/// How somebody else's checkpoint relates to this vault.
public struct CheckpointComparison: Sendable {
    public enum Relation: String, Sendable {
        /// The same log, as far as here.
        case same
        /// Theirs is an earlier state of this log: proven.
        case older
        /// Theirs has more entries than are here. Only their log can prove that it continues ours.
        case newer
        /// Theirs is the checkpoint of another past, and a member has signed for it: that member was shown another log than we
        /// are, or lies.
        case split
        /// Theirs is of another past, and nobody has signed for it but the log key, which every member holds: it proves nothing
        /// against anybody.
        case unproven
    }

    public let relation: Relation
    public let theirs: LogHead
    public let ours: LogHead
    /// Whether a log key that this vault has had signed theirs, when that key was the vault's. If not, it may be one of a later time.
    public let isSigned: Bool
    /// So many people hold the log key that signed it: the members of that time.
    public let holders: Int
    /// Who cosigned theirs while they were members, and when.
    public let witnesses: [(member: Member, at: Timestamp)]
}

extension Vault {
    /// Compares a colleague's checkpoint with this vault.
    ///
    /// Throws ``LedgerError/notACheckpoint(_:)`` when no log key of this vault signed it in its time, and it is not newer than what is
    /// here; ``VaultError/altered(_:)`` when it bears a signature of a known key that is wrong.
    public func compare(_ theirs: TakenCheckpoint) throws -> CheckpointComparison {
        try log.current { _, state, transaction in
            let (ours, theirHead) = (state.head, theirs.head)
            let authors = Array(state.members.values) + state.recoveries
            try theirs.requireNoWrongSignature(in: state)
            let isSigned = theirs.isSigned(in: state)
            guard isSigned || theirHead.size > ours.size else {
                throw LedgerError.notACheckpoint(.notSigned)
            }
            let witnesses = authors.compactMap { member in
                theirs.cosigned(by: member, of: id).map { (member: member, at: $0) }
            }.filter { $0.member.isRecovery || $0.member.wasActive(atSize: theirHead.size) }
            let relation: CheckpointComparison.Relation
            if theirHead == ours {
                relation = .same
            } else if theirHead.size > ours.size {
                relation = .newer
            } else {
                do {
                    _ = try consistency(theirHead, ours, in: transaction)
                    relation = .older
                } catch VaultError.forked {
                    relation = witnesses.isEmpty ? .unproven : .split
                }
            }
            return CheckpointComparison(
                relation: relation, theirs: theirHead, ours: ours, isSigned: isSigned,
                holders: state.members.values.count { $0.wasActive(atSize: theirHead.size) },
                witnesses: witnesses.sorted { $0.at < $1.at })
        }
    }
}

extension TakenCheckpoint {
    /// Whether the log key that was the vault's at this size signed it.
    func isSigned(in state: VaultState) -> Bool {
        state.logKeys.contains {
            ($0.from...$0.to).contains(head.size) && isSigned(by: $0.key, of: state.vaultID)
        }
    }

    /// Throws ``LedgerError/notACheckpoint(_:)`` when it is not so signed, ``VaultError/altered(_:)`` when a signature that claims to
    /// be by a known key is wrong.
    func requireSigned(in state: VaultState) throws {
        try requireNoWrongSignature(in: state)
        guard isSigned(in: state) else {
            throw LedgerError.notACheckpoint(.notSigned)
        }
    }

    /// A signature that claims to be by a known key and is not means that somebody changed the note.
    func requireNoWrongSignature(in state: VaultState) throws {
        let names = CheckpointNames(state.vaultID)
        let verifiers =
            state.logKeys.compactMap { try? names.verifier(logKey: $0.key) }
            + (Array(state.members.values) + state.recoveries).compactMap {
                try? NoteVerifier(
                    name: names.cosignerName($0.fingerprint), publicKey: $0.card.signingKey,
                    kind: .cosignature)
            }
        for verifier in verifiers {
            do {
                try verifier.verify(note)
            } catch LogError.badSignature(let name) {
                throw VaultError.altered(.checkpoint(.wrongSignature(by: name)))
            } catch {
                continue  // not signed by this one
            }
        }
    }
}
