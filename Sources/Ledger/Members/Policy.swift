/// Who may do what with which class: the matrix role × class × {deposit, read, grant, hand over}.
///
/// A policy decides who is *given* keys and whose statements count. It is not what keeps a reader out: that is
/// the compartment key which they do not hold.
public struct Policy: Hashable, Sendable {
    /// What one role may do.
    package struct Rule: Hashable, Sendable {
        package var reads: Set<ConfidentialityClass> = []
        package var deposits: Set<ConfidentialityClass> = []
        /// Single kinds outside ``deposits`` that the role may deposit.
        var depositsKinds: Set<DocumentKind> = []
        package var grants = false
        package var handsOver = false
        package var recordsConsent = false
    }

    package var rules: [Role: Rule]

    /// The built-in matrix. Source: the roles table of the domain page.
    public static let standard: Policy = {
        let all = Set(ConfidentialityClass.documentClasses)
        return Policy(rules: [
            .coordinator: Rule(
                reads: all, deposits: all, grants: true, handsOver: true, recordsConsent: true),
            .companion: Rule(
                reads: [.identity, .testimony, .casework], deposits: all, recordsConsent: true),
            .health: Rule(
                reads: [.medical], deposits: [.medical],
                depositsKinds: [.counselling, .medicalBill, .receipt]),
            .lawyer: Rule(
                reads: [.identity, .testimony, .medical, .legal, .restitution],
                deposits: [.legal, .restitution, .testimony], handsOver: true, recordsConsent: true),
            .shelter: Rule(reads: [.casework], deposits: [.casework]),
            .registrar: Rule(reads: [.register], deposits: [.register]),
            .auditor: Rule(),
            .custodian: Rule(),
            .depositor: Rule(),
        ])
    }()

    private func rule(_ role: Role) -> Rule { rules[role] ?? Rule() }

    /// The classes whose keys a member with this role on a case is given. Everybody on a team has the summary.
    public func reads(_ role: Role) -> Set<ConfidentialityClass> {
        rule(role).reads.union([.summary])
    }

    public func deposits(_ role: Role, _ kind: DocumentKind, as confidentiality: ConfidentialityClass) -> Bool
    {
        rule(role).deposits.contains(confidentiality) || rule(role).depositsKinds.contains(kind)
    }

    /// Whether the role deposits anything at all into the class: all that somebody who cannot read the kind
    /// can check of a deposit.
    public func deposits(_ role: Role, into confidentiality: ConfidentialityClass) -> Bool {
        let rule = rule(role)
        return rule.deposits.contains(confidentiality)
            || rule.depositsKinds.contains { $0.confidentialityClass == confidentiality }
    }

    /// The classes of which a role deposits every kind, and the single kinds of others.
    public func deposits(_ role: Role) -> (classes: Set<ConfidentialityClass>, kinds: Set<DocumentKind>) {
        (rule(role).deposits, rule(role).depositsKinds)
    }

    public func grants(_ role: Role) -> Bool { rule(role).grants }
    public func handsOver(_ role: Role) -> Bool { rule(role).handsOver }
    public func recordsConsent(_ role: Role) -> Bool { rule(role).recordsConsent }

    /// Why a policy cannot be: somebody must be able to grant, and who grants must hold every key; who manages or audits holds
    /// none. Nil when it can.
    public var fault: PolicyFault? {
        let all = Set(ConfidentialityClass.documentClasses)
        if !Role.allCases.contains(where: grants) { return .nobodyGrants }
        for role in Role.allCases {
            let rule = rule(role)
            if rule.grants && !rule.reads.isSuperset(of: all) {
                return .grantsUnread(role)
            }
            if role.isVaultWide && rule != Rule() {
                return .isVaultWide(role)
            }
            if rule.reads.contains(.summary) || rule.deposits.contains(.summary) {
                return .summaryIsNoDocument
            }
        }
        return nil
    }

    /// Two roles that one person must not hold together: an auditor reads no document and manages no member.
    public static func conflict(among roles: Set<Role>) -> (Role, Role)? {
        guard roles.contains(.auditor), let other = roles.subtracting([.auditor]).min() else { return nil }
        return (.auditor, other)
    }
}

extension Policy: Codable {
    private enum CodingKeys: CodingKey { case amanah, roles }
    package static let format = "policy/1"

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Policy.format, forKey: .amanah)
        try container.encode(
            // cannot trap: no two roles of the program have one name
            Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, rule($0)) }), forKey: .roles)
    }

    /// Roles that are not named may do nothing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .amanah) == Policy.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .amanah, in: container, debugDescription: "another format than \(Policy.format)")
        }
        rules = [:]
        for (word, rule) in try container.decode([String: Rule].self, forKey: .roles) {
            guard let role = Role(rawValue: word) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .roles, in: container, debugDescription: "'\(word)' is no role")
            }
            rules[role] = rule
        }
    }
}

extension Policy.Rule: Codable {
    private enum CodingKeys: CodingKey {
        case reads, deposits, depositsKinds, grants, handsOver, recordsConsent
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(reads.sorted(), forKey: .reads)
        try container.encode(deposits.sorted(), forKey: .deposits)
        try container.encode(depositsKinds.sorted { $0.rawValue < $1.rawValue }, forKey: .depositsKinds)
        try container.encode(grants, forKey: .grants)
        try container.encode(handsOver, forKey: .handsOver)
        try container.encode(recordsConsent, forKey: .recordsConsent)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ key: CodingKeys, else none: T) throws -> T {
            try container.decodeIfPresent(T.self, forKey: key) ?? none
        }
        reads = try value(.reads, else: [])
        deposits = try value(.deposits, else: [])
        depositsKinds = try value(.depositsKinds, else: [])
        grants = try value(.grants, else: false)
        handsOver = try value(.handsOver, else: false)
        recordsConsent = try value(.recordsConsent, else: false)
    }
}

/// Why a policy cannot be.
public enum PolicyFault: Equatable, Sendable {
    case nobodyGrants
    /// Who grants must read every class.
    case grantsUnread(Role)
    /// An auditor, a custodian: nothing of documents is theirs.
    case isVaultWide(Role)
    /// No document is of the class of titles.
    case summaryIsNoDocument
}
