import Archive
import Bytes
@testable import Ledger
import Sodium
import Testing
import TransparencyLog

@testable import EvidenceVault

/// Whose key it is, by a log of somebody's own making in which all else fits.
@Suite struct ProofReaderTests {
    /// What a founding in a log of its own comes to, as the enrolment of its founder.
    ///
    /// - Parameters:
    ///   - vaultID: what the bundle says that the vault is; nil: what it is.
    ///   - before: how many entries stand before it.
    private func enrolment(inVault vaultID: VaultID?, before: Int = 0) throws -> ProvenEnrolment? {
        let founder = try MemberIdentity.generate(name: "Siti")
        let trustees = try MemberIdentity.recovery(secret: Secret(randomBytes: 32), postQuantum: false)
        let keys = try VaultKeys(generation: 1, madeAt: 0)
        let founding = Founding(
            vaultName: "Brankas", founder: founder.card, recovery: trustees.card,
            logKey: HexBytes(keys.logKey.publicKey.bytes), keys: try keys.commitment(), example: false,
            nonce: HexBytes(try randomBytes(32)))
        let id = try vaultID ?? VaultID(founding)
        let key = HexBytes(founder.card.signingKey.bytes)
        let opening = try StatementOpening(
            Statement(
                by: key, at: Timestamp(seconds: 1_800_000_000), after: .empty, offset: 0,
                act: .found(founding)),
            vaultID: id, key: founder.signingKey)
        let entry = try Entry(
            opening, for: nil, slots: [], generation: 1, vaultKey: keys.vaultKey, vaultID: id,
            postQuantum: false)
        var nodes = MemoryNodes()
        for _ in 0..<before { nodes.append(entry: [0]) }
        nodes.append(leaf: entry.leafHash)
        let (size, origin) = (UInt64(before + 1), CheckpointNames(id).origin)
        let checkpoint = try Checkpoint(origin: origin, size: size, root: nodes.frontier.root)
        var note = SignedNote(text: checkpoint.text)
        try note.sign(name: origin, with: keys.logKey)
        let proof = TLogProof(
            index: size - 1, extra: nil,
            hashes: try MerkleTree.inclusionProof(of: size - 1, inTreeOf: size, reading: nodes),
            checkpoint: note)
        let name = BundleFiles.member(key)
        var files = NamedFiles<[UInt8]>()
        for (path, contents) in [
            (BundleFiles.checkpoint, note.encoded), (BundleFiles.entry(name), entry.bytes),
            (BundleFiles.opening(name), opening.bytes), (BundleFiles.proof(name), proof.encoded),
        ] { files[try SafePath(path)] = contents }
        let reader = try ProofReader(
            BundleMaterial(tagFiles: files, payload: NamedFiles()), vault: id,
            logKey: CheckpointNames(id).verifier(logKey: HexBytes(keys.logKey.publicKey.bytes)).vkey)
        return try reader.enrolment(of: key)
    }

    @Test func aFoundingProvesItsFounder() throws {
        #expect(try enrolment(inVault: nil)?.card.name == "Siti")
    }

    /// Who signs it for a vault that is another, such as a well-known one's, has not founded that.
    @Test func aFoundingOfAnotherVaultProvesNobody() throws {
        let other = try #require(VaultID(String(repeating: "7", count: 64)))
        #expect(throws: BundleProblem.self) { try enrolment(inVault: other) }
    }

    @Test func aFoundingThatIsNotTheFirstEntryProvesNobody() throws {
        #expect(throws: BundleProblem.self) { try enrolment(inVault: nil, before: 1) }
    }
}
