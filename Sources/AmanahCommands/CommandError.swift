import Foundation

/// What only the command line can refuse.
enum CommandError: Error {
    case unknownCommand(String, nearest: String?)
    case noVault
    case noIdentity
    case noTerminal
    /// To ask for a kit's words on.
    case noTerminalForKit
    case noTerminalForPhrase
    case noTerminalForShares
    case emptyPassphrase
    /// It would have to be cut to so many bytes.
    case secretTooLong(limit: Int)
    case fileTooLarge(path: String, limit: Int)
    /// Of this command, with `\xFF` for what is no text.
    case argumentNotText(String)
    case declined
    case noWorkSession
    case unsafeFolder(String)
    case cannotKeep(errno: Int32)
    case cannotLock(process: pid_t)
    case usage(String)
    case wrongWords(Words)
    /// On standard output.
    case cannotAnswer(errno: Int32)

    var problem: Problem {
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
                    "tidak ada brankas di folder ini atau di atasnya; sebutkan dengan --vault atau AMANAH_VAULT"
            )
        case .noIdentity:
            Problem(
                .usage, "name your identity file with --identity or AMANAH_IDENTITY",
                id: "sebutkan berkas identitas Anda dengan --identity atau AMANAH_IDENTITY")
        case .noTerminal:
            Problem(
                .locked, "there is no terminal to ask for the passphrase on; use --passphrase-file FILE or -",
                id: "tidak ada terminal untuk menanyakan frasa sandi; gunakan --passphrase-file FILE atau -")
        case .noTerminalForKit:
            Problem(
                .usage,
                "there is no terminal to ask for the kit's words on; give what its maker told you with --fingerprint 'twelve words'",
                id:
                    "tidak ada terminal untuk menanyakan kata-kata kit; berikan yang disebutkan pembuatnya dengan --fingerprint 'dua belas kata'"
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
        case .fileTooLarge(let path, let limit):
            Problem(
                .usage, "\(path) is larger than the \(limit) bytes that such a file has at most",
                id: "\(path) lebih besar dari \(limit) bita, ukuran terbesar berkas semacam itu")
        case .argumentNotText(let argument):
            Problem(
                .usage,
                "'\(argument)' is not in UTF-8, so it could be taken for another name; rename the file ('mv', or 'convmv -t utf8') and try again",
                id:
                    "'\(argument)' tidak dalam UTF-8, sehingga bisa tertukar dengan nama lain; ganti nama berkasnya ('mv', atau 'convmv -t utf8') lalu coba lagi"
            )
        case .declined:
            Problem(
                .other, "not done; what was looked at for it stays in the log",
                id: "tidak dilakukan; yang dilihat untuk itu tetap tercatat")
        case .noWorkSession:
            Problem(
                .other,
                "there is no terminal session to unlock for, or it has ended; use --passphrase-file FILE with each command",
                id:
                    "tidak ada sesi terminal yang dapat dibuka, atau sudah berakhir; gunakan --passphrase-file FILE pada setiap perintah"
            )
        case .unsafeFolder(let path):
            Problem(
                .other,
                "\(path) is not yours alone, so nothing is unlocked or locked there; make it your own with 'chmod 700', or remove it",
                id:
                    "\(path) bukan milik Anda sendiri, jadi tidak ada yang dibuka atau dikunci di sana; jalankan 'chmod 700', atau hapus folder itu"
            )
        case .cannotKeep(let code):
            Problem(
                .other, "this computer cannot keep an identity unlocked: \(SystemWords.of(code).english)",
                id:
                    "komputer ini tidak dapat menyimpan identitas yang terbuka: \(SystemWords.of(code).indonesian)"
            )
        case .cannotLock(let process):
            Problem(
                .other,
                "an identity is still unlocked: process \(process) does not answer; end it with 'kill -9 \(process)'",
                id:
                    "satu identitas masih terbuka: proses \(process) tidak menjawab; akhiri dengan 'kill -9 \(process)'"
            )
        case .usage(let why): Problem(.usage, why, id: why)
        case .wrongWords(let why): Problem(.usage, why.english, id: why.indonesian)
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
