/// A level of confidentiality. One class of one case is a compartment, with a key of its own.
public enum ConfidentialityClass: String, Codable, Vocabulary, Hashable, Sendable, Comparable {
    case identity, testimony, medical, legal, casework, restitution, register
    /// What everybody on the team of a case may know of it: its title. No document is of this class.
    case summary

    public static let documentClasses: [ConfidentialityClass] = allCases.filter { $0 != .summary }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    public static var subject: UnknownWord.Subject { .confidentiality }
    public static var typed: [ConfidentialityClass] { documentClasses }

    public var indonesian: String {
        switch self {
        case .identity: "identitas korban dan keluarga"
        case .testimony: "kesaksian dan bukti"
        case .medical: "medis"
        case .legal: "dokumen hukum"
        case .casework: "catatan pendampingan"
        case .restitution: "restitusi"
        case .register: "daftar pekerja migran"
        case .summary: "judul kasus"
        }
    }

    public var also: [String] {
        switch self {
        case .identity: ["identitas", "identitas korban"]
        case .testimony: ["kesaksian", "bukti"]
        case .medical: ["kesehatan"]
        case .legal: ["hukum"]
        case .casework: ["pendampingan"]
        case .restitution: []
        case .register: ["daftar"]
        case .summary: []
        }
    }
}

/// What a document is. The kind decides the class, and so who can open it.
///
/// Source: the table of kinds in the domain page.
public enum DocumentKind: String, Codable, Vocabulary, Hashable, Sendable {
    case identityDocument = "identity-document"
    case familyLetter = "family-letter"

    case chronology, statement
    case companionRecording = "companion-recording"
    case officialRecording = "official-recording"
    case electronic
    case travelDocument = "travel-document"
    case object

    case visum
    case visumPsychiatric = "visum-psychiatric"
    case medicalRecord = "medical-record"
    case psychLetter = "psych-letter"

    case policeReport = "police-report"
    case bap
    case powerOfAttorney = "power-of-attorney"
    case indictment, verdict
    case lpskApplication = "lpsk-application"
    case correspondence

    case intake, assessment, counselling, referral, shelter, monitoring, reintegration, termination
    case caseNote = "case-note"

    case receipt
    case medicalBill = "medical-bill"
    case wageProof = "wage-proof"
    case lossStatement = "loss-statement"
    case restitutionApplication = "restitution-application"

    case migration

    case consent
    case handoverReceipt = "handover-receipt"
    /// What a bundle of another vault proved of the documents that came with it.
    case custodyRecord = "custody-record"
    case redacted, other

    /// The class of this kind; nil for kinds that can be of any class, which the depositor then names.
    public var confidentialityClass: ConfidentialityClass? {
        switch self {
        case .identityDocument, .familyLetter: .identity
        case .chronology, .statement, .companionRecording, .officialRecording, .electronic, .travelDocument,
            .object:
            .testimony
        case .visum, .visumPsychiatric, .medicalRecord, .psychLetter: .medical
        case .policeReport, .bap, .powerOfAttorney, .indictment, .verdict, .lpskApplication, .correspondence:
            .legal
        case .intake, .assessment, .counselling, .referral, .shelter, .monitoring, .reintegration,
            .termination, .caseNote:
            .casework
        case .receipt, .medicalBill, .wageProof, .lossStatement, .restitutionApplication: .restitution
        case .migration: .register
        case .consent, .handoverReceipt, .custodyRecord, .redacted, .other: nil
        }
    }

    /// The Indonesian term, as it stands in the documents themselves.
    public var indonesian: String {
        switch self {
        case .identityDocument: "dokumen identitas (KTP, KK, akta, paspor)"
        case .familyLetter: "surat keluarga atau perwalian"
        case .chronology: "kronologi"
        case .statement: "pernyataan tertulis korban atau saksi (bukan BAP)"
        case .companionRecording: "rekaman pendamping"
        case .officialRecording: "rekaman pemeriksaan resmi"
        case .electronic: "bukti elektronik (chat, foto, transfer)"
        case .travelDocument: "kontrak, visa, tiket, surat palsu"
        case .object: "catatan tentang benda"
        case .visum: "visum et repertum"
        case .visumPsychiatric: "visum et repertum psychiatricum"
        case .medicalRecord: "rekam medis"
        case .psychLetter: "surat keterangan psikolog klinis atau psikiater"
        case .policeReport: "laporan polisi"
        case .bap: "berita acara pemeriksaan (BAP)"
        case .powerOfAttorney: "surat kuasa khusus"
        case .indictment: "surat dakwaan"
        case .verdict: "putusan pengadilan"
        case .lpskApplication: "permohonan kepada LPSK"
        case .correspondence: "surat-menyurat"
        case .intake: "penerimaan pengaduan"
        case .assessment: "asesmen"
        case .counselling: "catatan konseling"
        case .referral: "surat rujukan"
        case .shelter: "catatan rumah aman"
        case .monitoring: "pemantauan"
        case .reintegration: "rencana reintegrasi"
        case .termination: "penutupan layanan"
        case .caseNote: "catatan kasus"
        case .receipt: "kuitansi"
        case .medicalBill: "tagihan pengobatan"
        case .wageProof: "bukti upah"
        case .lossStatement: "uraian kerugian"
        case .restitutionApplication: "permohonan restitusi"
        case .migration: "kartu kendali"
        case .consent: "surat atau rekaman persetujuan"
        case .handoverReceipt: "tanda terima penyerahan"
        case .custodyRecord: "riwayat penguasaan dari paket"
        case .redacted: "salinan yang disamarkan"
        case .other: "lainnya"
        }
    }

    public static var subject: UnknownWord.Subject { .kind }

    public var also: [String] {
        switch self {
        case .identityDocument: ["identitas", "ktp", "kk", "akta", "paspor", "akta kelahiran"]
        case .familyLetter: ["surat keluarga", "perwalian"]
        case .chronology: []
        case .statement: ["pernyataan", "pernyataan tertulis", "keterangan"]
        case .companionRecording: ["rekaman pendampingan"]
        case .officialRecording: ["rekaman pemeriksaan", "rekaman resmi"]
        case .electronic: ["elektronik", "chat", "foto", "tangkapan layar", "whatsapp"]
        case .travelDocument: ["kontrak", "visa", "tiket", "surat palsu", "dokumen perjalanan"]
        case .object: ["benda", "barang"]
        case .visum: []
        case .visumPsychiatric: ["visum psychiatricum", "visum psikiatri"]
        case .medicalRecord: []
        case .psychLetter: ["surat psikolog", "surat psikiater", "keterangan psikolog"]
        case .policeReport: ["lp"]
        case .bap: []
        case .powerOfAttorney: ["surat kuasa", "kuasa"]
        case .indictment: ["dakwaan"]
        case .verdict: ["putusan"]
        case .lpskApplication: ["permohonan lpsk"]
        case .correspondence: ["surat", "korespondensi"]
        case .intake: ["pengaduan"]
        case .assessment: []
        case .counselling: ["konseling"]
        case .referral: ["rujukan"]
        case .shelter: ["rumah aman"]
        case .monitoring: []
        case .reintegration: ["reintegrasi"]
        case .termination: ["terminasi"]
        case .caseNote: ["catatan"]
        case .receipt: ["kwitansi", "nota"]
        case .medicalBill: ["tagihan"]
        case .wageProof: ["slip gaji", "upah"]
        case .lossStatement: ["kerugian"]
        case .restitutionApplication: []
        case .migration: []
        case .consent: ["persetujuan"]
        case .handoverReceipt: ["tanda terima"]
        case .custodyRecord: ["riwayat penguasaan"]
        case .redacted: ["disamarkan"]
        case .other: ["lain"]
        }
    }

    /// Kinds that a bundle never takes unless they are named one by one.
    public var isNeverProposed: Bool { self == .counselling || self == .custodyRecord }
}
