import CaseRecords
import EvidenceVault
import Ledger
import Presentation

/// What an office expects of a bundle and whether it is there, as it is shown.
struct ExpectationCheckView: Encodable {
    private struct Item: Encodable {
        let id, need, citation: String
        let words: Expectation.Saying
        /// In the bundle.
        let documents: [String]
        /// Why there is none in it, the documents that this is said of, and the roles on the team that read them.
        let missing: String?
        let inCase: [String]?
        let readBy: [String]?
    }

    private struct Gap: Encodable {
        let documents: [String]
        let why: String
        let consent: Int?
        let purpose, at: String?
    }

    private let office: String
    private let list: ExpectationsView
    private let purposes: [String]
    private let items: [Item]
    private let gaps: [Gap]

    init(_ check: ExpectationCheck, in caseRef: String) {
        func refs(_ numbers: [Int]) -> [String] { numbers.map { "\(caseRef)/\($0)" } }
        office = check.office.description
        list = ExpectationsView(check.inForce)
        purposes = check.purposes.map(\.rawValue)
        items = check.items.map { item in
            var roles: [Role]?
            if case .notReadable(_, _, let by) = item.absence { roles = by }
            return Item(
                id: item.expectation.id, need: item.expectation.need.rawValue,
                citation: item.expectation.citation, words: item.expectation.words,
                documents: refs(item.given), missing: item.absence?.code,
                inCase: item.absence.map { refs($0.documents) }, readBy: roles?.map(\.rawValue))
        }
        gaps = check.gaps.map {
            Gap(
                documents: refs($0.documents), why: $0.code, consent: $0.consent,
                purpose: $0.purpose?.rawValue, at: $0.at?.description)
        }
    }

    /// On stderr: the answer is the bundle.
    static func show(_ check: ExpectationCheck, in caseRef: String) {
        if let warning = check.inForce.warning { Terminal.warn(warning) }
        let purposes =
            check.purposes.isEmpty ? Words.data("") : Words(", for ", id: ", untuk ") + check.purposes.said
        guard !check.items.isEmpty else {
            return Terminal.complain(
                Words(
                    "what \(check.office) expects is not known",
                    id: "yang diminta \(check.office.said.indonesian) tidak diketahui")
                    + purposes + .data(" (") + check.inForce.said + .data(")"))
        }
        hang(
            Words("What \(check.office) expects", id: "Yang diminta \(check.office.said.indonesian)")
                + purposes + .data(" (") + check.inForce.said + .data("):"), by: 2)
        let width = Standing.all.map(\.here.count).max() ?? 0
        for item in check.items {
            let standing = Standing.of(item).here
            let gap = String(repeating: " ", count: width - standing.count + 2)
            let given: Words = item.given.isEmpty ? .data("") : .data(DocumentNumbers.text(item.given))
            let line =
                item.expectation.words.words + .data(": ") + (item.absence?.words ?? given)
                + (item.expectation.need == .never ? .data("; \(item.expectation.citation)") : .data(""))
            hang(.data("  \(standing)\(gap)") + line, by: width + 4)
        }
        show(check.gaps, for: check, in: caseRef)
    }

    private static func show(_ gaps: [ConsentGap], for check: ExpectationCheck, in caseRef: String) {
        guard !gaps.isEmpty else { return }
        Terminal.complain(Words("Consent is missing:", id: "Persetujuan yang belum ada:"))
        for gap in gaps { hang(.data("  ") + gap.words(for: check.office), by: 4) }
        Terminal.complain(
            Words(
                "  Ask the survivor; a no is an answer. A yes is recorded with:",
                id: "  Tanyakan kepada korban; \"tidak\" juga jawaban. Kalau setuju, catat dengan:"))
        Terminal.complain(
            .data("  ")
                + gaps.command(
                    in: caseRef, for: check.purposes.count == 1 ? check.purposes[0] : nil, to: check.office))
    }

    /// Whether an item is there, in one word.
    private enum Standing {
        static let there = Words("there", id: "ada")
        static let missing = Words("MISSING", id: "KURANG")
        static let absent = Words("none", id: "tidak ada")
        static let never = Words("NEVER", id: "JANGAN")
        static let all = [there, missing, absent, never]

        static func of(_ item: ExpectationCheck.Item) -> Words {
            switch item.expectation.need {
            case .never: never
            case .required: item.absence == nil ? there : missing
            case .usual: item.absence == nil ? there : absent
            }
        }
    }

    /// A line, broken where the terminal ends.
    static func hang(_ words: Words, by indent: Int) {
        guard let columns = Terminal.columns else { return Terminal.complain(words) }
        for line in HelpPage.hanging(visible(words.here), by: indent, columns) {
            Terminal.complain(.data(line))
        }
    }
}

/// Whose expectations, and which version, as programs read it.
struct ExpectationsView: Encodable {
    let source, version, date: String
    let setAt, setBy: String?
    /// Whether the organisation's own could not be read.
    let ownUnread: Bool

    init(_ inForce: ExpectationsInForce) {
        version = inForce.expectations.version
        date = inForce.expectations.date
        ownUnread = inForce.unread != nil
        switch inForce.source {
        case .program: (source, setAt, setBy) = ("built-in", nil, nil)
        case .organisation(let at, let by):
            (source, setAt, setBy) = ("organisation", at.description, by?.description)
        }
    }
}
