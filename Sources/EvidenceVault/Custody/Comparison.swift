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
        /// Theirs is the checkpoint of another past: somebody is shown another log than we are.
        case split
    }

    public let relation: Relation
    public let theirs: LogHead
    public let ours: LogHead
    /// Whether a log key that this vault has had signed theirs. If not, it may be one of a later time.
    public let isSigned: Bool
    /// The members who cosigned theirs, and when.
    public let witnesses: [(member: Member, at: Timestamp)]
}

extension Vault {
    /// Compares a colleague's checkpoint with this vault.
    ///
    /// Throws ``VaultError/notACheckpoint(_:)`` when no log key of this vault signed it, and it is not newer than what is here.
    public func compare(_ theirs: TakenCheckpoint) throws -> CheckpointComparison {
        try log.current { _, state, transaction in
            let (ours, theirHead) = (state.head, theirs.head)
            let isSigned = log.keys.vault.values.contains {
                theirs.isSigned(by: HexBytes($0.logKey.publicKey.bytes), of: id)
            }
            guard isSigned || theirHead.size > ours.size else {
                throw VaultError.notACheckpoint("no log key of this vault signed it")
            }
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
                    relation = .split
                }
            }
            let authors = Array(state.members.values) + [state.recovery].compactMap { $0 }
            let witnesses = authors.compactMap { member in
                theirs.cosigned(by: member, of: id).map { (member: member, at: $0) }
            }
            return CheckpointComparison(
                relation: relation, theirs: theirHead, ours: ours, isSigned: isSigned,
                witnesses: witnesses.sorted { $0.at < $1.at })
        }
    }
}
