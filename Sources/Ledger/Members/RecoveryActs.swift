package import Bytes
package import Sodium

/// The trustees and a custodian put a new recovery key in the place of the old one. The vault's keys change; cases fall due for
/// new keys, and their documents for resealing.
package struct RecoveryRotated: Codable, Hashable, Sendable {
    /// The new recovery key's card.
    package let recovery: Card
    package let rotation: Rotation
    /// The old recovery key's signature over `amanah/v2/recovery-rotate` ‖ 00 ‖ vault id ‖ canonical JSON of this without it.
    package let approval: Base64Bytes

    private struct Message: Encodable {
        let recovery: Card
        let rotation: Rotation
    }

    package init(
        recovery: Card, rotation: Rotation, approvedBy key: borrowing Ed25519.SigningKey, vaultID: VaultID
    ) throws {
        self.recovery = recovery
        self.rotation = rotation
        approval = Base64Bytes(
            key.sign(try RecoveryRotated.message(recovery, rotation, vaultID)))
    }

    package func isApproved(by key: Ed25519.PublicKey, vaultID: VaultID) -> Bool {
        guard let message = try? RecoveryRotated.message(recovery, rotation, vaultID) else { return false }
        return key.verifies(approval.bytes, of: message)
    }

    private static func message(
        _ recovery: Card, _ rotation: Rotation, _ vaultID: VaultID
    ) throws -> [UInt8] {
        try ContextString.recoveryRotate.bytes + vaultID.bytes
            + CanonicalJSON.encode(Message(recovery: recovery, rotation: rotation))
    }
}
