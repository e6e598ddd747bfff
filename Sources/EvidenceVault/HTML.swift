import Bytes

/// A piece of a page. What is interpolated into it is text and is escaped, unless it is a piece itself: so nothing that a member
/// wrote becomes markup because somebody forgot.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var text: String

    init(stringLiteral text: String) { self.text = text }
    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(2 * literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }
        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += HTML.escape(value.description)
        }
    }

    static func + (a: HTML, b: HTML) -> HTML { "\(a)\(b)" }
    static func += (a: inout HTML, b: HTML) { a.text += b.text }

    /// Text for HTML: nothing in it is markup, and what reorders or hides text is made visible.
    static func escape(_ text: String) -> String {
        var escaped = ""
        // By scalars: a quotation mark with an accent on it is one character, and still ends an attribute.
        for scalar in visible(text).unicodeScalars {
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
    func joined(_ separator: HTML = "") -> HTML {
        enumerated().reduce(into: HTML("")) { $0 += $1.offset == 0 ? $1.element : separator + $1.element }
    }
}
