extension BundleLine {
    /// What a label is called, in both languages: on the page in a bundle, and by commands.
    public static func words(_ label: Label) -> (indonesian: String, english: String) {
        switch label {
        case .caseRef: ("Berkas", "case")
        case .office: ("Untuk", "for")
        case .recipient: ("Kunci penerima", "sealed to")
        case .preparedBy: ("Disiapkan oleh", "prepared by")
        case .preparedAt: ("Disiapkan pada", "prepared at")
        case .calledBySender: ("menurut pengirim bernama", "called by the sender")
        case .consent: ("Persetujuan", "consent")
        case .recordedAt: ("dicatat pada", "recorded at")
        case .until: ("berlaku sampai", "until")
        case .later: ("jenisnya termasuk persetujuan", "of a kind consented to")
        case .notWithdrawn: ("belum dicabut pada", "not withdrawn at")
        case .vault: ("Brankas", "vault")
        case .logKey: ("Kunci log (dipegang semua anggota)", "log key (all members hold it)")
        case .logSize: ("Catatan dalam log", "entries in the log")
        case .witness: ("Log disaksikan oleh", "log witnessed by")
        case .witnessedAt: ("disaksikan pada", "witnessed at")
        case .witnessedSize: ("sampai catatan ke", "up to entry")
        case .title: ("Judul", "title")
        case .kind: ("Jenis", "kind")
        case .file: ("Nama berkas", "file")
        case .mediaType: ("Format", "format")
        case .size: ("Byte", "bytes")
        case .sha256: ("SHA-256", "SHA-256")
        case .obtained: ("Cara diperoleh", "how obtained")
        case .ref: ("Nomor di brankas", "reference")
        case .depositedBy: ("Disetor oleh", "deposited by")
        case .depositedAt: ("Disetor pada", "deposited at")
        case .amendedBy: ("Diralat oleh", "amended by")
        case .amendedAt: ("Diralat pada", "amended at")
        case .sealedInField: ("Disegel di lapangan", "sealed in the field")
        case .kit: ("dengan kit", "with the kit")
        case .entry: ("berlaku di log sebagai catatan", "counts in the log as entry")
        }
    }
}
