import EvidenceVault
import Ledger

extension DocumentKind {
    /// What `add` says where a depositor may be mistaken about what they hold.
    package var advice: Words? {
        switch self {
        case .visum, .visumPsychiatric:
            Words(
                "A visum is the investigator's who asked for it. Keep only a copy that was lawfully obtained, and say how with --obtained.",
                id:
                    "Visum adalah milik penyidik yang memintanya. Simpan hanya salinan yang diperoleh secara sah, dan tulis caranya dengan --obtained."
            )
        case .bap:
            Words(
                "A BAP is the investigator's; keep a copy only if it was given to you.",
                id: "BAP milik penyidik; simpan hanya salinan yang diberikan kepada Anda.")
        case .companionRecording:
            Words(
                "A companion's recording of a child is not the official one (UU 21/2007 arts. 39-40).",
                id: "Rekaman pendamping terhadap anak bukan rekaman resmi (UU 21/2007 Pasal 39–40).")
        case .electronic:
            Words(
                "Never alter the original telephone or device; deposit what was extracted from it, and say how with --obtained.",
                id:
                    "Jangan mengubah HP atau perangkat aslinya. Masukkan hasil salinannya, dan tulis caranya dengan --obtained."
            )
        case .counselling:
            Words(
                "Counselling notes are never proposed for a bundle.",
                id: "Catatan konseling tidak pernah diusulkan untuk diserahkan.")
        default: nil
        }
    }
}
