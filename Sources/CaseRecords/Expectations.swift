public import Ledger

/// What offices expect to be given, and what they are never given: an item for each, with the law that says so beside it.
///
/// The program has some of its own (``builtIn``); an organisation can put others in their place by an act that is in the log
/// (`office.expect`). Nothing is refused for what is missing: it is told.
public struct Expectations: Hashable, Sendable {
    /// What whoever wrote them calls this version: a line.
    public let version: String
    /// The day that they are of: `2026-11-30`.
    public let date: String
    /// By the office's word.
    package let offices: [String: [Expectation]]

    /// The program's own.
    public static let builtIn: Expectations = {
        do {
            return try Expectations(json: PackageResources.expectations_json)
        } catch {
            // cannot trap: theProgramsOwnAreRead reads these very bytes
            preconditionFailure("the built-in expectations: \(error)")
        }
    }()

    package init(version: String, date: String, offices: [String: [Expectation]]) {
        self.version = version
        self.date = date
        self.offices = offices
    }

    /// What an office expects, in the order in which it was written; nothing where nothing is known of it.
    public func of(_ office: Office) -> [Expectation] { offices[office.description] ?? [] }

    /// The same for some purposes.
    public func of(_ office: Office, for purposes: Set<ConsentPurpose>) -> [Expectation] {
        of(office).filter { $0.purposes.isEmpty || !purposes.isDisjoint(with: $0.purposes) }
    }
}

/// One thing that an office expects, or is never given.
public struct Expectation: Hashable, Sendable {
    /// Whether it has to be there.
    public enum Need: String, Codable, CaseIterable, Sendable {
        /// The office asks for it.
        case required
        /// It helps, and is given where it is there.
        case usual
        /// It is not proposed; whoever names it all the same is told.
        case never
    }

    /// What people read, in both languages.
    public struct Saying: Codable, Hashable, Sendable {
        public let english: String
        public let indonesian: String

        package init(english: String, indonesian: String) {
            self.english = english
            self.indonesian = indonesian
        }

        private enum CodingKeys: String, CodingKey {
            case english = "en"
            case indonesian = "id"
        }
    }

    /// A word of its own among those of the office: what stays when its words change.
    public let id: String
    public let words: Saying
    public let need: Need
    /// The kinds of documents that satisfy it, any one of them.
    public let kinds: [DocumentKind]
    /// What the bundle must be for; empty: whatever it is for.
    public let purposes: [ConsentPurpose]
    /// The law and its article.
    public let citation: String
    /// What a lawyer should look at before relying on it.
    public let check: Saying?

    package init(
        id: String, words: Saying, need: Need, kinds: [DocumentKind], purposes: [ConsentPurpose] = [],
        citation: String, check: Saying? = nil
    ) {
        self.id = id
        self.words = words
        self.need = need
        self.kinds = kinds
        self.purposes = purposes
        self.citation = citation
        self.check = check
    }

    /// Whether a consent for a purpose is one for it.
    package func isFor(_ purpose: ConsentPurpose) -> Bool { purposes.isEmpty || purposes.contains(purpose) }
}

/// What other expectations would say otherwise, before they do.
public struct ExpectationsChange: Sendable {
    /// An item that one of both has not, or has otherwise.
    public struct Item: Sendable {
        public let office: Office
        /// Nil where it is new.
        public let before: Expectation?
        /// Nil where it goes.
        public let after: Expectation?
    }

    /// In the order of the offices, then of the items, those that go last.
    public let items: [Item]

    public init(from old: Expectations, to new: Expectations) {
        items = Office.known.compactMap { try? Office($0.id) }.flatMap { office in
            let (before, after) = (old.of(office), new.of(office))
            let changed: [Item] = after.compactMap { item in
                let former = before.first { $0.id == item.id }
                return former == item ? nil : Item(office: office, before: former, after: item)
            }
            let gone = before.filter { item in !after.contains { $0.id == item.id } }
            return changed + gone.map { Item(office: office, before: $0, after: nil) }
        }
    }
}
