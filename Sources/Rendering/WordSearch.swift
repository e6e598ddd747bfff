import Foundation

/// A text in which words are found however they are written: in capitals or not, in any Unicode form, across ends of lines, with and
/// without hyphens and characters that do not show.
struct WordSearch {
    private let characters: [Character]
    /// As it is compared, and which character each scalar comes from.
    private var folded: [Unicode.Scalar] = []
    private var origins: [Int] = []

    init(_ text: String) {
        characters = Array(text)
        (folded, origins) = WordSearch.fold(characters)
    }

    /// A run of blanks is one; hyphens and what is invisible is none, nor are blanks behind a hyphen, where a line may end.
    private static func fold(_ characters: [Character]) -> ([Unicode.Scalar], [Int]) {
        var folded: [Unicode.Scalar] = []
        var origins: [Int] = []
        var isBehindHyphen = false
        for (index, character) in characters.enumerated() {
            if character.isWhitespace {
                if isBehindHyphen || folded.last == " " { continue }
                folded.append(" ")
                origins.append(index)
                continue
            }
            let plain = String(character).precomposedStringWithCompatibilityMapping.lowercased()
            for scalar in plain.precomposedStringWithCanonicalMapping.unicodeScalars {
                let category = scalar.properties.generalCategory
                if category == .dashPunctuation { isBehindHyphen = true }
                if category == .dashPunctuation || category == .format || category == .control { continue }
                isBehindHyphen = false
                folded.append(scalar)
                origins.append(index)
            }
        }
        return (folded, origins)
    }

    static func isEmpty(_ words: String) -> Bool { folded(words).isEmpty }

    private static func folded(_ words: String) -> [Unicode.Scalar] {
        fold(Array(words.trimmingCharacters(in: .whitespacesAndNewlines))).0
    }

    /// Where words occur, as ranges of characters: from the first to the last of the words that they lie in.
    func ranges(of words: String) -> [Range<Int>] {
        let sought = WordSearch.folded(words)
        guard let first = sought.first, folded.count >= sought.count else { return [] }
        var found: [Range<Int>] = []
        for start in 0...(folded.count - sought.count)
        where folded[start] == first && folded[start..<(start + sought.count)].elementsEqual(sought) {
            var (from, to) = (origins[start], origins[start + sought.count - 1] + 1)
            while from > 0, WordSearch.isOfWord(characters[from - 1]), WordSearch.isOfWord(characters[from]) {
                from -= 1
            }
            while to < characters.count, WordSearch.isOfWord(characters[to]),
                WordSearch.isOfWord(characters[to - 1])
            {
                to += 1
            }
            if let last = found.last, from <= last.upperBound {
                found[found.count - 1] = last.lowerBound..<max(to, last.upperBound)
            } else {
                found.append(from..<to)
            }
        }
        return found
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
            || character.unicodeScalars.allSatisfy {
                [.dashPunctuation, .format, .nonspacingMark].contains($0.properties.generalCategory)
            }
    }
}
