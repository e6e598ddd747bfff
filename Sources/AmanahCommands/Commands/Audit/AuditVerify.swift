import ArgumentParser
import EvidenceVault

struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: Words(
            "Does the log continue a checkpoint that you took home, and does what is new hold?",
            id:
                "Periksa log: apakah melanjutkan titik acuan yang Anda simpan, dan apakah catatan barunya sah?"
        ),
        discussion: Words(
            """
            Proves that today's log contains the one of the checkpoint, unchanged, and checks every entry since: signatures, and who was \
            entitled to what. Without --since, the whole log. It is quick where this computer took the checkpoint \
            ('audit checkpoint', 'audit review'); elsewhere the whole log is read. Documents are checked by 'amanah verify'. Exit \
            status 5 when something is wrong.
            """,
            id: """
                Membuktikan bahwa log hari ini memuat log pada titik acuan itu tanpa perubahan, dan memeriksa setiap catatan \
                sesudahnya: tanda tangan, dan siapa berhak melakukan apa. Tanpa --since, seluruh log. Cepat bila titik acuannya \
                diambil di komputer ini ('audit checkpoint', 'audit review'); di komputer lain seluruh log dibaca. Dokumen diperiksa \
                dengan 'amanah verify'. Status akhir 5 bila ada yang salah.
                """),
        examples: ["amanah audit verify --since /media/usb/2026-10.checkpoint"])

    @Option(
        help: ArgumentHelp(
            "A checkpoint (a signed note).", id: "Titik acuan log yang Anda simpan.", valueName: "file"))
    var since: String?

    @OptionGroup var options: VaultOptions

    func run() throws {
        let vault = try options.open()
        let taken = try since.map {
            try TakenCheckpoint(
                TextFile.contents(of: $0, limit: TakenCheckpoint.maximumSize), of: vault.id)
        }
        let verification = try vault.verifyLog(since: taken)
        try LogVerificationView(verification).print(json: options.format.json)
        if verification.finding != nil { throw ExitCode(ExitStatus.integrity.rawValue) }
    }
}

/// One screen: what was checked, and what came of it.
struct LogVerificationView: Encodable {
    private struct Act: Encodable {
        let act: String
        let count: Int
    }
    private struct Author: Encodable {
        let member, fingerprint: String
        let count: Int
    }
    private struct Difference: Encodable {
        let index: UInt64
        let seconds: Int64
    }

    private let valid: Bool
    private let since, entries: UInt64
    private let sinceTime, finding: String?
    private let root: String
    private let consistencyProof: [String]
    private let acts: [Act]
    private let authors: [Author]
    private let forAuditors: Int
    private let clocksBehind, clocksAhead: [Difference]
    /// Entries that count for nothing.
    private let voids: [String]
    private let words: Words?
    private let voidWords: [Words]

    private enum CodingKeys: CodingKey {
        case valid, since, entries, sinceTime, finding, root, consistencyProof, acts, authors, forAuditors,
            clocksBehind, clocksAhead, voids
    }

    init(_ verification: LogVerification) {
        words = verification.finding?.words
        voidWords = verification.voids.map(\.words)
        voids = voidWords.map(\.english)
        valid = verification.finding == nil
        since = verification.since.size
        sinceTime = verification.sinceTime?.description
        entries = verification.head.size
        root = verification.head.root.description
        finding = words?.english
        consistencyProof = verification.proof.map(\.description)
        acts = verification.acts.map { Act(act: $0.act, count: $0.count) }
        authors = verification.authors.map {
            Author(
                member: $0.member.name, fingerprint: $0.member.fingerprint.description, count: $0.count)
        }
        forAuditors = verification.closed
        let clocks = verification.clocks
        clocksBehind = clocks.filter { $0.seconds < 0 }.map {
            Difference(index: $0.position, seconds: -$0.seconds)
        }
        clocksAhead = clocks.filter { $0.seconds > 0 }.map {
            Difference(index: $0.position, seconds: $0.seconds)
        }
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        let language = Language.current
        let good =
            voids.isEmpty
            ? Words(
                "All good: the log continues as it was, and every new entry holds.",
                id: "Semua benar: log berlanjut utuh, dan setiap catatan baru sah.")
            : Words(
                "The log continues as it was. Of the new entries \(voids.count) count for nothing:",
                id: "Log berlanjut utuh. Di antara catatan baru, \(voids.count) tidak berlaku:")
        let bad = Words("NOT WHOLE: ", id: "TIDAK UTUH: ").in(language)
        Output.line(words.map { bad + visible($0.in(language)) } ?? good.in(language))
        for void in voidWords.prefix(20) { Output.line("  " + visible(void.in(language))) }
        if voids.count > 20 { Output.line("  (+\(voids.count - 20))") }
        let closed = forAuditors > 0 ? ["(for auditors) \(forAuditors)"] : []
        func list(_ clocks: [Difference]) -> String? {
            let shown = clocks.prefix(5).map { "entry \($0.index) by \(ClockWords.behind($0.seconds))" }
            return clocks.isEmpty
                ? nil
                : shown.joined(separator: ", ")
                    + (clocks.count > shown.count ? " (+\(clocks.count - shown.count))" : "")
        }
        Output.fields([
            (
                "since",
                "\(since) entries" + (sinceTime.map { ", the newest of \(OfficeClock.text($0))" } ?? "")
            ),
            ("now", "\(entries) entries"), ("new", "\(entries - since)"), ("root", root),
            ("acts", Output.list(acts.map { "\($0.act) \($0.count)" } + closed)),
            ("by", Output.list(authors.map { "\($0.member) \($0.count)" })),
            ("clocks behind", list(clocksBehind)), ("clocks ahead", list(clocksAhead)),
        ])
    }
}
