import Foundation
import TestSupport

/// Commands as a page shows them, and what they print: `$ command`, and the lines under it.
struct ConsoleText {
    /// One command, and the lines that stand under it.
    struct Example {
        let command: String
        var output: [String] = []
    }

    var examples: [Example] = []
    /// What stands between them, by how many examples come before it.
    private(set) var remarks: [(before: Int, line: String)] = []
    /// Files that the commands find in their folder.
    private(set) var files: [(name: String, contents: String)] = []

    /// The `console` blocks of a page.
    init(ofPage markdown: String) {
        var isInside = false
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside {
                add(String(line))
            }
        }
    }

    /// A story: commands, remarks that begin with `#`, and at its end files, each behind a line `-- name --` (as in txtar, and in the tests
    /// of age).
    init(ofStory text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                files.append((String(line.dropFirst(3).dropLast(3)), ""))
            } else if !files.isEmpty {
                files[files.count - 1].contents += line + "\n"
            } else if line.hasPrefix("#") || line.isEmpty {
                remarks.append((examples.count, line))
            } else {
                add(line)
            }
        }
        // The text ends with a line break, behind which there is no line.
        if let last = files.last, last.contents.hasSuffix("\n") {
            files[files.count - 1].contents.removeLast()
        }
    }

    private mutating func add(_ line: String) {
        if line.hasPrefix("$ ") {
            examples.append(Example(command: String(line.dropFirst(2))))
        } else if !examples.isEmpty {
            examples[examples.count - 1].output.append(line)
        }
    }

    /// The story with other output.
    func story(printing printed: [[String]]) -> String {
        var lines: [String] = []
        for (index, example) in examples.enumerated() {
            lines += remarks.filter { $0.before == index }.map(\.line)
            lines += ["$ " + example.command] + printed[index]
        }
        lines += remarks.filter { $0.before == examples.count }.map(\.line)
        for file in files { lines += ["-- \(file.name) --", String(file.contents.dropLast())] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Dates, keys, digests, ids and widths differ from run to run; nothing else does.
    static func shape(_ line: some StringProtocol) -> String {
        [
            "telephone: ([a-z]+ ){11}[a-z]+",
            #"\b[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]+Z?)?"#, "[A-Za-z0-9+/]{40,}=*", #"\b[0-9a-f]{4}\b"#,
            #"\b[0-9a-f]{32}\b"#, #"\b[0-9a-f]{12}\b"#,
            #"(phrase( of the vault)? +|join': |vault ')([a-z]+ ){11}[a-z]+"#,
            #"\([0-9.]+ (bytes|[KM]iB)\)"#, #"/\S*/"#,
        ].reduce(String(line)) {
            $0.replacingOccurrences(of: $1, with: "#", options: .regularExpression)
        }.split(separator: " ").joined(separator: " ")
    }

    /// What each example prints, standard error as well, when all run in one shell, shaped.
    ///
    /// - Parameters:
    ///   - prelude: runs before them.
    ///   - endingWithStatus: has the status of a command that fails, in brackets, in a line of its own.
    func printed(
        after prelude: String, in folder: URL, environment: [String: String], endingWithStatus: Bool = false
    ) throws -> [[String]] {
        var script = prelude + "\nexec 2>&1\n"
        for (index, example) in examples.enumerated() {
            script += "echo '== \(index)'\n\(example.command)\n"
            if endingWithStatus { script += "status=$?; [ $status -eq 0 ] || echo \"[$status]\"\n" }
        }
        let result = try run("/bin/bash", ["-c", script], folder: folder, environment: environment)
        var printed = Array(repeating: [String](), count: examples.count)
        var current = -1
        for line in result.output.split(separator: "\n") {
            if line.hasPrefix("== "), let index = Int(line.dropFirst(3)) {
                current = index
            } else if printed.indices.contains(current) {
                printed[current].append(ConsoleText.shape(line))
            }
        }
        return printed
    }
}
