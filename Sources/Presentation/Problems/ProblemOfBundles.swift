package import EvidenceVault
import Ledger

extension Words {
    /// Why a bundle is not to be trusted.
    package init(_ problem: BundleProblem) {
        self.init(problem.description, id: Words.indonesian(problem))
    }

    package init(_ warning: BundleWarning) {
        let indonesian =
            switch warning {
            case .bag(let warning): warning.words.indonesian
            case .earlier(let folder, let warning): "\(folder): \(Words(warning).indonesian)"
            case .receivedBeforeSent(let exhibit):
                "\(exhibit) dimasukkan sebelum waktu penyerahannya oleh brankas lain: ada jam yang salah, atau sengaja diubah"
            case .otherSealing(.keys(let keys)):
                "diserahkan kepada kunci lain daripada yang membukanya: \(keys.joined(separator: ", "))"
            case .otherSealing(.passphrase), .otherSealing(.passphraseDespiteKey):
                "diserahkan dengan frasa sandi, tetapi datang terkunci untuk sebuah kunci"
            case .sealedToOthers(let count):
                "dienkripsi juga untuk \(count) kunci lain: orang lain dapat membukanya"
            case .timestampUntrusted(let name, let why):
                "\(name): tanda tangannya tidak terbukti berasal dari sertifikat yang diberikan: \(why)"
            case .newerThanWitness(let exhibit): "\(exhibit) lebih baru daripada yang dilihat saksi"
            case .datedBefore(let time):
                "penyerahan bertanggal sebelum catatan yang mendahuluinya (\(time)): ada jam yang salah, atau sengaja diubah"
            case .consentEnded(let time): "pada saat itu satu persetujuan sudah berakhir (\(time))"
            }
        self.init(warning.description, id: indonesian)
    }

    private static func indonesian(_ problem: BundleProblem) -> String {
        switch problem {
        case .bag(let problem): problem.words.indonesian
        case .notSigned: "paket ini tidak ditandatangani"
        case .wrongSignature: "tanda tangan paket ini salah"
        case .otherComment: "keterangan tanda tangan lain daripada custody.json"
        case .unsignedFile(let path): "\(path) tidak tercakup tanda tangan"
        case .strayFile(let path): "\(path) tidak semestinya ada dalam paket"
        case .noCustody: "custody.json tidak ada atau rusak"
        case .custodyTooLarge: "custody.json lebih besar daripada yang mungkin untuk berkas-berkas ini"
        case .notProven(let name): "\(name): tidak terbukti ada dalam log"
        case .noExhibit(let path): "\(path) tidak ada di keduanya, paket dan custody.json"
        case .otherCase(let name): "\(name) dari kasus lain"
        case .otherFile(let name): "\(name) bukan berkas yang dulu dimasukkan"
        case .otherOriginal(let name):
            "\(name) adalah salinan yang disamarkan dari dokumen lain daripada yang dibuktikan"
        case .custodyDiffers(let name): "\(name): custody.json berkata lain daripada log"
        case .record(let name, let problem): "\(name): \(problem.words.indonesian)"
        case .badKitSeal(let name): "\(name): bukan disegel dengan kotak titip itu"
        case .otherThanRecord(let path): "\(path) berkata lain daripada custody.json"
        case .otherDocuments: "dokumen di dalamnya bukan yang diserahkan"
        case .notInOrder: "ada yang disebut dua kali atau tidak berurutan"
        case .otherSigner: "paket ini ditandatangani orang lain daripada yang menyerahkan"
        case .consents(.none): "tidak ada persetujuan"
        case .consents(.otherCase): "ada persetujuan dari kasus lain"
        case .consents(.otherOffice): "ada persetujuan untuk instansi lain"
        case .consents(.ended): "ada persetujuan yang sudah berakhir saat penyerahan"
        case .consents(.notCovered(let number)): "dokumen \(number) tidak tercakup persetujuan"
        case .consents(.besideBasis): "menyebut persetujuan di samping dasar hukum"
        case .consents(.notApproved): "dasar hukumnya tidak disetujui anggota kedua"
        case .consents(.basisOfOtherCase): "dasar hukumnya dari kasus lain"
        case .consents(.basisForOtherOffice): "dasar hukumnya untuk instansi lain"
        case .consents(.basisEnded): "dasar hukumnya sudah berakhir saat penyerahan"
        case .consents(.notInBasis(let number)): "dasar hukumnya tidak menyebut dokumen \(number)"
        case .void(let name, let position): "\(name): catatan \(position) dalam log tidak berlaku, kata saksi"
        case .otherName(let name): "\(name): custody.json memberi kunci itu nama lain daripada log"
        case .nameTaken(let name):
            "\(name): nama itu milik kunci lain, dan log tidak memberi satu nama kepada dua kunci"
        case .noRecipient: "yang disebut sebagai kunci penerima bukan kunci"
        case .witness(.otherLog): "saksinya dari log lain"
        case .witness(.largerThanLog): "saksi sudah melihat lebih banyak daripada isi log"
        case .witness(.notCosigned): "saksi tidak menandatangani"
        case .witness(.notAnAuditor): "saksi bukan auditor"
        case .witness(.inconsistent): "log bukan lanjutan dari yang dilihat saksi"
        case .timestampOfOtherLog(let name): "\(name): log bukan lanjutan dari yang diberi penanda waktu"
        case .earlier(let folder, let problem): "\(folder): \(indonesian(problem))"
        case .chainMissing(let exhibit):
            "\(exhibit) datang dari brankas lain, tetapi bukti penguasaannya di sana tidak ada"
        case .otherChain(let folder): "\(folder) membuktikan dokumen lain daripada yang datang ke sini"
        case .chainTooLong: "paket ini sudah melewati lebih dari \(BundleFiles.longestChain) brankas"
        }
    }
}
