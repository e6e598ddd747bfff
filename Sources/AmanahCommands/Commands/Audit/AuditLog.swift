import ArgumentParser
import Bytes
import EvidenceVault
import Foundation
import Ledger
import Presentation

struct AuditLog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: Words(
            "The log, oldest first, checked from its first entry.",
            id: "Lihat log, dari yang terlama, diperiksa sejak catatan pertama."),
        discussion: Words(
            """
            Auditors see every access. Other members see what concerns all members, and that there were accesses. Whatever is asked \
            for, the whole log is checked. On a terminal it is shown with $PAGER, else with less.

            Times and days are those of the office's clock ('amanah time-zone'), a day from its first second (--from) to its last (--to); \
            --json has UTC. Several values of one option \
            mean any of them; several options mean all of them.
            """,
            id: """
                Auditor melihat setiap akses. Anggota lain melihat yang menyangkut semua anggota, dan bahwa ada akses. Apa pun yang \
                diminta, seluruh log diperiksa. Di terminal, log ditampilkan dengan $PAGER, atau dengan less.

                Jam dan hari menurut jam kantor ('amanah time-zone'), satu hari dari detik pertama (--from) sampai detik terakhir \
                (--to); --json memakai UTC. Satu pilihan dengan beberapa nilai berarti salah satunya; beberapa pilihan berarti \
                semuanya.
                """),
        examples: [
            "amanah audit log --last 50",
            #"amanah audit log --member "Dewi Contoh" --act document.read --from 2026-08-01 --to 2026-08-31"#,
            Example(
                "amanah audit log --outcome refused --json", id: "amanah audit log --outcome ditolak --json"),
            "amanah audit log --case TPPO-2026-0017 --follow",
        ])

    @OptionGroup var filter: AuditFilterOptions

    @Option(
        help: ArgumentHelp(
            "Only the newest so many of them.", id: "Hanya sekian catatan terbaru.", valueName: "n"))
    var last: Int?

    @Option(
        help: ArgumentHelp(
            "Only the oldest so many of them.", id: "Hanya sekian catatan terlama.", valueName: "n"))
    var limit: Int?

    @Flag(
        help: ArgumentHelp(
            "Then wait, and print new entries as they come, until Ctrl-C. With --json each entry is a JSON value on a line.",
            id:
                "Setelah itu tunggu dan tampilkan catatan baru begitu ada, sampai Ctrl-C. Dengan --json setiap catatan menjadi satu baris JSON."
        )
    )
    var follow = false

    @Flag(
        help: ArgumentHelp(
            "Print to the terminal itself.", id: "Tampilkan langsung di terminal, tanpa program penampil."))
    var noPager = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if let count = last ?? limit, count < 0 || last != nil && limit != nil {
            throw CommandError.wrongWords(
                Words(
                    "say one of --last and --limit, with a number from 0",
                    id: "sebutkan salah satu dari --last dan --limit, dengan angka mulai 0"))
        }
        if follow && limit != nil {
            throw CommandError.wrongWords(
                Words(
                    "--follow goes with --last, not with --limit",
                    id: "--follow dipakai bersama --last, bukan --limit"))
        }
    }

    func run() throws {
        let vault = try options.open()
        let filter = try self.filter.filter(in: vault)
        let trail = try vault.auditTrail()
        var lines = trail.filter(filter.matches)
        if let last { lines = lines.suffix(last) }
        if let limit { lines = Array(lines.prefix(limit)) }

        let hidden = filter.isEmpty ? 0 : trail.filter { $0.statement == nil }.count
        if hidden > 0 {
            Terminal.warn(
                Words(
                    "\(hidden) entries are for auditors, and were left out: whether they fit cannot be seen",
                    id:
                        "\(hidden) catatan khusus auditor tidak ditampilkan; mungkin ada yang cocok dengan pencarian Anda"
                ))
        }
        if follow { return try followed(lines, of: trail, in: vault, filter) }
        let notes = AuditNotes(vault)
        if options.format.json { return try Output.json(lines.map { AuditLineView($0, notes) }) }
        try Pager.show(isWanted: !noPager) {
            Output.table(AuditLineView.header, lines.map { AuditLineView($0, notes).cells })
        }
    }

    /// The lines, and then those that come. The signals that end it are waited for between two looks at the log, so nothing is
    /// cut short.
    private func followed(_ lines: [AuditLine], of trail: [AuditLine], in vault: Vault, _ filter: AuditFilter)
        throws
    {
        let ending = Interruption()
        var trail = trail
        let notes = AuditNotes(vault)
        if options.format.json {
            for line in lines { try Output.jsonLine(AuditLineView(line, notes)) }
        } else {
            Output.table(AuditLineView.header, lines.map { AuditLineView($0, notes).cells })
        }
        repeat {
            try StandardOutput.flush()
            let new = try vault.newAuditLines(after: trail)
            trail += new
            let notes = AuditNotes(vault)
            for line in new where filter.matches(line) {
                if options.format.json {
                    try Output.jsonLine(AuditLineView(line, notes))
                } else {
                    Output.line(
                        AuditLineView(line, notes).cells.filter { !$0.here.isEmpty }.joined(separator: "  "))
                }
            }
            try StandardOutput.flush()
        } while !ending.comes(within: 1)
    }
}

/// What lines of the log are chosen by.
struct AuditFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Whose acts: a name or a fingerprint prefix.",
            id: "Tindakan siapa: nama, atau awal kode pengenal kunci.", valueName: "member"))
    var member: [String] = []

    @Option(
        name: .customLong("case"),
        help: ArgumentHelp("On which case.", id: "Pada kasus mana.", valueName: "case"))
    var cases: [String] = []

    @Option(
        help: ArgumentHelp(
            "On which document, such as TPPO-2026-0017/12.",
            id: "Pada dokumen mana, misalnya TPPO-2026-0017/12.", valueName: "ref"))
    var document: [String] = []

    @Option(
        help: ArgumentHelp(
            "Which kind of act, such as document.read, or all of a family, such as document.",
            id: "Tindakan apa, misalnya document.read, atau sekelompok tindakan, misalnya document.",
            valueName: "act"))
    var act: [String] = []

    @Option(help: ArgumentHelp("Whether it was done or refused.", id: "Dilakukan atau ditolak."))
    var outcome: TypedWord<AuditFilter.Outcome>?

    @Option(
        help: ArgumentHelp(
            "Not before this day, or RFC 3339 time.", id: "Mulai tanggal atau jam ini (RFC 3339).",
            valueName: "when"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "Not after this day, or RFC 3339 time.", id: "Sampai dengan tanggal atau jam ini (RFC 3339).",
            valueName: "when"))
    var to: String?

    /// In a vault, because members, cases and documents are named as people say them.
    func filter(in vault: Vault) throws -> AuditFilter {
        var filter = AuditFilter()
        filter.members = Set(try member.map { try vault.member(named: $0).fingerprint })
        filter.caseRefs = Set(try cases.map { try vault.caseFile($0).ref })
        filter.documents = Set(
            try document.map {
                let (file, number) = try vault.document($0)
                return "\(file.ref)/\(number)"
            })
        let families = Act.names.map { String($0.prefix { $0 != "." }) }
        for word in act where !(Act.names + families).contains(word) {
            throw CommandError.noSuchAct(word)
        }
        filter.acts = Set(act)
        filter.outcome = try outcome?.value
        filter.from = try from.map { try OfficeClock.instant($0, endOfDay: false, option: "--from") }
        filter.to = try to.map { try OfficeClock.instant($0, endOfDay: true, option: "--to") }
        return filter
    }
}

/// A line as it is printed.
private struct AuditLineView: Encodable {
    let index: UInt64
    let at, member, fingerprint, act, `case`, note: String?
    let documents: [String]
    /// In seconds.
    let clockBehind, clockAhead: Int64?
    /// Why it counts for nothing.
    let void: String?
    private let voidWords: Words?
    private let noteWords: Words?
    private let isRecovery: Bool
    private let time: Timestamp?

    private enum CodingKeys: CodingKey {
        case index, at, member, fingerprint, act, `case`, note, documents, clockBehind, clockAhead, void
    }

    static var header: [Words] {
        let zone = OfficeClock.zone.label
        return [
            Words("ENTRY", id: "NO."), Words("WHEN (\(zone))", id: "WAKTU (\(zone))"),
            Words("WHO", id: "SIAPA"),
            Words("WHAT", id: "APA"), Words("CASE / DOCUMENTS", id: "KASUS / DOKUMEN"),
            Words("NOTE", id: "CATATAN"),
        ]
    }

    var cells: [Words] {
        [
            .data(String(index)), .data(time.map(OfficeClock.zone.clock) ?? "–"), who,
            act.map { Words($0, id: Language.indonesian.act($0)) }
                ?? (void == nil ? Words("(for auditors)", id: "(khusus auditor)") : .data("–")), .data(place),
            noteWithClock,
        ]
    }

    private var who: Words {
        isRecovery ? Words(member ?? "", id: "kunci pemulihan") : .data(member ?? "–")
    }

    private var noteWithClock: Words {
        let void = voidWords.map { Words("VOID: ", id: "TIDAK BERLAKU: ") + $0 }
        let behind = clockBehind.map(ClockWords.behind).map {
            Words("CLOCK \($0.english) BEHIND", id: "JAM TERTINGGAL \($0.indonesian)")
        }
        let ahead = clockAhead.map(ClockWords.behind).map {
            Words("CLOCK \($0.english) AHEAD", id: "JAM TERLALU CEPAT \($0.indonesian)")
        }
        return [void, behind ?? ahead, noteWords].compactMap { $0 }.joined(separator: "; ")
    }

    /// `TPPO-2026-0017/1,2,5`
    private var place: String {
        guard let ref = `case` else { return "" }
        let numbers = documents.map { $0.dropFirst(ref.count + 1) }
        return numbers.isEmpty ? ref : ref + "/" + numbers.joined(separator: ",")
    }

    init(_ line: AuditLine, _ notes: AuditNotes) {
        index = line.position
        time = line.statement?.at
        at = time?.description
        member = line.member?.name
        isRecovery = line.member?.isRecovery ?? false
        fingerprint = line.member?.fingerprint.description
        act = line.statement?.act.name
        `case` = line.caseRef
        documents = line.documents
        noteWords = notes.note(on: line)
        note = noteWords?.english
        clockBehind = line.clock.flatMap { $0 < 0 ? -$0 : nil }
        clockAhead = line.clock.flatMap { $0 > 0 ? $0 : nil }
        voidWords = line.void?.text
        void = voidWords?.english
    }
}
