package import Bytes
import Crypto
package import Sodium

/// The vault's keys for one member, sealed to them in a log entry. A slot names nobody: its owner finds it by
/// trying to open it, and random slots beside it hide how many people it is about.
package enum KeySlot {
    /// Vault key (32), seed of the log key (32), position of the rotation that made them (8).
    private static let contentSize = 32 + 32 + 8
    package static func size(postQuantum: Bool) -> Int {
        contentSize + SealingKey.boxOverhead(postQuantum: postQuantum)
    }

    package static func seal(_ keys: VaultKeys, to recipient: SealingKey, vaultID: VaultID) throws -> [UInt8]
    {
        try recipient.seal(content(keys), for: .slot(vaultID, keys.generation))
    }

    private static func content(_ keys: VaultKeys) throws -> Secret {
        let seed = try keys.logKey.seed()
        return try Secret(count: contentSize) { memory in
            keys.vaultKey.withUnsafeBytes { memory[..<32].copyBytes(from: $0) }
            seed.withUnsafeBytes { memory[32..<64].copyBytes(from: $0) }
            memory[64..<72].copyBytes(from: keys.madeAt.bigEndianBytes)
        }
    }

    /// Fills up to a multiple of eight with slots that nobody can open.
    package static func padded(
        _ slots: [[UInt8]], generation: UInt32, vaultID: VaultID, postQuantum: Bool
    ) throws -> [[UInt8]] {
        var slots = slots
        while !slots.count.isMultiple(of: 8) {
            let nobody = try OpeningKey.generate(postQuantum: postQuantum).sealingKey
            slots.append(
                try nobody.seal(
                    Secret(randomBytes: contentSize), for: .slot(vaultID, generation)))
        }
        return slots.shuffled()
    }

    /// The keys in a slot, if it is this member's and of this generation.
    package static func open(
        _ slot: [UInt8], generation: UInt32, with identity: MemberIdentity, vaultID: VaultID
    ) -> VaultKeys? {
        let key = identity.openingKey(postQuantum: slot.count == size(postQuantum: true))
        guard let content = try? key?.open(slot, for: .slot(vaultID, generation)) else {
            return nil
        }
        return keys(content, generation)
    }

    private static func keys(_ content: borrowing Secret, _ generation: UInt32) -> VaultKeys? {
        guard content.count == contentSize, let vaultKey = try? content.slice(0..<32),
            let seed = try? content.slice(32..<64), let logKey = try? Ed25519.SigningKey(seed: seed)
        else { return nil }
        let madeAt = content.withUnsafeBytes { UInt64(bigEndianBytes: $0[64..<72]) }
        return VaultKeys(generation: generation, vaultKey: vaultKey, logKey: logKey, madeAt: madeAt)
    }

    // MARK: History

    /// The size of ``sealPrevious(_:with:vaultID:)``.
    package static let previousSize = XChaChaPoly.overhead + contentSize

    /// The keys before a rotation, under the vault key after it.
    package static func sealPrevious(_ older: VaultKeys, with newer: VaultKeys, vaultID: VaultID) throws
        -> [UInt8]
    {
        var content = try content(older).withUnsafeBytes { [UInt8]($0) }
        defer { wipe(&content) }
        return try XChaChaPoly.seal(
            content, associatedData: previousData(newer, vaultID), key: newer.vaultKey)
    }

    /// The keys of the generation before; nil when they are not sealed under these.
    package static func openPrevious(_ sealed: [UInt8], with newer: VaultKeys, vaultID: VaultID) -> VaultKeys?
    {
        guard newer.generation > 1,
            var content = try? XChaChaPoly.open(
                sealed, associatedData: previousData(newer, vaultID), key: newer.vaultKey),
            let secret = try? Secret(moving: &content)
        else { return nil }
        return keys(secret, newer.generation - 1)
    }

    private static func previousData(_ newer: VaultKeys, _ vaultID: VaultID) -> [UInt8] {
        ContextString.previous.bytes + vaultID.bytes + newer.generation.bigEndianBytes
    }
}

/// What every active member holds: the vault key and the log key, of one generation.
package final class VaultKeys: Sendable {
    package let generation: UInt32
    package let vaultKey: Secret
    package let logKey: Ed25519.SigningKey
    /// The log position of the rotation that made them; 0 for the founding.
    package let madeAt: UInt64

    /// Fresh keys.
    package convenience init(generation: UInt32, madeAt: UInt64) throws {
        self.init(
            generation: generation, vaultKey: try Secret(randomBytes: 32), logKey: try Ed25519.SigningKey(),
            madeAt: madeAt)
    }

    package init(
        generation: UInt32, vaultKey: consuming Secret, logKey: consuming Ed25519.SigningKey, madeAt: UInt64
    ) {
        self.generation = generation
        self.vaultKey = vaultKey
        self.logKey = logKey
        self.madeAt = madeAt
    }

    /// What a founding or a rotation says of the keys that it makes:
    /// SHA-256(`amanah/v2/vault-keys` ‖ 00 ‖ generation (4) ‖ vault key ‖ seed of the log key).
    package func commitment() throws -> HexBytes {
        let seed = try logKey.seed()
        var hasher = SHA256()
        hasher.update(data: ContextString.vaultKeys.bytes + generation.bigEndianBytes)
        vaultKey.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        seed.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return HexBytes([UInt8](hasher.finalize()))
    }

    package func equals(_ other: VaultKeys) -> Bool {
        generation == other.generation && madeAt == other.madeAt && vaultKey.equals(other.vaultKey)
            && logKey.publicKey.bytes == other.logKey.publicKey.bytes
    }

    /// Whether they are those that a founding or a rotation made.
    package func fit(_ commitment: HexBytes, logKey key: HexBytes) -> Bool {
        guard let mine = try? self.commitment() else { return false }
        return constantTimeEqual(mine.bytes, commitment.bytes) && logKey.publicKey.bytes == key.bytes
    }
}
