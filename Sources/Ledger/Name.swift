import Bytes
import Foundation

/// Checks text that people give and others will see on a terminal: names, titles, references.
package enum Name {
    /// The text in Unicode's composed form, without space around it.
    /// Throws ``LedgerError/badName(_:why:)`` when it is empty, over `limit` bytes, or has control characters or
    /// characters that reorder what is shown.
    package static func checked(_ text: String, limit: Int = 200) throws -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.hasPrefix(" ")
            && !text.hasSuffix(" ")
        let name =
            isPlain ? text : text.trimmingCharacters(in: .whitespaces).precomposedStringWithCanonicalMapping
        if name.isEmpty { throw LedgerError.badName(text, why: .empty) }
        if name.utf8.count > limit { throw LedgerError.badName(text, why: .tooLong(limit: limit)) }
        if name.unicodeScalars.allSatisfy(HiddenCharacters.isBlank) {
            throw LedgerError.badName(text, why: .empty)
        }
        if !isPlain, name.unicodeScalars.contains(where: HiddenCharacters.isHidden) {
            throw LedgerError.badName(text, why: .controlCharacters)
        }
        return name
    }

    /// A file's name as it is, character by character: not trimmed, and in no other form of Unicode; but for hidden characters,
    /// which are made visible.
    /// Throws ``LedgerError/badName(_:why:)`` when it is empty or over `limit` bytes.
    package static func ofFile(_ text: String, limit: Int = longestPath) throws -> String {
        let name = visible(text)
        if name.isEmpty { throw LedgerError.badName(text, why: .empty) }
        if name.utf8.count > limit { throw LedgerError.badName(text, why: .tooLong(limit: limit)) }
        return name
    }

    /// The longest path that file systems have (`PATH_MAX`), and as much again for what is made visible in it.
    static let longestPath = 8192
}
