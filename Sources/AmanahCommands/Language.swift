import Bytes
import EvidenceVault
import Foundation
import Ledger

/// The user's language: Indonesian when `AMANAH_LANG`, or else the locale, begins with `id`.
enum Language {
    case english, indonesian

    static let current: Language = {
        let environment = ProcessInfo.processInfo.environment
        let names = ["AMANAH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        let chosen = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return chosen.hasPrefix("id") ? .indonesian : .english
    }()
}

/// The same words in both languages. What is shown to people is of this type, so that none is forgotten; a string becomes it only by
/// ``data(_:)``.
struct Words {
    let english: String
    let indonesian: String

    init(_ english: String, id indonesian: String) {
        self.english = english
        self.indonesian = indonesian
    }

    /// What is the same in every language: names, references, digests, paths, numbers, and what members wrote. Never a word of ours.
    static func data(_ text: String) -> Words { Words(both: text) }

    private init(both text: String) { (english, indonesian) = (text, text) }

    func `in`(_ language: Language) -> String { language == .indonesian ? indonesian : english }

    /// In the user's language.
    var here: String { self.in(.current) }

    static func + (a: Words, b: Words) -> Words {
        Words(a.english + b.english, id: a.indonesian + b.indonesian)
    }

    /// Both between commas; a dash where there are none.
    static func list(_ words: [Words]) -> Words {
        words.isEmpty ? .data("–") : words.joined(separator: ", ")
    }
}

extension Sequence<Words> {
    func joined(separator: String) -> Words {
        Words(
            map(\.english).joined(separator: separator), id: map(\.indonesian).joined(separator: separator))
    }
}

// MARK: The words of the log

extension Vocabulary {
    /// The log's word, and what Indonesian colleagues call it, without what explains that.
    var said: Words { Words(rawValue, id: Spelling.withoutBrackets(indonesian)) }
}

extension Sequence where Element: Vocabulary {
    var said: Words { .list(map(\.said)) }
}

extension Office {
    var said: Words {
        Words(description, id: indonesian.map { Spelling.withoutBrackets($0) } ?? description)
    }
}

extension Member.Status {
    var said: Words {
        switch self {
        case .active: Words(rawValue, id: "aktif")
        case .suspended: Words(rawValue, id: "nonaktif sementara")
        case .revoked: Words(rawValue, id: "berakhir")
        }
    }
}
