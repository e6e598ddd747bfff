import Foundation
import TestSupport
import Testing

/// The README is true: its commands run, and what it shows is what they print.
@Suite struct ReadmeTests {
    /// One command of a `console` block and the lines that the README shows under it.
    struct Example {
        let command: String
        var output: [String] = []
    }

    private func examples() throws -> [Example] {
        let text = try String(contentsOf: Vectors.packageFolder.appending(path: "README.md"), encoding: .utf8)
        var examples: [Example] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, line.hasPrefix("$ ") {
                examples.append(Example(command: String(line.dropFirst(2))))
            } else if isInside, !examples.isEmpty {
                examples[examples.count - 1].output.append(String(line))
            }
        }
        return examples
    }

    /// Dates, keys, digests, ids and widths differ from run to run; nothing else does.
    private func shape(_ line: some StringProtocol) -> String {
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

    /// Runs the walk-through, then the README's commands in one shell, as somebody who follows the page would.
    @Test func everyCommandOfTheReadmeDoesWhatThePageShows() throws {
        guard stockTool("age") != nil, stockTool("minisign") != nil, stockTool("python3") != nil else {
            return
        }
        let folder = try TemporaryFolder()
        let package = Vectors.packageFolder
        let files = FileManager.default
        try files.createDirectory(at: folder.appending("bin"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: folder.appending("bin/amanah").path, withDestinationPath: Session.binary)
        for name in ["keys-example", "Examples", "docs"] {
            try files.createSymbolicLink(
                atPath: folder.appending(name).path, withDestinationPath: package.appending(path: name).path)
        }
        let walk = try run(
            package.appending(path: "scripts/demo").path, [], folder: package,
            environment: [
                "AMANAH_DEMO": folder.appending("demo-vault").path,
                "AMANAH_BIN": folder.appending("bin").path,
            ])
        #expect(walk.status == 0, "\(walk.output.suffix(800)) \(walk.errors)")
        for words in [
            "Signature and comment signature verified", "The bundle is whole", "document/kronologi.txt: OK",
            "All is well.",
        ] {
            #expect(walk.output.contains(words), "\(words)")
        }

        // The passphrase that the reader types comes from a file, and the words of a kit from its making; all else is as the page has
        // it.
        var script = """
            PATH="$PWD/bin:$PATH"
            amanah() {
                case $1 in
                kit) command amanah "$@" --passphrase-file "$KEYS/passphrase.txt" | tee made ;;
                deposit) command amanah "$@" --fingerprint "$(sed -n 's/.*telephone: //p' made)" ;;
                recover | restore | backup) command amanah "$@" ;;  # take no identity, like deposit
                join)  # what the custodian reads aloud is another phrase in every vault
                    phrase=$(command amanah status --vault "$2" --json --identity bambang.identity \\
                        --passphrase-file "$KEYS/passphrase.txt" | sed -n 's/.*"phrase" : "\\(.*\\)".*/\\1/p')
                    command amanah join "$2" --phrase "$phrase" "${@:5}" --passphrase-file "$KEYS/passphrase.txt" ;;
                *) command amanah "$@" --passphrase-file "$KEYS/passphrase.txt" ;;
                esac
            }
            exec 2>&1

            """
        let examples = try examples()
        #expect(examples.count >= 15)
        let made = examples.first { $0.command.hasPrefix("amanah init") }?.output
        let phrase = try #require(made?.first { $0.hasPrefix("phrase ") }).dropFirst("phrase".count)
        let join = examples.first { $0.command.hasPrefix("amanah join") }?.command
        #expect(try #require(join).contains("\"\(phrase.trimmingCharacters(in: .whitespaces))\""))
        for (index, example) in examples.enumerated() {
            script += "echo '== \(index)'\n\(example.command)\n"
        }
        let result = try run(
            "/bin/bash", ["-c", script], folder: folder.url,
            environment: ["KEYS": package.appending(path: "keys-example").path, "AMANAH_LANG": "en"])
        var printed: [Int: [String]] = [:]
        var current = -1
        for line in result.output.split(separator: "\n") {
            if line.hasPrefix("== "), let index = Int(line.dropFirst(3)) {
                current = index
            } else {
                printed[current, default: []].append(shape(line))
            }
        }
        for (index, example) in examples.enumerated() {
            let shown = example.output.filter { !$0.isEmpty }.map(shape)
            #expect(printed[index, default: []] == shown, "\(example.command)")
        }
    }
}
