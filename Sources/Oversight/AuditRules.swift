import Bytes
import Foundation
import Ledger

/// What an organisation takes for unusual: its working hours, and the measures of the rules. A file of rules says what differs from
/// the built-in ones; a word that these do not have is an error, so that no rule is lost to a typing mistake.
public struct AuditRules: Hashable, Sendable {
    public var workingHours = OfficeHours()
    package var emergency = EmergencyRule()
    package var recoveryKey = RecoveryKeyRule()
    package var keysBeyondRole = KeysBeyondRoleRule()
    package var burst = BurstRule()
    package var clock = ClockRule()
    package var ownConsent = OwnConsentRule()
    package var legalBasis = LegalBasisRule()
    package var passphrase = PassphraseBundleRule()
    package var refusals = RefusalsRule()
    package var unseen = UnseenRule()
    package var outsideHours = OutsideHoursRule()
    package var neverWorked = NeverWorkedRule()
    package var silence = SilenceRule()

    public init() {}

    /// In the order in which a report names those of one weight.
    package var all: [any OversightRule] {
        [
            emergency, recoveryKey, keysBeyondRole, burst, clock, ownConsent, legalBasis, passphrase,
            refusals,
            unseen, outsideHours, neverWorked, silence,
        ]
    }

    /// What the rules say of a trail, the heaviest first, then the newest.
    package func findings(in trail: Trail, _ clock: OfficeHours.Clock) -> [AuditFinding] {
        let found = all.filter { $0.weight != .off }.flatMap { $0.findings(in: trail, clock) }
        let order = Dictionary(
            // cannot trap: no two rules of the program have one name
            uniqueKeysWithValues: all.enumerated().map { (type(of: $1).name, $0) })
        return found.sorted { a, b in
            if a.weight != b.weight { return a.weight < b.weight }
            if a.rule != b.rule { return order[a.rule] ?? 0 < order[b.rule] ?? 0 }
            return (a.times.upperBound, a.id) > (b.times.upperBound, b.id)
        }
    }
}

extension AuditRules: Codable {
    private static let format = "audit-rules/1"

    private enum CodingKeys: String, CodingKey {
        case amanah, workingHours, emergency, burst, clock, passphrase, refusals, unseen, silence
        case recoveryKey = "recovery-key"
        case keysBeyondRole = "keys-beyond-role"
        case ownConsent = "own-consent"
        case legalBasis = "legal-basis"
        case outsideHours = "outside-hours"
        case neverWorked = "never-worked"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(AuditRules.format, forKey: .amanah)
        try container.encode(workingHours, forKey: .workingHours)
        try container.encode(emergency, forKey: .emergency)
        try container.encode(recoveryKey, forKey: .recoveryKey)
        try container.encode(keysBeyondRole, forKey: .keysBeyondRole)
        try container.encode(burst, forKey: .burst)
        try container.encode(clock, forKey: .clock)
        try container.encode(ownConsent, forKey: .ownConsent)
        try container.encode(legalBasis, forKey: .legalBasis)
        try container.encode(passphrase, forKey: .passphrase)
        try container.encode(refusals, forKey: .refusals)
        try container.encode(unseen, forKey: .unseen)
        try container.encode(outsideHours, forKey: .outsideHours)
        try container.encode(neverWorked, forKey: .neverWorked)
        try container.encode(silence, forKey: .silence)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .amanah) == AuditRules.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .amanah, in: container, debugDescription: "another format than \(AuditRules.format)")
        }
        workingHours = try container.decode(OfficeHours.self, forKey: .workingHours)
        emergency = try container.decode(EmergencyRule.self, forKey: .emergency)
        recoveryKey = try container.decode(RecoveryKeyRule.self, forKey: .recoveryKey)
        keysBeyondRole = try container.decode(KeysBeyondRoleRule.self, forKey: .keysBeyondRole)
        burst = try container.decode(BurstRule.self, forKey: .burst)
        clock = try container.decode(ClockRule.self, forKey: .clock)
        ownConsent = try container.decode(OwnConsentRule.self, forKey: .ownConsent)
        legalBasis = try container.decode(LegalBasisRule.self, forKey: .legalBasis)
        passphrase = try container.decode(PassphraseBundleRule.self, forKey: .passphrase)
        refusals = try container.decode(RefusalsRule.self, forKey: .refusals)
        unseen = try container.decode(UnseenRule.self, forKey: .unseen)
        outsideHours = try container.decode(OutsideHoursRule.self, forKey: .outsideHours)
        neverWorked = try container.decode(NeverWorkedRule.self, forKey: .neverWorked)
        silence = try container.decode(SilenceRule.self, forKey: .silence)
    }

    /// Rules from a file of rules. Throws ``SettingFault``, saying what is wrong and where, and
    /// ``LedgerError/time(_:)`` for hours of work that cannot be.
    public init(json: [UInt8]) throws {
        self = try AuditRules(settings: json)
        _ = try OfficeHours.Clock(workingHours, in: .standard)
    }

    private init(settings json: [UInt8]) throws {
        let standard = try AuditRules().json()
        let given = try SettingsJSON(json)
        guard case .string(AuditRules.format)? = given["amanah"] else {
            throw SettingFault(place: .member(["amanah"]), .notOneOf(["\"\(AuditRules.format)\""]))
        }
        try given.requireKnown(in: SettingsJSON(standard))
        guard let own = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any],
            let standard = try JSONSerialization.jsonObject(with: Data(standard)) as? [String: Any]
        else { throw SettingFault(place: .line(1), .notJSON) }
        do {
            self = try JSONDecoder().decode(
                AuditRules.self,
                from: JSONSerialization.data(withJSONObject: AuditRules.merge(own, over: standard)))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context),
            DecodingError.valueNotFound(_, let context)
        {
            // Kinds were compared: it is another word than can stand there.
            let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            let words =
                path.last == "weight"
                ? Weight.allCases.map(\.rawValue)
                : path.contains("days") ? OfficeHours.Day.allCases.map(\.rawValue) : ["text"]
            throw SettingFault(place: .member(path), .notOneOf(words))
        }
        try check()
    }

    private static func merge(_ own: [String: Any], over standard: [String: Any]) -> [String: Any] {
        standard.merging(own) { other, value in
            guard let inner = other as? [String: Any], let ownInner = value as? [String: Any] else {
                return value
            }
            return merge(ownInner, over: inner)
        }
    }

    private func check() throws(SettingFault) {
        let measures = [
            (["burst", "documents"], burst.documents, 1), (["burst", "minutes"], burst.minutes, 1),
            (["refusals", "refusals"], refusals.refusals, 1), (["unseen", "days"], unseen.days, 1),
            (["never-worked", "readings"], neverWorked.readings, 1), (["silence", "days"], silence.days, 1),
            (["clock", "minutes"], clock.minutes, 0),
        ]
        for (path, measure, least) in measures where !(least...1_000_000).contains(measure) {
            throw SettingFault(place: .member(path), .outside(least...1_000_000))
        }
    }

    /// As a file of rules, to be changed and given back.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + Array("\n".utf8)
    }
}
