import Age
import Bytes
import Sodium

/// What acts on offices and their keys ask for, and do.
extension VaultState {
    /// Who grants: an active member one of whose roles grants under the policy of now. Whoever has such a role on a case has it in
    /// the vault as well.
    package func grants(_ member: Member) -> Bool {
        member.status == .active && !member.isRecovery && member.roles.contains { policy.grants($0) }
    }

    /// The keys that bundles for an office are sealed to.
    public func currentKeys(of office: Office) -> [OfficeKey] {
        offices.filter { $0.office == office && $0.isCurrent }
    }

    /// Whether one member alone has said that a key is an office's.
    package func isAlone(_ recipient: String) -> Bool {
        offices.contains { $0.recipient == recipient && $0.confirmedBy == $0.proposedBy }
    }

    package mutating func propose(
        _ proposal: OfficeProposal, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        try require(!author.isRecovery, .memberSpeaksForOffice)
        try require(
            (try? Name.checked(proposal.label)) == proposal.label
                && (try? Name.checked(proposal.how, limit: OfficeProposal.longestHow)) == proposal.how,
            .officeKeyWithoutLabel)
        try require(OfficeProposal.isKey(proposal.recipient), .noOfficeKey)
        if let key = proposal.signingKey {
            try require((try? Ed25519.PublicKey(key.bytes)) != nil, .noOfficeSigningKey)
            try require(member(signingWith: key) == nil, .officeSigningKeyTaken)
        }
        try require(
            isExample || !ExampleKeys.recipients.contains(proposal.recipient),
            .exampleKey)
        // What was only proposed and taken back is free again: or a key that was put with the wrong office could never come to
        // the right one.
        var keys = ((try? SealingKey(proposal.recipient)).map { [$0.bytes] } ?? [])
        keys += proposal.signingKey.map { [$0.bytes] } ?? []
        let isProposedAgain = offices.contains {
            $0.recipient == proposal.recipient && $0.status == .retired && $0.confirmedBy == nil
        }
        if !isProposedAgain { try newKeys(keys) }
        offices.append(
            OfficeKey(
                position: head.size, proposal: proposal, proposedBy: author.fingerprint,
                proposedAt: statement.at))
        if !isProposedAgain { keyRegister.add(keys) }
    }

    package mutating func confirm(
        _ confirmation: OfficeConfirmation, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        try require(!author.isRecovery, .memberSpeaksForOffice)
        // What one member confirmed alone is confirmed again by another, and alone no more.
        guard let index = offices.firstIndex(where: { $0.position == confirmation.proposal }),
            offices[index].status == .proposed || offices[index].isAlone
        else { throw EntryProblemError(.notEntitled(.nothingToConfirm)) }
        let key = offices[index]
        try require(
            author.fingerprint != key.proposedBy || (activeMembers.count == 1 && key.status == .proposed),
            .secondPerson)
        try require(
            grants(author) || member(key.proposedBy).map(grants) ?? false,
            .neitherGrants)
        offices[index].confirmedBy = author.fingerprint
        offices[index].confirmedAt = statement.at
    }

    package mutating func retire(
        _ retirement: OfficeRetirement, _ statement: Statement, _ author: Member
    ) throws(EntryProblemError) {
        try require(grants(author), .granterRetires)
        let index = offices.firstIndex {
            $0.office == retirement.office && $0.recipient == retirement.recipient && $0.status != .retired
        }
        guard let index else { throw EntryProblemError(.notEntitled(.officeHasNoSuchKey)) }
        offices[index].retiredBy = author.fingerprint
        offices[index].retiredAt = statement.at
    }
}

extension OfficeProposal {
    /// In bytes: every member's computer remembers it.
    package static let longestHow = 500

    /// Whether something can be sealed to it, and everybody agrees on that: a key as it is written once and in no other way.
    static func isKey(_ text: String) -> Bool { (try? SealingKey(text))?.description == text }
}
