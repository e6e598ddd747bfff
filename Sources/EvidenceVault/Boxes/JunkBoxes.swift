import Bytes
import Ledger
import Sodium

/// A box in the log out of which its recipient does not get the key that should be in it.
public struct JunkBox: Hashable, Sendable {
    /// Where the log has it.
    public let entry: UInt64
    /// The names of who sealed it and for whom.
    public let by, to: String
    /// Nil: an audit key's.
    public let caseRef: String?
    public let confidentiality: ConfidentialityClass?
    public let generation: UInt32
}

/// A grant, and where it stands.
struct PlacedGrant: Sendable {
    let entry: UInt64
    /// The Ed25519 key of who granted.
    let by: HexBytes
    let grant: Grant

    func isOf(_ name: CompartmentName, to holder: Fingerprint? = nil) -> Bool {
        grant.confidentiality == name.confidentiality && grant.generation == name.generation
            && (holder == nil || grant.key.to == holder)
    }
}

extension Statement {
    /// The grants in it.
    func grants(at position: UInt64) -> [PlacedGrant] {
        let grants: [Grant] =
            switch act {
            case .openCase(let opening): opening.grants
            case .assign(let assignment): assignment.grants
            case .rekey(let rekeying): rekeying.grants
            case .approveEmergency(let approval): approval.grants
            default: []
            }
        return grants.map { PlacedGrant(entry: position, by: by, grant: $0) }
    }

    /// The sealed audit keys in it.
    fileprivate var auditKeys: (generation: UInt32, keys: [SealedKey])? {
        switch act {
        case .auditKey(let made): (made.generation, made.keys)
        case .auditGrant(let granted): (granted.generation, granted.keys)
        default: nil
        }
    }
}

extension Vault {
    /// Tells the member of a finding that stops nothing, once.
    func tell(_ finding: Finding) {
        if told.insert(finding).inserted { warn(.found(finding)) }
    }

    /// Somebody who should have a key, and what they were given instead.
    struct Junk {
        let holder: Member
        let found: JunkBox
    }

    /// Who reads a class now, and was given nothing but junk for its key.
    func junk(
        among grants: [PlacedGrant], of key: OpeningKey, _ name: CompartmentName, in file: CaseFile
    ) throws -> [Junk] {
        let readers = state.readers(of: name.confidentiality, in: file)
        let boxes = grants.filter { $0.isOf(name) }.map { ($0.entry, $0.by, $0.grant.key) }
        return try junk(among: boxes, of: key, for: .grant(name)) { readers.contains($0.number) }.map {
            Junk(holder: $0, found: found($1, in: file, name))
        }
    }

    private func found(
        _ box: (entry: UInt64, by: HexBytes, key: SealedKey), in file: CaseFile, _ name: CompartmentName
    )
        -> JunkBox
    {
        JunkBox(
            entry: box.entry, by: self.name(signingWith: box.by), to: self.name(of: box.key.to),
            caseRef: file.ref, confidentiality: name.confidentiality, generation: name.generation)
    }

    private func name(signingWith key: HexBytes) -> String {
        state.member(signingWith: key)?.name ?? key.description
    }

    private func name(of holder: Fingerprint) -> String { state.holder(holder)?.name ?? holder.description }

    private typealias PlacedBox = (entry: UInt64, by: HexBytes, key: SealedKey)

    /// Of those who should hold a key, whom no box gives it to; each with the newest box that should.
    private func junk(
        among boxes: [PlacedBox], of key: OpeningKey, for context: BoxContext,
        to shouldHold: (Member) -> Bool
    ) throws -> [(holder: Member, box: PlacedBox)] {
        let secret = try key.secret()
        var junk: [Fingerprint: (holder: Member, box: PlacedBox)] = [:]
        var good: Set<Fingerprint> = []
        for box in boxes where !good.contains(box.key.to) {
            guard let holder = state.holder(box.key.to), shouldHold(holder),
                let recipient = try? holder.card.sealingKey(postQuantum: state.isPostQuantum)
            else { continue }
            if try recipient.isBox(box.key.sealed.bytes, of: secret, for: context) ?? true {
                good.insert(box.key.to)
                junk[box.key.to] = nil
            } else {
                junk[box.key.to] = (holder, box)
            }
        }
        return junk.values.sorted { ($0.box.entry, $0.holder.number) < ($1.box.entry, $1.holder.number) }
    }

    /// What this member was given as the key of a compartment, when it is junk.
    func ownJunk(
        _ confidentiality: ConfidentialityClass, generation: UInt32, in file: CaseFile
    ) throws -> JunkBox? {
        guard try compartmentKey(confidentiality, generation: generation, in: file) == nil else { return nil }
        let name = CompartmentName(id, file.id, confidentiality, generation)
        return try keys(of: file).grants.last { $0.isOf(name, to: identity.fingerprint) }
            .map { found(($0.entry, $0.by, $0.grant.key), in: file, name) }
    }

    /// Who lacks which key of a case because somebody gave them junk, as far as this member can tell: numbers of members.
    func junkGrants(in file: CaseFile) throws -> [CompartmentName: Set<Int>] {
        let keys = try keys(of: file)
        var grants = keys.grants
        for position in file.uncheckedBoxes where !file.keyPositions.contains(position) {
            grants += try log.statement(at: position).statement.grants(at: position)
        }
        var holders: [CompartmentName: Set<Int>] = [:]
        for compartment in keys.compartments {
            let name = CompartmentName(
                id, file.id, compartment.confidentiality, compartment.generation)
            guard let key = try compartmentKey(name.confidentiality, generation: name.generation, in: file)
            else { continue }
            for junk in try junk(among: grants, of: key, name, in: file) {
                tell(.junkBox(junk.found))
                holders[name, default: []].insert(junk.holder.number)
            }
        }
        return holders
    }

    // MARK: Audit keys

    /// Auditors who lack an audit key because somebody gave them junk, as far as this member can tell.
    func junkAuditHolders(of key: AuditKey, opened: OpeningKey) throws -> [Member] {
        let auditors = Set(state.auditors.map(\.fingerprint))
        return try junk(
            among: key.keys.map { (0, HexBytes([]), $0) }, of: opened, for: .audit(id, key.generation)
        ) { auditors.contains($0.fingerprint) }.map(\.holder)
    }

    /// Whether what this member was given as an audit key is none.
    func isOwnJunk(_ key: AuditKey) -> Bool {
        key.keys.contains { $0.to == identity.fingerprint } && openedAuditKey(key) == nil
    }

    func openedAuditKey(_ key: AuditKey) -> OpeningKey? {
        log.keys.audit[key.generation]
    }

    // MARK: Verification

    /// The boxes of the whole log that this member can tell to be junk, and that nobody has put right since.
    func junkBoxes() throws -> [JunkBox] {
        var grants: [HexBytes: [PlacedGrant]] = [:]
        var audit: [UInt32: [PlacedBox]] = [:]
        try log.forEachEntry { entry in
            guard let statement = entry.statement else { return }
            let position = entry.position
            if let caseID = statement.act.caseID, let file = state.caseFile(caseID), isOnTeam(of: file) {
                grants[caseID, default: []] += statement.grants(at: position)
            }
            if let (generation, keys) = statement.auditKeys {
                audit[generation, default: []] += keys.map { (position, statement.by, $0) }
            }
        }
        var found: [JunkBox] = []
        for file in state.allCases {
            guard let grants = grants[file.id] else { continue }
            for compartment in try keys(of: file).compartments {
                let (confidentiality, generation) = (compartment.confidentiality, compartment.generation)
                if let key = try compartmentKey(confidentiality, generation: generation, in: file) {
                    let name = CompartmentName(id, file.id, confidentiality, generation)
                    found += try junk(among: grants, of: key, name, in: file).map(\.found)
                } else if generation == file.generation(of: confidentiality),
                    reads(confidentiality, in: file),
                    let own = try ownJunk(confidentiality, generation: generation, in: file)
                {
                    found.append(own)
                }
            }
        }
        for key in state.auditKeys { found += try junkBoxes(of: key, among: audit[key.generation] ?? []) }
        return found
    }

    private func junkBoxes(of key: AuditKey, among boxes: [PlacedBox]) throws -> [JunkBox] {
        let auditors = Set(state.auditors.map(\.fingerprint))
        var junk: [PlacedBox] = []
        if let opened = openedAuditKey(key) {
            junk = try self.junk(among: boxes, of: opened, for: .audit(id, key.generation)) {
                auditors.contains($0.fingerprint)
            }.map(\.box)
        } else if key.generation == state.auditKeys.last?.generation, isOwnJunk(key) {
            junk = boxes.last { $0.key.to == identity.fingerprint }.map { [$0] } ?? []
        }
        return junk.map {
            JunkBox(
                entry: $0.entry, by: name(signingWith: $0.by), to: name(of: $0.key.to), caseRef: nil,
                confidentiality: nil, generation: key.generation)
        }
    }

    /// Tells the member who gave an auditor junk. Reads the log from the start: nobody does so twice.
    func tellOfJunkAuditKeys() throws {
        for junk in try junkBoxes() where junk.caseRef == nil { tell(.junkBox(junk)) }
    }
}
