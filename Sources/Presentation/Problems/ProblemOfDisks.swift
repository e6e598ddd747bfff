import Bytes
import EvidenceVault
import Foundation
import VaultStorage

/// What there is to say about files, disks, and commands that wait for one another.
extension Problem {
    static func ofDisks(_ error: VaultError) -> Problem {
        switch error {
        case .nameNotText(let path):
            Problem(
                .usage,
                "the name \(path) is not in UTF-8, so it could be taken for another; rename it ('mv', or 'convmv -t utf8') and try again",
                id:
                    "nama \(path) tidak dalam UTF-8, sehingga bisa tertukar dengan nama lain; ganti namanya ('mv', atau 'convmv -t utf8') lalu coba lagi"
            )
        case .changedWhileRead(let path):
            Problem(
                .other, "\(path) changed while it was read; nothing was deposited, try again when it rests",
                id:
                    "\(path) sedang diubah program lain (mungkin masih disalin dari HP); tidak ada yang dimasukkan. Tunggu, lalu ulangi"
            )
        default: .unnamed(error)
        }
    }

    static func ofStorage(_ error: StorageError) -> Problem {
        switch error {
        case .unreadable(let path, let code):
            Problem(
                code == ENOENT ? .notFound : .other, "cannot read \(path): \(SystemWords.of(code).english)",
                id: "tidak dapat membaca \(path): \(SystemWords.of(code).indonesian)")
        case .cannotWrite(let path, EFBIG):
            Problem(
                .other,
                "\(path) may not become so large: its file system, or a limit of this account, ends before (a stick with FAT32 takes files up to 4 GiB); name another place",
                id:
                    "\(path) tidak boleh sebesar itu: sistem berkas atau batas akun ini tidak mengizinkan (FAT32: berkas sampai 4 GiB); sebutkan tempat lain"
            )
        case .cannotWrite(let path, let code):
            Problem(
                code == ENOENT ? .notFound : .other, "cannot write \(path): \(SystemWords.of(code).english)",
                id: "tidak dapat menulis \(path): \(SystemWords.of(code).indonesian)")
        case .tooLarge(let path, let limit):
            Problem(
                .usage, "\(path) is larger than the \(limit) bytes that such a file has",
                id: "\(path) lebih besar dari \(limit) bita, ukuran terbesar berkas semacam itu")
        case .notARegularFile(let path):
            Problem(
                .usage, "\(path) is not a regular file; nothing was done",
                id: "\(path) bukan berkas biasa (mungkin pintasan); tidak ada yang dilakukan")
        case .alreadyExists(let path):
            Problem(
                .usage, "\(path) exists already and is left as it is; choose another name",
                id: "\(path) sudah ada dan tidak diubah; pilih nama lain")
        case .noFolder(let path):
            Problem(.notFound, "\(path) is not a folder", id: "\(path) bukan folder")
        case .diskFull(let path):
            Problem(
                .other,
                "no room on the disk for \(path), and nothing was changed; move other files away and try again, but delete nothing in the vault's folder",
                id:
                    "disk penuh, \(path) tidak dapat ditulis; tidak ada yang berubah. Pindahkan dulu berkas lain. Jangan menghapus isi folder brankas"
            )
        case .busy:
            Problem(
                .busy, "another command is writing to this vault; try again in a moment",
                id: "rekan atau jendela lain sedang menulis ke brankas ini; tunggu sebentar, lalu ulangi")
        case .noBlob(let name):
            Problem(
                .integrity, "the sealed file \(name) is not there", id: "berkas terkunci \(name) tidak ada")
        case .newerFormat, .damaged: .unnamed(error)
        }
    }
}
