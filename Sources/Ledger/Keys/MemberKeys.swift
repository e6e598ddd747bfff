import Bytes
import Sodium

/// The keys that one member's identity opens.
package struct MemberKeys {
    /// By generation. Those of generations that the replay has not come to are what a key slot says, and no more.
    package var vault: [UInt32: VaultKeys] = [:]
    package private(set) var audit: [UInt32: OpeningKey] = [:]

    package var current: VaultKeys? { vault.max { $0.key < $1.key }?.value }

    /// Of all keys together: grows whenever there is one more.
    package var count: Int { vault.count + audit.count }

    package init() {}

    /// The keys in the slots that a state remembers, and those before them, as far as the log commits to them.
    package init(of state: VaultState, identity: MemberIdentity) {
        for slot in state.ownSlots.reversed() where vault[slot.generation] == nil {
            var next = KeySlot.open(
                slot.bytes.bytes, generation: slot.generation, with: identity, vaultID: state.vaultID)
            while let keys = next, vault[keys.generation] == nil, state.commits(to: keys) {
                vault[keys.generation] = keys
                next = state.previousKeys[keys.generation].flatMap {
                    KeySlot.openPrevious($0.bytes, with: keys, vaultID: state.vaultID)
                }
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
