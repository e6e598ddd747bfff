public import Bytes

/// A case file, as the log made it.
public struct CaseFile: Codable, Hashable, Sendable {
    public let id: HexBytes
    public let ref: String
    public let openedAt: Timestamp
    public let openedBy: Fingerprint
    /// The newest generation of each class, by the class's word.
    package var generations: [String: UInt32]
    /// Where the log has each generation after the first, by the class's word.
    var rekeyedAt: [String: [UInt64]] = [:]
    /// Who was granted that generation: numbers of members.
    package var holders: [String: Set<Int>]
    /// Where the log has the case's public keys, and the grants to the member who replayed it.
    package var keyPositions: [UInt64]
    /// Where the log has grants by others, and to others than the member who replayed it, that were not looked at yet.
    package var uncheckedBoxes: [UInt64] = []
    /// By fingerprint.
    public var team: [String: Set<Role>]
    /// The deposits that count: a document's number is its place among them, from 1.
    package var deposits = DepositRuns()
    /// The log positions of the reseals that count.
    package var reseals = PositionRuns()
    /// Where it has the newest amendment of those that were amended, by their numbers.
    package var amends: [Int: UInt64] = [:]
    package var consents: [Consent] = []
    public internal(set) var bases: [Basis] = []
    public internal(set) var handovers: [Handover] = []
    /// The bundles of other vaults that came into it, oldest first.
    public internal(set) var imports: [Import] = []
    public var emergencies: [Emergency] = []
    public var kits: [Kit] = []

    /// Emergency access: asked for by one member, allowed by another, and over at a time.
    public struct Emergency: Codable, Hashable, Sendable {
        public let position: UInt64
        public let member: Fingerprint
        public let role: Role
        public let reason: String
        public let duration: Int64
        public let requestedAt: Timestamp
        public var approvedBy: Fingerprint?
        public var until: Timestamp?
        /// The coordinator has taken the role and changed the keys, or made the role a lasting one.
        public var isOver = false

        package init(
            position: UInt64, member: Fingerprint, role: Role, reason: String, duration: Int64,
            requestedAt: Timestamp, approvedBy: Fingerprint? = nil, until: Timestamp? = nil,
            isOver: Bool = false
        ) {
            self.position = position
            self.member = member
            self.role = role
            self.reason = reason
            self.duration = duration
            self.requestedAt = requestedAt
            self.approvedBy = approvedBy
            self.until = until
            self.isOver = isOver
        }
    }

    /// A field kit that was handed out.
    public struct Kit: Codable, Hashable, Sendable {
        package let made: KitMade
        public let madeAt: Timestamp
        public let madeBy: Fingerprint
        public var isCancelled = false
        /// The ids of the documents that came back with it.
        package var collected: Set<HexBytes> = []

        public var collectedCount: Int { collected.count }
        /// Whether something bears a time before the kit was there, by more than clocks may differ: then a clock was wrong, or was set.
        package func isLaterThan(_ time: Timestamp) -> Bool {
            madeAt.seconds - time.seconds > ClockDifference.tolerance
        }
        /// What was sealed in time may come in for thirty days more.
        public var lastCollection: Timestamp { Timestamp(seconds: made.until.seconds + 30 * 86_400) }
    }

    /// Documents are numbered from 1 to this.
    public var documentCount: Int { deposits.count }

    /// The number of the document that was deposited at a log position; nil when none was.
    package func number(ofDepositAt position: UInt64) -> Int? { deposits.number(at: position) }

    /// The roles that a member was given on the case.
    public func roles(of member: Fingerprint) -> Set<Role> { team[member.description] ?? [] }

    /// The same without those that were for an emergency and whose time is over.
    public func roles(of member: Fingerprint, at time: Timestamp) -> Set<Role> {
        let ended = emergencies.filter { emergency in
            emergency.member == member && !emergency.isOver && emergency.until.map { $0 < time } ?? false
        }
        return roles(of: member).subtracting(ended.map(\.role))
    }

    /// The same without those that are for an emergency.
    public func lastingRoles(of member: Fingerprint) -> Set<Role> {
        let passing = emergencies.filter { $0.member == member && !$0.isOver && $0.until != nil }
        return roles(of: member).subtracting(passing.map(\.role))
    }

    /// The newest generation of a class.
    package func generation(of confidentiality: ConfidentialityClass) -> UInt32 {
        generations[confidentiality.rawValue] ?? 0
    }

    /// The generation of a class that was the newest when the log had a size.
    package func generation(of confidentiality: ConfidentialityClass, atSize size: UInt64) -> UInt32 {
        let later = (rekeyedAt[confidentiality.rawValue] ?? []).reversed().prefix { $0 >= size }.count
        return generation(of: confidentiality) - UInt32(later)
    }

    /// The newest generation of every class.
    public var newestGenerations: [ConfidentialityClass: UInt32] {
        // cannot trap: the classes are the program's own
        Dictionary(uniqueKeysWithValues: ConfidentialityClass.allCases.map { ($0, generation(of: $0)) })
    }

    package func holders(of confidentiality: ConfidentialityClass) -> Set<Int> {
        holders[confidentiality.rawValue] ?? []
    }
}
