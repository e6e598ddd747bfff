import ArgumentParser
import Presentation
import Testing

@testable import AmanahCommands

/// The argument parser's errors are not public, so a new version of it may call them otherwise: all kinds are made here.
@Suite struct ParserRefusalTests {
    /// With what no command of Amanah has.
    private struct Odd: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "odd", subcommands: [Leaf.self])

        struct Leaf: ParsableCommand {
            enum Speed: String, EnumerableFlag { case fast, slow }
            @Flag var speed = Speed.fast
            @Option(name: .short) var number = 0
            @Argument var count: Int
        }
    }

    private func refused(
        _ words: [String], by root: any ParsableCommand.Type = Amanah.self,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> ParserRefusal {
        let error = try #require(throws: (any Error).self, sourceLocation: sourceLocation) {
            try root.parseAsRoot(words)
        }
        return try #require(ParserRefusal(error, of: root, words), "\(words)", sourceLocation: sourceLocation)
    }

    /// The answers hold what the parser's own sentence has nothing of.
    private static let kinds: [(words: [String], english: String, indonesian: String)] = [
        (["add", "--no-such"], "there is no option '--no-such'", "tidak ada pilihan '--no-such'"),
        (["add", "c", "f", "--knid", "visum"], "did you mean '--kind'?", "maksudnya '--kind'?"),
        (["add", "-x"], "there is no option '-x'", "tidak ada pilihan '-x'"),
        (
            ["add", "c", "f", "--kind", "visum", "--tilte", "x"], "did you mean '--title'?",
            "maksudnya '--title'?"
        ),
        (["get", "x", "-oy"], "did you mean '-o y'?", "maksudnya '-o y'?"),
        (["add"], "'<case>' is missing", "'<kasus>' belum disebutkan"),
        (["add", "c"], "'<path>' is missing", "'<berkas>' belum disebutkan"),
        (["case", "open"], "'--title <title>' is missing", "'--title <judul>' belum disebutkan"),
        (["add", "c", "f", "--kind"], "'--kind <kind>' has no value", "'--kind <jenis>' belum ada isinya"),
        (
            ["lock", "--json=3"], "'--json' takes no value, and '3' is one",
            "'--json' tidak memakai nilai, padahal ada '3'"
        ),
        (["list", "a", "b", "it's"], "there is 'b', 'it's'", "berlebih: 'b', 'it's'"),
        (
            ["unlock", "--for", "long"], "'long' cannot stand for '--for <time>'",
            "'long' tidak dapat dipakai untuk '--for <lama>'"
        ),
        (
            ["audit", "log", "--last", "x'y"], "'x'y' cannot stand for '--last <n>'",
            "'x'y' tidak dapat dipakai untuk '--last <n>'"
        ),
        (["lock", "---x"], "'---x' is not how an option is written", "'---x' bukan cara menulis pilihan"),
        (["lock", "-é"], "'-é'", "'-é'"),
        (
            ["case", "opne"], "there is no command 'opne'; did you mean 'open'?",
            "tidak ada perintah 'opne'; maksudnya 'open'?"
        ),
        (["recover"], "say what to do", "sebutkan apa yang akan dilakukan"),
        (
            ["consent", "withdraw", "c", "x", "--channel", "y"], "'x' is no number of a consent",
            "'x' bukan nomor persetujuan"
        ),
        (
            ["--generate-completion-script", "klingon"], "completions can be written for: ",
            "pelengkapan hanya tersedia untuk: "
        ),
    ]

    @Test(arguments: kinds) func everyRefusalIsInBothLanguages(
        _ kind: (words: [String], english: String, indonesian: String)
    ) throws {
        let refusal = try refused(kind.words)
        expect(refusal, kind.english, kind.indonesian, kind.words)
    }

    private static let oddKinds: [(words: [String], english: String, indonesian: String)] = [
        (["leaf", "x"], "'x' cannot stand for '<count>'", "'x' tidak dapat dipakai untuk '<count>'"),
        (
            ["leaf", "1", "--fast", "--slow"], "'--fast' and '--slow' exclude each other",
            "'--fast' dan '--slow' tidak dapat dipakai bersama"
        ),
        (["leaf", "1", "-n"], "'-n <n>' has no value", "'-n <n>' belum ada isinya"),
        (["leaf", "1", "-n5"], "did you mean '-n 5'?", "maksudnya '-n 5'?"),
    ]

    @Test(arguments: oddKinds) func soAreThoseOfOtherCommands(
        _ kind: (words: [String], english: String, indonesian: String)
    ) throws {
        let refusal = try refused(kind.words, by: Odd.self)
        expect(refusal, kind.english, kind.indonesian, kind.words)
    }

    private func expect(_ refusal: ParserRefusal, _ english: String, _ indonesian: String, _ words: [String])
    {
        let (said, kata) = (refusal.problem.words.english, refusal.problem.words.indonesian)
        #expect(said.contains(english), "\(words): \(said)")
        #expect(kata.contains(indonesian), "\(words): \(kata)")
        #expect(said != kata, "\(words)")
        #expect(refusal.problem.status == .usage)
        if let next = refusal.next { #expect(next.english != next.indonesian) }
    }

    /// As people see it: one line on what is wrong and one on what to do, and the status of wrong words.
    @Test func theProgramSaysItInTwoLinesAtMost() throws {
        let session = try Session([])
        for (language, words) in [
            ("en", ["Example: amanah add", "See 'amanah lock --help'."]),
            ("id", ["Contoh: amanah add", "Lihat 'amanah lock --help'."]),
        ] {
            session.environment["AMANAH_LANG"] = language
            let missing = try session.amanah(["add"], as: nil, failsWith: 2)
            #expect(missing.hasPrefix("amanah: ") && missing.contains(words[0]), "\(missing)")
            #expect(try session.amanah(["lock", "--no"], as: nil, failsWith: 2).contains(words[1]))
            let ours = try session.amanah(["verify", "--quick", "--full"], as: nil, failsWith: 2)
            #expect(ours.contains("--quick") && ours.contains("amanah verify --help"), "\(ours)")
            let top = try session.amanah(["--verison"], as: nil, failsWith: 2)
            #expect(top.contains("'--version'?"), "\(top)")
            let hostile = try session.amanah(["list", "a", "b\u{1B}[31m"], as: nil, failsWith: 2)
            #expect(!hostile.contains("\u{1B}"))
        }
    }
}
