public import Bytes

/// A member, as the log made them.
public struct Member: Codable, Hashable, Sendable {
    public enum Status: String, Codable, Sendable { case active, suspended, revoked }

    public let card: Card
    /// In the order of enrolment, from 1. The recovery key, which is nobody's, goes as 0, and those that come in its place as
    /// -1, -2, ….
    public let number: Int
    public var roles: Set<Role>
    public var status = Status.active
    public let since: Timestamp
    public let enrolledBy: Fingerprint
    /// Where the log has the newest statement that changed their roles, if one did.
    var rolesSetAt: UInt64?
    /// And the first one that made them a custodian, who had not been enrolled as one.
    package var madeCustodianAt: UInt64?
    /// From which sizes of the log to which the membership lasted; the last one may go on.
    var terms: [Term] = []

    struct Term: Codable, Hashable, Sendable {
        let from: UInt64
        var to: UInt64?
    }

    /// Where the log has their enrolment, or the founding of the vault by them. Nil for the recovery key.
    package var enrolledAt: UInt64? { terms.first.map { $0.from - 1 } }

    /// Whether the membership lasted when the log had a size.
    package func wasActive(atSize size: UInt64) -> Bool {
        terms.contains { $0.from <= size && size <= $0.to ?? .max }
    }

    public var fingerprint: Fingerprint { card.fingerprint }
    public var name: String { card.name }
    /// Not a member, but the recovery key that speaks for the trustees.
    public var isRecovery: Bool { number <= 0 }
}
