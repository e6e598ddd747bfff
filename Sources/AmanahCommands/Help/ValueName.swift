import Presentation

/// What stands for a value in help: `<file>`.
enum ValueName {
    /// Names without a word in them.
    static let unchanged: Set<String> = ["0:10-0:25", "2,4-5", "A-B", "age1…", "id", "n"]

    static let indonesian: [String: String] = [
        "act": "tindakan", "card": "kartu", "card|age1…": "kartu|age1…", "case": "kasus", "class": "golongan",
        "date": "tanggal", "dir": "folder", "file": "berkas", "file|key": "berkas|kunci", "kind": "jenis",
        "kind,…": "jenis,…", "kit": "kotak", "language": "bahasa", "member": "anggota", "name": "nama",
        "number": "nomor", "office": "instansi", "outcome": "hasil",
        "page:x,y,w,h": "halaman:x,y,l,t", "path": "berkas", "purpose": "tujuan",
        "ref": "nomor", "ref,…": "nomor,…", "role": "peran", "role,…": "peran,…", "size": "ukuran",
        "text": "teks",
        "time": "lama", "title": "judul", "when": "waktu", "words": "kata", "zone": "zona",
    ]

    static func words(_ name: String) -> Words { Words(name, id: indonesian[name] ?? name) }
}
