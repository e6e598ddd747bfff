import Sodium

/// The keys that one member's identity opens.
struct MemberKeys {
    /// By generation. Those of generations that the replay has not come to are what a key slot says, and no more.
    var vault: [UInt32: VaultKeys] = [:]
    private(set) var audit: [UInt32: OpeningKey] = [:]

    var current: VaultKeys? { vault.max { $0.key < $1.key }?.value }

    /// Of all keys together: grows whenever there is one more.
    var count: Int { vault.count + audit.count }

    init() {}

    /// The keys in the slot that a state remembers, and those before them.
    init(of state: VaultState, identity: MemberIdentity) {
        if let slot = state.ownSlot,
            let newest = KeySlot.open(
                slot.bytes.bytes, generation: slot.generation, with: identity, vaultID: state.vaultID)
        {
            vault[newest.generation] = newest
            var keys = newest
            while let previous = state.previousKeys[keys.generation],
                let older = KeySlot.openPrevious(previous.bytes, with: keys, vaultID: state.vaultID)
            {
                vault[older.generation] = older
                keys = older
            }
        }
        openAuditKeys(of: state, with: identity)
    }

    /// Opens what audit keys a state holds for this member. A box that does not open, or to another key than the one that is
    /// sealed to, is none.
    mutating func openAuditKeys(of state: VaultState, with identity: MemberIdentity) {
        for key in state.auditKeys where audit[key.generation] == nil {
            for sealed in key.keys where sealed.to == identity.fingerprint {
                if let own = identity.openingKey(postQuantum: state.isPostQuantum),
                    let secret = try? own.open(
                        sealed.sealed.bytes, for: .audit(state.vaultID, key.generation)),
                    let opened = try? OpeningKey(secret: secret, postQuantum: state.isPostQuantum),
                    opened.sealingKey.description == key.recipient
                {
                    audit[key.generation] = opened
                }
            }
        }
    }
}
