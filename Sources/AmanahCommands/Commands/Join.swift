import ArgumentParser
import EvidenceVault

struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work in a vault for the first time on this computer, after comparing its phrase.",
        discussion: """
            Somebody who is in the vault reads you its phrase, by telephone or face to face ('amanah status' shows it to them); you type \
            what you hear: twelve words, of which four letters each are enough, or their numbers. So you know that nobody has put another \
            vault in its place. Until then every other command stops; whoever made the vault has joined it.

            An old copy of a vault has the right phrase too. --checkpoint FILE, from an auditor or a colleague ('amanah audit \
            checkpoint'), shows that the copy here is not older than that.

            Joining writes nothing into the log. Say it again when another vault is meant to lie where you knew one.

            --after-loss is for when the newest vault is lost for good and work goes on in a backup ('amanah restore'), which has fewer \
            entries than you have seen: agree with your colleagues and the auditor first that it is so. What you remembered of the lost \
            one is kept under another name.

            Example: amanah join brankas
            """)

    @Argument(help: "The vault's folder.")
    var dir: String

    @OptionGroup var phrase: PhraseOptions

    @Option(help: ArgumentHelp("A checkpoint that the vault must continue.", valueName: "file"))
    var checkpoint: String?

    @Flag(help: "What you have seen beyond this copy is lost for good.")
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
