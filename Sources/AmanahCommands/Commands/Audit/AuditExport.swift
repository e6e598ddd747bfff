import ArgumentParser
import EvidenceVault
import Presentation

struct AuditExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: Words(
            "The log as files that anybody can check, without any key.",
            id: "Salin log menjadi berkas yang dapat diperiksa siapa pun, tanpa kunci."),
        discussion: Words(
            """
            Writes tiles and entry bundles (c2sp.org/tlog-tiles), the checkpoint, and kept time-stamps into a new folder, or brings an \
            earlier export of this log up to date. The entries in it are sealed, as they are in the vault. docs/verify-log.py checks \
            such a folder; so do other tlog clients. Give the log key that is printed to who is to check the signature.
            """,
            id: """
                Menulis petak dan kumpulan catatan (c2sp.org/tlog-tiles), titik acuan, dan penanda waktu yang disimpan ke folder baru, \
                atau melengkapi salinan log terdahulu. Catatan di dalamnya tetap terkunci, seperti di brankas. docs/verify-log.py \
                dapat memeriksa folder itu, begitu pula program tlog lain. Berikan kunci log yang ditampilkan kepada orang yang akan \
                memeriksa tanda tangannya.
                """),
        examples: ["amanah audit export /media/usb/log"])

    @Argument(
        help: ArgumentHelp(
            "A new folder, or one with an earlier export.",
            id: "Folder baru, atau folder berisi salinan log terdahulu."))
    var dir: String

    @OptionGroup var options: VaultOptions

    private struct View: Encodable {
        let path, root, logKey: String
        let entries: UInt64
        let written, kept: Int
    }

    func run() throws {
        try Destination.requireFile(dir, for: "DIR")
        let export = try options.open().exportLog(to: dir)
        let view = View(
            path: dir, root: export.head.root.description, logKey: export.logKey,
            entries: export.head.size, written: export.written, kept: export.kept)
        if options.format.json { return try Output.json(view) }
        Output.fields([
            (.log, .entries(view.entries)), (.root, .data(view.root)),
            (Words("log key", id: "kunci log"), .data(view.logKey)),
            (
                Words("files", id: "berkas"),
                Words(
                    "\(view.written) written, \(view.kept) were there already",
                    id: "\(view.written) ditulis, \(view.kept) sudah ada sebelumnya")
            ),
        ])
    }
}
