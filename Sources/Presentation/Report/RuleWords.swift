import EvidenceVault
package import Oversight

/// What a rule is called, why it is there, and what to do about what it finds.
package struct RuleWords {
    let title: String
    let why: String
    let todo: String
}

extension AuditRules {
    /// In words that name the measures that were applied.
    package func words(of rule: RuleName, _ say: Language) -> RuleWords {
        switch rule {
        case .emergency:
            RuleWords(
                title: say("Emergency access", "Akses darurat"),
                why: say(
                    "Somebody asked to be let into a case whose team they are not on. Every request is listed, allowed or not.",
                    "Seseorang meminta akses ke kasus yang bukan tugasnya. Semua permintaan dicatat, diizinkan atau tidak."
                ),
                todo: say(
                    "Ask the coordinator who allowed it what the emergency was, and whether what was opened fits it. The reason given is in 'amanah audit log'; it is left out here because it may name somebody.",
                    "Tanyakan kepada koordinator yang mengizinkan apa keadaan daruratnya, dan apakah yang dibuka sesuai dengan itu. Alasannya ada di 'amanah audit log'; tidak ditulis di sini karena dapat menyebut nama."
                ))
        case .recoveryKey:
            RuleWords(
                title: say("Recovery key used", "Kunci pemulihan brankas dipakai"),
                why: say(
                    "The recovery key opens every document. It speaks for the trustees and should rest.",
                    "Kunci pemulihan brankas dapat membuka semua dokumen. Hanya dipakai bila para pemegang bagian kunci sepakat."
                ),
                todo: say(
                    "Ask the trustees whether they met and decided this.",
                    "Tanyakan kepada para pemegang bagian kunci apakah mereka bertemu dan memutuskan ini."))
        case .keysBeyondRole:
            RuleWords(
                title: say("Keys beyond the role", "Memegang kunci di luar perannya"),
                why: say(
                    "As of now somebody holds the newest key of documents that no role of theirs reads: what is deposited next is open to it.",
                    "Saat ini seseorang memegang kunci terbaru untuk dokumen di luar perannya: dokumen yang masuk berikutnya dapat dibacanya."
                ),
                todo: say(
                    "Have a coordinator of the case run 'amanah status', which changes the keys; then 'amanah reseal'.",
                    "Minta koordinator kasus menjalankan 'amanah status' (itu mengganti kuncinya), lalu 'amanah reseal'."
                ))
        case .burst:
            RuleWords(
                title: say("Many documents in a short time", "Banyak dokumen dalam waktu singkat"),
                why: say(
                    "\(burst.documents) or more different documents opened by one member within \(burst.minutes) minutes: nobody reads that fast. An opened document may have been saved; the log cannot tell.",
                    "\(burst.documents) dokumen berbeda atau lebih dibuka satu anggota dalam \(burst.minutes) menit: tidak ada yang membaca secepat itu. Salinannya mungkin disimpan; itu tidak tercatat di log."
                ),
                todo: say(
                    "Ask what it was for. 'amanah verify --full' and a coordinator's check of a whole case look the same.",
                    "Tanyakan untuk apa. 'amanah verify --full' dan pemeriksaan seluruh kasus oleh koordinator juga tampak seperti ini dan wajar."
                ))
        case .clock:
            RuleWords(
                title: say("A time that does not fit", "Waktu yang tidak cocok"),
                why: say(
                    "The time of an entry differs by more than \(clock.minutes) minutes from what fits the entries around it. The order of entries is certain, the hour is the author's clock.",
                    "Waktu satu catatan berbeda lebih dari \(clock.minutes) menit dari yang cocok dengan catatan di sekitarnya. Urutan catatan pasti, jamnya menurut komputer pembuatnya."
                ),
                todo: say(
                    "Look at the clocks of both members' computers. Entries near it may be dated wrongly, hours outside of work too.",
                    "Periksa jam komputer kedua anggota. Catatan di dekatnya mungkin salah tanggal, juga yang di luar jam kerja."
                ))
        case .ownConsent:
            RuleWords(
                title: say(
                    "Handed over on one's own record of consent",
                    "Dicatat dan diserahkan oleh orang yang sama"),
                why: say(
                    "The member who handed documents over had also recorded the consent to it; there is no second witness yet. What is looked at is the recording, not the survivor.",
                    "Orang yang menyerahkan dokumen juga yang mencatat persetujuannya; belum ada saksi kedua. Yang diperiksa adalah pencatatannya, bukan korban."
                ),
                todo: say(
                    "Ask for the proof of the consent, the written or recorded one.",
                    "Minta surat atau rekaman persetujuannya."))
        case .legalBasis:
            RuleWords(
                title: say("Handed over on a legal basis", "Diserahkan atas dasar hukum"),
                why: say(
                    "Documents left without the survivor's consent, on a legal basis that two members answer for.",
                    "Dokumen diserahkan tanpa persetujuan korban, atas dasar hukum yang ditanggung dua anggota."
                ),
                todo: say(
                    "Ask for the letter that the basis names, and whether the survivor was told.",
                    "Minta surat yang disebut sebagai dasarnya, dan tanyakan apakah korban sudah diberi tahu."
                ))
        case .passphrase:
            RuleWords(
                title: say("Sealed with a passphrase", "Dikunci dengan frasa sandi"),
                why: say(
                    "Documents left under a passphrase and not under a key of the office: whoever hears or finds the passphrase opens them.",
                    "Dokumen diserahkan dengan frasa sandi, bukan dengan kunci instansi: siapa pun yang mendengar atau menemukan frasa sandinya dapat membukanya."
                ),
                todo: say(
                    "Ask how the passphrase was told: by telephone, never beside the file. Ask the office for a key, and where it has one, why it was not used.",
                    "Tanyakan bagaimana frasa sandinya disampaikan: lewat telepon, tidak pernah bersama berkasnya. Mintalah kunci kepada instansi; kalau sudah ada, tanyakan mengapa tidak dipakai."
                ))
        case .refusals:
            RuleWords(
                title: say("Refused again and again", "Akses tidak diizinkan, berulang kali"),
                why: say(
                    "\(refusals.refusals) or more refusals of one member on one day.",
                    "\(refusals.refusals) percobaan tanpa izin atau lebih oleh satu anggota dalam satu hari."),
                todo: say(
                    "Mostly a role that is missing, or a command misunderstood. Ask; it may also be somebody trying doors.",
                    "Biasanya peran yang belum diberikan, atau perintah yang salah dipahami. Tanyakan; mungkin juga seseorang mencoba membuka yang bukan haknya."
                ))
        case .unseen:
            RuleWords(
                title: say("Not seen for long, with keys", "Lama tidak aktif, masih memegang kunci"),
                why: say(
                    "As of now an active member has left no entry for \(unseen.days) days or more and still holds keys.",
                    "Saat ini seorang anggota aktif tidak meninggalkan catatan selama \(unseen.days) hari atau lebih dan masih memegang kunci."
                ),
                todo: say(
                    "Ask the custodian whether they still work here; suspend the membership otherwise ('amanah member suspend').",
                    "Tanyakan kepada pengelola apakah ia masih bekerja di sini; jika tidak, nonaktifkan untuk sementara ('amanah member suspend')."
                ))
        case .outsideHours:
            RuleWords(
                title: say("Outside working hours", "Di luar jam kerja"),
                why: say(
                    "Titles or documents looked at, or handed over, outside \(workingDays(say)) \(workingHours.from)–\(workingHours.to).",
                    "Judul atau dokumen dilihat, atau diserahkan, di luar \(workingDays(say)) \(workingHours.from)–\(workingHours.to)."
                ),
                todo: say(
                    "Emergencies know no hours. Look at nights without one, and at the same member again and again.",
                    "Kerja malam bisa karena darurat. Perhatikan yang tanpa alasan, dan yang berulang pada orang yang sama."
                ))
        case .neverWorked:
            RuleWords(
                title: say(
                    "Opened without ever working on the case", "Dibuka tanpa pernah bekerja pada kasus itu"),
                why: say(
                    "Documents opened, \(neverWorked.readings) or more in a month, by a member who until then has deposited, recorded or decided nothing in that case.",
                    "Dokumen dibuka, \(neverWorked.readings) atau lebih dalam sebulan, oleh anggota yang sampai saat itu tidak memasukkan, mencatat, atau memutuskan apa pun pada kasus itu."
                ),
                todo: say(
                    "Usual for a lawyer who begins a case. Not usual month after month.",
                    "Lazim bagi pendamping hukum yang memulai kasus. Tidak lazim bulan demi bulan."))
        case .silence:
            RuleWords(
                title: say("Nothing for days", "Berhari-hari tanpa catatan"),
                why: say(
                    "No entry at all for \(silence.days) days or more.",
                    "Tidak ada satu catatan pun selama \(silence.days) hari atau lebih."),
                todo: say(
                    "A holiday? Or did people work on another copy of the vault, or without it?",
                    "Liburkah? Atau orang bekerja pada salinan lain, atau tanpa brankas?"))
        }
    }

    func workingDays(_ say: Language) -> String {
        let open = OfficeHours.Day.allCases.indices.filter {
            workingHours.days.contains(OfficeHours.Day.allCases[$0])
        }
        let isRun = open.count > 2 && open.last.map { $0 - open[0] == open.count - 1 } ?? false
        return isRun
            ? "\(say.weekdays[open[0]])–\(say.weekdays[open[open.count - 1]])"
            : open.map { say.weekdays[$0] }.joined(separator: ", ")
    }
}

extension AuditReport {
    /// What a rule is called.
    package func title(of rule: RuleName, in language: Language) -> String {
        rules.words(of: rule, language).title
    }
}

extension AuditFinding {
    /// What was found, in one sentence without the member and the case.
    func sentence(_ say: Language, _ clock: OfficeHours.Clock) -> String {
        switch fact {
        case .emergency(let role, let approver, let until, let readings):
            guard let approver, let until else {
                return say(
                    "asked to be let in as \(role.words(say)); nobody allowed it",
                    "meminta masuk sebagai \(role.words(say)); tidak ada yang mengizinkan")
            }
            let opened = say.count(readings, "document", "documents", "dokumen")
            return say(
                "let in as \(role.words(say)) by \(approver.name) until \(say.moment(clock.local(until))); opened \(opened)",
                "diizinkan masuk sebagai \(role.words(say)) oleh \(approver.name) sampai \(say.moment(clock.local(until))); membuka \(opened)"
            )
        case .recoveryKey(let acts):
            return say(
                "\(say.count(acts, "act", "acts", "")) with the recovery key",
                "\(say.grouped(acts)) tindakan dengan kunci pemulihan")
        case .keysBeyondRole(let classes):
            let list = classes.map { $0.words(say) }.joined(separator: ", ")
            return say(
                "still opens what comes next of: \(list)",
                "masih dapat membaca dokumen baru golongan: \(list)")
        case .burst(let documents, let seconds):
            return say(
                "opened \(say.grouped(documents)) documents within \(say.span(seconds))",
                "membuka \(say.grouped(documents)) dokumen dalam \(say.span(seconds))")
        case .clock(let seconds):
            let span = say.span(abs(seconds))
            return seconds < 0
                ? say(
                    "dated \(span) before an entry that it follows",
                    "bertanggal \(span) sebelum catatan yang diikutinya")
                : say(
                    "dated \(span) after an entry that follows it",
                    "bertanggal \(span) sesudah catatan yang mengikutinya")
        case .ownConsent(let office, let consents):
            let list = consents.map(String.init).joined(separator: ", ")
            return say(
                "handed over to \(say.officeName(office)) on consent no. \(list), which they had recorded",
                "menyerahkan kepada \(say.officeName(office)) atas persetujuan no. \(list) yang dicatatnya sendiri"
            )
        case .legalBasis(let office, let number, let approver):
            let who = approver?.called(say)
            return say(
                "handed over to \(say.officeName(office)) on legal basis no. \(number)"
                    + (who.map { ", approved by \($0)" } ?? ""),
                "menyerahkan kepada \(say.officeName(office)) atas dasar hukum no. \(number)"
                    + (who.map { ", disetujui \($0)" } ?? ""))
        case .passphrase(let office, let hadKey):
            return say(
                "handed over to \(say.officeName(office)) under a passphrase"
                    + (hadKey ? ", although it had a key" : ""),
                "menyerahkan kepada \(say.officeName(office)) dengan frasa sandi"
                    + (hadKey ? ", padahal ada kunci instansi" : ""))
        case .refusals(let count, let asked):
            let list = asked.joined(separator: ", ")
            let acts = asked.map(say.act).joined(separator: ", ")
            return say("refused \(count) times: \(list)", "tidak diizinkan \(count) kali: \(acts)")
        case .unseen(let days, let cases):
            return say(
                "not seen for \(days) days; holds keys of \(say.count(cases, "case", "cases", "kasus"))",
                "tidak aktif \(days) hari; memegang kunci \(say.count(cases, "case", "cases", "kasus"))")
        case .outsideHours(let looks, let documents):
            let seen = say.count(looks, "access", "accesses", "akses")
            let of = say.count(documents, "document", "documents", "dokumen")
            return documents == 0 ? seen : "\(seen), \(of)"
        case .neverWorked(let readings):
            let opened = say.count(readings, "time", "times", "kali")
            return say("opened documents \(opened)", "membuka dokumen \(opened)")
        case .silence(let seconds):
            return say("no entry for \(say.span(seconds))", "tanpa catatan selama \(say.span(seconds))")
        }
    }
}
