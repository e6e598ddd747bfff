import Ledger
public import Sodium

extension Vault {
    /// Puts a new recovery key in the place of the old one, which the trustees have brought together. The vault's keys change at
    /// once; cases get new keys with the next command of a coordinator of each. What was sealed before stays open to the old
    /// key until it is resealed.
    ///
    /// - Parameters:
    ///   - old: the old recovery key's 32 bytes.
    ///   - keep: is given the new key, which nothing else keeps, before anything is written. When it throws nothing has changed.
    /// - Throws: ``VaultError/notPermitted(_:)`` for others than custodians, ``VaultError/notARecoveryKey``.
    public func rotateRecovery(
        approvedBy old: borrowing Secret, keepingRecoveryKey keep: (RecoveryKey) throws -> Void
    ) throws {
        try require(
            me.roles.contains(.custodian), or: .role(needed: [.custodian]), asked: "recovery.rotate")
        let trustees = try MemberIdentity.recovery(secret: old, postQuantum: state.isPostQuantum)
        guard trustees.fingerprint == state.recovery?.fingerprint else { throw VaultError.notARecoveryKey }
        let secret = try Secret(randomBytes: 32)
        let next = try MemberIdentity.recovery(secret: secret, postQuantum: state.isPostQuantum)
        try keep(RecoveryKey(vaultID: id, secret: secret, postQuantum: state.isPostQuantum))
        try log.append(drafting: { state in
            try rotation(for: state.activeMembers.map(\.card) + [next.card], in: state) { rotation in
                .rotateRecovery(
                    try RecoveryRotated(
                        recovery: next.card, rotation: rotation, approvedBy: trustees.signingKey, vaultID: id)
                )
            }
        })
    }
}
