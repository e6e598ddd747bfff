import ArgumentParser
import Bytes
import EvidenceVault
import Ledger
import Presentation

/// What help is made of: the words of commands and options stand beside them, in both languages.
extension CommandConfiguration {
    init(
        commandName: String? = nil, abstract: Words, discussion: Words? = nil, examples: [Example] = [],
        version: String = "", shouldDisplay: Bool = true, subcommands: [any ParsableCommand.Type] = [],
        defaultSubcommand: (any ParsableCommand.Type)? = nil
    ) {
        let paragraphs = [discussion, Example.paragraph(examples)].compactMap { $0?.in(.current) }
        self.init(
            commandName: commandName, abstract: abstract.in(.current),
            discussion: paragraphs.joined(separator: "\n\n"), version: version, shouldDisplay: shouldDisplay,
            subcommands: subcommands, defaultSubcommand: defaultSubcommand)
    }
}

extension ArgumentHelp {
    /// - Parameter valueName: one that ``ValueName`` has an Indonesian word for.
    init(_ english: String, id indonesian: String, valueName: String? = nil) {
        self.init(Words(english, id: indonesian).in(.current), valueName: valueName)
    }
}

/// A command as it can be typed. Most have no words in them that a language would change.
struct Example: ExpressibleByStringLiteral {
    private static let heading = Words("Example:", id: "Contoh:")
    /// What every example begins with, in help.
    private static let indent = "  "
    private let command: Words

    init(stringLiteral command: String) { self.command = .data(command) }

    init(_ english: String, id indonesian: String) { command = Words(english, id: indonesian) }

    fileprivate static func paragraph(_ examples: [Example]) -> Words? {
        guard !examples.isEmpty else { return nil }
        func text(_ language: Language) -> String {
            ([heading.in(language)] + examples.map { indent + $0.command.in(language) })
                .joined(separator: "\n")
        }
        return Words(text(.english), id: text(.indonesian))
    }

    /// The command, where a line of a discussion is one.
    static func command(inLine line: some StringProtocol) -> String? {
        ["amanah ", "curl "].contains { line.hasPrefix(indent + $0) }
            ? String(line.dropFirst(indent.count)) : nil
    }
}

extension Vocabulary {
    /// As it can be typed, without quotes and in a list with commas: `rekaman-pendamping`.
    var typedWords: Words {
        let names = [Spelling.withoutBrackets(indonesian)] + also
        let name = names.first { !$0.contains { ",/".contains($0) } } ?? rawValue
        return Words(rawValue, id: name.replacing(" ", with: "-"))
    }

    /// The same, with what explains it.
    var explainedWords: Words {
        let plain = Spelling.withoutBrackets(indonesian)
        let isTyped = typedWords.indonesian == plain.replacing(" ", with: "-")
        let explanation = isTyped ? "\(indonesian.dropFirst(plain.count))" : " (\(plain))"
        return Words("\(rawValue) (\(indonesian))", id: typedWords.indonesian + explanation)
    }
}

extension Vocabulary {
    static var listed: Words { typed.map(\.typedWords).joined(separator: ", ") }
    static var explained: Words { typed.map(\.explainedWords).joined(separator: "; ") }
}

extension Office {
    /// Those that are known by a short name, which is typed in either language.
    static var listed: Words {
        known.map { Words($0.id, id: "\($0.id) (\(Spelling.withoutBrackets($0.indonesian)))") }
            .joined(separator: ", ")
    }
}
