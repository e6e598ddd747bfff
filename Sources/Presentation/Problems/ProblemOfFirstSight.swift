import EvidenceVault
import Ledger

/// What there is to say about which vault lies in a folder.
extension Problem {
    static func ofFirstSight(_ error: VaultError) -> Problem {
        switch error {
        case .notJoined(let path):
            Problem(
                .integrity,
                "you have not joined the vault at \(path) on this computer, and nothing was done in it; ask the custodian who enrolled you to read you its phrase, by telephone or face to face, and say 'amanah join DIR' with its folder",
                id:
                    "Anda belum bergabung dengan brankas di \(path) pada komputer ini, dan tidak ada yang dilakukan di dalamnya; minta pengelola yang mendaftarkan Anda membacakan frasanya, lewat telepon atau bertatap muka, lalu jalankan 'amanah join DIR' dengan foldernya"
            )
        case .anotherVault(let path):
            Problem(
                .integrity,
                "another vault lies here than the one you know here, and nothing was done in it: \(path); find out who exchanged it, or, if it was meant, ask the custodian for its phrase and say 'amanah join DIR' with its folder",
                id:
                    "di sini ada brankas lain daripada yang Anda kenal di tempat ini, dan tidak ada yang dilakukan di dalamnya: \(path); cari tahu siapa yang menukarnya, atau, jika memang dimaksudkan, minta frasanya dari pengelola lalu jalankan 'amanah join DIR' dengan foldernya"
            )
        case .othersVault(let path):
            Problem(
                .notFound,
                "the nearest vault above this folder, \(path), belongs to another user of this computer and is not taken by itself; name it with --vault or AMANAH_VAULT if it is meant",
                id:
                    "brankas terdekat di atas folder ini, \(path), milik pengguna lain di komputer ini dan tidak dipakai dengan sendirinya; tunjukkan dengan --vault atau AMANAH_VAULT jika memang dimaksudkan"
            )
        default: .unnamed(error)
        }
    }
}

extension PhraseProblem {
    package var words: Words {
        switch self {
        case .length(let count):
            Words(
                "a vault's phrase has twelve words, and here are \(count)",
                id: "frasa brankas terdiri dari dua belas kata, di sini ada \(count)")
        case .noWord(let position):
            Words(
                "word \(position) of the phrase is none of the list; have it spelled, or take its number",
                id: "kata ke-\(position) dari frasa tidak ada dalam daftar; minta dieja, atau pakai nomornya")
        case .differs(let positions):
            Words(
                "this is not the vault of that phrase, by word \(list(positions)); have it read to you again, and if it stays so tell the custodian that a wrong vault lies here",
                id:
                    "ini bukan brankas dengan frasa itu, menurut kata ke-\(list(positions)); minta dibacakan lagi, dan jika tetap begitu beri tahu pengelola bahwa ada brankas yang salah di sini"
            )
        }
    }

    private func list(_ positions: [Int]) -> String { positions.map(String.init).joined(separator: ", ") }
}
