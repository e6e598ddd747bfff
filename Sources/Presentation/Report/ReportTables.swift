import EvidenceVault
import Ledger
import Oversight

/// The tables of a report, below what needs to be seen first.
struct ReportTables {
    let report: AuditReport
    let say: Language

    /// A page with more entries of the period than this lists only those that something points at. CSV and JSON Lines have them all.
    static let mostEntries = 10_000

    func all() -> HTML {
        let parts = [
            readings(), handovers(), emergencies(), refusals(), keys(), members(), matrix(), entries(),
            rules(),
        ]
        return parts.joined()
    }

    // MARK: Who, what, when

    /// Who opened how much of which case.
    private func readings() -> HTML {
        let groups = report.accesses.inGroups {
            PersonAndCase(person: $0.by, caseRef: $0.caseRef)
        }
        let rows = groups.map { key, accesses -> (sort: (String, String), cells: HTML) in
            let openings = accesses.filter(\.isReading)
            let documents = Set(openings.flatMap(\.documents)).count
            let outside = accesses.filter { !report.clock.isOpen($0.at) }.count
            let times = accesses.map(\.at)
            return (
                (key.person.name.lowercased(), key.caseRef ?? ""),
                """
                <tr><td>\(key.person.called(say))</td><td class="t">\(key.caseRef ?? say("all own cases", "semua kasusnya"))</td><td class="n">\(say.grouped(openings.count))</td><td class="n">\(say.grouped(documents))</td><td class="n">\(say.grouped(accesses.count))</td><td class="n">\(say.grouped(outside))</td><td class="t">\(report.clock.text(times.min() ?? report.madeAt))</td><td class="t">\(report.clock.text(times.max() ?? report.madeAt))</td></tr>
                """
            )
        }.sorted { $0.sort < $1.sort }.map(\.cells)
        return section(
            "readings", say("Who looked at what", "Siapa melihat apa"),
            say(
                "Opened: the text of a document was given out; it may have been saved. Accesses: titles and details as well, and handovers.",
                "Dibuka: isi dokumen ditampilkan atau disalin; salinannya mungkin masih ada. Akses: termasuk judul, rincian, dan penyerahan."
            ),
            [
                say("member", "anggota"), say("case", "kasus"), say("opened", "dibuka"),
                say("documents", "dokumen"), say("accesses", "akses"), say("outside hours", "luar jam kerja"),
                say("first", "pertama"), say("last", "terakhir"),
            ], rows, numbers: 2...5)
    }

    /// The ground in law of a handover, with who approved it.
    private func ground(_ number: Int, of handover: TrailEntry) -> HTML {
        let name: HTML = "\(say("LEGAL BASIS no. ", "DASAR HUKUM no. "))\(number)"
        let approval = report.trail.entries.last { entry in
            guard case .basisApproved(number, _) = entry.details else { return false }
            return entry.caseRef == handover.caseRef
        }
        guard let approval else { return name }
        return
            "\(name) · \(say("approved by", "disetujui")) \(approval.by.called(say)), \(report.clock.text(approval.at)) (\(link(approval)))"
    }

    private func handovers() -> HTML {
        var recorded: [String: TrailEntry] = [:]
        for entry in report.trail.entries {
            if case .consented(let number, _, _, _, _) = entry.details {
                recorded["\(entry.caseRef ?? "") \(number)"] = entry
            }
        }
        let rows = report.entries.filter(\.isHandover).map { entry -> HTML in
            guard
                case .handedOver(let office, let consents, let basis, let sealing, let isAlone) = entry
                    .details
            else { return "" }
            let grounds = consents.map { number -> HTML in
                guard let consent = recorded["\(entry.caseRef ?? "") \(number)"],
                    case .consented(_, _, let purpose, let until, let later) = consent.details
                else { return "no. \(number)" }
                let end =
                    (later ? say(", and later documents", ", juga yang dimasukkan kemudian") : "")
                    + (until.map { say(", until ", ", sampai ") + report.clock.text($0) } ?? "")
                return
                    "no. \(number) \(say(purpose.rawValue, purpose.indonesian))\(end) · \(consent.by.called(say)), \(report.clock.text(consent.at)) (\(link(consent)))"
            }
            return """
                <tr><td class="t">\(report.clock.text(entry.at))</td><td>\(entry.by.called(say))</td><td class="t">\(entry.caseRef ?? "")</td><td>\(say.officeName(office))<br>\(say.sealing(sealing, isAlone))</td><td>\(ranges(entry.documents))</td><td>\((grounds + (basis.map { [ground($0, of: entry)] } ?? [])).joined("<br>"))</td><td class="n">\(link(entry))</td></tr>
                """
        }
        return section(
            "handovers", say("Handovers, with their consent", "Penyerahan, dengan persetujuannya"), "",
            [
                say("when", "waktu"), say("who", "siapa"), say("case", "kasus"), say("to", "kepada"),
                say("documents", "dokumen"), say("consent", "persetujuan"), say("entry", "catatan"),
            ], rows, numbers: 6...6)
    }

    private func emergencies() -> HTML {
        let rows = report.entries.filter { $0.act.hasPrefix("emergency.") || $0.by.isRecovery }.map(line)
        return section(
            "emergencies",
            say(
                "Emergency access and the recovery key", "Akses darurat dan kunci pemulihan brankas"),
            "",
            lineHeader, rows, numbers: 0...0)
    }

    private func refusals() -> HTML {
        section(
            "refusals", say("Refusals", "Akses tidak diizinkan"), "", lineHeader,
            report.entries.filter(\.isRefusal).map(line), numbers: 0...0)
    }

    private func keys() -> HTML {
        let acts: Set = [
            "vault.found", "case.rekey", "member.suspend", "member.revoke", "audit.key", "audit.grant",
            "member.enrol", "member.role", "member.restore", "policy.set",
        ]
        return section(
            "keys", say("Members and keys changed", "Perubahan anggota dan kunci"),
            say(
                "Ending or suspending a membership changes the keys of the vault at once; coordinators change those of the cases.",
                "Mengakhiri atau menonaktifkan keanggotaan langsung mengganti kunci brankas; koordinator mengganti kunci kasus."
            ), lineHeader, report.entries.filter { acts.contains($0.act) }.map(line), numbers: 0...0)
    }

    // MARK: As of now

    private func members() -> HTML {
        let rows = report.trail.members.map { member -> HTML in
            let seen =
                member.isUnseen
                ? say("never", "belum pernah") : member.lastSeen.map { report.clock.text($0.at) }
            let status =
                switch member.status {
                case .active: say("active", "aktif")
                case .suspended: say("suspended", "nonaktif sementara")
                case .revoked: say("ended", "berakhir")
                }
            return """
                <tr><td>\(member.person.name)</td><td><code>\(member.person.fingerprint.prefix(16))</code></td><td>\(member.roles.map { $0.words(say) }.joined(separator: ", "))</td><td>\(status)</td><td class="t">\(report.clock.text(member.since))</td><td class="t">\(seen ?? "–")</td><td class="n">\(member.cases)</td></tr>
                """
        }
        return section(
            "members", say("Members, as of now", "Anggota saat ini"), "",
            [
                say("member", "anggota"), say("key", "kunci"), say("roles", "peran"),
                say("status", "keadaan"),
                say("since", "sejak"), say("last entry", "catatan terakhir"),
                say("keys of cases", "kunci kasus"),
            ], rows, numbers: 6...6)
    }

    private func matrix() -> HTML {
        let classes = ConfidentialityClass.documentClasses
        let rows = report.matrix.rows.inGroups {
            PersonAndCase(person: TrailEntry.Person($0.member), caseRef: $0.caseRef)
        }.map { key, cells -> HTML in
            let marks = classes.map { confidentiality -> HTML in
                guard let cell = cells.first(where: { $0.confidentiality == confidentiality }) else {
                    return "<td class=\"n soft\">·</td>"
                }
                return
                    "<td class=\"n\">\(cell.readsNew ? "●" : "○")\(cell.isEntitled ? "" : "!") \(cell.documents)</td>"
            }
            return "<tr><td class=\"t\">\(key.caseRef ?? "")</td><td>\(key.person.name)</td>\(marks)</tr>"
        }
        return section(
            "matrix", say("Who can read what, as of now", "Siapa dapat membaca apa saat ini"),
            say(
                "From the keys that were granted, with how many documents they open. ● the newest key, so all that comes; ○ old keys only; ! more than the roles allow. The recovery key opens everything and is not listed.",
                "Menurut kunci yang diberikan, dengan jumlah dokumen yang dibukanya. ● kunci terbaru: juga dokumen yang masuk nanti; ○ hanya kunci lama; ! di luar perannya. Kunci pemulihan brankas membuka semuanya dan tidak dicantumkan."
            ), [say("case", "kasus"), say("member", "anggota")] + classes.map { $0.words(say) }, rows,
            numbers: 2...8)
    }

    // MARK: Entries

    private func entries() -> HTML {
        let isLong = report.entries.count > ReportTables.mostEntries
        let pointed = pointedAt
        let shown = isLong ? report.entries.filter { pointed.contains($0.position) } : report.entries
        // What a finding or consent points at may lie outside of the period.
        let inside = Set(shown.map(\.position))
        let before = report.trail.entries.filter {
            pointed.contains($0.position) && !inside.contains($0.position)
        }
        let all = (before + shown).sorted { $0.position < $1.position }
        let ids = report.findingIDs
        let rows = all.map { entry -> HTML in
            let marks = (ids[entry.position] ?? []).map { id -> HTML in "<a href=\"#\(id)\">\(id)</a>" }
            let off: HTML = entry.isAccess && !report.clock.isOpen(entry.at) ? " class=\"off\"" : ""
            return """
                <tr id="e\(entry.position)"\(off)><td class="n">\(entry.position)</td><td class="t">\(report.clock.text(entry.at))</td><td>\(entry.by.called(say))</td><td>\(say.act(entry.act))</td><td>\(place(entry))</td><td>\(say.details(entry, report.clock))</td><td>\(marks.joined(" "))</td></tr>

                """
        }
        let note =
            isLong
            ? say(
                "The period has \(say.grouped(report.entries.count)) entries. Here are those that findings and tables point at; CSV and JSON Lines (--csv, --jsonl) have all.",
                "Periode ini berisi \(say.grouped(report.entries.count)) catatan. Di sini hanya yang ditunjuk temuan dan tabel; CSV dan JSON Lines (--csv, --jsonl) memuat semuanya."
            )
            : say(
                "All of the period, in the order of the log, and what findings point at. Bold: an access outside working hours.",
                "Semua dalam periode, menurut urutan log, dan yang ditunjuk temuan. Tebal: akses di luar jam kerja."
            )
        return section(
            "entries", say("Log entries", "Catatan log"), note, lineHeader + [say("findings", "temuan")],
            rows,
            numbers: 0...0)
    }

    /// What the rest of the page links to.
    private var pointedAt: Set<UInt64> {
        var pointed = Set(report.findings.flatMap(\.entries))
        let others = report.entries.filter { !$0.isLook && $0.act != "document.deposit" }
        pointed.formUnion(others.map(\.position))
        var consents: Set<String> = []
        for entry in others {
            if case .handedOver(_, let numbers, _, _, _) = entry.details {
                consents.formUnion(numbers.map { "\(entry.caseRef ?? "") \($0)" })
            }
        }
        for entry in report.trail.entries {
            if case .consented(let number, _, _, _, _) = entry.details,
                consents.contains("\(entry.caseRef ?? "") \(number)")
            {
                pointed.insert(entry.position)
            }
        }
        return pointed
    }

    private func rules() -> HTML {
        let standard = AuditRules()
        let rows = report.rules.all.map { rule -> HTML in
            let name = type(of: rule).name
            let words = report.rules.words(of: name, say)
            let builtIn = standard.all.first { type(of: $0).name == name }
            let isOwn = builtIn.map { AnyHashable($0) != AnyHashable(rule) } ?? true
            return """
                <tr><td><code>\(name.rawValue)</code></td><td class="w">\(rule.weight.words(say).mark) \(rule.weight.words(say).word)</td><td><b>\(words.title).</b> \(words.why)</td><td>\(isOwn ? say("changed", "diubah") : say("as built in", "bawaan"))</td></tr>
                """
        }
        let hours = report.rules.workingHours
        let holidays =
            hours.holidays.isEmpty
            ? say("no holidays are named", "hari libur belum diisi (libur nasional dihitung hari kerja)")
            : say("holidays: ", "hari libur: ") + hours.holidays.map { say.day($0) }.joined(separator: ", ")
        return section(
            "rules", say("The rules of this report", "Aturan laporan ini"),
            say(
                "Working hours: \(report.rules.workingDays(say)) \(hours.from)–\(hours.to), \(report.clock.zone.label); \(holidays). 'amanah audit report --print-rules' prints the built-in rules; change a copy and give it back with --rules.",
                "Jam kerja: \(report.rules.workingDays(say)) \(hours.from)–\(hours.to), \(report.clock.zone.label); \(holidays). 'amanah audit report --print-rules' mencetak aturan bawaan; ubah salinannya dan pakai dengan --rules."
            ),
            [say("rule", "aturan"), say("weight", "bobot"), say("what it looks for", "yang dicari"), ""],
            rows,
            numbers: nil)
    }

    // MARK: Shared

    private var lineHeader: [String] {
        [
            say("entry", "catatan"), say("when", "waktu"), say("who", "siapa"), say("what", "apa"),
            say("case / documents", "kasus / dokumen"), say("details", "rincian"),
        ]
    }

    private func line(_ entry: TrailEntry) -> HTML {
        """
        <tr><td class="n">\(link(entry))</td><td class="t">\(report.clock.text(entry.at))</td><td>\(entry.by.called(say))</td><td>\(say.act(entry.act))</td><td>\(place(entry))</td><td>\(say.details(entry, report.clock))</td></tr>
        """
    }

    private func link(_ entry: TrailEntry) -> HTML { "<a href=\"#e\(entry.position)\">\(entry.position)</a>" }

    private func place(_ entry: TrailEntry) -> String {
        (entry.caseRef ?? "") + (entry.documents.isEmpty ? "" : "/" + ranges(entry.documents))
    }

    private func ranges(_ numbers: [Int]) -> String { DocumentNumbers.text(numbers) }

    private func section(
        _ id: HTML, _ title: String, _ note: String, _ header: [String], _ rows: [HTML],
        numbers: ClosedRange<Int>?
    ) -> HTML {
        let heads = header.enumerated().map { index, name -> HTML in
            numbers?.contains(index) ?? false ? "<th class=\"n\">\(name)</th>" : "<th>\(name)</th>"
        }
        let table: HTML =
            rows.isEmpty
            ? "<p>\(say("None.", "Tidak ada."))</p>"
            : "<div class=\"scroll\"><table><thead><tr>\(heads)</tr></thead><tbody>\n\(rows)</tbody></table></div>"
        let words: HTML = note.isEmpty ? "" : "<p class=\"small soft\">\(note)</p>"
        return "<section id=\"\(id)\"><h2>\(title)</h2>\(words)\(table)</section>\n"
    }
}
