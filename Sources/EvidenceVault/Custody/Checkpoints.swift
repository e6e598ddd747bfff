import Bytes
import Ledger
import Sodium
import TransparencyLog

extension CheckpointNames {
    /// Signs a head, and stores it with the cosignature of the member who appended: for all members, or for auditors where the
    /// entries are, since who looked at something is for them to know.
    func store(
        _ head: LogHead, of state: VaultState, keys: VaultKeys, member: MemberIdentity, at time: Timestamp,
        forAuditors: Bool, in transaction: LogChange
    ) throws {
        let note = try note(of: head, keys: keys)
        var cosigned = SignedNote(text: note.text)
        try cosign(&cosigned, by: member, at: time)
        var cosignatures = Cosignatures()
        if forAuditors, let key = state.currentAuditKey {
            if head.size > 1 { cosignatures = try Cosignatures(transaction.checkpoint().cosignatures) }
            cosignatures.forAuditors =
                try key.generation.bigEndianBytes
                + SealingKey(key.recipient).seal(
                    randomBytes(CheckpointNames.saltSize) + cosigned.encoded,
                    for: .cosign(vaultID, keys.generation, key.generation))
        } else {
            cosignatures.forMembers =
                try keys.generation.bigEndianBytes
                + XChaChaPoly.seal(
                    cosigned.encoded, associatedData: ContextString.cosignatures.bytes + vaultID.bytes,
                    key: keys.vaultKey)
        }
        try transaction.setCheckpoint(note: note.encoded, cosignatures: cosignatures.encoded)
    }

    private static let saltSize = 32

    /// A checkpoint signed by the log key.
    private func note(of head: LogHead, keys: VaultKeys) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: origin, size: head.size, root: Hash(head.root.bytes))
        var note = SignedNote(text: checkpoint.text)
        try note.sign(name: origin, with: keys.logKey)
        return note
    }

    /// The same, with the cosignature of a witness who keeps it.
    func note(
        of head: LogHead, keys: VaultKeys, cosignedBy member: MemberIdentity, at time: Timestamp
    ) throws -> SignedNote {
        var note = try note(of: head, keys: keys)
        try cosign(&note, by: member, at: time)
        return note
    }

    private func cosign(_ note: inout SignedNote, by member: MemberIdentity, at time: Timestamp) throws {
        try note.cosign(
            name: cosignerName(member.fingerprint), with: member.signingKey, at: UInt64(max(0, time.seconds)))
    }

    /// The newest cosigned checkpoint of those whose entries are for all members; nil when there is none.
    func openForMembers(_ stored: [UInt8], keys: MemberKeys) throws -> SignedNote? {
        let sealed = try Cosignatures(stored).forMembers
        if sealed.isEmpty { return nil }
        guard sealed.count > 4, let keys = keys.vault[UInt32(bigEndianBytes: sealed[..<4])],
            let bytes = try? XChaChaPoly.open(
                Array(sealed[4...]), associatedData: ContextString.cosignatures.bytes + vaultID.bytes,
                key: keys.vaultKey), let note = try? SignedNote(parsing: bytes)
        else { throw VaultError.altered(.checkpoint(.cosignaturesNotOpening)) }
        return note
    }

    /// The cosigned checkpoint of entries for auditors, for who has their key; nil when there is none, or no key for it.
    func openForAuditors(
        _ stored: [UInt8], generation: UInt32, keys: MemberKeys
    ) throws -> SignedNote? {
        let sealed = try Cosignatures(stored).forAuditors
        guard sealed.count > 4 else { return nil }
        let auditGeneration = UInt32(bigEndianBytes: sealed[..<4])
        guard let key = keys.audit[auditGeneration] else { return nil }
        guard
            let bytes = try? key.openBytes(
                Array(sealed[4...]), for: .cosign(vaultID, generation, auditGeneration)),
            bytes.count > CheckpointNames.saltSize,
            let note = try? SignedNote(parsing: Array(bytes[CheckpointNames.saltSize...]))
        else { throw VaultError.altered(.checkpoint(.cosignaturesNotOpening)) }
        return note
    }
}

/// What is stored beside a checkpoint: length (4) ‖ generation of the vault key (4) ‖ sealed note, for members; then length (4) ‖ generation of the audit
/// key (4) ‖ box, for auditors. Either may be empty, with a length of 0.
struct Cosignatures {
    var forMembers: [UInt8] = []
    var forAuditors: [UInt8] = []

    init() {}

    /// Throws ``VaultError/altered(_:)``.
    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        func field() throws -> [UInt8] {
            guard rest.count >= 4 else {
                throw VaultError.altered(.checkpoint(.cosignaturesCutShort))
            }
            let size = Int(UInt32(bigEndianBytes: rest.prefix(4)))
            rest = rest.dropFirst(4)
            guard rest.count >= size else {
                throw VaultError.altered(.checkpoint(.cosignaturesCutShort))
            }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
        forMembers = try field()
        forAuditors = try field()
        guard rest.isEmpty else { throw VaultError.altered(.checkpoint(.cosignaturesTooLong)) }
    }

    var encoded: [UInt8] {
        UInt32(forMembers.count).bigEndianBytes + forMembers + UInt32(forAuditors.count).bigEndianBytes
            + forAuditors
    }
}
