import Archive
import Bytes
import Ledger
import Sodium
import TransparencyLog

/// Holds what a bundle says of itself against what it proves: the custody record is made anew from the statements in `proofs/`, and
/// must be the same. Knows no vault, and no bag: who makes a bundle looks at it in the same way.
struct ProofChecks {
    var problems: [BundleProblem] = []
    var warnings: [BundleWarning] = []
    private(set) var lines: [BundleLine] = []
    var exhibits: [BundleReport.Exhibit] = []
    private(set) var checkpoint: Checkpoint?
    private(set) var witness: ProvenWitness?
    /// The founding leads to the witness: else anybody could have made one up.
    private(set) var isWitnessNamed = false

    let material: BundleMaterial
    let custody: CustodyRecord
    let part: Part
    /// Where the log has the exhibits, as the custody record says.
    private let held: Set<UInt64>
    /// The bundles by which exhibits came to this vault.
    var earlier: [EarlierBundle] = []
    /// What the log has of the exhibits, by the positions of their deposits.
    var sources: [UInt64: CustodyRecord.Exhibit.Source] = [:]
    private let signer: Ed25519.PublicKey
    private(set) var names: [HexBytes: KnownPerson] = [:]
    private var people: ProvenPeople?
    let certificates: [UInt8]?
    private(set) var timestamps: [ProvenTimestamp] = []
    /// When and where what was proven was said.
    private var times: [(position: UInt64, at: Timestamp)] = []

    /// How much of a bundle is there.
    enum Part: Equatable {
        case whole
        /// Of an earlier bundle those exhibits that go on, and how many bundles later that is; nil: where they came from themselves is not
        /// looked at.
        case earlier(depth: Int?)
    }

    /// What is known of the owner of a key.
    struct KnownPerson {
        /// As the custody record has it.
        let name: String?
        let enrolment: ProvenEnrolment?
        /// The founding leads to the name, and a witness has seen that the log gives it to the key.
        let isNamed: Bool
    }

    /// - Parameter certificates: of time-stamping authorities, or of who certified them, as PEM.
    init(
        _ material: BundleMaterial, _ custody: CustodyRecord, signer: Ed25519.PublicKey,
        trusting certificates: [UInt8]? = nil, part: Part = .whole
    ) {
        self.material = material
        self.part = part
        held = Set(custody.exhibits.map(\.logIndex))
        self.certificates = certificates
        self.custody = custody
        self.signer = signer
        do throws(BundleProblem) {
            let reader = try ProofReader(material, vault: custody.vault, logKey: custody.logKey)
            checkpoint = reader.checkpoint
            try check(reader)
        } catch {
            problems.append(error)
        }
        if !problems.isEmpty { (lines, exhibits) = ([], []) }
    }

    private mutating func check(_ reader: ProofReader) throws(BundleProblem) {
        var people = ProvenPeople(reader)
        let witness = try ProvenWitness(reader)
        self.witness = witness
        if let witness {
            try use(witness.auditor.proven)
            isWitnessNamed = people.leads(to: witness.auditor)
            if material.hasStatement(BundleFiles.witnessRoles) {
                let made = try reader.statement(BundleFiles.witnessRoles)
                try use(made)
                isWitnessNamed =
                    isWitnessNamed && people.isCustodian(made.statement.by, before: made.position)
            }
            times.append((witness.proven.position, max(witness.at, witness.proven.statement.at)))
        }
        self.people = people
        timestamps = try ProvenTimestamp.all(reader, trusting: certificates)
        warnings += timestamps.compactMap { stamp in
            stamp.objection.map { .timestampUntrusted(stamp.name, why: $0) }
        }
        try learnNames(reader)
        let handover = try reader.statement(BundleFiles.handover)
        guard case .bundle(let bundle) = handover.statement.act else {
            throw .notProven(BundleFiles.handover)
        }
        guard handover.statement.by.bytes == signer.bytes else { throw .otherSigner }
        try use(handover)
        try addLines(of: bundle, handover)
        let consents = try checkConsents(of: bundle, handover, reader)
        let basis = try checkBasis(of: bundle, handover, reader)
        try checkExhibits(of: bundle, handover, reader)
        if problems.isEmpty { try checkChain() }
        do throws(HandoverRule.Problem) {
            try HandoverRule.check(
                bundle, at: handover.statement.at, on: basis.map { .basis($0) } ?? .consents(consents))
        } catch {
            throw BundleProblem(error)
        }
        checkTimes(of: handover, until: consents.compactMap(\.given.until) + (basis.map { [$0.until] } ?? []))
        let expected = CustodyRecord(
            of: bundle, statedIn: handover.statement, at: handover.position, vault: custody.vault,
            vaultName: self.people?.founding?.vaultName ?? custody.vaultName, caseRef: custody.caseRef,
            preparedBy: custody.preparedBy.name, clock: custody.clock, consents: custody.consents,
            basis: custody.basis, exhibits: custody.exhibits, logKey: custody.logKey)
        try require(custody, is: expected, BundleFiles.handover)
        addLinesOfLog(reader)
    }

    /// Whether a document that was handed over is among those that are looked at.
    func sees(_ document: BundleMade.Document) -> Bool { part == .whole || held.contains(document.deposit) }

    /// Byte for byte: strings that look alike are others.
    func require<T: Encodable>(_ said: T, is expected: T, _ name: String) throws(BundleProblem) {
        guard let said = try? CanonicalJSON.encode(said), let expected = try? CanonicalJSON.encode(expected),
            said == expected
        else { throw .custodyDiffers(name) }
    }

    /// What is shown rests on this entry: it must not be one that does not count.
    mutating func use(_ proven: ProvenStatement) throws(BundleProblem) {
        if let witness, witness.hasSeen(proven.position), witness.isVoid(proven.position) {
            throw .void(proven.name, position: proven.position)
        }
        times.append((proven.position, proven.statement.at))
    }

    func isWitnessed(_ position: UInt64) -> Bool {
        isWitnessNamed && (witness?.hasSeen(position) ?? false)
    }

    /// Times that the bundle itself contradicts: something stands behind what bears a later time, by more than clocks may differ.
    private mutating func checkTimes(
        of handover: ProvenStatement, until ends: [Timestamp]
    ) {
        let latest = times.filter { $0.position < handover.position }.map(\.at).max()
        guard let latest, latest.seconds - handover.statement.at.seconds > ClockDifference.tolerance else {
            return
        }
        warnings.append(.datedBefore(latest))
        warnings += ends.filter { $0 < latest }.map { .consentEnded($0) }
    }

    // MARK: People

    /// Each key once, with one name.
    private mutating func learnNames(_ reader: ProofReader) throws(BundleProblem) {
        var enrolled: Set<String> = []
        let people =
            [custody.preparedBy]
            + (custody.basis.map { [$0.proposedBy, $0.approvedBy] } ?? [])
            + custody.exhibits.flatMap {
                [$0.depositedBy, $0.amendedBy, $0.redacts?.depositedBy].compactMap(\.self)
            }
        for person in people {
            if let known = names[person.key] {
                guard known.name.map({ Array($0.utf8) }) == person.name.map({ Array($0.utf8) }) else {
                    throw .otherName(BundleFiles.member(person.key))
                }
                continue
            }
            let enrolment = try reader.enrolment(of: person.key)
            if let enrolment {
                try use(enrolment.proven)
                guard person.name.map({ Array($0.utf8) == Array(enrolment.card.name.utf8) }) ?? false else {
                    throw .otherName(enrolment.proven.name)
                }
                guard enrolled.insert(enrolment.card.name).inserted else {
                    throw .nameTaken(enrolment.proven.name)
                }
            }
            let isNamed = enrolment.map {
                (self.people?.leads(to: $0) ?? false) && isWitnessed($0.proven.position)
            }
            names[person.key] = KnownPerson(
                name: person.name, enrolment: enrolment, isNamed: isNamed ?? false)
        }
    }

    /// Who signed a statement: by name where the log gives that name to the key and a witness has seen it; else by key, and what the
    /// sender calls them.
    func lines(
        _ label: BundleLine.Label, _ proven: ProvenStatement
    ) throws(BundleProblem) -> [BundleLine] {
        let key = proven.statement.by
        guard let person = names[key] else { throw .custodyDiffers(proven.name) }
        if let enrolment = person.enrolment, enrolment.proven.position >= proven.position {
            throw .notProven(enrolment.proven.name)
        }
        if let enrolment = person.enrolment, person.isNamed {
            return [
                BundleLine(
                    label, enrolment.card.name, key: key,
                    .proven(by: [proven.file, enrolment.proven.file, witnessFile]))
            ]
        }
        let short = "\(hex(key.bytes.prefix(8)))…"
        return [BundleLine(label, short, key: key, .proven(by: [proven.file]))]
            + (person.name.map { [BundleLine(.calledBySender, $0, key: key, .word)] } ?? [])
    }

    var witnessFile: String { "proofs/\(BundleFiles.witness)" }

    // MARK: Handover

    private mutating func addLines(
        of bundle: BundleMade, _ handover: ProvenStatement
    ) throws(BundleProblem) {
        let keys = bundle.sealing.keys
        guard bundle.sealing.isPassphrase || !keys.isEmpty, keys.allSatisfy({ (try? SealingKey($0)) != nil })
        else { throw .noRecipient }
        let proven = BundleLine.Standing.proven(by: [handover.file])
        lines += [
            BundleLine(
                .caseRef, custody.caseRef,
                .proven(by: custody.exhibits.map { "proofs/\($0.exhibit)" })),
            BundleLine(.office, bundle.office.description, proven),
        ]
        lines += keys.map { BundleLine(.recipient, $0, proven) }
        if bundle.sealing.isPassphrase {
            lines.append(
                BundleLine(
                    .passphrase, bundle.sealing == .passphrase ? "no-key" : "despite-key", proven))
        }
        lines += [
            BundleLine(.preparedAt, handover.statement.at.description, proven)
        ]
        lines += try lines(.preparedBy, handover)
    }

    private mutating func checkConsents(
        of bundle: BundleMade, _ handover: ProvenStatement, _ reader: ProofReader
    ) throws(BundleProblem) -> [HandoverRule.Recorded] {
        guard Set(bundle.consents).count == bundle.consents.count else { throw .notInOrder }
        guard bundle.consents == custody.consents.map(\.number) else {
            throw .custodyDiffers(BundleFiles.handover)
        }
        var consents: [HandoverRule.Recorded] = []
        for said in custody.consents {
            let proven = try reader.statement(BundleFiles.consent(said.number))
            guard case .consent(let given) = proven.statement.act, proven.position < handover.position,
                !consents.contains(where: { $0.position == proven.position })
            else { throw .notProven(proven.name) }
            try use(proven)
            let expected = CustodyRecord.Consent(
                given, number: said.number, statedIn: proven.statement, at: proven.position)
            try require(said, is: expected, proven.name)
            let consent = HandoverRule.Recorded(given: given, position: proven.position)
            consents.append(consent)
            addLines(of: said, consent, bundle, proven, handover)
            let key = proven.statement.by
            if names[key] != nil {
                lines += try self.lines(.recordedBy, proven)
            } else {
                lines.append(
                    BundleLine(
                        .recordedBy, "\(hex(key.bytes.prefix(8)))…", key: key, .proven(by: [proven.file])))
            }
        }
        return consents
    }

    /// The ground in law that a handover names: approved by another than who proposed it, and before documents went on it.
    private mutating func checkBasis(
        of bundle: BundleMade, _ handover: ProvenStatement, _ reader: ProofReader
    ) throws(BundleProblem) -> BasisProposed? {
        guard bundle.basis == custody.basis?.number else { throw .custodyDiffers(BundleFiles.handover) }
        guard let said = custody.basis else { return nil }
        let proposal = try reader.statement(BundleFiles.basis)
        let approval = try reader.statement(BundleFiles.approval)
        guard case .proposeBasis(let proposed) = proposal.statement.act,
            case .approveBasis(let approved) = approval.statement.act,
            proposal.position < approval.position, approval.position < handover.position
        else { throw .notProven(BundleFiles.basis) }
        for proven in [proposal, approval] { try use(proven) }
        do throws(HandoverRule.Problem) {
            try HandoverRule.check(
                approved, by: approval.statement.by, of: proposed, at: proposal.position,
                by: proposal.statement.by)
        } catch {
            throw BundleProblem(error)
        }
        let details = try reader.details(
            BundleFiles.basis, digest: proposed.detailsDigest, as: BasisDetails.self)
        let expected = CustodyRecord.Basis(
            proposed, number: said.number, text: details.text,
            proposal: (proposal.statement, proposal.position),
            approval: (approval.statement, approval.position), nameOf: { names[$0]?.name })
        try require(said, is: expected, BundleFiles.basis)
        let file = BundleLine.Standing.proven(by: [proposal.file])
        lines.append(BundleLine(.basis, details.text, file))
        lines += try lines(.proposedBy, proposal)
        lines += try lines(.approvedBy, approval)
        lines += [
            BundleLine(.approvedAt, said.approvedAt.description, .proven(by: [approval.file])),
            BundleLine(.until, said.until.description, file),
        ]
        for proven in [proposal, approval] where !isWitnessed(proven.position) {
            lines.append(BundleLine(.entry, "\(proven.position)", .word))
        }
        return proposed
    }

    private mutating func addLines(
        of said: CustodyRecord.Consent, _ consent: HandoverRule.Recorded, _ bundle: BundleMade,
        _ proven: ProvenStatement, _ handover: ProvenStatement
    ) {
        let file = BundleLine.Standing.proven(by: [proven.file])
        lines += [
            BundleLine(.consent, said.purpose.rawValue, file),
            BundleLine(.recordedAt, said.recordedAt.description, file),
        ]
        if let until = said.until { lines.append(BundleLine(.until, until.description, file)) }
        let later = bundle.documents.enumerated().filter {
            !consent.given.names($1.number) && sees($1)
        }
        // Of which kinds is sealed: that these are of them the sender says.
        if consent.given.later, !later.isEmpty {
            let names = later.map { BundleFiles.exhibit($0.offset) }.joined(separator: ", ")
            lines.append(BundleLine(.later, names, .word))
        }
        lines.append(BundleLine(.notWithdrawn, handover.statement.at.description, .word))
        if !isWitnessed(proven.position) {
            lines.append(BundleLine(.entry, "\(proven.position)", .word))
        }
    }

    // MARK: The log

    private mutating func addLinesOfLog(_ reader: ProofReader) {
        lines += [
            BundleLine(.logKey, hex(reader.log.publicKey.bytes), .word),
            BundleLine(.vault, custody.vault.description, .word),
            BundleLine(
                .vaultName, custody.vaultName,
                people?.founding.map { .proven(by: [$0.proven.file]) } ?? .word),
            BundleLine(.phrase, custody.vault.phrase.description, .word),
            BundleLine(.phraseNumbers, custody.vault.phrase.digits.joined(separator: " "), .word),
            BundleLine(
                .logSize, "\(reader.checkpoint.size)", .proven(by: [BundleFiles.checkpoint])),
        ]
        addLinesOfWitness()
        for stamp in timestamps {
            let standing = stamp.authority == nil ? BundleLine.Standing.word : .proven(by: [stamp.file])
            lines += [
                BundleLine(.timestamp, stamp.authority, standing),
                BundleLine(.stampedAt, stamp.time.description, standing),
                BundleLine(.stampedSize, "\(stamp.size)", standing),
            ]
        }
    }

    private mutating func addLinesOfWitness() {
        guard let witness else {
            lines.append(BundleLine(.witness, nil, .word))
            return
        }
        let standing =
            isWitnessNamed
            ? BundleLine.Standing.proven(by: [witnessFile, witness.auditor.proven.file]) : .word
        lines += [
            BundleLine(.witness, witness.auditor.card.name, key: witness.proven.statement.by, standing),
            BundleLine(.witnessedAt, witness.at.description, standing),
            BundleLine(.witnessedSize, "\(witness.size)", standing),
        ]
    }
}

extension ProvenStatement {
    /// What its files begin with.
    var file: String { "proofs/\(name)" }
}

extension ProvenTimestamp {
    var file: String { "proofs/\(name)" }
}
