/// A level of confidentiality. One class of one case is a compartment, with a key of its own.
public enum ConfidentialityClass: String, Codable, CaseIterable, Hashable, Sendable, Comparable {
    case identity, testimony, medical, legal, casework, restitution, register
    /// What everybody on the team of a case may know of it: its title. No document is of this class.
    case summary

    public static let documentClasses: [ConfidentialityClass] = allCases.filter { $0 != .summary }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What a document is. The kind decides the class, and so who can open it.
///
/// Source: the table of kinds in the domain page.
public enum DocumentKind: String, Codable, CaseIterable, Hashable, Sendable {
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
        case .consent, .handoverReceipt, .redacted, .other: nil
        }
    }

    /// The Indonesian term, as it stands in the documents themselves.
    public var indonesian: String {
        switch self {
        case .identityDocument: "dokumen identitas (KTP, KK, akta, paspor)"
        case .familyLetter: "surat keluarga, perwalian"
        case .chronology: "kronologi"
        case .statement: "keterangan korban atau saksi"
        case .companionRecording: "rekaman pendampingan"
        case .officialRecording: "rekaman pemeriksaan"
        case .electronic: "bukti elektronik"
        case .travelDocument: "kontrak, visa, tiket"
        case .object: "barang bukti"
        case .visum: "visum et repertum"
        case .visumPsychiatric: "visum et repertum psychiatricum"
        case .medicalRecord: "rekam medis"
        case .psychLetter: "surat keterangan psikolog"
        case .policeReport: "laporan polisi"
        case .bap: "berita acara pemeriksaan"
        case .powerOfAttorney: "surat kuasa khusus"
        case .indictment: "surat dakwaan"
        case .verdict: "putusan"
        case .lpskApplication: "permohonan ke LPSK"
        case .correspondence: "surat-menyurat"
        case .intake: "penerimaan pengaduan"
        case .assessment: "asesmen"
        case .counselling: "konseling"
        case .referral: "rujukan"
        case .shelter: "rumah aman"
        case .monitoring: "pemantauan"
        case .reintegration: "reintegrasi"
        case .termination: "terminasi"
        case .caseNote: "catatan kasus"
        case .receipt: "kuitansi"
        case .medicalBill: "tagihan pengobatan"
        case .wageProof: "bukti upah"
        case .lossStatement: "pernyataan kerugian"
        case .restitutionApplication: "permohonan restitusi"
        case .migration: "kartu kendali"
        case .consent: "persetujuan"
        case .handoverReceipt: "tanda terima"
        case .redacted: "salinan yang disamarkan"
        case .other: "lainnya"
        }
    }

    /// One line that `add` shows where a depositor may be mistaken about what they hold.
    public var advice: String? {
        switch self {
        case .visum, .visumPsychiatric:
            "A visum goes to the investigator who asked for it; keep a lawfully obtained copy only, and say so with --obtained."
        case .bap: "A BAP is the investigator's; keep a copy only if it was given to you."
        case .companionRecording:
            "A companion's recording of a child is not the official one (UU 21/2007 arts. 39-40)."
        case .electronic:
            "Never alter the original device; deposit what was extracted, and say how with --obtained."
        case .counselling: "Counselling notes are never proposed for a bundle."
        default: nil
        }
    }

    /// Kinds that a bundle never takes unless they are named one by one.
    public var isNeverProposed: Bool { self == .counselling }
}
