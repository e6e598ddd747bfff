import TransparencyLog

/// The statements that a bundle proves, collected by who makes it.
struct BundleProofs {
    private var statements: [(name: String, located: Log.Located, details: [UInt8]?)] = []
    private var names: Set<String> = []
    /// How much of the log the newest witness has seen.
    private var witnessed: UInt64?

    /// Each name once: one person may have signed several things.
    mutating func add(_ name: String, _ located: Log.Located, details: [UInt8]? = nil) {
        if names.insert(name).inserted { statements.append((name, located, details)) }
    }

    /// The enrolment of a member, so that their key bears their name.
    mutating func add(_ member: Member, from log: Log) throws {
        guard let position = member.enrolledAt else { return }
        try add(BundleFiles.member(HexBytes(member.card.signingKey.bytes)), log.statement(at: position))
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

    /// All as files of a bundle, and the key that signed the checkpoint.
    func files(from log: Log) throws -> (files: [(path: String, contents: [UInt8])], logKey: HexBytes) {
        let proofs = try log.proofs(of: statements.map(\.located.position), since: witnessed)
        var files = [(path: BundleFiles.checkpoint, contents: proofs.checkpoint.encoded)]
        for ((name, located, details), proof) in zip(statements, proofs.entries) {
            files.append((BundleFiles.entry(name), located.entry.bytes))
            files.append((BundleFiles.opening(name), located.opening.bytes))
            if let details { files.append((BundleFiles.details(name), details)) }
            files.append((BundleFiles.proof(name), proof.encoded))
        }
        if let consistency = proofs.consistency {
            files.append((BundleFiles.consistency, consistency.encoded))
        }
        return (files, proofs.logKey)
    }
}
