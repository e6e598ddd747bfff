/// Why an age file, recipient or identity is refused. The kinds are those of the published test vectors.
public enum AgeError: Error, Equatable, CustomStringConvertible {
    /// The header is malformed, of another version, or breaks a rule for its stanzas.
    case headerFailure(String)
    /// No identity opens any stanza; also a wrong passphrase.
    case noMatch
    /// The header is not the one that was made with the file key.
    case hmacFailure
    /// The armor is not the one way to write a file in armor.
    case armorFailure(String)
    /// The payload is not authentic, cut short, or goes on behind its end.
    case payloadFailure(String)
    /// A recipient or identity string is malformed.
    case invalidKey(String)
    /// What was asked for is larger than the caller allows, in bytes.
    case tooLarge(limit: Int)

    public var description: String {
        switch self {
        case .headerFailure(let why): "malformed age header: \(why)"
        case .noMatch: "no identity opens this age file"
        case .hmacFailure: "the age header was altered"
        case .armorFailure(let why): "malformed age armor: \(why)"
        case .payloadFailure(let why): "the age payload was altered: \(why)"
        case .invalidKey(let why): "not an age key: \(why)"
        case .tooLarge(let limit): "larger than \(limit) bytes"
        }
    }
}
