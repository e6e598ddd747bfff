import Sodium
import TransparencyLog

/// How a vault's checkpoints are named and signed: by the log key in the clear, and by the member who appended in a
/// cosignature that is kept sealed, because a thief could try known keys on it.
struct CheckpointNames {
    private let vaultID: VaultID
    init(_ vaultID: VaultID) { self.vaultID = vaultID }

    /// The checkpoint's origin line and the log key's name.
    var origin: String { "amanah/\(vaultID)" }

    func verifier(logKey: HexBytes) throws -> NoteVerifier {
        try NoteVerifier(name: origin, publicKey: Ed25519.PublicKey(logKey.bytes), kind: .ed25519)
    }

    func cosignerName(_ member: Fingerprint) -> String { "amanah/member/\(member)" }

    struct Signed {
        let note: [UInt8]
        let sealedCosignatures: [UInt8]
    }

    func sign(
        _ head: LogHead, keys: VaultKeys, member: MemberIdentity, at time: Timestamp
    ) throws -> Signed {
        let note = try note(of: head, keys: keys)
        var cosigned = SignedNote(text: note.text)
        try cosign(&cosigned, by: member, at: time)
        let sealed = try XChaChaPoly.seal(
            cosigned.encoded, associatedData: Array("amanah/v1/cosignatures".utf8) + vaultID.bytes,
            key: keys.vaultKey)
        return Signed(note: note.encoded, sealedCosignatures: sealed)
    }

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

    /// The cosignatures beside a checkpoint, as a note with the same text.
    func openCosignatures(_ sealed: [UInt8], keys: VaultKeys) throws -> SignedNote {
        do {
            return try SignedNote(
                parsing: XChaChaPoly.open(
                    sealed, associatedData: Array("amanah/v1/cosignatures".utf8) + vaultID.bytes,
                    key: keys.vaultKey))
        } catch {
            throw VaultError.altered(.checkpoint("its cosignatures do not open"))
        }
    }
}

extension IndexTransaction {
    func store(_ signed: CheckpointNames.Signed) throws {
        try setCheckpoint(note: signed.note, cosignatures: signed.sealedCosignatures)
    }
}
