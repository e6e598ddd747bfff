import EvidenceVault

/// What is wrong with field kits and what was sealed with them.
extension Problem {
    static func notAKit(_ problem: KitProblem) -> Problem {
        switch problem {
        case .otherFormat:
            return Problem(
                .integrity,
                "this is no field kit of this version, or it was changed; ask its maker for another",
                id: "ini bukan kit lapangan versi ini, atau sudah diubah; minta yang baru kepada pembuatnya")
        case .otherSeed:
            return Problem(
                .integrity, "this field kit was changed: its keys do not fit; ask its maker for another",
                id:
                    "kit lapangan ini sudah diubah: kuncinya tidak cocok; minta yang baru kepada pembuatnya")
        case .otherDigest(let words):
            let positions = words.map(String.init).joined(separator: ", ")
            let differing =
                words.isEmpty
                ? Words("", id: "")
                : Words(" (other words: no. \(positions))", id: " (kata yang berbeda: ke-\(positions))")
            return Problem(
                .integrity,
                "this is not the kit that you were told of\(differing.english); nothing was sealed. Ask its maker by telephone",
                id:
                    "ini bukan kit yang disebutkan kepada Anda\(differing.indonesian); tidak ada yang disegel. Tanyakan kepada pembuatnya lewat telepon"
            )
        }
    }
}

extension FieldDepositProblem {
    var words: Words {
        switch self {
        case .otherVault: Words("it was sealed for another vault", id: "disegel untuk brankas lain")
        case .unknownCase:
            Words("its case is not in this vault", id: "berkas kasusnya tidak ada di brankas ini")
        case .unknownKit:
            Words("no coordinator has made its kit", id: "kitnya tidak dibuat oleh koordinator")
        case .cancelled: Words("its kit was cancelled", id: "kitnya telah dibatalkan")
        case .expired: Words("its kit has expired", id: "kitnya telah berakhir")
        case .notSealedByKit:
            Words("its signature is not that of its kit", id: "tanda tangannya bukan dari kitnya")
        case .otherKind: Words("its kit is for other kinds", id: "kitnya untuk jenis lain")
        case .collected: Words("it was collected before", id: "sudah diambil sebelumnya")
        case .otherKit:
            Words(
                "its kit was changed on its way: what it sealed may be open to others; tell its holder to stop",
                id:
                    "kitnya diubah di perjalanan: yang disegelnya mungkin terbuka bagi orang lain; minta pemegangnya berhenti"
            )
        case .sealedToOthers:
            Words(
                "it is sealed to other keys than those of its case; cancel its kit",
                id: "disegel untuk kunci lain, bukan kunci kasusnya; batalkan kitnya")
        case .otherRecord:
            Words(
                "what it says inside is not what its kit signed; cancel its kit",
                id: "isinya menyebut hal lain dari yang ditandatangani kitnya; batalkan kitnya")
        case .kitUnreadable:
            Words(
                "what its kit is for cannot be read in the log; make another kit",
                id: "kegunaan kitnya tidak terbaca di log; buat kit lain")
        case .altered:
            Words("the sealed file is not what was signed", id: "berkas tersegel bukan yang ditandatangani")
        case .notEntitled:
            Words(
                "your role on its case does not deposit this class",
                id: "peran Anda pada kasusnya tidak menyetor kelas ini")
        }
    }
}

extension SpokenDigest.Problem {
    var words: Words {
        switch self {
        case .count(let count):
            Words(
                "twelve words are needed, or the number of each, or 64 digits; these are \(count)",
                id: "perlu dua belas kata, atau nomor masing-masing, atau 64 angka; ini \(count)")
        case .noWord(let position, let word):
            Words(
                "word \(position), '\(word)', is not in the list of words; ask for it again, letter by letter",
                id: "kata ke-\(position), '\(word)', tidak ada dalam daftar kata; minta dieja lagi")
        }
    }
}
