import SLIP39

extension SLIP39Error {
    var words: Words {
        switch self {
        case .notAWord(let position):
            Words(
                "word \(position) is not in the word list",
                id: "kata ke-\(position) tidak ada dalam daftar kata")
        case .wrongLength(let count):
            Words(
                "\(count) words are not a share; it has 33",
                id: "\(count) kata bukan bagian kunci; seharusnya 33"
            )
        case .wrongChecksum:
            Words(
                "the words do not fit each other: one is wrong, missing or in another place",
                id: "kata-katanya tidak cocok satu sama lain: ada yang salah, kurang, atau tertukar tempat")
        case .malformed(let why): Words("not a share: \(why)", id: "bukan bagian kunci")
        case .differentSets:
            Words(
                "these shares were not made together, or not all of them",
                id: "bagian-bagian ini tidak dibuat bersama, atau tidak semuanya")
        case .duplicate: Words("the same share is given twice", id: "bagian yang sama diberikan dua kali")
        case .tooFew(let needed, let given):
            Words(
                "\(needed) shares are needed, and \(given) given",
                id: "diperlukan \(needed) bagian, baru ada \(given)")
        case .wrongDigest:
            Words(
                "these shares were not made together", id: "bagian-bagian ini tidak dibuat bersama")
        case .badParameters(let why): Words(why, id: "pembagian kunci seperti itu tidak mungkin")
        }
    }
}
