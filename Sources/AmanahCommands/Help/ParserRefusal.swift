import ArgumentParser
import Bytes
import EvidenceVault
import Ledger
import Presentation

/// What the argument parser does not understand, in the user's language.
///
/// Its errors are not public, so they are taken apart by what they are called; ParserRefusalTests go through all of them and find out
/// when the parser calls one differently. What is not known here is told in the parser's own words.
struct ParserRefusal {
    let problem: Problem
    /// A line of its own: what to do next.
    let next: Words?

    /// Nil for errors that are not the parser's, and for its clean ends, such as `--version`.
    init?(_ error: any Error, of root: any ParsableCommand.Type, _ arguments: [String]) {
        guard root.exitCode(for: error) != .success, let parts = ErrorParts(error) else { return nil }
        let told = root.message(for: error)
        let teller = Teller(
            stack: parts.stack, command: try? CommandInfo(parts.stack),
            typed: HelpRequest.words(arguments), told: told)
        if let ours = teller.ours(parts.refused) {
            problem = ours
            next = parts.refused.name == "unexpectedExtraValues" ? nil : teller.next(after: parts.refused)
            return
        }
        let oneLine = told.replacing("\n", with: " ")
        let words = teller.words(of: parts.refused) ?? .data(oneLine)
        problem = Problem(.usage, words.english, id: words.indonesian)
        next = teller.next(after: parts.refused)
    }

    /// What an option that there is not was answered with.
    static func unknownOption(_ name: String, among names: [String]) -> Words {
        // One letter is near to too much.
        let nearest = name.count > 2 ? Spelling.nearest(to: name, among: names) : nil
        return Words(
            "there is no option '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
            id: "tidak ada pilihan '\(name)'" + (nearest.map { "; maksudnya '\($0)'?" } ?? ""))
    }
}

/// An error of the parser, taken apart.
private struct ErrorParts {
    /// From the root to the command.
    let stack: [any ParsableCommand.Type]
    let refused: EnumParts

    init?(_ error: any Error) {
        let parts = Mirror(reflecting: error).children
        guard
            let stack = parts.first(where: { $0.label == "commandStack" })?.value
                as? [any ParsableCommand.Type],
            let refused = parts.first(where: { $0.label == "parserError" })?.value
        else { return nil }
        self.stack = stack
        self.refused = EnumParts(refused)
    }
}

/// A case of an enumeration with what it carries.
private struct EnumParts {
    let name: String
    let values: [Any]

    init(_ value: Any) {
        guard let child = Mirror(reflecting: value).children.first else {
            name = "\(value)"
            values = []
            return
        }
        name = child.label ?? ""
        let carried = Mirror(reflecting: child.value)
        values = carried.displayStyle == .tuple ? carried.children.map(\.value) : [child.value]
    }

    /// What an optional has in it.
    static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }
}

/// Says what one of the parser's errors means for a command. What stands in its help is in the user's language already.
private struct Teller {
    let stack: [any ParsableCommand.Type]
    let command: CommandInfo?
    let typed: ArraySlice<String>
    /// In the parser's words.
    let told: String

    /// An error of our own that the parser carries.
    func ours(_ refused: EnumParts) -> Problem? {
        for value in refused.values {
            guard let error = EnumParts.unwrapped(value) as? any Error, let problem = Problem(error) else {
                continue
            }
            return problem
        }
        if refused.name == "unexpectedExtraValues", let group = stack.last,
            !group.configuration.subcommands.isEmpty, let word = extra(refused).first
        {
            return HelpRequest.unknown(word, in: group).problem
        }
        return nil
    }

    func words(of refused: EnumParts) -> Words? {
        let values = refused.values
        switch (refused.name, values.count) {
        case ("unknownOption", 2): return name(values[1]).map(unknownOption)
        case ("missingValueForOption", 2): return name(values[1]).map(missingValue)
        case ("missingValueOrUnknownCompositeOption", 3):
            guard let short = name(values[1]), let joined = name(values[2]) else { return nil }
            let apart = "\(short) \(joined.dropFirst(short.count))"
            return Words(
                "there is no option '\(joined)'; did you mean '\(apart)'?",
                id: "tidak ada pilihan '\(joined)'; maksudnya '\(apart)'?")
        case ("unexpectedValueForOption", 3):
            return name(values[1]).map {
                Words(
                    "'\($0)' takes no value, and '\(values[2])' is one",
                    id: "'\($0)' tidak memakai nilai, padahal ada '\(values[2])'")
            }
        case ("unexpectedExtraValues", _):
            let words = extra(refused).map { "'\($0)'" }.joined(separator: ", ")
            return Words(
                "nothing more was expected, and there is \(words); several words that belong together need quotes",
                id: "ada yang berlebih: \(words); beberapa kata yang menjadi satu harus diapit tanda kutip")
        case ("duplicateExclusiveValues", _):
            let both = quoted.reversed().map { "'\($0)'" }
            return both.count < 2
                ? nil
                : Words(
                    "\(both[0]) and \(both[1]) exclude each other",
                    id: "\(both[0]) dan \(both[1]) tidak dapat dipakai bersama")
        case ("noValue", 1): return mistyped.map(unknownOption) ?? quoted.first.map(missing)
        case ("unableToParseValue", 5): return invalid("\(values[2])", for: values[1])
        case ("invalidOption", 1), ("nonAlphanumericShortOption", 1):
            let option = refused.name == "invalidOption" ? "\(values[0])" : "-\(values[0])"
            return Words(
                "'\(option)' is not how an option is written", id: "'\(option)' bukan cara menulis pilihan")
        case ("completionScriptRequested", _):
            return Words(
                "completions can be written for: \(Teller.shells)",
                id: "pelengkapan hanya tersedia untuk: \(Teller.shells)")
        default: return nil
        }
    }

    /// What to do about it: an example for what is missing, else where help is.
    func next(after refused: EnumParts) -> Words? {
        guard let command, refused.name != "completionScriptRequested" else { return nil }
        let help = command.path + " --help"
        let isMissing =
            refused.name == "noValue" && mistyped == nil
            || ["missingValueForOption", "unexpectedExtraValues"].contains(refused.name)
        let example = isMissing ? command.example : nil
        return example.map { Words("Example: \($0)", id: "Contoh: \($0)") }
            ?? Words("See '\(help)'.", id: "Lihat '\(help)'.")
    }

    private static let shells = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")

    /// The parser shows in quotes which arguments it speaks of.
    private var quoted: [String] {
        told.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    private var options: [CommandInfo.Argument.Name] { (command?.arguments ?? []).flatMap { $0.names ?? [] } }

    /// An option that there is not. The parser sees first what is missing for want of it.
    private var mistyped: String? {
        let known = options.map(\.typed)
        return typed.lazy.filter { $0.hasPrefix("-") && $0 != "-" }
            .map { String($0.prefix { $0 != "=" }) }.first { !known.contains($0) }
    }

    private func unknownOption(_ name: String) -> Words {
        ParserRefusal.unknownOption(name, among: options.filter { $0.kind == .long }.map(\.typed))
    }

    /// An option as it is typed.
    private func name(_ value: Any) -> String? {
        guard let value = EnumParts.unwrapped(value) else { return nil }
        let name = EnumParts(value)
        guard let text = name.values.first.map({ "\($0)" }) else { return nil }
        return (name.name == "long" ? "--" : "-") + text
    }

    private func argument(_ typed: String) -> CommandInfo.Argument? {
        command?.arguments?.first { $0.isCalled(typed) }
    }

    /// What was not expected.
    private func extra(_ refused: EnumParts) -> [String] {
        // Pairs of where it stood and what it is.
        refused.values.flatMap { Mirror(reflecting: $0).children }
            .compactMap { Mirror(reflecting: $0.value).children.map(\.value).last }.map { "\($0)" }
    }

    /// An argument and what it is for.
    private func shown(_ typed: String, _ language: Language) -> String {
        guard let argument = argument(typed) else { return "'\(typed)'" }
        return "'\(argument.synopsis(in: language))'"
    }

    private func about(_ typed: String) -> String {
        argument(typed)?.abstract.map { ": \($0)" } ?? ""
    }

    private func missing(_ synopsis: String) -> Words {
        let typed = String(synopsis.prefix { $0 != " " })
        return Words(
            "\(shown(typed, .english)) is missing\(about(typed))",
            id: "\(shown(typed, .indonesian)) belum disebutkan\(about(typed))")
    }

    private func missingValue(_ typed: String) -> Words {
        Words(
            "\(shown(typed, .english)) has no value\(about(typed))",
            id: "\(shown(typed, .indonesian)) belum ada isinya\(about(typed))")
    }

    private func invalid(_ value: String, for option: Any) -> Words {
        // Without an option's name it is one without: the parser shows which.
        let typed = name(option) ?? quoted.last { $0.hasPrefix("<") } ?? ""
        return Words(
            "'\(value)' cannot stand for \(shown(typed, .english))\(about(typed))",
            id: "'\(value)' tidak dapat dipakai untuk \(shown(typed, .indonesian))\(about(typed))")
    }
}
