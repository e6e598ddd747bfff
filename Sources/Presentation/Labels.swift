import EvidenceVault
package import Ledger

/// What fields are called that several commands show.
extension Words {
    package static let vault = Words("vault", id: "brankas")
    /// Of a vault.
    package static let vaultID = Words("vault", id: "nomor brankas")
    package static let phrase = Words("phrase", id: "frasa brankas")
    package static let phraseNumbers = Words("numbers", id: "dalam angka")
    package static let log = Words("log", id: "isi log")
    package static let root = Words("root", id: "nilai akar")
    package static let documents = Words("documents", id: "dokumen")
    package static let theCase = Words("case", id: "kasus")
    package static let title = Words("title", id: "judul")
    package static let key = Words("key", id: "kunci")
    package static let words = Words("words", id: "kata")
    package static let numbers = Words("numbers", id: "angka")
    package static let you = Words("you", id: "Anda")
    package static let fingerprint = Words("fingerprint", id: "kode pengenal")
    package static let timeZone = Words("time zone", id: "zona waktu")
    package static let recoveryKey = Words("recovery key", id: "kunci pemulihan brankas")

    package static let kind = Words("kind", id: "jenis")
    package static let obtained = Words("obtained", id: "diperoleh")

    /// The numbers of a vault's phrase.
    package static func digits(of phrase: VaultPhrase) -> Words {
        .data(phrase.digits.joined(separator: " "))
    }

    package static func bytes(_ count: Int64) -> Words { Words("\(count) bytes", id: "\(count) bita") }

    /// When, and by whom.
    package static func by(_ time: String, _ name: String?) -> Words {
        Words("\(time) by \(name ?? "–")", id: "\(time) oleh \(name ?? "–")")
    }

    /// So many of the log.
    package static func entries(_ count: UInt64) -> Words {
        Words("\(count) entries", id: "\(count) catatan")
    }
}
