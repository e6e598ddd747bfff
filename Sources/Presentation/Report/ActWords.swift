import EvidenceVault
import Ledger
package import Oversight

extension Language {
    /// What an act is called; the stable name itself for one that this program does not know.
    package func act(_ name: String) -> String {
        switch name {
        case "vault.found": self("vault founded", "brankas dibuat")
        case "member.enrol": self("member enrolled", "anggota didaftarkan")
        case "member.role": self("roles of a member set", "peran anggota diubah")
        case "member.suspend": self("member suspended", "keanggotaan dinonaktifkan sementara")
        case "member.revoke": self("membership ended", "keanggotaan diakhiri")
        case "member.restore": self("member let back in", "keanggotaan diaktifkan kembali")
        case "policy.set": self("policy changed", "aturan peran diubah")
        case "audit.key": self("audit key made", "kunci audit dibuat")
        case "audit.grant": self("audit key handed on", "kunci audit diteruskan")
        case "audit.review": self("log reviewed", "log diperiksa auditor")
        case "audit.timestamp": self("time-stamp kept", "penanda waktu disimpan")
        case "audit.witness": self("log witnessed", "log disaksikan")
        case "log.repair": self("void entries looked into", "catatan yang tidak berlaku diperiksa")
        case "vault.zone": self("time zone set", "zona waktu ditetapkan")
        case "vault.level": self("level of the vault raised", "tingkat brankas dinaikkan")
        case "recovery.rotate": self("recovery key replaced", "kunci pemulihan brankas diganti")
        case "audit.report": self("report of accesses made", "laporan akses dibuat")
        case "case.open": self("case opened", "kasus baru dibuat")
        case "case.assign": self("put on the team", "masuk tim")
        case "case.unassign": self("taken off the team", "tidak lagi di tim")
        case "case.rekey": self("keys changed", "kunci kasus diganti")
        case "emergency.request": self("emergency access asked for", "akses darurat diminta")
        case "emergency.approve": self("emergency access allowed", "akses darurat diizinkan")
        case "kit.make": self("field kit made", "kotak titip dibuat")
        case "kit.cancel": self("field kit cancelled", "kotak titip ditutup")
        case "document.deposit": self("document deposited", "dokumen dimasukkan")
        case "document.reseal": self("document resealed", "dokumen dikunci ulang")
        case "document.amend": self("document described anew", "keterangan dokumen diperbaiki")
        case "office.propose": self("key of an office proposed", "kunci instansi diusulkan")
        case "office.confirm": self("key of an office confirmed", "kunci instansi dikukuhkan")
        case "office.retire": self("key of an office retired", "kunci instansi tidak dipakai lagi")
        case "office.expect": self("expectations of offices set", "daftar yang diminta instansi ditetapkan")
        case "consent.withdraw": self("consent withdrawn", "persetujuan ditarik kembali")
        case "consent.record": self("consent recorded", "persetujuan dicatat")
        case "basis.propose": self("legal basis proposed", "dasar hukum diusulkan")
        case "basis.approve": self("legal basis approved", "dasar hukum disetujui")
        case "basis.show": self("legal basis looked at", "dasar hukum dilihat")
        case "bundle.create": self("documents handed over", "dokumen diserahkan")
        case "bundle.import": self("bundle of another vault taken in", "paket dari brankas lain dimasukkan")
        case "bundle.receipt": self("receipt of an office taken in", "tanda terima instansi dicatat")
        case "bundle.recall": self("office asked to stop using it", "instansi diminta berhenti memakai")
        case "bundle.list": self("handovers listed", "daftar penyerahan dilihat")
        case "case.show": self("case title seen", "judul kasus dilihat")
        case "document.list": self("titles listed", "daftar dokumen dilihat")
        case "document.show": self("details seen", "rincian dokumen dilihat")
        case "document.read": self("document opened", "isi dokumen dibuka")
        case "document.export": self("document written to a file", "dokumen disalin ke luar brankas")
        case "audit.matrix": self("matrix of keys seen", "tabel akses dilihat")
        case "consent.list": self("consents listed", "daftar persetujuan dilihat")
        case "kit.collect": self("field deposits collected", "titipan diterima")
        case "member.exposure":
            self("what a member's keys open seen", "daftar yang dapat dibuka anggota dilihat")
        case "refusal": self("refused", "akses tidak diizinkan")
        default: name
        }
    }

    /// Why something was refused: ``Refusal/code``.
    package func refusal(_ code: String) -> String {
        switch code {
        case "role": self("no role that may", "bukan perannya")
        case "not-on-team": self("not on the team of the case", "belum ditugaskan di kasus ini")
        case "cannot-read": self("role does not read this class", "perannya tidak dapat membaca golongan ini")
        case "cannot-deposit":
            self("role does not deposit this kind", "perannya tidak dapat memasukkan jenis ini")
        case "second-person": self("it takes a second person", "perlu orang kedua")
        case "not-yours": self("somebody else deposited it", "dimasukkan oleh orang lain")
        case "office-key": self("no confirmed key of the office", "bukan kunci instansi yang dikukuhkan")
        case "no-basis": self("no legal basis for it", "belum ada dasar hukum yang disetujui")
        case "no-consent": self("no consent covers it", "belum ada persetujuan korban")
        default:
            FieldDepositProblem(rawValue: code) == nil
                ? code
                : self(
                    "a field deposit that is not taken in (\(code))", "titipan tidak dapat diterima (\(code))"
                )
        }
    }

    /// What somebody asked for and was not given, and why.
    package func tried(_ act: String, _ reason: String) -> String {
        self("tried", "percobaan") + " “\(self.act(act))”: \(refusal(reason))"
    }

    /// What an entry says besides its case and documents.
    package func details(_ entry: TrailEntry, _ clock: OfficeHours.Clock) -> String {
        func list(_ roles: [Role]) -> String { roles.map { $0.words(self) }.joined(separator: ", ") }
        switch entry.details {
        case .none: return ""
        case .refused(let asked, let reason): return tried(asked, reason)
        case .about(let person, let roles):
            return person.called(self) + (roles.isEmpty ? "" : self(" as ", " sebagai ") + list(roles))
        case .deposited(let confidentiality, let withKit):
            return confidentiality.words(self)
                + (withKit ? self(", with a field kit", ", dengan kotak titip") : "")
        case .kitMade(let classes, let until):
            return classes.map { $0.words(self) }.joined(separator: ", ") + self(" until ", " sampai ")
                + clock.text(until)
        case .rekeyed(let keys):
            return keys.isEmpty
                ? self("for who lacked them", "diberikan kepada anggota yang belum punya")
                : keys.sorted { $0.key < $1.key }.map { "\($0.key.words(self)) → \($0.value)" }
                    .joined(separator: ", ")
        case .emergencyAsked(let role): return self("as ", "sebagai ") + role.words(self)
        case .emergencyAllowed(_, let person, let until):
            return (person?.called(self) ?? "") + self(" until ", " sampai ") + clock.text(until)
        case .consented(let number, let office, let purpose, let until, let later):
            return "no. \(number) → \(officeName(office)): "
                + self(purpose.rawValue, purpose.indonesian)
                + (later ? self(", and later documents", ", juga yang dimasukkan kemudian") : "")
                + (until.map { self(", until ", ", sampai ") + clock.text($0) } ?? "")
        case .withdrawn(let number): return "no. \(number)"
        case .acknowledged(let number, let how):
            return self("handover no. ", "penyerahan no. ") + "\(number), \(how.words(self))"
        case .recalled(let number, let consent, let step):
            return self("handover no. ", "penyerahan no. ") + "\(number), "
                + self("consent no. ", "persetujuan no. ") + "\(consent), \(step.words(self))"
        case .office(let office, let recipient, let isAlone):
            return "\(officeName(office)), " + key(recipient, isAlone)
        case .reviewed(let accepted, let questioned):
            return self("accepted ", "dinyatakan wajar ") + "\(accepted), "
                + self("questioned ", "minta penjelasan ")
                + "\(questioned)"
        case .basisProposed(let number, let office, let until):
            return "no. \(number) → \(officeName(office))" + self(", until ", ", sampai ") + clock.text(until)
        case .basisApproved(let number, let office): return "no. \(number) → \(officeName(office))"
        case .handedOver(let office, let consents, let basis, let sealing, let isAlone):
            return "→ \(officeName(office)), \(self.sealing(sealing, isAlone)), "
                + ground(consents, basis)
        }
    }

    /// What a handover went on: consents, or a ground in law.
    package func ground(_ consents: [Int], _ basis: Int?) -> String {
        basis.map { self("LEGAL BASIS no. ", "DASAR HUKUM no. ") + "\($0)" }
            ?? self("consent no. ", "persetujuan no. ")
            + consents.map(String.init).joined(separator: ", ")
    }

    /// The key that something is sealed to, with a mark when one member alone has said whose it is.
    package func key(_ recipient: String, _ isAlone: Bool) -> String {
        self("key ", "kunci ") + OfficeKey.short(recipient) + alone(isAlone)
    }

    /// What a bundle was sealed with. A passphrase is marked as loudly as a key that one member alone has confirmed.
    func sealing(_ sealing: BundleSealing, _ isAlone: Bool) -> String {
        switch sealing {
        case .keys(let keys):
            let short = keys.map { OfficeKey.short($0) }.joined(separator: ", ")
            return self(keys.count == 1 ? "key " : "keys ", "kunci ") + short + alone(isAlone)
        case .passphrase: return self("with a PASSPHRASE", "dengan FRASA SANDI")
        case .passphraseDespiteKey:
            return self(
                "with a PASSPHRASE although there was a key",
                "dengan FRASA SANDI, padahal ada kunci instansi")
        }
    }

    private func alone(_ isAlone: Bool) -> String {
        isAlone ? self(" (confirmed by one member ALONE)", " (dikukuhkan SATU orang saja)") : ""
    }

    func officeName(_ office: Office) -> String {
        self == .english ? office.description : office.indonesian ?? office.description
    }
}
