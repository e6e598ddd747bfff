import ArgumentParser
import EvidenceVault
import Ledger
import Presentation

struct AuditMatrix: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: Words(
            "Who can read what: from the keys that were granted, not from roles (auditor, custodian).",
            id:
                "Tabel akses: siapa dapat membaca apa, menurut kunci yang dipegang, bukan menurut peran (auditor, pengelola brankas)."
        ),
        discussion: Words(
            """
            'yes': the newest key, so all that comes. 'old only': what was deposited before the keys changed. In brackets, how many \
            documents. An exclamation mark: more than the member's roles on the case allow, such as after leaving. The recovery \
            key opens everything and is not listed. Coordinators see their own cases.
            """,
            id: """
                'ya': punya kunci terbaru, jadi dapat membaca semua yang akan masuk. 'hanya kunci lama': untuk yang masuk \
                sebelum kunci diganti. Dalam kurung: jumlah dokumen. Tanda seru: lebih daripada yang diizinkan perannya di kasus itu, \
                misalnya setelah ia keluar. Kunci pemulihan brankas dapat membuka semuanya dan tidak didaftar. Koordinator melihat \
                kasusnya sendiri.
                """),
        examples: ["amanah audit matrix --csv > matrix.csv"])

    @Flag(help: ArgumentHelp("Print CSV.", id: "Cetak sebagai CSV."))
    var csv = false

    @OptionGroup var options: VaultOptions

    private struct Row: Encodable {
        let member, fingerprint, status, `case`, `class`: String
        let readsNew, isEntitled: Bool
        let documents: Int
        let generations: [UInt32]
        let newest: UInt32
    }

    func run() throws {
        let rows = try options.open().accessMatrix().rows
        if options.format.json || csv {
            let views = rows.map {
                Row(
                    member: $0.member.name, fingerprint: $0.member.fingerprint.description,
                    status: $0.member.status.rawValue, case: $0.caseRef,
                    class: $0.confidentiality.rawValue,
                    readsNew: $0.readsNew, isEntitled: $0.isEntitled, documents: $0.documents,
                    generations: $0.generations, newest: $0.newest)
            }
            if !csv { return try Output.json(views) }
            let header = [
                "member", "fingerprint", "status", "case", "class", "readsNew", "isEntitled", "documents",
                "generations", "newest",
            ]
            return Output.csv(
                header,
                views.map {
                    [
                        $0.member, $0.fingerprint, $0.status, $0.case, $0.class, String($0.readsNew),
                        String($0.isEntitled), String($0.documents),
                        $0.generations.map(String.init).joined(separator: " "), String($0.newest),
                    ]
                })
        }
        let classes = ConfidentialityClass.documentClasses
        var lines: [[Words]] = []
        var seen: Set<String> = []
        for row in rows where seen.insert(row.caseRef + row.member.fingerprint.description).inserted {
            let own = rows.filter {
                $0.caseRef == row.caseRef && $0.member.fingerprint == row.member.fingerprint
            }
            lines.append(
                [
                    .data(row.caseRef),
                    .data(row.member.name)
                        + (row.member.status == .active
                            ? .data("") : .data(" (") + row.member.status.said + .data(")")),
                ]
                    + classes.map { confidentiality in
                        guard let cell = own.first(where: { $0.confidentiality == confidentiality })
                        else {
                            return .data("–")
                        }
                        return
                            (cell.readsNew
                            ? Words("yes", id: "ya") : Words("old only", id: "hanya kunci lama"))
                            + .data(" (\(cell.documents))" + (cell.isEntitled ? "" : " !"))
                    })
        }
        Output.table(
            [Words("CASE", id: "KASUS"), Words("MEMBER", id: "ANGGOTA")] + classes.map(\.head), lines)
    }
}

extension ConfidentialityClass {
    /// For the head of a narrow column.
    fileprivate var head: Words {
        let english = rawValue.uppercased()
        return switch self {
        case .identity: Words(english, id: "IDENTITAS")
        case .testimony: Words(english, id: "KESAKSIAN")
        case .medical: Words(english, id: "MEDIS")
        case .legal: Words(english, id: "HUKUM")
        case .casework: Words(english, id: "PENDAMPINGAN")
        case .restitution: Words(english, id: "RESTITUSI")
        case .register: Words(english, id: "PEKERJA MIGRAN")
        case .summary: Words(english, id: "JUDUL")
        }
    }
}
