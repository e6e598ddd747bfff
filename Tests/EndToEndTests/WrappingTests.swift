import EvidenceVault
import Foundation
import TestSupport
import Testing

/// How a bundle is wrapped for an office: sealed to several keys, in a zip with a passphrase, in volumes.
@Suite struct WrappingTests {
    private let ref = "TPPO-2026-0017"

    /// A session with a document of this size, and a consent to LPSK.
    private func session(_ size: Int = 9) throws -> Session {
        let session = try Session()
        try session.makeOffice()
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        try Data(bytes).write(to: session.folder.appending("kronologi-melati.bin"))
        try session.amanah(
            "add", ref, session.path("kronologi-melati.bin"), "--kind", "chronology", as: "companion")
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "1",
            "--given-by", "Melati", as: "companion")
        return session
    }

    private func create(_ words: [String], _ file: String) -> [String] {
        ["bundle", "create", ref, "--to", "lpsk", "--yes", "-o", file] + words
    }

    private func spoken(_ output: String) throws -> String {
        let lines = output.split(separator: "\n").map(String.init)
        let heading = try #require(lines.firstIndex { $0.hasPrefix("PASSPHRASE") }, "\(output)")
        return lines[heading + 1].trimmingCharacters(in: .whitespaces)
    }

    private func verify(_ session: Session, _ file: String, _ words: String) throws -> CommandResult {
        try session.amanah(
            [
                "bundle", "verify", session.path(file), "--passphrase-file",
                session.write("typed", words + "\n"),
            ])
    }

    // MARK: A passphrase

    @Test func anOfficeWithoutAKeyGetsAZipThatSevenZipOpens() throws {
        let session = try session()
        let refused = try session.amanah(create([], session.path("b.age")), as: "lawyer", failsWith: 3)
        #expect(refused.contains("--passphrase"))
        let made = try session.amanah(create(["--passphrase"], session.path("lpsk.zip")), as: "lawyer")
        #expect(made.status == 0, "\(made.errors)")
        let words = try spoken(made.output)
        let list = words.split(separator: " ")
        #expect(list.count == 9 && BundlePassphrase.bits >= 90)
        #expect(made.errors.contains("telephone") && made.errors.contains("WhatsApp"))
        #expect(!made.errors.contains(words), "it is shown once")

        let good = try verify(session, "lpsk.zip", words)
        #expect(good.status == 0 && good.output.hasPrefix("The bundle is whole"), "\(good.errors)")
        #expect(good.output.contains("a passphrase (the office had no key)"), "\(good.output)")
        let wrong = try verify(session, "lpsk.zip", list.dropLast().joined(separator: " "))
        #expect(wrong.status == 4 && wrong.errors.contains("telephone"), "\(wrong.errors)")
        var bytes = [UInt8](try Data(contentsOf: session.folder.appending("lpsk.zip")))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: session.folder.appending("altered.zip"))
        #expect(try verify(session, "altered.zip", words).status == 5)
        let opened = try session.amanah(
            [
                "bundle", "open", session.path("lpsk.zip"), "-o", session.path("out"), "--passphrase-file",
                session.write("typed", words),
            ])
        #expect(opened.status == 0 && session.exists("out/custody.json"), "\(opened.errors)")

        // Nothing keeps the words, and the zip's one name says nothing.
        for place in ["vault", "state"] {
            for file in session.files(below: place) {
                let content = try Data(contentsOf: session.folder.appending("\(place)/\(file)"))
                #expect(content.range(of: Data(words.utf8)) == nil, "\(file)")
            }
        }
        let log = try session.amanah("audit", "log", as: "auditor")
        #expect(log.contains("to lpsk, with a PASSPHRASE") && !log.contains(String(list[0] + " " + list[1])))
        if let sevenZip = stockTool("7z") {
            let names = try run(sevenZip, ["l", "-ba", session.path("lpsk.zip")]).output
            #expect(names.contains("paket.tar") && names.split(separator: "\n").count == 1, "\(names)")
            #expect(!names.contains("TPPO") && !names.contains("melati"))
            let out = try run(
                sevenZip, ["x", "-p\(words)", session.path("lpsk.zip")], folder: session.folder.url)
            #expect(out.status == 0, "\(out.output)")
            let tar = try run("/usr/bin/tar", ["xf", "paket.tar"], folder: session.folder.url)
            #expect(tar.status == 0)
            let folder = try #require(
                FileManager.default.contentsOfDirectory(atPath: session.folder.path).first {
                    $0.hasPrefix("\(ref)-lpsk")
                })
            #expect(try session.amanah(["bundle", "verify", session.path(folder)]).status == 0)
        }
    }

    @Test func aPassphraseBesideAKeyIsMeantAndSeen() throws {
        let session = try session()
        try session.giveKey()
        let words = try session.amanah(
            create(["--passphrase"], session.path("a.zip")), as: "lawyer", failsWith: 2)
        #expect(words.contains("--despite-key"))
        let made = try session.amanah(
            create(
                [
                    "--passphrase", "--despite-key", "--passphrase-out", session.path("words"), "--json",
                ], session.path("a.zip")), as: "lawyer")
        #expect(made.status == 0, "\(made.errors)")
        let typed = try session.contents("words").trimmingCharacters(in: .newlines)
        #expect(typed.split(separator: " ").count == 9 && !made.output.contains(typed))
        let mode = try FileManager.default.attributesOfItem(atPath: session.path("words"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let report = try verify(session, "a.zip", typed).output
        #expect(report.contains("although the office had a key"), "\(report)")
        let page = session.path("report.html")
        try session.amanah("audit", "report", "-o", page, as: "auditor")
        let html = try session.contents("report.html")
        #expect(html.contains("Sealed with a passphrase"))
        #expect(html.contains("handed over to lpsk under a passphrase, although it had a key"))
    }

    @Test func whatDoesNotGoTogetherIsRefusedBeforeAnythingIsLogged() throws {
        let session = try session()
        for (words, file) in [
            (["--passphrase"], "a.tar.age"), (["--passphrase"], "a.tar"), ([], "a.zip"),
            (["--passphrase", "--recipient", session.path("lpsk.card")], "a.zip"),
            (["--passphrase", "--json"], "a.zip"), (["--despite-key"], "a.age"),
            (["--passphrase-out", session.path("w")], "a.age"), (["--split", "20X"], "a.age"),
            (["--split", "999K"], "a.age"), (["--split", ""], "a.age"),
            (["--split", "9999999999999G"], "a.age"),
        ] {
            try session.amanah(create(words, session.path(file)), as: "lawyer", failsWith: 2)
            #expect(!session.exists(file))
        }
        #expect(!(try session.amanah("audit", "log", as: "auditor").contains("to lpsk")))
    }

    // MARK: Several keys

    @Test func severalKeysOfAnOfficeOpenOneBundle() throws {
        let session = try Session([
            "custodian", "coordinator", "companion", "lawyer", "auditor", "lpsk", "two",
        ])
        try session.makeOffice()
        try session.write("a.txt", "kronologi")
        try session.amanah("add", ref, session.path("a.txt"), "--kind", "chronology", as: "companion")
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--documents", "1",
            "--given-by", "Melati", as: "companion")
        try session.giveKey()
        try session.amanah(
            "office", "add", "lpsk", "--card", session.path("two.card"), "--how", "diserahkan", as: "lawyer")
        try session.amanah("office", "confirm", "lpsk", "--yes", as: "coordinator")
        try session.amanah(create([], session.path("a.age")), as: "lawyer", failsWith: 2)
        let cards = ["lpsk", "two"].flatMap { ["--recipient", session.path("\($0).card")] }
        let made = try session.amanah(create(cards, session.path("a.age")), as: "lawyer")
        #expect(made.status == 0, "\(made.errors)")
        for name in ["lpsk", "two"] {
            let report = try session.amanah("bundle", "verify", session.path("a.age"), as: name)
            #expect(!report.contains("warning"), "\(report)")
            #expect(report.split(separator: "\n").count { $0.contains("sealed to") } == 2)
        }
        #expect(try session.amanah(["bundle", "verify", session.path("a.age")], as: "lawyer").status != 0)
        let one = ["--recipient", session.path("two.card"), "--recipient", session.path("lawyer.card")]
        try session.amanah(create(one, session.path("b.age")), as: "lawyer", failsWith: 3)
    }

    // MARK: Volumes

    @Test(arguments: [false, true]) func volumesAreOneFileAgain(_ isZip: Bool) throws {
        let session = try session(3_500_000)
        if !isZip { try session.giveKey() }
        let name = isZip ? "lpsk.zip" : "lpsk.tar.age"
        let made = try session.amanah(
            create(["--split", "1M"] + (isZip ? ["--passphrase"] : []), session.path(name)), as: "lawyer")
        #expect(made.status == 0, "\(made.errors)")
        let words = isZip ? try spoken(made.output) : Session.passphrase
        let volumes = (1...4).map { "\(name).00\($0)" }
        #expect(volumes.allSatisfy(session.exists) && !session.exists("\(name).005") && !session.exists(name))
        for volume in volumes.dropLast() {
            #expect(try Data(contentsOf: session.folder.appending(volume)).count == 1_000_000)
        }
        let sums = try run(
            "/usr/bin/sha256sum", ["-c", "--strict", "\(name).sha256"], folder: session.folder.url)
        #expect(
            sums.status == 0 && sums.output.split(separator: "\n").count == 4, "\(sums.output) \(sums.errors)"
        )
        func check(_ path: String) throws -> CommandResult {
            isZip
                ? try verify(session, path, words)
                : try session.amanah(["bundle", "verify", session.path(path)], as: "lpsk")
        }
        #expect(try check(volumes[0]).status == 0)
        #expect(try check(volumes[2]).status == 0, "any of them stands for all")
        let whole = try volumes.reduce(Data()) { try $0 + Data(contentsOf: session.folder.appending($1)) }
        try FileManager.default.createDirectory(
            at: session.folder.appending("joined"), withIntermediateDirectories: false)
        try whole.write(to: session.folder.appending("joined/\(name)"))
        #expect(try check("joined/\(name)").status == 0, "as 'cat' and 'copy /b' join them")

        // Each of what goes wrong on the way is named, and nothing is unpacked.
        func expect(_ named: [String], _ change: () throws -> Void) throws {
            let copies = try (volumes + ["\(name).sha256"]).map {
                ($0, try Data(contentsOf: session.folder.appending($0)))
            }
            try change()
            let result = try check(volumes[0])
            #expect(result.status == 5 && named.allSatisfy(result.errors.contains), "\(result.errors)")
            for (file, bytes) in copies { try bytes.write(to: session.folder.appending(file)) }
        }
        func bytes(_ index: Int) throws -> Data {
            try Data(contentsOf: session.folder.appending(volumes[index]))
        }
        func put(_ bytes: Data, _ index: Int) throws {
            try bytes.write(to: session.folder.appending(volumes[index]))
        }
        func drop(_ file: String) throws {
            try FileManager.default.removeItem(at: session.folder.appending(file))
        }
        try expect(["\(volumes[1]) is missing"]) { try drop(volumes[1]) }
        try expect(["\(volumes[3]) is missing"]) { try drop(volumes[3]) }
        try expect(["\(volumes[0]) is missing"]) { try drop(volumes[0]) }
        try expect(["\(volumes[1]) is what should be \(volumes[0])"]) { try put(bytes(0), 1) }
        try expect([
            "\(volumes[1]) is what should be \(volumes[2])", "\(volumes[2]) is what should be \(volumes[1])",
        ]) {
            let (second, third) = (try bytes(1), try bytes(2))
            try put(third, 1)
            try put(second, 2)
        }
        try expect(["\(volumes[2]) was altered"]) {
            var changed = try bytes(2)
            changed[77] ^= 1
            try put(changed, 2)
        }
        try expect(["\(name).005 is not in the list"]) {
            try Data("x".utf8).write(to: session.folder.appending("\(name).005"))
        }
        try drop("\(name).005")
        try expect(["\(name).sha256 is no list"]) { try session.write("\(name).sha256", "x\n") }
        // Without the list the seal itself tells.
        try drop("\(name).sha256")
        #expect(try check(volumes[0]).status == 0)
        try drop(volumes[2])
        let gap = try check(volumes[0])
        #expect(gap.status == 5 && gap.errors.contains("\(volumes[2]) is missing"), "\(gap.errors)")
        try drop(volumes[3])
        #expect(try check(volumes[0]).status == 5)
    }

    @Test func volumesAreThereAllOrNone() throws {
        let session = try session(3_500_000)
        try session.giveKey()
        try session.write("b.age.sha256", "something of the user's")
        try session.amanah(create(["--split", "1M"], session.path("b.age")), as: "lawyer", failsWith: 2)
        try session.write("c.age.003", "something of the user's")
        // Said when it is found, which is behind the first volumes.
        let late = try session.amanah(create(["--split", "1M"], session.path("c.age")), as: "lawyer")
        #expect(late.status == 2 && late.errors.contains("c.age.003"), "\(late.errors)")
        let left = try FileManager.default.contentsOfDirectory(atPath: session.folder.path)
        #expect(
            left.filter { $0.hasPrefix("b.age") || $0.hasPrefix("c.age") || $0.hasSuffix("-part") }.sorted()
                == ["b.age.sha256", "c.age.003"])
        #expect(try session.contents("c.age.003") == "something of the user's")
    }
}
