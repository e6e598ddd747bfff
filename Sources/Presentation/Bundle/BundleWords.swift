package import EvidenceVault

extension BundleLine {
    /// What is said of a bundle that is sealed with a passphrase.
    package static func passphrase(_ value: String) -> Words {
        value == "no-key"
            ? Words(
                "a passphrase (the office had no key)", id: "frasa sandi (instansi belum punya kunci)")
            : Words(
                "a passphrase (although the office had a key)",
                id: "frasa sandi (padahal instansi punya kunci)")
    }

    /// What a label is called, in both languages: on the page in a bundle, and by commands.
    package static func words(_ label: Label) -> (indonesian: String, english: String) {
        switch label {
        case .caseRef: ("Kasus", "case")
        case .office: ("Untuk", "for")
        case .passphrase: ("Dikunci dengan", "sealed with")
        case .recipient: ("Dienkripsi untuk kunci", "sealed to")
        case .preparedBy: ("Disiapkan oleh", "prepared by")
        case .preparedAt: ("Disiapkan pada", "prepared at")
        case .calledBySender: ("menurut pengirim bernama", "called by the sender")
        case .consent: ("Persetujuan korban", "consent")
        case .recordedAt: ("dicatat pada", "recorded at")
        case .recordedBy: ("dicatat oleh", "recorded by")
        case .until: ("berlaku sampai", "until")
        case .later: ("jenisnya termasuk persetujuan", "of a kind consented to")
        case .notWithdrawn: ("belum ditarik kembali pada", "not withdrawn at")
        case .basis: ("Dasar hukum, tanpa persetujuan korban", "legal basis, without consent")
        case .proposedBy: ("diusulkan oleh", "proposed by")
        case .approvedBy: ("disetujui oleh", "approved by")
        case .approvedAt: ("disetujui pada", "approved at")
        case .vault: ("Brankas", "vault")
        case .vaultName: ("Nama brankas", "name of the vault")
        case .phrase: ("Frasa brankas", "phrase of the vault")
        case .phraseNumbers: ("Frasa brankas dalam angka", "the phrase in numbers")
        case .logKey: ("Kunci log (dipegang semua anggota)", "log key (all members hold it)")
        case .logSize: ("Catatan dalam log", "entries in the log")
        case .witness: ("Log disaksikan oleh", "log witnessed by")
        case .witnessedAt: ("disaksikan pada", "witnessed at")
        case .witnessedSize: ("sampai catatan ke", "up to entry")
        case .timestamp: ("Penanda waktu dari", "time-stamp by")
        case .stampedAt: ("log sudah ada pada", "the log was there at")
        case .stampedSize: ("sampai catatan ke", "up to entry")
        case .title: ("Judul", "title")
        case .kind: ("Jenis", "kind")
        case .file: ("Berkas dalam paket", "file")
        case .name: ("Nama berkas semula", "its name when deposited")
        case .mediaType: ("Format", "format")
        case .size: ("Ukuran (bita)", "bytes")
        case .sha256: ("Sidik digital (SHA-256)", "SHA-256")
        case .obtained: ("Cara diperoleh", "how obtained")
        case .ref: ("Nomor di brankas", "reference")
        case .depositedBy: ("Dimasukkan oleh", "deposited by")
        case .depositedAt: ("Dimasukkan pada", "deposited at")
        case .amendedBy: ("Keterangan diperbaiki oleh", "amended by")
        case .amendedAt: ("Keterangan diperbaiki pada", "amended at")
        case .sealedInField: ("Dititipkan di lapangan pada", "sealed in the field")
        case .kit: ("dengan kotak titip", "with the kit")
        case .redacts: ("Salinan yang disamarkan dari dokumen", "redacted copy of")
        case .hiddenParts: ("bagian yang ditutup", "hidden parts")
        case .hiddenWhy: ("alasan ditutup", "hidden because")
        case .originalEntry:
            ("dokumen asli berlaku di log sebagai catatan", "original counts in the log as entry")
        case .originalAt: ("dokumen asli dimasukkan pada", "original deposited at")
        case .originalBy: ("dokumen asli dimasukkan oleh", "original deposited by")
        case .existedAt: ("sudah ada pada (penanda waktu)", "was there at (time-stamp)")
        case .receivedFrom: ("Sebelumnya di brankas", "before that in the vault")
        case .receivedAs: ("di sana bernomor", "there called")
        case .handedOverAt: ("Diserahkan dari sana pada", "handed over from there at")
        case .handedOverBy: ("Diserahkan dari sana oleh", "handed over from there by")
        case .handedOverTo: ("Diserahkan dari sana kepada", "handed over from there to")
        case .entry: ("berlaku di log sebagai catatan", "counts in the log as entry")
        }
    }
}
