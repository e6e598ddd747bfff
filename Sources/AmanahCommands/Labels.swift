import EvidenceVault
import Ledger

/// What fields are called that several commands show.
extension Words {
    static let vault = Words("vault", id: "brankas")
    /// Of a vault.
    static let vaultID = Words("vault", id: "nomor brankas")
    static let phrase = Words("phrase", id: "frasa brankas")
    static let phraseNumbers = Words("numbers", id: "dalam angka")
    static let log = Words("log", id: "isi log")
    static let root = Words("root", id: "nilai akar")
    static let documents = Words("documents", id: "dokumen")
    static let theCase = Words("case", id: "kasus")
    static let title = Words("title", id: "judul")
    static let key = Words("key", id: "kunci")
    static let words = Words("words", id: "kata")
    static let numbers = Words("numbers", id: "angka")
    static let you = Words("you", id: "Anda")
    static let fingerprint = Words("fingerprint", id: "kode pengenal")
    static let timeZone = Words("time zone", id: "zona waktu")
    static let recoveryKey = Words("recovery key", id: "kunci pemulihan brankas")

    static let kind = Words("kind", id: "jenis")
    static let obtained = Words("obtained", id: "diperoleh")

    /// The numbers of a vault's phrase.
    static func digits(of phrase: VaultPhrase) -> Words { .data(phrase.digits.joined(separator: " ")) }

    static func bytes(_ count: Int64) -> Words { Words("\(count) bytes", id: "\(count) bita") }

    /// When, and by whom.
    static func by(_ time: String, _ name: String?) -> Words {
        Words("\(time) by \(name ?? "–")", id: "\(time) oleh \(name ?? "–")")
    }

    /// So many of the log.
    static func entries(_ count: UInt64) -> Words { Words("\(count) entries", id: "\(count) catatan") }
}
