import EvidenceVault
import Foundation
import Ledger
import Presentation
import SLIP39
import Sodium
import VaultStorage

/// A share on paper: one page of A4, in characters that every printer has.
///
/// It is text and no web page: a browser keeps what it shows. It names nobody; who holds it is written on it by hand.
struct ShareSheet {
    let number, count: Int
    let threshold: Int
    let vault: VaultID
    /// When the share was made.
    let day: String

    func write(_ share: Share, to file: NewFile) throws {
        try file.write(Array(above.utf8))
        try file.write(ShareGrid.text(of: share.words()))
        try file.write(Array(below.utf8))
    }

    private static let rule = String(repeating: "=", count: 76)

    private var above: String {
        let (indonesian, english) = (
            "BAGIAN KUNCI \(number) DARI \(count)", "KEY SHARE \(number) OF \(count)"
        )
        return """
            \(indonesian)\(String(repeating: " ", count: 76 - indonesian.count - english.count))\(english)
            \(ShareSheet.rule)
            RAHASIA. Jangan difoto, jangan masuk HP, e-mail, atau percakapan.
            SECRET. Never photographed, never on a phone, in mail or in a chat.

            Ini satu potongan kunci pemulihan brankas. Sendirian tidak membuka apa pun.
            Bila \(threshold) dari \(count) berkumpul, semua dokumen brankas dapat dibuka.
            One part of a vault's recovery key. Alone it opens nothing; \(threshold) of the \(count)
            together open every document of the vault.


            """
    }

    private var below: String {
        """

        Empat huruf besar cukup untuk mengenali kata. Tiga kata pertama sama pada
        semua bagian yang dibuat bersama. / The four capitals are enough to know a
        word. The first three words are the same on all shares made together.

        FRASA BRANKAS, bukan rahasia: dua belas kata, atau nomornya
        THE VAULT'S PHRASE, no secret: twelve words, or their numbers
        \(phrase)
        YANG HARUS DILAKUKAN
         1 Simpan terkunci, jauh dari kantor dan dari bagian lain.
         2 Setahun sekali: bawa ke latihan pemulihan.
         3 Ketik hanya bersama pemegang lain yang Anda kenal, di komputer yang
           dipercaya, setelah frasa brankas di atas cocok.
         4 Hilang, dilihat orang, atau Anda tidak lagi memegangnya: segera beri
           tahu pengelola brankas, supaya semua bagian diganti. Lalu musnahkan.
        YANG TIDAK BOLEH
         Disalin, dipindai, dibacakan lewat telepon; disimpan bersama bagian lain;
         diberikan kepada satu orang saja, siapa pun dia, juga pengelola brankas.
        Keep it locked away, far from the office and from other shares. Bring it to
        the drill once a year. Type it only beside other holders whom you know, on a
        trusted computer, once the phrase above fits. Lost, seen, or no longer
        yours: tell the custodian at once; then destroy it. No copy, no scan, no
        reading it by telephone; not to one person alone, whoever it is.

        Dipegang oleh / held by      ______________________________________________

        Diserahkan / handed over     ______________________________________________

        Hubungi / whom to call       ______________________________________________

        Dibuat / made \(day)
        \(RecoveryKey.sheetMark)\(vault)

        """
    }

    /// Four lines of three words with their numbers.
    private var phrase: String {
        let pairs = zip(vault.phrase.words, vault.phrase.digits).map { "\($1) \($0)" }
        return stride(from: 0, to: pairs.count, by: 3).map { start in
            let line = pairs[start..<min(start + 3, pairs.count)].map {
                $0.padding(toLength: 24, withPad: " ", startingAt: 0)
            }.joined()
            return "  " + line.trimmingCharacters(in: .whitespaces) + "\n"
        }.joined()
    }
}
