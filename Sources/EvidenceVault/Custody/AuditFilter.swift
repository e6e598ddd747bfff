import Bytes
import Ledger

/// Which lines of the audit log somebody wants to see. What is nil or empty asks for nothing.
public struct AuditFilter: Sendable {
    public enum Outcome: String, Vocabulary, Sendable {
        case done, refused

        public static var subject: UnknownWord.Subject { .outcome }
        public var indonesian: String { self == .done ? "dilakukan" : "ditolak" }
        public var also: [String] { [] }
    }

    public var members: Set<Fingerprint> = []
    public var caseRefs: Set<String> = []
    public var documents: Set<String> = []
    /// Stable names of acts, `document.read`, or what stands before the dot, `document`.
    public var acts: Set<String> = []
    public var outcome: Outcome?
    public var from: Timestamp?
    public var to: Timestamp?

    public init() {}

    public var isEmpty: Bool {
        members.isEmpty && caseRefs.isEmpty && documents.isEmpty && acts.isEmpty && outcome == nil
            && from == nil && to == nil
    }

    /// An entry that is for others to open fits only a filter that asks for nothing: nobody knows what it says.
    public func matches(_ line: AuditLine) -> Bool {
        guard let statement = line.statement else { return isEmpty }
        let act = statement.act.name
        let family = String(act.prefix { $0 != "." })
        return (members.isEmpty || line.member.map { members.contains($0.fingerprint) } ?? false)
            && (caseRefs.isEmpty || line.caseRef.map(caseRefs.contains) ?? false)
            && (documents.isEmpty || line.documents.contains(where: documents.contains))
            && (acts.isEmpty || acts.contains(act) || acts.contains(family))
            && (outcome == nil || (outcome == .refused) == line.isRefusal)
            && (from.map { statement.at >= $0 } ?? true) && (to.map { statement.at <= $0 } ?? true)
    }
}
