import Bytes
import Crypto
package import Sodium
package import TransparencyLog

/// The stored bytes of one log entry; their RFC 6962 leaf hash is in the tree.
///
/// Layout (integers big-endian):
///
///     version (1) = 1; 3 for the entry of a rotation; in a post-quantum vault, whose key slots are larger, 2 and 4
///     vault key generation (4): of the key that seals it, for a rotation the one that ends with it
///     number of key slots (2), a multiple of eight
///     previous (112): in the entry of a rotation, the keys of before under those after it
///     key slots (152 or 1,208 each): boxes, some of which nobody can open
///     commitment (32): SHA-256 of the statement opening
///     sealed (rest): XChaCha20-Poly1305 under the vault key, nonce in front;
///                    associated data: `amanah/v2/entry` ‖ 00 ‖ vault id ‖ all bytes before
///
/// Inside `sealed`: audience (1), length of the body (4), body, zero padding to a Padmé length of at least 512.
/// The body is the statement opening; for auditors the generation of the audit key (4) and a box with the opening.
package struct Entry: Sendable {
    package let bytes: [UInt8]
    package let generation: UInt32
    /// The keys before a rotation, sealed under those that it makes; empty in other entries.
    package let previous: [UInt8]
    package let slots: [[UInt8]]
    package let commitment: [UInt8]
    private let sealedStart: Int

    /// Also says the size of a key slot, and whether it is a rotation's.
    private enum Version: UInt8 {
        case classic = 1
        case postQuantum = 2
        case rotation = 3
        case postQuantumRotation = 4

        init(postQuantum: Bool, isRotation: Bool) {
            switch (postQuantum, isRotation) {
            case (false, false): self = .classic
            case (true, false): self = .postQuantum
            case (false, true): self = .rotation
            case (true, true): self = .postQuantumRotation
            }
        }

        var isPostQuantum: Bool { self == .postQuantum || self == .postQuantumRotation }
        var isRotation: Bool { self == .rotation || self == .postQuantumRotation }
        var slotSize: Int { KeySlot.size(postQuantum: isPostQuantum) }
        var previousSize: Int { isRotation ? KeySlot.previousSize : 0 }
    }

    private static let headerSize = 7
    private static let commitmentSize = 32
    private static let smallestBody = 512
    /// No entry is larger: 16 MiB.
    package static let maximumSize = 16 << 20
    /// Where an entry says how many key slots it has.
    package static let slotCount = 5..<7
    /// No entry has more key slots: each costs its readers a curve operation.
    private static let mostSlots = 4096

    package var leafHash: Hash { MerkleTree.leafHash(bytes) }
    /// Whether it has the form of a rotation, and of a post-quantum vault.
    package var isRotation: Bool { !previous.isEmpty }
    package let isPostQuantum: Bool
    /// The generation whose keys its slots hold.
    package var slotGeneration: UInt32 { isRotation ? generation &+ 1 : generation }

    /// Who an entry is sealed to besides those who hold the vault key.
    package struct Auditors {
        package let generation: UInt32
        package let key: SealingKey

        package init(generation: UInt32, key: SealingKey) {
            self.generation = generation
            self.key = key
        }
    }

    /// Seals a statement.
    ///
    /// - Parameters:
    ///   - auditors: for a statement that only they may read; nil when all members may.
    ///   - previous: for a rotation.
    ///   - commitment: that of the opening; tests put another in its place.
    package init(
        _ opening: StatementOpening, for auditors: Auditors?, slots: [[UInt8]], previous: [UInt8] = [],
        generation: UInt32, vaultKey: borrowing Secret, vaultID: VaultID, postQuantum: Bool,
        commitment: [UInt8]? = nil
    ) throws {
        let version = Version(postQuantum: postQuantum, isRotation: !previous.isEmpty)
        var header: [UInt8] = [version.rawValue] + generation.bigEndianBytes
        header += [UInt8(slots.count >> 8), UInt8(slots.count & 255)]
        header += previous
        header += slots.joined()
        let commitment = commitment ?? opening.commitment

        var body = opening.bytes
        if let auditors {
            body =
                try auditors.generation.bigEndianBytes
                + auditors.key.seal(
                    opening.bytes, for: .entry(vaultID, generation, auditors.generation))
        }
        var plain = [(auditors == nil ? Audience.members : .auditors).rawValue]
        plain += UInt32(body.count).bigEndianBytes + body
        plain += [UInt8](repeating: 0, count: Entry.paddedSize(plain.count) - plain.count)

        let open = header + commitment
        let sealed = try XChaChaPoly.seal(
            plain, associatedData: Entry.associatedData(open, vaultID), key: vaultKey)
        self.bytes = open + sealed
        self.generation = generation
        self.previous = previous
        self.slots = slots
        self.commitment = commitment
        isPostQuantum = postQuantum
        sealedStart = open.count
    }

    private static func paddedSize(_ size: Int) -> Int { max(smallestBody, Int(Padme.length(Int64(size)))) }

    /// Takes stored bytes apart. Throws ``EntryProblem/malformed(_:)``.
    package init(_ bytes: [UInt8]) throws(EntryProblemError) {
        guard bytes.count >= Entry.headerSize, bytes.count <= Entry.maximumSize,
            let version = Version(rawValue: bytes[0])
        else {
            throw EntryProblemError(.malformed(.notAnEntry))
        }
        generation = UInt32(bigEndianBytes: bytes[1..<5])
        let count = Int(bytes[5]) << 8 | Int(bytes[6])
        let slotsStart = Entry.headerSize + version.previousSize
        let slotsEnd = slotsStart + count * version.slotSize
        sealedStart = slotsEnd + Entry.commitmentSize
        guard bytes.count > sealedStart else { throw EntryProblemError(.malformed(.cutShort)) }
        guard count.isMultiple(of: 8), count <= Entry.mostSlots else {
            throw EntryProblemError(.malformed(.oddSlots))
        }
        previous = Array(bytes[Entry.headerSize..<slotsStart])
        slots = (0..<count).map {
            Array(bytes[(slotsStart + $0 * version.slotSize)..<(slotsStart + ($0 + 1) * version.slotSize)])
        }
        commitment = Array(bytes[slotsEnd..<sealedStart])
        isPostQuantum = version.isPostQuantum
        self.bytes = bytes
    }

    /// What is inside, for somebody with the vault key.
    package enum Content {
        /// For all members; it fits the commitment.
        case opening(StatementOpening)
        /// For auditors, sealed to a generation of their key: for them to open and to judge.
        case closed(auditGeneration: UInt32, box: [UInt8])
    }

    /// Opens the entry and checks it against its own commitment.
    package func open(vaultKey: borrowing Secret, vaultID: VaultID) throws(EntryProblemError) -> Content {
        let associatedData = Entry.associatedData(Array(bytes[..<sealedStart]), vaultID)
        guard
            let plain = try? XChaChaPoly.open(
                Array(bytes[sealedStart...]), associatedData: associatedData, key: vaultKey)
        else { throw EntryProblemError(.notOpening) }
        guard plain.count >= 5, let audience = Audience(rawValue: plain[0]) else {
            throw EntryProblemError(.malformed(.noAudience))
        }
        let length = Int(UInt32(bigEndianBytes: plain[1..<5]))
        guard length <= plain.count - 5, plain.count == Entry.paddedSize(5 + length),
            plain[(5 + length)...].allSatisfy({ $0 == 0 })
        else { throw EntryProblemError(.malformed(.padding)) }
        let body = Array(plain[5..<(5 + length)])
        switch audience {
        case .members:
            let opening = StatementOpening(body)
            guard constantTimeEqual(opening.commitment, commitment) else {
                throw EntryProblemError(.badCommitment)
            }
            return .opening(opening)
        case .auditors:
            guard body.count > 4 else { throw EntryProblemError(.malformed(.noBox)) }
            return .closed(
                auditGeneration: UInt32(bigEndianBytes: body[..<4]), box: Array(body[4...]))
        }
    }

    /// The statement in the box of a closed entry, for who has the audit key of its generation; nil when it does not open or
    /// is not what the entry commits to.
    package func opening(inBox box: [UInt8], auditGeneration: UInt32, key: OpeningKey, vaultID: VaultID)
        -> StatementOpening?
    {
        let context = BoxContext.entry(vaultID, generation, auditGeneration)
        guard let bytes = try? key.openBytes(box, for: context) else { return nil }
        let opening = StatementOpening(bytes)
        return constantTimeEqual(opening.commitment, commitment) ? opening : nil
    }

    private static func associatedData(_ open: [UInt8], _ vaultID: VaultID) -> [UInt8] {
        ContextString.entry.bytes + vaultID.bytes + open
    }
}
