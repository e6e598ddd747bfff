import Bytes
import Ledger
import Sodium
import TransparencyLog

/// The statements that a bundle proves, collected by who makes it.
struct BundleProofs {
    private var statements: [(name: String, located: Log.Located, details: [UInt8]?)] = []
    private var names: Set<String> = []
    /// How much of the log the newest witness has seen.
    private var witnessed: UInt64?
    private var timestamps: [(size: UInt64, kept: TimestampKept)] = []

    /// Each name once: one person may have signed several things.
    mutating func add(_ name: String, _ located: Log.Located, details: [UInt8]? = nil) {
        if names.insert(name).inserted { statements.append((name, located, details)) }
    }

    /// The enrolment of a member, so that their key bears their name, and those of whoever enrolled them, up to the founder.
    mutating func add(_ member: Member, from log: Log) throws {
        let name = BundleFiles.member(HexBytes(member.card.signingKey.bytes))
        guard let position = member.enrolledAt, !names.contains(name) else { return }
        let enrolment = try log.statement(at: position)
        add(name, enrolment)
        try addCustodian(enrolment.statement.by, from: log)
    }

    private mutating func addCustodian(_ key: HexBytes, from log: Log) throws {
        guard let custodian = log.state.member(signingWith: key) else { return }
        try add(custodian, from: log)
        // They need not have been enrolled as one.
        guard let roles = custodian.madeCustodianAt else { return }
        let name = BundleFiles.roles(key)
        guard !names.contains(name) else { return }
        let made = try log.statement(at: roles)
        add(name, made)
        try addCustodian(made.statement.by, from: log)
    }

    /// The newest auditor's word on the log before a position.
    mutating func addWitness(before position: UInt64, from log: Log) throws {
        guard let witness = log.state.witness, witness < position else { return }
        let located = try log.statement(at: witness)
        guard let auditor = log.state.member(signingWith: located.statement.by) else { return }
        add(BundleFiles.witness, located)
        try add(auditor, from: log)
        if let roles = log.state.witnessRoles {
            try add(BundleFiles.witnessRoles, log.statement(at: roles))
        }
        witnessed = witness
    }

    /// When the log was there, by word of others: by size.
    mutating func add(_ timestamps: [(size: UInt64, kept: TimestampKept)]) { self.timestamps = timestamps }

    /// All as files of a bundle, and the key that signed the checkpoint.
    func files(from log: Log) throws -> (files: [(path: String, contents: [UInt8])], logKey: HexBytes) {
        let proofs = try log.proofs(
            of: statements.map(\.located.position),
            since: (witnessed.map { [$0] } ?? []) + timestamps.map(\.size))
        var files = [(path: BundleFiles.checkpoint, contents: proofs.checkpoint.encoded)]
        for ((name, located, details), proof) in zip(statements, proofs.entries) {
            files.append((BundleFiles.entry(name), located.entry.bytes))
            files.append((BundleFiles.opening(name), located.opening.bytes))
            if let details { files.append((BundleFiles.details(name), details)) }
            files.append((BundleFiles.proof(name), proof.encoded))
        }
        for (index, stamp) in timestamps.enumerated() {
            let name = BundleFiles.timestamp(index)
            files.append((BundleFiles.stamped(name), Array(stamp.kept.checkpoint.utf8)))
            files.append((BundleFiles.response(name), stamp.kept.response.bytes))
        }
        let continued =
            (witnessed == nil ? [] : [BundleFiles.witness]) + timestamps.indices.map(BundleFiles.timestamp)
        for (name, proof) in zip(continued, proofs.consistency) {
            files.append((BundleFiles.consistency(name), proof.encoded))
        }
        return (files, proofs.logKey)
    }
}
