import EvidenceVault

extension Finding {
    /// What is wrong, in words.
    var words: Words {
        switch self {
        case .database(let what): Words("the database: \(what)", id: "basis data: \(what)")
        case .entry(let index, let problem):
            Words(
                "log entry \(index) \(problem.text.english)",
                id: "catatan log \(index) \(problem.text.indonesian)")
        case .treeNode(let level, let index):
            Words(
                "Merkle node \(level)/\(index) does not fit",
                id: "simpul Merkle \(level)/\(index) tidak cocok")
        case .checkpoint(let what): Words("the checkpoint \(what)", id: "titik periksa: \(what)")
        case .blobMissing(let document, let blob):
            Words(
                "the sealed file of \(document) is missing (\(blob))",
                id: "berkas tersegel \(document) hilang (\(blob))")
        case .blobChanged(let document, let blob):
            Words(
                "the sealed file of \(document) is not what was deposited (\(blob))",
                id: "berkas tersegel \(document) bukan yang disetor (\(blob))")
        case .blobUnknown(let blob):
            Words("no log entry names the file \(blob)", id: "tidak ada catatan untuk berkas \(blob)")
        case .indexRow(let what): Words("index: \(what)", id: "indeks: \(what)")
        case .document(let ref, let problem): Words("\(ref): \(problem)", id: "\(ref): \(problem)")
        case .stanzaDiffers(let document):
            Words(
                "\(document) is sealed so that the trustees cannot open it, or that somebody else can",
                id:
                    "\(document) disegel sehingga pemegang kunci pemulihan tidak dapat membukanya, atau orang lain dapat"
            )
        case .junkBox(let junk): junk.words
        }
    }

    /// Whether it is what a member did, and not a copy of the vault that was altered.
    var isOfSomebodysMaking: Bool {
        switch self {
        case .stanzaDiffers, .junkBox: true
        default: false
        }
    }

    /// What can be done about it.
    var remedy: Words {
        switch self {
        case .treeNode, .indexRow:
            Words(
                "the log is not touched by it; 'amanah reindex' makes the index anew",
                id: "log tidak tersentuh; 'amanah reindex' membuat indeks kembali")
        case .blobMissing(_, let blob), .blobChanged(_, let blob):
            Words(
                "put this one file back from a backup (blobs/\(blob.prefix(2))/\(blob).age); all others are as they were",
                id:
                    "kembalikan satu berkas ini dari cadangan (blobs/\(blob.prefix(2))/\(blob).age); yang lain tetap utuh"
            )
        case .blobUnknown:
            Words(
                "somebody put it there; it is part of no case, and can be moved away",
                id: "ditaruh seseorang; bukan bagian kasus mana pun, dan dapat dipindahkan")
        case .document:
            Words(
                "what its depositor sealed is not what they described; ask them, and deposit it again",
                id: "yang disegel bukan yang diterangkan penyetornya; tanyakan, lalu setor kembali")
        case .stanzaDiffers:
            Words(
                "ask who deposited it; a coordinator's 'amanah reseal' seals it as it should be",
                id: "tanyakan penyetornya; 'amanah reseal' oleh koordinator menyegelnya sebagaimana mestinya")
        case .junkBox(let junk):
            junk.caseRef == nil
                ? Words(
                    "ask who did it; the next command of another auditor gives them a key",
                    id: "tanyakan pelakunya; perintah berikutnya dari auditor lain memberi mereka kunci")
                : Words(
                    "ask who did it; the next command of another coordinator of the case gives them the key",
                    id:
                        "tanyakan pelakunya; perintah berikutnya dari koordinator lain kasus itu memberi mereka kuncinya"
                )
        case .database, .entry, .checkpoint:
            Words(
                "keep this copy, work in none; 'amanah audit compare' with a colleague's checkpoint says which copy is true; then go on with a backup of that",
                id:
                    "simpan salinan ini, jangan dipakai; 'amanah audit compare' dengan titik periksa rekan menunjukkan salinan yang benar; lanjutkan dari cadangannya"
            )
        }
    }
}

extension JunkBox {
    fileprivate var words: Words {
        let key =
            if let caseRef, let confidentiality {
                Words(
                    "the key of \(caseRef), class \(confidentiality.rawValue), no. \(generation)",
                    id: "kunci \(caseRef), kelas \(confidentiality.rawValue), no. \(generation)")
            } else {
                Words("the audit key no. \(generation)", id: "kunci audit no. \(generation)")
            }
        return Words(
            "\(by) gave \(to) something else than \(key.english) (log entry \(entry))",
            id: "\(by) memberi \(to) sesuatu yang bukan \(key.indonesian) (catatan log \(entry))")
    }
}

extension EntryProblem {
    var text: Words {
        switch self {
        case .missing: Words("is missing", id: "hilang")
        case .notOpening:
            Words("does not open with the vault's key", id: "tidak terbuka dengan kunci brankas")
        case .closed:
            Words(
                "is for auditors, and your keys do not open it",
                id: "untuk auditor, dan kunci Anda tidak membukanya")
        case .newerKeys:
            Words(
                "is sealed with a later key than you were given",
                id: "disegel dengan kunci yang lebih baru daripada milik Anda")
        case .badCommitment: Words("does not fit its own commitment", id: "tidak cocok dengan komitmennya")
        case .badSignature: Words("is not signed by its author", id: "tidak ditandatangani penulisnya")
        case .malformed(let why): Words("is malformed (\(why))", id: "rusak (\(why))")
        case .wrongPast: Words("follows another past than this one", id: "mengikuti riwayat lain")
        case .notEntitled(let why):
            Words("was not its author's to make: \(why)", id: "bukan wewenang penulisnya: \(why)")
        }
    }
}
