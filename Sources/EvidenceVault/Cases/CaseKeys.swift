import Age
import Sodium

/// What the log says of one case's keys: read from it when the case is used, since a member's computer need not remember
/// it of every case.
struct CaseKeys: Sendable {
    /// Sealed to the newest generation of the summary compartment.
    fileprivate(set) var title = Base64Bytes([])
    /// Every generation of every class, oldest first.
    fileprivate(set) var compartments: [Compartment] = []
    /// The grants to the member who asks.
    fileprivate(set) var grants: [Grant] = []

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
            switch try log.statement(at: position).statement.act {
            case .openCase(let opening) where opening.caseID == file.id:
                keys.title = opening.title
                keys.compartments += opening.compartments
                keys.grants += opening.grants.filter { $0.key.to == identity.fingerprint }
            case .assign(let assignment) where assignment.caseID == file.id:
                keys.grants += assignment.grants.filter { $0.key.to == identity.fingerprint }
            case .approveEmergency(let approval) where approval.caseID == file.id:
                keys.grants += approval.grants.filter { $0.key.to == identity.fingerprint }
            case .rekey(let rekeying) where rekeying.caseID == file.id:
                keys.title = rekeying.title ?? keys.title
                keys.compartments += rekeying.compartments
                keys.grants += rekeying.grants.filter { $0.key.to == identity.fingerprint }
            default:
                throw VaultError.altered(.entry(index: position, problem: .malformed("holds no keys")))
            }
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

    /// The key that every document and every compartment's key is sealed to as well.
    func recoveryKey() throws -> SealingKey {
        guard let recovery = state.recovery else { throw VaultError.notAMember }
        return try recovery.card.sealingKey(postQuantum: state.isPostQuantum)
    }

    /// The same with the newest key.
    func compartmentKey(_ confidentiality: ConfidentialityClass, in file: CaseFile) throws -> OpeningKey? {
        try compartmentKey(confidentiality, generation: file.generation(of: confidentiality), in: file)
    }

    /// The secret key of a compartment, when this member was granted it, and only if it fits the public key that the log has.
    func compartmentKey(
        _ confidentiality: ConfidentialityClass, generation: UInt32, in file: CaseFile
    ) throws -> OpeningKey? {
        let keys = try keys(of: file)
        let wanted = keys.compartments.first {
            $0.confidentiality == confidentiality && $0.generation == generation
        }
        guard let wanted else { return nil }
        if let opened = openedKeys[wanted.recipient] { return opened }
        for grant in keys.grants
        where grant.confidentiality == confidentiality && grant.generation == generation {
            guard let own = identity.openingKey(postQuantum: state.isPostQuantum),
                let secret = try? own.open(grant.key.sealed.bytes),
                let key = try? OpeningKey(secret: secret, postQuantum: state.isPostQuantum),
                key.sealingKey.description == wanted.recipient
            else { continue }
            openedKeys[wanted.recipient] = key
            return key
        }
        return nil
    }
}
