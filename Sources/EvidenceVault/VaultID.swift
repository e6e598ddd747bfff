import Age
import Crypto
import SLIP39
import Sodium

/// The name of a vault: SHA-256 over its founder's keys, its recovery keys, its first log key and a nonce. Who knows
/// the id knows who may speak first in this vault: it cannot be founded again by somebody else.
public struct VaultID: Codable, Hashable, Sendable, CustomStringConvertible {
    private let value: HexBytes
    public var bytes: [UInt8] { value.bytes }
    public var description: String { value.description }

    /// The first 80 bits as eight words of the SLIP-0039 list, to be compared aloud: nobody makes another vault of this phrase.
    public var phrase: String { WordList.words(for: bytes, count: 8).joined(separator: " ") }

    /// Nil unless there are 64 hexadecimal digits.
    public init?(_ string: String) {
        guard let value = HexBytes(string), value.bytes.count == 32 else { return nil }
        self.value = value
    }

    init(_ founding: Founding) throws {
        let recovery = try founding.recovery.sealingKey(postQuantum: founding.isPostQuantum)
        value = HexBytes(
            SHA256.bytes(
                of: Array("amanah/v1/vault".utf8) + founding.nonce.bytes + founding.founder.signingKey.bytes
                    + founding.founder.recipient.publicKey.bytes + recovery.bytes
                    + founding.recovery.signingKey.bytes + founding.logKey.bytes + [founding.example ? 1 : 0])
        )
    }

    public init(from decoder: any Decoder) throws {
        value = try HexBytes(from: decoder)
        guard value.bytes.count == 32 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a vault id"))
        }
    }

    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
