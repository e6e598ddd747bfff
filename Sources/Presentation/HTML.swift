import Bytes
import EvidenceVault

/// A piece of a page. What is interpolated into it is text and is escaped, unless it is a piece itself: so nothing that a member
/// wrote becomes markup because somebody forgot.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
    package private(set) var text: String

    package init(stringLiteral text: String) { self.text = text }
    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(2 * literalCapacity)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
        package mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { text += piece.text }
        }
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += HTML.escape(value.description)
        }
    }

    package static func + (a: HTML, b: HTML) -> HTML { "\(a)\(b)" }
    package static func += (a: inout HTML, b: HTML) { a.text += b.text }

    /// Text for HTML: nothing in it is markup, and what reorders or hides text is made visible.
    package static func escape(_ text: String) -> String {
        let shown = visible(text)
        guard shown.utf8.contains(where: "&<>\"'".utf8.contains) else { return shown }
        var escaped = ""
        // By scalars: a quotation mark with an accent on it is one character, and still ends an attribute.
        for scalar in shown.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension [HTML] {
    package func joined(_ separator: HTML = "") -> HTML {
        enumerated().reduce(into: HTML("")) { $0 += $1.offset == 0 ? $1.element : separator + $1.element }
    }
}
