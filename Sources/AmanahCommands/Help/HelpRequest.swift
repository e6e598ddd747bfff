import ArgumentParser
import Bytes
import EvidenceVault

/// Whose help is asked for: by `help`, `-h` or `--help`, or by the name of a group alone.
enum HelpRequest {
    private static let flags: Set<String> = ["-h", "--help", "--help-hidden"]

    static func isMade(by arguments: [String]) -> Bool {
        arguments.first == "help" || words(arguments).contains(where: flags.contains)
    }

    /// The command that is spoken of. Throws ``CommandError/unknownCommand(_:nearest:)`` where it is none.
    static func command(_ arguments: [String]) throws -> CommandInfo {
        var words = words(arguments)
        if words.first == "help" { words = words.dropFirst() }
        var stack: [any ParsableCommand.Type] = [Amanah.self]
        var command: any ParsableCommand.Type = Amanah.self
        while let next = command.configuration.subcommands.first(where: { $0._commandName == words.first }) {
            command = next
            stack.append(next)
            words = words.dropFirst()
        }
        if let word = words.first, !word.hasPrefix("-"), !command.configuration.subcommands.isEmpty {
            throw unknown(word, in: command)
        }
        return try CommandInfo(stack)
    }

    static func unknown(_ word: String, in group: any ParsableCommand.Type) -> CommandError {
        let commands = group.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        return .unknownCommand(
            word, nearest: Spelling.nearest(to: word, among: commands.map { $0._commandName }))
    }

    /// What follows `--` is never an option.
    static func words(_ arguments: [String]) -> ArraySlice<String> { arguments.prefix { $0 != "--" } }
}
