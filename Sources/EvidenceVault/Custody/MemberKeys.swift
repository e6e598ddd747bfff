import Sodium

/// The keys that one member's identity opens.
struct MemberKeys {
    var vault: [UInt32: VaultKeys] = [:]
    private(set) var audit: [OpeningKey] = []
    private var openedAuditGenerations: Set<UInt32> = []

    var current: VaultKeys? { vault.max { $0.key < $1.key }?.value }

    /// Of all keys together: grows whenever there is one more.
    var count: Int { vault.count + audit.count }

    init() {}

    /// The keys in the slots that a state remembers, and those before them.
    init(of state: VaultState, identity: MemberIdentity) {
        for slot in state.ownSlots {
            if let opened = KeySlot.open(slot.bytes, with: identity) {
                vault[opened.generation] = opened
            }
        }
        for (generation, previous) in state.previousKeys.sorted(by: { $0.key > $1.key }) {
            try? openPrevious(previous, of: generation, state.vaultID)
        }
        openAuditKeys(of: state, with: identity)
    }

    /// Opens the keys before a generation with those of that generation, which must be there.
    mutating func openPrevious(
        _ sealed: Base64Bytes, of generation: UInt32, _ vaultID: VaultID
    ) throws {
        guard vault[generation - 1] == nil, let newer = vault[generation] else { return }
        vault[generation - 1] = try KeySlot.openPrevious(sealed.bytes, with: newer, vaultID: vaultID)
    }

    /// A rotation must hand on the keys before it, or those who come later could not read the past.
    func checkPrevious(in rotation: Rotation, _ vaultID: VaultID) throws(EntryProblemError) {
        guard let newer = vault[rotation.generation], let older = vault[rotation.generation - 1],
            let previous = try? KeySlot.openPrevious(rotation.previous.bytes, with: newer, vaultID: vaultID),
            previous.vaultKey.equals(older.vaultKey)
        else { throw EntryProblemError(.malformed("does not hand on the keys before it")) }
    }

    mutating func openAuditKeys(of state: VaultState, with identity: MemberIdentity) {
        for key in state.auditKeys where !openedAuditGenerations.contains(key.generation) {
            for sealed in key.keys where sealed.to == identity.fingerprint {
                if let own = identity.openingKey(postQuantum: state.isPostQuantum),
                    let secret = try? own.open(
                        sealed.sealed.bytes, for: .audit(state.vaultID, key.generation)),
                    let opened = try? OpeningKey(secret: secret, postQuantum: state.isPostQuantum),
                    opened.sealingKey.description == key.recipient
                {
                    audit.append(opened)
                    openedAuditGenerations.insert(key.generation)
                }
            }
        }
    }
}
