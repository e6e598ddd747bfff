import Ledger

/// Documents that no consent lets go to an office, and the consent that comes nearest to it.
public struct ConsentGap: Hashable, Sendable {
    public enum Why: Hashable, Sendable {
        /// No consent to the office covers them, or ever did.
        case none
        /// The consent that covers them has ended.
        case ended(Timestamp)
        /// The consent that covers them was withdrawn: when the survivor said so.
        case withdrawn(Timestamp)
        /// There is a consent that counts; they are not among what it covers.
        case notNamed
        /// The consent that covers them is for another purpose.
        case otherPurpose
        /// There is a consent to later documents of some kinds, which those alone see who read identities.
        case kindsHidden
    }

    /// The numbers of the documents.
    public let documents: [Int]
    public let why: Why
    /// The number of that consent.
    public let consent: Int?
    /// What that consent is for.
    public let purpose: ConsentPurpose?

    package init(documents: [Int], why: Why, consent: Int?, purpose: ConsentPurpose?) {
        self.documents = documents
        self.why = why
        self.consent = consent
        self.purpose = purpose
    }
}

/// What a refusal to hand over says: which documents lack which consent.
public struct MissingConsent: Hashable, Sendable {
    public let caseRef: String
    public let office: Office
    /// What a new consent would be for, where that is known.
    public let purpose: ConsentPurpose?
    /// Of the documents, as far as who asked can tell.
    public let kinds: [DocumentKind]
    public let gaps: [ConsentGap]

    package init(
        caseRef: String, office: Office, purpose: ConsentPurpose?, kinds: [DocumentKind], gaps: [ConsentGap]
    ) {
        self.caseRef = caseRef
        self.office = office
        self.purpose = purpose
        self.kinds = kinds
        self.gaps = gaps
    }
}

/// The consents of a case to one office, weighed at one time.
struct WeighedConsents {
    private struct Weighed {
        let consent: CaseFile.Consent
        /// The kinds of which it covers later documents; nil when this member cannot tell.
        let laterKinds: Set<DocumentKind>?

        func covers(_ document: Document) -> Bool {
            consent.names(document.number)
                || (consent.covers(document.number, depositedAt: document.deposit)
                    && laterKinds.map { document.kinds.isSubset(of: $0) } ?? false)
        }
    }

    /// What a consent looks at of a document.
    struct Document {
        let number: Int
        /// Where the log has it.
        let deposit: UInt64
        /// All that it was ever said to be.
        let kinds: Set<DocumentKind>
    }

    private let all: [Weighed]
    private let time: Timestamp
    /// Those that count are for one of these.
    let purposes: [ConsentPurpose]

    /// - Parameters:
    ///   - purpose: what they must be for; nil: whatever those are for that count, else those that did.
    ///   - laterKinds: the kinds in a consent's details, where this member reads them.
    init(
        _ consents: [CaseFile.Consent], for purpose: ConsentPurpose?, at time: Timestamp,
        laterKinds: (CaseFile.Consent) throws -> Set<DocumentKind>?
    ) throws {
        all = try consents.map { consent in
            try Weighed(consent: consent, laterKinds: consent.given.later ? laterKinds(consent) : [])
        }
        self.time = time
        let valid = consents.filter { $0.isValid(at: time) }
        let named = Set((valid.isEmpty ? consents : valid).map(\.given.purpose))
        purposes = purpose.map { [$0] } ?? ConsentPurpose.allCases.filter(named.contains)
    }

    private func counts(_ weighed: Weighed) -> Bool {
        weighed.consent.isValid(at: time) && purposes.contains(weighed.consent.given.purpose)
    }

    /// The consent that lets a document go.
    ///
    /// - Parameter fits: whether it may go for a purpose.
    func covering(_ document: Document, _ fits: (ConsentPurpose) -> Bool = { _ in true }) -> CaseFile.Consent?
    {
        all.first { counts($0) && fits($0.consent.given.purpose) && $0.covers(document) }?.consent
    }

    /// Why none does.
    func gap(of document: Document) -> (why: ConsentGap.Why, consent: CaseFile.Consent?) {
        let newest = all.reversed()
        let fitting = newest.filter { purposes.contains($0.consent.given.purpose) }
        if let former = fitting.first(where: { !counts($0) && $0.covers(document) }) {
            return (ConsentGap.Why(endOf: former.consent), former.consent)
        }
        if let hidden = fitting.first(where: { counts($0) && $0.laterKinds == nil }),
            hidden.consent.covers(document.number, depositedAt: document.deposit)
        {
            return (.kindsHidden, hidden.consent)
        }
        // Of several that count, the one that is for another purpose than the document is.
        if let other = newest.first(where: { $0.consent.isValid(at: time) && $0.covers(document) }) {
            return (.otherPurpose, other.consent)
        }
        if let valid = fitting.first(where: counts) { return (.notNamed, valid.consent) }
        return (.none, nil)
    }

    /// Documents that lack consent, those together that lack it for the same reason.
    func gaps(of documents: [Document]) -> [ConsentGap] {
        let found = documents.map { (number: $0.number, gap: gap(of: $0)) }
        var gaps: [ConsentGap] = []
        for (number, (why, consent)) in found {
            let index = gaps.firstIndex { $0.why == why && $0.consent == consent?.number }
            let others = index.map { gaps.remove(at: $0).documents } ?? []
            gaps.insert(
                ConsentGap(
                    documents: others + [number], why: why, consent: consent?.number,
                    purpose: consent?.given.purpose), at: index ?? gaps.count)
        }
        return gaps
    }
}

extension ConsentGap.Why {
    /// Of a consent that does not count any more.
    init(endOf consent: CaseFile.Consent) {
        if let withdrawn = consent.withdrawn {
            self = .withdrawn(withdrawn.said.at)
        } else if let until = consent.given.until {
            self = .ended(until)
        } else {
            self = .none
        }
    }
}
