import Foundation

/// A word of the log that people type: as the log has it, as Indonesian colleagues say it, or in another word for it.
///
/// Capitals do not count, and a hyphen is as good as a space or an underscore.
public protocol Vocabulary: CaseIterable, RawRepresentable<String> {
    static var subject: UnknownWord.Subject { get }
    /// What is told of those that can be typed: all, unless some are for the log alone.
    static var typed: [Self] { get }
    /// What Indonesian colleagues call it. What stands in brackets explains.
    var indonesian: String { get }
    /// Other words that are understood.
    var also: [String] { get }
}

extension Vocabulary {
    public static var typed: [Self] { Array(allCases) }

    /// All words that stand for it.
    private var words: [String] { [rawValue, Spelling.withoutBrackets(indonesian)] + also }

    /// What somebody has typed. Throws ``VaultError/unknownWord(_:)``, with the nearest of the words that are understood.
    public init(typed text: String) throws {
        let word = Spelling.key(text)
        guard let found = Self.typed.first(where: { $0.words.contains { Spelling.key($0) == word } }) else {
            throw VaultError.unknownWord(UnknownWord(text, of: Self.subject, known: Self.typed.map(\.words)))
        }
        self = found
    }

    /// Several with commas between. Throws ``VaultError/unknownWord(_:)``.
    public static func list(typed text: String) throws -> [Self] {
        try text.split(separator: ",").map { try Self(typed: String($0)) }
    }
}

/// A word that is none of those that can stand there, with the one that was probably meant.
public struct UnknownWord: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case office, purpose, kind, role, confidentiality, outcome
    }

    public let word: String
    public let subject: Subject
    public let known: [Known]
    public let nearest: String?
    /// For a class of documents in the place of a kind: its kinds.
    public let ofClass: [Known]

    /// What can stand there: as the log has it, and as Indonesian colleagues say it.
    public struct Known: Hashable, Sendable {
        public let word, indonesian: String
    }

    /// - Parameter known: what can stand there: the log's word, the Indonesian one, others that are understood.
    init(_ word: String, of subject: Subject, known: [[String]]) {
        self.word = word
        self.subject = subject
        self.known = known.map { Known(word: $0[0], indonesian: $0[1]) }
        nearest = Spelling.nearest(to: word, among: known.flatMap(\.self))
        let named = subject == .kind ? try? ConfidentialityClass(typed: word) : nil
        ofClass =
            named.map { named in
                DocumentKind.allCases.filter { $0.confidentialityClass == named }.map {
                    Known(word: $0.rawValue, indonesian: Spelling.withoutBrackets($0.indonesian))
                }
            } ?? []
    }
}

package enum Spelling {
    /// What two ways to type one word have in common.
    static func key(_ text: String) -> String {
        text.lowercased().split { " -_\t".contains($0) }.joined(separator: "-")
    }

    /// The word without what explains it: `visum (salinan)` is `visum`.
    package static func withoutBrackets(_ text: String) -> String {
        text.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
    }

    /// The word that takes the fewest changes of a letter; nil when that is more than a third of the letters.
    package static func nearest(to text: String, among words: [String]) -> String? {
        let text = Array(key(text).unicodeScalars.prefix(100))
        let closest = words.map { (word: $0, changes: changes(text, Array(key($0).unicodeScalars))) }
            .min { $0.changes < $1.changes }
        guard let closest, closest.changes <= max(1, max(text.count, closest.word.count) / 3) else {
            return nil
        }
        return closest.word
    }

    /// Levenshtein's distance, two neighbours exchanged counting as one change.
    private static func changes(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var (before, last) = ([Int](), Array(0...other.count))
        for (row, letter) in one.enumerated() {
            var current = [row + 1]
            for (column, theirs) in other.enumerated() {
                var least = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (letter == theirs ? 0 : 1))
                if row > 0, column > 0, letter == other[column - 1], theirs == one[row - 1] {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, last) = (last, current)
        }
        return last[other.count]
    }
}
