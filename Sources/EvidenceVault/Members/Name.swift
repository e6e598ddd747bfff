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
        if name.utf8.count > limit { throw VaultError.badName(text, why: .tooLong(limit: limit)) }
        if name.unicodeScalars.allSatisfy(isBlank) { throw VaultError.badName(text, why: .empty) }
        if !isPlain, name.unicodeScalars.contains(where: isHidden) {
            throw VaultError.badName(text, why: .controlCharacters)
        }
        return name
    }

    /// A file's name as it is, character by character: not trimmed, and in no other form of Unicode; but for hidden characters,
    /// which are made visible.
    /// Throws ``VaultError/badName(_:why:)`` when it is empty or over `limit` bytes.
    static func ofFile(_ text: String, limit: Int = longestPath) throws -> String {
        let name = visible(text)
        if name.isEmpty { throw VaultError.badName(text, why: .empty) }
        if name.utf8.count > limit { throw VaultError.badName(text, why: .tooLong(limit: limit)) }
        return name
    }

    /// The longest path that file systems have (`PATH_MAX`), and as much again for what is made visible in it.
    static let longestPath = 8192

    /// Whether a character shows nothing.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value == 0x200C || scalar.value == 0x200D
    }

    /// Characters that are letters and symbols by their category, and show nothing: fillers, and the Braille pattern without dots.
    private static let blankLetters: Set<UInt32> = [
        0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0,
    ]

    /// Whether a character acts on the terminal or on the order of text instead of showing itself:
    /// controls, and the format characters of Unicode TR 36, “Bidirectional Text Spoofing”.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        case .format: scalar.value != 0x200D && scalar.value != 0x200C  // joiners spell words and emoji
        default: blankLetters.contains(scalar.value)
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

/// The same for a name that stands alone: blanks at its ends, and names that are nothing but blanks, are made visible as well.
public func visibleName(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let start = scalars.prefix(while: Name.isBlank).count
    let end = start == scalars.count ? 0 : scalars.reversed().prefix(while: Name.isBlank).count
    func codes(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        scalars.map { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }.joined()
    }
    let middle = String(String.UnicodeScalarView(scalars.dropFirst(start).dropLast(end)))
    return codes(scalars.prefix(start)) + visible(middle) + codes(scalars.suffix(end))
}
