import Foundation
import TestSupport
import Testing

/// The README is true: its commands run, and what it shows is what they print.
@Suite struct ReadmeTests {
    /// Runs the walk-through, then the README's commands in one shell, as somebody who follows the page would.
    @Test func everyCommandOfTheReadmeDoesWhatThePageShows() throws {
        guard stockTool("age") != nil, stockTool("minisign") != nil, stockTool("python3") != nil,
            stockTool("exiftool") != nil
        else { return }
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
        let prelude = """
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
            """
        let page = ConsoleText(
            ofPage: try String(contentsOf: package.appending(path: "README.md"), encoding: .utf8))
        let examples = page.examples
        #expect(examples.count >= 15)
        let made = examples.first { $0.command.hasPrefix("amanah init") }?.output
        let phrase = try #require(made?.first { $0.hasPrefix("phrase ") }).dropFirst("phrase".count)
        let join = examples.first { $0.command.hasPrefix("amanah join") }?.command
        #expect(try #require(join).contains("\"\(phrase.trimmingCharacters(in: .whitespaces))\""))
        let printed = try page.printed(
            after: prelude, in: folder.url,
            environment: ["KEYS": package.appending(path: "keys-example").path, "AMANAH_LANG": "en"])
        for (index, example) in examples.enumerated() {
            let shown = example.output.filter { !$0.isEmpty }.map(ConsoleText.shape)
            #expect(printed[index] == shown, "\(example.command)")
        }
    }
}
