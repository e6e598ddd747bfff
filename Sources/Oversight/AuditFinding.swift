public import Bytes
import Crypto
public import Ledger

/// How soon somebody should look.
public enum Weight: String, Codable, CaseIterable, Comparable, Sendable {
    case high, medium, low
    /// The rule is not applied.
    case off

    public static func < (a: Weight, b: Weight) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// The stable names of the rules.
public enum RuleName: String, Codable, CaseIterable, Sendable {
    case emergency
    case recoveryKey = "recovery-key"
    case keysBeyondRole = "keys-beyond-role"
    case burst
    case clock
    case ownConsent = "own-consent"
    case legalBasis = "legal-basis"
    case passphrase
    case refusals
    case unseen
    case outsideHours = "outside-hours"
    case neverWorked = "never-worked"
    case silence
}

/// Something in the log that a rule takes for unusual. It accuses nobody: an auditor looks, and accepts or questions it.
public struct AuditFinding: Sendable {
    /// What was found, for words.
    public enum Fact: Hashable, Sendable {
        case emergency(Role, approvedBy: TrailEntry.Person?, until: Timestamp?, readings: Int)
        case recoveryKey(acts: Int)
        case keysBeyondRole([ConfidentialityClass])
        case burst(documents: Int, seconds: Int64)
        /// Before what fits, when negative.
        case clock(seconds: Int64)
        case ownConsent(Office, consents: [Int])
        /// Nil where the approval is older than the trail.
        case legalBasis(Office, number: Int, approvedBy: TrailEntry.Person?)
        case passphrase(Office, hadKey: Bool)
        case refusals(Int, asked: [String])
        case unseen(days: Int, cases: Int)
        case outsideHours(looks: Int, documents: Int)
        case neverWorked(readings: Int)
        case silence(seconds: Int64)
    }

    /// Stable: made of the rule's name, whom it is about, and the entries' positions, so that it can be accepted or questioned by
    /// name. The same rule finds the same again in every report, whatever its period; what has more entries is another finding.
    public let id: String
    public let rule: RuleName
    public let weight: Weight
    public let member: TrailEntry.Person?
    public let caseRefs: [String]
    /// Positions in the log, in order.
    public let entries: [UInt64]
    /// Of the first and the last entry.
    public let times: ClosedRange<Timestamp>
    public let fact: Fact

    package init(
        _ rule: RuleName, _ weight: Weight, _ member: TrailEntry.Person?, cases caseRefs: [String] = [],
        entries: [TrailEntry], _ fact: Fact
    ) {
        let positions = entries.map(\.position).sorted()
        let times = entries.map(\.at).sorted()
        self.rule = rule
        self.weight = weight
        self.member = member
        self.caseRefs = caseRefs
        self.entries = positions
        let first = times.first ?? Timestamp(seconds: 0)
        self.times = first...(times.last ?? first)
        self.fact = fact
        // One entry can speak of several members: an enrolment is the last of who did it and the first of whom it concerns.
        let about = [rule.rawValue, member?.fingerprint ?? "-"]
        let text = (about + positions.map(String.init)).joined(separator: " ")
        id = "\(rule.rawValue)-\(hex(SHA256.bytes(of: Array(text.utf8)).prefix(6)))"
    }
}

/// What an auditor said of a finding, in the newest review that names it.
public struct FindingVerdict: Hashable, Sendable {
    public let verdict: Verdict.Kind
    public let note: String?
    /// The auditor's name.
    public let by: String
    public let at: Timestamp

    package init(verdict: Verdict.Kind, note: String?, by: String, at: Timestamp) {
        self.verdict = verdict
        self.note = note
        self.by = by
        self.at = at
    }
}
