import CaseRecords
import Ledger

/// What an office expects of a bundle, item by item: whether it is in it, and where it is not, why. Nothing is refused for it.
public struct ExpectationCheck: Sendable {
    /// Why nothing of an item goes.
    public enum Absence: Hashable, Sendable {
        /// No document of its kinds is in the case, as far as this member can tell.
        case notInCase
        /// There are documents of its classes that this member cannot open: it may be among them. With the roles on the team that can.
        case notReadable([Int], of: [ConfidentialityClass], by: [Role])
        /// There are documents, and no consent covers them: see ``gaps``.
        case notCovered([Int])
        /// There are documents, and they were not chosen.
        case notChosen([Int])
    }

    public struct Item: Sendable {
        public let expectation: Expectation
        /// The numbers of the documents in the bundle that are of its kinds.
        public let given: [Int]
        /// Nil when something is given.
        public let absence: Absence?
    }

    /// Which expectations, and whose word they are.
    public let inForce: ExpectationsInForce
    public let office: Office
    /// What the bundle is for: what was asked, or what the consents say; empty where there is neither.
    public let purposes: [ConsentPurpose]
    /// What the office expects, and those things that it is never given and is given now.
    public let items: [Item]
    /// What is expected, or was named, and lacks consent.
    public let gaps: [ConsentGap]
}

extension ExpectationCheck {
    /// A document as who makes the bundle sees it.
    struct Seen {
        enum State { case given, notCovered, notChosen, notReadable }

        let number: Int
        let confidentiality: ConfidentialityClass
        /// By the newest word; nil where it cannot be opened.
        let kind: DocumentKind?
        let state: State
    }

    /// - Parameter readers: the roles on the team that read a class.
    static func items(
        _ expected: [Expectation], among documents: [Seen], readers: (ConfidentialityClass) -> [Role]
    ) -> [Item] {
        expected.compactMap { item in
            let matching = documents.filter { $0.kind.map(item.kinds.contains) ?? false }
            func numbers(_ state: Seen.State) -> [Int] {
                matching.filter { $0.state == state }.map(\.number)
            }
            let given = numbers(.given)
            if item.need == .never {
                return given.isEmpty ? nil : Item(expectation: item, given: given, absence: nil)
            }
            guard given.isEmpty else { return Item(expectation: item, given: given, absence: nil) }
            let absence: Absence
            if matching.contains(where: { $0.state == .notCovered }) {
                absence = .notCovered(numbers(.notCovered))
            } else if !matching.isEmpty {
                absence = .notChosen(matching.map(\.number))
            } else {
                absence = closed(item, among: documents, readers) ?? .notInCase
            }
            return Item(expectation: item, given: [], absence: absence)
        }
    }

    /// The documents that may be what is missing: of a class of its kinds, and closed to who looks.
    private static func closed(
        _ item: Expectation, among documents: [Seen], _ readers: (ConfidentialityClass) -> [Role]
    ) -> Absence? {
        let classes = Set(item.kinds.compactMap(\.confidentialityClass))
        let closed = documents.filter { $0.state == .notReadable && classes.contains($0.confidentiality) }
        guard !closed.isEmpty else { return nil }
        let found = Set(closed.map(\.confidentiality))
        return .notReadable(
            closed.map(\.number), of: found.sorted(), by: Set(found.flatMap(readers)).sorted())
    }
}
