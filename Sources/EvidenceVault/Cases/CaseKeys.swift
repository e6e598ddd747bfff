import Age
import Bytes
import Ledger
import Sodium

/// What the log says of one case's keys: read from it when the case is used, since a member's computer need not remember
/// it of every case.
struct CaseKeys: Sendable {
    /// Sealed to the summary compartment, by its generation.
    fileprivate(set) var titles: [UInt32: Base64Bytes] = [:]
    /// Every generation of every class, oldest first.
    fileprivate(set) var compartments: [Compartment] = []
    /// The grants in the statements that made these keys, and in those that granted them to the member who asks.
    fileprivate(set) var grants: [PlacedGrant] = []

    /// The current generation of a class.
    func compartment(_ confidentiality: ConfidentialityClass) -> Compartment? {
        compartments.last { $0.confidentiality == confidentiality }
    }
}

extension Vault {
    /// The keys of a case, from the statements that the replay has noted.
    func keys(of file: CaseFile) throws -> CaseKeys {
        if let known = caseKeys[file.id], known.positions == file.keyPositions { return known.keys }
        var keys = CaseKeys()
        for position in file.keyPositions {
            let statement = try log.statement(at: position).statement
            guard statement.act.caseID == file.id else {
                throw VaultError.altered(.entry(index: position, problem: .malformed(.noKeys)))
            }
            switch statement.act {
            case .openCase(let opening):
                keys.titles[1] = opening.title
                keys.compartments += opening.compartments
            case .rekey(let rekeying):
                keys.compartments += rekeying.compartments
                if let summary = rekeying.compartments.first(where: { $0.confidentiality == .summary }) {
                    keys.titles[summary.generation] = rekeying.title
                }
            case .assign, .approveEmergency: break
            default:
                throw VaultError.altered(.entry(index: position, problem: .malformed(.noKeys)))
            }
            keys.grants += statement.grants(at: position)
        }
        caseKeys[file.id] = (file.keyPositions, keys)
        return keys
    }

    /// The public key that is sealed to for a class. Throws ``VaultError/noSuchCase(_:)`` when the case has none.
    func compartment(_ confidentiality: ConfidentialityClass, of file: CaseFile) throws -> Compartment {
        guard let compartment = try keys(of: file).compartment(confidentiality) else {
            throw VaultError.noSuchCase(file.ref)
        }
        return compartment
    }

    /// Those that a document may be sealed to.
    func recoveryKeys() throws -> [SealingKey] {
        try state.recoveryCards.map { try $0.sealingKey(postQuantum: state.isPostQuantum) }
    }

    /// The key that every document and every compartment's key is sealed to as well.
    func recoveryKey() throws -> SealingKey {
        guard let recovery = state.recovery else { throw VaultError.notAMember }
        return try recovery.card.sealingKey(postQuantum: state.isPostQuantum)
    }

    /// The same with the newest key.
    func compartmentKey(_ confidentiality: ConfidentialityClass, in file: CaseFile) throws -> OpeningKey? {
        try compartmentKey(confidentiality, generation: file.generation(of: confidentiality), in: file)
    }

    /// The secret key of a compartment, when this member was granted it: in a box that says it is of this case, class and generation,
    /// and only if it fits the public key that the log has for them.
    func compartmentKey(
        _ confidentiality: ConfidentialityClass, generation: UInt32, in file: CaseFile
    ) throws -> OpeningKey? {
        let keys = try keys(of: file)
        let wanted = keys.compartments.first {
            $0.confidentiality == confidentiality && $0.generation == generation
        }
        guard let wanted else { return nil }
        let name = CompartmentName(id, file.id, confidentiality, generation)
        if let opened = openedKeys[name] { return opened }
        for granted in keys.grants where granted.isOf(name, to: identity.fingerprint) {
            guard let own = identity.openingKey(postQuantum: state.isPostQuantum),
                let secret = try? own.open(granted.grant.key.sealed.bytes, for: .grant(name)),
                let key = try? OpeningKey(secret: secret, postQuantum: state.isPostQuantum),
                key.sealingKey.description == wanted.recipient
            else { continue }
            openedKeys[name] = key
            // Whoever has the key can tell whether the others were given it.
            for junk in try junk(among: keys.grants, of: key, name, in: file) { tell(.junkBox(junk.found)) }
            return key
        }
        return nil
    }
}
