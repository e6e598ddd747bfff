import Bytes
import Ledger

/// The whole log as rules see it, with how things stand at its end.
public struct Trail: Sendable {
    /// In the order of the log. Those that only other auditors could open are missing.
    public var entries: [TrailEntry]
    /// Positions of entries for which this auditor has no audit key.
    public var unreadable: [UInt64] = []
    /// Entries that do not hold, and count for nothing.
    public var voids: [Void] = []
    public var members: [Standing] = []
    /// Newest keys in the hands of somebody whose roles do not read that class any more.
    public var keysBeyondRoles: [KeysBeyondRole] = []
    /// What auditors said of findings, by their ids.
    public var verdicts: [String: FindingVerdict] = [:]
    /// When it was read.
    public var now: Timestamp

    public init(entries: [TrailEntry], now: Timestamp) {
        self.entries = entries
        self.now = now
    }

    /// An entry that does not hold.
    public struct Void: Sendable {
        public let position: UInt64
        public let problem: EntryProblem
        /// Who signed it, where that is known.
        public let by: TrailEntry.Person?
    }

    /// A member, as of the end of the log.
    public struct Standing: Sendable {
        public let person: TrailEntry.Person
        public let status: Member.Status
        public let roles: [Role]
        public let since: Timestamp
        /// The newest entry of their own, else the one that made them a member.
        public let lastSeen: TrailEntry?
        /// Nothing in the log is theirs.
        public let isUnseen: Bool
        /// Cases of which they hold a newest key.
        public let cases: Int
    }

    public struct KeysBeyondRole: Sendable {
        public let person: TrailEntry.Person
        public let caseRefs: [String]
        public let classes: [ConfidentialityClass]
        /// What took the role away.
        public let evidence: TrailEntry
    }
}

extension Vault {
    /// Reads the log once, for a report: all entries, checked from the first, and who holds which keys.
    func trail() throws -> (trail: Trail, matrix: AccessMatrix) {
        var trail = Trail(entries: [], now: now())
        var holdings = KeyHoldings()
        try log.forEachEntry { taken in
            let position = taken.position
            if let void = taken.void {
                return trail.voids.append(
                    Trail.Void(
                        position: position, problem: void.problem,
                        by: void.statement.map { state.trailEntry(position, $0).by }))
            }
            guard let statement = taken.statement else { return trail.unreadable.append(position) }
            holdings.take(statement, at: position)
            let entry = state.trailEntry(position, statement)
            trail.entries.append(entry)
            if case .review(let review) = statement.act {
                for said in review.verdicts {
                    trail.verdicts[said.finding] = FindingVerdict(
                        verdict: said.verdict, note: said.note, by: entry.by.name, at: entry.at)
                }
            }
        }
        let matrix = accessMatrix(of: state.allCases, holdings)
        trail.members = standings(trail.entries, matrix)
        trail.keysBeyondRoles = keysBeyondRoles(trail, matrix)
        return (trail, matrix)
    }

    private func standings(_ entries: [TrailEntry], _ matrix: AccessMatrix) -> [Trail.Standing] {
        var newest: [String: TrailEntry] = [:]
        var enrolled: [String: TrailEntry] = [:]
        for entry in entries {
            newest[entry.by.fingerprint] = entry
            if entry.act == "member.enrol", case .about(let person, _) = entry.details {
                enrolled[person.fingerprint] = entry
            }
        }
        var cases: [String: Set<String>] = [:]
        for row in matrix.rows where row.readsNew {
            cases[row.member.fingerprint.description, default: []].insert(row.caseRef)
        }
        return members.map { member in
            let fingerprint = member.fingerprint.description
            return Trail.Standing(
                person: TrailEntry.Person(member), status: member.status, roles: member.roles.sorted(),
                since: member.since,
                lastSeen: newest[fingerprint] ?? enrolled[fingerprint], isUnseen: newest[fingerprint] == nil,
                cases: cases[fingerprint]?.count ?? 0)
        }
    }

    /// By member and by what took the role away: who leaves an office leaves many cases at once.
    private func keysBeyondRoles(_ trail: Trail, _ matrix: AccessMatrix) -> [Trail.KeysBeyondRole] {
        let files = Dictionary(state.allCases.map { ($0.ref, $0) }) { first, _ in first }
        let rows = matrix.rows.filter { row in
            // The time of an emergency may be over before its coordinator's next command has changed the keys.
            let roles = files[row.caseRef]?.roles(of: row.member.fingerprint, at: trail.now) ?? []
            return row.readsNew
                && !(row.isEntitled
                    && roles.contains { state.policy.reads($0).contains(row.confidentiality) })
        }
        let found = rows.compactMap { row in
            trail.entries.last { $0.takesRole(of: TrailEntry.Person(row.member), in: row.caseRef) }
                .map { (row: row, evidence: $0) }
        }
        return found.inGroups { "\($0.evidence.position) \($0.row.member.fingerprint)" }.map { _, found in
            Trail.KeysBeyondRole(
                person: TrailEntry.Person(found[0].row.member),
                caseRefs: Set(found.map(\.row.caseRef)).sorted(),
                classes: Set(found.map(\.row.confidentiality)).sorted(), evidence: found[0].evidence)
        }
    }
}

extension TrailEntry {
    /// Whether it is why somebody should not read a case any more.
    fileprivate func takesRole(of person: Person, in caseRef: String) -> Bool {
        switch (act, details) {
        case ("member.revoke", .about(person, _)), ("member.suspend", .about(person, _)),
            ("member.role", .about(person, _)), ("policy.set", _):
            true
        case ("case.unassign", .about(person, _)): self.caseRef == caseRef
        case ("emergency.approve", .emergencyAllowed(_, person, _)): self.caseRef == caseRef
        default: false
        }
    }
}
