/// What a bundle was sealed with.
public enum BundleSealing: Hashable, Sendable {
    /// With keys of the office, as age recipients: in the order of their text, each once.
    case keys([String])
    /// With a passphrase that is told and nowhere written down. The office had no key.
    case passphrase
    /// The same although the office had a key: who did it has said so.
    case passphraseDespiteKey

    /// What it can be opened with, besides a passphrase.
    public var keys: [String] { if case .keys(let keys) = self { keys } else { [] } }
    public var isPassphrase: Bool { if case .keys = self { false } else { true } }

    /// With keys in their order.
    package init(keys: some Sequence<String>) {
        self = .keys(Set(keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
}

extension BundleSealing: Codable {
    private enum CodingKeys: String, CodingKey { case keys, passphrase }
    /// Why it is no key.
    private enum Reason: String, Codable {
        case noKey = "no-key"
        case despiteKey = "despite-key"
    }

    /// `{"keys":[…]}`, `{"passphrase":"no-key"}` or `{"passphrase":"despite-key"}`. Another order or a key twice is not canonical.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let reason = try container.decodeIfPresent(Reason.self, forKey: .passphrase) {
            self = reason == .noKey ? .passphrase : .passphraseDespiteKey
        } else {
            self.init(keys: try container.decode([String].self, forKey: .keys))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .keys(let keys): try container.encode(keys, forKey: .keys)
        case .passphrase: try container.encode(Reason.noKey, forKey: .passphrase)
        case .passphraseDespiteKey: try container.encode(Reason.despiteKey, forKey: .passphrase)
        }
    }
}
