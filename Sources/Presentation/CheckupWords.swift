import EvidenceVault

extension VaultNotes {
    /// When this computer made the newest good backup, and how much was new since.
    package func backup(of entries: UInt64) -> Words {
        guard let backedUpAt else {
            return Words("none made from this computer", id: "belum pernah dibuat dari komputer ini")
        }
        let since = entries > (backedUpEntries ?? entries) ? entries - (backedUpEntries ?? entries) : 0
        return Words(
            "\(OfficeClock.text(backedUpAt)), entries since: \(since)",
            id: "\(OfficeClock.text(backedUpAt)), catatan log sesudahnya: \(since)")
    }
}

extension BackupAge {
    /// What there is to say of it; nil when all is well.
    package var words: Words? {
        switch self {
        case .recent: nil
        case .never:
            Words(
                "no backup was made from this computer; 'amanah backup DIR' copies the vault to another disk while others work",
                id:
                    "belum ada salinan cadangan dari komputer ini; 'amanah backup DIR' menyalin brankas ke disk lain selagi yang lain bekerja"
            )
        case .days(let days):
            Words(
                "the last good backup from this computer is \(days) days old; make one now: 'amanah backup DIR'",
                id:
                    "salinan cadangan utuh terakhir dari komputer ini berumur \(days) hari; buat sekarang: 'amanah backup DIR'"
            )
        case .ahead:
            Words(
                "the last backup bears a time that is still to come; look at this computer's clock, then 'amanah backup DIR'",
                id:
                    "salinan cadangan terakhir bertanggal di masa depan; periksa jam komputer ini, lalu 'amanah backup DIR'"
            )
        }
    }
}

extension CheckupArea {
    package var words: Words {
        switch self {
        case .permissions: Words("permissions", id: "izin berkas")
        case .clock: Words("clock", id: "jam")
        case .disk: Words("disk space", id: "ruang disk")
        case .unfinished: Words("unfinished work", id: "pekerjaan terputus")
        case .backup: Words("backup", id: "salinan cadangan")
        case .drill: Words("recovery drill", id: "latihan pemulihan")
        case .members: Words("members", id: "anggota")
        case .cases: Words("cases", id: "kasus")
        case .kits: Words("field kits", id: "kotak titip")
        case .consents: Words("consents", id: "persetujuan")
        case .offices: Words("offices", id: "instansi")
        }
    }
}

extension CheckupFinding {
    /// What is the matter, and what to do about it.
    package var words: (what: Words, remedy: Words) {
        func say(_ what: String, _ remedy: String, id whatID: String, _ remedyID: String) -> (Words, Words) {
            (Words(what, id: whatID), Words(remedy, id: remedyID))
        }
        switch self {
        case .openToOthers(let path):
            return say(
                "other users of this computer can get at \(path)", "say: chmod -R go= '\(path)'",
                id: "pengguna lain di komputer ini dapat membuka \(path)", "jalankan: chmod -R go= '\(path)'")
        case .clockAbsurd(let now):
            return say(
                "this computer's clock says \(now)",
                "set it right before you work: what you sign bears this time",
                id: "jam komputer ini menunjukkan \(now)",
                "betulkan sebelum bekerja: yang Anda tanda tangani memuat waktu ini")
        case .clockBehind(let seconds):
            let clock = ClockWords.behind(seconds)
            return say(
                "this computer's clock is \(clock.english) behind what the vault holds",
                "set it right; if it is right, somebody's clock was ahead: tell the auditor",
                id: "jam komputer ini tertinggal \(clock.indonesian) dari isi brankas",
                "betulkan; jika sudah benar, jam orang lain yang terlalu cepat: beri tahu auditor")
        case .littleRoom(let free):
            return say(
                "only \(ByteCount.text(free)) are left on the vault's disk",
                "empty the wastebasket, move away videos and copies of documents that are not needed any more; delete nothing in the vault's folder",
                id: "ruang pada disk brankas tinggal \(ByteCount.text(free))",
                "kosongkan tempat sampah, pindahkan video dan salinan dokumen yang sudah tidak dipakai; jangan menghapus isi folder brankas"
            )
        case .reserveInUse(let kept):
            return say(
                "the disk was full: the log lives on what was kept for it (\(ByteCount.text(kept)) left)",
                "free some room; until then nobody can deposit",
                id: "disk pernah penuh: log memakai ruang daruratnya (sisa \(ByteCount.text(kept)))",
                "kosongkan ruang; sampai saat itu tidak ada yang dapat memasukkan dokumen")
        case .leftovers(let count):
            return say(
                "deposits that were cut off have left \(count) files",
                "nothing: the next 'amanah add' takes them away",
                id: "pekerjaan yang terputus meninggalkan \(count) berkas",
                "tidak perlu apa-apa: 'amanah add' berikutnya membersihkannya")
        case .backup(let age):
            return (
                age.words ?? .data(""),
                Words(
                    "amanah backup DIR, on a disk that is kept elsewhere",
                    id: "amanah backup DIR, di disk yang disimpan di tempat lain")
            )
        case .neverDrilled:
            return say(
                "it was never tried from this computer whether the trustees' shares open the vault",
                "with the trustees: amanah recover --drill",
                id: "belum pernah dicoba dari komputer ini apakah bagian kunci membuka brankas",
                "bersama pemegang bagian kunci: amanah recover --drill")
        case .drilled(let days):
            return say(
                "the trustees' shares were tried last \(days) days ago",
                "with the trustees: amanah recover --drill",
                id: "bagian kunci terakhir dicoba \(days) hari lalu",
                "bersama pemegang bagian kunci: amanah recover --drill")
        case .oneCustodian(let name):
            return say(
                "\(name) is the only custodian",
                "a second one can go on when they cannot: amanah member role, or member enrol",
                id: "\(name) satu-satunya pengelola brankas",
                "pengelola kedua dapat melanjutkan bila ia berhalangan: amanah member role, atau member enrol"
            )
        case .noAuditor:
            return say(
                "there is no auditor: nobody looks at who reads what",
                "a custodian: amanah member enrol CARD --role auditor",
                id: "tidak ada auditor: tidak ada yang memeriksa siapa membaca apa",
                "pengelola: amanah member enrol KARTU --role auditor")
        case .waitingForNewKeys(let refs):
            return say(
                "who left can still open new deposits of \(Problem.few(refs))",
                "one of its coordinators runs any command: amanah status",
                id: "yang sudah keluar masih dapat membuka dokumen baru \(Problem.few(refs))",
                "salah satu koordinatornya menjalankan perintah apa saja: amanah status")
        case .emergencies(let refs):
            return say(
                "emergency access is in force, or was not taken back: \(Problem.few(refs))",
                "a coordinator of the case: amanah case show CASE",
                id: "akses darurat masih berlaku atau belum diakhiri: \(Problem.few(refs))",
                "koordinator kasus: amanah case show KASUS")
        case .nobodyCanAssign(let refs):
            return say(
                "nobody can assign members in \(Problem.few(refs))",
                "with the trustees: amanah recover --member NAME --case CASE",
                id: "tidak ada yang dapat menugaskan anggota di \(Problem.few(refs))",
                "bersama pemegang bagian kunci: amanah recover --member NAMA --case KASUS")
        case .oneCanAssign(let refs):
            return say(
                "only one member holds all keys of \(Problem.few(refs))",
                "a second coordinator would be safer: amanah case assign CASE NAME --role coordinator",
                id: "hanya satu anggota memegang semua kunci \(Problem.few(refs))",
                "koordinator kedua lebih aman: amanah case assign KASUS NAMA --role coordinator")
        case .kitsEnd(let refs, let end):
            return say(
                "field kits end before \(OfficeClock.text(end)): \(Problem.few(refs))",
                "collect what they have sealed, and make new ones: amanah kit make CASE",
                id: "masa pakai kotak titip habis sebelum \(OfficeClock.text(end)): \(Problem.few(refs))",
                "terima isinya, lalu buat yang baru: amanah kit make KASUS")
        case .consentsEnd(let refs, let end):
            return say(
                "consents end before \(OfficeClock.text(end)): \(Problem.few(refs))",
                "ask the survivor again before anything more is handed over: amanah consent list CASE",
                id: "persetujuan berakhir sebelum \(OfficeClock.text(end)): \(Problem.few(refs))",
                "tanyakan lagi kepada korban sebelum ada yang diserahkan: amanah consent list KASUS")
        case .officesWithoutKey(let offices):
            let names = Words.list(offices.map(\.said))
            return say(
                "there is a consent for them and no key: \(names.english)",
                "ask them for their card, compare it by telephone: amanah office add OFFICE --card CARD",
                id: "ada persetujuan, tetapi belum ada kunci: \(names.indonesian)",
                "minta kartu kunci mereka, cocokkan lewat telepon: amanah office add INSTANSI --card KARTU")
        case .keysToConfirm(let offices):
            let names = Words.list(offices.map(\.said))
            return say(
                "a key waits to be confirmed by a second member: \(names.english)",
                "amanah office confirm OFFICE, after comparing its words",
                id: "kunci menunggu dikukuhkan anggota kedua: \(names.indonesian)",
                "amanah office confirm INSTANSI, setelah kata-katanya dicocokkan")
        case .vault(let error):
            let problem = Problem(error)
            return (
                (problem ?? .unnamed(error)).words,
                Words("as it says", id: "seperti disebutkan")
            )
        }
    }
}
