import ArgumentParser
import EvidenceVault
import Foundation

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a vault; you become its first custodian.",
        discussion: """
            The recovery key opens every document, with stock age and tar, even if all else is lost. It is written to the file \
            that you name, in the clear: carry it out of the office at once, to a safe that the vault's members cannot open.

            Example: amanah init brankas --name "Yayasan Contoh" --identity saya.identity --recovery-out /media/usb/recovery.txt
            """)

    @Argument(help: "A new or empty folder.")
    var dir: String

    @Option(help: "What the vault is called; only members can read it.")
    var name: String

    @Option(help: ArgumentHelp("Where the recovery key goes: outside of the vault.", valueName: "file"))
    var recoveryOut: String

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

    func run() throws {
        let vault = try Vault.create(
            at: dir, name: name, founder: identity.open(), recoveryFile: recoveryOut, example: example,
            postQuantum: postQuantum)
        if format.json {
            struct Made: Encodable {
                let vault, path, custodian, fingerprint, recoveryKeyFile: String
                let example, postQuantum: Bool
            }
            return try Output.json(
                Made(
                    vault: vault.id.description, path: vault.path, custodian: vault.me.name,
                    fingerprint: vault.me.fingerprint.description, recoveryKeyFile: recoveryOut,
                    example: example, postQuantum: postQuantum))
        }
        Output.fields([
            ("vault", vault.path), ("id", vault.id.description),
            ("custodian", "\(vault.me.name)  \(vault.me.fingerprint.spoken)"), ("recovery key", recoveryOut),
        ])
        Terminal.complain(
            "Take \(visible(recoveryOut)) out of this office now: whoever has it reads every document.")
    }
}
