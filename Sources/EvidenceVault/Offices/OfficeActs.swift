import Bytes
import Ledger
public import Sodium

extension Vault {
    /// Says that a card is an office's. Another member must confirm it before anything is sealed to it.
    ///
    /// - Parameter how: how the card came, and how it was compared with whose it is.
    /// - Throws: ``VaultError/exampleKey(fingerprint:)``, ``VaultError/officeKeyTaken(_:)``.
    public func proposeKey(of office: Office, card: Card, how: String) throws -> OfficeKey {
        let recipient = BundleRecipient(card: card, postQuantum: state.isPostQuantum).recipient.description
        if !state.isExample && ExampleKeys.recipients.contains(recipient) {
            throw VaultError.exampleKey(fingerprint: card.fingerprint.description)
        }
        return try propose(
            OfficeProposal(
                office: office, label: card.name, recipient: recipient,
                signingKey: HexBytes(card.signingKey.bytes),
                how: try Name.checked(how, limit: OfficeProposal.longestHow)))
    }

    /// The same of a key that the office has made with age alone. No card says whose it is: all rests on how it is compared.
    ///
    /// - Parameters:
    ///   - recipient: `age1…` or `age1pq1…`.
    ///   - signingKey: the office's own, for receipts that it signs with minisign.
    ///   - label: whose key it is: `Panitera PN Bekasi`.
    /// - Throws: ``VaultError/notARecipient(_:)``, ``VaultError/exampleKey(fingerprint:)``, ``VaultError/officeKeyTaken(_:)``.
    public func proposeKey(
        of office: Office, recipient text: String, signingKey: Ed25519.PublicKey?, label: String, how: String
    ) throws -> OfficeKey {
        let recipient = try BundleRecipient(text).recipient.description
        if !state.isExample && ExampleKeys.recipients.contains(recipient) {
            throw VaultError.exampleKey(fingerprint: recipient)
        }
        return try propose(
            OfficeProposal(
                office: office, label: try Name.checked(label), recipient: recipient,
                signingKey: signingKey.map { HexBytes($0.bytes) },
                how: try Name.checked(how, limit: OfficeProposal.longestHow)))
    }

    private func propose(_ proposal: OfficeProposal) throws -> OfficeKey {
        let recipient = proposal.recipient
        let positions = try appendOffice { state in
            if let known = state.offices.last(where: { $0.recipient == recipient && $0.status != .retired }) {
                throw VaultError.officeKeyTaken(known.office, label: known.label)
            }
            return .proposeOffice(proposal)
        }
        return try officeKey(at: positions)
    }

    /// The key of an office that waits for a second member: the newest one.
    ///
    /// Throws ``VaultError/noOfficeKey(_:)`` when none waits.
    public func keyToConfirm(of office: Office) throws -> OfficeKey {
        let waiting = state.offices.last { key in
            key.office == office
                && (key.status == .proposed || (key.isAlone && key.proposedBy != identity.fingerprint))
        }
        guard let waiting else { throw VaultError.noOfficeKey(office) }
        return waiting
    }

    /// Whether this member may confirm what they proposed: because there is nobody else.
    public var isAlone: Bool { state.activeMembers.count == 1 }

    /// Says, as a second member, that a key is the office's.
    ///
    /// - Throws: ``VaultError/notPermitted(_:)`` for who proposed it, and where neither of the two grants.
    public func confirm(_ key: OfficeKey) throws -> OfficeKey {
        try require(
            key.proposedBy != identity.fingerprint || isAlone, or: .secondPerson, asked: "office.confirm")
        try require(
            state.grants(me) || state.member(key.proposedBy).map(state.grants) ?? false,
            or: .role(needed: granting), asked: "office.confirm")
        _ = try appendOffice { _ in .confirmOffice(OfficeConfirmation(proposal: key.position)) }
        return try officeKey(at: key.position)
    }

    /// Takes a key from an office: nothing is sealed to it from now on.
    public func retire(_ key: OfficeKey) throws -> OfficeKey {
        try require(state.grants(me), or: .role(needed: granting), asked: "office.retire")
        _ = try appendOffice { _ in
            .retireOffice(OfficeRetirement(office: key.office, recipient: key.recipient))
        }
        return try officeKey(at: key.position)
    }

    private var granting: [Role] { Role.allCases.filter { state.policy.grants($0) } }

    private func appendOffice(_ make: (VaultState) throws -> Act) throws -> UInt64 {
        try log.append { [try make($0)] }.lowerBound
    }

    private func officeKey(at position: UInt64) throws -> OfficeKey {
        guard let key = state.offices.first(where: { $0.position == position }) else {
            throw VaultError.altered(.entry(index: position, problem: .missing))
        }
        return key
    }
}
