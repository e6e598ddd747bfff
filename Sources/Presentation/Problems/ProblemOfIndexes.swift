import EvidenceVault
import Ledger
import TransparencyLog
import VaultStorage

/// What is wrong with the database, with what it has beside the log, and with checkpoints.
extension DatabaseFault {
    package var words: Words {
        switch self {
        case .missing(let file): Words("\(file) is missing", id: "\(file) tidak ada")
        case .malformed(let file): Words("\(file) is malformed", id: "\(file) rusak")
        case .cutShort(let file): Words("\(file) is cut short", id: "\(file) terpotong")
        case .journal(let file):
            Words(
                "\(file)-journal lies beside it, which no command leaves",
                id: "ada \(file)-journal di sampingnya, yang tidak pernah ditinggalkan perintah mana pun")
        case .notAnIndex(let file):
            Words("\(file) holds no vault index", id: "\(file) bukan indeks brankas")
        case .otherSchema(let file, let name):
            Words(
                "\(file) has not the schema of a vault: \(name)",
                id: "susunan \(file) bukan susunan brankas: \(name)")
        case .noVaultID(let file):
            Words("\(file) holds no vault id", id: "\(file) tidak memuat nomor brankas")
        case .row(let table, let position?):
            Words(
                "a row of \(table) at position \(position)", id: "satu baris \(table) pada posisi \(position)"
            )
        case .row(let table, nil):
            Words("a row of \(table) is malformed", id: "satu baris \(table) rusak")
        case .treeNodes(let count):
            Words(
                "\(count) tree nodes, of which some are missing",
                id: "\(count) simpul pohon log, sebagian hilang")
        case .noAnswer(let query): Words("no answer to \(query)", id: "tidak ada jawaban atas \(query)")
        case .complaint(let text):
            Words(text, id: "kata SQLite: \(text)")
        }
    }
}

extension IndexFault {
    package var words: Words {
        switch self {
        case .row(let name): Words("the row of \(name)", id: "baris \(name)")
        case .madeByNothing:
            Words(
                "a row that no log entry has made", id: "baris yang tidak berasal dari catatan log mana pun")
        case .rowOfEntry(let entry):
            Words("the row of log entry \(entry)", id: "baris untuk catatan log \(entry)")
        case .rowMissing(let entry):
            Words("the row of log entry \(entry) is missing", id: "baris untuk catatan log \(entry) hilang")
        case .blob(let name): Words("blob \(name)", id: "berkas tersegel \(name)")
        }
    }
}

extension CheckpointFault {
    package var words: Words {
        switch self {
        case .missing: Words("is missing", id: "tidak ada")
        case .notTheOneWritten: Words("is not the one that was written", id: "bukan yang dulu ditulis")
        case .otherPast:
            Words(
                "the entries are not those that were there before", id: "catatannya bukan yang ada sebelumnya"
            )
        case .otherEntries: Words("does not fit the entries", id: "tidak cocok dengan catatan log")
        case .notCosigned: Words("no member cosigned it", id: "tidak ditandatangani anggota mana pun")
        case .cosignaturesOfOtherLog:
            Words("its cosignatures are of another log", id: "tanda tangan anggotanya dari log lain")
        case .cosignaturesNotOpening:
            Words("its cosignatures do not open", id: "tanda tangan anggotanya tidak dapat dibuka")
        case .cosignaturesCutShort:
            Words("its cosignatures are cut short", id: "tanda tangan anggotanya terpotong")
        case .cosignaturesTooLong:
            Words("its cosignatures are too long", id: "tanda tangan anggotanya terlalu panjang")
        case .wrongSignature(let name):
            Words("the signature by \(name) is wrong", id: "tanda tangan \(name) salah")
        case .note(let problem): problem.words
        case .log(let error): error.words
        }
    }
}

extension CheckpointProblem {
    package var words: Words {
        switch self {
        case .notANote: Words("it is no signed note of a log", id: "bukan titik acuan yang ditandatangani")
        case .otherLog(let origin): Words("it is of \(origin)", id: "berasal dari \(origin)")
        case .notSigned:
            Words(
                "no log key of this vault signed it in its time",
                id: "tidak ditandatangani kunci log brankas ini pada masanya")
        }
    }
}

extension LogError {
    package var words: Words {
        let indonesian =
            switch self {
            case .badHash: "bukan sidik digital SHA-256"
            case .missingNode(let level, let index): "simpul Merkle \(level)/\(index) hilang"
            case .outOfRange: "di luar log"
            case .proofFailed: "bukti Merkle-nya tidak sampai ke nilai akar"
            case .malformed: "susunannya rusak"
            case .unsigned(let name): "tidak ada tanda tangan \(name)"
            case .badSignature(let name): "tanda tangan \(name) salah"
            case .wrongOrigin(let origin): "titik acuan dari \(origin)"
            }
        return Words(description, id: indonesian)
    }
}
