import Crypto
import Sodium

/// The vault's keys for one member, sealed to them in a log entry. A slot names nobody: its owner finds it by
/// trying to open it, and random slots beside it hide how many people it is about.
enum KeySlot {
    /// Generation (4), vault key (32), log key seed (32).
    private static let contentSize = 4 + 32 + 32
    static func size(postQuantum: Bool) -> Int { contentSize + SealingKey.overhead(postQuantum: postQuantum) }

    static func seal(_ keys: VaultKeys, to recipient: SealingKey) throws -> [UInt8] {
        try recipient.seal(content(keys))
    }

    private static func content(_ keys: VaultKeys) throws -> Secret {
        let seed = try keys.logKey.seed()
        return try Secret(count: contentSize) { memory in
            memory.copyBytes(from: keys.generation.bigEndianBytes)
            keys.vaultKey.withUnsafeBytes { memory[4..<36].copyBytes(from: $0) }
            seed.withUnsafeBytes { memory[36..<68].copyBytes(from: $0) }
        }
    }

    /// Fills up to a multiple of eight with slots that nobody can open.
    static func padded(_ slots: [[UInt8]], postQuantum: Bool) throws -> [[UInt8]] {
        var slots = slots
        while !slots.count.isMultiple(of: 8) {
            let nobody = try OpeningKey.generate(postQuantum: postQuantum).sealingKey
            slots.append(try nobody.seal(Secret(randomBytes: contentSize)))
        }
        return slots.shuffled()
    }

    /// The keys in a slot, if it is this member's.
    static func open(_ slot: [UInt8], with identity: MemberIdentity) -> VaultKeys? {
        let key = identity.openingKey(postQuantum: slot.count == size(postQuantum: true))
        guard let content = try? key?.open(slot) else { return nil }
        return keys(content)
    }

    private static func keys(_ content: borrowing Secret) -> VaultKeys? {
        guard content.count == contentSize else { return nil }
        let generation = content.withUnsafeBytes { UInt32(bigEndianBytes: $0.prefix(4)) }
        guard generation & farewellMark == 0 else { return nil }
        guard let vaultKey = try? content.slice(4..<36), let seed = try? content.slice(36..<68),
            let logKey = try? Ed25519.SigningKey(seed: seed)
        else { return nil }
        return VaultKeys(generation: generation, vaultKey: vaultKey, logKey: logKey)
    }

    // MARK: Farewell

    /// Marks the generation in a slot that says no more than that a membership has ended.
    private static let farewellMark: UInt32 = 1 << 31

    /// A slot that tells its owner that they are not given the next keys. It proves that who sealed it held the keys before: so
    /// that an entry which simply does not open is not taken for a farewell.
    static func sealFarewell(
        after older: VaultKeys, to recipient: SealingKey, vaultID: VaultID
    ) throws -> [UInt8] {
        let generation = older.generation + 1
        let content =
            (generation | farewellMark).bigEndianBytes + (try farewellProof(generation, older, vaultID))
        return try recipient.seal(content + [UInt8](repeating: 0, count: contentSize - content.count))
    }

    /// Whether a slot says farewell to this member, whose newest keys are `older`.
    static func isFarewell(
        _ slot: [UInt8], to identity: MemberIdentity, after older: VaultKeys, vaultID: VaultID
    ) -> Bool {
        let key = identity.openingKey(postQuantum: slot.count == size(postQuantum: true))
        guard let content = (try? key?.open(slot))?.withUnsafeBytes({ [UInt8]($0) }),
            content.count == contentSize,
            UInt32(bigEndianBytes: content[..<4]) == (older.generation + 1) | farewellMark,
            let proof = try? farewellProof(older.generation + 1, older, vaultID)
        else { return false }
        return constantTimeEqual(Array(content[4..<36]), proof)
    }

    private static func farewellProof(
        _ generation: UInt32, _ older: VaultKeys, _ vaultID: VaultID
    ) throws -> [UInt8] {
        try hmacSHA256(
            key: older.vaultKey, Array("amanah/v1/membership-ended".utf8), vaultID.bytes,
            generation.bigEndianBytes)
    }

    // MARK: History

    /// The keys before a rotation, under the vault key after it.
    static func sealPrevious(_ older: VaultKeys, with newer: VaultKeys, vaultID: VaultID) throws -> [UInt8] {
        var content = try content(older).withUnsafeBytes { [UInt8]($0) }
        defer { wipe(&content) }
        return try XChaChaPoly.seal(
            content, associatedData: previousData(newer, vaultID), key: newer.vaultKey)
    }

    static func openPrevious(_ sealed: [UInt8], with newer: VaultKeys, vaultID: VaultID) throws -> VaultKeys {
        var content = try XChaChaPoly.open(
            sealed, associatedData: previousData(newer, vaultID), key: newer.vaultKey)
        guard let keys = keys(try Secret(moving: &content)), keys.generation == newer.generation - 1 else {
            throw SodiumError.notAuthentic
        }
        return keys
    }

    private static func previousData(_ newer: VaultKeys, _ vaultID: VaultID) -> [UInt8] {
        Array("amanah/v1/previous-keys".utf8) + vaultID.bytes + newer.generation.bigEndianBytes
    }
}

/// What every active member holds: the vault key and the log key, of one generation.
final class VaultKeys: Sendable {
    let generation: UInt32
    let vaultKey: Secret
    let logKey: Ed25519.SigningKey

    /// Fresh keys.
    convenience init(generation: UInt32) throws {
        self.init(
            generation: generation, vaultKey: try Secret(randomBytes: 32), logKey: try Ed25519.SigningKey())
    }

    init(generation: UInt32, vaultKey: consuming Secret, logKey: consuming Ed25519.SigningKey) {
        self.generation = generation
        self.vaultKey = vaultKey
        self.logKey = logKey
    }

    /// SHA-256 of the keys and their generation: what a statement says of them without giving them away.
    var commitment: HexBytes {
        get throws {
            var hasher = SHA256()
            hasher.update(data: Array("amanah/v2/vault-keys\0".utf8) + generation.bigEndianBytes)
            vaultKey.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            try logKey.seed().withUnsafeBytes { hasher.update(bufferPointer: $0) }
            return HexBytes([UInt8](hasher.finalize()))
        }
    }
}
