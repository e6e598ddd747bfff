import Bytes
import EvidenceVault
import Ledger

/// What can be wrong with offices, consents, amendments and what is handed over.
extension Problem {
    static func ofHandovers(_ error: VaultError) -> Problem {
        switch error {
        case .officeKeyTaken(let office, let label):
            Problem(
                .usage,
                "this key was proposed for \(office) already (\(label)); see 'amanah office list'",
                id: "kunci ini sudah diusulkan untuk \(office) (\(label)); lihat 'amanah office list'")
        case .noOfficeKey(let office):
            Problem(
                .notFound, "\(office) has no such key; see 'amanah office list'",
                id: "\(office) tidak punya kunci itu; lihat 'amanah office list'")
        case .severalOfficeKeys(let office, let labels):
            Problem(
                .usage,
                "\(office) has several keys: \(labels.joined(separator: ", ")); say which with --recipient",
                id:
                    "\(office) punya beberapa kunci: \(labels.joined(separator: ", ")); pilih dengan --recipient"
            )
        case .tooManyVolumes(let split):
            Problem(
                .usage,
                "this would be more than \(Bundle.mostVolumes) volumes of \(ByteCount.text(split)); choose larger ones with --split",
                id:
                    "ini menjadi lebih dari \(Bundle.mostVolumes) potongan @ \(ByteCount.text(split)); pilih ukuran lebih besar dengan --split"
            )
        case .officeHasKey(let office, let labels):
            Problem(
                .usage,
                "\(office) has a confirmed key (\(labels.joined(separator: ", "))): leave --passphrase out, which is safer; or say --despite-key, which the log and its auditors see",
                id:
                    "\(office) sudah punya kunci (\(labels.joined(separator: ", "))): tanpa --passphrase lebih aman; atau tambahkan --despite-key, yang tercatat di log dan dilihat auditor"
            )
        case .notARecipient(let text):
            Problem(
                .usage, "\(text) is neither a card nor an age1… key",
                id: "\(text) bukan kartu kunci dan bukan kunci age1…")
        case .consentEnded(let until):
            Problem(
                .usage, "the consent would have ended already (\(OfficeClock.text(until)))",
                id: "persetujuan itu sudah berakhir (\(OfficeClock.text(until)))")
        case .noSuchConsent(let number, let ref):
            Problem(
                .notFound, "\(ref) has no consent no. \(number); see 'amanah consent list \(ref)'",
                id: "\(ref) tidak punya persetujuan no. \(number); lihat 'amanah consent list \(ref)'")
        case .consentWithdrawn(let number, let ref, let at):
            Problem(
                .usage,
                "consent no. \(number) of \(ref) was withdrawn on \(OfficeClock.text(at)) and stays so; a new yes is a new consent",
                id:
                    "persetujuan no. \(number) untuk \(ref) sudah ditarik kembali pada \(OfficeClock.text(at)); persetujuan baru dicatat tersendiri"
            )
        case .nothingToConsentTo(let kinds, let ref, let unreadable):
            Problem(
                .usage,
                "\(ref) has no document that you can tell to be of kind \(list(kinds.map(\.said.english))) (\(unreadable) are sealed to others); name documents with --documents, or say --also-later",
                id:
                    "di \(ref) tidak ada dokumen yang Anda ketahui jenisnya \(list(kinds.map(\.said.indonesian))) (\(unreadable) tidak dapat Anda baca); sebutkan dengan --documents, atau tambahkan --also-later"
            )
        case .otherCase(let word, let ref):
            Problem(
                .usage, "\(word) is not a document of \(ref)", id: "\(word) bukan dokumen dari \(ref)")
        case .notYet(let time):
            Problem(
                .usage, "\(OfficeClock.text(time)) is still to come",
                id: "\(OfficeClock.text(time)) belum tiba")
        case .nothingProposed(let office, let ref, []):
            Problem(
                .usage,
                "nothing to hand over: \(ref) has no document that you read and that \(office) expects; see 'amanah office expects \(office)'",
                id:
                    "tidak ada yang diserahkan: di \(ref) tidak ada dokumen yang boleh Anda baca dan diminta \(office.said.indonesian); lihat 'amanah office expects \(office)'"
            )
        case .nothingProposed(let office, let ref, let covered):
            Problem(
                .usage,
                "nothing to hand over: of what may go to \(office) from \(ref) (\(DocumentNumbers.text(covered))) it expects none, or you left it out; name documents with --with, and see 'amanah office expects \(office)'",
                id:
                    "tidak ada yang diserahkan: dari dokumen \(ref) yang boleh diserahkan kepada \(office.said.indonesian) (\(DocumentNumbers.text(covered))) tidak ada yang dimintanya, atau Anda mengecualikannya; sebutkan dokumen dengan --with, dan lihat 'amanah office expects \(office)'"
            )
        case .nothingAmended(let ref):
            Problem(
                .usage, "\(ref) says so already; nothing was changed",
                id: "keterangan \(ref) sudah demikian; tidak ada yang diubah")
        case .amendedMeanwhile(let ref):
            Problem(
                .busy, "\(ref) was described anew meanwhile; look at it and try again",
                id: "keterangan \(ref) baru saja diperbaiki; lihat lalu coba lagi")
        case .otherClass(let kind, let confidentiality, let document):
            Problem(
                .usage,
                "\(kind.rawValue) is of class \(confidentiality.rawValue), and the document of \(document.rawValue), whose readers are others; deposit it anew with the right kind",
                id:
                    "\(kind.said.indonesian) termasuk golongan \(confidentiality.said.indonesian), sedangkan dokumen ini \(document.said.indonesian), yang pembacanya lain; masukkan lagi dengan jenis yang benar"
            )
        case .tooManyExhibits(let count, let most):
            Problem(
                .usage,
                "\(count) documents are too many for one bundle, whose reader takes about \(most) of these; make several, with --documents",
                id:
                    "\(count) dokumen terlalu banyak untuk satu paket, yang memuat kira-kira \(most) dokumen seperti ini; buat beberapa paket dengan --documents"
            )
        case .basisEnded(let until):
            Problem(
                .usage, "a legal basis that ended at \(OfficeClock.text(until)) lets nothing go",
                id: "dasar hukum yang berakhir \(OfficeClock.text(until)) tidak berlaku lagi")
        case .noSuchBasis(let number, let ref):
            Problem(
                .notFound, "\(ref) has no legal basis no. \(number); see 'amanah case show \(ref)'",
                id: "\(ref) tidak punya dasar hukum no. \(number); lihat 'amanah case show \(ref)'")
        case .basisApproved(let number, let ref):
            Problem(
                .usage, "legal basis no. \(number) of \(ref) was approved already",
                id: "dasar hukum no. \(number) untuk \(ref) sudah disetujui")
        case .handover(let problem): ofHandovers(problem)
        case .bundleImport(let problem): ofImports(problem)
        case .depositedAlready(let twins):
            Problem(
                .usage,
                "nothing was deposited: \(same(twins, " is the same as ")); say --again to deposit it all the same",
                id:
                    "tidak ada yang dimasukkan: \(same(twins, " sama dengan ")); tambahkan --again untuk tetap memasukkan"
            )
        default: .unnamed(error)
        }
    }

    private static func ofImports(_ problem: ImportProblem) -> Problem {
        switch problem {
        case .foreignBag:
            Problem(
                .usage,
                "this is somebody's bag and not a bundle of Amanah: no log stands behind it; look at it with 'amanah bundle open', and deposit its files with 'amanah add'",
                id:
                    "ini paket BagIt pihak lain, bukan paket Amanah: tidak ada log di belakangnya; buka dengan 'amanah bundle open', lalu masukkan berkasnya dengan 'amanah add'"
            )
        case .ownBundle(let ref):
            Problem(
                .usage, "this vault made that bundle itself; its documents are in \(ref)",
                id: "paket itu dibuat oleh brankas ini sendiri; dokumennya ada di \(ref)")
        case .importedAlready(let ref, let at):
            Problem(
                .usage, "this bundle came into \(ref) already, on \(OfficeClock.text(at))",
                id: "paket ini sudah dimasukkan ke \(ref) pada \(OfficeClock.text(at))")
        case .otherSender(let words):
            Problem(
                .integrity,
                "this is not what the sender signed: \(words.isEmpty ? "the digits differ" : "words that differ: \(words.map(String.init).joined(separator: ", "))"); do not use it, and telephone the sender again",
                id:
                    "ini bukan yang ditandatangani pengirim: \(words.isEmpty ? "digitnya berbeda" : "kata yang berbeda: ke-\(words.map(String.init).joined(separator: ", ke-"))"); jangan dipakai, dan telepon lagi pengirimnya"
            )
        }
    }

    private static func ofHandovers(_ problem: HandoverProblem) -> Problem {
        func numbers(_ numbers: [Int]) -> String { DocumentNumbers.text(numbers) }
        return switch problem {
        case .noSuchHandover(let number, let ref):
            Problem(
                .notFound, "\(ref) has no handover no. \(number); see 'amanah bundle list \(ref)'",
                id: "\(ref) tidak punya penyerahan no. \(number); lihat 'amanah bundle list \(ref)'")
        case .nothingHandedOver(let ref):
            Problem(
                .notFound, "nothing of \(ref) was handed over", id: "belum ada yang diserahkan dari \(ref)")
        case .whichHandover(let open, let ref):
            Problem(
                .usage,
                "it could be for several handovers of \(ref) (\(numbers(open))); say which with --handover",
                id: "ada beberapa penyerahan \(ref) (\(numbers(open))); pilih dengan --handover")
        case .signatureFitsNone(let tried, let ref):
            Problem(
                .integrity,
                "the signature is not that of the office over handover \(numbers(tried)) of \(ref), so nothing was taken in; if another key signed, name it with --key",
                id:
                    "tanda tangan ini bukan dari instansi itu atas penyerahan \(numbers(tried)) dari \(ref), jadi tidak dicatat; kalau kunci lain yang menandatangani, sebutkan dengan --key"
            )
        case .consentStillValid(let number, let ref):
            Problem(
                .usage,
                "consent no. \(number) of \(ref) is neither withdrawn nor ended; 'amanah consent withdraw' records that it was taken back",
                id:
                    "persetujuan no. \(number) untuk \(ref) belum ditarik kembali dan belum berakhir; penarikan dicatat dengan 'amanah consent withdraw'"
            )
        case .nothingToRecall(let number, let ref):
            Problem(
                .notFound,
                "under consent no. \(number) of \(ref) nothing was handed over that was not recalled already; see 'amanah bundle list \(ref)'",
                id:
                    "atas persetujuan no. \(number) untuk \(ref) tidak ada penyerahan yang belum dimintakan penghentiannya; lihat 'amanah bundle list \(ref)'"
            )
        case .recallNotNext(let number, let ref):
            Problem(
                .usage,
                "for handover no. \(number) of \(ref) the letter comes first (-o), then --sent, then --answer; see 'amanah bundle list \(ref)'",
                id:
                    "untuk penyerahan no. \(number) dari \(ref), surat dahulu (-o), lalu --sent, lalu --answer; lihat 'amanah bundle list \(ref)'"
            )
        }
    }

    private static func same(_ twins: [Twin], _ link: String) -> String {
        few(twins.map { "\($0.path)\(link)\($0.first)" })
    }

    private static func ofBases(_ problem: BasisProblem) -> Problem {
        switch problem {
        case .notApproved(let number, let ref):
            Problem(
                .notPermitted,
                "nobody has approved legal basis no. \(number) of \(ref) yet; another member does: 'amanah bundle approve \(ref) \(number)'. The refusal is in the log",
                id:
                    "dasar hukum no. \(number) untuk \(ref) belum disetujui; anggota lain yang menyetujuinya: 'amanah bundle approve \(ref) \(number)'. Percobaan ini dicatat"
            )
        case .ended(let number, let ref, let until):
            Problem(
                .notPermitted,
                "legal basis no. \(number) of \(ref) ended at \(OfficeClock.text(until)). The refusal is in the log",
                id:
                    "dasar hukum no. \(number) untuk \(ref) berakhir \(OfficeClock.text(until)). Percobaan ini dicatat"
            )
        case .otherOffice(let number, let ref, let office):
            Problem(
                .notPermitted,
                "legal basis no. \(number) of \(ref) is for \(office), and for nobody else. The refusal is in the log",
                id:
                    "dasar hukum no. \(number) untuk \(ref) hanya berlaku bagi \(office.said.indonesian). Percobaan ini dicatat"
            )
        case .notNamed(let number, let ref, let documents):
            Problem(
                .notPermitted,
                "legal basis no. \(number) of \(ref) does not name document \(DocumentNumbers.text(documents)). The refusal is in the log",
                id:
                    "dasar hukum no. \(number) untuk \(ref) tidak menyebut dokumen \(DocumentNumbers.text(documents)). Percobaan ini dicatat"
            )
        case .ownProposal(let number, let ref):
            Problem(
                .notPermitted,
                "you proposed legal basis no. \(number) of \(ref), and another member must approve it; the refusal is in the log",
                id:
                    "Anda yang mengusulkan dasar hukum no. \(number) untuk \(ref); anggota lain harus menyetujuinya. Percobaan ini dicatat"
            )
        }
    }

    static func ofHandovers(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .secondPerson:
            Problem(
                .notPermitted,
                "you proposed this key, and another member must confirm it; the refusal is in the log",
                id:
                    "Anda yang mengusulkan kunci ini; anggota lain harus mengukuhkannya. Percobaan ini dicatat"
            )
        case .notYours:
            Problem(
                .notPermitted,
                "only who deposited it or a coordinator of the case describes it anew; the refusal is in the log",
                id:
                    "hanya yang memasukkannya atau koordinator kasus yang memperbaiki keterangannya. Percobaan ini dicatat"
            )
        case .officeKey(let office, let isOther):
            Problem(
                .notPermitted,
                "\(isOther ? "this is no confirmed key of" : "nobody has confirmed a key of") \(office): 'amanah office add \(office) --card CARD', then another member: 'amanah office confirm \(office)'\(isOther ? "" : "; or, where it has none, seal with --passphrase"). The refusal is in the log",
                id:
                    "\(isOther ? "ini bukan kunci yang dikukuhkan untuk" : "belum ada kunci yang dikukuhkan untuk") \(office): 'amanah office add \(office) --card KARTU', lalu anggota lain: 'amanah office confirm \(office)'\(isOther ? "" : "; atau, bila instansi tidak punya kunci, --passphrase"). Percobaan ini dicatat"
            )
        case .noConsent(let missing):
            Problem(.notPermitted, missing.words)
        case .noBasis(let problem): ofBases(problem)
        default:
            Problem(
                .notPermitted, "not permitted: \(refusal.code)", id: "tidak diizinkan: \(refusal.code)")
        }
    }
}
