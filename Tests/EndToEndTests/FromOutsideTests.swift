import Foundation
import TestSupport
import Testing

/// The library as somebody sees it who imports it: what is public is enough, and its pages lead somewhere.
@Suite struct FromOutsideTests {
    private let build = URL(fileURLWithPath: Session.binary).deletingLastPathComponent()

    /// Nil, aloud, where the tests were not built by SwiftPM beside the program.
    private func make(_ what: String, _ output: URL) throws -> CommandResult? {
        guard let bash = stockTool("bash"), stockTool("swiftc") != nil, stockTool("docc") != nil,
            FileManager.default.fileExists(atPath: build.appending(path: "Modules").path)
        else {
            print("skipped: no compiler, or nothing that was built beside the program")
            return nil
        }
        let script = Vectors.packageFolder.appending(path: "scripts/from-outside").path
        return try run(bash, [script, what, build.path, output.path])
    }

    @Test func theExampleBuildsWithWhatIsPublicAndRuns() throws {
        let folder = try TemporaryFolder()
        let program = folder.appending("first-vault")
        guard let made = try make("example", program) else { return }
        try #require(made.status == 0, "\(made.output) \(made.errors)")
        let result = try run(program.path, [folder.appending("here").path])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("founded "), "\(result.output)")
        #expect(lines.contains("read “Ia dijemput pukul empat pagi.”"))
        #expect(lines.last == "1 document, all is well")
        // What it made is a vault of ours, with an identity file that opens.
        let phrase = lines.first?.split(separator: ":").last.map(String.init) ?? ""
        let passphrase = folder.appending("passphrase")
        try Data("kenari hijau tujuh lautan\n".utf8).write(to: passphrase)
        let vault = folder.appending("here/vault").path
        for words in [["join", vault, "--phrase", phrase], ["verify", "--full", "--vault", vault]] {
            let command = try run(
                Session.binary,
                words + [
                    "--identity", folder.appending("here/ratna.identity").path, "--passphrase-file",
                    passphrase.path,
                ], environment: ["AMANAH_LANG": "en", "AMANAH_STATE": folder.appending("state").path])
            #expect(command.status == 0, "\(words): \(command.errors)")
        }
    }

    @Test func thePagesOfTheLibraryNameWhatThereIs() throws {
        let folder = try TemporaryFolder()
        guard let made = try make("docs", folder.appending("docs")) else { return }
        #expect(made.status == 0, "\(made.errors)")
        let said = (made.output + made.errors).split(separator: "\n")
        let ofPages = said.filter { $0.contains(".md:") }
        #expect(ofPages.isEmpty, "\(ofPages)")
        for page in [
            "evidencevault.json", "evidencevault/firstvault.json", "evidencevault/vaultsession.json",
        ] {
            #expect(
                FileManager.default.fileExists(
                    atPath: folder.appending("docs/data/documentation/\(page)").path), "\(page)")
        }
    }
}
