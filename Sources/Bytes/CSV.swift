/// Comma-separated values (RFC 4180).
package enum CSV {
    /// One record without its line break.
    package static func record(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") }

    /// What a spreadsheet would take for a formula gets an apostrophe in front; the full-width signs count in East Asian ones.
    private static func field(_ text: String) -> String {
        let shown = visible(text)
        let isFormula = shown.unicodeScalars.first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
        var safe = isFormula ? "'" : ""
        guard shown.utf8.contains(where: ",\"\n".utf8.contains) else { return safe + shown }
        // By scalars: a quotation mark with an accent on it is one character, and still a quotation mark.
        for scalar in shown.unicodeScalars {
            safe.unicodeScalars.append(contentsOf: scalar == "\"" ? [scalar, scalar] : [scalar])
        }
        return "\"\(safe)\""
    }
}
