/// One right that a role gains or loses with another policy.
public struct RightChange: Hashable, Sendable {
    public enum Right: Hashable, Sendable {
        case reads(ConfidentialityClass)
        case deposits(ConfidentialityClass)
        case depositsKind(DocumentKind)
        case grants, handsOver, recordsConsent

        /// The word that the file of the policy has for it, and what it is about.
        public var word: String {
            switch self {
            case .reads: "reads"
            case .deposits: "deposits"
            case .depositsKind: "depositsKinds"
            case .grants: "grants"
            case .handsOver: "handsOver"
            case .recordsConsent: "recordsConsent"
            }
        }

        public var subject: String? {
            switch self {
            case .reads(let confidentiality), .deposits(let confidentiality): confidentiality.rawValue
            case .depositsKind(let kind): kind.rawValue
            case .grants, .handsOver, .recordsConsent: nil
            }
        }
    }

    public let role: Role
    public let right: Right
    public let gains: Bool

    package static func all(from old: Policy, to new: Policy) -> [RightChange] {
        Role.allCases.flatMap { role in
            let (before, after) = (old.rights(of: role), new.rights(of: role))
            return after.filter { !before.contains($0) }.map {
                RightChange(role: role, right: $0, gains: true)
            }
                + before.filter { !after.contains($0) }.map {
                    RightChange(role: role, right: $0, gains: false)
                }
        }
    }
}

extension Policy {
    /// All that a role may do, in the order of the words of the file.
    package func rights(of role: Role) -> [RightChange.Right] {
        let rule = rules[role] ?? Rule()
        return rule.reads.sorted().map { .reads($0) } + rule.deposits.sorted().map { .deposits($0) }
            + rule.depositsKinds.sorted { $0.rawValue < $1.rawValue }.map { .depositsKind($0) }
            + (rule.grants ? [.grants] : []) + (rule.handsOver ? [.handsOver] : [])
            + (rule.recordsConsent ? [.recordsConsent] : [])
    }

    /// What can stand in a list of a rule, or as the format.
    package static func words(at path: [String]) -> [String] {
        if path.contains("depositsKinds") { return DocumentKind.allCases.map(\.rawValue) }
        if path.contains("roles") { return ConfidentialityClass.documentClasses.map(\.rawValue) }
        return ["\"\(format)\""]
    }
}
