import Bytes
import EvidenceVault
import Oversight

/// The plots of a report, as SVG in the page: no script, no picture file. Every figure has its numbers as text or as a title.
struct ReportPlots {
    let report: AuditReport
    let say: Language

    // MARK: Calendar

    /// Accesses by day: a column for each week, Monday on top.
    func calendar() -> HTML {
        let clock = report.clock
        var counts: [Int: Int] = [:]
        for access in report.accesses { counts[clock.local(access.at).day, default: 0] += 1 }
        let first = clock.local(report.period.lowerBound)
        let last = clock.local(report.period.upperBound)
        // A year to a band; what is longer shows its last year.
        let end = last.day
        let start = max(first.day, end - 7 * 53 + 1)
        let monday = start - OfficeHours.Local(day: start, minute: 0).weekday
        let weeks = (end - monday) / 7 + 1
        // Few weeks leave room for the numbers.
        let cell = min(44, max(15, 780 / max(weeks, 1)))
        let (left, top) = (36, 20)
        let most = counts.values.max() ?? 0

        var cells: [HTML] = []
        for day in start...end {
            let local = OfficeHours.Local(day: day, minute: 0)
            let (x, y) = (left + (day - monday) / 7 * cell, top + local.weekday * cell)
            let count = counts[day] ?? 0
            let title = "\(say.day(local.date)): \(say.count(count, "access", "accesses", "akses"))"
            let dash: HTML = clock.isWorkingDay(local) ? "" : " stroke-dasharray=\"2 2\""
            cells.append(
                """
                <rect x="\(x)" y="\(y)" width="\(cell - 2)" height="\(cell - 2)" fill="\(shade(count, of: most))" stroke="#7d858d" stroke-width=".7"\(dash)><title>\(title)</title></rect>
                """)
            if count > 0, cell >= 24 {
                cells.append(
                    """
                    <text x="\(x + (cell - 2) / 2)" y="\(y + cell / 2 + 3)" text-anchor="middle" font-size="\(count > 999 ? 9 : 11)" style="fill:\(ink(count, of: most))">\(count)</text>
                    """)
            }
            if local.date.hasSuffix("-01") || day == start {
                let month = Int(local.date.dropFirst(5).prefix(2)) ?? 1
                let label = say.months[max(0, min(11, month - 1))]
                // The first week's label yields to a month that begins right after it.
                if day != start || Int(local.date.suffix(2)) ?? 1 < 24 {
                    cells.append(
                        "<text x=\"\(x)\" y=\"\(top - 7)\" font-size=\"12\" class=\"soft\">\(label)</text>")
                }
            }
        }
        let labels = say.weekdays.enumerated().map { index, name -> HTML in
            "<text x=\"0\" y=\"\(top + index * cell + cell / 2 + 3)\" font-size=\"12\" class=\"soft\">\(name)</text>"
        }
        let (width, height) = (max(left + weeks * cell, 420), top + 7 * cell + 4)
        return figure(
            say("Accesses by day", "Akses per hari"),
            say(
                "The darker, the more; dashed: no working day. The most on a day: \(say.grouped(most)).",
                "Makin gelap makin banyak; garis putus-putus: bukan hari kerja. Terbanyak dalam sehari: \(say.grouped(most))."
            ),
            """
            <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(say("Accesses by day", "Akses per hari"))" style="max-width:\(width)px">\(labels)\(cells)</svg>
            """)
    }

    /// Accesses by the hour of the week.
    func week() -> HTML {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        for access in report.accesses {
            let local = report.clock.local(access.at)
            counts[local.weekday][local.minute / 60] += 1
        }
        let most = counts.flatMap { $0 }.max() ?? 0
        let (cell, left, top) = (34, 36, 20)
        let hours = report.rules.workingHours
        let (from, to) = (OfficeHours.minute(hours.from) ?? 0, OfficeHours.minute(hours.to) ?? 0)
        var cells: [HTML] = []
        for (weekday, row) in counts.enumerated() {
            for (hour, count) in row.enumerated() {
                let (x, y) = (left + hour * cell, top + weekday * 24)
                cells.append(
                    """
                    <rect x="\(x)" y="\(y)" width="\(cell - 2)" height="22" fill="\(shade(count, of: most))" stroke="#c3c8cd" stroke-width=".6"><title>\(say.weekdays[weekday]) \(OfficeHours.clock(hour * 60)): \(count)</title></rect>
                    """)
                if count > 0 {
                    cells.append(
                        """
                        <text x="\(x + (cell - 2) / 2)" y="\(y + 15)" text-anchor="middle" font-size="11" style="fill:\(ink(count, of: most))">\(count)</text>
                        """)
                }
            }
        }
        // A frame around the working hours, day by day, so that any set of days is drawn right.
        let frames = OfficeHours.Day.allCases.enumerated().compactMap { index, day -> HTML? in
            guard hours.days.contains(day) else { return nil }
            return """
                <rect x="\(left + from * cell / 60 - 1)" y="\(top + index * 24 - 1)" width="\((to - from) * cell / 60)" height="24" fill="none" stroke="#16181b" stroke-width="1.6"/>
                """
        }
        let names = say.weekdays.enumerated().map { index, name -> HTML in
            "<text x=\"0\" y=\"\(top + index * 24 + 15)\" font-size=\"12\" class=\"soft\">\(name)</text>"
        }
        let times = stride(from: 0, to: 24, by: 3).map { hour -> HTML in
            "<text x=\"\(left + hour * cell)\" y=\"\(top - 7)\" font-size=\"12\" class=\"soft\">\(OfficeHours.clock(hour * 60))</text>"
        }
        let (width, height) = (left + 24 * cell, top + 7 * 24 + 4)
        return figure(
            say("Accesses by hour of the week", "Akses menurut jam dalam seminggu"),
            say(
                "Framed: working hours, \(hours.from)–\(hours.to), \(report.clock.zone.label).",
                "Dalam bingkai: jam kerja, \(hours.from)–\(hours.to), \(report.clock.zone.label)."),
            """
            <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(say("Accesses by hour of the week", "Akses menurut jam dalam seminggu"))">\(cells)\(frames)\(names)\(times)</svg>
            """)
    }

    // MARK: Bars

    func perMember() -> HTML {
        let rows = report.accesses.inGroups(by: \.by).map { person, accesses in
            Bar(
                label: person.called(say), plain: accesses.filter { report.clock.isOpen($0.at) }.count,
                hatched: accesses.filter { !report.clock.isOpen($0.at) }.count)
        }
        return bars(
            say("Accesses per member", "Akses per anggota"),
            say("Hatched: outside working hours.", "Bergaris: di luar jam kerja."), rows, id: "m")
    }

    func perAct() -> HTML {
        let rows = report.entries.inGroups(by: \.act).map { act, entries in
            Bar(
                label: say.act(act), plain: entries.filter { report.clock.isOpen($0.at) }.count,
                hatched: entries.filter { !report.clock.isOpen($0.at) }.count)
        }
        return bars(
            say("Entries per kind of act", "Catatan per jenis tindakan"),
            say("Hatched: outside working hours.", "Bergaris: di luar jam kerja."), rows, id: "a")
    }

    private struct Bar {
        let label: String
        let plain, hatched: Int
        var sum: Int { plain + hatched }
    }

    private func bars(_ title: String, _ caption: String, _ bars: [Bar], id: String) -> HTML {
        let most = bars.map(\.sum).max() ?? 0
        let (left, room, line) = (196, 190, 26)
        let rows = bars.sorted { ($0.sum, $1.label) > ($1.sum, $0.label) }.enumerated().map {
            index, bar -> HTML in
            let y = index * line
            let plain = most == 0 ? 0 : bar.plain * room / most
            let hatched = most == 0 ? 0 : bar.hatched * room / most
            let number =
                say.grouped(bar.sum)
                + (bar.hatched > 0 && bar.plain > 0 ? " (\(say.grouped(bar.hatched)))" : "")
            return """
                <text x="\(left - 8)" y="\(y + 17)" text-anchor="end" font-size="13">\(shortened(bar.label))<title>\(bar.label)</title></text>
                <rect x="\(left)" y="\(y + 4)" width="\(max(plain, bar.plain > 0 ? 1 : 0))" height="18" fill="\(ReportStyle.shades[3])"/>
                <rect x="\(left + plain)" y="\(y + 4)" width="\(max(hatched, bar.hatched > 0 ? 2 : 0))" height="18" fill="url(#hatch-\(id))" stroke="\(ReportStyle.shades[4])" stroke-width=".8"/>
                <text x="\(left + plain + max(hatched, bar.hatched > 0 ? 2 : 0) + 6)" y="\(y + 17)" font-size="12" class="soft">\(number)</text>
                """
        }
        let height = max(1, rows.count) * line + 4
        return figure(
            title, caption,
            """
            <svg viewBox="0 0 460 \(height)" role="img" aria-label="\(title)" style="max-width:460px"><defs><pattern id="hatch-\(id)" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/><line x1="0" y1="0" x2="0" y2="5" stroke="\(ReportStyle.shades[4])" stroke-width="2.4"/></pattern></defs>\(rows)</svg>
            """)
    }

    private func shortened(_ label: String) -> String {
        let shown = visible(label)
        return shown.count > 25 ? shown.prefix(24) + "…" : shown
    }

    // MARK: Shared

    private func figure(_ title: String, _ caption: String, _ drawing: HTML) -> HTML {
        "<figure><figcaption><b>\(title)</b>\(caption)</figcaption>\(drawing)</figure>\n"
    }

    /// Which of the shades; nil for none at all. By the square root, so that one busy day does not make all others pale.
    private func step(_ count: Int, of most: Int) -> Int? {
        guard count > 0, most > 0 else { return nil }
        let share = (Double(count) / Double(most)).squareRoot()
        return min(ReportStyle.shades.count - 1, Int(share * Double(ReportStyle.shades.count)))
    }

    private func shade(_ count: Int, of most: Int) -> String {
        step(count, of: most).map { ReportStyle.shades[$0] } ?? "#fff"
    }

    private func ink(_ count: Int, of most: Int) -> String {
        step(count, of: most) ?? 0 >= 3 ? "#fff" : "#16181b"
    }
}
