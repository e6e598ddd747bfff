package import Rendering

/// Why no redacted copy was made, and what to do next.
extension RenderingError {
    package var status: ExitStatus {
        switch self {
        case .otherFormat, .notForFormat, .nothingToHide, .wordsNotFound, .noSuchPage, .emptyArea,
            .behindEnd:
            .usage
        case .notAvailable, .toolMissing, .toolFailed, .tooLarge, .tooManyPages, .stillThere: .other
        }
    }

    package var words: Words {
        switch self {
        case .notAvailable:
            Words(
                "this computer cannot keep a document in memory alone, or has no memory left; nothing was made (it works on Linux)",
                id:
                    "komputer ini tidak dapat menahan dokumen di memori saja, atau memorinya habis; tidak ada yang dibuat (bisa di Linux)"
            )
        case .toolMissing(let name, let package):
            Words(
                "\(name) is needed for this and is not installed: 'sudo apt install \(package)'",
                id: "untuk ini diperlukan \(name), yang belum terpasang: 'sudo apt install \(package)'")
        case .toolFailed(let name):
            Words(
                "\(name) cannot read this document, or not in its time: it may be damaged, or locked with a password",
                id:
                    "\(name) tidak dapat membaca dokumen ini, atau terlalu lama: mungkin rusak, atau terkunci dengan kata sandi"
            )
        case .tooLarge(let limit):
            Words(
                "this is more than can be worked on here (\(ByteCount.text(Int64(limit))))",
                id: "ini lebih besar daripada yang dapat dikerjakan di sini (\(ByteCount.text(Int64(limit))))"
            )
        case .tooManyPages(let limit):
            Words(
                "this has more than \(limit) pages; split it first",
                id: "ini lebih dari \(limit) halaman; bagi dahulu menjadi beberapa berkas")
        case .otherFormat:
            Words(
                "this is no PDF, JPEG, PNG, text in UTF-8 or recording with sound; save it as PDF, redact that and deposit it with 'amanah add --redacts'",
                id:
                    "ini bukan PDF, JPEG, PNG, teks UTF-8, atau rekaman bersuara; simpan sebagai PDF, samarkan, lalu masukkan dengan 'amanah add --redacts'"
            )
        case .notForFormat(let format, let part):
            Words(
                "\(part.said.english) cannot be hidden in \(format.said.english); there it is \(format.parts.english)",
                id:
                    "\(part.said.indonesian) tidak dapat ditutup dalam \(format.said.indonesian); di sana \(format.parts.indonesian)"
            )
        case .nothingToHide:
            Words(
                "a text has no metadata to take out; say what is to be hidden with --words",
                id: "teks tidak punya metadata; sebutkan yang harus ditutup dengan --words")
        case .wordsNotFound(let missing):
            Words(
                "not found, so nothing was made: \(missing.joined(separator: ", ")) (in a scan there are no words: use --box)",
                id:
                    "tidak ditemukan, jadi tidak ada yang dibuat: \(missing.joined(separator: ", ")) (hasil pindai tidak berisi kata: gunakan --box)"
            )
        case .noSuchPage(let page, let count):
            Words(
                "there is no page \(page): the document has \(count)",
                id: "tidak ada halaman \(page): dokumen ini punya \(count)")
        case .emptyArea:
            Words(
                "an area that was named lies beside the page, or has no size",
                id: "ada bidang yang terletak di luar halaman, atau tidak berukuran")
        case .behindEnd(let seconds):
            Words(
                "the recording ends after \(seconds) seconds, before what is to be silent",
                id: "rekaman berakhir setelah \(seconds) detik, sebelum bagian yang harus dibisukan")
        case .stillThere(let residue):
            Words(
                "what was made still has \(residue.said.english); nothing was kept of it, tell who maintains this program",
                id:
                    "hasilnya masih memuat \(residue.said.indonesian); hasil itu dibuang, beri tahu pengelola program ini"
            )
        }
    }
}

extension RenderingError.Residue {
    package var said: Words {
        switch self {
        case .text: Words("text that can be copied", id: "teks yang dapat disalin")
        case .words: Words("what was to be hidden", id: "kata yang harus ditutup")
        case .area: Words("something in an area that was to be black", id: "isi di bidang yang harus hitam")
        case .sound: Words("sound where it was to be silent", id: "suara di bagian yang harus bisu")
        case .metadata: Words("metadata", id: "keterangan tersembunyi (metadata)")
        case .otherPages: Words("another number of pages", id: "jumlah halaman yang lain")
        }
    }
}

extension DocumentFormat {
    package var said: Words {
        switch self {
        case .text: Words("a text", id: "teks")
        case .pdf: Words("a PDF", id: "berkas PDF")
        case .jpeg, .png: Words("a picture", id: "gambar")
        case .recording: Words("a recording", id: "rekaman")
        }
    }

    /// The options that hide something in it.
    fileprivate var parts: Words {
        switch self {
        case .text: .data("--words")
        case .pdf: .data("--words, --pages, --box 1:X,Y,W,H")
        case .jpeg, .png: .data("--box X,Y,W,H")
        case .recording: .data("--silence 0:10-0:25")
        }
    }
}

extension RedactionRequest.Part {
    package var said: Words {
        switch self {
        case .words: Words("words", id: "kata")
        case .pages: Words("pages", id: "halaman")
        case .pageAreas: Words("areas of a page", id: "bidang di halaman")
        case .areas: Words("areas without a page", id: "bidang tanpa halaman")
        case .silences: Words("stretches of sound", id: "bagian suara")
        }
    }
}
