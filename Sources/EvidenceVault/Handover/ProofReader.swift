import Archive
import Bytes
import Crypto
import Ledger
import Sodium
import TransparencyLog

/// The files of a bundle, wherever they lie, and which of them were looked at.
final class BundleMaterial {
    private let tagFiles: NamedFiles<[UInt8]>
    /// Size and SHA-256, by path.
    let payload: NamedFiles<(size: Int64, sha256: String)>
    /// What the paths of the tag files begin with: nothing, but for an earlier bundle in a bundle.
    private let folder: String
    private let looks: Looks

    private final class Looks { var paths: Set<SafePath> = [] }

    init(tagFiles: NamedFiles<[UInt8]>, payload: NamedFiles<(size: Int64, sha256: String)>) {
        self.tagFiles = tagFiles
        self.payload = payload
        (folder, looks) = ("", Looks())
    }

    /// Of an earlier bundle in a folder of another. Who looks at these files looks at them there.
    init(
        below name: String, of whole: BundleMaterial, payload: NamedFiles<(size: Int64, sha256: String)>
    ) {
        (tagFiles, looks, folder) = (whole.tagFiles, whole.looks, "\(whole.folder)\(name)/")
        self.payload = payload
    }

    /// Those that were asked for, whether they are there or not.
    var read: Set<SafePath> { looks.paths }

    /// Those of a bag that was checked.
    convenience init(_ bag: BagReport) { self.init(tagFiles: bag.tagFiles, payload: bag.payload) }

    var tagPaths: Set<SafePath> { tagFiles.paths }

    func tagFile(_ path: String) -> [UInt8]? {
        guard let path = try? SafePath(folder + path) else { return nil }
        looks.paths.insert(path)
        return tagFiles[path]
    }

    /// Whether a statement of this name is among the proofs, proven or not.
    func hasStatement(_ name: String) -> Bool { tagFiles[folder + BundleFiles.opening(name)] != nil }
}

/// A statement that a bundle proves to be in the log. Whether it counts there is for a witness to say.
struct ProvenStatement {
    /// Of its files in `proofs/`.
    let name: String
    let position: UInt64
    let statement: Statement
}

/// A card that the log gives to a key.
struct ProvenEnrolment {
    let proven: ProvenStatement
    let card: Card
    let roles: [Role]
    /// What the vault is called, in the founder's own.
    let vaultName: String?
}

/// Reads proofs against one checkpoint: statement (signature) → commitment → entry → tlog-proof → checkpoint.
struct ProofReader {
    let material: BundleMaterial
    let vault: VaultID
    let log: NoteVerifier
    let checkpoint: Checkpoint
    private let note: SignedNote

    init(_ material: BundleMaterial, vault: VaultID, logKey: String) throws(BundleProblem) {
        guard let log = try? NoteVerifier(vkey: logKey), log.kind == .ed25519,
            log.name == CheckpointNames(vault).origin,
            let bytes = material.tagFile(BundleFiles.checkpoint),
            let note = try? SignedNote(parsing: bytes), note.encoded == bytes,
            let verified = try? VerifiedCheckpoint(note, by: log, origin: log.name)
        else { throw .notProven("checkpoint") }
        self.material = material
        self.vault = vault
        self.log = log
        self.note = note
        checkpoint = verified.checkpoint
    }

    func statement(_ name: String) throws(BundleProblem) -> ProvenStatement {
        guard let stored = material.tagFile(BundleFiles.entry(name)), let entry = try? Entry(stored),
            let bytes = material.tagFile(BundleFiles.opening(name)),
            let file = material.tagFile(BundleFiles.proof(name)),
            let proof = try? TLogProof(parsing: file), proof.checkpoint == note,
            (try? proof.verify(entryHash: entry.leafHash, log: log)) != nil
        else { throw .notProven(name) }
        let opening = StatementOpening(bytes)
        guard opening.commitment == entry.commitment, let statement = try? opening.verified(vaultID: vault)
        else { throw .notProven(name) }
        // What it says that it follows lies before it; all but deposits follow the newest that there was.
        let (next, overflows) = statement.after.size.addingReportingOverflow(statement.offset)
        guard !overflows, statement.act.mayPinOlderHead ? next <= proof.index : next == proof.index else {
            throw .notProven(name)
        }
        return ProvenStatement(name: name, position: proof.index, statement: statement)
    }

    /// Whether the log of the bundle continues what it was once, by the proof in a file.
    func continues(_ older: LogHead, by path: String) -> Bool {
        guard let file = material.tagFile(path),
            let consistency = try? ConsistencyProof(parsing: file), consistency.oldSize == older.size,
            let root = try? Hash(older.root.bytes),
            let verified = try? consistency.verify(oldRoot: root, log: log)
        else { return false }
        return verified.checkpoint == checkpoint
    }

    /// The enrolment of the owner of a key. Nil when there is none in the bundle.
    func enrolment(of key: HexBytes) throws(BundleProblem) -> ProvenEnrolment? {
        let name = BundleFiles.member(key)
        guard material.hasStatement(name) else { return nil }
        let proven = try statement(name)
        let (card, roles): (Card, [Role])
        var vaultName: String?
        switch proven.statement.act {
        case .found(let founding):
            guard proven.position == 0, (try? VaultID(founding)) == vault else { throw .notProven(name) }
            (card, roles, vaultName) = (founding.founder, [.custodian], founding.vaultName)
        case .enrol(let enrolment): (card, roles) = (enrolment.card, enrolment.roles)
        default: throw .notProven(name)
        }
        guard card.signingKey.bytes == key.bytes else { throw .notProven(name) }
        return ProvenEnrolment(proven: proven, card: card, roles: roles, vaultName: vaultName)
    }

    /// The details that a statement has the digest of.
    func details<T: Codable>(
        _ name: String, digest: HexBytes, as type: T.Type = DocumentDetails.self
    ) throws(BundleProblem) -> T {
        guard let json = material.tagFile(BundleFiles.details(name)),
            json.count <= BundleFiles.maximumDetailsSize, SHA256.bytes(of: json) == digest.bytes,
            let details = try? CanonicalJSON.decode(type, from: json)
        else { throw .notProven(name) }
        return details
    }
}
