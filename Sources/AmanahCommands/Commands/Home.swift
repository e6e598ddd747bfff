import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation
import VaultStorage

/// `amanah` alone: who is here, and what comes next.
struct Home: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Who you are here, and what comes next.", id: "Siapa Anda di sini, dan apa langkah berikutnya."),
        shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough)
    var words: [String] = []

    func run() throws {
        if let word = words.first {
            guard word.hasPrefix("-") else { throw HelpRequest.unknown(word, in: Amanah.self) }
            throw CommandError.wrongWords(
                ParserRefusal.unknownOption(word, among: ["--help", "--version"]))
        }
        let identity = IdentityOptions.usual.flatMap { PathBytes.exists($0) ? $0 : nil }
        let vault = try? VaultOptions.path(nil)
        Output.fields([
            (.key, shown(identity)), (.vault, shown(vault)),
        ])
        for step in try steps(identity, vault) { Output.line(step) }
        Output.line(Words("All commands: amanah --help", id: "Semua perintah: amanah --help"))
    }

    private func shown(_ path: String?) -> Words {
        path.map { .data(visibleName($0)) } ?? Words("none yet", id: "belum ada")
    }

    /// What comes next, as far as it can be told without a passphrase.
    private func steps(_ identity: String?, _ vault: String?) throws -> [Words] {
        guard let identity else {
            return [
                Words(
                    "Next: make your key: amanah identity new --name \"Your Name\" --out my-key.identity",
                    id:
                        "Berikutnya: buat kunci Anda: amanah identity new --name \"Nama Anda\" --out kunci-saya.identity"
                )
            ]
        }
        guard vault != nil else {
            return [
                Words(
                    "Next: give your card to the vault's custodian: amanah identity card > my.card",
                    id:
                        "Berikutnya: kirim kartu kunci Anda kepada pengelola brankas: amanah identity card > saya.card"
                ),
                Words(
                    "then, with the phrase that they read to you: amanah join DIR",
                    id: "lalu, dengan frasa yang dibacakannya: amanah join FOLDER"),
                Words(
                    "or found a vault: amanah init --help", id: "atau buat brankas baru: amanah init --help"),
            ]
        }
        let file = PlainText.withoutMark(try Files.contents(of: identity, limit: 65_536))
        if try Keeping.text(of: file) == nil {
            return [
                Words(
                    "Next: amanah unlock (type the passphrase once), then amanah status",
                    id: "Berikutnya: amanah unlock (ketik frasa sandi sekali), lalu amanah status")
            ]
        }
        return [
            Words(
                "Your key is unlocked. Next: amanah status, or amanah case list",
                id: "Kunci Anda aktif. Berikutnya: amanah status, atau amanah case list")
        ]
    }
}
