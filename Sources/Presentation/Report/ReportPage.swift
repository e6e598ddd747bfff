import EvidenceVault
import Ledger
import Oversight

extension AuditReport {
    /// The report as one page: no script, nothing from a network. What matters first comes first.
    package func html(_ language: Language) -> [UInt8] {
        Array(ReportPage(report: self, say: language).html.text.utf8)
    }
}

/// A verdict in one line, the findings by weight, the plots, the tables.
struct ReportPage {
    let report: AuditReport
    let say: Language

    var html: HTML {
        let plots = ReportPlots(report: report, say: say)
        let title = say("Audit report", "Laporan audit")
        return """
            <!DOCTYPE html>
            <html lang="\(say.rawValue)"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
            <title>\(title) – \(report.vaultName), \(period)</title>
            <style>\(HTML(stringLiteral: ReportStyle.css))</style></head><body>
            <header><h1>\(title) – \(report.vaultName)</h1><span class="soft">\(period)</span></header>
            \(verdict)
            <nav>\(navigation)</nav>
            <main>
            <section id="findings"><h2>\(say("Findings", "Temuan"))</h2>
            \(findings)
            </section>
            <section id="plots"><h2>\(say("At a glance", "Sekilas"))</h2>
            \(plots.calendar())\(plots.week())<div class="pair">\(plots.perMember())\(plots.perAct())</div>
            </section>
            \(ReportTables(report: report, say: say).all())
            \(colophon)
            </main></body></html>

            """
    }

    private var period: String {
        let days = [report.period.lowerBound, report.period.upperBound].map {
            say.day(report.clock.local($0).date)
        }
        return days[0] == days[1] ? days[0] : "\(days[0]) – \(days[1])"
    }

    // MARK: The verdict

    private var verdict: HTML {
        let open = report.openFindings
        let weights = open.inGroups(by: \.weight).map { weight, findings -> HTML in
            let (mark, word) = weight.words(say)
            let rules = findings.inGroups(by: \.rule).map { rule, findings -> HTML in
                "<a href=\"#\(rule.rawValue)\">\(report.rules.words(of: rule, say).title)</a> \(findings.count)"
            }
            return
                "<tr><th>\(mark) \(say.grouped(findings.count))</th><th>\(word)</th><td>\(rules.joined(" · "))</td></tr>"
        }
        let findings =
            report.findings.isEmpty
            ? say("No findings.", "Tidak ada temuan.")
            : open.isEmpty
                ? say("No finding is open.", "Semua temuan sudah ditindaklanjuti.")
                : say.count(
                    open.count, "finding is open", "findings are open", "temuan belum ditindaklanjuti") + "."
        let people = Set(report.accesses.map(\.by)).count
        let cases = Set(report.accesses.compactMap(\.caseRef)).count
        let outside = report.accesses.filter { !report.clock.isOpen($0.at) }.count
        let figures: [(Int, String)] = [
            (report.accesses.count, say("accesses to titles or documents", "akses ke judul atau dokumen")),
            (outside, say("of them outside working hours", "di antaranya di luar jam kerja")),
            (people, say("members who looked", "anggota yang melihat")),
            (cases, say("cases looked at", "kasus yang dilihat")),
            (report.entries.filter(\.isExport).count, say("written to files", "disalin ke luar brankas")),
            (report.entries.filter(\.isHandover).count, say("handovers", "penyerahan")),
            (report.entries.filter(\.isRefusal).count, say("refusals", "akses tidak diizinkan")),
        ]
        let list = figures.map { number, label -> HTML in
            "<li><b>\(say.grouped(number))</b><span>\(label)</span></li>"
        }
        return """
            <div class="verdict"><p class="first">\(say("The log is whole.", "Log utuh.")) \(findings)</p>
            \(weights.isEmpty ? "" : "<table class=\"weights\">\(weights)</table>" as HTML)
            \(blindness)
            <ul class="figures">\(list)</ul></div>
            """
    }

    /// What the report cannot see must not look like nothing.
    private var blindness: HTML {
        let count = report.trail.unreadable.count
        if count == 0 { return "" }
        let entries = say.count(count, "entry", "entries", "catatan")
        return
            "<p class=\"alarm\">▲ \(say("\(entries) could not be opened with this auditor's keys and are missing below; let an auditor who was there before open the vault once.", "\(entries) tidak dapat dibaca dengan kunci Anda dan tidak ada dalam laporan ini. Minta auditor yang lebih dulu bertugas menjalankan 'amanah status' sekali."))</p>"
    }

    private var navigation: [HTML] {
        let links: [(HTML, String)] = [
            ("findings", say("Findings", "Temuan")), ("plots", say("At a glance", "Sekilas")),
            ("readings", say("Who looked at what", "Siapa melihat apa")),
            ("handovers", say("Handovers", "Penyerahan")),
            ("refusals", say("Refusals", "Akses tidak diizinkan")),
            ("members", say("Members", "Anggota")),
            ("matrix", say("Who can read what", "Siapa dapat membaca apa")),
            ("entries", say("Log entries", "Catatan log")), ("rules", say("Rules", "Aturan")),
        ]
        return links.map { id, name in "<a href=\"#\(id)\">\(name)</a>" }
    }

    // MARK: Findings

    private var findings: HTML {
        let off = report.rules.all.filter { $0.weight == .off }.map {
            report.rules.words(of: type(of: $0).name, say).title
        }
        let notApplied: HTML =
            off.isEmpty
            ? ""
            : "<p class=\"small\"><b>\(say("Not applied, by the rules given:", "Tidak diterapkan, menurut aturan yang diberikan:"))</b> \(off.joined(separator: ", ")).</p>"
        if report.findings.isEmpty {
            return
                "<p>\(say("No rule found anything.", "Tidak ada aturan yang menemukan sesuatu."))</p>\(notApplied)"
        }
        let intro = say(
            "A finding accuses nobody: it says where to look. Each has a name of its own that stays the same in every report, and links to its entries.",
            "Temuan bukan tuduhan. Ia hanya menunjukkan bagian yang perlu diperiksa. Kode temuan sama di setiap laporan dan bertaut ke catatannya."
        )
        let groups = report.findings.inGroups(by: \.rule).map(group)
        return "<p class=\"soft\">\(intro)</p>\(notApplied)\(groups)"
    }

    private func group(_ rule: RuleName, _ findings: [AuditFinding]) -> HTML {
        let words = report.rules.words(of: rule, say)
        let weight = findings[0].weight
        let (mark, word) = weight.words(say)
        let open = findings.filter(report.isOpen).count
        let count =
            open == findings.count
            ? say.count(open, "open", "open", "belum ditindaklanjuti")
            : say("\(open) of \(findings.count) open", "\(open) dari \(findings.count) belum ditindaklanjuti")
        // Open ones first.
        let rows = (findings.filter(report.isOpen) + findings.filter { !report.isOpen($0) }).map(row)
        return """
            <div class="rule \(weight.rawValue)" id="\(rule.rawValue)"><h3>\(mark) \(words.title) <small>· \(word) · \(count)</small></h3>
            <p>\(words.why) \(words.todo)</p>
            <ul class="findings">\(rows)</ul></div>

            """
    }

    private func row(_ finding: AuditFinding) -> HTML {
        let clock = report.clock
        let times = [finding.times.lowerBound, finding.times.upperBound].map(clock.local)
        let when =
            times[0] == times[1]
            ? say.moment(times[0])
            : times[0].day == times[1].day
                ? "\(say.moment(times[0]))–\(times[1].time)"
                : "\(say.moment(times[0])) – \(say.moment(times[1]))"
        let cases = finding.caseRefs.count > 3 ? nil : finding.caseRefs.joined(separator: ", ")
        let who = [finding.member?.called(say), cases].compactMap { $0 }.filter { !$0.isEmpty }
        let many: HTML = cases == nil ? "<span class=\"meta\">\(say.cases(finding.caseRefs))</span>" : ""
        let subject: HTML = who.isEmpty ? "" : "<b>\(who.joined(separator: " · "))</b>: "
        let links = finding.entries.inRuns().map { run -> HTML in
            run.count > 2
                ? "<a href=\"#e\(run.lowerBound)\">\(run.lowerBound)</a>–<a href=\"#e\(run.upperBound)\">\(run.upperBound)</a>"
                : run.map { position -> HTML in "<a href=\"#e\(position)\">\(position)</a>" }.joined(", ")
        }
        let verdict = report.verdict(on: finding)
        let state: (css: HTML, word: String) =
            switch verdict?.verdict {
            case nil: ("open", say("open", "belum ditindaklanjuti"))
            case .accepted: ("accepted", say("accepted", "dinyatakan wajar"))
            case .questioned: ("questioned", say("questioned", "minta penjelasan"))
            }
        let said = verdict.map { "\($0.by), \(say.moment(clock.local($0.at)))" }
        let note = [said, verdict?.note].compactMap { $0 }.joined(separator: ": ")
        let remark: HTML = note.isEmpty ? "" : "<span class=\"meta\">\(note)</span>"
        return """
            <li id="\(finding.id)"\(report.isOpen(finding) ? "" : " class=\"settled\"" as HTML)><span class="state \(state.css)">\(state.word)</span> \(subject)\(finding.sentence(say, clock))\(many)\(remark)
            <span class="meta">\(when) · \(say("entries", "catatan")) \(links.joined(", ")) · <code>\(finding.id)</code></span></li>

            """
    }

    // MARK: The small print

    private var colophon: HTML {
        let made = say(
            "Made by \(report.madeBy.name) (\(report.madeBy.fingerprint.prefix(16))) on \(report.clock.text(report.madeAt)); the making is itself the last entry of the log. All times are \(report.clock.zone.label), by the clock of whoever wrote the entry.",
            "Dibuat oleh \(report.madeBy.name) (\(report.madeBy.fingerprint.prefix(16))) pada \(report.clock.text(report.madeAt)); pembuatannya adalah catatan terakhir log. Semua waktu \(report.clock.zone.label), menurut jam komputer pembuat catatan."
        )
        let whole = say(
            "Whole means: every entry from the first was checked, its signature, its place in the Merkle tree, the past that it names, and whether its author was entitled. Whether the sealed files are all there is for 'amanah verify' to say.",
            "Utuh berarti: setiap catatan sejak yang pertama diperiksa: tanda tangannya, tempatnya dalam pohon Merkle, riwayat yang dirujuknya, dan apakah pembuatnya berwenang. Apakah semua berkas tersegel ada, dijawab 'amanah verify'."
        )
        let blind = say(
            "What the log cannot know: what was done with a document after it was opened, what was read without logging by a changed program, and whether the hours are true. Titles, file names, kinds and names of survivors are not in this report, because its maker cannot read them.",
            "Yang tidak diketahui log: apa yang dilakukan dengan dokumen setelah dibuka, apa yang dibaca tanpa catatan oleh program yang diubah, dan apakah jamnya benar. Judul, nama berkas, jenis, dan nama korban tidak ada dalam laporan ini, karena pembuatnya tidak dapat membacanya."
        )
        let example: HTML =
            report.isExample
            ? "<p><b>\(say("An example vault: its keys are published. Never use it for a real case.", "Brankas latihan: kuncinya diketahui umum. Jangan dipakai untuk kasus sungguhan."))</b></p>"
            : ""
        return """
            <section id="about"><h2>\(say("About this report", "Tentang laporan ini"))</h2>\(example)
            <p class="small">\(made)</p><p class="small">\(whole)</p><p class="small">\(blind)</p>
            <p class="small">\(say("Vault", "Brankas")) <code>\(report.vaultID)</code><br>Log: \(say.count(Int(report.head.size), "entry", "entries", "catatan")), \(say("root", "nilai akar (root)")) <code>\(report.head.root)</code></p></section>
            """
    }
}
