package import Ledger

extension CaseFile.Handover.Acknowledgement {
    package func words(_ say: Language) -> String {
        switch self {
        case .officeKey:
            say("receipt signed with the office's key", "tanda terima bertanda tangan kunci instansi")
        case .otherKey: say("receipt signed with another key", "tanda terima bertanda tangan kunci lain")
        case .paper: say("receipt on paper", "tanda terima di atas kertas")
        }
    }
}

extension CaseFile.Handover.RecallStep {
    package func words(_ say: Language) -> String {
        switch self {
        case .notice: say("notice written", "surat pemberitahuan dibuat")
        case .sent: say("notice sent", "surat pemberitahuan dikirim")
        case .answered: say("answered", "dijawab")
        }
    }
}
