import ArgumentParser
import EvidenceVault
import Presentation
import VaultStorage

struct RecoveryGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery",
        abstract: Words(
            "Put a new recovery key in the place of the old one.", id: "Ganti kunci pemulihan brankas."),
        subcommands: [Replace.self])

    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Make a new recovery key, with other trustees or another threshold.",
                id: "Buat kunci pemulihan brankas yang baru, dengan pemegang lain atau jumlah minimal lain."),
            discussion: Words(
                """
                When a trustee leaves, or a share was lost or seen. A custodian does it, with the shares of now; the new key is kept as \
                in 'amanah init'. All members' keys change at once, and those of each case with the next command of its coordinators.

                Documents that were sealed before stay open to the old shares until 'amanah reseal CASE'; copies of them for ever. Have \
                the old shares destroyed when 'amanah recover --drill' has passed with the new ones.
                """,
                id: """
                    Bila seorang pemegang bagian kunci berhenti, atau satu bagian hilang atau terlihat orang. Dilakukan pengelola brankas, \
                    dengan bagian kunci yang sekarang; kunci yang baru disimpan seperti pada 'amanah init'. Kunci semua anggota langsung \
                    diganti, kunci tiap kasus pada perintah berikut dari koordinatornya.

                    Dokumen yang lebih dahulu dikunci masih dapat dibuka dengan bagian kunci lama sampai 'amanah reseal KASUS'; salinannya \
                    untuk selamanya. Mintalah bagian kunci lama dimusnahkan setelah 'amanah recover --drill' berhasil dengan yang baru.
                    """),
            examples: [
                "amanah recovery replace --share satu.txt --share dua.txt --trustees 3 --threshold 2 --shares-out baru"
            ])

        @OptionGroup var old: SharesOptions
        @OptionGroup var trustees: TrusteesOptions
        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            try trustees.requireOutside(ofVaultAt: vault.path)
            let secret = try old.secret()
            var files = RecoveryFiles()
            do {
                try vault.rotateRecovery(approvedBy: secret) { recovery in
                    try trustees.keep(recovery, noting: &files)
                }
            } catch StorageError.alreadyExists(let path) {
                let words = Words(
                    "if a replacement that was cut off has left this: 'amanah recover --drill' with it says whether it counts; what does not count can go",
                    id:
                        "jika ini sisa penggantian yang terputus: 'amanah recover --drill' dengannya menunjukkan apakah berlaku; yang tidak berlaku boleh dihapus"
                )
                Terminal.warn(words)
                throw StorageError.alreadyExists(path: path)
            } catch  where !files.all.isEmpty {
                // Whether the log has it is not always known: the only copy of a key that may count is left where it is.
                let words = Words(
                    "the new key was written before this failed; 'amanah recover --drill' says whether it counts",
                    id:
                        "kunci baru sudah ditulis sebelum ini gagal; 'amanah recover --drill' menunjukkan apakah berlaku"
                )
                Terminal.warn(words)
                throw error
            }
            if options.format.json {
                struct Replaced: Encodable {
                    let recoveryKeyFile: String?
                    let recoveryShareFiles, recoverySheetFiles, cases: [String]
                }
                return try Output.json(
                    Replaced(
                        recoveryKeyFile: files.key, recoveryShareFiles: files.shares,
                        recoverySheetFiles: files.sheets,
                        cases: vault.state.allCases.map(\.ref)))
            }
            Output.fields([(.recoveryKey, trustees.summary)])
            Terminal.complain(
                Words(
                    "The keys of cases change with the next command of their coordinators; then 'amanah reseal CASE'.",
                    id:
                        "Kunci kasus berganti pada perintah berikut dari koordinatornya; sesudah itu 'amanah reseal KASUS'."
                ))
            trustees.remind(ofVaultAt: vault.path)
        }
    }
}
