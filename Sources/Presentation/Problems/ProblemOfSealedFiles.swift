import Age
import Archive
import EvidenceVault

/// What is wrong with sealed files, archives and bags.
extension AgeError {
    package var words: Words {
        let indonesian =
            switch self {
            case .headerFailure: "bagian depannya rusak atau bukan format age"
            case .noMatch: "tidak ada kunci yang membukanya"
            case .hmacFailure: "bagian depannya diubah"
            case .armorFailure: "bungkus teksnya (armor) rusak"
            case .payloadFailure: "isinya diubah atau terpotong"
            case .invalidKey: "yang disebut kunci age bukan kunci"
            case .tooLarge(let limit): "lebih besar dari \(limit) bita"
            }
        return Words(description, id: "berkas terkunci rusak atau diubah (\(indonesian)); minta salinan baru")
    }
}

extension ArchiveError {
    package var words: Words {
        let indonesian =
            switch self {
            case .unsafePath(let path): "ada nama berkas yang berbahaya di dalam arsip: \(path)"
            case .unsupportedEntry(let path): "bukan berkas dan bukan folder: \(path)"
            case .duplicateEntry(let path): "dua berkas yang di sebagian komputer menjadi satu: \(path)"
            case .malformed: "arsipnya rusak, terpotong, atau dapat dibaca dengan lebih dari satu cara"
            case .tooLarge: "arsipnya lebih besar daripada yang diperbolehkan"
            case .wrongSize(let path, let expected, let actual):
                "\(path): \(actual) bita, padahal disebut \(expected)"
            case .changedSince(let path): "\(path) berubah saat dibongkar"
            case .cannotRead(let path, let code):
                "tidak dapat membaca \(path): \(SystemWords.of(code).indonesian)"
            case .cannotWrite(let path, let code):
                "tidak dapat menulis \(path): \(SystemWords.of(code).indonesian)"
            case .wrongPassphrase: "frasa sandinya lain, atau arsipnya diubah"
            }
        return Words(description, id: indonesian)
    }
}

extension BagProblem {
    package var words: Words {
        let indonesian =
            switch self {
            case .missing(let path): "\(path) tidak ada"
            case .declarationNotPlain(let path): "\(path) bukan UTF-8 polos tanpa tanda urutan bita"
            case .declarationIncomplete(let path): "\(path) tidak menyebut versi dan pengodean"
            case .unknownVersion: "versi BagIt tidak dikenal"
            case .unknownEncoding: "pengodean berkas keterangan tidak dikenal"
            case .tagFileTooLarge(let path):
                "\(path) lebih besar daripada yang mungkin untuk berkas-berkas ini"
            case .otherEncoding(let path, let declaration):
                "\(path) tidak dalam pengodean yang disebut \(declaration)"
            case .unknownAlgorithm(let path): "\(path): cara menghitung sidik digital tidak dikenal"
            case .manifest(let path, let error): "\(path): \(error.words.indonesian)"
            case .noManifest: "tidak ada daftar isi (manifest)"
            case .unlisted(let path, let algorithm): "\(path) tidak ada dalam daftar \(algorithm)"
            case .unlistedAnywhere(let path): "\(path) tidak ada dalam daftar mana pun"
            case .misplaced(let path): "\(path) tidak semestinya ada dalam daftar ini"
            case .twoDigests(let path): "\(path) tercantum dengan dua sidik digital"
            case .altered(let path): "\(path) telah diubah"
            case .fetchOutside: "fetch.txt menyebut berkas di luar paket"
            case .toBeFetched(let path): "\(path) tidak disertakan, harus diambil dari tempat lain"
            case .severalOxums(let path): "\(path) menyebut Payload-Oxum lebih dari sekali"
            case .otherSize(let path): "ukuran isinya bukan yang disebut \(path)"
            case .outside(let path): "\(path) ada di luar paket"
            case .more: "dan lainnya"
            }
        return Words(description, id: indonesian)
    }
}

extension BagWarning {
    package var words: Words {
        let indonesian =
            switch self {
            case .ofSystem(let path): "\(path) adalah berkas sistem operasi pengirim"
            case .leftBySystem(let path):
                "\(path) bukan bagian paket: ditinggalkan sistem operasi"
            case .missingOfSystem(let path):
                "\(path), berkas sistem operasi pengirim, tercantum tetapi tidak ada"
            case .listedTwice(let path): "\(path) tercantum dua kali"
            case .likeAnother(let path):
                "\(path) berbeda dari nama lain hanya pada huruf besar atau aksennya"
            case .more: "dan lainnya"
            }
        return Words(description, id: indonesian)
    }
}

extension VolumeFault {
    package var words: Words {
        switch what {
        case .missing: Words("\(name) is missing", id: "\(name) tidak ada")
        case .altered: Words("\(name) was altered", id: "\(name) berubah")
        case .isOther(let other):
            Words("\(name) is what should be \(other)", id: "\(name) isinya seharusnya \(other)")
        case .unlisted:
            Words("\(name) is not in the list of volumes", id: "\(name) tidak ada dalam daftar potongan")
        case .list: Words("\(name) is no list of volumes", id: "\(name) bukan daftar potongan")
        }
    }
}

extension BundleFault {
    package var words: Words {
        switch self {
        case .problem(let problem): Words(problem)
        case .otherForm(let promised):
            Words(
                "its name ends in .\(promised) and it is not \(promised)",
                id: "namanya berakhiran .\(promised), padahal isinya bukan \(promised)")
        case .archive(let error): error.words
        case .volumes(let faults): faults.map(\.words).joined(separator: "; ")
        case .sealed(let error): error.words
        }
    }
}
