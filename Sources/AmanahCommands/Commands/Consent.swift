import ArgumentParser
import Bytes
import EvidenceVault
import FoundationEssentials
import Ledger
import Presentation

struct ConsentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: Words(
            "The survivor decides: what leaves the vault, to whom, for what.",
            id: "Persetujuan korban: apa yang boleh keluar dari brankas, kepada siapa, untuk apa."),
        subcommands: [Record.self, ListConsents.self, Withdraw.self])

    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Record a consent that was given. One recipient, one purpose.",
                id: "Catat persetujuan yang diberikan. Satu penerima, satu tujuan."),
            discussion: Words(
                """
                Explain risks and limits first, in the survivor's language; a "no" costs no service. Who gave it is sealed to \
                those who read identities; a pseudonym is enough.

                It covers the documents that you name, or those of some kinds that are there today and that you can read. What is \
                deposited later is covered only with --also-later, which every view of it says.

                Purposes: \(ConsentPurpose.listed.english).
                Offices: \(Office.listed.english).
                """,
                id: """
                    Jelaskan dahulu risiko dan batasnya, dalam bahasa yang dipahami korban; jawaban "tidak" tidak mengurangi layanan. \
                    Siapa yang menyetujui hanya terbaca oleh yang boleh membaca golongan identitas korban; nama samaran sudah cukup.

                    Persetujuan mencakup dokumen yang Anda sebut, atau dokumen dari jenis tertentu yang ada hari ini dan boleh Anda baca. \
                    Yang dimasukkan kemudian hanya tercakup dengan --also-later, dan itu selalu ditunjukkan.

                    Tujuan: \(ConsentPurpose.listed.indonesian).
                    Instansi: \(Office.listed.indonesian).
                    """),
            examples: [
                Example(
                    "amanah consent record TPPO-2026-0017 --purpose protection --recipient lpsk --documents 1,6 --given-by Melati --until 2027-03-31",
                    id:
                        "amanah consent record TPPO-2026-0017 --purpose perlindungan --recipient lpsk --documents 1,6 --given-by Melati --until 31-03-2027"
                )
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Option(help: ArgumentHelp("What for.", id: "Tujuannya."))
        var purpose: String

        @Option(
            help: ArgumentHelp(
                "The one office that it is for.", id: "Satu-satunya instansi yang boleh menerima.",
                valueName: "office"))
        var recipient: String

        @Option(
            help: ArgumentHelp(
                "The documents: references or numbers, with commas.",
                id: "Dokumennya; nomornya dipisahkan koma.", valueName: "ref,…"))
        var documents: String?

        @Option(
            help: ArgumentHelp(
                "The documents of these kinds, with commas; 'amanah add --help' lists them.",
                id: "Dokumen dari jenis-jenis ini, dipisahkan koma; daftarnya di 'amanah add --help'.",
                valueName: "kind,…"))
        var kinds: String?

        @Flag(
            help: ArgumentHelp(
                "Also those of these kinds that are deposited later.",
                id: "Juga dokumen jenis itu yang dimasukkan kemudian."))
        var alsoLater = false

        @Option(help: ArgumentHelp("Who consents.", id: "Siapa yang menyetujui.", valueName: "name"))
        var givenBy: String

        @Option(
            help: ArgumentHelp(
                "The document that shows it.", id: "Dokumen yang menunjukkan persetujuan itu.",
                valueName: "ref"))
        var proof: String?

        @Option(
            help: ArgumentHelp(
                "The last day, such as 2027-03-31, on the office's clock.",
                id: "Hari terakhir berlakunya, misalnya 31-03-2027, menurut jam kantor.", valueName: "date"))
        var until: String?

        @OptionGroup var options: VaultOptions

        func validate() throws {
            if (documents == nil) == (kinds == nil) {
                throw CommandError.wrongWords(
                    Words(
                        "say what it covers: --documents, or --kinds",
                        id: "sebutkan yang dicakup: --documents, atau --kinds"))
            }
            if alsoLater && kinds == nil {
                throw CommandError.wrongWords(
                    Words("--also-later is for --kinds", id: "--also-later hanya untuk --kinds"))
            }
        }

        func run() throws {
            let purpose = try ConsentPurpose(typed: purpose)
            let office = try Office(recipient)
            let kinds = try kinds.map {
                try DocumentKind.list(typed: $0)
            }
            let vault = try options.open()
            let until = try until.map { try OfficeClock.instant($0, endOfDay: true, option: "--until") }
            let file = try vault.caseFile(`case`)
            let scope =
                try kinds.map { Vault.ConsentScope.kinds(Set($0), later: alsoLater) }
                ?? .documents(vault.numbers(documents ?? "", in: file))
            let receipt = try vault.recordConsent(
                in: file, purpose: purpose, to: office, scope, givenBy: givenBy, proof: proof, until: until)
            let view = ConsentView(receipt.consent, kinds: receipt.kinds, in: file.ref)
            if options.format.json { return try Output.json(view) }
            view.print()
            if !receipt.unreadable.isEmpty {
                let numbers = DocumentNumbers.text(receipt.unreadable)
                Terminal.complain(
                    Words(
                        "Not covered, because you cannot read of what kind they are: \(file.ref)/\(numbers). Name them with --documents if they are meant.",
                        id:
                            "Tidak termasuk, karena Anda tidak dapat membaca jenisnya: \(file.ref)/\(numbers). Sebutkan dengan --documents bila dimaksud."
                    ))
            }
        }
    }

    struct ListConsents: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: Words(
                "The consents of a case, with those that ended or were withdrawn. The look is logged.",
                id:
                    "Daftar persetujuan satu kasus, juga yang sudah berakhir atau ditarik kembali. Melihatnya tercatat di log."
            ),
            examples: ["amanah consent list TPPO-2026-0017"])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let file = try vault.caseFile(`case`)
            let views = try vault.consents(of: file).map { ConsentView($0, in: file.ref) }
            if options.format.json { return try Output.json(views) }
            if views.isEmpty {
                Terminal.complain(
                    Words(
                        "No consent is recorded for \(file.ref).",
                        id: "Belum ada persetujuan yang dicatat untuk \(file.ref)."))
            }
            for view in views { view.print() }
        }
    }

    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Words(
                "Record that the survivor has taken a consent back. It covers nothing from now on.",
                id:
                    "Catat penarikan kembali persetujuan. Sejak saat ini tidak ada lagi yang boleh diserahkan atas dasar itu."
            ),
            discussion: Words(
                """
                It cannot be undone; a new yes is a new consent. What an office has received already cannot be fetched back.
                """,
                id: """
                    Tidak dapat dibatalkan; kalau setuju lagi, itu persetujuan baru. Yang sudah diterima instansi tidak dapat diambil \
                    kembali.
                    """),
            examples: [
                Example(
                    #"amanah consent withdraw TPPO-2026-0017 1 --channel "by telephone, to Siti""#,
                    id: #"amanah consent withdraw TPPO-2026-0017 1 --channel "lewat telepon, kepada Siti""#)
            ])

        @Argument(help: ArgumentHelp("The case.", id: "Nomor kasus, misalnya TPPO-2026-0017."))
        var `case`: String

        @Argument(
            help: ArgumentHelp("The number of the consent.", id: "Nomor persetujuan."),
            transform: ConsentView.number)
        var number: Int

        @Option(
            help: ArgumentHelp(
                "How it was said, and to whom.", id: "Bagaimana disampaikan, dan kepada siapa.",
                valueName: "text"))
        var channel: String

        @Option(
            help: ArgumentHelp(
                "When it was said; without it, now.", id: "Kapan disampaikan; jika tidak disebut, sekarang.",
                valueName: "date"))
        var at: String?

        @OptionGroup var options: VaultOptions

        func run() throws {
            let vault = try options.open()
            let said = try at.map { text -> Timestamp in
                let end = try OfficeClock.instant(text, endOfDay: true, option: "--at")
                // A day alone: today's has not ended yet.
                let now = Timestamp(.now)
                return text.utf8.count == 10 && end > now && end.seconds - now.seconds < 86_400 ? now : end
            }
            let file = try vault.caseFile(`case`)
            let consent = try vault.withdrawConsent(number, in: file, at: said, channel: channel)
            let view = ConsentView(consent, kinds: [], in: file.ref)
            if options.format.json { return try Output.json(view) }
            view.print()
        }
    }
}

/// A consent as it is shown.
struct ConsentView: Encodable {
    let `case`: String
    let number: Int
    let purpose, recipient, recordedAt, state: String
    let documents: [String]
    let later: Bool
    let kinds: [String]
    let until, withdrawnAt, givenBy, proof, channel: String?
    private let numbers: [Int]
    private let end: Timestamp?
    private let said: Timestamp?
    let what: ConsentPurpose
    let office: Office
    private let ofKinds: [DocumentKind]

    private enum CodingKeys: CodingKey {
        case `case`, number, purpose, recipient, recordedAt, state, documents, later, kinds, until,
            withdrawnAt,
            givenBy, proof, channel
    }

    static func number(_ text: String) throws -> Int {
        guard let number = ReferenceNumber.parse(text) else {
            throw CommandError.wrongWords(
                Words(
                    "'\(text)' is no number of a consent, such as 1",
                    id: "'\(text)' bukan nomor persetujuan, misalnya 1"))
        }
        return number
    }

    init(_ summary: ConsentSummary, in caseRef: String) {
        self.init(
            summary.consent, kinds: summary.details?.kinds ?? [], details: summary.details,
            channel: summary.withdrawal?.channel, isValid: summary.isValid, in: caseRef)
    }

    init(
        _ consent: CaseFile.Consent, kinds: [DocumentKind], details: ConsentDetails? = nil,
        channel: String? = nil, isValid: Bool? = nil, in caseRef: String
    ) {
        let given = consent.given
        `case` = caseRef
        number = consent.number
        what = given.purpose
        office = given.office
        ofKinds = kinds
        purpose = given.purpose.rawValue
        recipient = given.office.description
        recordedAt = consent.recordedAt.description
        numbers = given.documents
        documents = given.documents.map { "\(caseRef)/\($0)" }
        later = given.later
        self.kinds = kinds.map(\.rawValue)
        until = given.until?.description
        end = given.until
        said = consent.withdrawn?.said.at
        withdrawnAt = said?.description
        givenBy = details?.givenBy
        proof = details?.proof
        self.channel = channel
        let isValid = isValid ?? consent.isValid(at: Timestamp(.now))
        state = consent.withdrawn != nil ? "withdrawn" : isValid ? "valid" : "ended"
    }

    /// A line, and what else there is to say below it.
    func print() {
        Output.line(
            Words("\(`case`)  consent \(number)  ", id: "\(`case`)  persetujuan \(number)  ")
                + [office.said, what.said, covers].joined(separator: "  "))
        for line in lines { Output.line(.data("  ") + line) }
    }

    var covers: Words {
        let now =
            numbers.isEmpty
            ? nil : Words("documents ", id: "dokumen ") + .data(DocumentNumbers.text(numbers))
        let after =
            later
            ? Words("LATER ones", id: "JUGA YANG DIMASUKKAN NANTI")
                + (ofKinds.isEmpty ? .data("") : Words(" of kind ", id: " berjenis ") + ofKinds.said) : nil
        let both = [now, after].compactMap { $0 }
        return Words(
            both.map(\.english).joined(separator: " and "), id: both.map(\.indonesian).joined(separator: ", ")
        )
    }

    var lines: [Words] {
        [
            said.map {
                Words("WITHDRAWN on ", id: "DITARIK KEMBALI pada ")
                    + .data(OfficeClock.text($0) + (channel.map { ": \($0)" } ?? ""))
            },
            end.map {
                (state == "ended" ? Words("ended ", id: "berakhir ") : Words("until ", id: "sampai "))
                    + .data(OfficeClock.text($0))
            },
            givenBy.map {
                Words("given by \($0)", id: "diberikan oleh \($0)")
                    + (proof.map { Words(", shown by \($0)", id: ", ditunjukkan oleh \($0)") } ?? .data(""))
            },
        ].compactMap { $0 }
    }
}
