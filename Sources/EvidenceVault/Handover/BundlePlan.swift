import Age
import Bytes
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
        /// The number of the consent that covers it.
        public let consent: Int
        let document: Vault.ReadableDocument
        let description: DocumentDescription
        /// Where the log has the deposit of what it is a redacted copy of.
        let original: Log.Located?
    }

    /// Why a document stays where it is.
    public enum Reason: Hashable, Sendable {
        /// Its description is not what was deposited.
        case faulty
        case notReadable
        case neverProposed(DocumentKind)
        case noConsent(DocumentKind)
        /// There is a redacted copy of it.
        case hasRedactedCopy(ref: String)
        /// It is a redacted copy, and a later one was made.
        case hasNewerCopy(ref: String)
    }

    public let caseID: HexBytes
    public let office: Office
    /// What it is sealed to.
    public let key: OfficeKey
    public let exhibits: [Exhibit]
    public let leftOut: [(ref: String, reason: Reason)]
    /// Those that are needed, in the order of their numbers.
    public let consents: [CaseFile.Consent]
}

extension Vault {
    /// Works out which documents of a case an office may be given now: those that this member reads and that a consent to that
    /// office covers.
    ///
    /// - Parameters:
    ///   - recipient: which of the office's keys; without it, the only one.
    ///   - numbers: the documents; without them, all, but for kinds that are never proposed, for what there is a redacted copy of, and
    ///     for redacted copies of which there is a later one.
    ///   - originals: documents that are to leave although there is a redacted copy of them.
    ///   - showing: whether the titles are shown to this member, who may then think better of it: that look is logged.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the member does not hand over, the office has no such key, or no consent
    ///   covers a document; ``VaultError/documents(_:)`` for a document of which there is a redacted copy, unless it is among the
    ///   originals.
    public func planBundle(
        of file: CaseFile, to office: Office, recipient: BundleRecipient? = nil,
        documents numbers: [Int]? = nil, originals: [Int] = [], showing: Bool = false
    ) throws -> BundlePlan {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains { state.policy.handsOver($0) },
            or: .role(needed: Role.allCases.filter { state.policy.handsOver($0) }), asked: "bundle.create",
            case: file.id)
        let key = try officeKey(office, recipient, in: file)
        let (exhibits, leftOut) = try choose(
            numbers.map { $0 + originals }, originals: Set(originals), of: file, for: office)
        guard !exhibits.isEmpty else {
            let kinds = Set(
                leftOut.compactMap { left -> DocumentKind? in
                    if case .noConsent(let kind) = left.reason { kind } else { nil }
                })
            try refuse(
                .noConsent(
                    office: office.description, kinds: kinds.sorted { $0.rawValue < $1.rawValue }),
                asked: "bundle.create", case: file.id)
        }
        if showing { _ = try recordAccess(.list, case: file.id) }
        let needed = Set(exhibits.map(\.consent))
        return BundlePlan(
            caseID: file.id, office: office, key: key, exhibits: exhibits, leftOut: leftOut,
            consents: file.consents.filter { needed.contains($0.number) })
    }

    /// The office's key that is meant. Any other is refused, and that is in the log.
    private func officeKey(
        _ office: Office, _ recipient: BundleRecipient?, in file: CaseFile
    ) throws -> OfficeKey {
        if let recipient, !state.isExample && ExampleKeys.contains(recipient.recipient) {
            throw VaultError.exampleKey(fingerprint: recipient.recipient.description)
        }
        let current = state.currentKeys(of: office)
        let meant = recipient.map { recipient in
            current.filter { recipient.keys.contains($0.recipient) }
        }
        let keys = meant ?? current
        guard let key = keys.first else {
            try refuse(
                .officeKey(office: office.description, isOther: !current.isEmpty), asked: "bundle.create",
                case: file.id)
        }
        guard keys.count == 1 else {
            throw VaultError.severalOfficeKeys(office, labels: keys.map { "\($0.label) (\($0.short))" })
        }
        return key
    }

    private func choose(
        _ numbers: [Int]?, originals: Set<Int>, of file: CaseFile, for office: Office
    ) throws -> (chosen: [BundlePlan.Exhibit], leftOut: [(ref: String, reason: BundlePlan.Reason)]) {
        let consents = try file.consents.filter { $0.given.office == office && $0.isValid(at: now()) }
            .map { (consent: $0, kinds: try laterKinds(of: $0, in: file)) }
        let copies = redactedCopies(in: file)
        var chosen: [BundlePlan.Exhibit] = []
        var leftOut: [(ref: String, reason: BundlePlan.Reason)] = []
        let all = (0..<file.documentCount).map { $0 + 1 }
        for number in numbers.map({ Array(Set($0)).sorted() }) ?? all {
            let ref = "\(file.ref)/\(number)"
            if let copy = copies.of(number).last, !originals.contains(number) {
                let copyRef = "\(file.ref)/\(copy)"
                guard numbers == nil else {
                    throw VaultError.documents(.hasRedactedCopy(ref, copy: copyRef))
                }
                leftOut.append((ref, .hasRedactedCopy(ref: copyRef)))
                continue
            }
            if numbers == nil, !originals.contains(number), let newer = copies.newer(than: number) {
                leftOut.append((ref, .hasNewerCopy(ref: "\(file.ref)/\(newer)")))
                continue
            }
            let (deposit, located) = try log.deposit(of: number, in: file)
            let known: DocumentDescription?
            do {
                known = try description(of: number, deposit, located, in: file)
            } catch VaultError.altered where numbers == nil {
                leftOut.append((ref, .faulty))
                continue
            }
            guard let known,
                let key = try compartmentKey(
                    deposit.confidentiality, generation: deposit.generation, in: file)
            else {
                if numbers != nil {
                    try refuse(
                        .cannotRead(deposit.confidentiality), asked: "bundle.create", case: file.id,
                        document: number)
                }
                leftOut.append((ref, .notReadable))
                continue
            }
            // A document that was of such a kind once is not proposed either, nor is a copy of one.
            let lineage = try lineage(of: known, in: file)
            let kinds = lineage?.kinds { $0.versions }
            if numbers == nil, let kind = kinds?.first(where: \.isNeverProposed) {
                leftOut.append((ref, .neverProposed(kind)))
                continue
            }
            let covering = consents.first { consent, laterKinds in
                consent.names(number)
                    || (consent.covers(number, depositedAt: located.position)
                        && (kinds?.isSubset(of: laterKinds) ?? false))
            }
            let kind = (lineage?.last ?? known).details.document.kind
            guard let consent = covering?.consent else {
                if numbers != nil {
                    try refuse(
                        .noConsent(office: office.description, kinds: [kind]), asked: "bundle.create",
                        case: file.id, document: number)
                }
                leftOut.append((ref, .noConsent(kind)))
                continue
            }
            chosen.append(
                BundlePlan.Exhibit(
                    number: number, ref: ref, details: known.details,
                    amendedFrom: known.versions.count > 1 ? known.versions[0].details : nil,
                    consent: consent.number,
                    document: ReadableDocument(
                        ref: ref, number: number, deposit: deposit, statement: located.statement, key: key,
                        recovery: try recoveryKeys()),
                    description: known,
                    original: try known.details.document.redacts.flatMap {
                        try original(of: $0, in: file)?.located
                    }))
        }
        return (chosen, leftOut)
    }

    /// The kinds of which a consent covers later documents. None for those who do not read identities: they cannot tell.
    private func laterKinds(of consent: CaseFile.Consent, in file: CaseFile) throws -> Set<DocumentKind> {
        consent.given.later ? Set(try details(of: consent, in: file)?.kinds ?? []) : []
    }
}
