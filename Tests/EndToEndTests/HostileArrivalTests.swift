import Foundation
import TestSupport
import Testing

/// What anybody can put into a bag and send, through the command line: refused with status 5, nothing written, in little memory.
@Suite struct HostileArrivalTests {
    private static let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    /// A bag with these besides what makes it one.
    private func files(_ more: [(String, String)] = [], manifest: String = "") throws -> [(String, String)] {
        let sum = try run("/usr/bin/sha256sum", [], input: Data("isi".utf8)).output.prefix(64)
        return [
            ("b/bagit.txt", HostileArrivalTests.declaration),
            ("b/manifest-sha256.txt", "\(sum)  data/a.txt\n\(manifest)"),
        ] + more + [("b/data/a.txt", "isi")]
    }

    private func tar(_ files: [(String, String)]) -> [UInt8] {
        files.flatMap { name, text in HandMade.pax([("path", name)]) + HandMade.file("x", text) }
    }

    /// Runs the program, and measures what it had in memory, in MiB.
    private func measured(_ session: Session, _ words: [String]) throws -> (
        result: CommandResult, memory: Int
    ) {
        let script = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:]).returncode
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
            sys.exit(status)
            """
        let result = try run(
            "/usr/bin/python3", ["-c", script, Session.binary] + words,
            folder: session.folder.appending("work"),
            environment: session.environment)
        let memory = result.errors.split(separator: "\n").last.flatMap { Int($0) }
        return (result, try #require(memory, "\(result.errors)"))
    }

    private func session() throws -> Session {
        let session = try Session([])
        try FileManager.default.createDirectory(
            at: session.folder.appending("work"), withIntermediateDirectories: false)
        return session
    }

    private func tree(_ session: Session) -> Set<String> {
        Set(FileManager.default.subpaths(atPath: session.folder.path) ?? [])
    }

    /// - Parameter said: stands in what is printed.
    private func expectRefused(
        _ bytes: [UInt8], _ name: String, in session: Session, saying said: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try Data(bytes).write(to: session.folder.appending(name))
        let before = tree(session)
        for words in [["verify", "../\(name)"], ["open", "../\(name)", "-o", "out"]] {
            let (result, memory) = try measured(session, ["bundle"] + words)
            #expect(
                result.status == 5, "\(name): \(result.output) \(result.errors)",
                sourceLocation: sourceLocation)
            #expect(memory < 128, "\(name): \(memory) MiB", sourceLocation: sourceLocation)
            let text = result.output + result.errors
            #expect(said.map(text.contains) ?? true, "\(name): \(text)", sourceLocation: sourceLocation)
            #expect(
                !text.unicodeScalars.contains { [0x1B, 0x202E, 0x2066].contains($0.value) }, "\(name)",
                sourceLocation: sourceLocation)
        }
        #expect(tree(session) == before, "\(name)", sourceLocation: sourceLocation)
    }

    @Test func whatIsRefusedHereIsReadWithoutTheHarm() throws {
        let session = try session()
        let good = try tar(files()) + HandMade.end
        try Data(good).write(to: session.folder.appending("good.tar"))
        let result = try session.amanah(["bundle", "verify", session.path("good.tar")])
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: [
        "../x", "b/../../x", "b/data/../../../x", "/tmp/amanah-x", "C:\\x", "C:/x", "b/data\\..\\..\\x",
        "~/x",
        "\\\\server\\x", "b//x", "b/./x", "b/data/a\u{1B}[2J", "b/data/\u{7}",
    ]) func noPathLeadsOut(_ path: String) throws {
        let session = try session()
        try expectRefused(tar(files([(path, "pwned")])) + HandMade.end, "p.tar", in: session)
        let zip = try files([(path, "pwned")]).map { HandMade.ZipFile($0.0, Array($0.1.utf8)) }
        try expectRefused(HandMade.zip(zip), "p.zip", in: session)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/amanah-x"))
    }

    @Test(arguments: ["1", "2", "3", "4", "6", "7", "S", "V"]) func nothingButFilesComesOut(
        _ type: String
    ) throws {
        let session = try session()
        let entry = HandMade.header("b/data/l", type: Character(type), link: "/etc/passwd")
        try expectRefused(tar(files()) + entry + HandMade.end, "l.tar", in: session)
        guard type == "2" else { return }
        var link = HandMade.ZipFile("b/data/l", Array("/etc/passwd".utf8))
        link.mode = 0o120777
        let zip = try files().map { HandMade.ZipFile($0.0, Array($0.1.utf8)) }
        try expectRefused(HandMade.zip(zip + [link]), "l.zip", in: session)
    }

    @Test(arguments: [
        "b/data/a.txt", "b/data/A.TXT", "b/DATA/a.txt", "b/data/a.txt/c", "B/bagit.txt",
    ]) func noTwoFilesAreOne(_ twin: String) throws {
        let session = try session()
        try expectRefused(tar(files([(twin, "FORGED")])) + HandMade.end, "t.tar", in: session)
        let zip = try files([(twin, "FORGED")]).map { HandMade.ZipFile($0.0, Array($0.1.utf8)) }
        try expectRefused(HandMade.zip(zip), "t.zip", in: session)
    }

    @Test func spellingsOfOneNameAreOneName() throws {
        let session = try session()
        let twins = [("b/data/\u{E9}.txt", "satu"), ("b/data/e\u{301}.txt", "FORGED")]
        try expectRefused(tar(files(twins)) + HandMade.end, "n.tar", in: session)
        try expectRefused(
            HandMade.zip(files(twins).map { HandMade.ZipFile($0.0, Array($0.1.utf8)) }), "n.zip", in: session)
    }

    @Test func whatIsCutOrJoinedIsNoArchive() throws {
        let session = try session()
        let whole = try tar(files()) + HandMade.end
        try expectRefused(Array(whole.dropLast(1024 + 512)), "cut.tar", in: session)
        try expectRefused(Array(whole.prefix(700)), "start.tar", in: session)
        try expectRefused(whole + whole, "two.tar", in: session)
        try expectRefused(whole + Array("x".utf8), "more.tar", in: session)
        let zip = try HandMade.zip(files().map { HandMade.ZipFile($0.0, Array($0.1.utf8)) })
        for (name, bytes) in [
            ("cut", Array(zip.dropLast(30))), ("two", zip + zip), ("more", zip + [0]), ("before", [0] + zip),
        ] { try expectRefused(bytes, "\(name).zip", in: session) }
    }

    @Test func whatIsListedIsThereAndNothingIsFetched() throws {
        let session = try session()
        let lost = "\(String(repeating: "0", count: 64))  data/hilang.txt\n"
        try expectRefused(
            tar(files(manifest: lost)) + HandMade.end, "lost.tar", in: session,
            saying: "data/hilang.txt is missing")
        let fetch = ("b/fetch.txt", "http://127.0.0.1:9/hilang - data/hilang.txt\n")
        try expectRefused(
            tar(files([fetch], manifest: lost)) + HandMade.end, "fetch.tar", in: session,
            saying: "data/hilang.txt is left to be fetched")
        try expectRefused(
            tar(files([("b/fetch.txt", "file:///etc/passwd - ../x\n")])) + HandMade.end, "out.tar",
            in: session,
            saying: "fetch.txt names a file outside of the bag")
        let other = "\(String(repeating: "0", count: 64))  data/a.txt\n"
        try expectRefused(tar(files(manifest: other)) + HandMade.end, "other.tar", in: session)
    }

    @Test func megabytesInOneLineAndBombsAreRefusedInLittleMemory() throws {
        let session = try session()
        let long = String(repeating: "w", count: 8 << 20)
        try expectRefused(
            tar(files(manifest: "\(String(repeating: "0", count: 64))  data/\(long)\n")) + HandMade.end,
            "line.tar", in: session)
        try expectRefused(tar(files([("b/bagit.txt", long)])) + HandMade.end, "bagit.tar", in: session)
        // Beyond the limit of tag files, and a size that no disk has.
        let zeros = [UInt8](repeating: 0, count: 80 << 20)
        let bomb = try HandMade.zip(
            files().map { HandMade.ZipFile($0.0, Array($0.1.utf8)) }
                + [HandMade.ZipFile("b/note.txt", zeros, deflated: true)])
        #expect(bomb.count < 1 << 20)
        try expectRefused(bomb, "bomb.zip", in: session)
        let huge = HandMade.pax([("path", "b/data/x"), ("size", "4398046511105")])
        try expectRefused(tar(files()) + huge + HandMade.header("x"), "huge.tar", in: session)
    }

    /// A name that shows itself backwards is shown with what it hides.
    @Test func namesThatLieAreShownAsTheyAre() throws {
        let session = try session()
        let name = "b/data/surat\u{202E}fdp.exe"
        let bytes = try tar(files([(name, "x")])) + HandMade.end
        try expectRefused(bytes, "bidi.tar", in: session, saying: "surat")
    }
}
