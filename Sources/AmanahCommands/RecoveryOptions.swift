import ArgumentParser
import EvidenceVault
import Foundation
import Presentation
import SLIP39
import Sodium

/// The recovery key as trustees bring it together.
struct SharesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with one share; give it once for each.",
            id: "Berkas berisi satu bagian kunci; ulangi untuk setiap bagian.", valueName: "file"))
    var share: [String] = []

    @Option(
        help: ArgumentHelp(
            "The recovery key that was never split.",
            id: "Kunci pemulihan brankas yang utuh, yang tidak pernah dibagi.", valueName: "file"))
    var recoveryKey: String?

    /// Shares that no file has are typed at the terminal. Throws ``CommandError/declined`` when that ends early.
    func secret() throws -> Secret {
        if let recoveryKey {
            var bytes = try TextFile.contents(of: recoveryKey, limit: 65_536)
            return try RecoveryKey.secret(inFile: Secret(moving: &bytes))
        }
        var shares: [Share] = []
        for path in share {
            var bytes = try TextFile.contents(of: path, limit: 16_384)
            shares.append(try Share(words: RecoveryShares.withoutComments(Secret(moving: &bytes))))
        }
        if shares.isEmpty { shares = try ShareTyping.ask() }
        return try SLIP39.restore(shares)
    }
}

/// How a new recovery key is kept.
struct TrusteesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the whole recovery key goes: outside of the vault.",
            id: "Tempat menyimpan kunci pemulihan yang utuh: di luar brankas.", valueName: "file"))
    var recoveryOut: String?

    @Option(
        help: ArgumentHelp(
            "Split the recovery key into so many shares, 16 at most.",
            id: "Bagi kunci pemulihan menjadi sekian bagian, paling banyak 16.", valueName: "n"))
    var trustees: Int?

    @Option(
        help: ArgumentHelp(
            "So many of them restore it.", id: "Jumlah minimal bagian yang harus terkumpul.", valueName: "n"))
    var threshold: Int?

    @Option(
        help: ArgumentHelp(
            "Write each share to a file of its own in this folder, with a sheet to print.",
            id: "Tulis setiap bagian kunci ke berkas tersendiri di folder ini, dengan lembar untuk dicetak.",
            valueName: "dir"))
    var sharesOut: String?

    func validate() throws {
        guard (recoveryOut != nil) != (trustees != nil) else {
            throw CommandError.wrongWords(
                Words(
                    "say --trustees N --threshold K, or --recovery-out FILE",
                    id: "sebutkan --trustees N --threshold K, atau --recovery-out BERKAS"))
        }
        guard (trustees == nil) == (threshold == nil), sharesOut == nil || trustees != nil else {
            throw CommandError.wrongWords(
                Words(
                    "--trustees and --threshold go together, and --shares-out with them",
                    id: "--trustees dan --threshold harus dipakai bersama, --shares-out hanya dengan keduanya"
                ))
        }
        if let trustees, let threshold {
            guard (2...16).contains(trustees), (2...trustees).contains(threshold) else {
                throw CommandError.wrongWords(
                    Words(
                        "there are 2 to 16 trustees, of whom at least two are needed",
                        id:
                            "pemegang bagian kunci 2 sampai 16 orang, dan jumlah minimalnya paling sedikit dua"
                    ))
            }
        }
    }

    func requireOutside(ofVaultAt path: String) throws {
        if let recoveryOut { try Destination.requireFile(recoveryOut, for: "--recovery-out") }
        if let sharesOut { try Destination.requireFile(sharesOut, for: "--shares-out") }
        for file in [recoveryOut, sharesOut].compactMap({ $0 }) {
            try Vault.requireOutside(file, vault: path)
        }
    }

    /// Writes the key or its shares, or shows them. `files` has each that is there.
    func keep(_ recovery: RecoveryKey, noting files: inout RecoveryFiles) throws {
        if let recoveryOut {
            try recovery.write(to: recoveryOut)
            files.key = recoveryOut
        } else if let trustees, let threshold {
            let shares = try SLIP39.split(recovery.secret, threshold: threshold, of: trustees)
            if let sharesOut {
                try RecoveryShares.write(shares, of: recovery, to: sharesOut, noting: &files)
            } else {
                try RecoveryShares.show(shares, of: recovery.vaultID)
            }
        }
    }

    /// In words.
    var summary: Words {
        if let recoveryOut { return .data(recoveryOut) }
        let (needed, all) = (threshold ?? 0, trustees ?? 0)
        return Words("\(needed) of \(all) shares", id: "\(needed) dari \(all) bagian kunci")
            + (sharesOut.map { Words(" in \($0)", id: " di \($0)") } ?? .data(""))
    }

    func remind(ofVaultAt path: String) {
        if let recoveryOut {
            Terminal.complain(
                Words(
                    "Take \(recoveryOut) out of this office now: whoever has it reads every document.",
                    id:
                        "Bawa \(recoveryOut) keluar dari kantor ini sekarang: siapa pun yang memegangnya dapat membaca semua dokumen."
                ))
            return
        }
        if let sharesOut {
            Terminal.complain(
                Words(
                    "Whoever has the folder \(sharesOut) reads every document: print the sheets, hand each to its holder, then delete the folder.",
                    id:
                        "Siapa pun yang memegang folder \(sharesOut) dapat membaca semua dokumen: cetak lembarnya, serahkan satu kepada setiap pemegang, lalu hapus folder itu."
                ))
        }
        Terminal.complain(
            Words(
                "Try the shares now, and once a year: amanah recover --drill --vault \(path)",
                id:
                    "Coba bagian kunci sekarang, dan setahun sekali: amanah recover --drill --vault \(path)"
            ))
    }
}
