import Age
import Bytes
package import EvidenceVault
import Foundation
import Ledger
import Rendering
import SLIP39
import VaultStorage

/// An error of the program that runs, which has words of its own.
package protocol HasProblem: Error {
    var problem: Problem? { get }
}

/// An error as the user sees it: what happened, to what, and what to do next; and the exit status.
package struct Problem {
    package let words: Words
    package let status: ExitStatus

    /// Untrusted text in it is made visible here, once.
    package func message(in language: Language) -> String { visible(words.in(language)) }

    package init(_ status: ExitStatus, _ english: String, id indonesian: String) {
        self.init(status, Words(english, id: indonesian))
    }

    package init(_ status: ExitStatus, _ words: Words) {
        self.words = words
        self.status = status
    }

    /// What no words were found for: a fault of this program.
    package static func unnamed(_ error: any Error) -> Problem {
        Problem(
            .other, "this program has no words for what happened: \(error)",
            id: "program ini tidak punya kata-kata untuk yang terjadi: \(error)")
    }

    /// Nil for errors of the command line parser, which has words of its own.
    package init?(_ error: any Error) {
        switch error {
        case is VaultError, is StorageError, is LedgerError:
            guard let error = VaultError(error) else { return nil }
            self = Problem.of(error)
        case let fault as SettingFault: self.init(.usage, fault.words)
        case let error as RenderingError: self.init(error.status, error.words)
        case let error as any HasProblem:
            guard let problem = error.problem else { return nil }
            self = problem
        case AgeError.noMatch:
            self.init(
                .notPermitted,
                "this bundle is not sealed to your key; check which key file it is, or ask the sender for a bundle for your card",
                id:
                    "paket ini tidak ditujukan kepada kunci Anda; periksa berkas kuncinya, atau minta pengirim membuat paket untuk kartu kunci Anda"
            )
        case let error as SLIP39Error:
            self.init(.usage, Words("recovery shares: ", id: "bagian kunci pemulihan: ") + error.words)
        case let error as AgeError: self.init(.integrity, error.words)
        case let error as CocoaError: self = Problem.unnamed(error)
        default: return nil
        }
    }

    package static func of(_ error: VaultError) -> Problem {
        switch error {
        case .notAVault(let path):
            Problem(
                .notFound, "\(path) is not a vault; name one with --vault, or make one with 'amanah init'",
                id:
                    "\(path) bukan folder brankas; tunjukkan foldernya dengan --vault, atau tanyakan letaknya kepada pengelola brankas (membuat yang baru: 'amanah init')"
            )
        case .newerFormat(let found):
            Problem(
                .other, "this vault was made by a newer Amanah (\(found)); update this program",
                id: "brankas ini dibuat oleh Amanah yang lebih baru (\(found)); perbarui program ini")
        case .members(let problem): Problem(.usage, problem.words)
        case .emergency(let problem): Problem(.usage, problem.words)
        case .documents(let problem): Problem(.usage, problem.words)
        case .kit(let problem): Problem(.usage, problem.words)
        case .impossiblePolicy(let fault): Problem(.usage, fault.words)
        case .noSuchMember(let name, let nearest):
            Problem(
                .notFound,
                "no member is called \(name); \(nearest.map { "did you mean \($0)?" } ?? "see 'amanah member list'")",
                id:
                    "tidak ada anggota bernama \(name); \(nearest.map { "maksudnya \($0)?" } ?? "lihat 'amanah member list'")"
            )
        case .noSuchCase(let ref, let nearest):
            Problem(
                .notFound,
                "there is no case \(ref); \(nearest.map { "did you mean \($0)?" } ?? "see 'amanah case list'")",
                id:
                    "tidak ada kasus bernomor \(ref); \(nearest.map { "maksudnya \($0)?" } ?? "lihat 'amanah case list'")"
            )
        case .noSuchDocument(let ref):
            Problem(
                .notFound, "there is no document \(ref); see 'amanah list'",
                id: "tidak ada dokumen \(ref); lihat 'amanah list'")
        case .ambiguous(let text, let matches):
            Problem(
                .usage, "\(text) can mean \(matches.joined(separator: ", ")); say more of it",
                id: "\(text) dapat berarti \(matches.joined(separator: ", ")); sebutkan lebih lengkap")
        case .caseExists(let ref):
            Problem(
                .usage, "there is a case \(ref) already", id: "kasus \(ref) sudah ada")
        case .alreadyEnrolled(let name):
            Problem(.usage, "\(name) is a member already", id: "\(name) sudah menjadi anggota")
        case .nameTaken(let name):
            Problem(
                .usage,
                "\(name) is another member's name, or reads like one; let them make a key under a name that nobody has",
                id:
                    "\(name) sudah dipakai anggota lain, atau mirip; minta ia membuat kunci pribadi dengan nama lain"
            )
        case .refusedByLog(let problem):
            Problem(
                .busy,
                "the vault changed meanwhile, and this \(problem.text.english); look again and try once more",
                id: "brankas berubah sementara itu: \(problem.text.indonesian); periksa lalu coba lagi")
        case .keysChanged(let ref):
            Problem(
                .busy, "the keys of \(ref) changed meanwhile; nothing was done, do it again",
                id: "kunci \(ref) berubah sementara itu; belum ada yang dilakukan, ulangi")
        case .rolesExclude(let one, let other):
            Problem(
                .usage,
                "\(one.rawValue) and \(other.rawValue) are never one person's: who audits reads and manages nothing",
                id:
                    "satu orang tidak boleh merangkap \(one.said.indonesian) dan \(other.said.indonesian): yang memeriksa tidak boleh membaca dokumen atau mengelola"
            )
        case .insideVault(let path):
            Problem(
                .usage,
                "\(path) lies inside the vault; keep the recovery key elsewhere, such as on a USB stick in a safe",
                id:
                    "\(path) ada di dalam brankas; simpan kunci pemulihan di luar brankas, misalnya di flashdisk dalam lemari besi"
            )
        case .nobodyCanGrant(let refs):
            Problem(
                .usage,
                "this would leave \(few(refs)) with nobody who can assign members; let a coordinator assign another one first (to go on all the same: --yes; after that only the trustees can help)",
                id:
                    "\(few(refs)) tidak akan punya koordinator lagi; tugaskan koordinator lain lebih dahulu (tetap lanjut: --yes; setelah itu hanya pemegang bagian kunci yang dapat menolong)"
            )
        case .lastCustodian:
            Problem(
                .usage, "this would leave the vault without a custodian; enrol another one first",
                id: "brankas tidak akan punya pengelola lagi; daftarkan pengelola lain lebih dahulu")
        case .notJoined, .anotherVault, .othersVault: ofFirstSight(error)
        case .wrongPassphrase:
            Problem(
                .locked,
                "wrong passphrase; check capitals and try again. If it is forgotten: a custodian can enrol a new key, and no document is lost",
                id:
                    "frasa sandi salah; periksa huruf besar dan kecil, lalu coba lagi. Jika lupa: pengelola dapat mendaftarkan kunci baru, dan tidak ada dokumen yang hilang"
            )
        case .weakPassphrase(let weakness): Problem(.usage, weakness.refusal)
        case .notAnIdentity(let path):
            Problem(
                .usage, "\(path) is not an identity file; such files usually have names like siti.identity",
                id: "\(path) bukan berkas kunci; berkas kunci biasanya bernama seperti siti.identity")
        case .notAMember:
            Problem(
                .notPermitted,
                "you are not a member of this vault; give your card ('amanah identity card') to its custodian",
                id:
                    "Anda belum terdaftar di brankas ini; kirim kartu kunci Anda ('amanah identity card') kepada pengelola brankas"
            )
        case .membershipEnded:
            Problem(
                .notPermitted,
                "the vault goes on with keys that you were not given: your membership has ended, or was suspended; ask its custodian",
                id:
                    "brankas ini memakai kunci baru yang tidak diberikan kepada Anda: keanggotaan Anda berakhir atau dinonaktifkan sementara; tanyakan kepada pengelolanya"
            )
        case .keysWithheld(let by):
            Problem(
                .integrity,
                "\(by) changed the vault's keys and did not give them to you, who should have them; call another custodian, and keep this copy",
                id:
                    "\(by) mengganti kunci brankas dan tidak memberikannya kepada Anda yang berhak; hubungi pengelola lain, dan simpan salinan ini"
            )
        case .nothingRemembered:
            Problem(
                .integrity,
                "this computer remembers nothing of this vault, so it cannot tell what was there; let a colleague repair it who worked in it last",
                id:
                    "di komputer ini tidak ada catatan tentang keadaan brankas ini; minta rekan yang terakhir bekerja di dalamnya memperbaikinya"
            )
        case .notPermitted(let refusal): notPermitted(refusal)
        case .exampleKey(let fingerprint):
            Problem(
                .notPermitted,
                "\(fingerprint) is an example key whose passphrase is published; it is valid only in a vault made with 'init --example'",
                id:
                    "\(fingerprint) adalah kunci contoh yang frasa sandinya diumumkan; hanya berlaku di brankas 'init --example'"
            )
        case .notARecoveryKey:
            Problem(
                .notPermitted, "this is not the recovery key of this vault",
                id: "ini bukan kunci pemulihan untuk brankas ini")
        case .notASpokenDigest(let problem):
            Problem(.usage, problem.words)
        case .kitExpired(let until):
            Problem(
                .notPermitted,
                "the kit expired on \(OfficeClock.text(until)); ask the coordinator for another",
                id:
                    "masa pakai kotak titip ini habis pada \(OfficeClock.text(until)); minta yang baru kepada koordinator"
            )
        case .notAFieldDeposit(let path):
            Problem(
                .integrity, "\(path) was not sealed with a field kit, or is damaged; nothing was collected",
                id: "\(path) tidak disegel dengan kotak titip, atau rusak; tidak ada yang diterima")
        case .clockMoved:
            Problem(
                .other,
                "this computer's clock was set, or it slept for days, while documents were sealed; nothing was deposited, do it again",
                id:
                    "jam komputer ini diubah, atau komputer tidur berhari-hari, selama dokumen disegel; tidak ada yang dimasukkan, ulangi"
            )
        case .ledger(let error): ofWhatIsGiven(error)
        case .storage(let error): ofStorage(error)
        case .nameNotText, .changedWhileRead: ofDisks(error)
        case .closed:
            Problem(
                .locked, "the vault was locked meanwhile; unlock it and do that again",
                id: "brankas sudah terkunci; buka lagi, lalu ulangi")
        case .notCovered:
            Problem(
                .other,
                "this program was about to show something that the log does not say; nothing was shown",
                id:
                    "program ini hampir menampilkan sesuatu yang tidak tercatat di log; tidak ada yang ditampilkan"
            )
        case .altered(let finding) where finding.isOfSomebodysMaking:
            Problem(
                .integrity, finding.words + .data("; ") + finding.remedy)
        case .altered(.database(let what)):
            Problem(
                .integrity,
                "the vault was altered: the database: \(what.words.english); stop, keep this copy, and go on with the newest backup, in a new folder: 'amanah restore BACKUPS --to NEW'",
                id:
                    "ISI BRANKAS TIDAK COCOK: basis data: \(what.words.indonesian). Jangan hapus atau perbaiki apa pun; simpan salinan ini, dan lanjutkan dari salinan cadangan terbaru di folder baru: 'amanah restore CADANGAN --to BARU'. Ini bukan berarti Anda berbuat salah"
            )
        case .altered(let finding):
            Problem(
                .integrity,
                "the vault was altered: \(finding.words.english); stop, keep this copy, call an auditor or custodian, and run 'amanah verify'. It does not mean that you did something wrong",
                id:
                    "ISI BRANKAS TIDAK COCOK: \(finding.words.indonesian). Jangan hapus atau perbaiki apa pun. Hubungi auditor atau pengelola, lalu jalankan 'amanah verify'. Ini bukan berarti Anda berbuat salah"
            )
        case .officeKeyTaken, .noOfficeKey, .severalOfficeKeys, .consentEnded, .noSuchConsent,
            .basisEnded, .noSuchBasis, .basisApproved, .tooManyExhibits,
            .consentWithdrawn, .nothingToConsentTo, .otherCase, .notYet, .nothingAmended, .amendedMeanwhile,
            .otherClass, .depositedAlready, .notARecipient, .nothingProposed, .handover, .bundleImport,
            .officeHasKey,
            .tooManyVolumes:
            ofHandovers(error)
        case .rolledBack, .forked, .exportDiffers, .notATimestamp,
            .verdictTooLong:
            ofProofs(error)
        case .knownByOtherVersion(let path):
            Problem(
                .other,
                "what this computer has noted of this vault (the file \(path)) is by another version of Amanah; remove that file alone, ask a colleague for the vault's phrase, and join it again ('amanah join')",
                id:
                    "catatan komputer ini tentang brankas (berkas \(path)) berasal dari versi Amanah yang lain; hapus berkas itu saja, tanyakan frasa brankas kepada rekan, lalu bergabung lagi ('amanah join')"
            )
        case .knownVaultAltered(let path):
            Problem(
                .integrity,
                "what this computer has noted of this vault (the file \(path)) was altered; remove that file alone, ask a colleague for the vault's phrase, and join it again ('amanah join')",
                id:
                    "catatan di komputer ini tentang keadaan brankas (berkas \(path)) telah diubah; hapus berkas catatan itu saja, minta rekan membacakan frasa brankas, lalu bergabung lagi ('amanah join')"
            )
        case .backup(let problem): ofBackups(problem)
        case .wrongBundlePassphrase:
            Problem(
                .locked,
                "this passphrase does not open the bundle; check every word with the sender by telephone. If it is right, the file was altered: ask for another",
                id:
                    "frasa sandi ini tidak membuka paket; cocokkan setiap kata dengan pengirim lewat telepon. Kalau sudah benar, berkasnya berubah di jalan: minta salinan baru"
            )
        case .bundleInvalid(let why):
            Problem(
                .integrity,
                "the bundle must not be trusted: \(why.words.english); ask the sender for another",
                id:
                    "paket ini rusak atau berubah di jalan: \(why.words.indonesian). Jangan dipakai sebagai bukti; minta salinan baru kepada pengirim"
            )
        }
    }

    private static func notPermitted(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .role(let needed):
            Problem(
                .notPermitted,
                "this needs the role \(list(needed.map(\.rawValue))); the refusal is in the log",
                id:
                    "ini hanya dapat dilakukan oleh \(list(needed.map(\.said.indonesian))). Percobaan ini dicatat; salah tekan itu wajar"
            )
        case .notOnTeam(let ref):
            Problem(
                .notPermitted,
                "you are not on the team of \(ref); its coordinator assigns members. The refusal is in the log",
                id:
                    "Anda belum ditugaskan di kasus \(ref); minta koordinatornya. Percobaan ini dicatat"
            )
        case .cannotRead(let confidentiality):
            Problem(
                .notPermitted,
                "your role on this case does not read \(confidentiality.rawValue) documents; the refusal is in the log",
                id:
                    "peran Anda di kasus ini tidak dapat membaca dokumen golongan \(confidentiality.said.indonesian), juga yang Anda masukkan sendiri. Itu untuk melindungi korban dan Anda. Percobaan ini dicatat"
            )
        case .cannotDeposit(let kind):
            Problem(
                .notPermitted,
                "your role on this case does not deposit \(kind.rawValue); the refusal is in the log",
                id:
                    "peran Anda di kasus ini tidak dapat memasukkan \(kind.said.indonesian); minta pendamping hukum atau koordinator. Percobaan ini dicatat"
            )
        case .fieldDeposit(let problem):
            Problem(
                .notPermitted, "it was not collected: \(problem.words.english); the refusal is in the log",
                id: "tidak diterima: \(problem.words.indonesian). Percobaan ini dicatat")
        case .secondPerson, .notYours, .officeKey, .noConsent, .noBasis: ofHandovers(refusal)
        }
    }

    /// A few of many references.
    package static func few(_ refs: [String]) -> String {
        refs.count <= 5
            ? refs.joined(separator: ", ") : refs.prefix(4).joined(separator: ", ") + " (+\(refs.count - 4))"
    }

    package static func list(_ words: [String]) -> String { words.joined(separator: " / ") }
}
