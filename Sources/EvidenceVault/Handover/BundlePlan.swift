import Age
import Bytes
import CaseRecords
import Ledger

/// Who a bundle is to be sealed to, as somebody names them: by card or by key. It counts only if it is a key that the office has.
public struct BundleRecipient: Sendable {
    package let recipient: SealingKey
    /// All keys of the card.
    let keys: [String]
    /// From a card; nil when only an age key was given.
    public let name: String?

    /// - Parameter postQuantum: prefers the hybrid key of the card, for a vault that uses such keys.
    public init(card: Card, postQuantum: Bool = false) {
        recipient = (postQuantum ? card.hybrid.map { .hybrid($0) } : nil) ?? .x25519(card.recipient)
        keys = [card.recipient.description] + (card.hybrid.map { [$0.description] } ?? [])
        name = card.name
    }

    /// An `age1…` or `age1pq1…` key.
    public init(_ text: String) throws {
        do {
            recipient = try SealingKey(text)
        } catch is AgeError {
            throw VaultError.notARecipient(text)
        }
        keys = [recipient.description]
        name = nil
    }
}

/// What would leave the vault, for whom, and on which consents: to be looked at before it does.
public struct BundlePlan: Sendable {
    /// A document on its way into a bundle.
    public struct Exhibit: Sendable {
        public let number: Int
        public let ref: String
        /// What the officer will read of it: by the newest word.
        public let details: DocumentDetails
        /// What was first said of it, when that was amended.
        public let amendedFrom: DocumentDetails?
        public let ground: Ground
        let document: Vault.ReadableDocument
        let description: DocumentDescription
        /// Where the log has the deposit of what it is a redacted copy of.
        let original: Log.Located?
    }

    /// What lets a document go, by its number in the case.
    public enum Ground: Hashable, Sendable {
        case consent(Int)
        /// A ground in law that a second member has approved.
        case basis(Int)
    }

    /// Why a document stays where it is.
    public enum Reason: Hashable, Sendable {
        /// Its description is not what was deposited.
        case faulty
        case notReadable
        case neverProposed(DocumentKind)
        case noConsent(DocumentKind)
        /// The office expects no document of this kind.
        case notExpected(DocumentKind)
        /// It was excluded by name.
        case excluded
        /// There is a redacted copy of it.
        case hasRedactedCopy(ref: String)
        /// It is a redacted copy, and a later one was made.
        case hasNewerCopy(ref: String)
    }

    public typealias LeftOut = (ref: String, number: Int, reason: Reason)

    public let caseID: HexBytes
    public let caseRef: String
    public let office: Office
    /// What it is sealed to. None: with a passphrase.
    public let keys: [OfficeKey]
    /// Of the same, as the log has it.
    public let sealing: BundleSealing
    let passphrase: BundlePassphrase?
    public let exhibits: [Exhibit]
    public let leftOut: [LeftOut]
    /// Those that are needed, in the order of their numbers.
    public let consents: [CaseFile.Consent]
    /// The ground in law that it goes on instead.
    public let basis: BasisSummary?
    /// What the office expects, and whether it is there.
    public let check: ExpectationCheck
}

extension Vault {
    /// Works out which documents of a case an office may be given now: those that it expects, that this member reads and that a
    /// consent to that office covers. Where nothing is known of what it expects, all that are read and covered, but for what it is
    /// never given.
    ///
    /// - Parameters:
    ///   - purpose: what it is for; only consents for that purpose count. Without it, all to the office do.
    ///   - basis: the number of a ground in law that it goes on instead of consents: then the documents are those that this names.
    ///   - seal: which of the office's keys, or a passphrase.
    ///   - numbers: the documents; without them, those that are expected, but for kinds that are never proposed.
    ///   - added: documents that go as well.
    ///   - excluded: documents that do not go.
    ///   - originals: documents that go although there is a redacted copy of them.
    ///   - showing: whether the titles are shown to this member, who may then think better of it: that look is logged.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the member does not hand over, the office has no such key, no consent
    ///   covers a document that was named, or any, or the ground in law is not approved, has ended, is for another office or does not
    ///   name a document; ``VaultError/nothingProposed(_:caseRef:covered:)``;
    ///   ``VaultError/documents(_:)`` for a document that was named and of which there is a redacted copy, unless it is among the
    ///   originals.
    public func planBundle(
        of file: CaseFile, to office: Office, for purpose: ConsentPurpose? = nil, on basis: Int? = nil,
        sealed seal: BundleSeal = .keys([]), documents numbers: [Int]? = nil, with added: [Int] = [],
        without excluded: [Int] = [], originals: [Int] = [], showing: Bool = false
    ) throws -> BundlePlan {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains { state.policy.handsOver($0) },
            or: .role(needed: Role.allCases.filter { state.policy.handsOver($0) }), asked: "bundle.create",
            case: file.id)
        let (keys, sealing, passphrase) = try closing(seal, for: office, in: file)
        let approved = try basis.map {
            try approvedBasis($0, for: office, documents: (numbers ?? []) + added + originals, in: file)
        }
        let coverage =
            try approved.map { HandoverCoverage.basis($0.basis.number) }
            ?? .consents(
                WeighedConsents(
                    file.consents.filter { $0.given.office == office }, for: purpose, at: now()
                ) { try details(of: $0, in: file).map { Set($0.kinds) } })
        let inForce = try expectations()
        let expected = coverage.expected(inForce.expectations, of: office)
        let selection = Selection(
            named: numbers ?? approved?.basis.proposed.documents, added: added, originals: originals,
            excluded: excluded, expected: expected)
        let choice = try choose(selection, of: file, under: coverage)
        let gaps = coverage.gaps(of: choice.lacking.map(\.document))

        func refuseConsent(_ lacking: [Choice.Lacking], _ gaps: [ConsentGap]) throws -> Never {
            try refuse(
                .noConsent(
                    MissingConsent(
                        caseRef: file.ref, office: office,
                        purpose: coverage.purposes.count == 1 ? coverage.purposes[0] : nil,
                        kinds: Set(lacking.map(\.kind)).sorted { $0.rawValue < $1.rawValue }, gaps: gaps)),
                asked: "bundle.create", case: file.id,
                document: lacking.count == 1 ? lacking[0].document.number : nil)
        }
        let named = choice.lacking.filter { selection.names($0.document.number) }
        if !named.isEmpty { try refuseConsent(named, coverage.gaps(of: named.map(\.document))) }
        guard !choice.exhibits.isEmpty else {
            if choice.lacking.isEmpty, approved != nil || !choice.passedOver.isEmpty {
                throw VaultError.nothingProposed(office, caseRef: file.ref, covered: choice.passedOver)
            }
            let lacking = choice.lacking.isEmpty ? choice.others : choice.lacking
            try refuseConsent(
                lacking, choice.lacking.isEmpty ? coverage.gaps(of: lacking.map(\.document)) : gaps)
        }
        if showing { _ = try recordAccess(.list, case: file.id) }
        let needed = Set(choice.exhibits.map(\.ground))
        return BundlePlan(
            caseID: file.id, caseRef: file.ref, office: office, keys: keys, sealing: sealing,
            passphrase: passphrase, exhibits: choice.exhibits,
            leftOut: choice.leftOut,
            consents: file.consents.filter { needed.contains(.consent($0.number)) }, basis: approved,
            check: ExpectationCheck(
                inForce: inForce, office: office, purposes: coverage.purposes,
                items: ExpectationCheck.items(expected, among: choice.seen) { confidentiality in
                    Set(file.team.values.flatMap(\.self)).filter {
                        state.policy.reads($0).contains(confidentiality)
                    }.sorted()
                }, gaps: gaps))
    }

    private func closing(
        _ seal: BundleSeal, for office: Office, in file: CaseFile
    ) throws -> ([OfficeKey], BundleSealing, BundlePassphrase?) {
        switch seal {
        case .keys(let recipients):
            let keys = try officeKeys(office, recipients, in: file)
            return (keys, BundleSealing(keys: keys.map(\.recipient)), nil)
        case .passphrase(let passphrase, let despiteKey):
            let current = state.currentKeys(of: office)
            guard despiteKey || current.isEmpty else {
                throw VaultError.officeHasKey(office, labels: current.map(\.label))
            }
            return ([], current.isEmpty ? .passphrase : .passphraseDespiteKey, passphrase)
        }
    }

    /// The office's keys that are meant. Any other is refused, and that is in the log.
    private func officeKeys(
        _ office: Office, _ recipients: [BundleRecipient], in file: CaseFile
    ) throws -> [OfficeKey] {
        let current = state.currentKeys(of: office)
        func refused() throws -> Never {
            try refuse(
                .officeKey(office: office.description, isOther: !current.isEmpty), asked: "bundle.create",
                case: file.id)
        }
        guard !recipients.isEmpty else {
            guard let key = current.first else { try refused() }
            guard current.count == 1 else { throw severalKeys(current, of: office) }
            return [key]
        }
        var keys: [OfficeKey] = []
        for recipient in recipients {
            if !state.isExample && ExampleKeys.contains(recipient.recipient) {
                throw VaultError.exampleKey(fingerprint: recipient.recipient.description)
            }
            let meant = current.filter { recipient.keys.contains($0.recipient) }
            guard let key = meant.first else { try refused() }
            guard meant.count == 1 else { throw severalKeys(meant, of: office) }
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    private func severalKeys(_ keys: [OfficeKey], of office: Office) -> VaultError {
        .severalOfficeKeys(office, labels: keys.map { "\($0.label) (\($0.short))" })
    }

    /// The documents of a case that can go to an office, for a ground in law to name them.
    func proposable(
        of file: CaseFile, to office: Office, documents numbers: [Int]?, with added: [Int],
        without excluded: [Int], originals: [Int]
    ) throws -> [Int] {
        let coverage = HandoverCoverage.basis(file.bases.count + 1)
        let choice = try choose(
            Selection(
                named: numbers, added: added, originals: originals, excluded: excluded,
                expected: coverage.expected(try expectations().expectations, of: office)),
            of: file, under: coverage)
        guard !choice.exhibits.isEmpty else {
            throw VaultError.nothingProposed(office, caseRef: file.ref, covered: choice.passedOver)
        }
        return choice.exhibits.map(\.number)
    }

    private func choose(
        _ selection: Selection, of file: CaseFile, under coverage: HandoverCoverage
    ) throws -> Choice {
        var choice = Choice()
        // Which are copies of which is known when all were read: each is read once.
        let documents = try (0..<file.documentCount).map { index in
            let (deposit, located) = try log.deposit(of: index + 1, in: file)
            let known = Result { try description(of: index + 1, deposit, located, in: file) }
            return (deposit: deposit, located: located, known: known)
        }
        let copies = RedactedCopies(among: documents.map { try? $0.known.get()?.details })
        for (index, (deposit, located, result)) in documents.enumerated() {
            let number = index + 1
            let ref = "\(file.ref)/\(number)"
            let isNamed = selection.names(number)
            func pass(
                _ kind: DocumentKind?, _ state: ExpectationCheck.Seen.State, _ reason: BundlePlan.Reason?
            ) {
                choice.seen.append(
                    .init(
                        number: number, confidentiality: deposit.confidentiality, kind: kind, state: state))
                if let reason, selection.isProposal || selection.excluded.contains(number) {
                    choice.leftOut.append((ref, number, reason))
                }
            }
            if let copy = copies.of(number).last, !selection.originals.contains(number) {
                let copyRef = "\(file.ref)/\(copy)"
                if isNamed { throw VaultError.documents(.hasRedactedCopy(ref, copy: copyRef)) }
                pass(nil, .notChosen, .hasRedactedCopy(ref: copyRef))
                continue
            }
            if !isNamed, let newer = copies.newer(than: number) {
                pass(nil, .notChosen, .hasNewerCopy(ref: "\(file.ref)/\(newer)"))
                continue
            }
            let known: DocumentDescription?
            do {
                known = try result.get()
            } catch VaultError.altered where !isNamed {
                pass(nil, .notChosen, .faulty)
                continue
            }
            guard let known,
                let key = try compartmentKey(
                    deposit.confidentiality, generation: deposit.generation, in: file)
            else {
                if isNamed {
                    try refuse(
                        .cannotRead(deposit.confidentiality), asked: "bundle.create", case: file.id,
                        document: number)
                }
                pass(nil, .notReadable, selection.excluded.contains(number) ? .excluded : .notReadable)
                continue
            }
            // A copy is of the kind of what it was made from; where that is not readable it may be of any.
            let lineage = try lineage(of: known, in: file)
            let kind = (lineage?.last ?? known).details.document.kind
            let kinds = lineage?.kinds { $0.versions }
            let document = WeighedConsents.Document(
                number: number, deposit: located.position, kinds: kinds ?? Set(DocumentKind.allCases))
            if selection.excluded.contains(number) {
                if coverage.ground(of: document) != nil { choice.passedOver.append(number) }
                pass(kind, .notChosen, .excluded)
                continue
            }
            // A document that was of such a kind once is not proposed either, nor is a copy of one.
            if !isNamed, let never = kinds?.first(where: \.isNeverProposed) {
                pass(kind, .notChosen, .neverProposed(never))
                continue
            }
            let wanting = selection.wanting(kind)
            guard isNamed || (selection.isProposal && selection.proposes(kind)) else {
                if coverage.ground(of: document) != nil {
                    choice.passedOver.append(number)
                } else {
                    choice.others.append(.init(document: document, kind: kind))
                }
                pass(kind, .notChosen, .notExpected(kind))
                continue
            }
            let covering = coverage.ground(of: document) { purpose in
                isNamed || wanting.isEmpty || wanting.contains { $0.isFor(purpose) }
            }
            guard let ground = covering else {
                choice.lacking.append(.init(document: document, kind: kind))
                pass(kind, .notCovered, .noConsent(kind))
                continue
            }
            choice.exhibits.append(
                BundlePlan.Exhibit(
                    number: number, ref: ref, details: known.details,
                    amendedFrom: known.versions.count > 1 ? known.versions[0].details : nil,
                    ground: ground,
                    document: ReadableDocument(
                        ref: ref, number: number, deposit: deposit, statement: located.statement, key: key,
                        recovery: try recoveryKeys()),
                    description: known,
                    original: try known.details.document.redacts.flatMap {
                        try original(of: $0, in: file)?.located
                    }))
            pass(kind, .given, nil)
        }
        return choice
    }
}

/// What documents are held against that are to go to an office.
private enum HandoverCoverage {
    case consents(WeighedConsents)
    /// A ground in law of this number, to whose documents the choice was narrowed before.
    case basis(Int)

    var purposes: [ConsentPurpose] {
        switch self {
        case .consents(let consents): consents.purposes
        case .basis: []
        }
    }

    /// What the office expects for these purposes; where there is none, for any.
    func expected(_ expectations: Expectations, of office: Office) -> [Expectation] {
        purposes.isEmpty ? expectations.of(office) : expectations.of(office, for: Set(purposes))
    }

    /// - Parameter fits: whether it may go for a purpose.
    func ground(
        of document: WeighedConsents.Document, _ fits: (ConsentPurpose) -> Bool = { _ in true }
    ) -> BundlePlan.Ground? {
        switch self {
        case .consents(let consents): consents.covering(document, fits).map { .consent($0.number) }
        case .basis(let number): .basis(number)
        }
    }

    func gaps(of documents: [WeighedConsents.Document]) -> [ConsentGap] {
        switch self {
        case .consents(let consents): consents.gaps(of: documents)
        case .basis: []
        }
    }
}

/// Which documents were asked for.
private struct Selection {
    private let named: Set<Int>?
    private let added: Set<Int>
    /// Those that go although there is a redacted copy.
    let originals: Set<Int>
    let excluded: Set<Int>
    let expected: [Expectation]

    init(
        named: [Int]?, added: [Int], originals: [Int], excluded: [Int], expected: [Expectation]
    ) {
        self.named = named.map { Set($0) }
        self.added = Set(added + originals)
        self.originals = Set(originals)
        self.excluded = Set(excluded)
        self.expected = expected
    }

    /// Whether the program proposes what is not named.
    var isProposal: Bool { named == nil }

    /// The items that a document of a kind satisfies.
    func wanting(_ kind: DocumentKind) -> [Expectation] {
        expected.filter { $0.need != .never && $0.kinds.contains(kind) }
    }

    /// Where nothing is known of what the office expects, all goes but what it is never given.
    func proposes(_ kind: DocumentKind) -> Bool {
        guard expected.allSatisfy({ $0.need == .never }) else { return !wanting(kind).isEmpty }
        return !expected.contains { $0.kinds.contains(kind) }
    }

    func names(_ number: Int) -> Bool {
        (named?.contains(number) ?? false || added.contains(number)) && !excluded.contains(number)
    }
}

/// What comes of going through the documents of a case.
private struct Choice {
    struct Lacking {
        let document: WeighedConsents.Document
        let kind: DocumentKind
    }

    var exhibits: [BundlePlan.Exhibit] = []
    var leftOut: [BundlePlan.LeftOut] = []
    var seen: [ExpectationCheck.Seen] = []
    /// What would go, and is not covered.
    var lacking: [Lacking] = []
    /// What is covered, and neither expected nor named; what is not even covered.
    var passedOver: [Int] = []
    var others: [Lacking] = []
}
