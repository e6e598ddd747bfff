import ArgumentParser
import EvidenceVault
import Foundation
import Ledger
import Presentation
import Sodium

struct Unlock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Type the passphrase once per work session.",
            id: "Aktifkan kunci: ketik frasa sandi satu kali untuk beberapa waktu."),
        discussion: Words(
            """
            Commands of this terminal then open your identity without asking, until the time is over, you run 'amanah lock', you \
            close the terminal or log out, or the computer sleeps. Other terminals ask as before. Nothing is written to disk.
            """,
            id: """
                Perintah di terminal ini lalu memakai kunci Anda tanpa bertanya, sampai waktunya habis, Anda menjalankan 'amanah \
                lock', menutup terminal atau keluar, atau komputer masuk mode tidur. Terminal lain tetap bertanya. Tidak ada yang ditulis ke \
                disk.
                """),
        examples: ["amanah unlock --for 2h"])

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "How long: 90s, 30m, 8h; at most 12h.",
            id: "Berapa lama: 90s (detik), 30m (menit), 8h (jam); paling lama 12h.", valueName: "time"))
    var length = UnlockTime.standard

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        // Before the passphrase is asked for.
        guard let session = WorkSession.current, session.leader != getpid() else {
            throw CommandError.noWorkSession
        }
        let (file, path) = try identity.file()
        let text = try MemberIdentity.text(
            of: file, path: path, passphrase: identity.passphrase(IdentityOptions.question(path)))
        let card = try MemberIdentity.open(text: text, path: path).card
        let name = card.name
        let opened = OpenedIdentity(text: text, of: file, for: length.seconds, in: session)
        let keeping = try Keeping.keep(opened)
        if !card.isExample { identity.note() }
        if format.json {
            struct View: Encodable {
                let name: String
                let seconds: Int
                let keeping: Keeping
            }
            return try Output.json(View(name: name, seconds: length.seconds, keeping: keeping))
        }
        let words = Words(
            "The key of \(name) is unlocked in this terminal for \(length). When you are done: 'amanah lock'.",
            id:
                "Kunci \(name) aktif di jendela ini selama \(ClockWords.typed(length).indonesian). Selesai bekerja: 'amanah lock'."
        )
        Output.line(words)
    }
}

struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Forget what 'amanah unlock' keeps in this terminal.",
            id: "Tutup kunci yang diaktifkan 'amanah unlock' di terminal ini."),
        examples: ["amanah lock"])

    @OptionGroup var format: FormatOptions

    func run() throws {
        let count = try Keeping.forgetAll()
        if format.json {
            struct View: Encodable { let forgotten: Int }
            return try Output.json(View(forgotten: count))
        }
        let words =
            count == 0
            ? Words(
                "Nothing was unlocked in this terminal.", id: "Tidak ada kunci yang aktif di jendela ini.")
            : Words(
                "Locked. The passphrase is needed again.", id: "Kunci ditutup. Frasa sandi diperlukan lagi.")
        Output.line(words)
    }
}

/// A length of time as people type it: `90s`, `30m`, `8h`.
struct UnlockTime: ExpressibleByArgument, CustomStringConvertible {
    let seconds: Int
    let description: String

    static let standard = UnlockTime(seconds: 30 * 60, description: "30m")
    private static let longest = 12 * 3600

    private init(seconds: Int, description: String) {
        self.seconds = seconds
        self.description = description
    }

    init?(argument: String) {
        guard let unit = argument.last.flatMap({ ["s": 1, "m": 60, "h": 3600][$0] }),
            argument.dropLast().utf8.allSatisfy({ (48...57).contains($0) }),
            let count = Int(argument.dropLast()), (1...UnlockTime.longest / unit).contains(count)
        else { return nil }
        self.init(seconds: count * unit, description: argument)
    }
}
