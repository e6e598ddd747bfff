import EvidenceVault
import Foundation

/// What the system says of a file, in words and in both languages.
package enum SystemWords {
    package static func of(_ code: Int32) -> Words {
        let english = String(cString: strerror(code))
        switch code {
        case EROFS:
            return Words(
                "Read-only file system: name another place; if it is the vault's own disk, work in a copy on another",
                id:
                    "sistem berkas hanya-baca: sebutkan tempat lain; jika itu disk brankas sendiri, pakai salinan di disk lain"
            )
        case EACCES, EPERM:
            return Words(
                "\(english): it belongs to another user, or its permissions do not let you",
                id: "izin ditolak: milik pengguna lain, atau izinnya tidak membolehkan Anda")
        case EIO:
            return Words(
                "\(english): the disk or its cable fails; this is no sign of tampering; copy what can be read to another disk",
                id:
                    "galat baca/tulis: disk atau kabelnya rusak; ini bukan tanda diubah orang; salin yang masih terbaca ke disk lain"
            )
        case ENOENT: return Words(english, id: "berkas tidak ditemukan; periksa nama dan foldernya")
        case ENOTDIR:
            return Words(
                "there is a file where a folder should be", id: "ada berkas di tempat yang seharusnya folder")
        case EISDIR:
            return Words(
                "there is a folder where a file should be", id: "ada folder di tempat yang seharusnya berkas")
        case EMFILE, ENFILE: return Words(english, id: "terlalu banyak berkas terbuka")
        case ENOMEM: return Words(english, id: "memori tidak cukup")
        case ENAMETOOLONG: return Words(english, id: "nama terlalu panjang")
        case ELOOP: return Words(english, id: "terlalu banyak tautan")
        case ETIMEDOUT, ESTALE, EHOSTDOWN, EHOSTUNREACH:
            return Words("\(english): the network drive does not answer", id: "drive jaringan tidak menjawab")
        case ENOSPC, EDQUOT: return Words(english, id: "disk penuh")
        default: return Words(english, id: "galat sistem \(code) (\(english))")
        }
    }
}
