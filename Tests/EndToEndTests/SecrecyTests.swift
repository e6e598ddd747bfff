import Foundation
import TestSupport
import Testing

/// What the program leaves behind is searched for what it must not.
@Suite struct SecrecyTests {
    private static let canary = "KENARI-rahasia-9f2d"

    /// The files below a folder that hold one of the words, in clear.
    private func leaks(in folder: URL, of words: [String], except: [String] = []) throws -> [String] {
        let files = FileManager.default.enumerator(
            at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return try (files?.compactMap { $0 as? URL } ?? []).filter { url in
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                return false
            }
            if except.contains(where: { url.path.hasSuffix($0) }) { return false }
            let name = url.lastPathComponent
            let bytes = try Data(contentsOf: url)
            return words.contains { name.contains($0) || bytes.range(of: Data($0.utf8)) != nil }
        }.map(\.path)
    }

    @Test func theVaultAndItsSurroundingsHoldNothingInClear() throws {
        let session = try Session()
        try session.makeOffice()
        let canary = Self.canary
        let file = try session.write("\(canary).txt", canary + String(repeating: " isi", count: 50_000))
        try session.amanah("case", "open", "--title", canary, "--ref", "TPPO-2026-0018", as: "coordinator")
        try session.amanah(
            "case", "assign", "TPPO-2026-0018", "lawyer", "--role", "lawyer", as: "coordinator")
        try session.amanah(
            "add", "TPPO-2026-0018", file, "--kind", "visum", "--title", canary, "--obtained", canary,
            as: "coordinator")
        try session.amanah(
            "consent", "record", "TPPO-2026-0018", "--purpose", "protection", "--recipient", "lpsk",
            "--kinds", "visum",
            "--given-by", canary, as: "coordinator")
        try session.giveKey()
        try session.amanah("list", as: "lawyer")
        try session.amanah("cat", "TPPO-2026-0018/1", as: "lawyer")
        try session.amanah(
            "bundle", "create", "TPPO-2026-0018", "--to", "lpsk", "--yes", "-o", session.path("b.age"),
            as: "lawyer")
        try session.amanah(
            "amend", "TPPO-2026-0018/1", "--title", "\(canary) lagi", "--obtained", canary, as: "coordinator")
        try session.amanah(
            "consent", "withdraw", "TPPO-2026-0018", "1", "--channel", canary, as: "coordinator")
        try session.amanah("verify", "--full", as: "lawyer")
        let secrets = [
            canary, Session.passphrase, "AGE-SECRET-KEY-1", "TPPO-2026", "visum", "coordinator", "lawyer",
            "Yayasan",
            "medical",
        ]
        #expect(try leaks(in: session.folder.appending("vault"), of: secrets) == [])
        // Where vault and identity file lie, by the names that their owner gave them, and nothing that is in them.
        #expect(try leaks(in: session.folder.appending("state"), of: secrets, except: ["/last_used"]) == [])
        let places = [
            "amanah": "last-used/1", "identity": session.path("lawyer.identity"),
            "vault": session.path("vault"),
        ]
        let noted = try JSONSerialization.jsonObject(
            with: Data(contentsOf: session.folder.appending("state/last_used")))
        #expect(noted as? [String: String] == places)
        #expect(try leaks(in: session.folder.appending("tmp"), of: secrets) == [])
        #expect(
            try leaks(in: session.folder.url, of: ["AGE-SECRET-KEY-1"], except: ["/recovery.txt"]) == [])
        #expect(try leaks(in: session.folder.url, of: [canary], except: ["/\(canary).txt"]) == [])
    }

    @Test func filesAreForTheirOwnerOnly() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        try session.amanah("get", "TPPO-2026-0017/1", "-o", session.path("got.txt"), as: "companion")
        var paths = ["got.txt", "recovery.txt"].map { session.path($0) }
        for folder in ["vault", "state"] {
            paths +=
                (FileManager.default.enumerator(atPath: session.path(folder))?.compactMap { $0 as? String }
                ?? [])
                .map { session.path("\(folder)/\($0)") } + [session.path(folder)]
        }
        for path in paths {
            let mode =
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0o777
            #expect(mode & 0o077 == 0, "\(path) \(String(mode, radix: 8))")
        }
    }

    @Test func aCrashLeavesNoCoreAndNoPlaintext() throws {
        let session = try Session()
        try session.makeOffice()
        let canary = Self.canary
        try session.write("big.txt", String(repeating: canary, count: 400_000))
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("big.txt"), "--kind", "chronology", as: "companion")
        try FileManager.default.removeItem(at: session.folder.appending("big.txt"))
        // Reading into a pipe that nobody empties: stopped in the middle of the plaintext, then made to abort.
        for (signal, status) in [("ABRT", 134), ("SEGV", 139)] {
            let script = """
                ulimit -c unlimited; mkfifo pipe 2>/dev/null; sleep 5 < pipe & reader=$!
                "$@" > pipe & victim=$!; sleep 1; kill -\(signal) $victim; wait $victim; echo status $?; kill $reader
                """
            let result = try run(
                "/bin/bash",
                ["-c", script, "bash", Session.binary, "cat", "TPPO-2026-0017/1"]
                    + session.credentials("companion"),
                folder: session.folder.url, environment: session.environment)
            #expect(result.output.contains("status \(status)"), "killed: \(result.output) \(result.errors)")
            #expect(!result.errors.contains("Backtrac") && !result.errors.contains("0x"), "\(result.errors)")
        }
        let cores = try FileManager.default.contentsOfDirectory(atPath: session.folder.path).filter {
            $0.hasPrefix("core")
        }
        #expect(cores == [])
        #expect(try leaks(in: session.folder.url, of: [canary]) == [])
        // And a `get` that is killed leaves no piece of its file.
        let script = "\"$@\" & victim=$!; sleep 0.25; kill -KILL $victim 2>/dev/null; wait; ls"
        _ = try run(
            "/bin/bash",
            ["-c", script, "bash", Session.binary, "get", "TPPO-2026-0017/1", "-o", "got.txt"]
                + session.credentials("companion"),
            folder: session.folder.url, environment: session.environment)
        #expect(try leaks(in: session.folder.url, of: [canary], except: ["/got.txt"]) == [])
        #expect(try session.amanah("verify", as: "companion").hasPrefix("All is well."))
    }

    @Test func processesShowNoSecretAndCannotBeDumped() throws {
        let session = try Session()
        try session.makeOffice()
        let script = """
            mkfifo slow; "$@" & victim=$!; sleep 1
            tr '\\0' ' ' < /proc/$victim/cmdline; tr '\\0' ' ' < /proc/$victim/environ 2>/dev/null
            echo; grep -i "core file" /proc/$victim/limits; kill -KILL $victim
            """
        let result = try run(
            "/bin/bash",
            [
                "-c", script, "bash", Session.binary, "list", "--identity",
                session.path("companion.identity"), "--passphrase-file", session.path("slow"),
            ],
            folder: session.folder.url, environment: session.environment)
        #expect(!result.output.contains(Session.passphrase))
        #expect(result.output.contains("Max core file size        0"), "\(result.output)")
    }

    @Test func largeFilesPassThroughLittleMemory() throws {
        guard stockTool("python3") != nil else { return }
        let session = try Session()
        try session.makeOffice()
        let size: UInt64 = 2 << 30
        let big = session.folder.appending("video.mp4")
        #expect(FileManager.default.createFile(atPath: big.path, contents: nil))
        let handle = try FileHandle(forWritingTo: big)
        try handle.truncate(atOffset: size)
        try handle.close()
        let measure = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
            print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        for words in [
            ["add", "TPPO-2026-0017", big.path, "--kind", "electronic"],
            ["get", "TPPO-2026-0017/1", "-o", session.path("copy.mp4")],
        ] {
            let result = try run(
                "/usr/bin/env",
                ["python3", "-c", measure, Session.binary] + words + session.credentials("companion"),
                folder: session.folder.url, environment: session.environment)
            let numbers = result.output.split(separator: " ").map {
                Int($0.trimmingCharacters(in: .newlines)) ?? -1
            }
            #expect(numbers.first == 0, "\(result.errors)")
            #expect((numbers.last ?? .max) < 64 * 1024, "\(words[0]) of 2 GiB took \(numbers.last ?? -1) KiB")
            print("\(words[0]) of 2 GiB: \(numbers.last ?? -1) KiB resident")
        }
        #expect(
            try FileManager.default.attributesOfItem(atPath: session.path("copy.mp4"))[.size] as? UInt64
                == size)
    }
}
