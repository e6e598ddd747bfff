import ArgumentParser
import Foundation
import Ledger
import Presentation

/// A command as the argument parser knows it, from its own description of all commands.
struct CommandInfo: Decodable {
    struct Argument: Decodable {
        enum Kind: String, Decodable { case positional, option, flag }
        struct Name: Decodable {
            enum Kind: String, Decodable { case long, short, longWithSingleDash }
            let kind: Kind
            let name: String

            /// As it is typed.
            var typed: String { (kind == .long ? "--" : "-") + name }
        }

        let kind: Kind
        let isOptional, isRepeating, shouldDisplay: Bool
        let names: [Name]?
        let preferredName: Name?
        let valueName, defaultValue, abstract: String?
        let allValues: [String]?

        /// As usage and errors show it: `--kind <jenis>`, `<kasus>`.
        func synopsis(in language: Language) -> String {
            [preferredName?.typed, value(in: language)].compactMap(\.self).joined(separator: " ")
        }

        /// All of its names, the short ones first.
        func label(in language: Language) -> String {
            let names = (names ?? []).map(\.typed)
            let sorted = names.filter { !$0.hasPrefix("--") } + names.filter { $0.hasPrefix("--") }
            return [sorted.isEmpty ? nil : sorted.joined(separator: ", "), value(in: language)]
                .compactMap(\.self).joined(separator: " ")
        }

        private func value(in language: Language) -> String? {
            kind == .flag ? nil : valueName.map { "<\(ValueName.words($0).in(language))>" }
        }

        /// One of the two that every program has.
        var isOfParser: Bool { isCalled("--help") || isCalled("--version") }

        func isCalled(_ typed: String) -> Bool {
            names?.contains { $0.typed == typed } ?? (typed == "<\(valueName ?? "")>")
        }
    }

    private(set) var superCommands: [String]?
    let commandName: String
    let shouldDisplay: Bool
    let abstract, discussion: String?
    let subcommands: [CommandInfo]?
    let arguments: [Argument]?

    /// - Parameter stack: from `amanah` to the command itself.
    init(_ stack: [any ParsableCommand.Type]) throws {
        // Underscored, as its form may change; then HelpTests find it.
        self = try CommandInfo(dump: stack.last?._dumpHelp() ?? "")
        superCommands = stack.count > 1 ? stack.dropLast().map { $0._commandName } : nil
    }

    /// - Parameter dump: what `--experimental-dump-help` prints.
    init(dump: String) throws {
        struct Tool: Decodable { let command: CommandInfo }
        self = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8)).command
    }

    /// `amanah case open`.
    var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// Those that people are told of. The parser's own `help` is not one of the program.
    var shownSubcommands: [CommandInfo] {
        (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    /// Every command understands --version; once is enough to say so.
    var shownArguments: [Argument] {
        (arguments ?? []).filter { $0.shouldDisplay && (superCommands == nil || !$0.isCalled("--version")) }
    }

    /// The first example of its discussion.
    var example: String? { discussion?.split(separator: "\n").lazy.compactMap(Example.command).first }

    /// What is needed, and that there is more.
    func usage(in language: Language) -> String {
        func shown(_ argument: Argument) -> String {
            let synopsis = argument.synopsis(in: language) + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(synopsis)]" : synopsis
        }
        let needed = shownArguments.filter { $0.kind == .positional || !$0.isOptional }
        let more = shownArguments.contains { $0.kind != .positional && $0.isOptional && !$0.isOfParser }
        return
            ([path] + needed.map(shown)
            + (more ? [Words("[options]", id: "[pilihan]").in(language)] : [])
            + (shownSubcommands.isEmpty ? [] : [HelpPage.aCommand.in(language)])).joined(separator: " ")
    }
}
