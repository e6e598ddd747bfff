import ArgumentParser

/// What the program ends with.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case other = 1
    case usage = 2
    case notPermitted = 3
    case locked = 4
    case integrity = 5
    case notFound = 6
    case busy = 7

    var meaning: String {
        switch self {
        case .done: "done"
        case .other: "anything else: a disk that is full, a file that cannot be read"
        case .usage: "the words of the command are wrong"
        case .notPermitted:
            "your role or the survivor's consent does not allow it; what a vault refuses a member is in its log"
        case .locked: "locked, or a wrong passphrase"
        case .integrity: "something was altered, lost or rolled back"
        case .notFound: "there is no such vault, case, document, member or file"
        case .busy: "another command is at work; try again"
        }
    }
}

/// `amanah help exit-status`.
struct ExitStatusHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-status", abstract: "What the exit statuses mean.", discussion: table)

    private static let table = ExitStatus.allCases.map { "\($0.rawValue)  \($0.meaning)" }
        .joined(separator: "\n")

    func run() { Output.line(ExitStatusHelp.table) }
}
