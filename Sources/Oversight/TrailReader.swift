package import Bytes
package import Ledger

/// Makes a trail of a log that is read once, entry by entry, from the first: with who holds which keys at its end.
package struct TrailReader {
    /// At the end of the log.
    private let state: VaultState
    private var trail: Trail
    private var holdings = KeyHoldings()

    package init(_ state: VaultState, now: Timestamp) {
        self.state = state
        trail = Trail(entries: [], now: now)
    }

    package mutating func read(_ taken: Replay.Taken) {
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

    /// What was read, with how things stand now.
    package func finished() -> (trail: Trail, matrix: AccessMatrix) {
        let matrix = AccessMatrix(of: state.allCases, holdings, in: state)
        var trail = trail
        trail.members = standings(matrix)
        trail.keysBeyondRoles = keysBeyondRoles(matrix)
        return (trail, matrix)
    }

    private func standings(_ matrix: AccessMatrix) -> [Trail.Standing] {
        var newest: [String: TrailEntry] = [:]
        var enrolled: [String: TrailEntry] = [:]
        for entry in trail.entries {
            newest[entry.by.fingerprint] = entry
            if entry.act == "member.enrol", case .about(let person, _) = entry.details {
                enrolled[person.fingerprint] = entry
            }
        }
        var cases: [String: Set<String>] = [:]
        for row in matrix.rows where row.readsNew {
            cases[row.member.fingerprint.description, default: []].insert(row.caseRef)
        }
        return state.membersByName.map { member in
            let fingerprint = member.fingerprint.description
            return Trail.Standing(
                person: TrailEntry.Person(member), status: member.status, roles: member.roles.sorted(),
                since: member.since,
                lastSeen: newest[fingerprint] ?? enrolled[fingerprint], isUnseen: newest[fingerprint] == nil,
                cases: cases[fingerprint]?.count ?? 0)
        }
    }

    /// By member and by what took the role away: who leaves an office leaves many cases at once.
    private func keysBeyondRoles(_ matrix: AccessMatrix) -> [Trail.KeysBeyondRole] {
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
