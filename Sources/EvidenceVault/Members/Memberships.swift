import Bytes
import Crypto
import Ledger
import Sodium

/// What a custodian does with members after they are enrolled.
extension Vault {
    /// Gives a member other roles. Roles on cases that go with those taken away end; the coordinators' next commands change the
    /// keys of those cases.
    ///
    /// - Parameter leavingCases: allows that cases are left with nobody who can grant.
    public func setRoles(of member: Member, to roles: Set<Role>, leavingCases: Bool = false) throws {
        try requireCustodian(asked: "member.role")
        guard !roles.isEmpty else { throw VaultError.members(.noRole) }
        if let (one, other) = Policy.conflict(among: roles) { throw VaultError.rolesExclude(one, other) }
        let lost = member.roles.subtracting(roles)
        if lost.contains(.custodian) { try requireAnotherCustodian(besides: member) }
        if !leavingCases { try requireGranters(without: member, roles: lost) }
        try log.append { _ in [.setRoles(RolesSet(member: member.fingerprint, roles: roles.sorted()))] }
    }

    /// Ends a membership for good, or suspends it. The vault key and the log key change at once; the keys of the member's cases
    /// change with the next command of a coordinator of each.
    public func end(_ member: Member, isFinal: Bool, leavingCases: Bool = false) throws {
        try requireCustodian(asked: isFinal ? "member.revoke" : "member.suspend")
        guard member.status != .revoked, isFinal || member.status == .active else {
            throw VaultError.members(.hasStatus(name: member.name, member.status))
        }
        try requireAnotherCustodian(besides: member)
        if !leavingCases { try requireGranters(without: member, roles: member.roles) }
        try log.append(drafting: { state in
            let staying = state.activeMembers.filter { $0.fingerprint != member.fingerprint }.map(\.card)
            return try rotation(for: staying + [state.recovery?.card].compactMap { $0 }, in: state) {
                rotation in
                .end(MembershipEnd(member: member.fingerprint, isFinal: isFinal, rotation: rotation))
            }
        })
    }

    /// The next keys of the vault, for the owners of cards, with the act that makes them the current ones.
    func rotation(
        for cards: [Card], in state: VaultState, _ act: (Rotation) throws -> Act
    ) throws -> Log.Draft {
        guard let current = log.keys.vault[state.keyGeneration] else { throw VaultError.notAMember }
        let next = try VaultKeys(generation: current.generation + 1, madeAt: state.head.size)
        let slots = try Log.slots(of: next, for: cards, vaultID: id, postQuantum: state.isPostQuantum)
        let previous = try KeySlot.sealPrevious(current, with: next, vaultID: id)
        let rotation = Rotation(
            generation: next.generation, logKey: HexBytes(next.logKey.publicKey.bytes),
            keys: try next.commitment(), previous: HexBytes(SHA256.bytes(of: previous)),
            slots: HexBytes(SHA256.bytes(of: slots.joined())))
        return Log.Draft(acts: [try act(rotation)], slots: slots, next: (next, previous))
    }

    /// Lets a suspended member back in. Coordinators assign them to their cases again.
    public func restore(_ member: Member) throws {
        try requireCustodian(asked: "member.restore")
        guard member.status == .suspended else {
            throw VaultError.members(.notSuspended(name: member.name))
        }
        try log.append(drafting: { state in
            try slots(for: member.card, in: state) {
                .restore(Restoration(member: member.fingerprint, slots: $0))
            }
        })
    }

    /// The vault's current keys for the owner of a card, with the act that hands them out.
    func slots(
        for card: Card, in state: VaultState, _ act: (_ digest: HexBytes) throws -> Act
    ) throws -> Log.Draft {
        guard let keys = log.keys.vault[state.keyGeneration] else { throw VaultError.notAMember }
        let slots = try Log.slots(of: keys, for: [card], vaultID: id, postQuantum: state.isPostQuantum)
        return Log.Draft(acts: [try act(HexBytes(SHA256.bytes(of: slots.joined())))], slots: slots)
    }

    private func requireCustodian(asked: String) throws {
        try require(
            me.roles.contains(.custodian) || me.isRecovery, or: .role(needed: [.custodian]), asked: asked)
    }

    private func requireAnotherCustodian(besides member: Member) throws {
        let others = state.activeMembers.filter {
            $0.roles.contains(.custodian) && $0.fingerprint != member.fingerprint
        }
        if others.isEmpty { throw VaultError.lastCustodian }
    }

    private func requireGranters(without member: Member, roles: Set<Role>) throws {
        let left = orphanedCases(without: member, roles: roles)
        if !left.isEmpty { throw VaultError.nobodyCanGrant(caseRefs: left.map(\.ref)) }
    }

    /// The cases in which nobody else can grant.
    public func orphanedCases(without member: Member, roles: Set<Role>) -> [CaseFile] {
        state.allCases.filter { file in
            let granters = state.granters(of: file)
            return granters.contains { $0.fingerprint == member.fingerprint }
                && granters.allSatisfy { $0.fingerprint == member.fingerprint }
                && file.roles(of: member.fingerprint).subtracting(roles)
                    .isDisjoint(with: Role.allCases.filter { state.policy.grants($0) })
        }
    }
}
