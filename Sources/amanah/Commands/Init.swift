import ArgumentParser
import EvidenceVault
import Foundation
import SLIP39

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a vault; you become its first custodian.",
        discussion: """
            The recovery key opens every document, with stock age and tar, even if all else is lost. Split it among trustees, of \
            whom some together restore it and fewer learn nothing: --trustees 3 --threshold 2 shows three shares one at a time \
            (SLIP-39 words, for paper), or with --shares-out writes a file for each. Or --recovery-out writes the whole key to one \
            file, in the clear: carry it out of the office at once, to a safe that the vault's members cannot open.

            You read the vault's phrase to everybody whom you enrol: they type it with 'amanah join', once on each of their computers.

            Example: amanah init brankas --name "Yayasan Contoh" --identity saya.identity --trustees 3 --threshold 2
            """)

    @Argument(help: "A new or empty folder.")
    var dir: String

    @Option(help: "What the vault is called; only members can read it.")
    var name: String

    @Option(help: ArgumentHelp("Where the whole recovery key goes: outside of the vault.", valueName: "file"))
    var recoveryOut: String?

    @Option(help: "Split the recovery key into so many shares, 16 at most.")
    var trustees: Int?

    @Option(help: "So many of them restore it.")
    var threshold: Int?

    @Option(help: ArgumentHelp("Write each share to a file of its own in this folder.", valueName: "dir"))
    var sharesOut: String?

    @Flag(help: "Let the published example keys in. For the walk-through only.")
    var example = false

    @Flag(
        help: """
            Seal everything to hybrid keys, which a quantum computer does not open either. Documents and recovery then need an \
            age of version 1.3 or newer; every member needs an identity made by this version or a later one.
            """)
    var postQuantum = false

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (recoveryOut != nil) != (trustees != nil) else {
            throw ValidationError("say --trustees N --threshold K, or --recovery-out FILE")
        }
        guard (trustees == nil) == (threshold == nil), sharesOut == nil || trustees != nil else {
            throw ValidationError("--trustees and --threshold go together, and --shares-out with them")
        }
        if let trustees, let threshold {
            guard (2...16).contains(trustees), (2...trustees).contains(threshold) else {
                throw ValidationError("there are 2 to 16 trustees, of whom at least two are needed")
            }
        }
    }

    func run() throws {
        let founder = try identity.open()
        for path in [recoveryOut, sharesOut].compactMap({ $0 }) {
            try Vault.requireOutside(path, vault: dir)
        }
        var files: [String] = []
        var isMade = false
        // Where no vault was made there is nothing that its shares would restore.
        defer { if !isMade { for file in files { unlink(file) } } }
        let vault = try Vault.create(
            at: dir, name: name, founder: founder, example: example, postQuantum: postQuantum
        ) { recovery in
            if let recoveryOut {
                try recovery.write(to: recoveryOut)
                files = [recoveryOut]
            } else if let trustees, let threshold {
                let shares = try SLIP39.split(recovery.secret, threshold: threshold, of: trustees)
                if let sharesOut {
                    try RecoveryShares.write(
                        shares, to: sharesOut, vaultPhrase: recovery.vaultID.phrase.description
                    ) {
                        files.append($0)
                    }
                } else {
                    try RecoveryShares.show(shares, vaultPhrase: recovery.vaultID.phrase.description)
                }
            }
        }
        isMade = true
        if format.json {
            struct Made: Encodable {
                let vault, phrase, path, custodian, fingerprint: String
                let phraseDigits: [String]
                let recoveryKeyFile: String?
                let recoveryShareFiles: [String]
                let example, postQuantum: Bool
            }
            return try Output.json(
                Made(
                    vault: vault.id.description, phrase: vault.id.phrase.description, path: vault.path,
                    custodian: vault.me.name, fingerprint: vault.me.fingerprint.description,
                    phraseDigits: vault.id.phrase.digits,
                    recoveryKeyFile: recoveryOut, recoveryShareFiles: recoveryOut == nil ? files : [],
                    example: example, postQuantum: postQuantum))
        }
        let recovery =
            threshold.map {
                "\($0) of \(trustees ?? 0) shares\(files.isEmpty ? "" : " in \(sharesOut ?? "")")"
            }
            ?? recoveryOut ?? ""
        Output.fields([
            ("vault", vault.path), ("id", vault.id.description), ("phrase", vault.id.phrase.description),
            ("custodian", "\(vault.me.name)  \(vault.me.fingerprint.spoken)"), ("recovery key", recovery),
        ])
        if let recoveryOut {
            Terminal.complain(
                "Take \(visible(recoveryOut)) out of this office now: whoever has it reads every document.")
        } else {
            Terminal.complain(
                "Try the shares now, and once a year: amanah recover --drill --vault \(visible(vault.path))")
        }
    }
}
