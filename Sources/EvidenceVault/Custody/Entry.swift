import Crypto
import Sodium
import TransparencyLog

/// The stored bytes of one log entry; their RFC 6962 leaf hash is in the tree.
///
/// Layout (integers big-endian):
///
///     version (1) = 1, or 2 in a post-quantum vault, whose key slots are larger
///     vault key generation (4)
///     number of key slots (2), a multiple of eight
///     key slots (116 or 1,204 each): sealed boxes, some of which nobody can open
///     commitment (32): SHA-256 of the statement opening
///     sealed (rest): XChaCha20-Poly1305 under the vault key, nonce in front;
///                    associated data: `amanah/v1/entry` ‖ vault id ‖ all bytes before
///
/// Inside `sealed`: audience (1), length of the body (4), body, zero padding to a Padmé length of at least 512.
/// The body is the statement opening, for auditors sealed once more to the audit key (sealed box).
struct Entry: Sendable {
    let bytes: [UInt8]
    let generation: UInt32
    let slots: [[UInt8]]
    let commitment: [UInt8]
    private let sealedStart: Int

    /// Also says the size of a key slot.
    private enum Version: UInt8 {
        case classic = 1
        case postQuantum = 2

        var slotSize: Int { KeySlot.size(postQuantum: self == .postQuantum) }
    }

    private static let headerSize = 7
    private static let commitmentSize = 32
    private static let smallestBody = 512
    /// No entry is larger: 16 MiB.
    static let maximumSize = 16 << 20
    /// No entry has more key slots: each costs its readers a curve operation.
    private static let mostSlots = 4096

    var leafHash: Hash { MerkleTree.leafHash(bytes) }

    /// Seals a statement.
    ///
    /// - Parameter commitment: that of the opening; tests put another in its place.
    init(
        _ opening: StatementOpening, audience: Audience, auditKey: SealingKey?,
        slots: [[UInt8]], generation: UInt32, vaultKey: borrowing Secret, vaultID: VaultID, postQuantum: Bool,
        commitment: [UInt8]? = nil
    ) throws {
        let version = postQuantum ? Version.postQuantum : .classic
        var header: [UInt8] = [version.rawValue] + generation.bigEndianBytes
        header += [UInt8(slots.count >> 8), UInt8(slots.count & 255)]
        header += slots.joined()
        let commitment = commitment ?? opening.commitment

        // Until there is an audit key, access statements are for all members: better seen than unseen.
        let forAuditors = audience == .auditors ? auditKey : nil
        var body = opening.bytes
        if let auditKey = forAuditors {
            body = try auditKey.seal(opening.bytes)
        }
        var plain = [(forAuditors == nil ? Audience.members : .auditors).rawValue]
        plain += UInt32(body.count).bigEndianBytes + body
        let padded = max(Entry.smallestBody, Int(Padme.length(Int64(plain.count))))
        plain += [UInt8](repeating: 0, count: padded - plain.count)

        let open = header + commitment
        let sealed = try XChaChaPoly.seal(
            plain, associatedData: Entry.associatedData(open, vaultID), key: vaultKey)
        self.bytes = open + sealed
        self.generation = generation
        self.slots = slots
        self.commitment = commitment
        sealedStart = open.count
    }

    /// Takes stored bytes apart. Throws ``EntryProblem/malformed(_:)``.
    init(_ bytes: [UInt8]) throws(EntryProblemError) {
        guard bytes.count >= Entry.headerSize, bytes.count <= Entry.maximumSize,
            let slotSize = Version(rawValue: bytes[0])?.slotSize
        else {
            throw EntryProblemError(.malformed("not an entry of this version"))
        }
        generation = UInt32(bigEndianBytes: bytes[1..<5])
        let count = Int(bytes[5]) << 8 | Int(bytes[6])
        let slotsEnd = Entry.headerSize + count * slotSize
        sealedStart = slotsEnd + Entry.commitmentSize
        guard bytes.count > sealedStart else { throw EntryProblemError(.malformed("cut short")) }
        guard count.isMultiple(of: 8), count <= Entry.mostSlots else {
            throw EntryProblemError(.malformed("key slots come in eights"))
        }
        slots = (0..<count).map {
            Array(bytes[(Entry.headerSize + $0 * slotSize)..<(Entry.headerSize + ($0 + 1) * slotSize)])
        }
        commitment = Array(bytes[slotsEnd..<sealedStart])
        self.bytes = bytes
    }

    /// What is inside, for somebody with the vault key.
    enum Content {
        case opening(StatementOpening, Audience)
        /// For auditors, and none of the audit keys at hand opens it.
        case closed
    }

    /// Opens the entry and checks it against its own commitment.
    func open(
        vaultKey: borrowing Secret, auditKeys: [OpeningKey], vaultID: VaultID
    ) throws(EntryProblemError) -> Content {
        let associatedData = Entry.associatedData(Array(bytes[..<sealedStart]), vaultID)
        guard
            let plain = try? XChaChaPoly.open(
                Array(bytes[sealedStart...]), associatedData: associatedData, key: vaultKey)
        else { throw EntryProblemError(.notOpening) }
        guard plain.count >= 5, let audience = Audience(rawValue: plain[0]) else {
            throw EntryProblemError(.malformed("no audience"))
        }
        let length = Int(UInt32(bigEndianBytes: plain[1..<5]))
        guard length <= plain.count - 5 else { throw EntryProblemError(.malformed("no body")) }
        var body = Array(plain[5..<(5 + length)])
        if audience == .auditors {
            let sealed = body
            let opened = auditKeys.lazy.compactMap { key in
                try? key.openBytes(sealed)
            }.first
            guard let opened else { return .closed }
            body = opened
        }
        let opening = StatementOpening(body)
        guard constantTimeEqual(opening.commitment, commitment) else {
            // Only auditors can know, so it must not stop them where it stops nobody else.
            if audience == .auditors { return .closed }
            throw EntryProblemError(.badCommitment)
        }
        return .opening(opening, audience)
    }

    private static func associatedData(_ open: [UInt8], _ vaultID: VaultID) -> [UInt8] {
        Array("amanah/v1/entry".utf8) + vaultID.bytes + open
    }
}
