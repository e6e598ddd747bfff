import ArgumentParser
import EvidenceVault
import Presentation

struct Repair: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Make tree and checkpoint anew from the log, and say that void entries were looked into.",
            id:
                "Perbaiki: susun ulang pohon dan titik acuan dari log, dan nyatakan bahwa catatan yang tidak sah sudah diperiksa."
        ),
        discussion: Words(
            """
            For when 'amanah verify' names entries that count for nothing, or when a changed checkpoint keeps everybody out. Nothing is \
            made to count that did not, and nothing that counts is taken away: what is void stays void, and stays in the log. \
            Entries that are missing are never repaired; they are put back from a copy.

            It goes on from what this computer remembers of the vault, so let somebody do it who worked in it last.
            """,
            id: """
                Dipakai bila 'amanah verify' menyebut catatan yang tidak berlaku, atau bila titik acuan yang diubah membuat semua \
                orang tidak dapat masuk. Yang tidak berlaku tidak menjadi berlaku, dan yang berlaku tidak dihapus: catatan yang tidak \
                sah tetap tidak sah, dan tetap ada di log. Catatan yang hilang tidak pernah diperbaiki di sini; itu dikembalikan dari \
                salinan.

                Perbaikan berangkat dari yang diingat komputer ini tentang brankas, jadi mintalah orang yang terakhir bekerja di \
                dalamnya.
                """),
        examples: [#"amanah repair --reason "baris asing pada 24 November, lihat berita acara""#])

    @Option(
        help: ArgumentHelp(
            "Why, in a line that every member reads.",
            id: "Alasannya, dalam satu baris yang dibaca semua anggota.", valueName: "text"))
    var reason: String

    @Option(help: ArgumentHelp("The vault's folder.", id: "Folder brankas.", valueName: "dir"))
    var vault: String?

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let path = try VaultOptions.path(vault)
        let done = try Vault.repair(
            at: path, as: identity.open(), reason: reason, surroundings: VaultOptions.surroundings)
        if format.json {
            struct View: Encodable {
                let mendedCheckpoint: Bool
                let movedAside, voids: Int
                let entries: UInt64
            }
            return try Output.json(
                View(
                    mendedCheckpoint: done.mendedCheckpoint, movedAside: done.movedAside, voids: done.voids,
                    entries: done.head.size))
        }
        if !done.mendedCheckpoint && done.movedAside == 0 && done.voids == 0 {
            return Output.line(Words("nothing to repair", id: "tidak ada yang perlu diperbaiki"))
        }
        if done.mendedCheckpoint {
            Output.line(
                Words(
                    "tree and checkpoint made anew from \(done.head.size) entries",
                    id: "pohon log dan titik acuan disusun ulang dari \(done.head.size) catatan"))
        }
        if done.movedAside > 0 {
            Output.line(
                Words(
                    "moved into aside/: \(done.movedAside) rows that nobody acknowledged",
                    id: "dipindahkan ke aside/: \(done.movedAside) baris yang tidak pernah diakui siapa pun"))
        }
        if done.voids > 0 {
            Output.line(
                Words(
                    "void entries, now marked as looked into: \(done.voids)",
                    id: "catatan yang tidak berlaku, kini ditandai sudah diperiksa: \(done.voids)"))
        }
    }
}
