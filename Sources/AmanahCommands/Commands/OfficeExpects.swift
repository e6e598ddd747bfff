import ArgumentParser
import Bytes
import CaseRecords
import EvidenceVault
import Ledger
import Presentation

struct OfficeExpects: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expects",
        abstract: Words(
            "What an office expects to be given, and what it never is, each with its law.",
            id: "Yang diminta satu instansi, dan yang jangan diserahkan, masing-masing dengan dasar hukumnya."
        ),
        discussion: Words(
            """
            'bundle create' proposes documents by this list and says what is missing; it refuses nothing for it. The program has a list \
            of its own. To correct it, write it to a file (--export), let a lawyer look at what is marked †, and take it in again \
            (--import): a custodian signs it into the log, and it then stands in the place of the program's.
            """,
            id: """
                Menurut daftar ini 'bundle create' mengusulkan dokumen dan memberi tahu yang kurang; tidak ada yang ditolak karenanya. \
                Program punya daftar bawaan. Untuk memperbaikinya, tulis ke berkas (--export), mintalah pendamping hukum memeriksa \
                yang bertanda †, lalu masukkan lagi (--import): pengelola brankas menandatanganinya ke dalam log, dan sejak itu daftar \
                itulah yang berlaku.
                """),
        examples: [
            "amanah office expects lpsk", "amanah office expects --export daftar.json",
            "amanah office expects --import daftar.json",
        ])

    @Argument(
        help: ArgumentHelp("The office; without it, all.", id: "Instansinya; jika tidak disebut, semua."))
    var office: String?

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp(
            "Take this list in (custodian), after showing what changes.",
            id: "Masukkan daftar ini (pengelola brankas), setelah menunjukkan yang berubah.",
            valueName: "file"))
    var imported: String?

    @Option(
        name: .customLong("export"),
        help: ArgumentHelp(
            "Write the list in force to this new file; - is standard output.",
            id: "Tulis daftar yang berlaku ke berkas baru ini; - berarti keluaran standar.", valueName: "file"
        ))
    var exported: String?

    @Flag(
        help: ArgumentHelp(
            "The program's own list, also where the organisation has another.",
            id: "Daftar bawaan program, juga kalau organisasi punya daftar sendiri."))
    var builtIn = false

    @Flag(help: ArgumentHelp("Do not ask; for scripts.", id: "Jangan bertanya; untuk skrip."))
    var yes = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        let isShown = imported == nil && exported == nil
        guard isShown || (office == nil && (imported == nil || (exported == nil && !builtIn))) else {
            throw CommandError.wrongWords(
                Words(
                    "--import and --export are each for a whole list, and go with no office and not with each other",
                    id:
                        "--import dan --export masing-masing untuk seluruh daftar; jangan digabung, dan jangan sebutkan instansi"
                ))
        }
    }

    func run() throws {
        let office = try office.map { try Office($0) }
        if let imported { return try take(imported) }
        let vault = try options.open()
        let inForce = try builtIn ? .builtIn : vault.expectations()
        if let exported {
            let to = try Destination(exported, json: options.format.json)
            try to.put(inForce.expectations.file())
            if options.format.json { return try Output.json(["path": to.path]) }
            return
        }
        let offices = try office.map { [$0] } ?? Office.known.map { try Office($0.id) }
        if options.format.json { return try Output.json(ListView(inForce, offices)) }
        if let warning = inForce.warning { Terminal.warn(warning) }
        Output.line(inForce.said)
        if case .organisation(let at, let by) = inForce.source {
            let name = by.flatMap { vault.state.member($0)?.name }
            Output.line(Words("set ", id: "ditetapkan ") + .by(OfficeClock.text(at), name))
        }
        if inForce.source != .program, Expectations.builtIn.date > inForce.expectations.date {
            Terminal.complain(
                Words(
                    "The program's own list is newer (\(Expectations.builtIn.date)): see --built-in.",
                    id: "Daftar bawaan program lebih baru (\(Expectations.builtIn.date)): lihat --built-in."))
        }
        for office in offices { show(office, inForce.expectations.of(office), isNamed: self.office != nil) }
    }

    private func take(_ file: String) throws {
        let expectations = try TextFile.settings(of: file, limit: Expectations.longestFile) {
            try Expectations(json: $0)
        }
        let vault = try options.open()
        let change = ExpectationsChange(from: try vault.expectations().expectations, to: expectations)
        if !options.format.json { show(change, expectations) }
        if !yes {
            try Terminal.confirm(
                Words(
                    "Does this list stand in the place of the one in force?",
                    id: "Pakai daftar ini sebagai ganti daftar yang berlaku?"))
        }
        try vault.setExpectations(expectations)
        if options.format.json { try Output.json(ChangeView(change, expectations)) }
    }

    // MARK: What is shown

    private func show(_ office: Office, _ items: [Expectation], isNamed: Bool) {
        guard !items.isEmpty else {
            if isNamed {
                Output.line(
                    office.said
                        + Words(
                            ": what it expects is not known; 'bundle create' proposes all that consent covers",
                            id:
                                ": yang dimintanya tidak diketahui; 'bundle create' mengusulkan semua yang tercakup persetujuan"
                        ))
            }
            return
        }
        Output.line(.data(""))
        Output.line(office.said)
        let width = Expectation.Need.allCases.map(\.said.here.count).max() ?? 0
        for item in items {
            let need = item.need.said.here
            let gap = String(repeating: " ", count: width - need.count + 2)
            let purposes: Words =
                item.purposes.isEmpty
                ? Words.data("") : Words.data(" [") + item.purposes.said + Words.data("]")
            Self.hang(.data("  \(need)\(gap)") + item.words.words + purposes, by: width + 4)
            let indent = String(repeating: " ", count: width + 4)
            Self.hang(.data(indent) + Words("kinds: ", id: "jenis: ") + item.kinds.said, by: width + 6)
            let check: Words = item.check.map { Words.data(" † ") + $0.words } ?? Words.data("")
            Self.hang(Words.data(indent + item.citation) + check, by: width + 6)
        }
    }

    private func show(_ change: ExpectationsChange, _ expectations: Expectations) {
        Output.line(
            Words(
                "list \(expectations.version) of \(expectations.date)",
                id: "daftar \(expectations.version) tanggal \(expectations.date)"))
        if change.items.isEmpty {
            return Output.line(Words("no item changes", id: "tidak ada butir yang berubah"))
        }
        for item in change.items {
            guard let shown = item.after ?? item.before else { continue }
            let sign = item.before == nil ? "+" : item.after == nil ? "-" : "~"
            Self.hang(
                Words.data("\(sign) ") + item.office.said + Words.data("  \(shown.id)  ") + shown.need.said
                    + Words.data("  ") + shown.words.words, by: 4)
            if let before = item.before, let after = item.after {
                for (label, old, new) in Self.differences(before, after) {
                    Self.hang(Words.data("    \(label): ") + old + Words.data(" → ") + new, by: 6)
                }
            }
        }
    }

    /// What an item says otherwise, by what it is called in the file.
    private static func differences(_ a: Expectation, _ b: Expectation) -> [(
        name: String, old: Words, new: Words
    )] {
        let all: [(name: String, old: Words, new: Words)] = [
            ("words", a.words.words, b.words.words), ("need", a.need.said, b.need.said),
            ("kinds", a.kinds.said, b.kinds.said), ("purposes", a.purposes.said, b.purposes.said),
            ("citation", Words.data(a.citation), Words.data(b.citation)),
            ("check", a.check?.words ?? Words.data("–"), b.check?.words ?? Words.data("–")),
        ]
        return all.filter { $0.old.english != $0.new.english || $0.old.indonesian != $0.new.indonesian }
    }

    private static func hang(_ words: Words, by indent: Int) {
        guard let columns = Terminal.columns else { return Output.line(words) }
        for line in HelpPage.hanging(visible(words.here), by: indent, columns) { Output.line(.data(line)) }
    }

    private struct ListView: Encodable {
        let list: ExpectationsView
        let offices: [String: [Expectation]]

        init(_ inForce: ExpectationsInForce, _ offices: [Office]) {
            list = ExpectationsView(inForce)
            self.offices = Dictionary(
                offices.map { ($0.description, inForce.expectations.of($0)) }, uniquingKeysWith: { $1 })
        }
    }

    private struct ChangeView: Encodable {
        struct Item: Encodable {
            let office: String
            let before, after: Expectation?
        }

        let version, date: String
        let changes: [Item]

        init(_ change: ExpectationsChange, _ expectations: Expectations) {
            version = expectations.version
            date = expectations.date
            changes = change.items.map {
                Item(office: $0.office.description, before: $0.before, after: $0.after)
            }
        }
    }
}
