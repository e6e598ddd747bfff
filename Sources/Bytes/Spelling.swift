import Foundation

package enum Spelling {
    /// What two ways to type one word have in common.
    package static func key(_ text: String) -> String {
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

    /// The words, at most `count`, that take the fewest changes of a letter, the nearest first; those that take no more than two.
    package static func nearest(to text: String, among words: [String], atMost count: Int) -> [String] {
        let text = Array(key(text).unicodeScalars.prefix(100))
        let near = words.map { (word: $0, changes: changes(text, Array($0.unicodeScalars))) }
            .filter { $0.changes <= 2 }
        return near.enumerated().sorted { ($0.element.changes, $0.offset) < ($1.element.changes, $1.offset) }
            .prefix(count).map(\.element.word)
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
