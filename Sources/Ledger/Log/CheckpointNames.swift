package import Bytes
import Sodium
package import TransparencyLog

/// How a vault's checkpoints are named and signed: by the log key in the clear, and by the member who appended in a
/// cosignature that is kept sealed, because a thief could try known keys on it.
package struct CheckpointNames {
    package let vaultID: VaultID
    package init(_ vaultID: VaultID) { self.vaultID = vaultID }

    /// The checkpoint's origin line and the log key's name.
    package var origin: String { "amanah/\(vaultID)" }

    package func verifier(logKey: HexBytes) throws -> NoteVerifier {
        try NoteVerifier(name: origin, publicKey: Ed25519.PublicKey(logKey.bytes), kind: .ed25519)
    }

    package func cosignerName(_ member: Fingerprint) -> String { "amanah/member/\(member)" }
}
