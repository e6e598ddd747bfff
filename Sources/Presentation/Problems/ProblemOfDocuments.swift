import EvidenceVault
import Ledger

/// What is wrong with what was asked of documents, and why one is not shown.
extension DocumentProblem {
    package var words: Words {
        switch self {
        case .otherClass(let kind, let confidentiality):
            Words(
                "a document of kind \(kind.said.english) is of class \(confidentiality.said.english)",
                id: "\(kind.said.indonesian) selalu bergolongan \(confidentiality.said.indonesian)")
        case .classMissing(let kind):
            Words(
                "say who may read a document of kind \(kind.said.english): --class \(ConfidentialityClass.documentClasses.said.english)",
                id:
                    "sebutkan siapa yang boleh membaca \(kind.said.indonesian): --class \(ConfidentialityClass.documentClasses.said.indonesian)"
            )
        case .notSealable(let confidentiality):
            Words(
                "nothing of the class \(confidentiality.said.english) can be sealed here",
                id: "golongan \(confidentiality.said.indonesian) tidak dapat disegel di sini")
        case .behindEnd(let document, let size):
            Words(
                "\(document) has \(size) bytes, and what was asked for begins behind them",
                id: "\(document) hanya \(size) bita, dan yang diminta mulai sesudahnya")
        case .notOfRedactedKind(let kind):
            Words(
                "what redacts another document is of kind \(DocumentKind.redacted.said.english), not \(kind.said.english)",
                id:
                    "yang menyamarkan dokumen lain berjenis \(DocumentKind.redacted.said.indonesian), bukan \(kind.said.indonesian)"
            )
        case .noSuchOriginal(let ref):
            Words(
                "\(ref) is not there, in the case of the copy, to be redacted",
                id: "\(ref) tidak ada di kasus salinan itu, jadi tidak dapat disamarkan")
        case .sameAsOriginal(let ref):
            Words(
                "this is \(ref) itself, byte for byte: nothing in it is hidden; nothing was deposited",
                id: "ini \(ref) sendiri, persis sama: tidak ada yang ditutup; tidak ada yang dimasukkan")
        case .hasRedactedCopy(let ref, let copy):
            Words(
                "\(ref) has a redacted copy: name \(copy) instead, or let the original go with --originals \(ref)",
                id:
                    "\(ref) punya salinan yang disamarkan: sebutkan \(copy), atau izinkan aslinya ikut dengan --originals \(ref)"
            )
        }
    }
}

extension DocumentFault {
    package var words: Words {
        switch self {
        case .detailsNotOpening: Words("its details do not open", id: "rinciannya tidak dapat dibuka")
        case .otherDetails:
            Words(
                "its details do not fit its deposit", id: "rinciannya tidak cocok dengan catatan pemasukannya"
            )
        case .record(let problem): problem.words
        case .entryIsNoDeposit:
            Words("its entry is no deposit", id: "catatan lognya bukan pemasukan dokumen")
        case .amendedTooMuch(let entry):
            Words(
                "entry \(entry) amends more than kind, title and how it was obtained",
                id: "catatan log \(entry) mengubah lebih dari jenis, judul, dan cara diperoleh")
        case .noSuchOriginal:
            Words(
                "it says to be a redacted copy of what the case does not have",
                id: "ia mengaku salinan yang disamarkan dari dokumen yang tidak ada di kasus ini")
        case .keyNotHandedOn(opensSealedFile: true):
            Words(
                "its compartment's key was not handed on; 'age -d' opens its sealed file",
                id: "kunci golongannya tidak diteruskan; 'age -d' membuka berkas tersegelnya")
        case .keyNotHandedOn(opensSealedFile: false):
            Words(
                "its compartment's key was not handed on, and its sealed file does not open either",
                id: "kunci golongannya tidak diteruskan, dan berkas tersegelnya juga tidak dapat dibuka")
        case .titleNotOpening: Words("its title does not open", id: "judulnya tidak dapat dibuka")
        }
    }
}

extension RecordProblem {
    package var words: Words {
        let other =
            switch self {
            case .otherFormat: "format"
            case .otherVault: "brankas"
            case .otherCase: "kasus"
            case .otherDocument: "dokumen"
            case .otherClass: "golongan"
            case .otherDepositor: "orang yang memasukkan"
            case .otherTime: "waktu"
            case .tooLong: ""
            }
        return Words(
            description,
            id: other.isEmpty
                ? "judul, nama, atau cara perolehannya terlalu panjang"
                : "keterangan di dalamnya menyebut \(other) lain daripada catatan pemasukannya")
    }
}
