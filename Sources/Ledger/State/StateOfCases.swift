import Age
package import Bytes
import Sodium

/// What acts on cases and their teams ask for, and do.
extension VaultState {
    // MARK: Who should hold what

    /// The members whose roles on a case read a class, and the recovery key: numbers of members.
    package func readers(of confidentiality: ConfidentialityClass, in file: CaseFile) -> Set<Int> {
        var readers: Set = [recovery?.number ?? 0]
        for (fingerprint, roles) in file.team
        where roles.contains(where: { policy.reads($0).contains(confidentiality) }) {
            if let member = members[fingerprint] { readers.insert(member.number) }
        }
        return readers
    }

    /// The classes whose newest key is with somebody who should not read them any more.
    public func rotationsDue(in file: CaseFile) -> [ConfidentialityClass] {
        ConfidentialityClass.allCases.filter {
            !file.holders(of: $0).isSubset(of: readers(of: $0, in: file))
        }
    }

    /// Puts a changed case into the table, and notes whether there is something for its coordinators to do.
    package mutating func store(_ file: CaseFile) {
        cases.replace(file)
        noteDuties(in: file)
    }

    mutating func noteDuties(in file: CaseFile) {
        let isDue = ConfidentialityClass.allCases.contains {
            file.holders(of: $0) != readers(of: $0, in: file)
        }
        if isDue { rekeyingsDue.insert(file.id) } else { rekeyingsDue.remove(file.id) }
        let isVisited = file.emergencies.contains { $0.until != nil && !$0.isOver }
        if isVisited { emergencies.insert(file.id) } else { emergencies.remove(file.id) }
        let grants = file.lastingRoles(of: me).contains { policy.grants($0) }
        if grants && !file.uncheckedBoxes.isEmpty {
            boxesToCheck.insert(file.id)
        } else {
            boxesToCheck.remove(file.id)
        }
    }

    /// Forgets grants that were looked at: those that `file` had.
    package mutating func noteChecked(_ file: CaseFile) {
        guard var current = caseFile(file.id) else { return }
        current.uncheckedBoxes.removeAll { file.uncheckedBoxes.contains($0) }
        store(current)
    }

    package func file(_ id: HexBytes) throws(EntryProblemError) -> CaseFile {
        guard let file = cases[id] else { throw EntryProblemError(.notEntitled(.noSuchCase)) }
        return file
    }

    /// Who can assign, and change the keys: not those who are there for an emergency.
    public func granters(of file: CaseFile) -> [Member] {
        file.team.keys.compactMap { members[$0] }.filter { member in
            file.lastingRoles(of: member.fingerprint).contains { policy.grants($0) }
        }
    }

    private func requireGrants(
        _ author: Member, in file: CaseFile, _ rule: LogRule
    ) throws(EntryProblemError) {
        try require(file.lastingRoles(of: author.fingerprint).contains { policy.grants($0) }, rule)
    }

    // MARK: Cases

    package mutating func openCase(
        _ opening: CaseOpening, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        try require(author.roles.contains { policy.grants($0) }, .coordinatorOpensCase)
        try require(
            opening.caseID.bytes.count == CaseTable.idSize
                && (try? CaseReference.checked(opening.ref)) == opening.ref,
            .caseWithoutReference)
        try require(
            !cases.refs.contains(opening.ref) && cases[opening.caseID] == nil, .caseExists)
        try require(
            Set(opening.compartments.map(\.confidentiality)) == Set(ConfidentialityClass.allCases)
                && opening.compartments.count == ConfidentialityClass.allCases.count
                && opening.compartments.allSatisfy { $0.generation == 1 },
            .compartmentsOfNewCase)
        let keys = try newKeys(opening.compartments.map(\.recipient))
        let first = Set([author.number, recovery?.number ?? 0])
        let holders = try holders(of: opening.compartments, by: opening.grants)
        try require(
            opening.grants.count == 2 * opening.compartments.count
                && holders.values.allSatisfy { $0 == first },
            .firstKeysToOthers)
        // Who grants may have more roles than one; on a new case they have the one that grants.
        let role = author.roles.filter { policy.grants($0) }.min() ?? .coordinator
        let file = CaseFile(
            id: opening.caseID, ref: opening.ref, openedAt: statement.at, openedBy: author.fingerprint,
            generations: Dictionary(
                opening.compartments.map { ($0.confidentiality.rawValue, $0.generation) },
                uniquingKeysWith: max), holders: holders, keyPositions: [head.size],
            uncheckedBoxes: author.fingerprint == me ? [] : [head.size],
            team: [author.fingerprint.description: [role]])
        cases.append(file)
        noteDuties(in: file)
        keyRegister.add(keys)
    }

    /// Who is granted the keys of new compartments, by class.
    private func holders(
        of compartments: [Compartment], by grants: [Grant]
    ) throws(EntryProblemError) -> [String: Set<Int>] {
        var holders: [String: Set<Int>] = [:]
        for compartment in compartments {
            var numbers: Set<Int> = []
            for grant in grants
            where grant.confidentiality == compartment.confidentiality
                && grant.generation == compartment.generation
            {
                guard let member = holder(grant.key.to) else {
                    throw EntryProblemError(.notEntitled(.grantToNobody))
                }
                numbers.insert(member.number)
            }
            holders[compartment.confidentiality.rawValue] = numbers
        }
        return holders
    }

    // MARK: Teams

    package mutating func assign(
        _ assignment: Assignment, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(assignment.caseID)
        // The trustees put somebody there who can grant, and nobody else.
        if !(author.isRecovery && policy.grants(assignment.role)) {
            try requireGrants(author, in: file, .coordinatorAssigns)
        }
        try take(assignment.grants, to: assignment.member, as: assignment.role, by: author, in: &file)
        file.endEmergency(of: assignment.member, as: assignment.role)
        store(file)
    }

    /// Puts a member into a role on a case, with the keys of all that it reads and of nothing more.
    private mutating func take(
        _ grants: [Grant], to fingerprint: Fingerprint, as role: Role, by author: Member,
        in file: inout CaseFile
    ) throws(EntryProblemError) {
        guard let member = member(fingerprint), member.status == .active else {
            throw EntryProblemError(.notEntitled(.assignedIsNoMember))
        }
        try require(
            member.roles.contains(role) && !role.isVaultWide, .roleNotHeld)
        let readable = policy.reads(role)
        try require(
            grants.allSatisfy {
                $0.key.to == fingerprint && readable.contains($0.confidentiality)
                    && $0.generation <= file.generation(of: $0.confidentiality)
            }, .grantBeyondRole)
        let current = grants.filter { $0.generation == file.generation(of: $0.confidentiality) }
        try require(
            readable == Set(current.map(\.confidentiality)),
            .grantsMissing)
        for confidentiality in readable {
            file.holders[confidentiality.rawValue, default: []].insert(member.number)
        }
        file.team[fingerprint.description, default: []].insert(role)
        if fingerprint == me {
            file.keyPositions.append(head.size)
        } else if author.fingerprint != me {
            file.uncheckedBoxes.append(head.size)
        }
    }

    package mutating func unassign(
        _ unassignment: Unassignment, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(unassignment.caseID)
        try requireGrants(author, in: file, .coordinatorUnassigns)
        let roles = unassignment.role.map { [$0] } ?? Set(Role.allCases)
        try require(
            !file.roles(of: unassignment.member).isDisjoint(with: roles), .roleNotOnCase)
        file.remove(roles, of: unassignment.member)
        try require(
            !granters(of: file).isEmpty, .lastGranter)
        store(file)
    }

    package mutating func rekey(
        _ rekeying: Rekeying, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(rekeying.caseID)
        try requireGrants(author, in: file, .coordinatorRekeys)
        let classes = rekeying.compartments.map(\.confidentiality)
        try require(
            Set(classes).count == classes.count
                && rekeying.compartments.allSatisfy {
                    $0.generation == file.generation(of: $0.confidentiality) + 1
                }, .compartmentNotNext)
        let keys = try newKeys(rekeying.compartments.map(\.recipient))
        try require(
            (rekeying.title != nil) == classes.contains(.summary),
            .titleWithoutSummary)
        for (word, numbers) in try holders(of: rekeying.compartments, by: rekeying.grants) {
            guard let confidentiality = ConfidentialityClass(rawValue: word) else { continue }
            try require(
                numbers == readers(of: confidentiality, in: file),
                .newKeyToOthers)
            file.generations[word] = file.generation(of: confidentiality) + 1
            file.rekeyedAt[word, default: []].append(head.size)
            file.holders[word] = numbers
        }
        for grant in rekeying.grants {
            guard let member = holder(grant.key.to) else {
                throw EntryProblemError(.notEntitled(.grantToNobody))
            }
            try require(
                readers(of: grant.confidentiality, in: file).contains(member.number)
                    && grant.generation <= file.generation(of: grant.confidentiality),
                .grantBeyondMember)
            if grant.generation == file.generation(of: grant.confidentiality) {
                file.holders[grant.confidentiality.rawValue, default: []].insert(member.number)
            }
        }
        file.keyPositions.append(head.size)
        if author.fingerprint != me { file.uncheckedBoxes.append(head.size) }
        store(file)
        keyRegister.add(keys)
    }

    // MARK: Emergencies

    /// The longest that emergency access lasts: seven days.
    package static let longestEmergency: Int64 = 7 * 86_400

    package mutating func take(
        _ request: EmergencyRequest, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(request.caseID)
        try require(
            author.roles.contains(request.role) && !request.role.isVaultWide,
            .roleNotHeld)
        try require(
            !file.roles(of: author.fingerprint).contains(request.role),
            .roleOnCaseAlready)
        try require(
            !file.emergencies.contains {
                $0.member == author.fingerprint && $0.approvedBy == nil && !$0.isOver
            },
            .askedAlready)
        try require(
            (try? Name.checked(request.reason, limit: EmergencyRequest.longestReason)) == request.reason,
            .reasonIsALine)
        try require(
            request.duration > 0 && request.duration <= VaultState.longestEmergency,
            .emergencyTooLong)
        file.emergencies.append(
            CaseFile.Emergency(
                position: head.size, member: author.fingerprint, role: request.role, reason: request.reason,
                duration: request.duration, requestedAt: statement.at))
        store(file)
    }

    package mutating func take(
        _ approval: EmergencyApproval, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(approval.caseID)
        try requireGrants(author, in: file, .coordinatorLetsIn)
        guard let index = file.emergencies.firstIndex(where: { $0.position == approval.request }),
            file.emergencies[index].approvedBy == nil, !file.emergencies[index].isOver
        else { throw EntryProblemError(.notEntitled(.noSuchRequest)) }
        let request = file.emergencies[index]
        try require(request.member != author.fingerprint, .secondPerson)
        try require(
            !file.roles(of: request.member).contains(request.role), .roleOnCaseAlready)
        try require(
            approval.until > statement.at
                && approval.until.seconds - statement.at.seconds <= request.duration,
            .longerThanAsked)
        try take(approval.grants, to: request.member, as: request.role, by: author, in: &file)
        file.emergencies[index].approvedBy = author.fingerprint
        file.emergencies[index].until = approval.until
        store(file)
    }

    // MARK: Field kits

    package mutating func take(
        _ made: KitMade, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(made.caseID)
        try requireGrants(author, in: file, .coordinatorMakesKit)
        let key = try newKeys([made.key.bytes])
        try require((try? Ed25519.PublicKey(made.key.bytes)) != nil, .noKitKey)
        try require(
            !made.classes.isEmpty
                && made.classes == ConfidentialityClass.documentClasses.filter(made.classes.contains),
            .kitClasses)
        try require(made.until > statement.at, .kitExpiredBefore)
        try require(
            made.generation == file.generation(of: .summary)
                && made.details.bytes.count <= SealingKey.longestShortText,
            .kitDetails)
        try require(
            !file.kits.contains { $0.made.key == made.key } && member(signingWith: made.key) == nil,
            .kitKeyTaken)
        try require(
            !file.kits.contains { $0.made.digest == made.digest }, .kitExists)
        file.kits.append(
            CaseFile.Kit(made: made, madeAt: statement.at, madeBy: author.fingerprint))
        store(file)
        keyRegister.add(key)
    }

    package mutating func take(
        _ cancelled: KitCancelled, _ author: Member
    ) throws(EntryProblemError) {
        var file = try file(cancelled.caseID)
        try requireGrants(author, in: file, .coordinatorCancelsKit)
        guard let index = file.kits.firstIndex(where: { $0.made.key == cancelled.key }) else {
            throw EntryProblemError(.notEntitled(.noSuchKit))
        }
        file.kits[index].isCancelled = true
        store(file)
    }
}

extension CaseFile {
    /// Takes roles from a member.
    package mutating func remove(_ roles: Set<Role>, of member: Fingerprint) {
        let left = self.roles(of: member).subtracting(roles)
        team[member.description] = left.isEmpty ? nil : left
        for role in roles { endEmergency(of: member, as: role) }
    }

    mutating func endEmergency(of member: Fingerprint, as role: Role) {
        for index in emergencies.indices
        where emergencies[index].member == member && emergencies[index].role == role {
            emergencies[index].isOver = true
        }
    }
}
