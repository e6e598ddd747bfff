import Foundation
import TestSupport
import Testing

/// Names, paths and references that people really give: taken as they are, or refused by name; never a crash, never another file.
@Suite struct OddNamesTests {
    private let ref = "TPPO-2026-0017"

    private func shell(_ script: String, in session: Session, as name: String) throws -> CommandResult {
        var environment = session.environment
        environment["AMANAH_IDENTITY"] = session.path("\(name).identity")
        return try run(
            "/bin/bash",
            [
                "-c",
                "a() { '\(Session.binary)' \"$@\" --passphrase-file '\(session.path("passphrase"))'; }\n\(script)",
            ],
            folder: session.folder.url, environment: environment)
    }

    /// Foundation's path functions trap on them, some after the log says that something left.
    @Test func pathsOfOneLetterWork() throws {
        let session = try Session()
        let made = try shell(
            "a init v --name X --recovery-out r && ls v/vault.json r", in: session, as: "auditor")
        #expect(made.status == 0, "\(made.errors)")
        try session.makeOffice()
        try session.write("ä", "isi")
        let result = try shell(
            """
            set -e
            a add \(ref) ä --kind statement
            a get \(ref)/1 -o x
            cmp ä x
            a get \(ref)/1 -o é
            cmp ä é
            a kit make \(ref) --kinds statement --until 2030-12-31 -o k
            test -s k
            """, in: session, as: "coordinator")
        #expect(result.status == 0, "\(result.errors)")
        let export = try shell(
            "set -e; a audit export e; a audit checkpoint -o c; a audit report -o b; ls e/checkpoint c b",
            in: session, as: "auditor")
        #expect(export.status == 0 && export.output.contains("e/checkpoint"), "\(export.errors)")
    }

    /// One would be read as the other, and be deposited twice.
    @Test(arguments: [#"\xff.txt"#, #"a\xc3.txt"#, #"\xed\xa0\x80"#]) func aNameThatIsNotUTF8IsRefusedByName(
        _ name: String
    ) throws {
        let session = try Session()
        try session.makeOffice()
        let script = """
            mkdir d && printf lain > $'d/\\xef\\xbf\\xbd.txt' && printf isi > $'d/\(name)' || exit 99
            a add \(ref) d --kind statement; echo $?; a add \(ref) $'d/\(name)' --kind statement; echo $?
            """
        let result = try shell(script, in: session, as: "companion")
        if result.status == 99 { return }  // a file system that has no such names
        #expect(result.output == "2\n2\n", "\(result.output) \(result.errors)")
        #expect(result.errors.contains(#"\x"#) && result.errors.contains("UTF-8"))
        #expect(try !session.amanah("list", ref, as: "companion").contains("statement"))
    }

    @Test func theRecordedNameIsTheOriginalsCharacterByCharacter() throws {
        let session = try Session()
        try session.makeOffice()
        let names = ["a.txt", "a.txt ", " a.txt", "a.txt\u{A0}", "e\u{301}.txt", "\u{E9}.txt", "\u{3000}"]
        let result = try shell(
            "mkdir d; cd d; n=0; "
                + names.map { "n=$((n+1)); printf $n > '\($0)'" }.joined(separator: "; ")
                + "; cd ..; a add \(ref) d --kind statement; a list \(ref) --json", in: session,
            as: "coordinator")
        #expect(result.status == 0, "\(result.errors)")
        struct Document: Decodable { let name, title: String }
        let json = result.stdout[(result.stdout.firstIndex(of: UInt8(ascii: "[")) ?? 0)...]
        let documents = try JSONDecoder().decode([Document].self, from: Data(json))
        #expect(Set(documents.map { Array($0.name.utf8) }) == Set(names.map { Array("d/\($0)".utf8) }))
        #expect(documents.allSatisfy { $0.name.utf8.elementsEqual($0.title.utf8) })
    }

    @Test func blankLookingNamesAreMadeVisible() throws {
        let session = try Session()
        try session.makeOffice()
        let result = try shell(
            #"printf 1 > $'\u3164'; printf 2 > $'x\u2800'; printf 3 > 'a.txt '; a add \#(ref) $'\u3164' $'x\u2800' 'a.txt ' --kind statement; a list \#(ref)"#,
            in: session, as: "coordinator")
        for shown in ["\\u{3164}", "x\\u{2800}", "a.txt\\u{20}"] {
            #expect(result.output.components(separatedBy: shown).count >= 3, "\(shown): \(result.output)")
        }
    }

    @Test func longPathsAreTakenOrNamedWithAWayOut() throws {
        let session = try Session()
        try session.makeOffice()
        let result = try shell(
            """
            d=top; for n in 1 2 3 4 5 6; do d=$d/$(printf "%0200d" $n); done; mkdir -p $d; printf isi > $d/surat.txt
            a add \(ref) top --kind statement; echo $?
            """, in: session, as: "companion")
        #expect(result.output.hasSuffix("/surat.txt\n0\n"), "\(result.errors)")
        let name = String(repeating: "n", count: 9000)
        let errors = try session.amanah(
            ["add", ref, session.path("passphrase"), "--kind", "statement", "--name", name], as: "companion",
            failsWith: 2)
        #expect(errors.contains("nnnn") && errors.contains("9000") && errors.contains("--name"))
    }

    @Test func emptyFoldersAndFilesNamedTwiceAreTold() throws {
        let session = try Session()
        try session.makeOffice()
        let result = try shell(
            "mkdir -p d/kosong/lagi; printf isi > d/a; a add \(ref) d d/a ./d/a --kind statement --again",
            in: session,
            as: "companion")
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").count == 1, "\(result.output)")
        #expect(result.errors.contains("d/kosong") && result.errors.contains("more than once"))
    }

    @Test(arguments: ["01", "+1", "0", "-1", "1 ", "١"]) func oneDocumentHasOneReference(_ number: String)
        throws
    {
        let session = try Session()
        try session.makeOffice()
        try session.amanah("add", ref, session.path("passphrase"), "--kind", "statement", as: "coordinator")
        #expect(try session.amanah(["show", "\(ref)/1"], as: "coordinator").status == 0)
        try session.amanah(["show", "\(ref)/\(number)"], as: "coordinator", failsWith: 6)
    }

    @Test func aDeletedWorkingFolderEndsTheSearchForAVault() throws {
        let session = try Session()
        let result = try shell(
            "unset AMANAH_VAULT; mkdir -p g/g; cd g/g; rm -r ../../g; timeout 20 '\(Session.binary)' list; echo $?",
            in: session, as: "companion")
        #expect(result.output == "6\n")
    }

    /// What the office's tools make of the names in a bundle.
    @Test func everyToolTakesTheNamesOfExhibitsUnchanged() throws {
        let session = try Session()
        try session.makeOffice()
        try session.giveKey()
        let names = [
            "surat%20kuasa.pdf", "a:b?.txt", "aux.txt", "titik.", "spasi ", "nbsp\u{A0}", "<x>|*.txt",
        ]
        for (index, name) in names.enumerated() {
            try session.write(name, "isi \(index)")
            try session.amanah("add", ref, session.path(name), "--kind", "statement", as: "lawyer")
        }
        try session.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "lpsk", "--kinds",
            "statement",
            "--given-by", "Melati", as: "lawyer")
        try session.amanah(
            "bundle", "create", ref, "--to", "lpsk", "--yes", "-o", session.path("b.age"), as: "lawyer")
        try session.amanah("bundle", "open", session.path("b.age"), "-o", session.path("out"), as: "lpsk")
        let sums = try run(
            "/bin/bash",
            [
                "-c",
                "cd out && cd $(dirname $(find . -name manifest-sha256.txt)) && sha256sum -c manifest-sha256.txt && ls data",
            ],
            folder: session.folder.url)
        #expect(sums.status == 0, "\(sums.output)\(sums.errors)")
        #expect(!sums.output.contains("kuasa"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: session.path("out")).filter {
            $0.contains("data/")
        }
        #expect(files.count == names.count)
        for file in files {
            let name = file.split(separator: "/").last ?? ""
            #expect(name.wholeMatch(of: /P-[0-9]+(\.[a-z0-9]{1,8})?/) != nil, "\(name)")
        }

        // And what Finder and Explorer leave there is no alarm; anything else is.
        let bag = try #require(files.first.map { $0.prefix(while: { $0 != "/" }) })
        let top = bag == "data" ? "out" : "out/\(bag)"
        for litter in [".DS_Store", "Thumbs.db", "desktop.ini", "data/.DS_Store", "data/._P-1"] {
            try session.write("\(top)/\(litter)", "x")
        }
        let checked = try session.amanah(["bundle", "verify", session.path(top)], as: "lpsk")
        #expect(
            checked.status == 0 && !(checked.output + checked.errors).contains("DO NOT TRUST"),
            "\(checked.output) \(checked.errors)")
        #expect((checked.output + checked.errors).contains("Thumbs.db"))
        try session.write("\(top)/data/P-8_lain.txt", "x")
        #expect(try session.amanah(["bundle", "verify", session.path(top)], as: "lpsk").status == 5)
    }

    @Test func whatSystemsLeaveInAVaultIsNoAlarm() throws {
        let session = try Session()
        try session.makeOffice()
        try session.amanah("add", ref, session.path("passphrase"), "--kind", "statement", as: "coordinator")
        let blobs = try FileManager.default.contentsOfDirectory(atPath: session.path("vault/blobs"))
        for name in [
            ".DS_Store", "Thumbs.db", "\(blobs[0])/.DS_Store", "\(blobs[0])/x.sync-conflict-20261125-1",
            "\(blobs[0])/x (1)",
        ] {
            try session.write("vault/blobs/\(name)", "x")
        }
        let report = try session.amanah("verify", as: "coordinator")
        #expect(
            report.contains("All is well") && report.contains("Thumbs.db") && report.contains("sync-conflict")
        )
        try session.write("vault/blobs/\(blobs[0])/lain", "x")
        #expect(try session.amanah(["verify"], as: "coordinator").status == 5)
    }
}
