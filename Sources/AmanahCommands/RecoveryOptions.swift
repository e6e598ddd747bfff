import ArgumentParser
import EvidenceVault
import Foundation
import SLIP39
import Sodium

/// The recovery key as trustees bring it together.
struct SharesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file with one share; give it once for each.", valueName: "file"))
    var share: [String] = []

    @Option(help: ArgumentHelp("The recovery key that was never split.", valueName: "file"))
    var recoveryKey: String?

    /// Throws ``CommandError/declined`` when the typing ends early.
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
        while shares.isEmpty || share.isEmpty && shares.count < shares[0].threshold {
            do {
                let words = try Terminal.askSecret("Share \(shares.count + 1): ")
                // Nothing typed, or a terminal that hung up.
                if words.count == 0 { throw CommandError.declined }
                shares.append(try Share(words: words))
            } catch let error as SLIP39Error {
                Terminal.warn(error.words + Words("; once more", id: "; ulangi bagian ini"))
            }
        }
        return try SLIP39.restore(shares)
    }
}

/// How a new recovery key is kept.
struct TrusteesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the whole recovery key goes: outside of the vault.", valueName: "file"))
    var recoveryOut: String?

    @Option(help: "Split the recovery key into so many shares, 16 at most.")
    var trustees: Int?

    @Option(help: "So many of them restore it.")
    var threshold: Int?

    @Option(help: ArgumentHelp("Write each share to a file of its own in this folder.", valueName: "dir"))
    var sharesOut: String?

    func validate() throws {
        guard (recoveryOut != nil) != (trustees != nil) else {
            throw ValidationError("say --trustees N --threshold K, or --recovery-out FILE")
        }
        guard (trustees == nil) == (threshold == nil), sharesOut == nil || trustees != nil else {
            throw ValidationError("--trustees and --threshold go together, and --shares-out with them")
        }
        if let trustees, let threshold {
            guard (2...16).contains(trustees), (2...trustees).contains(threshold) else {
                throw ValidationError("there are 2 to 16 trustees, of whom at least two are needed")
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

    /// Writes the key or its shares, or shows them. Says of each file that it is there.
    func keep(_ recovery: RecoveryKey, wrote: (String) -> Void) throws {
        if let recoveryOut {
            try recovery.write(to: recoveryOut)
            wrote(recoveryOut)
        } else if let trustees, let threshold {
            let shares = try SLIP39.split(recovery.secret, threshold: threshold, of: trustees)
            if let sharesOut {
                try RecoveryShares.write(shares, of: recovery, to: sharesOut, written: wrote)
            } else {
                try RecoveryShares.show(shares, vaultPhrase: recovery.vaultID.phrase.description)
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
        } else {
            Terminal.complain(
                Words(
                    "Hand the shares out and keep none together. Try them now, and once a year: amanah recover --drill --vault \(path)",
                    id:
                        "Bagikan bagian kunci dan jangan simpan bersama. Coba sekarang, dan setahun sekali: amanah recover --drill --vault \(path)"
                ))
        }
    }
}
