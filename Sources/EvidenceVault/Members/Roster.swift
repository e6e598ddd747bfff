import Age
import Bytes
import Crypto
import Foundation
import Ledger
import Sodium

extension Member {
    /// Whether what was typed begins the name, or a word of it.
    ///
    /// - Parameter typed: in lower-case letters.
    fileprivate func isMeant(by typed: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix(typed) || name.split(separator: " ").contains { $0.hasPrefix(typed) }
    }
}

extension Vault {
    /// All members, by name.
    public var members: [Member] { state.membersByName }

    /// The member that somebody means: by their name, the beginning of it or of a word in it where that is unambiguous, or a
    /// fingerprint prefix (of four digits or more). Throws ``VaultError/noSuchMember(_:nearest:)`` or ``VaultError/ambiguous(_:matches:)``.
    public func member(named text: String) throws -> Member {
        let digits = text.lowercased().filter { !$0.isWhitespace }
        let exact = members.filter { $0.name == text || $0.fingerprint.description == digits }
        if let only = exact.first, exact.count == 1 { return only }
        let typed = text.lowercased()
        var matches = members.filter {
            $0.name.lowercased() == typed || digits.count >= 4 && $0.fingerprint.description.hasPrefix(digits)
        }
        if matches.isEmpty, typed.count >= 2 { matches = members.filter { $0.isMeant(by: typed) } }
        guard let first = matches.first else {
            throw VaultError.noSuchMember(
                text,
                nearest: Spelling.nearest(
                    to: text,
                    among: members.flatMap { [$0.name] + $0.name.split(separator: " ").map(String.init) }))
        }
        if matches.count > 1 {
            throw VaultError.ambiguous(text, matches: matches.map { "\($0.name) (\($0.fingerprint))" })
        }
        return first
    }

    /// Makes the owner of `card` a member. Only a custodian may; the vault's keys are sealed to the new member.
    ///
    /// Throws ``VaultError/notPermitted(_:)``, ``VaultError/exampleKey(fingerprint:)``,
    /// ``VaultError/alreadyEnrolled(_:)``, ``VaultError/rolesExclude(_:_:)``.
    @discardableResult
    public func enrol(_ card: Card, roles: Set<Role>) throws -> Member {
        try require(
            me.roles.contains(.custodian) || me.isRecovery, or: .role(needed: [.custodian]),
            asked: "member.enrol")
        if !state.isExample && ExampleKeys.contains(card.fingerprint) {
            throw VaultError.exampleKey(fingerprint: card.fingerprint.description)
        }
        guard !roles.isEmpty else { throw VaultError.members(.noRole) }
        if let (one, other) = Policy.conflict(among: roles) { throw VaultError.rolesExclude(one, other) }
        if state.members.values.contains(where: {
            $0.fingerprint == card.fingerprint || $0.card.signingKey == card.signingKey
        }) {
            throw VaultError.alreadyEnrolled(card.name)
        }
        if isTaken(name: card.name) { throw VaultError.nameTaken(card.name) }
        try log.append(drafting: { state in
            try slots(for: card, in: state) {
                .enrol(Enrolment(card: card, roles: roles.sorted(), slots: $0))
            }
        })
        guard let member = state.member(card.fingerprint) else { throw VaultError.noSuchMember(card.name) }
        return member
    }

    /// Whether a name is a member's already, or reads as if it were; or is the recovery key's.
    private func isTaken(name: String) -> Bool {
        let wanted = NameLikeness(name)
        return wanted.isLike(NameLikeness(MemberIdentity.recoveryName))
            || state.members.values.contains { $0.status != .revoked && NameLikeness($0.name).isLike(wanted) }
    }

    /// What an auditor's presence settles: the first auditor makes the audit key, since no one else may ever have held
    /// its secret half; later ones are given it by one who has it; and when an auditor has left, or what this one was given is
    /// none, there is a new one.
    func takeAuditDuties() throws {
        guard me.roles.contains(.auditor) else { return }
        let auditors = Set(state.auditors.map(\.fingerprint))
        let isJunk = state.auditKeys.last.map(isOwnJunk) ?? false
        if isJunk { try tellOfJunkAuditKeys() }
        guard let current = state.auditKeys.last, !isJunk,
            current.keys.allSatisfy({ auditors.contains($0.to) })
        else {
            let made = try OpeningKey.generate(postQuantum: state.isPostQuantum)
            let generation = UInt32(state.auditKeys.count + 1)
            let keys = try state.auditors.map {
                try sealedKey(made, to: $0.card, for: .audit(id, generation))
            }
            let recipient = made.sealingKey.description
            try log.append { state in
                state.auditKeys.count + 1 == generation && Set(state.auditors.map(\.fingerprint)) == auditors
                    ? [.auditKey(AuditKeyMade(generation: generation, recipient: recipient, keys: keys))] : []
            }
            return try handOnAuditKeys()
        }
        try handOnAuditKeys()
    }

    /// Seals every audit key that this auditor has to the auditors who have not got it.
    private func handOnAuditKeys() throws {
        for key in state.auditKeys {
            guard let opened = openedAuditKey(key) else { continue }
            let junk = try junkAuditHolders(of: key, opened: opened)
            if !junk.isEmpty { try tellOfJunkAuditKeys() }
            let missing = state.auditors.filter { auditor in
                !key.keys.contains { $0.to == auditor.fingerprint }
            }
            if missing.isEmpty && junk.isEmpty { continue }
            let keys = try (missing + junk).map {
                try sealedKey(opened, to: $0.card, for: .audit(id, key.generation))
            }
            try log.append { _ in [.auditGrant(AuditKeyGranted(generation: key.generation, keys: keys))] }
        }
    }

    /// A secret key for one member.
    func sealedKey(_ key: OpeningKey, to card: Card, for context: BoxContext) throws -> SealedKey {
        let recipient = try card.sealingKey(postQuantum: state.isPostQuantum)
        return SealedKey(
            to: card.fingerprint, sealed: Base64Bytes(try recipient.seal(key.secret(), for: context)))
    }
}
