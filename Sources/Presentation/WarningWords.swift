import Bytes
package import EvidenceVault
import VaultStorage

/// What stops nothing, and should be known.
extension VaultWarning {
    /// As a line on standard error says it, with what it is.
    package var line: Words {
        switch self {
        case .storage(.waiting): words
        case .notRemembered:
            VaultWarning.mark
                + Words(
                    "this computer could not note how far the vault has come, so it would not see that entries were removed: ",
                    id:
                        "komputer ini tidak dapat menyimpan catatan tentang keadaan brankas, jadi penghapusan catatan tidak akan diketahui dari sini: "
                ) + words
        case .untidied:
            VaultWarning.mark
                + Words(
                    "what is not needed any more may still lie in the vault: ",
                    id: "yang tidak diperlukan lagi mungkin masih ada di brankas: ") + words
        default: VaultWarning.mark + words
        }
    }

    private static let mark = Words("warning: ", id: "peringatan: ")

    /// What happened, without what it is.
    package var words: Words {
        switch self {
        case .storage(.reserveInUse(let left)):
            Words(
                "the disk is full, and the log writes into its reserve (\(ByteCount.text(left)) left): reading still works, depositing does not; free some room now",
                id:
                    "disk penuh. Membaca masih bisa, memasukkan dokumen belum bisa. Kosongkan ruang disk sekarang (sisa ruang darurat \(ByteCount.text(left)))"
            )
        case .storage(.waiting):
            Words(
                "waiting for another command that is writing to this vault",
                id: "menunggu rekan atau jendela lain yang sedang menulis ke brankas ini")
        case .littleRoom(let free):
            Words(
                "only \(ByteCount.text(free)) are left on the vault's disk; empty the wastebasket and move away videos and copies of documents that are not needed any more, but delete nothing in the vault's folder",
                id:
                    "ruang disk brankas tinggal \(ByteCount.text(free)). Kosongkan tempat sampah dan pindahkan video atau salinan dokumen yang sudah tidak dipakai. Jangan menghapus isi folder brankas"
            )
        case .vaultMoved(let path):
            Words(
                "a vault that you have joined now lies at \(path); this place is remembered",
                id: "brankas yang Anda ikuti kini ada di \(path); tempat ini diingat")
        case .clockBehind(let seconds):
            Words(
                "this computer's clock is \(ClockWords.behind(seconds).english) behind what several members wrote last; compare it with a telephone, and set it right if it is wrong: your entries will be marked as dated before the ones they follow",
                id:
                    "jam komputer ini tertinggal \(ClockWords.behind(seconds).indonesian) dari catatan terbaru beberapa anggota; bandingkan dengan jam telepon, dan betulkan jika salah, karena catatan Anda akan tampak lebih tua dari yang sebenarnya"
            )
        case .notLogged(let path):
            Words(
                "\(path) cannot be written, so its log does not say that these documents were taken out; write it down yourselves",
                id:
                    "\(path) tidak dapat ditulisi, jadi log tidak mencatat dokumen yang dikeluarkan ini; catatlah sendiri"
            )
        case .replacedStay(let path, let code):
            Words(
                "\(visible(path)) was sealed anew, and the old one cannot be removed (\(SystemWords.of(code).english)): whoever holds the old key can still read it there; the next deposit, or 'amanah reseal', tries again",
                id:
                    "\(visible(path)) sudah dikunci ulang, tetapi yang lama tidak dapat dihapus (\(SystemWords.of(code).indonesian)): pemegang kunci lama masih dapat membacanya di sana; pemasukan berikutnya, atau 'amanah reseal', mencoba lagi"
            )
        case .found(let finding): Problem.words(of: VaultError.altered(finding))
        case .unsettled(let error): Problem.words(of: error)
        case .notRemembered(let error), .untidied(let error): Problem.words(of: error)
        }
    }
}

extension Problem {
    fileprivate static func words(of error: any Error) -> Words { (Problem(error) ?? .unnamed(error)).words }
}
