import EvidenceVault

/// What backups can complain of.
extension Problem {
    static func ofBackups(_ problem: BackupProblem) -> Problem {
        switch problem {
        case .notABackup(let path):
            Problem(
                .notFound,
                "\(path) is no folder of backups; name one that 'amanah backup' made, or for a new one an empty folder",
                id:
                    "\(path) bukan folder salinan cadangan; tunjukkan yang dibuat 'amanah backup', atau folder kosong untuk yang baru"
            )
        case .otherVault(let path):
            Problem(
                .usage,
                "\(path) holds the backups of another vault, and was left as it is; name another folder",
                id: "\(path) berisi salinan cadangan brankas lain dan tidak diubah; sebutkan folder lain")
        case .insideVault(let path):
            Problem(
                .usage,
                "\(path) lies inside what is to be copied; name a folder elsewhere, best on another disk",
                id: "\(path) ada di dalam yang akan disalin; sebutkan folder lain, sebaiknya di disk lain")
        case .inUse(let path):
            Problem(
                .busy, "a backup is being made in \(path) at this moment; try again when it is done",
                id: "salinan cadangan sedang dibuat di \(path); coba lagi setelah selesai")
        case .noSuchGeneration(let name):
            Problem(
                .notFound, "there is no \(name); 'amanah backup --verify DIR' lists what there is",
                id: "tidak ada \(name); 'amanah backup --verify DIR' menampilkan yang ada")
        case .isGeneration(let path):
            Problem(
                .usage,
                "\(path) is a backup, and nobody works in a backup; make a vault of it first: 'amanah restore BACKUP --to NEW'",
                id:
                    "\(path) adalah salinan cadangan, bukan tempat bekerja; jadikan brankas dahulu: 'amanah restore CADANGAN --to BARU'"
            )
        case .behind(let entries, let earlier):
            Problem(
                .integrity,
                "the vault has \(entries) log entries and the newest backup \(earlier): an old copy lies here, or entries were removed. The backup was left as it is; do not work here, and compare with colleagues",
                id:
                    "brankas ini punya \(entries) catatan log, salinan cadangan terbaru \(earlier): ini salinan lama, atau ada yang dihapus. Salinan cadangan tidak diubah; jangan bekerja di sini, bandingkan dengan rekan"
            )
        case .forked(let earlier):
            Problem(
                .integrity,
                "the first \(earlier) log entries are not those of the newest backup: history was rewritten, or work went on in two copies. The backup was left as it is; keep both, and compare with colleagues ('amanah audit compare')",
                id:
                    "\(earlier) catatan log pertama bukan yang ada di salinan cadangan terbaru: riwayat diubah, atau dua salinan dipakai bersamaan. Salinan cadangan tidak diubah; simpan keduanya, bandingkan dengan rekan ('amanah audit compare')"
            )
        case .foreignLog(let path):
            Problem(
                .integrity,
                "\(path) is of another time than the database beside it, as when a backup was copied over a vault; nothing was changed. Move away the files that end in -wal and -shm, and try again",
                id:
                    "\(path) berasal dari waktu lain daripada basis data di sampingnya, misalnya karena salinan cadangan ditimpakan pada brankas; tidak ada yang diubah. Pindahkan berkas yang berakhiran -wal dan -shm, lalu coba lagi"
            )
        case .recordDiffers(let path):
            Problem(
                .integrity, "\(path) does not say what lies beside it: this generation was altered",
                id: "\(path) tidak sesuai dengan isi di sampingnya: salinan ini telah diubah")
        }
    }
}

extension BlobFault {
    /// What is wrong, and with which file below the vault's folder.
    package var words: Words {
        switch kind {
        case .missing: Words("missing: \(path)", id: "hilang: \(path)")
        case .changed:
            Words("not what was deposited: \(path)", id: "berbeda dari yang dulu dimasukkan: \(path)")
        }
    }
}
