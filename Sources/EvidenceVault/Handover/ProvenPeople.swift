import Bytes

/// Whom the founding of the vault leads to: a name counts where its enrolment was signed by a custodian, who was enrolled by one, up to
/// the founder, whose card the vault id is made of. So a member who sends a bundle cannot enrol people of their own invention in it,
/// neither in the vault's log nor behind the part of it that others know; a log with another founding has another vault id.
///
/// That somebody is a custodian no more a bundle does not prove: who was one once can leave that out.
struct ProvenPeople {
    private let reader: ProofReader
    /// From which position a key is that of a custodian; nil for one that is not, as far as the bundle shows.
    private var custodians: [HexBytes: UInt64?] = [:]

    /// The founder's enrolment, once somebody's way has led to it.
    private(set) var founding: ProvenEnrolment?

    /// How many enrolments are followed to the founding: a stranger's bundle can have a chain of any length.
    private static let longestWay = 200
    private var depth = 0

    init(_ reader: ProofReader) { self.reader = reader }

    /// Whether the founding leads to an enrolment.
    mutating func leads(to enrolment: ProvenEnrolment) -> Bool {
        if enrolment.isFounding {
            founding = enrolment
            return true
        }
        return isCustodian(enrolment.proven.statement.by, before: enrolment.proven.position)
    }

    /// Whether somebody was a custodian when they said something.
    mutating func isCustodian(_ key: HexBytes, before position: UInt64) -> Bool {
        custodian(key).map { $0 < position } ?? false
    }

    private mutating func custodian(_ key: HexBytes) -> UInt64? {
        if let known = custodians[key] { return known }
        guard depth < ProvenPeople.longestWay else { return nil }
        depth += 1
        defer { depth -= 1 }
        // Who leads to themselves leads nowhere.
        custodians[key] = .some(nil)
        let found = search(key)
        custodians[key] = .some(found)
        return found
    }

    private mutating func search(_ key: HexBytes) -> UInt64? {
        guard let enrolment = try? reader.enrolment(of: key) else { return nil }
        guard leads(to: enrolment) else { return nil }
        if enrolment.isFounding { return 0 }
        if enrolment.roles.contains(.custodian) { return enrolment.proven.position }
        guard reader.material.hasStatement(BundleFiles.roles(key)),
            let made = try? reader.statement(BundleFiles.roles(key)),
            case .setRoles(let set) = made.statement.act, set.member == enrolment.card.fingerprint,
            set.roles.contains(.custodian), made.position > enrolment.proven.position,
            isCustodian(made.statement.by, before: made.position)
        else { return nil }
        return made.position
    }
}

extension ProvenEnrolment {
    /// The founder's: the reader has held it against the vault id.
    var isFounding: Bool { if case .found = proven.statement.act { true } else { false } }
}
