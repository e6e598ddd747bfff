import Age
import Bytes
import Ledger

/// Emergency access: one member asks, a coordinator of the case allows, the time is short, and the keys change afterwards.
extension Vault {
    /// Asks for access to a case whose team this member is not on.
    ///
    /// - Parameters:
    ///   - role: one that this member holds in the vault.
    ///   - reason: for members and auditors to read; names no survivor.
    ///   - duration: in seconds from the approval; seven days at most.
    public func requestEmergency(
        in file: CaseFile, as role: Role, reason: String, duration: Int64
    ) throws {
        try require(
            me.roles.contains(role) && !role.isVaultWide, or: .role(needed: [role]),
            asked: "emergency.request", case: file.id)
        guard !file.roles(of: identity.fingerprint).contains(role) else {
            throw VaultError.emergency(.onCaseAlready(role, caseRef: file.ref))
        }
        guard
            !file.emergencies.contains(where: {
                $0.member == identity.fingerprint && $0.approvedBy == nil && !$0.isOver
            })
        else {
            throw VaultError.emergency(.askedAlready(caseRef: file.ref))
        }
        guard duration > 0, duration <= VaultState.longestEmergency else {
            throw VaultError.emergency(.tooLong)
        }
        let request = EmergencyRequest(
            caseID: file.id, role: role,
            reason: try Name.checked(reason, limit: EmergencyRequest.longestReason), duration: duration)
        try log.append { _ in [.requestEmergency(request)] }
    }

    /// Lets in a member who asked. Only a coordinator of the case may, and not the one who asks. Returns when it ends.
    public func approveEmergency(of member: Member, in file: CaseFile) throws -> Timestamp {
        try requireGranter(of: file, asked: "emergency.approve")
        guard member.fingerprint != identity.fingerprint else {
            throw VaultError.emergency(.secondPerson(caseRef: file.ref))
        }
        let open = file.emergencies.last {
            $0.member == member.fingerprint && $0.approvedBy == nil && !$0.isOver
        }
        guard let open else {
            throw VaultError.emergency(.notAskedFor(name: member.name, caseRef: file.ref))
        }
        let until = Timestamp(seconds: now().seconds + open.duration)
        try log.append { _ in
            let grants = try grants(to: member, as: open.role, in: asOfNow(file))
            return [
                .approveEmergency(
                    EmergencyApproval(caseID: file.id, request: open.position, until: until, grants: grants))
            ]
        }
        return until
    }

    /// Takes back what was for an emergency and is over, and changes the keys, in the cases of this coordinator.
    func endEmergencies() throws {
        for id in state.emergencies {
            guard let file = state.caseFile(id), isGranter(of: file) else { continue }
            let ended = file.emergencies.filter { emergency in
                !emergency.isOver && emergency.until.map { $0 < now() } ?? false
            }
            if !ended.isEmpty {
                try settling {
                    try takeOff(ended.map { ($0.member, $0.role) }, in: file)
                }
            }
        }
    }
}
