import Foundation
import TestSupport
import Testing

/// What goes wrong on real machines: a clear message, the right exit status, nothing half done.
@Suite struct TroubleTests {
    /// On a file system that knows no unnamed files, as those of USB sticks.
    /// The line that says how far something is goes before the answer stands there.
    @Test func howFarItIsGoesBeforeTheAnswer() throws {
        guard let python = stockTool("python3") else { return }
        let session = try Session()
        try session.makeOffice()
        try session.write("a.txt", "isi")
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("a.txt"), "--kind", "chronology", as: "companion")
        let result = try run(
            python,
            [
                "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", Session.binary, "recover",
                "--drill", "--recovery-key", session.path("recovery.txt"),
            ], folder: session.folder.url, environment: session.environment)
        #expect(result.status == 0, "\(result)")
        let parts = result.output.components(separatedBy: "\r\u{1B}[K")
        let line = try #require(parts.dropLast().last)
        #expect(line.contains("trying 1/1") && !parts[parts.count - 1].contains("trying"), "\(result.output)")
    }

    @Test(arguments: ["TERM", "HUP"]) func aStoppedExportLeavesNothingBehind(_ signal: String) throws {
        guard let clang = stockTool("clang") else { return }
        let session = try Session()
        try session.makeOffice()
        try Data(count: 512 << 20).write(to: session.folder.appending("video.mp4"))
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("video.mp4"), "--kind", "electronic", as: "coordinator")
        try session.write(
            "shim.c",
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <stdarg.h>
            static int as_there(const char *path, int flags, int mode) {
                static int (*next)(const char *, int, ...);
                if (!next) next = dlsym(RTLD_NEXT, "open");
                if ((flags & O_TMPFILE) == O_TMPFILE) { errno = EOPNOTSUPP; return -1; }
                return next(path, flags, mode);
            }
            #define MODE va_list list; va_start(list, flags); int mode = va_arg(list, int); va_end(list)
            int open(const char *path, int flags, ...) { MODE; return as_there(path, flags, mode); }
            int open64(const char *path, int flags, ...) { MODE; return as_there(path, flags, mode); }
            """)
        let script = """
            '\(clang)' -shared -fPIC -o shim.so shim.c -ldl || exit 99
            LD_PRELOAD=./shim.so env --default-signal=\(signal) '\(Session.binary)' get TPPO-2026-0017/1 -o out.mp4 \(session.credentials("coordinator").joined(separator: " ")) &
            for _ in $(seq 2000); do ls .*.amanah-part >/dev/null 2>&1 && break; sleep 0.01; done
            ls .*.amanah-part
            kill -\(signal) $!
            wait $!
            ls out.mp4* .*.amanah-part 2>/dev/null | wc -l
            """
        let result = try run(
            "/bin/bash", ["-c", script], folder: session.folder.url, environment: session.environment)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasSuffix(".amanah-part"), "\(result.output) \(result.errors)")
        #expect(lines.last == "0")
    }

    @Test func aWrongPassphraseIsStatusFour() throws {
        let session = try Session()
        try session.makeOffice()
        try session.write("passphrase", "salah\n")
        let words = try session.amanah(["list"], as: "companion", failsWith: 4)
        #expect(words.hasPrefix("amanah: wrong passphrase;"))
        session.environment["AMANAH_LANG"] = "id_ID.UTF-8"
        #expect(
            try session.amanah(["list"], as: "companion", failsWith: 4).hasPrefix(
                "amanah: frasa sandi salah;"))
    }

    @Test func whatIsNotThereIsStatusSix() throws {
        let session = try Session()
        try session.amanah(["list", "--vault", session.path("tmp")], as: "companion", failsWith: 6)
        session.environment["AMANAH_VAULT"] = ""
        try session.amanah(["list"], as: "companion", failsWith: 6)
        session.environment["AMANAH_VAULT"] = session.path("vault")
        try session.makeOffice()
        try session.amanah(["show", "TPPO-2026-0099/1"], as: "companion", failsWith: 6)
        try session.amanah(["show", "TPPO-2026-0017/9"], as: "companion", failsWith: 6)
        try session.amanah(
            ["add", "TPPO-2026-0017", session.path("none"), "--kind", "visum"], as: "companion", failsWith: 6)
        try session.amanah(
            ["case", "assign", "TPPO-2026-0017", "nobody", "--role", "health"], as: "coordinator",
            failsWith: 6)
    }

    @Test func wrongWordsAreStatusTwo() throws {
        let session = try Session()
        try session.makeOffice()
        #expect(try session.amanah(["add", "--no-such-flag"]).status == 2)
        #expect(try session.amanah(["nonsense"]).status == 2)
        #expect(
            try session.amanah(["add", "TPPO-2026-0017", session.path("passphrase"), "--kind", "poem"]).status
                == 2)
        let last = session.path("state/last_used")
        try FileManager.default.removeItem(atPath: last)
        #expect(try session.amanah(["list"]).status == 2, "no identity was named, and none was used before")
        try session.amanah(
            ["member", "enrol", session.path("passphrase"), "--role", "lawyer"], as: "custodian", failsWith: 2
        )
        try session.amanah(
            ["member", "enrol", session.path("lpsk.card"), "--role", "king"], as: "custodian", failsWith: 2)
        try session.amanah(
            ["member", "enrol", session.path("lpsk.card"), "--role", "auditor,lawyer"], as: "custodian",
            failsWith: 2)
        try session.amanah(["case", "open", "--title", "a\u{1B}[2Jb"], as: "coordinator", failsWith: 2)
        let help = try session.amanah(["help", "exit-status"])
        #expect(help.status == 0 && help.output.contains("5  something was altered"))
        for noun in [
            "init", "join", "identity", "member", "office", "case", "add", "amend", "list", "show", "get",
            "cat", "consent", "bundle",
            "audit", "verify",
        ] {
            let help = try session.amanah([noun, "--help"])
            #expect(help.status == 0 && !help.output.isEmpty)
        }
    }

    @Test func aVaultOfANewerFormatIsLeftAlone() throws {
        let session = try Session()
        try session.makeOffice()
        let text = try session.contents("vault/vault.json").replacingOccurrences(
            of: "vault/2", with: "vault/3")
        try session.write("vault/vault.json", text)
        #expect(try session.amanah(["verify"], as: "companion", failsWith: 1).contains("newer"))
    }

    @Test func aNameWithControlCharactersIsShownWithThemVisibleOrGivenAnother() throws {
        let session = try Session()
        try session.makeOffice()
        let path = try session.write("kron\nologi\u{1B}[31m.txt", "x")
        let add = ["add", "TPPO-2026-0017", path, "--kind", "chronology"]
        let receipt = try session.amanah(add, as: "companion").output
        let list = try session.amanah("list", as: "companion")
        for words in [receipt, list] {
            #expect(!words.contains("\u{1B}") && words.contains("kron\\u{A}ologi\\u{1B}[31m.txt"), "\(words)")
        }
        let renamed = try session.amanah(add + ["--name", "kronologi.txt", "--again"], as: "companion")
        #expect(renamed.status == 0, "\(renamed.errors)")
        #expect(try session.amanah("list", as: "companion").contains("kronologi.txt"))
        let refusal = try session.amanah(add + ["--title", "a\u{1B}[31m"], as: "companion", failsWith: 2)
        #expect(!refusal.contains("\u{1B}") && refusal.contains("\\u{1B}"))
    }

    @Test func anExistingFileIsNeverOverwritten() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        try session.amanah(["get", "TPPO-2026-0017/1", "-o", file], as: "companion", failsWith: 2)
        #expect(try session.contents("a.txt") == "isi")
        try session.amanah(
            [
                "identity", "new", "--name", "x", "--out", session.path("lpsk.identity"), "--passphrase-file",
                session.path("passphrase"),
            ], as: nil, failsWith: 2)
        try session.amanah(
            ["init", session.path("vault"), "--name", "x", "--recovery-out", session.path("r2")],
            as: "custodian", failsWith: 2)
        try session.amanah(
            ["init", session.path("v2"), "--name", "x", "--recovery-out", session.path("v2/r")],
            as: "custodian", failsWith: 2)
        #expect(!session.exists("r2") && !session.exists("v2"))
    }

    @Test func anAlteredVaultIsStatusFive() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        let blobs = try #require(FileManager.default.enumerator(atPath: session.path("vault/blobs")))
        let blob = try #require(blobs.compactMap { $0 as? String }.first { $0.hasSuffix(".age") })
        let url = session.folder.appending("vault/blobs/\(blob)")
        try Data(contentsOf: url).dropLast().write(to: url)
        let report = try session.amanah(["verify"], as: "companion")
        #expect(report.status == 5 && report.output.hasPrefix("NOT WHOLE. What was found: 1"))
        try session.amanah(
            ["get", "TPPO-2026-0017/1", "-o", session.path("x")], as: "companion", failsWith: 5)
        try session.amanah(["cat", "TPPO-2026-0017/1"], as: "companion", failsWith: 5)
        #expect(try session.amanah(["cat", "TPPO-2026-0017/1"], as: "companion").stdout.isEmpty)
        #expect(!session.exists("x"))
        let index = session.folder.appending("vault/index.sqlite")
        try Data(contentsOf: index).prefix(5000).write(to: index)
        try session.amanah(["list"], as: "companion", failsWith: 5)
    }

    @Test func commandsAtTheSameTimeAllSucceedOrSayBusy() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        let arguments =
            ["add", "TPPO-2026-0017", file, "--kind", "chronology", "--again"]
            + session.credentials("companion")
        let command = "for i in 1 2 3 4 5 6; do \"$@\" & done; wait"
        let result = try run(
            "/bin/bash", ["-c", command, "bash", Session.binary] + arguments, folder: session.folder.url,
            environment: session.environment)
        let refs = Set(result.output.split(separator: "\n").map { $0.prefix { $0 != " " } })
        #expect(refs.count == 6, "\(result.output) \(result.errors)")
        #expect(try session.amanah("verify", "--full", as: "companion").hasPrefix("All is well."))
    }
}
