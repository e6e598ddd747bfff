/// Who may do what with which class: the matrix role × class × {deposit, read, grant, hand over}.
///
/// A policy decides who is *given* keys and whose statements count. It is not what keeps a reader out: that is
/// the compartment key which they do not hold.
public struct Policy: Sendable {
    /// What one role may do.
    struct Rule: Sendable {
        var reads: Set<ConfidentialityClass> = []
        var deposits: Set<ConfidentialityClass> = []
        /// Single kinds outside ``deposits`` that the role may deposit.
        var depositsKinds: Set<DocumentKind> = []
        var grants = false
        var handsOver = false
        var recordsConsent = false
    }

    let rules: [Role: Rule]

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

    public func grants(_ role: Role) -> Bool { rule(role).grants }
    public func handsOver(_ role: Role) -> Bool { rule(role).handsOver }
    public func recordsConsent(_ role: Role) -> Bool { rule(role).recordsConsent }

    /// Two roles that one person must not hold together: an auditor reads no document and manages no member.
    public static func conflict(among roles: Set<Role>) -> (Role, Role)? {
        guard roles.contains(.auditor), let other = roles.subtracting([.auditor]).min() else { return nil }
        return (.auditor, other)
    }
}
