import EvidenceVault
import Foundation
import Ledger
import Presentation

/// What only the command line can refuse.
enum CommandError: HasProblem {
    case unknownCommand(String, nearest: String?)
    case noVault
    case noIdentity
    case noTerminal
    /// To ask for a kit's words on.
    case noTerminalForKit
    /// To ask for the words of a bundle's sender on.
    case noTerminalForSender
    case noTerminalForPhrase
    /// To type shares on; to show them on.
    case noTerminalForShares, noTerminalToShowShares
    case noTerminalToConfirm(Words)
    /// To show on what would leave in a bundle.
    case noTerminalForPreview
    case emptyPassphrase
    /// It would have to be cut to so many bytes.
    case secretTooLong(limit: Int)
    /// Of this command, with `\xFF` for what is no text.
    case argumentNotText(String)
    case declined
    case noWorkSession
    case unsafeFolder(String)
    case cannotKeep(errno: Int32)
    case cannotLock(process: pid_t)
    /// A file that the user named says something that cannot be.
    case ofFile(path: String, VaultError)
    /// Paths under which there is no file.
    case noFile([String])
    /// These options are for a single file.
    case forOneFile(options: String)
    case notATime(String, option: String, zone: String)
    case noSuchAct(String)
    case noSuchFinding(String)
    case startedByUnlock
    case wrongWords(Words)
    /// On standard output.
    case cannotAnswer(errno: Int32)

    var problem: Problem? { said }

    private var said: Problem {
        switch self {
        case .unknownCommand(let word, let nearest):
            Problem(
                .usage,
                "there is no command '\(word)'; \(nearest.map { "did you mean '\($0)'?" } ?? "see 'amanah --help'")",
                id:
                    "tidak ada perintah '\(word)'; \(nearest.map { "maksudnya '\($0)'?" } ?? "lihat 'amanah --help'")"
            )
        case .noVault:
            Problem(
                .notFound,
                "there is no vault in this folder or above it; name one with --vault or AMANAH_VAULT",
                id:
                    "brankas tidak ditemukan di folder ini maupun folder induknya; tunjukkan dengan --vault FOLDER atau AMANAH_VAULT"
            )
        case .noIdentity:
            Problem(
                .usage,
                "name your identity file with --identity FILE or AMANAH_IDENTITY; if you have none yet: 'amanah identity new'",
                id:
                    "tunjukkan berkas kunci Anda dengan --identity BERKAS atau AMANAH_IDENTITY; belum punya? 'amanah identity new'"
            )
        case .noTerminal:
            Problem(
                .locked, "there is no terminal to ask for the passphrase on; use --passphrase-file FILE or -",
                id: "tidak ada terminal untuk menanyakan frasa sandi; gunakan --passphrase-file BERKAS atau -"
            )
        case .noTerminalForSender:
            Problem(
                .usage,
                "there is no terminal to ask for the sender's words on; give what the sender told you with --fingerprint 'twelve words'",
                id:
                    "tidak ada terminal untuk menanyakan kata-kata pengirim; berikan yang disebutkan pengirim dengan --fingerprint 'dua belas kata'"
            )
        case .noTerminalForKit:
            Problem(
                .usage,
                "there is no terminal to ask for the kit's words on; give what its maker told you with --fingerprint 'twelve words'",
                id:
                    "tidak ada terminal untuk menanyakan kata-kata kotak titip; berikan yang disebutkan pembuatnya dengan --fingerprint 'dua belas kata'"
            )
        case .noTerminalForPhrase:
            Problem(
                .usage, "there is no terminal to ask for the vault's phrase on; say --phrase \"WORDS\"",
                id: "tidak ada terminal untuk menanyakan frasa brankas; gunakan --phrase \"KATA-KATA\"")
        case .noTerminalForShares:
            Problem(
                .usage, "there is no terminal to type shares on; give files with --share FILE, once for each",
                id:
                    "tidak ada terminal untuk mengetik bagian kunci; berikan berkasnya dengan --share FILE, sekali untuk setiap bagian"
            )
        case .noTerminalToShowShares:
            Problem(
                .usage,
                "there is no terminal to show the shares on, one at a time; --shares-out DIR writes a file for each",
                id:
                    "tidak ada terminal untuk menampilkan bagian kunci satu per satu; --shares-out FOLDER menulis satu berkas untuk masing-masing"
            )
        case .noTerminalToConfirm(let question):
            Problem(
                .usage,
                question
                    + Words(
                        " Say --yes where there is no terminal.",
                        id: " Tambahkan --yes jika tidak ada terminal."))
        case .noTerminalForPreview:
            Problem(
                .usage,
                "there is no terminal to show on what would leave: name the documents with --documents, or say --yes",
                id:
                    "tidak ada terminal untuk menampilkan apa yang akan keluar: sebutkan dokumennya dengan --documents, atau tambahkan --yes"
            )
        case .emptyPassphrase:
            Problem(
                .usage, "an empty passphrase protects nothing",
                id: "frasa sandi kosong tidak melindungi apa pun")
        case .secretTooLong(let limit):
            Problem(
                .usage,
                "the passphrase, or the line with the secret, is longer than \(limit) bytes; nothing was cut off and nothing done",
                id:
                    "frasa sandi, atau baris dengan rahasia itu, lebih dari \(limit) bita; tidak ada yang dipotong dan tidak ada yang dilakukan"
            )
        case .argumentNotText(let argument):
            Problem(
                .usage,
                "'\(argument)' is not in UTF-8, so it could be taken for another name; rename the file ('mv', or 'convmv -t utf8') and try again",
                id:
                    "'\(argument)' tidak dalam UTF-8, sehingga bisa tertukar dengan nama lain; ganti nama berkasnya ('mv', atau 'convmv -t utf8') lalu coba lagi"
            )
        case .declined:
            Problem(
                .other, "not done, and nothing was changed; what was looked at for it stays in the log",
                id: "dibatalkan, tidak ada yang diubah; yang dilihat untuk itu tetap tercatat")
        case .noWorkSession:
            Problem(
                .other,
                "there is no terminal session to unlock for, or it has ended; use --passphrase-file FILE with each command",
                id:
                    "kunci tidak dapat dibiarkan aktif di jendela ini; masukkan frasa sandi pada setiap perintah (--passphrase-file BERKAS)"
            )
        case .unsafeFolder(let path):
            Problem(
                .other,
                "\(path) is not yours alone, so nothing is unlocked or locked there; make it your own: 'chmod 700 \(path)'",
                id:
                    "folder \(path) dapat dibuka orang lain di komputer ini, jadi kunci tidak disimpan di sana; minta bantuan pengelola ('chmod 700 \(path)')"
            )
        case .cannotKeep(let code):
            Problem(
                .other, "this computer cannot keep an identity unlocked: \(SystemWords.of(code).english)",
                id:
                    "komputer ini tidak dapat membiarkan kunci Anda aktif: \(SystemWords.of(code).indonesian)"
            )
        case .cannotLock(let process):
            Problem(
                .other,
                "an identity is still unlocked: process \(process) does not answer; end it with 'kill -9 \(process)'",
                id:
                    "satu kunci masih aktif: proses \(process) tidak menjawab. Tutup semua jendela terminal; bila perlu matikan komputer ('kill -9 \(process)')"
            )
        case .ofFile(let path, let error):
            Problem(error).map { Problem($0.status, .data("\(path): ") + $0.words) } ?? .unnamed(error)
        case .noFile(let paths):
            Problem(
                .usage, "there is no file in \(paths.joined(separator: ", "))",
                id: "tidak ada berkas di \(paths.joined(separator: ", "))")
        case .forOneFile(let options):
            Problem(.usage, "\(options): for a single file", id: "\(options): hanya untuk satu berkas")
        case .notATime(let text, let option, let zone):
            Problem(
                .usage,
                "\(option): '\(text)' is no day or time that there is; write it as 2027-03-31 or 31-03-2027 (a day in \(zone)) or 2027-03-31T16:00:00+07:00",
                id:
                    "\(option): '\(text)' bukan tanggal atau waktu yang ada; tulis seperti 31-03-2027 atau 2027-03-31 (hari di \(zone)) atau 2027-03-31T16:00:00+07:00"
            )
        case .noSuchAct(let word):
            Problem(
                .usage, "'\(word)' is no kind of act; there are \(Act.names.joined(separator: ", "))",
                id: "'\(word)' bukan jenis tindakan; yang ada: \(Act.names.joined(separator: ", "))")
        case .noSuchFinding(let id):
            Problem(
                .usage, "no finding is called \(id); see 'amanah audit report'",
                id: "tidak ada temuan dengan kode \(id); lihat 'amanah audit report'")
        case .startedByUnlock:
            Problem(
                .usage, "unlock-agent is started by 'amanah unlock'",
                id: "unlock-agent dijalankan oleh 'amanah unlock'")
        case .wrongWords(let why): Problem(.usage, why)
        case .cannotAnswer(let code):
            Problem(
                .other,
                "the answer, or its end, could not be written to standard output: \(SystemWords.of(code).english); if the command was to change something, that is done",
                id:
                    "jawaban, atau akhirnya, tidak dapat ditulis ke keluaran standar: \(SystemWords.of(code).indonesian); jika perintah ini mengubah sesuatu, itu sudah dilakukan"
            )
        }
    }
}
