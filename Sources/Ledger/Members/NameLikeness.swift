import Foundation

/// What a name looks like, so that nobody is enrolled under one that is read as a colleague's.
///
/// After Unicode TR 39, 4 (“Confusable Detection”), for the letters of other alphabets that look like Latin ones; not its whole
/// table: names here are Latin, and what is left out can still be told apart by fingerprint.
package struct NameLikeness {
    /// What it looks like in small letters, without marks, with single spaces.
    private let folded: String
    /// The same where a large I and a one are small Ls.
    private let skeleton: String

    package init(_ name: String) {
        // An accent that stands alone would come apart into a space and a mark.
        let bare = name.replacing("´", with: "'").decomposedStringWithCompatibilityMapping.unicodeScalars
            .filter {
                switch $0.properties.generalCategory {
                case .nonspacingMark, .spacingMark, .enclosingMark, .format: false
                default: true
                }
            }
        let words = String(String.UnicodeScalarView(bare)).split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        let latin = words.map { NameLikeness.lookalikes[$0] ?? $0 }
        folded = String(latin).lowercased()
        skeleton = String(latin.map { "I1|".contains($0) ? "l" : $0 }).lowercased()
    }

    package func isLike(_ other: NameLikeness) -> Bool {
        folded == other.folded || skeleton == other.skeleton
    }

    private static let lookalikes: [Character: Character] = {
        var table: [Character: Character] = [:]
        for (strange, usual) in [
            // Cyrillic
            ("АВЕКМНОРСТУХІЈЅԌԚԜаеорсухіјѕԁԛԝһ", "ABEKMHOPCTYXIJSGQWaeopcyxijsdqwh"),
            // Greek
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορικυ", "ABEZHIKMNOPTYXavopiku"),
            // Latin ones that look like each other, digits, and signs
            ("ıɩ0ɑɡ’‘ʼʻ`´‐‑‒–—−", "ii" + "Oag" + "''''''" + "------"),
        ] {
            for (one, other) in zip(strange, usual) { table[one] = other }
        }
        return table
    }()
}
