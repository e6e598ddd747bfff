import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium

extension IdentityOptions {
    /// A passphrase for a new identity. At a terminal one is proposed; whoever types their own types it twice.
    ///
    /// Throws ``VaultError/weakPassphrase(_:)`` for what a file says; at a terminal it is asked for again.
    func newPassphrase(for name: String) throws -> Secret {
        // Where it is known by now: a newcomer has none.
        let vault = try? Vault.id(at: VaultOptions.path(nil)).phrase
        guard passphraseFile != nil else { return try NewPassphrase(name: name, vault: vault).ask() }
        let given = try passphrase(.data(""))
        guard given.count > 0 else { throw CommandError.emptyPassphrase }
        try PassphraseRule.require(given, of: name, vault: vault)
        return given
    }
}

/// Asking for a passphrase that is to be.
private struct NewPassphrase {
    let name: String
    let vault: VaultPhrase?

    func ask() throws -> Secret {
        let proposal = try PassphraseProposal.make()
        var refusal: Words?
        while true {
            let words = refusal.map { $0.in(.current) + "\n\n" } ?? ""
            let typed = try Terminal.askSecret(
                question.in(.current), below: proposal, title: words + introduction.in(.current))
            if typed.count == 0 { return proposal }
            if let weakness = PassphraseRule.weakness(of: typed, name: name, vault: vault) {
                let reason = weakness.reason
                refusal = Words(
                    "Too easy to guess: \(reason.english).",
                    id: "Terlalu mudah ditebak: \(reason.indonesian).")
                continue
            }
            let again = Words("The same again: ", id: "Ulangi: ")
            if typed.equals(try Terminal.askSecret(again.in(.current))) { return typed }
            refusal = Words("The two passphrases differ.", id: "Kedua frasa sandi berbeda.")
        }
    }

    private var introduction: Words {
        Words(
            """
            The passphrase opens your key. Who forgets it needs a new key; no document is lost.

            Proposed, six random words (\(PassphraseProposal.bits) bits):
            """,
            id: """
                Frasa sandi membuka kunci pribadi Anda. Kalau lupa, dibuatkan kunci baru; dokumen tidak hilang.

                Usulan, enam kata acak (\(PassphraseProposal.bits) bit):
                """)
    }

    private var question: Words {
        Words(
            """
            Write them on paper, and keep it away from this computer until you know them by heart.
            Enter takes them. Or type a passphrase of your own, which is not shown:\u{20}
            """,
            id: """
                Tulis di kertas, simpan jauh dari komputer ini sampai Anda hafal.
                Enter: pakai usulan ini. Atau ketik frasa sandi Anda sendiri (tidak tampak di layar):\u{20}
                """)
    }
}
