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
    }

    /// Why a document stays where it is.
    public enum Reason: Hashable, Sendable {
        /// Its description is not what was deposited.
        case faulty
        case notReadable
        case neverProposed(DocumentKind)
        case noConsent(DocumentKind)
    }

    public let caseID: HexBytes
    public let office: Office
    /// What it is sealed to. None: with a passphrase.
    public let keys: [OfficeKey]
    /// Of the same, as the log has it.
    public let sealing: BundleSealing
    let passphrase: BundlePassphrase?
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
    ///   - seal: which of the office's keys, or a passphrase.
    ///   - numbers: the documents; without them, all, but for kinds that are never proposed.
    ///   - showing: whether the titles are shown to this member, who may then think better of it: that look is logged.
    /// - Throws: ``VaultError/notPermitted(_:)`` when the member does not hand over, the office has no such key, or no consent
    ///   covers a document.
    public func planBundle(
        of file: CaseFile, to office: Office, sealed seal: BundleSeal = .keys([]),
        documents numbers: [Int]? = nil, showing: Bool = false
    ) throws -> BundlePlan {
        let file = try asOfNow(file)
        try require(
            roles(in: file).contains { state.policy.handsOver($0) },
            or: .role(needed: Role.allCases.filter { state.policy.handsOver($0) }), asked: "bundle.create",
            case: file.id)
        let (keys, sealing, passphrase) = try closing(seal, for: office, in: file)
        let (exhibits, leftOut) = try choose(numbers, of: file, for: office)
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
            caseID: file.id, office: office, keys: keys, sealing: sealing, passphrase: passphrase,
            exhibits: exhibits, leftOut: leftOut,
            consents: file.consents.filter { needed.contains($0.number) })
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

    private func choose(
        _ numbers: [Int]?, of file: CaseFile, for office: Office
    ) throws -> (chosen: [BundlePlan.Exhibit], leftOut: [(ref: String, reason: BundlePlan.Reason)]) {
        let consents = try file.consents.filter { $0.given.office == office && $0.isValid(at: now()) }
            .map { (consent: $0, kinds: try laterKinds(of: $0, in: file)) }
        var chosen: [BundlePlan.Exhibit] = []
        var leftOut: [(ref: String, reason: BundlePlan.Reason)] = []
        let all = (0..<file.documentCount).map { $0 + 1 }
        for number in numbers.map({ Array(Set($0)).sorted() }) ?? all {
            let ref = "\(file.ref)/\(number)"
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
            // A document that was of such a kind once is not proposed either.
            let kinds = Set(known.versions.map(\.details.document.kind))
            if numbers == nil, let kind = kinds.first(where: \.isNeverProposed) {
                leftOut.append((ref, .neverProposed(kind)))
                continue
            }
            let covering = consents.first { consent, laterKinds in
                consent.names(number)
                    || (consent.covers(number, depositedAt: located.position)
                        && kinds.isSubset(of: laterKinds))
            }
            let kind = known.details.document.kind
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
                    description: known))
        }
        return (chosen, leftOut)
    }

    /// The kinds of which a consent covers later documents. None for those who do not read identities: they cannot tell.
    private func laterKinds(of consent: CaseFile.Consent, in file: CaseFile) throws -> Set<DocumentKind> {
        consent.given.later ? Set(try details(of: consent, in: file)?.kinds ?? []) : []
    }
}
