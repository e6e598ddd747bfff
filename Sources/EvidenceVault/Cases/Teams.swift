import Age
import Bytes
import Ledger
import Sodium

/// Who is on the team of a case, and the keys that go with it.
extension Vault {
    /// Puts a member on the team of a case, with the keys of exactly the classes that the role reads.
    /// Only a coordinator of the case may.
    public func assign(_ member: Member, to file: CaseFile, as role: Role) throws {
        try requireGranter(of: file, asked: "case.assign")
        try log.append { current in
            let member = current.member(member.fingerprint) ?? member
            return [.assign(try assignment(of: member, to: asOfNow(file), as: role))]
        }
    }

    /// Takes a member off the team of a case and changes the keys that they held, in one transaction.
    /// Only a coordinator of the case may.
    ///
    /// - Parameter role: one of their roles; none for all of them.
    public func unassign(_ member: Member, from file: CaseFile, role: Role? = nil) throws {
        try requireGranter(of: file, asked: "case.unassign")
        let roles = role.map { [$0] } ?? Set(Role.allCases)
        guard !file.roles(of: member.fingerprint).isDisjoint(with: roles) else {
            throw VaultError.members(.notOnCase(name: member.name, caseRef: file.ref))
        }
        try takeOff([(member.fingerprint, role)], in: file)
    }

    /// Appends unassignments with the new keys that they ask for. Whom another command has taken off already is left out.
    func takeOff(_ leavers: [(member: Fingerprint, role: Role?)], in file: CaseFile) throws {
        func roles(_ role: Role?) -> Set<Role> { role.map { [$0] } ?? Set(Role.allCases) }
        try log.append { current in
            var left = try asOfNow(file)
            let leaving = leavers.filter { !left.roles(of: $0.member).isDisjoint(with: roles($0.role)) }
            for leaver in leaving { left.remove(roles(leaver.role), of: leaver.member) }
            let granters = current.granters(of: left)
            if granters.isEmpty { throw VaultError.nobodyCanGrant(caseRefs: [file.ref]) }
            let leave = leaving.map {
                Act.unassign(Unassignment(caseID: file.id, member: $0.member, role: $0.role))
            }
            // Whoever takes themselves off leaves the keys to the next coordinator's command.
            let isGranter = granters.contains { $0.fingerprint == identity.fingerprint }
            guard !leave.isEmpty, isGranter else { return leave }
            var after = current
            after.store(left)
            return leave + (try rekeying(of: left, in: after).map { [.rekey($0)] } ?? [])
        }
    }

    /// Puts one member in the place of another on every case that the caller coordinates, and takes the other off where they
    /// still are. Returns the cases.
    public func reassign(from leaver: Member, to successor: Member) throws -> [CaseFile] {
        var changed: [CaseFile] = []
        for (file, roles) in try formerRoles(of: leaver) where isGranter(of: file) {
            let roles = roles.subtracting(file.roles(of: successor.fingerprint))
            if let missing = roles.subtracting(successor.roles).min() {
                throw VaultError.members(.lacksRole(name: successor.name, missing))
            }
            for role in roles.sorted() { try assign(successor, to: file, as: role) }
            if let current = state.caseFile(file.id), !current.roles(of: leaver.fingerprint).isEmpty {
                try unassign(leaver, from: current)
            }
            changed.append(state.caseFile(file.id) ?? file)
        }
        return changed
    }

    /// The newest roles that a member had on each case, whether they have them still or not.
    func formerRoles(of member: Member) throws -> [(file: CaseFile, roles: Set<Role>)] {
        var roles: [HexBytes: Set<Role>] = [:]
        try log.forEachEntry { entry in
            let statement = entry.statement
            switch statement?.act {
            case .openCase(let opening)
            where state.member(signingWith: statement?.by ?? HexBytes([])) == member:
                roles[opening.caseID, default: []].insert(.coordinator)
            case .assign(let assignment) where assignment.member == member.fingerprint:
                roles[assignment.caseID, default: []].insert(assignment.role)
            case .unassign(let unassignment) where unassignment.member == member.fingerprint:
                // Where they were taken off on purpose nobody takes their place.
                roles[unassignment.caseID]?.subtract(unassignment.role.map { [$0] } ?? Set(Role.allCases))
            default: break
            }
        }
        return state.allCases.compactMap { file in roles[file.id].map { (file, $0) } }
            .filter { !$0.roles.isEmpty }
    }

    func isGranter(of file: CaseFile) -> Bool {
        state.granters(of: file).contains { $0.fingerprint == identity.fingerprint }
    }

    func requireGranter(of file: CaseFile, asked: String) throws {
        try require(
            isGranter(of: file), or: .role(needed: Role.allCases.filter { state.policy.grants($0) }),
            asked: asked, case: file.id)
    }

    /// The statement that puts a member on a team, with the keys of all generations that the author has.
    func assignment(of member: Member, to file: CaseFile, as role: Role) throws -> Assignment {
        Assignment(
            caseID: file.id, member: member.fingerprint, role: role,
            grants: try grants(to: member, as: role, in: file))
    }

    func grants(to member: Member, as role: Role, in file: CaseFile) throws -> [Grant] {
        guard member.status == .active else {
            throw VaultError.members(.hasLeft(name: member.name))
        }
        guard member.roles.contains(role) else {
            throw VaultError.members(.lacksRole(name: member.name, role))
        }
        guard !role.isVaultWide else { throw VaultError.members(.notACaseRole(role)) }
        let readable = state.policy.reads(role)
        return try keys(of: file).compartments.filter { readable.contains($0.confidentiality) }
            .compactMap { try grant($0.confidentiality, $0.generation, of: file, to: member.card) }
    }

    /// The key of a compartment for somebody; nil when the author has not got it.
    func grant(
        _ confidentiality: ConfidentialityClass, _ generation: UInt32, of file: CaseFile, to card: Card
    ) throws -> Grant? {
        try compartmentKey(confidentiality, generation: generation, in: file).map {
            Grant(
                confidentiality: confidentiality, generation: generation,
                key: try sealedKey(
                    $0, to: card, for: .grant(CompartmentName(id, file.id, confidentiality, generation))))
        }
    }
}
