import ArgumentParser
import EvidenceVault
import Presentation

struct Reindex: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: Words(
            "Make anew from the log what the index has beside it.", id: "Susun ulang indeks dari log."),
        discussion: Words(
            """
            When 'amanah verify' names a tree node or a row of the index. The log is checked first, from its first entry; where it does \
            not hold nothing is changed. Done twice it changes nothing the second time. Documents are not touched.
            """,
            id: """
                Dipakai bila 'amanah verify' menyebut simpul pohon atau baris indeks. Log diperiksa dahulu dari catatan pertama; kalau \
                tidak sah, tidak ada yang diubah. Diulang pun tidak mengubah apa-apa lagi. Dokumen tidak disentuh.
                """),
        examples: ["amanah reindex"])

    @Option(help: ArgumentHelp("The vault's folder.", id: "Folder brankas.", valueName: "dir"))
    var vault: String?

    @OptionGroup var identity: IdentityOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let path = try VaultOptions.path(vault)
        let done = try Vault.reindex(at: path, as: identity.open())
        if format.json {
            struct View: Encodable {
                let mended: [String]
                let entries: UInt64
            }
            return try Output.json(View(mended: done.mended.map(\.rawValue), entries: done.entries))
        }
        Output.line(
            done.mended.isEmpty
                ? Words(
                    "nothing to mend: the index is what the log says, entries: \(done.entries)",
                    id: "tidak ada yang perlu diperbaiki: indeks sesuai dengan log, catatan: \(done.entries)")
                : Words("made anew from the log: ", id: "disusun ulang dari log: ")
                    + .list(done.mended.map(\.said)))
    }
}

extension Vault.Reindexing.Part {
    fileprivate var said: Words {
        switch self {
        case .treeNodes: Words(rawValue, id: "simpul pohon log")
        case .documentRows: Words(rawValue, id: "baris dokumen")
        case .blobRows: Words(rawValue, id: "baris berkas tersegel")
        }
    }
}
