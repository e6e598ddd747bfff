import Foundation

/// Words of a text, in whose place stands the same for all.
enum TextRedaction {
    /// As wide for a short word as for a long one.
    static let mark = "█████"
    private static let largest = 1 << 24

    /// Nil for what is no text in UTF-8.
    static func text(of file: MemoryFile) throws -> String? {
        guard file.size <= Int64(largest) else { return nil }
        let bytes = try file.bytes()
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    static func redact(_ file: MemoryFile, _ request: RedactionRequest) throws -> RedactedCopy {
        guard let text = try text(of: file) else { throw RenderingError.otherFormat }
        guard !request.words.isEmpty else { throw RenderingError.nothingToHide }
        let search = WordSearch(text)
        let found = request.words.map { (words: $0, ranges: search.ranges(of: $0)) }
        let missing = found.filter(\.ranges.isEmpty).map(\.words)
        guard missing.isEmpty else { throw RenderingError.wordsNotFound(missing) }
        let characters = Array(text)
        var (copy, end, places) = ("", 0, 0)
        for range in found.flatMap(\.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound >= end {
                copy += String(characters[end..<range.lowerBound]) + mark
                places += 1
            }
            end = max(end, range.upperBound)
        }
        copy += String(characters[end...])
        let bytes = Array(copy.utf8)
        try requireHidden(request.words, in: bytes)
        var hidden = RedactedCopy.Hidden()
        hidden.words = [0: places]
        return RedactedCopy(
            bytes: bytes, format: .text, suffix: "txt", hidden: hidden, unsearchedPages: [])
    }

    /// Looks at what was made, also in another way than they were found.
    static func requireHidden(_ words: [String], in bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let search = WordSearch(text)
        for words in words
        where !search.ranges(of: words).isEmpty
            || text.range(of: words, options: [.caseInsensitive, .widthInsensitive]) != nil
        {
            throw RenderingError.stillThere(.words)
        }
    }
}
