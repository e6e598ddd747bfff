/// Characters that do not show themselves.
package enum HiddenCharacters {
    /// Whether a character shows nothing.
    package static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value == 0x200C || scalar.value == 0x200D
    }

    /// Characters that are letters and symbols by their category, and show nothing: fillers, and the Braille pattern without dots.
    private static let blankLetters: Set<UInt32> = [
        0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0,
    ]

    /// Whether a character acts on the terminal or on the order of text instead of showing itself:
    /// controls, and the format characters of Unicode TR 36, “Bidirectional Text Spoofing”.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        // Most of what is shown, thousands of digests among it, is ASCII, where categories need not be looked up.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        case .format: scalar.value != 0x200D && scalar.value != 0x200C  // joiners spell words and emoji
        default: blankLetters.contains(scalar.value)
        }
    }
}

/// `text` with every control and reordering character made visible as `\u{202E}`, for terminals.
public func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: HiddenCharacters.isHidden) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        if HiddenCharacters.isHidden(scalar) {
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
    let start = scalars.prefix(while: HiddenCharacters.isBlank).count
    let end = start == scalars.count ? 0 : scalars.reversed().prefix(while: HiddenCharacters.isBlank).count
    func codes(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        scalars.map { "\\u{\(String($0.value, radix: 16, uppercase: true))}" }.joined()
    }
    let middle = String(String.UnicodeScalarView(scalars.dropFirst(start).dropLast(end)))
    return codes(scalars.prefix(start)) + visible(middle) + codes(scalars.suffix(end))
}

/// JSON text in which what could reorder or hide text is written as `\uXXXX`, and so are line separators.
public func visibleJSON(_ json: String) -> String {
    guard json.unicodeScalars.contains(where: { HiddenCharacters.isHidden($0) && $0 != "\n" }) else {
        return json
    }
    var safe = ""
    for scalar in json.unicodeScalars {
        guard HiddenCharacters.isHidden(scalar), scalar != "\n" else {
            safe.unicodeScalars.append(scalar)
            continue
        }
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return safe
}
