import Age
import Bytes
import Crypto
import Sodium

/// What acts on members and on the policy ask for, and do.
extension VaultState {
    package mutating func found(_ founding: Founding, _ statement: Statement) throws(EntryProblemError) {
        try require(self.founding == nil && head.size == 0, .foundedOnce)
        try require(
            founding.hasRightSizes, .foundingSizes)
        try require(
            (try? VaultID(founding)) == vaultID
                && founding.founder.signingKey.bytes == statement.by.bytes,
            .otherVaultID)
        try require((try? Ed25519.PublicKey(founding.logKey.bytes)) != nil, .noLogKey)
        keyRegister.add(try newKeys(founding.founder.publicKeys + founding.recovery.publicKeys))
        self.founding = founding
        recoveryCards = [founding.recovery]
        keyCommitments = [founding.keys]
        logKey = founding.logKey
        members[founding.founder.fingerprint.description] = Member(
            card: founding.founder, number: 1, roles: [.custodian], since: statement.at,
            enrolledBy: founding.founder.fingerprint, terms: [Member.Term(from: 1)])
    }

    package mutating func enrol(
        _ enrolment: Enrolment, _ statement: Statement, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian) || author.isRecovery, .custodianEnrols)
        try require(holder(enrolment.card.fingerprint) == nil, .enrolledAlready)
        let keys = try newKeys(enrolment.card.publicKeys)
        // Logs, reports and bundles show names: one name is one person, and `recovery` is nobody's.
        try require(
            !isTaken(name: enrolment.card.name), .nameTaken)
        try requireRoles(enrolment.roles)
        try require(
            isExample || !ExampleKeys.contains(enrolment.card.fingerprint),
            .exampleKey)
        try require(
            !isPostQuantum || enrolment.card.hybrid != nil, .noHybridKey)
        try require(enrolment.slots.bytes == context.slotsDigest, .otherSlots)
        members[enrolment.card.fingerprint.description] = Member(
            card: enrolment.card, number: members.count + 1, roles: Set(enrolment.roles), since: statement.at,
            enrolledBy: author.fingerprint, terms: [Member.Term(from: head.size + 1)])
        keyRegister.add(keys)
    }

    /// Whether a member has a name already, to the byte; or the recovery key has. What only reads alike the command refuses:
    /// what is alike depends on tables that grow, and a rule of the log must not.
    private func isTaken(name: String) -> Bool {
        let wanted = Array(name.utf8)
        return wanted == Array(MemberIdentity.recoveryName.utf8)
            || members.values.contains { $0.status != .revoked && Array($0.name.utf8) == wanted }
    }

    package mutating func setRoles(_ set: RolesSet, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianGivesRoles)
        var member = try active(set.member)
        try requireRoles(set.roles)
        let lost = member.roles.subtracting(set.roles)
        if lost.contains(.custodian) { try requireCustodian(besides: member) }
        if set.roles.contains(.custodian), !member.roles.contains(.custodian), member.madeCustodianAt == nil {
            member.madeCustodianAt = head.size
        }
        member.roles = Set(set.roles)
        member.rolesSetAt = head.size
        members[member.fingerprint.description] = member
        removeFromTeams(member, roles: lost)
    }

    package mutating func end(_ end: MembershipEnd, _ author: Member, _ context: Context)
        throws(EntryProblemError)
    {
        try require(
            author.roles.contains(.custodian) || author.isRecovery, .custodianEnds)
        guard var member = member(end.member), member.status != .revoked else {
            throw EntryProblemError(.notEntitled(.endedAlready))
        }
        try require(end.isFinal || member.status == .active, .suspendedAlready)
        try requireRotation(end.rotation, context)
        try requireCustodian(besides: member)
        member.status = end.isFinal ? .revoked : .suspended
        if let last = member.terms.indices.last, member.terms[last].to == nil {
            member.terms[last].to = head.size
        }
        members[member.fingerprint.description] = member
        rotate(end.rotation)
        removeFromTeams(member, roles: Set(Role.allCases))
    }

    private func requireRotation(_ rotation: Rotation, _ context: Context) throws(EntryProblemError) {
        try require(rotation.generation == keyGeneration + 1, .vaultKeysNotNext)
        try require((try? Ed25519.PublicKey(rotation.logKey.bytes)) != nil, .noLogKey)
        try require(rotation.keys.bytes.count == 32, .keysNotCommitted)
        try require(rotation.slots.bytes == context.slotsDigest, .otherSlots)
        try require(
            rotation.previous.bytes == SHA256.bytes(of: context.previous),
            .otherPreviousKeys)
    }

    /// Whether keys are those that the log commits to, of their generation.
    func commits(to keys: VaultKeys) -> Bool {
        let index = Int(keys.generation) - 1
        guard keyCommitments.indices.contains(index), logKeys.indices.contains(index) else { return false }
        return keys.fit(keyCommitments[index], logKey: logKeys[index].key)
    }

    /// From the next entry on other keys count.
    private mutating func rotate(_ rotation: Rotation) {
        formerLogKeys.append(FormerLogKey(key: logKey, from: keysMadeAt + 1, to: head.size))
        keyGeneration = rotation.generation
        keyCommitments.append(rotation.keys)
        logKey = rotation.logKey
        keysMadeAt = head.size
    }

    package mutating func take(
        _ rotated: RecoveryRotated, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianRotatesRecovery)
        try require(
            rotated.recovery.name == MemberIdentity.recoveryName
                && (rotated.recovery.hybrid != nil) == isPostQuantum,
            .otherKindOfRecoveryKey)
        let keys = try newKeys(rotated.recovery.publicKeys)
        try require(
            recovery.map { rotated.isApproved(by: $0.card.signingKey, vaultID: vaultID) } ?? false,
            .recoveryNotApproved)
        try requireRotation(rotated.rotation, context)
        recoveryCards.append(rotated.recovery)
        keyRegister.add(keys)
        rotate(rotated.rotation)
        // Every case has a key that the new recovery key does not hold, and the old one does.
        for file in allCases { noteDuties(in: file) }
    }

    package mutating func take(_ set: LevelSet, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianRaisesLevel)
        try require(set.level == level + 1, .levelNotNext)
        level = set.level
    }

    package mutating func take(_ repaired: LogRepaired, _ statement: Statement) throws(EntryProblemError) {
        try require(
            repaired.from <= repaired.to && repaired.to <= head.size
                && (try? Name.checked(repaired.reason, limit: LogRepaired.longestReason)) == repaired.reason,
            .repairOfNothing)
        // Who made a void entry does not say that it was looked into.
        let own = voidsOf[statement.by.description] ?? PositionRuns()
        try require(
            own.count(below: repaired.to) == own.count(below: min(repairedTo, repaired.to)), .repairOfOwn)
        repairedTo = max(repairedTo, repaired.to)
    }

    package mutating func restore(
        _ restoration: Restoration, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianRestores)
        guard var member = member(restoration.member), member.status == .suspended else {
            throw EntryProblemError(.notEntitled(.notSuspended))
        }
        try require(restoration.slots.bytes == context.slotsDigest, .otherSlots)
        member.status = .active
        member.terms.append(Member.Term(from: head.size + 1))
        members[member.fingerprint.description] = member
    }

    package mutating func setPolicy(_ policy: Policy, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), .custodianSetsPolicy)
        try require(policy.fault == nil, .impossiblePolicy)
        ownPolicy = policy
        for file in allCases { noteDuties(in: file) }
    }

    private func active(_ fingerprint: Fingerprint) throws(EntryProblemError) -> Member {
        guard let member = member(fingerprint), member.status == .active else {
            throw EntryProblemError(.notEntitled(.noSuchActiveMember))
        }
        return member
    }

    private func requireRoles(_ roles: [Role]) throws(EntryProblemError) {
        try require(!roles.isEmpty, .noRole)
        try require(Policy.conflict(among: Set(roles)) == nil, .auditorAlone)
    }

    private func requireCustodian(besides member: Member) throws(EntryProblemError) {
        try require(
            activeMembers.contains {
                $0.roles.contains(.custodian) && $0.fingerprint != member.fingerprint
            }, .lastCustodian)
    }

    private mutating func removeFromTeams(_ member: Member, roles: Set<Role>) {
        for var file in allCases where !file.roles(of: member.fingerprint).isDisjoint(with: roles) {
            file.remove(roles, of: member.fingerprint)
            store(file)
        }
    }
}
