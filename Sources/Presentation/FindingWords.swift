import EvidenceVault
import Ledger

extension Finding {
    /// What is wrong, in words.
    package var words: Words {
        switch self {
        case .database(let fault): Words("the database: ", id: "basis data: ") + fault.words
        case .entry(let index, let problem):
            Words(
                "log entry \(index) \(problem.text.english)",
                id: "catatan log \(index) \(problem.text.indonesian)")
        case .unacknowledged(let count):
            Words(
                "\(count) log entries that no checkpoint covers: nobody has acknowledged them",
                id: "\(count) catatan log di luar titik acuan log: tidak pernah diakui siapa pun")
        case .voidEntry(let index, let problem, let by):
            Words(
                "log entry \(index)\(by.map { ", signed by \($0)," } ?? "") counts for nothing: it \(problem.text.english)",
                id:
                    "catatan log \(index)\(by.map { ", ditandatangani \($0)," } ?? "") tidak berlaku: \(problem.text.indonesian)"
            )
        case .closedPast(let index, let by):
            Words(
                "log entry \(index)\(by.map { ", signed by \($0)," } ?? "") changed the vault's keys so that who comes later cannot read what was before",
                id:
                    "catatan log \(index)\(by.map { ", ditandatangani \($0)," } ?? "") mengganti kunci brankas sehingga anggota baru tidak dapat membaca yang sebelumnya"
            )
        case .treeNode(let level, let index):
            Words(
                "Merkle node \(level)/\(index) does not fit",
                id: "perhitungan log tidak cocok di satu tempat (simpul Merkle \(level)/\(index))")
        case .checkpoint(let fault): Words("the checkpoint: ", id: "titik acuan log: ") + fault.words
        case .blobMissing(let document, let blob):
            Words(
                "the sealed file of \(document) is missing (\(blob))",
                id: "berkas tersegel \(document) hilang (\(blob))")
        case .blobChanged(let document, let blob):
            Words(
                "the sealed file of \(document) is not what was deposited (\(blob))",
                id: "berkas tersegel \(document) berbeda dari yang dulu dimasukkan (\(blob))")
        case .sealedOtherwise(let document, let by):
            Words(
                "what \(by.words.english) sealed as \(document) is not what they said of it",
                id:
                    "isi \(document), yang disegel \(by.words.indonesian), tidak sama dengan keterangannya")
        case .blobsGone(let count):
            Words(
                "the folder blobs/ is gone, and with it the sealed files of \(count) documents",
                id: "folder blobs/ hilang, beserta berkas tersegel \(count) dokumen")
        case .blobUnknown(let blob):
            Words(
                "no log entry names the file \(blob)", id: "ada berkas yang tidak tercatat di log (\(blob))")
        case .indexRow(let fault): Words("index: ", id: "indeks: ") + fault.words
        case .document(let ref, let fault): .data("\(ref): ") + fault.words
        case .notAFile(let path):
            Words(
                "\(path) is a link or something else where a vault has a plain file; it was not followed",
                id: "\(path) adalah tautan atau lainnya, padahal seharusnya berkas biasa; tidak diikuti")
        case .notAFolder(let path):
            Words(
                "\(path) is a link or something else where a vault has a folder; it was not followed",
                id: "\(path) adalah tautan atau lainnya, padahal seharusnya folder; tidak diikuti")
        case .otherName(let path):
            Words(
                "\(path) is a file that has a second name somewhere (a hard link), and would be written there too",
                id: "\(path) punya nama kedua di tempat lain (hard link), yang akan ikut tertulis")
        case .stanzaDiffers(let document):
            Words(
                "\(document) is sealed so that the trustees cannot open it, or that somebody else can",
                id:
                    "\(document) disegel sehingga pemegang bagian kunci tidak dapat membukanya, atau orang lain dapat"
            )
        case .junkBox(let junk): junk.words
        }
    }

    /// Whether it is what a member did, and not a copy of the vault that was altered.
    var isOfSomebodysMaking: Bool {
        switch self {
        case .stanzaDiffers, .junkBox, .closedPast, .sealedOtherwise, .document: true
        default: false
        }
    }

    /// What can be done about it.
    package var remedy: Words {
        switch self {
        case .treeNode, .indexRow:
            Words(
                "the log is not touched by it; 'amanah reindex' makes the index anew",
                id: "log tidak tersentuh; 'amanah reindex' membuat indeks kembali")
        case .unacknowledged:
            Words(
                "the next command that writes takes in what holds and moves the rest into aside/",
                id: "perintah berikutnya yang menulis memasukkan yang benar dan memindahkan sisanya ke aside/"
            )
        case .voidEntry(_, .otherPast, _):
            Words(
                "its author was shown another log than this one: compare checkpoints with them ('amanah audit compare') before anything else",
                id:
                    "pembuatnya diperlihatkan log lain: bandingkan titik acuan log dengannya ('amanah audit compare') sebelum hal lain"
            )
        case .voidEntry:
            Words(
                "it changed nothing and stops nobody; find out who made it and why, then 'amanah repair' says that it was looked into",
                id:
                    "tidak mengubah apa pun; cari tahu siapa yang membuatnya dan mengapa, lalu 'amanah repair' mencatat bahwa ini sudah diperiksa"
            )
        case .closedPast:
            Words(
                "those who were there before still read all of it: let them work on, ask who did this and why, and carry what newcomers need into a new vault",
                id:
                    "anggota lama masih dapat membaca semuanya: biarkan mereka terus bekerja, tanyakan siapa yang melakukan ini dan mengapa, dan pindahkan yang diperlukan anggota baru ke brankas baru"
            )
        case .blobMissing(_, let blob), .blobChanged(_, let blob):
            Words(
                "put this one file back from a backup (blobs/\(blob.prefix(2))/\(blob).age); all others are as they were",
                id:
                    "ambil kembali satu berkas ini dari salinan cadangan (blobs/\(blob.prefix(2))/\(blob).age); yang lain tetap utuh"
            )
        case .blobsGone:
            Words(
                "put blobs/ back from a backup, whole; the log is untouched, and says which files belong there",
                id:
                    "ambil kembali seluruh blobs/ dari salinan cadangan; log tetap utuh dan menyebut berkas yang semestinya ada"
            )
        case .blobUnknown:
            Words(
                "where it comes from is not known; it is part of no case. Move it out of the vault, and do not delete it yet",
                id:
                    "asalnya tidak diketahui; bukan bagian kasus mana pun. Pindahkan ke luar brankas, jangan dihapus dulu"
            )
        case .notAFile, .notAFolder:
            Words(
                "where it comes from is not known; put back what was there, or what a backup has in its place",
                id: "asalnya tidak diketahui; kembalikan yang semula, atau yang ada di salinan cadangan")
        case .otherName:
            Words(
                "put a copy in its place: cp -p FILE FILE.copy, then mv FILE.copy FILE, while nobody works in the vault",
                id:
                    "ganti dengan salinan: cp -p BERKAS BERKAS.copy, lalu mv BERKAS.copy BERKAS, saat brankas tidak dipakai"
            )
        case .sealedOtherwise:
            Words(
                "the file is the one that was deposited, so no backup has another; ask them, and deposit it again",
                id:
                    "berkasnya memang yang dulu dimasukkan, jadi salinan cadangan tidak punya yang lain. Tanyakan kepada yang memasukkan, lalu masukkan lagi"
            )
        case .document:
            Words(
                "what its depositor sealed is not what they described; ask them, and deposit it again",
                id:
                    "isi dokumen tidak sama dengan keterangannya. Tanyakan kepada yang memasukkan, lalu masukkan lagi"
            )
        case .stanzaDiffers:
            Words(
                "ask who deposited it; a coordinator's 'amanah reseal' seals it as it should be",
                id:
                    "tanyakan kepada yang memasukkan; 'amanah reseal' oleh koordinator menguncinya sebagaimana mestinya"
            )
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
                    "simpan salinan ini dan jangan dipakai. Minta titik acuan log dari rekan; 'amanah audit compare' menunjukkan salinan mana yang benar. Lanjutkan dari salinan cadangan yang benar"
            )
        }
    }
}

extension Sealer {
    fileprivate var words: Words {
        switch self {
        case .member(let name): .data(name)
        case .kit(let fingerprint):
            Words(
                "the holder of kit \(fingerprint.description.prefix(8))",
                id: "pemegang kotak titip \(fingerprint.description.prefix(8))")
        case .unknown: Words("somebody", id: "seseorang")
        }
    }
}

extension JunkBox {
    fileprivate var words: Words {
        let key =
            if let caseRef, let confidentiality {
                Words(
                    "the key of \(caseRef), class \(confidentiality.said.english), no. \(generation)",
                    id:
                        "kunci \(caseRef), golongan \(confidentiality.said.indonesian), no. \(generation)")
            } else {
                Words("the audit key no. \(generation)", id: "kunci audit no. \(generation)")
            }
        return Words(
            "\(by) gave \(to) something else than \(key.english) (log entry \(entry))",
            id: "\(by) memberi \(to) sesuatu yang bukan \(key.indonesian) (catatan log \(entry))")
    }
}

extension EntryProblem {
    package var text: Words {
        switch self {
        case .missing: Words("is missing", id: "hilang")
        case .notOpening:
            Words("does not open with the vault's key", id: "tidak terbuka dengan kunci brankas")
        case .closed:
            Words(
                "is for auditors, and your keys do not open it",
                id: "hanya untuk auditor; kunci Anda tidak membukanya")
        case .otherGeneration(let generation):
            Words(
                "is sealed with keys no. \(generation), which were not the vault's there",
                id: "disegel dengan kunci no. \(generation), yang di sana bukan kunci brankas")
        case .badCommitment:
            Words("does not fit its own commitment", id: "isinya tidak cocok dengan sidik digitalnya")
        case .badSignature: Words("is not signed by its author", id: "tidak ditandatangani pembuatnya")
        case .malformed(let why):
            Words("is malformed (\(why.words.english))", id: "rusak (\(why.words.indonesian))")
        case .wrongPlace:
            Words("does not belong at this place of the log", id: "tidak semestinya berada di tempat ini")
        case .otherPast: Words("follows another past than this one", id: "mengikuti riwayat lain")
        case .notEntitled(let rule):
            Words(
                "was not its author's to make: \(rule.words.english)",
                id: "pembuatnya tidak berwenang: \(rule.words.indonesian)")
        }
    }
}
