import Bytes
import EvidenceVault
import Foundation
package import Ledger

/// A language that people are spoken to in.
package enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case indonesian = "id"

    func callAsFunction(_ english: String, _ indonesian: String) -> String {
        self == .english ? english : indonesian
    }

    /// The user's: Indonesian when `AMANAH_LANG`, or else the locale, begins with `id`.
    package static let current: Language = {
        let environment = ProcessInfo.processInfo.environment
        let names = ["AMANAH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        let chosen = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return chosen.hasPrefix("id") ? .indonesian : .english
    }()
}

/// The same words in both languages. What is shown to people is of this type, so that none is forgotten; a string becomes it only by
/// ``data(_:)``.
package struct Words {
    package let english: String
    package let indonesian: String

    package init(_ english: String, id indonesian: String) {
        self.english = english
        self.indonesian = indonesian
    }

    /// What is the same in every language: names, references, digests, paths, numbers, and what members wrote. Never a word of ours.
    package static func data(_ text: String) -> Words { Words(both: text) }

    private init(both text: String) { (english, indonesian) = (text, text) }

    package func `in`(_ language: Language) -> String { language == .indonesian ? indonesian : english }

    /// In the user's language.
    package var here: String { self.in(.current) }

    package static func + (a: Words, b: Words) -> Words {
        Words(a.english + b.english, id: a.indonesian + b.indonesian)
    }

    /// Both between commas; a dash where there are none.
    package static func list(_ words: [Words]) -> Words {
        words.isEmpty ? .data("–") : words.joined(separator: ", ")
    }
}

extension Sequence<Words> {
    package func joined(separator: String) -> Words {
        Words(
            map(\.english).joined(separator: separator), id: map(\.indonesian).joined(separator: separator))
    }
}

// MARK: The words of the log

extension Vocabulary {
    /// The log's word, and what Indonesian colleagues call it, without what explains that.
    package var said: Words { Words(rawValue, id: Spelling.withoutBrackets(indonesian)) }
}

extension Sequence where Element: Vocabulary {
    package var said: Words { .list(map(\.said)) }
}

extension Office {
    package var said: Words {
        Words(description, id: indonesian.map { Spelling.withoutBrackets($0) } ?? description)
    }
}

extension Member.Status {
    package var said: Words {
        switch self {
        case .active: Words(rawValue, id: "aktif")
        case .suspended: Words(rawValue, id: "nonaktif sementara")
        case .revoked: Words(rawValue, id: "berakhir")
        }
    }
}
