import Crypto
import Foundation
import Ledger
import TransparencyLog
import VaultStorage

/// What `verify` found, at one head of the log.
public struct VerificationReport: Sendable {
    public internal(set) var findings: [Finding]
    /// What could not be read, so that nothing can be said of it: a disk that fails is nobody's tampering.
    public internal(set) var unread: [Unread] = []
    /// Sealed files that no log entry names because a deposit was cut off before it was acknowledged.
    public internal(set) var unfinishedDeposits = 0
    public let documents: Int
    /// Documents that were opened and hashed again; only with ``VerificationDepth/full``.
    public internal(set) var opened = 0
    /// How many entries and sealed files were looked at, where not all were: ``VerificationDepth/quick``.
    public internal(set) var sample: (entries: Int, documents: Int)? = nil
    /// What was verified. With ``VerificationDepth/full`` the log has gone on from it with the readings.
    public let head: LogHead
    /// Files in the vault's folders that systems and programs have left there: no part of it, and nothing to be alarmed by.
    public internal(set) var litter: [String] = []

    public var entries: UInt64 { head.size }
    public var isWhole: Bool { findings.isEmpty && unread.isEmpty }

    init(findings: [Finding], documents: Int, head: LogHead) {
        self.findings = findings
        self.documents = documents
        self.head = head
    }
}

public enum VerificationDepth: Sendable {
    /// The database's structure, the checkpoint, and a random sample of entries and of sealed files.
    case quick
    /// Every entry from the first, every row, and the digest of every sealed file.
    case standard
    /// The same, and every document that this member may read is opened and hashed again, which is logged; and whatever this
    /// member can open, it is made sure that the others can who should.
    case full
}

extension Vault {
    /// Holds everything in the vault against the log, and the log against its own rules and signatures, from the first entry
    /// on. What the index says is compared with what the entries amount to and never used to reach a verdict.
    public func verify(
        _ depth: VerificationDepth = .standard, progress: (Int) throws -> Void = { _ in }
    ) throws -> VerificationReport {
        if depth == .quick { return try verifySample(progress) }
        // Before the log is read: what is deposited meanwhile is in the log and not expected here.
        let before = try findingDamage { try blobs.inventory() }
        var check = LogCheck(head: state.head)
        do {
            check = try log.look { try checkLog(at: $0) }
        } catch VaultError.altered(let finding) {
            check.findings.append(finding)
        }
        var report = VerificationReport(
            findings: check.findings, documents: check.expected.documents.count, head: check.head)
        report.litter = before.litter
        // A log that does not hold says nothing reliable of what else should be there.
        guard check.holds else { return report }
        try checkBlobs(check.expected, before, &report, progress)
        // One document that is not what it should be keeps nobody from looking at the others.
        if depth == .full && report.findings.allSatisfy(\.stopsNothing) {
            try openAll(check.expected.documents, &report, progress)
        }
        return report
    }

    /// What the log and the rows beside it came to at one moment.
    private struct LogCheck {
        let head: LogHead
        var findings: [Finding] = []
        var expected = ExpectedDocuments()
        var holds = false
    }

    private func checkLog(at moment: Moment) throws -> LogCheck {
        let (transaction, state) = (moment.transaction, moment.state)
        var check = LogCheck(head: moment.head)
        do {
            try transaction.checkIntegrity()
        } catch VaultError.altered(let finding) {
            check.findings.append(finding)
            return check
        }
        func author(_ statement: Statement) -> String? { state.member(signingWith: statement.by)?.name }
        check.expected.sealer = state.sealer
        var voids: [(index: UInt64, finding: Finding)] = []
        var replay = Replay(vaultID: id, identity: identity, keys: moment.keys)
        var expectedNodes = NodeDigest()
        do {
            try replay.take(upTo: moment.head.size, of: transaction) { taken in
                for node in taken.nodes { expectedNodes.add(node) }
                check.expected.take(taken)
                if taken.closesPast {
                    check.findings.append(
                        .closedPast(index: taken.position, by: taken.statement.flatMap { author($0) }))
                }
                if let (problem, statement) = taken.void {
                    let finding = Finding.voidEntry(
                        index: taken.position, problem: problem, by: statement.flatMap { author($0) })
                    voids.append((taken.position, finding))
                }
            }
        } catch VaultError.altered(let finding) {
            // What follows an entry that is missing cannot be judged.
            check.findings.append(finding)
            return check
        }
        let behind = try transaction.countRows(outside: moment.head.size)
        if behind > 0 { check.findings.append(.unacknowledged(behind)) }
        voids = voids.filter { $0.index >= replay.state.repairedTo }
        // Of entries that were changed since, and of what pins them, no verdict counts; where the first stands may help.
        let isAnother = replay.root.bytes != moment.head.root.bytes
        if isAnother {
            func isKnown(_ index: UInt64) -> Bool {
                state.voids.contains(index) || state.passedOverVoids.contains(index)
            }
            voids = voids.filter { isKnown($0.index) } + voids.filter { !isKnown($0.index) }.prefix(1)
        }
        check.findings += voids.map(\.finding)
        check.expected.name { replay.state.caseFile($0)?.ref ?? $0.description }
        check.holds = true
        // What this member saw when the vault was opened must be what the entries say now.
        if isAnother {
            check.findings.append(.checkpoint(.otherPast))
        }
        do {
            try Log.checkCheckpoint(of: replay.state, in: transaction)
            try checkCosignature(of: replay.state, keys: replay.keys, in: transaction)
        } catch VaultError.altered(let finding) {
            check.findings.append(finding)
        }
        let documents = check.expected.documents
        check.findings += check.expected.findings
        check.findings += try transaction.nodeFindings(expectedNodes, size: replay.state.head.size)
        check.findings += try transaction.rowFindings(
            documents, Projections(keys: replay.keys, vaultID: id))
        check.findings += try transaction.blobRowFindings(documents.map(\.deposit.blob))
        return check
    }

    /// Opens and hashes what this member may read, as the log says of each; and makes sure that others can open what they should.
    private func openAll(
        _ documents: [ExpectedDocuments.Document], _ report: inout VerificationReport,
        _ progress: (Int) throws -> Void
    ) throws {
        // Of a sealed file that is gone or was changed all is said: nobody reads it, and no reading is logged.
        let lost = Set(report.findings.compactMap(\.lostDocument))
        var known = Set(report.findings)
        var opened: [ExpectedDocuments.Document] = []
        for document in documents where !lost.contains(document.ref) {
            do {
                if try openOne(document, &report, progress) {
                    report.opened += 1
                    opened.append(document)
                }
            } catch VaultError.altered(let finding) {
                if known.insert(finding).inserted { report.findings.append(finding) }
            } catch StorageError.unreadable(let path, let code) {
                report.unread.append(Unread(path: path, errno: code))
            } catch let error as VaultError where error.isOfWhoAsks {
                // Somebody has taken this member off the case meanwhile.
                continue
            }
        }
        report.findings += try packFindings(of: opened, among: documents).filter { known.insert($0).inserted }
        report.findings += try junkBoxes().map(Finding.junkBox).filter { known.insert($0).inserted }
    }

    /// False for what this member does not read: who left a team has its keys still, and reads there no more.
    private func openOne(
        _ document: ExpectedDocuments.Document, _ report: inout VerificationReport,
        _ progress: (Int) throws -> Void
    ) throws -> Bool {
        let found = try log.look { moment -> (file: CaseFile, document: ReadableDocument)? in
            guard let file = moment.state.caseFile(document.deposit.caseID),
                reads(document.deposit.confidentiality, in: file)
            else { return nil }
            let (deposit, located) = try moment.deposit(of: document.number, in: file.id)
            return try readable(document.number, deposit, located.statement, in: file).map { (file, $0) }
        }
        guard let (file, readable) = found else { return false }
        let access = try recordAccess(.read, case: file.id, document: document.number)
        let reader = try open(readable, in: file, access)
        try reader.forEachPiece { try progress($0.count) }
        if let finding = reader.stanzaFinding { report.findings.append(finding) }
        return true
    }

    /// A member has cosigned the newest checkpoint, or where its entries are for auditors, one before it; auditors find the
    /// cosignature of the newest.
    private func checkCosignature(
        of state: VaultState, keys: MemberKeys, in transaction: LogRows
    ) throws {
        let names = CheckpointNames(id)
        let stored = try transaction.checkpoint().cosignatures
        // The founding is for all members, and what is for auditors leaves theirs as it is: the same for whoever verifies.
        guard let forMembers = try names.openForMembers(stored, keys: keys) else {
            throw VaultError.altered(.checkpoint(.notCosigned))
        }
        let forAuditors = try names.openForAuditors(stored, generation: state.keyGeneration, keys: keys)
        let notes = [forMembers] + (forAuditors.map { [$0] } ?? [])
        let authors = Array(state.members.values) + state.recoveries
        for note in notes {
            let taken = try TakenCheckpoint(note.encoded, storedIn: id)
            let isOfThisLog =
                try taken.head.size <= state.head.size
                && MerkleTree.root(ofTreeOf: taken.head.size, reading: transaction).bytes
                    == taken.head.root.bytes
            guard isOfThisLog else {
                throw VaultError.altered(.checkpoint(.cosignaturesOfOtherLog))
            }
            guard authors.contains(where: { taken.cosigned(by: $0, of: id) != nil }) else {
                throw VaultError.altered(.checkpoint(.notCosigned))
            }
        }
    }

    private func checkBlobs(
        _ expected: ExpectedDocuments, _ before: BlobInventory, _ report: inout VerificationReport,
        _ progress: (Int) throws -> Void
    ) throws {
        report.findings += before.strangers.map { .blobUnknown(blob: $0) }
        report.unread += before.unread
        let documents = expected.documents
        if before.isGone, !documents.isEmpty {
            report.findings.append(.blobsGone(documents: documents.count))
        } else {
            var looked = LookedAt()
            for document in documents { try checkBlob(of: document, &looked, &report, progress) }
        }
        // What was put in another's place meanwhile is gone by now, or about to be; what was deposited meanwhile has a row.
        var unknown = before.blobs.subtracting(documents.map(\.deposit.blob))
        var unconfirmed = before.unconfirmed
        // Lists go after what is on them: whatever is on none, and is there before and after one looked, is not on its way out.
        for _ in 0..<2 where !unknown.isEmpty {
            let now = try findingDamage { try blobs.inventory() }
            unknown.formIntersection(now.blobs)
            unconfirmed.formUnion(now.unconfirmed)
        }
        report.unfinishedDeposits = unknown.intersection(unconfirmed).count
        let suspects = try unknown.subtracting(unconfirmed).filter { try !log.names(blob: $0) }
        for name in suspects.sorted(by: { $0.description < $1.description }) {
            report.findings.append(.blobUnknown(blob: name.description))
        }
    }

    /// What was found of sealed files, of which each is looked at once, however many documents lie in it.
    struct LookedAt {
        fileprivate enum Outcome {
            case holds(size: Int64)
            case changed
            case unread(Unread)
        }

        fileprivate var outcomes: [BlobName: Outcome] = [:]
    }

    /// Looks at the sealed file of a document; where it is not, looks again where the log has it by now.
    func checkBlob(
        of document: ExpectedDocuments.Document, _ looked: inout LookedAt, _ report: inout VerificationReport,
        _ progress: (Int) throws -> Void
    ) throws {
        let ref = document.ref
        var deposit = document.deposit
        while true {
            do {
                let name = deposit.blob
                let outcome = try looked.outcomes[name] ?? look(at: name, of: ref, progress)
                looked.outcomes[name] = outcome
                switch outcome {
                case .holds(let size):
                    if size != deposit.blobSize {
                        let isNewer = name != document.deposit.blob
                        report.findings.append(
                            .sealedOtherwise(document: ref, by: isNewer ? .unknown : document.sealer))
                    }
                case .changed: report.findings.append(.blobChanged(document: ref, blob: name.description))
                case .unread(let unread): if !report.unread.contains(unread) { report.unread.append(unread) }
                }
                return
            } catch VaultError.altered(let finding) {
                guard let newer = try replacement(of: deposit, number: document.number) else {
                    report.findings.append(finding)
                    return
                }
                deposit = newer
            }
        }
    }

    /// Throws ``VaultError/altered(_:)`` where there is no such file.
    private func look(
        at name: BlobName, of ref: String, _ progress: (Int) throws -> Void
    ) throws -> LookedAt.Outcome {
        do {
            let blob = try openBlob(name, of: ref)
            return try blob.digest(progress) == name ? .holds(size: blob.size) : .changed
        } catch StorageError.unreadable(let path, let code) {
            return .unread(Unread(path: path, errno: code))
        }
    }
}
