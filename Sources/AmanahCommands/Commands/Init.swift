import ArgumentParser
import Disk
import EvidenceVault
import Foundation
import Presentation

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Make a vault; you become its first custodian.",
            id: "Buat brankas; Anda menjadi pengelola brankas yang pertama."),
        discussion: Words(
            """
            The recovery key opens every document, with stock age and tar, even if all else is lost. Split it among trustees, of \
            whom some together restore it and fewer learn nothing: --trustees 3 --threshold 2 shows three shares one at a time \
            (SLIP-39 words, for paper), or with --shares-out writes for each a file and a sheet to print. Or --recovery-out writes the whole key to one \
            file, in the clear: carry it out of the office at once, to a safe that the vault's members cannot open.

            You read the vault's phrase to everybody whom you enrol: they type it with 'amanah join', once on each of their computers.
            """,
            id: """
                Kunci pemulihan brankas membuka semua dokumen, dengan program age dan tar biasa, walaupun yang lain hilang. Bagilah \
                kepada beberapa pemegang bagian kunci: sejumlah minimal dapat memulihkannya, kurang dari itu tidak tahu apa-apa. \
                --trustees 3 --threshold 2 menunjukkan tiga bagian satu per satu (kata-kata SLIP-39, untuk ditulis di kertas), atau \
                dengan --shares-out menulis masing-masing ke berkas. Atau --recovery-out menulis kunci yang utuh ke satu berkas, tanpa \
                sandi: segera bawa ke luar kantor, ke lemari besi yang tidak dapat dibuka anggota brankas.

                Bacakan frasa brankas kepada setiap orang yang Anda daftarkan: mereka mengetiknya dengan 'amanah join', sekali di \
                setiap komputernya.
                """),
        examples: [
            #"amanah init brankas --name "Yayasan Contoh" --identity saya.identity --trustees 3 --threshold 2"#
        ])

    @Argument(help: ArgumentHelp("A new or empty folder.", id: "Folder baru atau kosong."))
    var dir: String

    @Option(
        help: ArgumentHelp(
            "What the vault is called; only members can read it.",
            id: "Nama brankas; hanya anggota yang dapat membacanya."))
    var name: String

    @OptionGroup var zone: TimeZoneOptions
    @OptionGroup var trustees: TrusteesOptions

    @Flag(
        help: ArgumentHelp(
            "Let the published example keys in. For the walk-through only.",
            id: "Izinkan kunci contoh yang diketahui umum. Hanya untuk latihan."))
    var example = false

    @Flag(
        help: ArgumentHelp(
            """
            Seal everything to hybrid keys, which a quantum computer does not open either. Documents and recovery then need an \
            age of version 1.3 or newer; every member needs an identity made by this version or a later one.
            """,
            id:
                "Pakai kunci yang tahan komputer kuantum. Dokumen dan pemulihan lalu memerlukan program age versi 1.3 atau lebih baru; kunci pribadi setiap anggota harus dibuat dengan versi ini atau yang lebih baru."
        ))
    var postQuantum = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let founder = try identity.open()
        try trustees.requireOutside(ofVaultAt: dir)
        let timeZone = try zone.chosen()
        var files = RecoveryFiles()
        var isMade = false
        // Where no vault was made there is nothing that its shares would restore.
        defer { if !isMade { for file in files.all { FileSystem.remove(file) } } }
        let vault = try Vault.create(
            at: dir, name: name, founder: founder, example: example, postQuantum: postQuantum
        ) { recovery in
            try trustees.keep(recovery, noting: &files)
        }
        isMade = true
        do {
            if timeZone != vault.state.timeZone { try vault.setTimeZone(timeZone) }
        } catch {
            // The vault is made, and what it is known by must be said.
            let why = (Problem(error) ?? .unnamed(error)).words
            Terminal.warn(
                Words(
                    "warning: the time zone is not set (\(why.english)): 'amanah time-zone \(timeZone.name)'",
                    id:
                        "peringatan: zona waktu belum ditetapkan (\(why.indonesian)): 'amanah time-zone \(timeZone.name)'"
                ))
        }
        identity.note(in: vault)
        if format.json {
            struct Made: Encodable {
                let vault, phrase, path, custodian, fingerprint, timeZone: String
                let phraseDigits: [String]
                let recoveryKeyFile: String?
                let recoveryShareFiles, recoverySheetFiles: [String]
                let example, postQuantum: Bool
            }
            return try Output.json(
                Made(
                    vault: vault.id.description, phrase: vault.id.phrase.description, path: vault.path,
                    custodian: vault.me.name, fingerprint: vault.me.fingerprint.description,
                    timeZone: vault.state.timeZone.name,
                    phraseDigits: vault.id.phrase.digits,
                    recoveryKeyFile: files.key, recoveryShareFiles: files.shares,
                    recoverySheetFiles: files.sheets,
                    example: example, postQuantum: postQuantum))
        }
        Output.fields([
            (.vault, .data(vault.path)), (Words("id", id: "nomor brankas"), .data(vault.id.description)),
            (.phrase, .data(vault.id.phrase.description)), (.phraseNumbers, .digits(of: vault.id.phrase)),
            (
                Words("custodian", id: "pengelola brankas"),
                .data("\(vault.me.name)  \(vault.me.fingerprint.spoken)")
            ),
            (.timeZone, .data(vault.state.timeZone.name)), (.recoveryKey, trustees.summary),
        ])
        trustees.remind(ofVaultAt: vault.path)
    }
}
