import EvidenceVault

/// What the program ends with.
package enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case other = 1
    case usage = 2
    case notPermitted = 3
    case locked = 4
    case integrity = 5
    case notFound = 6
    case busy = 7

    package var meaning: Words {
        switch self {
        case .done: Words("done", id: "selesai")
        case .other:
            Words(
                "anything else: a disk that is full, a file that cannot be read",
                id: "lain-lain: disk penuh, berkas yang tidak dapat dibaca")
        case .usage: Words("the words of the command are wrong", id: "perintahnya salah ketik atau kurang")
        case .notPermitted:
            Words(
                "your role or the survivor's consent does not allow it; what a vault refuses a member is in its log",
                id:
                    "peran Anda atau persetujuan korban tidak mengizinkannya; percobaan anggota tercatat di log"
            )
        case .locked: Words("locked, or a wrong passphrase", id: "terkunci, atau frasa sandi salah")
        case .integrity:
            Words(
                "something was altered, lost or rolled back",
                id: "ada yang berubah, hilang, atau kembali ke salinan lama")
        case .notFound:
            Words(
                "there is no such vault, case, document, member or file",
                id: "brankas, kasus, dokumen, anggota, atau berkas itu tidak ada")
        case .busy:
            Words("another command is at work; try again", id: "perintah lain sedang berjalan; ulangi nanti")
        }
    }
}
