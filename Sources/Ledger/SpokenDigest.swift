import Bytes
import SLIP39

/// A digest as somebody says it to somebody else: its first 120 bits as twelve words of the SLIP-0039 list, or as their numbers in
/// that list, 0000 to 1023; or all of it as 64 hexadecimal digits. Fewer bits could be met by trying.
public struct SpokenDigest: Equatable, Sendable {
    private enum Value: Equatable {
        case words([Int])
        case whole([UInt8])
    }

    private let value: Value
    package static let wordCount = 12

    /// Why something is no spoken digest.
    public enum Problem: Error, Equatable, Sendable {
        /// There are so many words, not twelve.
        case count(Int)
        /// The word at this position, from 1, is not in the list.
        case noWord(position: Int, String)
    }

    /// Reads what somebody typed: capitals do not matter, four letters of a word are enough, and whatever is neither letter nor digit
    /// separates.
    public init(_ text: String) throws(Problem) {
        let parts = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        if let digits = HexBytes(parts.joined()), digits.bytes.count == 32 {
            value = .whole(digits.bytes)
            return
        }
        guard parts.count == SpokenDigest.wordCount else { throw .count(parts.count) }
        var indices: [Int] = []
        for (offset, part) in parts.enumerated() {
            guard let index = SpokenDigest.index(of: part) else {
                throw .noWord(position: offset + 1, part)
            }
            indices.append(index)
        }
        value = .words(indices)
    }

    private static func index(of part: String) -> Int? {
        if let index = WordList.index(of: part) { return index }
        guard part.utf8.count == 4, part.utf8.allSatisfy({ (48...57).contains($0) }), let index = Int(part),
            index < WordList.count
        else { return nil }
        return index
    }

    package static func words(for digest: [UInt8]) -> [String] {
        WordList.words(for: digest, count: wordCount)
    }

    package static func numbers(for digest: [UInt8]) -> [String] {
        WordList.indices(for: digest, count: wordCount).map {
            String(repeating: "0", count: 4 - String($0).count) + String($0)
        }
    }

    /// Nil when this is that digest; else the positions of the words that are others, from 1, and none for digits.
    package func difference(from digest: [UInt8]) -> [Int]? {
        switch value {
        case .whole(let bytes): return bytes == digest ? nil : []
        case .words(let indices):
            let words = SpokenDigest.words(for: digest)
            let differing = indices.indices.filter { WordList.index(of: words[$0]) != indices[$0] }.map {
                $0 + 1
            }
            return differing.isEmpty ? nil : differing
        }
    }
}
