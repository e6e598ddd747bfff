import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

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
        let good =
            voids.isEmpty
            ? Words(
                "All good: the log continues as it was, and every new entry holds.",
                id: "Log utuh: tidak ada catatan lama yang berubah, dan semua catatan baru lolos pemeriksaan."
            )
            : Words(
                "The log continues as it was. Of the new entries \(voids.count) count for nothing:",
                id:
                    "Tidak ada catatan lama yang berubah. Di antara catatan baru, \(voids.count) tidak berlaku:"
            )
        Output.line(words.map { Words("NOT WHOLE: ", id: "TIDAK UTUH: ") + $0 } ?? good)
        for void in voidWords.prefix(20) { Output.line(.data("  ") + void) }
        if voids.count > 20 { Output.data("  (+\(voids.count - 20))") }
        let closed =
            forAuditors > 0
            ? [Words("(for auditors) \(forAuditors)", id: "(khusus auditor) \(forAuditors)")] : []
        func list(_ clocks: [Difference]) -> Words? {
            let shown = clocks.prefix(5).map { clock in
                let by = ClockWords.behind(clock.seconds)
                return Words(
                    "entry \(clock.index) by \(by.english)", id: "catatan \(clock.index): \(by.indonesian)")
            }
            let more = clocks.count > shown.count ? " (+\(clocks.count - shown.count))" : ""
            return clocks.isEmpty ? nil : .list(shown) + .data(more)
        }
        let newest = sinceTime.map(OfficeClock.text).map {
            Words(", the newest of \($0)", id: ", yang terbaru dari \($0)")
        }
        let did = acts.map {
            Words("\($0.act) \($0.count)", id: "\(Language.indonesian.act($0.act)) \($0.count)")
        }
        Output.fields([
            (Words("since", id: "sejak"), .entries(since) + (newest ?? .data(""))),
            (Words("now", id: "sekarang"), .entries(entries)),
            (Words("new", id: "baru"), .data("\(entries - since)")), (.root, .data(root)),
            (Words("acts", id: "tindakan"), .list(did + closed)),
            (Words("by", id: "oleh"), .list(authors.map { .data("\($0.member) \($0.count)") })),
            (Words("clocks behind", id: "jam tertinggal"), list(clocksBehind)),
            (Words("clocks ahead", id: "jam terlalu cepat"), list(clocksAhead)),
        ])
    }
}
