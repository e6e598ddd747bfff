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

    /// What an office is called in Indonesian.
    private static func name(_ office: String) -> String { (try? Office(office))?.said.indonesian ?? office }

    private static func same(_ twins: [Twin], _ link: String) -> String {
        few(twins.map { "\($0.path)\(link)\($0.first)" })
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
        case .noConsent(let office, let kinds):
            Problem(
                .notPermitted,
                "no recorded consent covers \(kinds.isEmpty ? "anything" : list(kinds.map(\.rawValue))) for \(office), so nothing leaves: ask the survivor first, and a no is an answer; see 'amanah consent record'. The refusal is in the log",
                id:
                    "korban belum menyetujui penyerahan\(kinds.isEmpty ? "" : " " + list(kinds.map(\.said.indonesian))) kepada \(name(office)), jadi tidak diserahkan. Tanyakan dahulu kepada korban; \"tidak\" juga jawaban. Cara mencatatnya: 'amanah consent record'. Percobaan ini dicatat"
            )
        default:
            Problem(
                .notPermitted, "not permitted: \(refusal.code)", id: "tidak diizinkan: \(refusal.code)")
        }
    }
}
