import Foundation

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

/// The same words in both languages.
struct Words {
    let english: String
    let indonesian: String

    init(_ english: String, id indonesian: String) {
        self.english = english
        self.indonesian = indonesian
    }

    func `in`(_ language: Language) -> String { language == .indonesian ? indonesian : english }
}

extension Sequence<Words> {
    func joined(separator: String) -> Words {
        Words(
            map(\.english).joined(separator: separator), id: map(\.indonesian).joined(separator: separator))
    }
}
