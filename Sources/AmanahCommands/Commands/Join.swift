import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Work in a vault for the first time on this computer, after comparing its phrase.",
            id: "Masuk ke brankas untuk pertama kali di komputer ini, setelah mencocokkan frasa brankas."),
        discussion: Words(
            """
            Somebody who is in the vault reads you its phrase, by telephone or face to face ('amanah status' shows it to them); you type \
            what you hear: twelve words, of which four letters each are enough, or their numbers. So you know that nobody has put another \
            vault in its place. Until then every other command stops; whoever made the vault has joined it.

            An old copy of a vault has the right phrase too. --checkpoint FILE, from an auditor or a colleague ('amanah audit \
            checkpoint'), shows that the copy here is not older than that.

            Joining writes nothing into the log. Say it again when another vault is meant to lie where you knew one.

            --after-loss is for when the newest vault is lost for good and work goes on in a backup ('amanah restore'), which has fewer \
            entries than you have seen: agree with your colleagues and the auditor first that it is so. What you remembered of the lost \
            one is kept under another name.
            """,
            id: """
                Seorang anggota brankas membacakan frasanya kepada Anda, lewat telepon atau tatap muka ('amanah status' menunjukkannya \
                kepadanya); Anda mengetik yang Anda dengar: dua belas kata, masing-masing cukup empat huruf, atau angkanya. Dengan \
                begitu Anda yakin brankasnya tidak ditukar orang. Sebelum itu semua perintah lain berhenti; yang membuat brankas sudah \
                masuk.

                Salinan lama sebuah brankas juga punya frasa yang benar. --checkpoint BERKAS, dari auditor atau rekan ('amanah audit \
                checkpoint'), menunjukkan bahwa yang di sini tidak lebih lama dari itu.

                Perintah ini tidak menulis apa pun ke log. Ulangi bila di tempat yang Anda kenal memang akan ada brankas lain.

                --after-loss dipakai bila brankas yang terbaru hilang selamanya dan pekerjaan dilanjutkan dari salinan cadangan \
                ('amanah restore'), yang catatannya lebih sedikit daripada yang pernah Anda lihat: sepakati dahulu dengan rekan dan \
                auditor bahwa memang begitu. Yang diingat tentang brankas yang hilang disimpan dengan nama lain.
                """),
        examples: ["amanah join brankas"])

    @Argument(help: ArgumentHelp("The vault's folder.", id: "Folder brankas."))
    var dir: String

    @OptionGroup var phrase: PhraseOptions

    @Option(
        help: ArgumentHelp(
            "A checkpoint that the vault must continue.",
            id: "Titik acuan log yang harus dilanjutkan brankas ini.", valueName: "file"))
    var checkpoint: String?

    @Flag(
        help: ArgumentHelp(
            "What you have seen beyond this copy is lost for good.",
            id: "Yang pernah Anda lihat dan tidak ada di salinan ini memang hilang selamanya."))
    var afterLoss = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        guard identity.path != nil else { throw CommandError.noIdentity }
        let phrase = try phrase.compared(withVaultAt: dir)
        let taken = try checkpoint.map { try TextFile.contents(of: $0, limit: TakenCheckpoint.maximumSize) }
        let vault = try Vault.join(
            at: dir, as: identity.open(), phrase: phrase, checkpoint: taken,
            afterLoss: afterLoss, surroundings: VaultOptions.surroundings)
        identity.note(in: vault)
        let roles = vault.me.roles.sorted()
        if format.json {
            struct Joined: Encodable {
                let vault, id, path, member, fingerprint: String
                let roles: [String]
                let entries: UInt64
            }
            return try Output.json(
                Joined(
                    vault: vault.state.vaultName, id: vault.id.description, path: vault.path,
                    member: vault.me.name, fingerprint: vault.me.fingerprint.description,
                    roles: roles.map(\.rawValue),
                    entries: vault.state.head.size))
        }
        Output.fields([
            (Words("joined", id: "bergabung"), .data("\(vault.state.vaultName)  \(vault.path)")),
            (.you, .data("\(vault.me.name)  \(vault.me.fingerprint.spoken)  ") + roles.said),
            (.log, .entries(vault.state.head.size)),
        ])
    }
}
