public import Bytes
public import Ledger

/// The whole log as rules see it, with how things stand at its end.
public struct Trail: Sendable {
    /// In the order of the log. Those that only other auditors could open are missing.
    public var entries: [TrailEntry]
    /// Positions of entries for which this auditor has no audit key.
    public var unreadable: [UInt64] = []
    /// Entries that do not hold, and count for nothing.
    public var voids: [Void] = []
    public var members: [Standing] = []
    /// Newest keys in the hands of somebody whose roles do not read that class any more.
    public var keysBeyondRoles: [KeysBeyondRole] = []
    /// What auditors said of findings, by their ids.
    public var verdicts: [String: FindingVerdict] = [:]
    /// When it was read.
    public var now: Timestamp

    public init(entries: [TrailEntry], now: Timestamp) {
        self.entries = entries
        self.now = now
    }

    /// An entry that does not hold.
    public struct Void: Sendable {
        public let position: UInt64
        public let problem: EntryProblem
        /// Who signed it, where that is known.
        public let by: TrailEntry.Person?

        package init(position: UInt64, problem: EntryProblem, by: TrailEntry.Person?) {
            self.position = position
            self.problem = problem
            self.by = by
        }
    }

    /// A member, as of the end of the log.
    public struct Standing: Sendable {
        public let person: TrailEntry.Person
        public let status: Member.Status
        public let roles: [Role]
        public let since: Timestamp
        /// The newest entry of their own, else the one that made them a member.
        public let lastSeen: TrailEntry?
        /// Nothing in the log is theirs.
        public let isUnseen: Bool
        /// Cases of which they hold a newest key.
        public let cases: Int

        package init(
            person: TrailEntry.Person, status: Member.Status, roles: [Role], since: Timestamp,
            lastSeen: TrailEntry?, isUnseen: Bool, cases: Int
        ) {
            self.person = person
            self.status = status
            self.roles = roles
            self.since = since
            self.lastSeen = lastSeen
            self.isUnseen = isUnseen
            self.cases = cases
        }
    }

    public struct KeysBeyondRole: Sendable {
        public let person: TrailEntry.Person
        public let caseRefs: [String]
        public let classes: [ConfidentialityClass]
        /// What took the role away.
        public let evidence: TrailEntry

        package init(
            person: TrailEntry.Person, caseRefs: [String], classes: [ConfidentialityClass],
            evidence: TrailEntry
        ) {
            self.person = person
            self.caseRefs = caseRefs
            self.classes = classes
            self.evidence = evidence
        }
    }
}
