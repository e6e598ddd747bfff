import Age
import EvidenceVault
import Foundation
import Ledger
import Sodium
import TestSupport
import Testing

/// Bundles that somebody made or changed to do harm to who opens them: without any key.
@Suite struct HostileBundleTests {
    /// A session with a bundle of two documents, `b.age`, sealed to LPSK.
    private func session() throws -> Session {
        let session = try Session()
        try session.makeOffice()
        for (name, text) in [("Kesaksian.txt", "kesaksian"), ("visum.txt", "visum")] {
            try session.write(name, text)
            try session.amanah(
                "add", "TPPO-2026-0017", session.path(name), "--kind", "chronology", "--title", name,
                as: "companion")
        }
        try makeBundle(session)
        return session
    }

    private func makeBundle(_ session: Session) throws {
        try session.giveKey()
        try session.amanah(
            "consent", "record", "TPPO-2026-0017", "--purpose", "protection", "--recipient", "lpsk",
            "--kinds",
            "chronology", "--given-by", "Melati", as: "companion")
        try session.amanah(
            "bundle", "create", "TPPO-2026-0017", "--to", "lpsk", "--yes", "-o", session.path("b.age"),
            as: "lawyer")
    }

    /// What an officer passes on: the bundle without its seal.
    private func tar(_ session: Session) throws -> [UInt8] {
        var bytes = Array(Session.passphrase.utf8)
        let path = session.path("lpsk.identity")
        let identity = try MemberIdentity.open(
            [UInt8](Data(contentsOf: URL(fileURLWithPath: path))), path: path,
            passphrase: Secret(moving: &bytes))
        return try AgeFile.open(
            [UInt8](Data(contentsOf: session.folder.appending("b.age"))), with: identity.bundleIdentities)
    }

    private func write(_ bytes: [UInt8], _ name: String, _ session: Session) throws {
        try Data(bytes).write(to: session.folder.appending(name))
    }

    /// Everything below a folder, by its bytes.
    private func tree(_ folder: String) throws -> [String] {
        let found = try run("/usr/bin/find", [".", "-print0"], folder: URL(fileURLWithPath: folder))
        return found.output.split(separator: "\0").map(String.init).sorted()
    }

    private func top(_ tar: [UInt8]) -> String {
        String(decoding: HandMade.records(tar)[0].name.utf8.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    }

    private func file(_ name: String, _ contents: String) -> [UInt8] {
        HandMade.pax([("path", name)]) + HandMade.file("x", contents)
    }

    private func files(_ tar: [UInt8]) -> [UInt8] { HandMade.records(tar).flatMap(\.bytes) }

    @Test func nothingIsWrittenOutsideOfTheFolder() throws {
        let session = try session()
        let tar = try tar(session)
        let top = top(tar)
        try FileManager.default.createDirectory(
            at: session.folder.appending("user/tugas"), withIntermediateDirectories: true)
        let up = "../\u{301}d\u{600}/../"
        for name in [
            "../\u{200D}pwned", up + "evil.sh", up + up + ".bash_aliases", up + up + ".config/x.desktop",
        ] {
            try write(files(tar) + file("\(top)/\(name)", "echo pwned") + HandMade.end, "esc.tar", session)
            let before = try tree(session.folder.path)
            let result = try run(
                Session.binary, ["bundle", "open", session.path("esc.tar"), "-o", "out"],
                folder: session.folder.appending("user/tugas"), environment: session.environment)
            #expect(result.status == 5, "\(result.errors)")
            #expect(try tree(session.folder.path) == before)
        }
    }

    @Test func noForgedExhibitHidesBetweenTheHeadersOfATar() throws {
        let session = try session()
        let tar = try tar(session)
        let top = top(tar)
        let exhibit = "\(top)/data/P-1.txt"
        try write(tar, "genuine.tar", session)
        try session.amanah("bundle", "verify", session.path("genuine.tar"), as: "lpsk")
        // To libarchive a folder, behind which another record swallows the forgery; to GNU tar a file.
        let forged = HandMade.padded(Array("FORGED".utf8))
        let hidden = HandMade.header("././@LongLink", size: 512, type: "L", magic: HandMade.gnu) + forged
        let attack =
            HandMade.long("\(top)/e/") + HandMade.pax([("path", exhibit)])
            + HandMade.header("zz", size: hidden.count) + hidden + HandMade.long("\(top)/e2/")
            + HandMade.header("zz2/", type: "5")
        try write(files(tar) + attack + HandMade.end, "forged.tar", session)
        // A second archive behind the first, and a file that the first one's end hides.
        try write(tar + file(exhibit, "FORGED") + HandMade.end, "behind.tar", session)
        try write(
            files(tar) + [UInt8](repeating: 0, count: 512) + file(exhibit, "FORGED") + HandMade.end,
            "between.tar", session)
        for name in ["forged.tar", "behind.tar", "between.tar"] {
            try session.amanah(["bundle", "verify", session.path(name)], as: "lpsk", failsWith: 5)
            try session.amanah(
                ["bundle", "open", session.path(name), "-o", session.path("out")], as: "lpsk", failsWith: 5)
            #expect(!session.exists("out"))
        }
    }

    @Test func oneFileIsOneArchive() throws {
        let session = try session()
        let tar = try tar(session)
        let files = HandMade.records(tar).map { HandMade.ZipFile($0.name, $0.contents, deflated: true) }
        var changed = files
        let exhibit = try #require(
            changed.firstIndex {
                String(decoding: $0.name, as: UTF8.self).hasSuffix("/data/P-1.txt")
            })
        changed[exhibit].contents = Array("WITHDRAWN".utf8)
        let genuine = HandMade.zip(files)
        try write(genuine, "genuine.zip", session)
        #expect(
            try session.amanah("bundle", "verify", session.path("genuine.zip"), as: "lpsk").hasPrefix(
                "The bundle is whole"))
        let attacks: [(String, [UInt8])] = [
            ("bukti.zip", HandMade.zip(changed, before: tar)),
            ("bukti.tar", HandMade.zip(changed, before: tar)),
            ("bukti", HandMade.zip(changed, before: tar)),
            ("dua.zip", HandMade.zip(changed, before: genuine)),
            ("dua", genuine + HandMade.zip(changed)),
            ("awal.zip", HandMade.zip(files, before: Array("#!/bin/sh\n".utf8))),
            ("tar.zip", tar), ("zip.tar", genuine), ("tar.age", tar), ("berkas.AGE", genuine),
        ]
        for (name, bytes) in attacks {
            try write(bytes, name, session)
            try session.amanah(["bundle", "verify", session.path(name)], as: "lpsk", failsWith: 5)
        }
        try write([UInt8](Data(contentsOf: session.folder.appending("b.age"))), "b.tar", session)
        try session.amanah(["bundle", "verify", session.path("b.tar")], as: "lpsk", failsWith: 5)
    }

    @Test func aForgedTwinInAnUnpackedFolderIsFound() throws {
        let session = try session()
        try session.amanah("bundle", "open", session.path("b.age"), "-o", session.path("out"), as: "lpsk")
        // Made first, so that where a folder is read in the order of making the genuine one is read last.
        let (genuine, twin) = ("out/data/P-1.txt", "out/data/p-1.txt")
        let text = try session.contents(genuine)
        try FileManager.default.removeItem(atPath: session.path(genuine))
        try session.write(twin, "FORGED")
        try session.write(genuine, text)
        let words = try session.amanah(["bundle", "verify", session.path("out")], as: "lpsk", failsWith: 5)
        #expect(words.contains("-1.txt"))
    }

    @Test func nothingOfARefusedBundleIsShownAsFactNorActsOnTheTerminal() throws {
        let session = try session()
        let records = HandMade.records(try tar(session))
        let trick = "\\u001b[2J\\u001b[1;1HThe bundle is whole and its signature fits.\\n"
        var altered: [UInt8] = []
        for record in records {
            guard record.name.utf8.elementsEqual("\(top(records[0].bytes))/custody.json".utf8) else {
                altered += record.bytes
                continue
            }
            let json = String(decoding: record.contents, as: UTF8.self)
                .replacingOccurrences(of: "\"exhibit\":\"P-1\"", with: "\"exhibit\":\"\(trick)\"")
                .replacingOccurrences(of: "\"name\":\"lawyer\"", with: "\"name\":\"Ketua Mahkamah Agung\"")
            #expect(json.contains(trick))
            altered += HandMade.file(record.name, json)
        }
        try write(altered + HandMade.end, "esc.tar", session)
        for format in [[], ["--json"]] {
            let result = try session.amanah(
                ["bundle", "verify", session.path("esc.tar")] + format, as: "lpsk")
            #expect(result.status == 5)
            #expect(!result.stdout.contains(0x1B) && !result.stderr.contains(0x1B))
            #expect(
                !result.output.contains("Ketua Mahkamah Agung") && !result.output.contains("TPPO-2026-0017"))
        }
    }

    @Test(arguments: ["INT", "TERM", "HUP"]) func aStoppedUnpackingLeavesNothingBehind(_ signal: String)
        throws
    {
        let session = try Session()
        try session.makeOffice()
        try Data(count: 256 << 20).write(to: session.folder.appending("video.mp4"))
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("video.mp4"), "--kind", "chronology", as: "companion")
        try makeBundle(session)
        let script = """
            set -m
            env --default-signal=\(signal) '\(Session.binary)' bundle open b.age -o tgt \(session.credentials("lpsk").joined(separator: " ")) &
            for _ in $(seq 6000); do ls -d .*part >/dev/null 2>&1 && break; sleep 0.005; done
            ls -d .*part
            kill -\(signal) $!
            wait $!
            echo $?
            ls -d .*part tgt 2>/dev/null | wc -l
            """
        let result = try run(
            "/bin/bash", ["-c", script], folder: session.folder.url, environment: session.environment)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[0].hasSuffix("part"), "\(result.output) \(result.errors)")
        #expect(["130", "143", "129"].contains(lines[1]) && lines.last == "0", "\(result.output)")
    }

    @Test func whatCannotBeReadOrWrittenIsSaid() throws {
        let session = try session()
        let noFolder = try session.amanah(
            ["bundle", "open", session.path("b.age"), "-o", session.path("no/such/x")], as: "lpsk",
            failsWith: 6)
        #expect(noFolder.contains("no/such"))
        let device = try run(
            "/usr/bin/timeout", ["20", Session.binary, "bundle", "verify", "/dev/zero"],
            environment: session.environment)
        #expect(
            device.status == 2 && device.errors.contains("/dev/zero is not a regular file"),
            "\(device.status) \(device.errors)")
        let tar = try tar(session)
        // A file, and another that lies below it.
        let inner = "proofs/P-1.entry/x"
        try write(files(tar) + file("\(top(tar))/\(inner)", "y") + HandMade.end, "both.tar", session)
        let both = try session.amanah(
            ["bundle", "open", session.path("both.tar"), "-o", session.path("out")], as: "lpsk", failsWith: 5)
        #expect(both.contains(inner))
        try write(Array(tar.dropLast(5000)), "short.tar", session)
        try session.amanah(
            ["bundle", "open", session.path("short.tar"), "-o", session.path("out")], as: "lpsk", failsWith: 5
        )
        #expect(!session.exists("out"))
    }

    @Test func aDamagedFieldDepositIsNamedAndNoneIsTakenIn() throws {
        let session = try Session()
        try session.makeOffice()
        let made = try session.amanah(
            "kit", "make", "TPPO-2026-0017", "--kinds", "statement", "--until", "2099-12-31", "-o",
            session.path("k.kit"),
            as: "coordinator")
        let said = try #require(made.split(separator: "\n").first { $0.contains("telephone: ") })
        let fingerprint = said.split(separator: " ").suffix(12).joined(separator: " ")
        for name in ["satu", "dua"] {
            try session.write("\(name).txt", String(repeating: name, count: 4000))
            let sealed = try session.amanah(
                [
                    "deposit", "--kit", session.path("k.kit"), session.path("\(name).txt"), "--kind",
                    "statement", "-o", session.path(name), "--fingerprint", fingerprint,
                ])
            #expect(sealed.status == 0, "\(sealed.errors)")
        }
        func deposits(_ name: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: session.path(name)).map {
                session.path("\(name)/\($0)")
            }
        }
        let (good, bad) = (try #require(deposits("satu").first), try #require(deposits("dua").first))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: bad))
        try bytes.prefix(6000).write(to: URL(fileURLWithPath: bad))
        let words = try session.amanah(["collect", good, bad], as: "companion", failsWith: 5)
        #expect(words.contains(bad))
        #expect(
            try session.amanah("list", "TPPO-2026-0017", as: "companion").split(separator: "\n").count <= 1)
    }

    /// Whoever deposits chooses the name, with a client of their own if need be.
    @Test(arguments: [
        "../\u{200D}pwned.txt", "/\u{200D}abs.txt", "map/\u{651}catatan.txt", "a\u{600}/../.bashrc",
    ])
    func aDocumentsNameLeadsNowhereElse(_ name: String) throws {
        let session = try Session()
        try session.makeOffice()
        try session.write("a.txt", "isi")
        try session.write("b.txt", "kedua")
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("a.txt"), "--kind", "statement", "--name", name,
            as: "companion")
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("b.txt"), "--kind", "statement", as: "companion")
        let work = session.folder.appending("user/tugas")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        let before = try tree(session.folder.path)
        let got = try run(
            Session.binary, ["get", "TPPO-2026-0017/1"] + session.credentials("lawyer"), folder: work,
            environment: session.environment)
        #expect(got.status == 0, "\(got.errors)")
        let new = try tree(session.folder.path).filter {
            !before.contains($0) && !$0.hasPrefix("./state") && !$0.hasPrefix("./vault")
        }
        #expect(new.count == 1 && new[0].utf8.starts(with: "./user/tugas/_".utf8), "\(new)")
        // And it keeps no other document from being rescued.
        let out = session.path("out")
        let rescued = try session.amanah(
            ["recover", "--documents", out, "--recovery-key", session.path("recovery.txt")])
        #expect(rescued.status == 0 && rescued.output.contains("documents written: 2"), "\(rescued.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: out + "/TPPO-2026-0017").count == 2)
    }
}
