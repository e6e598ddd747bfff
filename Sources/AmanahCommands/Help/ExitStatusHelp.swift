import ArgumentParser
import Presentation

/// `amanah help exit-status`.
struct ExitStatusHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-status",
        abstract: Words("What the exit statuses mean.", id: "Arti status akhir perintah."), discussion: table)

    private static let table = lines.joined(separator: "\n")

    private static var lines: [Words] {
        ExitStatus.allCases.map { .data("\($0.rawValue)  ") + $0.meaning }
    }

    func run() { for line in ExitStatusHelp.lines { Output.line(line) } }
}
