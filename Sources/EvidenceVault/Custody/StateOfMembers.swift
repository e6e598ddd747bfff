import Age
import Sodium

/// What acts on members and on the policy ask for, and do.
extension VaultState {
    mutating func found(_ founding: Founding, _ statement: Statement) throws(EntryProblemError) {
        try require(self.founding == nil && head.size == 0, "a vault is founded once, by its first statement")
        try require(
            founding.hasRightSizes, "the nonce, the log key or the digest of the keys is not 32 bytes")
        try require(
            (try? VaultID(founding)) == vaultID
                && founding.founder.signingKey.bytes == statement.by.bytes,
            "the vault id does not fit this founder")
        self.founding = founding
        logKey = founding.logKey
        members[founding.founder.fingerprint.description] = Member(
            card: founding.founder, number: 1, roles: [.custodian], since: statement.at,
            enrolledBy: founding.founder.fingerprint)
    }

    mutating func enrol(
        _ enrolment: Enrolment, _ statement: Statement, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian) || author.isRecovery, "only a custodian enrols")
        try require(holder(enrolment.card.fingerprint) == nil, "the member is enrolled already")
        try require(
            member(signingWith: HexBytes(enrolment.card.signingKey.bytes)) == nil,
            "the signing key is another member's")
        try requireRoles(enrolment.roles)
        try require(
            isExample || !ExampleKeys.contains(enrolment.card.fingerprint),
            "an example key is not valid outside the walk-through")
        try require(
            !isPostQuantum || enrolment.card.hybrid != nil, "a member of this vault needs a hybrid key")
        try require(enrolment.slots.bytes == context.slotsDigest, "the key slots are not those signed")
        members[enrolment.card.fingerprint.description] = Member(
            card: enrolment.card, number: members.count + 1, roles: Set(enrolment.roles), since: statement.at,
            enrolledBy: author.fingerprint)
    }

    mutating func setRoles(_ set: RolesSet, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), "only a custodian gives roles")
        var member = try active(set.member)
        try requireRoles(set.roles)
        let lost = member.roles.subtracting(set.roles)
        if lost.contains(.custodian) { try requireCustodian(besides: member) }
        member.roles = Set(set.roles)
        members[member.fingerprint.description] = member
        removeFromTeams(member, roles: lost)
    }

    mutating func end(_ end: MembershipEnd, _ author: Member, _ context: Context) throws(EntryProblemError) {
        try require(
            author.roles.contains(.custodian) || author.isRecovery, "only a custodian ends a membership")
        guard var member = member(end.member), member.status != .revoked else {
            throw EntryProblemError(.notEntitled("the membership has ended already"))
        }
        try require(end.isFinal || member.status == .active, "the member is suspended already")
        let rotation = end.rotation
        try require(
            rotation.generation == keyGeneration + 1 && context.generation == rotation.generation,
            "the vault's keys are not the next")
        try require((try? Ed25519.PublicKey(rotation.logKey.bytes)) != nil, "the log key is none")
        try require(rotation.slots.bytes == context.slotsDigest, "the key slots are not those signed")
        try requireCustodian(besides: member)
        member.status = end.isFinal ? .revoked : .suspended
        members[member.fingerprint.description] = member
        keyGeneration = rotation.generation
        logKey = rotation.logKey
        previousKeys[rotation.generation] = rotation.previous
        removeFromTeams(member, roles: Set(Role.allCases))
    }

    mutating func restore(
        _ restoration: Restoration, _ author: Member, _ context: Context
    ) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), "only a custodian restores a membership")
        guard var member = member(restoration.member), member.status == .suspended else {
            throw EntryProblemError(.notEntitled("the member is not suspended"))
        }
        try require(restoration.slots.bytes == context.slotsDigest, "the key slots are not those signed")
        member.status = .active
        members[member.fingerprint.description] = member
    }

    mutating func setPolicy(_ policy: Policy, _ author: Member) throws(EntryProblemError) {
        try require(author.roles.contains(.custodian), "only a custodian sets the policy")
        try require(policy.fault == nil, "the policy cannot be")
        ownPolicy = policy
        for file in allCases { noteDuties(in: file) }
    }

    private func active(_ fingerprint: Fingerprint) throws(EntryProblemError) -> Member {
        guard let member = member(fingerprint), member.status == .active else {
            throw EntryProblemError(.notEntitled("there is no such active member"))
        }
        return member
    }

    private func requireRoles(_ roles: [Role]) throws(EntryProblemError) {
        try require(!roles.isEmpty, "a member has a role")
        try require(Policy.conflict(among: Set(roles)) == nil, "an auditor holds no other role")
    }

    private func requireCustodian(besides member: Member) throws(EntryProblemError) {
        try require(
            activeMembers.contains {
                $0.roles.contains(.custodian) && $0.fingerprint != member.fingerprint
            }, "a vault has a custodian")
    }

    private mutating func removeFromTeams(_ member: Member, roles: Set<Role>) {
        for var file in allCases where !file.roles(of: member.fingerprint).isDisjoint(with: roles) {
            file.remove(roles, of: member.fingerprint)
            store(file)
        }
    }
}
