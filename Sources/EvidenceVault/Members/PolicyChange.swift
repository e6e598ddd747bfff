import Bytes
import Ledger

/// What another policy would change, before it does.
public struct PolicyChange: Sendable {
    /// One member's gain or loss of a class.
    public struct Effect: Sendable, Hashable {
        public let member: Fingerprint
        public let name: String
        public let confidentiality: ConfidentialityClass
        /// Gains it, or loses it.
        public let gains: Bool
        /// In so many cases.
        public let cases: Int
    }

    public let effects: [Effect]
    /// Every right that roles gain or lose, also where nobody's keys change: in the order of the roles.
    public let rights: [RightChange]
    /// The cases whose keys their coordinators' next commands change or hand on.
    public let rekeyings: [String]
}

extension Vault {
    /// Reads a policy file. Throws ``SettingFault`` when it is none, or says what policies do not have;
    /// ``VaultError/impossiblePolicy(_:)`` when it cannot be.
    public static func policy(json: [UInt8]) throws -> Policy {
        let policy: Policy
        do {
            let given = try SettingsJSON(json)
            try given.requireKnown(in: SettingsJSON(CanonicalJSON.encode(Policy.standard)))
            for member in ["amanah", "roles"] where given[member] == nil {
                throw SettingFault(place: .member([member]), .missing)
            }
            policy = try CanonicalJSON.decodeLeniently(Policy.self, from: json)
        } catch DecodingError.dataCorrupted(let context) {
            // Members and kinds were compared: it is a word that cannot stand there.
            let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            throw SettingFault(place: .member(path), .notOneOf(Policy.words(at: path)))
        }
        if let fault = policy.fault { throw VaultError.impossiblePolicy(fault) }
        return policy
    }

    /// Who would gain and lose what.
    public func preview(_ policy: Policy) -> PolicyChange {
        var after = state
        after.ownPolicy = policy
        var counts: [PolicyChange.Effect: Int] = [:]
        var rekeyings: [String] = []
        let names = Dictionary(state.members.values.map { ($0.number, $0) }) { first, _ in first }
        for file in state.allCases {
            var changes = false
            for confidentiality in ConfidentialityClass.allCases {
                let old = state.readers(of: confidentiality, in: file)
                let new = after.readers(of: confidentiality, in: file)
                for (numbers, gains) in [(new.subtracting(old), true), (old.subtracting(new), false)] {
                    for member in numbers.compactMap({ names[$0] }) {
                        changes = true
                        let effect = PolicyChange.Effect(
                            member: member.fingerprint, name: member.name, confidentiality: confidentiality,
                            gains: gains, cases: 0)
                        counts[effect, default: 0] += 1
                    }
                }
            }
            if changes { rekeyings.append(file.ref) }
        }
        let effects = counts.map { effect, count in
            PolicyChange.Effect(
                member: effect.member, name: effect.name, confidentiality: effect.confidentiality,
                gains: effect.gains, cases: count)
        }
        return PolicyChange(
            effects: effects.sorted {
                ($0.name, $0.confidentiality, $0.gains ? 0 : 1) < (
                    $1.name, $1.confidentiality, $1.gains ? 0 : 1
                )
            }, rights: RightChange.all(from: state.policy, to: policy), rekeyings: rekeyings)
    }

    /// Replaces the policy. Only a custodian may. The keys follow with the next command of a coordinator of each case.
    public func setPolicy(_ policy: Policy) throws {
        try require(me.roles.contains(.custodian), or: .role(needed: [.custodian]), asked: "policy.set")
        if let fault = policy.fault { throw VaultError.impossiblePolicy(fault) }
        try log.append { _ in [.setPolicy(PolicySet(policy: policy))] }
    }
}
