import EvidenceVault
package import Ledger

/// What is wrong with field kits and what was sealed with them.
extension Problem {
    package static func notAKit(_ problem: KitProblem) -> Problem {
        switch problem {
        case .otherFormat:
            return Problem(
                .integrity,
                "this is no field kit of this version, or it was changed; ask its maker for another",
                id:
                    "ini bukan kotak titip versi ini, atau sudah diubah; minta yang baru kepada pembuatnya")
        case .otherSeed:
            return Problem(
                .integrity, "this field kit was changed: its keys do not fit; ask its maker for another",
                id:
                    "kotak titip ini sudah diubah: kuncinya tidak cocok; minta yang baru kepada pembuatnya")
        case .otherDigest(let words):
            let positions = words.map(String.init).joined(separator: ", ")
            let differing =
                words.isEmpty
                ? .data("")
                : Words(" (other words: no. \(positions))", id: " (kata yang berbeda: ke-\(positions))")
            return Problem(
                .integrity,
                "this is not the kit that you were told of\(differing.english); nothing was sealed. Ask its maker by telephone",
                id:
                    "ini bukan kotak titip yang disebutkan kepada Anda\(differing.indonesian); tidak ada yang disegel. Tanyakan kepada pembuatnya lewat telepon"
            )
        }
    }
}

extension KitRequestProblem {
    package var words: Words {
        switch self {
        case .endedAlready(let until):
            Words(
                "the kit would have expired already (\(OfficeClock.text(until)))",
                id: "masa pakai kotak titip itu sudah habis (\(OfficeClock.text(until)))")
        case .noKinds:
            Words(
                "say which kinds of documents: --kinds statement,…",
                id: "sebutkan jenis dokumennya: --kinds pernyataan,…")
        case .noSuchKit(let kit, let ref):
            Words(
                "\(ref) has no kit \(kit); see 'amanah kit list'",
                id: "\(ref) tidak punya kotak titip \(kit); lihat 'amanah kit list'")
        case .otherKind(let kind, let kinds):
            Words(
                "this kit takes \(kinds.said.english), not \(kind.said.english)",
                id:
                    "kotak titip ini untuk \(kinds.said.indonesian), bukan untuk \(kind.said.indonesian)")
        }
    }
}

extension FieldDepositProblem {
    package var words: Words {
        switch self {
        case .otherVault: Words("it was sealed for another vault", id: "disegel untuk brankas lain")
        case .unknownCase:
            Words("its case is not in this vault", id: "kasusnya tidak ada di brankas ini")
        case .unknownKit:
            Words("no coordinator has made its kit", id: "kotak titipnya tidak dikenal di brankas ini")
        case .cancelled: Words("its kit was cancelled", id: "kotak titipnya sudah ditutup")
        case .expired: Words("its kit has expired", id: "masa pakai kotak titipnya sudah habis")
        case .notSealedByKit:
            Words(
                "its signature is not that of its kit",
                id: "tanda tangannya tidak cocok dengan kotak titipnya")
        case .otherKind: Words("its kit is for other kinds", id: "kotak titipnya untuk jenis lain")
        case .collected: Words("it was collected before", id: "sudah pernah diterima")
        case .otherKit:
            Words(
                "its kit was changed on its way: what it sealed may be open to others; tell its holder to stop",
                id:
                    "kotak titipnya diubah di perjalanan: yang disegelnya mungkin dapat dibaca orang lain; minta pemegangnya berhenti"
            )
        case .sealedToOthers:
            Words(
                "it is sealed to other keys than those of its case; cancel its kit",
                id: "disegel untuk kunci lain, bukan kunci kasusnya; tutup kotak titipnya")
        case .otherRecord:
            Words(
                "what it says inside is not what its kit signed; cancel its kit",
                id: "isinya menyebut hal lain dari yang ditandatangani kotak titipnya; tutup kotak titip itu")
        case .kitUnreadable:
            Words(
                "what its kit is for cannot be read in the log; make another kit",
                id: "kegunaan kotak titipnya tidak terbaca di log; buat yang lain")
        case .altered:
            Words(
                "the sealed file is not what was signed", id: "isinya tidak sama dengan yang ditandatangani")
        case .notEntitled:
            Words(
                "your role on its case does not deposit this class",
                id: "peran Anda di kasus itu tidak dapat memasukkan golongan ini")
        }
    }
}

extension SpokenDigest.Problem {
    package var words: Words {
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
