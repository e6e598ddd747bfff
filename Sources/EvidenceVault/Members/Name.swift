import Foundation

/// Checks text that people give and others will see on a terminal: names, titles, references.
enum Name {
    /// The text in Unicode's composed form, without space around it.
    /// Throws ``VaultError/badName(_:why:)`` when it is empty, over `limit` bytes, or has control characters or
    /// characters that reorder what is shown.
    static func checked(_ text: String, limit: Int = 200) throws -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.hasPrefix(" ")
            && !text.hasSuffix(" ")
        let name =
            isPlain ? text : text.trimmingCharacters(in: .whitespaces).precomposedStringWithCanonicalMapping
        if name.isEmpty { throw VaultError.badName(text, why: .empty) }
        if name.utf8.count > limit { throw VaultError.badName(text, why: .tooLong) }
        if !isPlain, name.unicodeScalars.contains(where: isHidden) {
            throw VaultError.badName(text, why: .controlCharacters)
        }
        return name
    }

    /// Whether a character acts on the terminal or on the order of text instead of showing itself:
    /// controls, and the format characters of Unicode TR 36, “Bidirectional Text Spoofing”.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        case .format: scalar.value != 0x200D && scalar.value != 0x200C  // joiners spell words and emoji
        default: false
        }
    }
}

/// `text` with every control and reordering character made visible as `\u{202E}`, for terminals.
public func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: Name.isHidden) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        if Name.isHidden(scalar) {
            shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        } else {
            shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}
