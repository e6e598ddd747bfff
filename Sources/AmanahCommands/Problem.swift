import Age
import EvidenceVault
import Foundation
import SLIP39

/// An error as the user sees it: what happened, to what, and what to do next; and the exit status.
struct Problem {
    let words: Words
    let status: ExitStatus

    /// Untrusted text in it is made visible here, once.
    func message(in language: Language) -> String { visible(words.in(language)) }

    init(_ status: ExitStatus, _ english: String, id indonesian: String) {
        words = Words(english, id: indonesian)
        self.status = status
    }

    /// Nil for errors of the command line parser, which has words of its own.
    init?(_ error: any Error) {
        switch error {
        case is VaultError, is StorageError:
            guard let error = VaultError(error) else { return nil }
            self = Problem.of(error)
        case let error as CommandError: self = error.problem
        case let error as LoggedAlone:
            guard let cause = Problem(error.cause) else { return nil }
            self.init(
                cause.status, "\(cause.words.english); \(error.words.english)",
                id: "\(cause.words.indonesian); \(error.words.indonesian)")
        case AgeError.noMatch:
            self.init(
                .notPermitted, "this bundle is not sealed to your identity",
                id: "bundel ini tidak disegel untuk identitas Anda")
        case let error as SLIP39Error:
            self.init(
                .usage, "recovery shares: \(error.words.english)",
                id: "bagian kunci: \(error.words.indonesian)")
        case let error as AgeError:
            self.init(.integrity, error.description, id: "berkas age rusak atau diubah: \(error)")
        case let error as CocoaError:
            self.init(.other, error.localizedDescription, id: error.localizedDescription)
        default: return nil
        }
    }

    private static func of(_ error: VaultError) -> Problem {
        switch error {
        case .notAVault(let path):
            Problem(
                .notFound, "\(path) is not a vault; name one with --vault, or make one with 'amanah init'",
                id: "\(path) bukan brankas; sebutkan dengan --vault, atau buat dengan 'amanah init'")
        case .newerFormat(let found):
            Problem(
                .other, "this vault was made by a newer Amanah (\(found)); update this program",
                id: "brankas ini dibuat oleh Amanah yang lebih baru (\(found)); perbarui program ini")
        case .badName(let name, let why): badName(name, why)
        case .badInput(let why): Problem(.usage, why, id: why)
        case .badSetting(let fault):
            Problem(.usage, fault.words.english, id: fault.words.indonesian)
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
                    "tidak ada kasus \(ref); \(nearest.map { "maksudnya \($0)?" } ?? "lihat 'amanah case list'")"
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
                .usage, "there is a case \(ref) already", id: "berkas kasus \(ref) sudah ada")
        case .alreadyEnrolled(let name):
            Problem(.usage, "\(name) is a member already", id: "\(name) sudah menjadi anggota")
        case .nameTaken(let name):
            Problem(
                .usage,
                "\(name) is another member's name, or reads like one; let them make an identity under a name that nobody has",
                id: "\(name) sudah dipakai anggota lain, atau mirip; buat identitas dengan nama lain")
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
                id: "\(one.indonesian) dan \(other.indonesian) tidak boleh dirangkap satu orang")
        case .insideVault(let path):
            Problem(
                .usage,
                "\(path) lies inside the vault; keep the recovery key elsewhere, such as on a USB stick in a safe",
                id: "\(path) ada di dalam brankas; simpan kunci pemulihan di tempat lain")
        case .nobodyCanGrant(let refs):
            Problem(
                .usage,
                "this would leave \(few(refs)) with nobody who can assign members; let a coordinator assign another one first, or say --yes",
                id:
                    "\(few(refs)) akan tidak punya koordinator; tugaskan koordinator lain dahulu, atau tambahkan --yes"
            )
        case .lastCustodian:
            Problem(
                .usage, "this would leave the vault without a custodian; enrol another one first",
                id: "brankas akan tidak punya pengelola; daftarkan pengelola lain dahulu")
        case .notJoined, .anotherVault, .othersVault, .wrongPhrase, .vaultMoved: ofFirstSight(error)
        case .wrongPassphrase:
            Problem(.locked, "wrong passphrase", id: "frasa sandi salah")
        case .weakPassphrase(let weakness):
            Problem(.usage, weakness.refusal.english, id: weakness.refusal.indonesian)
        case .notAnIdentity(let path):
            Problem(
                .usage, "\(path) is not an identity file; make one with 'amanah identity new'",
                id: "\(path) bukan berkas identitas; buat dengan 'amanah identity new'")
        case .notAMember:
            Problem(
                .notPermitted,
                "you are not a member of this vault; give your card ('amanah identity card') to its custodian",
                id:
                    "Anda bukan anggota brankas ini; berikan kartu Anda ('amanah identity card') kepada pengelolanya"
            )
        case .membershipEnded:
            Problem(
                .notPermitted,
                "the vault goes on with keys that you were not given: your membership has ended, or was suspended; ask its custodian",
                id:
                    "brankas ini memakai kunci baru yang tidak diberikan kepada Anda: keanggotaan Anda berakhir atau ditangguhkan; tanyakan kepada pengelolanya"
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
                    "komputer ini tidak mengingat apa pun tentang brankas ini; minta rekan yang terakhir bekerja di dalamnya memperbaikinya"
            )
        case .notPermitted(let refusal): notPermitted(refusal)
        case .exampleKey(let fingerprint):
            Problem(
                .notPermitted,
                "\(fingerprint) is an example key whose passphrase is published; it is valid only in a vault made with 'init --example'",
                id:
                    "\(fingerprint) adalah kunci contoh yang frasa sandinya diumumkan; hanya berlaku di brankas 'init --example'"
            )
        case .notACard(let why):
            Problem(.usage, "not a member's card: \(why)", id: "bukan kartu anggota: \(why)")
        case .notARecoveryKey:
            Problem(
                .notPermitted, "this is not the recovery key of this vault",
                id: "ini bukan kunci pemulihan brankas ini")
        case .notAKit(let problem): notAKit(problem)
        case .notASpokenDigest(let problem):
            Problem(.usage, problem.words.english, id: problem.words.indonesian)
        case .kitExpired(let until):
            Problem(
                .notPermitted,
                "the kit expired on \(OfficeClock.text(until)); ask the coordinator for another",
                id: "kit ini berakhir pada \(OfficeClock.text(until)); minta yang baru kepada koordinator")
        case .notAFieldDeposit(let path):
            Problem(
                .integrity, "\(path) was not sealed with a field kit, or is damaged; nothing was collected",
                id: "\(path) tidak disegel dengan kit lapangan, atau rusak; tidak ada yang diambil")
        case .clockMoved:
            Problem(
                .other,
                "this computer's clock was set, or it slept for days, while documents were sealed; nothing was deposited, do it again",
                id:
                    "jam komputer ini diubah, atau komputer tidur berhari-hari, selama dokumen disegel; tidak ada yang disetor, ulangi"
            )
        case .noHybridKey(let name):
            Problem(
                .usage,
                "this vault uses post-quantum keys and \(name) has none; let them make a new identity with 'amanah identity new'",
                id:
                    "brankas ini memakai kunci pasca-kuantum dan \(name) tidak memilikinya; minta dibuat identitas baru dengan 'amanah identity new'"
            )
        case .storage(let error): ofStorage(error)
        case .nameNotText, .changedWhileRead, .littleRoom, .replacedStay, .notLogged: ofDisks(error)
        case .notCovered:
            Problem(
                .other,
                "this program was about to show something that the log does not say; nothing was shown",
                id:
                    "program ini hampir menampilkan sesuatu yang tidak tercatat di log; tidak ada yang ditampilkan"
            )
        case .altered(let finding) where finding.isOfSomebodysMaking:
            Problem(
                .integrity, "\(finding.words.english); \(finding.remedy.english)",
                id: "\(finding.words.indonesian); \(finding.remedy.indonesian)")
        case .altered(.database(let what)):
            Problem(
                .integrity,
                "the vault was altered: the database: \(what); stop, keep this copy, and go on with the newest backup, in a new folder: 'amanah restore BACKUPS --to NEW'",
                id:
                    "brankas telah diubah: basis data: \(what); berhenti, simpan salinan ini, dan lanjutkan dari salinan cadangan terbaru di folder baru: 'amanah restore CADANGAN --to BARU'"
            )
        case .altered(let finding):
            Problem(
                .integrity,
                "the vault was altered: \(finding.words.english); stop, keep this copy, and run 'amanah verify'",
                id:
                    "brankas telah diubah: \(finding.words.indonesian); berhenti, simpan salinan ini, jalankan 'amanah verify'"
            )
        case .unknownWord, .officeKeyTaken, .noOfficeKey, .severalOfficeKeys, .consentEnded, .noSuchConsent,
            .consentWithdrawn, .nothingToConsentTo, .otherCase, .notYet, .nothingAmended, .amendedMeanwhile,
            .otherClass, .depositedAlready:
            ofHandovers(error)
        case .rolledBack, .forked, .notACheckpoint, .exportDiffers, .notATimestamp, .clockBehind:
            ofProofs(error)
        case .knownVaultAltered(let path):
            Problem(
                .integrity,
                "your own memory of this vault, \(path), was altered; remove it, ask a colleague for the vault's phrase, and join it again ('amanah join')",
                id:
                    "ingatan Anda tentang brankas ini, \(path), telah diubah; hapus, minta frasa brankas dari rekan, lalu bergabung lagi ('amanah join')"
            )
        case .backup(let problem): ofBackups(problem)
        case .bundleInvalid(let why):
            Problem(
                .integrity, "the bundle must not be trusted: \(why); ask the sender for another",
                id: "bundel tidak dapat dipercaya: \(why); minta lagi kepada pengirim")
        }
    }

    private static func badName(_ name: String, _ why: VaultError.NameProblem) -> Problem {
        switch why {
        case .empty: Problem(.usage, "a name or title is empty", id: "nama atau judul kosong")
        case .tooLong(let limit):
            Problem(
                .usage,
                "'\(few(name))' is too long: it has \(name.utf8.count) bytes, and \(limit) is the most; give a shorter one (for a file: --name or --title)",
                id:
                    "'\(few(name))' terlalu panjang: \(name.utf8.count) bita, paling banyak \(limit); beri yang lebih pendek (untuk berkas: --name atau --title)"
            )
        case .controlCharacters:
            Problem(
                .usage, "'\(name)' has control or reordering characters; leave them out",
                id: "'\(name)' berisi karakter kendali atau pembalik urutan; hilangkan karakter itu")
        }
    }

    /// The end of a long name, which tells it from others.
    private static func few(_ name: String) -> String {
        name.unicodeScalars.count <= 120
            ? name : "…" + String(String.UnicodeScalarView(name.unicodeScalars.suffix(120)))
    }

    private static func notPermitted(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .role(let needed):
            Problem(
                .notPermitted,
                "this needs the role \(list(needed.map(\.rawValue))); the refusal is in the log",
                id: "ini memerlukan peran \(list(needed.map(\.indonesian))); penolakan ini tercatat")
        case .notOnTeam(let ref):
            Problem(
                .notPermitted,
                "you are not on the team of \(ref); its coordinator assigns members. The refusal is in the log",
                id: "Anda bukan anggota tim \(ref); koordinatornya yang menugaskan. Penolakan ini tercatat")
        case .cannotRead(let confidentiality):
            Problem(
                .notPermitted,
                "your role on this case does not read \(confidentiality.rawValue) documents; the refusal is in the log",
                id:
                    "peran Anda pada kasus ini tidak membaca dokumen \(confidentiality.rawValue); penolakan ini tercatat"
            )
        case .cannotDeposit(let kind):
            Problem(
                .notPermitted,
                "your role on this case does not deposit \(kind.rawValue); the refusal is in the log",
                id: "peran Anda pada kasus ini tidak menyetor \(kind.rawValue); penolakan ini tercatat")
        case .fieldDeposit(let problem):
            Problem(
                .notPermitted, "it was not collected: \(problem.words.english); the refusal is in the log",
                id: "tidak diambil: \(problem.words.indonesian); penolakan ini tercatat")
        case .secondPerson, .notYours, .officeKey, .noConsent: ofHandovers(refusal)
        }
    }

    /// A few of many references.
    static func few(_ refs: [String]) -> String {
        refs.count <= 5
            ? refs.joined(separator: ", ") : refs.prefix(4).joined(separator: ", ") + " (+\(refs.count - 4))"
    }

    static func list(_ words: [String]) -> String { words.joined(separator: " / ") }
}
