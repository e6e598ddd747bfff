import ArgumentParser
import EvidenceVault
import Presentation

struct AuditTimestamp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timestamp",
        abstract: Words(
            "Proof from outside of when the log was as it was (RFC 3161).",
            id:
                "Penanda waktu elektronik: bukti dari pihak luar tentang keadaan log pada suatu jam (RFC 3161)."
        ),
        discussion: Words(
            """
            'request' makes a file for any time-stamping authority; no network is used. Its answer is kept in the log with 'attach': \
            every entry before the stamped checkpoint was there at that time, whatever clock its author had.
            """,
            id: """
                'request' membuat berkas untuk penyelenggara penanda waktu mana pun, tanpa internet. Jawabannya disimpan di log dengan \
                'attach': setiap catatan sebelum titik acuan itu terbukti sudah ada pada jam itu, bagaimanapun jam komputer \
                pembuatnya.
                """),
        examples: ["amanah audit timestamp request -o log.tsq"],
        subcommands: [Request.self, Attach.self, Check.self])

    struct Request: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "A request over the newest checkpoint, to carry to an authority.",
                id:
                    "Buat permintaan atas titik acuan log terbaru, untuk dibawa ke penyelenggara penanda waktu."
            ),
            discussion: Words(
                """
                The answer must be attached on this computer, which remembers what was asked. The request is yours to carry; 'curl' is one way.
                """,
                id: """
                    Jawabannya harus disimpan dari komputer ini, yang mengingat apa yang diminta. Cara mengirim permintaannya terserah Anda; \
                    salah satunya dengan 'curl'.
                    """),
            examples: [
                "amanah audit timestamp request -o log.tsq",
                "curl -H 'Content-Type: application/timestamp-query' --data-binary @log.tsq URL > log.tsr",
            ])

        @Option(
            name: [.short, .long],
            help: ArgumentHelp(
                "A new file for it; - is standard output.",
                id: "Berkas baru untuk menyimpannya; - berarti keluaran standar.", valueName: "file"))
        var output: String

        @OptionGroup var options: VaultOptions

        private struct View: Encodable { let path: String }

        func run() throws {
            let vault = try options.open()
            let to = try Destination(output, json: options.format.json)
            try to.put(vault.requestTimestamp())
            if options.format.json { try Output.json(View(path: output)) }
        }
    }

    struct Attach: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Check the authority's answer, and keep it in the log.",
                id: "Periksa jawaban penyelenggara, lalu simpan di dalam log."),
            examples: ["amanah audit timestamp attach log.tsr --certificate authority.pem"])

        @Argument(help: ArgumentHelp("The answer.", id: "Berkas jawabannya."))
        var file: String

        @Option(help: AuthorityOptions.help)
        var certificate: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let response = try Files.contents(of: file, limit: 65_536)
            let kept = try options.open().attachTimestamp(
                response, trusting: AuthorityOptions.certificates(in: certificate))
            let view = View(kept)
            if options.format.json { return try Output.json(view) }
            Output.fields(view.fields)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: Words(
                "The time-stamps in the log, checked again.",
                id: "Periksa kembali penanda waktu yang ada di log."),
            discussion: Words(
                """
                Without --certificate: that each is of a checkpoint of this log; who signed it is then not known. 'amanah audit export' \
                writes them out for 'openssl ts -verify'. Exit status 5 when one does not hold.
                """,
                id: """
                    Tanpa --certificate: hanya diperiksa bahwa setiap penanda waktu menyangkut titik acuan log ini; penandatangannya belum \
                    diketahui. 'amanah audit export' menuliskannya untuk 'openssl ts -verify'. Status akhir 5 bila ada yang tidak sah.
                    """),
            examples: ["amanah audit timestamp verify --certificate authority.pem"])

        @OptionGroup var authority: AuthorityOptions
        @OptionGroup var options: VaultOptions

        func run() throws {
            let certificates = try authority.certificates()
            let kept = try options.open().timestamps(trusting: certificates)
            let views = kept.map(View.init)
            if options.format.json {
                try Output.json(views)
            } else {
                Output.table(
                    [
                        Words("ENTRY", id: "NO."), Words("LOG", id: "ISI LOG"), Words("TIME", id: "WAKTU"),
                        Words("AUTHORITY", id: "PENYELENGGARA"), Words("PROBLEM", id: "MASALAH"),
                    ],
                    zip(views, kept).map { view, kept in
                        [
                            .data(String(view.index)), .entries(view.entries),
                            .data(OfficeClock.text(view.time)),
                            view.authority.map(Words.data) ?? Words("(not checked)", id: "(belum diperiksa)"),
                            kept.problem?.words ?? .data(""),
                        ]
                    })
            }
            if kept.contains(where: { $0.problem != nil }) {
                throw ExitCode(ExitStatus.integrity.rawValue)
            }
        }
    }

    private struct View: Encodable {
        let index, entries: UInt64
        let time: String
        let authority, problem: String?

        init(_ kept: KeptTimestamp) {
            index = kept.position
            entries = kept.head.size
            time = kept.time.description
            authority = kept.authority
            problem = kept.problem?.words.english
        }

        var fields: [(Words, Words?)] {
            [
                (Words("time", id: "waktu"), .data(OfficeClock.text(time))),
                (Words("authority", id: "penyelenggara"), authority.map(Words.data)),
                (
                    Words("of", id: "atas"),
                    Words("the log's first \(entries) entries", id: "\(entries) catatan pertama dalam log")
                ),
                (
                    Words("kept", id: "disimpan"),
                    Words("log entry \(index)", id: "catatan log ke-\(index)")
                ),
            ]
        }
    }
}
