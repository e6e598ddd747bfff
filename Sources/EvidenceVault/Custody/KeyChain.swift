import Ledger
import TransparencyLog

/// Finds the vault's keys in a log that is new to this computer: from a key slot of this member's back to the first keys, each
/// generation from the one after it.
///
/// Anybody can seal a slot to a member, so what is in one is a hint. It counts when it leads back to the keys that the vault's id
/// commits to, by rotations that commit to the keys between; and when the replay then finds the same rotations to hold.
enum KeyChain {
    /// Hands each set of keys that leads back to the first to `body`, from the newest slot on, until that returns true.
    static func forEach(
        of identity: MemberIdentity, in vaultID: VaultID, _ transaction: LogRows,
        _ body: (MemberKeys) throws -> Bool
    ) throws {
        try transaction.forEachEntryWithSlots { entry in
            for slot in entry.slots {
                let opened = KeySlot.open(
                    slot, generation: entry.slotGeneration, with: identity, vaultID: vaultID)
                if let opened, let keys = try chain(from: opened, in: vaultID, transaction), try body(keys) {
                    return true
                }
            }
            return false
        }
    }

    /// Nil when the keys do not lead back to the founding.
    private static func chain(
        from newest: VaultKeys, in vaultID: VaultID, _ transaction: LogRows
    ) throws -> MemberKeys? {
        var keys = MemberKeys()
        var current = newest
        keys.vault[current.generation] = current
        while current.generation > 1 {
            guard let entry = try? transaction.entry(at: current.madeAt), entry.isRotation,
                entry.slotGeneration == current.generation,
                let older = KeySlot.openPrevious(entry.previous, with: current, vaultID: vaultID),
                let statement = statement(in: entry, older, vaultID), let rotation = statement.act.rotation,
                current.fit(rotation.keys, logKey: rotation.logKey), older.madeAt < current.madeAt
            else { return nil }
            keys.vault[older.generation] = older
            current = older
        }
        guard current.madeAt == 0, let entry = try? transaction.entry(at: 0),
            case .found(let founding)? = statement(in: entry, current, vaultID)?.act,
            (try? VaultID(founding)) == vaultID, current.fit(founding.keys, logKey: founding.logKey)
        else { return nil }
        return keys
    }

    private static func statement(in entry: Entry, _ keys: VaultKeys, _ vaultID: VaultID) -> Statement? {
        guard entry.generation == keys.generation,
            case .opening(let opening)? = try? entry.open(vaultKey: keys.vaultKey, vaultID: vaultID)
        else { return nil }
        return try? opening.verified(vaultID: vaultID)
    }
}
