import EvidenceVault
import SLIP39

/// What is wrong with shares of the recovery key.
extension SLIP39Error {
    package var words: Words {
        switch self {
        case .notAWord(let position):
            Words(
                "word \(position) is not in the word list",
                id: "kata ke-\(position) tidak ada dalam daftar kata; periksa ejaannya")
        case .wrongLength(let count):
            Words(
                "\(count) words are not a share",
                id: "\(count) kata bukan satu bagian kunci; periksa apakah ada kata yang terlewat")
        case .wrongChecksum:
            Words(
                "the checksum does not fit: a word is wrong, missing or in another place",
                id:
                    "kata-katanya tidak cocok satu sama lain: ada kata yang salah, hilang, atau tertukar tempatnya"
            )
        case .malformed:
            Words("\(self)", id: "kata-kata ini tidak membentuk satu bagian kunci")
        case .differentSets:
            Words(
                "these shares are not of one set",
                id: "bagian-bagian ini bukan dari satu kunci yang sama; mungkin ada bagian lama di antaranya")
        case .duplicate:
            Words("the same share is given twice", id: "bagian yang sama diberikan dua kali")
        case .tooFew(let needed, let given):
            Words(
                "\(needed) shares are needed, and \(given) given",
                id: "diperlukan \(needed) bagian, baru ada \(given)")
        case .wrongDigest:
            Words(
                "these shares were not made together",
                id: "bagian-bagian ini tidak dibuat bersama; salah satunya bukan dari kunci ini")
        case .badParameters:
            Words("\(self)", id: "kunci tidak dapat dibagi seperti itu")
        }
    }
}
