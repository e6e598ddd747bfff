import EvidenceVault
import Ledger

/// What is wrong with words, keys and files that people give.
extension Problem {
    static func ofWhatIsGiven(_ error: LedgerError) -> Problem {
        switch error {
        case .badName(let name, let why): badName(name, why)
        case .unknownWord(let unknown): unknownWord(unknown)
        case .badCaseReference(let text):
            Problem(
                .usage,
                "'\(text)': a case reference is made of letters, digits and hyphens, such as TPPO-2026-0017",
                id:
                    "'\(text)': nomor kasus terdiri dari huruf, angka, dan tanda hubung, misalnya TPPO-2026-0017"
            )
        case .time(let problem): Problem(.usage, problem.words)
        case .wrongPhrase(let problem):
            Problem(
                .integrity, "\(problem.words.english); nothing was done, and nothing is remembered",
                id: "\(problem.words.indonesian); tidak ada yang dilakukan dan tidak ada yang dicatat")
        case .notACard(let why):
            Problem(.usage, Words("not a card: ", id: "bukan kartu kunci: ") + why.words)
        case .notAKit(let problem): notAKit(problem)
        case .notACheckpoint(let why):
            Problem(
                .integrity,
                "this is no checkpoint of this vault: \(why.words.english); take one with 'amanah audit checkpoint'",
                id:
                    "ini bukan titik acuan log brankas ini (\(why.words.indonesian)); ambil yang baru dengan 'amanah audit checkpoint'"
            )
        case .noHybridKey(let name):
            Problem(
                .usage,
                "this vault uses post-quantum keys and \(name) has none; let them make a new identity with 'amanah identity new'",
                id:
                    "brankas ini memakai kunci tahan komputer kuantum dan \(name) tidak memilikinya; minta ia membuat kunci pribadi baru dengan 'amanah identity new'"
            )
        case .newerFormat, .noKey, .membershipEnded, .keysWithheld, .entry, .forked: .of(VaultError(error))
        }
    }

    private static func badName(_ name: String, _ why: NameProblem) -> Problem {
        switch why {
        case .empty: Problem(.usage, "a name or title is empty", id: "nama atau judul kosong")
        case .tooLong(let limit):
            Problem(
                .usage,
                "'\(ending(of: name))' is too long: it has \(name.utf8.count) bytes, and \(limit) is the most; give a shorter one (for a file: --name or --title)",
                id:
                    "'\(ending(of: name))' terlalu panjang: \(name.utf8.count) bita, paling banyak \(limit); beri yang lebih pendek (untuk berkas: --name atau --title)"
            )
        case .controlCharacters:
            Problem(
                .usage, "'\(name)' has control or reordering characters; leave them out",
                id:
                    "'\(name)' berisi tanda tak terlihat yang dapat menyesatkan; ketik ulang tanpa menyalin dari tempat lain"
            )
        }
    }

    /// The end of a long name, which tells it from others.
    private static func ending(of name: String) -> String {
        name.unicodeScalars.count <= 120
            ? name : "…" + String(String.UnicodeScalarView(name.unicodeScalars.suffix(120)))
    }

    private static func unknownWord(_ unknown: UnknownWord) -> Problem {
        let known = unknown.known.map(\.word).joined(separator: ", ")
        let yangAda = unknown.known.map(\.indonesian).joined(separator: ", ")
        let (what, apa) =
            switch unknown.subject {
            case .office: ("office", "instansi")
            case .purpose: ("purpose", "tujuan")
            case .kind: ("kind of document", "jenis dokumen")
            case .role: ("role", "peran")
            case .confidentiality: ("class of documents", "golongan dokumen")
            case .outcome: ("outcome", "hasil")
            }
        if !unknown.ofClass.isEmpty {
            let kinds = unknown.ofClass.map(\.word).joined(separator: ", ")
            let jenis = unknown.ofClass.map(\.indonesian).joined(separator: "; ")
            return Problem(
                .usage, "'\(unknown.word)' is a class of documents; its kinds are: \(kinds)",
                id: "'\(unknown.word)' adalah golongan dokumen; jenisnya: \(jenis)")
        }
        return Problem(
            .usage,
            "'\(unknown.word)' is no \(what)\(unknown.nearest.map { "; did you mean \($0)?" } ?? ".") There are: \(known)",
            id:
                "'\(unknown.word)' bukan \(apa)\(unknown.nearest.map { "; maksudnya \($0)?" } ?? ".") Yang ada: \(yangAda)"
        )
    }
}
