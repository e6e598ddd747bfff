import Bytes
import Crypto
import SLIP39
import Sodium

/// The name of a vault: SHA-256 over all that its founding statement says. Who knows the id knows who may speak first in
/// this vault and which keys it begins with: it cannot be founded again by somebody else.
public struct VaultID: Codable, Hashable, Sendable, CustomStringConvertible {
    private let value: HexBytes
    public var bytes: [UInt8] { value.bytes }
    public var description: String { value.description }

    /// Twelve words that stand for it, to be compared aloud.
    public var phrase: VaultPhrase { VaultPhrase(self) }

    /// Nil unless there are 64 hexadecimal digits.
    public init?(_ string: String) {
        guard let value = HexBytes(string), value.bytes.count == 32 else { return nil }
        self.value = value
    }

    /// Throws ``EntryProblemError`` when something in the founding does not have its size.
    package init(_ founding: Founding) throws {
        guard founding.hasRightSizes else { throw EntryProblemError(.notEntitled(.foundingSizes)) }
        value = HexBytes(
            SHA256.bytes(of: ContextString.vault.bytes + (try CanonicalJSON.encode(founding))))
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

/// What people read to each other to know that they mean the same vault: the first 120 bits of its id, as twelve words of the
/// SLIP-0039 list or as the words' numbers.
///
/// Fewer could be ground: a founder who looks for two vaults of one phrase needs 2⁶⁰ hashes.
public struct VaultPhrase: Equatable, Sendable, CustomStringConvertible {
    package static let count = 12
    private let indices: [Int]

    public var words: [String] { WordList.words(for: bytes, count: VaultPhrase.count) }
    /// Each word's number in the list, 0000 to 1023, in four digits: for who does not read English words.
    public var digits: [String] {
        indices.map { String(repeating: "0", count: 4 - String($0).count) + String($0) }
    }
    public var description: String { words.joined(separator: " ") }

    package init(_ id: VaultID) { indices = WordList.indices(for: id.bytes, count: VaultPhrase.count) }

    /// Reads what somebody typed: words (four letters of each are enough), or numbers of four digits, in any case, with
    /// blanks, hyphens or commas between. Throws ``LedgerError/wrongPhrase(_:)``.
    public init(_ text: String) throws {
        let parts = text.split { $0.isWhitespace || $0 == "," || $0.unicodeScalars.allSatisfy(\.isDash) }
        guard parts.count == VaultPhrase.count else { throw LedgerError.wrongPhrase(.length(parts.count)) }
        indices = try parts.enumerated().map { position, part in
            guard let index = VaultPhrase.index(of: part.lowercased()) else {
                throw LedgerError.wrongPhrase(.noWord(at: position + 1))
            }
            return index
        }
    }

    private static func index(of part: String) -> Int? {
        guard part.utf8.count == 4, part.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return WordList.index(of: part) }
        return Int(part).flatMap { $0 < 1024 ? $0 : nil }
    }

    /// The 120 bits.
    private var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: VaultPhrase.count * 10 / 8)
        for (position, index) in indices.enumerated() {
            for bit in 0..<10 where index >> (9 - bit) & 1 == 1 {
                bytes[(position * 10 + bit) / 8] |= 0x80 >> UInt8((position * 10 + bit) % 8)
            }
        }
        return bytes
    }

    /// Throws ``LedgerError/wrongPhrase(_:)`` with the places that differ, unless this is a vault's phrase, every word of it.
    package func requireThat(of id: VaultID) throws {
        let right = VaultPhrase(id)
        guard !constantTimeEqual(bytes, right.bytes) else { return }
        let places = indices.indices.filter { indices[$0] != right.indices[$0] }
        throw LedgerError.wrongPhrase(.differs(at: places.map { $0 + 1 }))
    }
}

extension Unicode.Scalar {
    fileprivate var isDash: Bool { properties.generalCategory == .dashPunctuation }
}
