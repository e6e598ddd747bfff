/// A word that is none of those that can stand there, with the one that was probably meant.
public struct UnknownWord: Hashable, Sendable {
    public enum Subject: Hashable, Sendable { case office, purpose, kind }

    public let word: String
    public let subject: Subject
    public let known: [String]
    public let nearest: String?

    /// - Parameter also: other words that are understood there, and that may be the nearest.
    init(_ word: String, of subject: Subject, known: [String], also: [String] = []) {
        self.word = word
        self.subject = subject
        self.known = known
        nearest = Spelling.nearest(to: word, among: known + also)
    }
}

enum Spelling {
    /// The word that takes the fewest changes of a letter; nil when that is more than a third of the letters.
    static func nearest(to text: String, among words: [String]) -> String? {
        let text = Array(text.lowercased().unicodeScalars.prefix(100))
        let closest = words.map { (word: $0, changes: changes(text, Array($0.unicodeScalars))) }
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
