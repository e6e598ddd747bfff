import Presentation

/// What `--help` shows of one command, in the user's language and no wider than the terminal.
struct HelpPage {
    static let aCommand = Words("<command>", id: "<perintah>")
    /// Where what an option is for begins.
    private static let column = 26
    /// More than so many values of an option stand in the discussion, if at all.
    private static let mostValues = 10

    let command: CommandInfo
    var language = Language.current
    /// Long lines are hard to read, short ones hard to fill.
    var width = min(max(Terminal.columns ?? 80, 50), 80)

    var text: String {
        let arguments = command.shownArguments
        let group = command.shownSubcommands
        let sections: [[String]] = [
            command.abstract.map { wrapped($0) } ?? [],
            usage,
            discussion,
            section(
                Words("Arguments:", id: "Argumen:").in(language),
                arguments.filter { $0.kind == .positional }.map { ($0.label(in: language), about($0)) }),
            section(
                Words("Options:", id: "Pilihan:").in(language),
                arguments.filter { $0.kind != .positional }.map { ($0.label(in: language), about($0)) }),
            section(
                Words("Commands:", id: "Perintah:").in(language),
                group.map { ($0.commandName, $0.abstract ?? "") }),
            group.isEmpty ? [] : wrapped(more),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var usage: [String] {
        let words = command.usage(in: language).split(separator: " ").map(String.init)
        return HelpPage.hanging(
            [Words("Usage:", id: "Cara pakai:").in(language)] + HelpPage.withValues(words), by: 4, width)
    }

    private var more: String {
        let names = command.path.split(separator: " ", maxSplits: 1).map(String.init)
        let help = ([names[0], "help"] + names.dropFirst() + [HelpPage.aCommand.in(language)])
            .joined(separator: " ")
        return Words("'\(help)' tells of one of them.", id: "'\(help)' menjelaskan salah satunya.").in(
            language)
    }

    private var discussion: [String] {
        guard let discussion = command.discussion else { return [] }
        return discussion.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            Example.command(inLine: line).map(continued) ?? wrapped(String(line))
        }
    }

    private func section(_ heading: String, _ rows: [(label: String, about: String)]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let margin = String(repeating: " ", count: HelpPage.column)
        return [heading]
            + rows.flatMap { row -> [String] in
                let label = "  " + row.label
                let lines = HelpPage.hanging(row.about, by: 0, width - HelpPage.column).map { margin + $0 }
                guard label.count < HelpPage.column, let first = lines.first else { return [label] + lines }
                return [label + first.dropFirst(label.count)] + lines.dropFirst()
            }
    }

    /// What an option is for, with its values and what it is when it is not given.
    private func about(_ argument: CommandInfo.Argument) -> String {
        // The parser's own two have the parser's own words.
        let abstract =
            argument.isCalled("--help")
            ? Words("Show this help.", id: "Tampilkan bantuan ini.").in(language)
            : argument.isCalled("--version")
                ? Words("Show the version.", id: "Tampilkan nomor versi.").in(language) : argument.abstract
        let values = (argument.allValues ?? []).filter { !$0.isEmpty }
        let facts = [
            values.isEmpty || values.count > HelpPage.mostValues
                ? nil
                : Words("one of: ", id: "salah satu dari: ").in(language) + values.joined(separator: ", "),
            argument.defaultValue.map { Words("else: ", id: "jika tidak disebut: ").in(language) + $0 },
        ].compactMap(\.self)
        return [abstract, facts.isEmpty ? nil : "(\(facts.joined(separator: "; ")))"].compactMap(\.self)
            .joined(separator: " ")
    }

    /// A line of a text; one that is indented stays so, and what two spaces set apart stays a column.
    private func wrapped(_ line: String) -> [String] {
        let indent = line.prefix { $0 == " " }.count
        if indent == 0, let gap = line.firstRange(of: "  ") {
            return HelpPage.hanging(line, by: line.distance(from: line.startIndex, to: gap.upperBound), width)
        }
        return HelpPage.hanging(line, by: indent == 0 ? 0 : indent + 2, width)
    }

    /// A command over several lines, as a shell takes it.
    private func continued(_ command: String) -> [String] {
        var lines = [""]
        for word in HelpPage.withValues(HelpPage.shellWords(command)) {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = "  " + word
            } else if line.count + word.count + 3 <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines[lines.count - 1] += " \\"
                lines.append("    " + word)
            }
        }
        return lines
    }

    /// An option and what follows it stay on one line.
    private static func withValues(_ words: [String]) -> [String] {
        words.reduce(into: []) { words, word in
            if let last = words.last, last.hasPrefix("-"), !last.contains(" "), !word.hasPrefix("-") {
                words[words.count - 1] += " " + word
            } else {
                words.append(word)
            }
        }
    }

    /// What stands between the spaces that are not in quotes.
    private static func shellWords(_ command: String) -> [String] {
        var words = [""]
        var quote: Character?
        for character in command {
            if character == " ", quote == nil {
                words.append("")
                continue
            }
            if character == quote {
                quote = nil
            } else if quote == nil, "\"'".contains(character) {
                quote = character
            }
            words[words.count - 1].append(character)
        }
        return words
    }

    /// A line broken at spaces, what follows the first indented by so many more.
    static func hanging(_ line: String, by indent: Int, _ width: Int) -> [String] {
        let start = line.prefix { $0 == " " }
        let words = line.dropFirst(start.count).split(separator: " ", omittingEmptySubsequences: false)
        return hanging(words.map(String.init), after: String(start), by: indent, width)
    }

    private static func hanging(
        _ words: [String], after start: String = "", by indent: Int, _ width: Int
    ) -> [String] {
        var lines: [String] = []
        var current = start
        var isEmpty = true
        for word in words {
            if !isEmpty, current.count + 1 + word.count > width {
                lines.append(current)
                current = String(repeating: " ", count: indent)
                isEmpty = true
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [current]
    }
}
