import Foundation
import TestSupport
import Testing

/// What happens when there is no room: nothing is lost, and nobody is locked out of a case.
@Suite struct FullDiskTests {
    @Test func aFullDiskLeavesTheVaultAsItWas() throws {
        let session = try Session()
        try session.makeOffice()
        try Data(count: 8 << 20).write(to: session.folder.appending("big.mp4"))
        // No file may grow beyond 4 MiB.
        let command = "ulimit -f 4096; exec \"$@\""
        let arguments =
            ["add", "TPPO-2026-0017", session.path("big.mp4"), "--kind", "electronic"]
            + session.credentials("companion")
        let result = try run(
            "/bin/bash", ["-c", command, "bash", Session.binary] + arguments, folder: session.folder.url,
            environment: session.environment)
        #expect(
            result.status == 1 && result.errors.contains("may not become so large"),
            "\(result.status) \(result.errors)")
        #expect(try session.amanah("verify", as: "companion").hasPrefix("All is well."))
        #expect(try FileManager.default.contentsOfDirectory(atPath: session.path("vault/incoming")).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: session.path("vault/blobs")).isEmpty)
        try session.amanah(
            "add", "TPPO-2026-0017", session.path("big.mp4"), "--kind", "electronic", as: "companion")
    }

    /// On a real file system that is really full, made for the test in a name space of its own.
    @Test func aFullDiskLetsPeopleReadAndNothingElseGrow() throws {
        guard try run("/usr/bin/unshare", ["-rm", "/bin/true"]).status == 0 else {
            print("SKIPPED: this machine lets nobody mount a file system of their own")
            return
        }
        let session = try Session(["custodian", "coordinator", "auditor"])
        try session.write("a.txt", "isi")
        func amanah(_ words: String, as name: String) -> String {
            "\(Session.binary) \(words) \(session.credentials(name).joined(separator: " "))"
        }
        let script = """
            mkdir disk && mount -t tmpfs -o size=100m none disk || exit 99
            export AMANAH_VAULT=disk/vault
            exec 2>&1
            say() { echo "== $1"; shift; "$@"; echo "status $?"; }
            \(amanah("init disk/vault --name x --recovery-out r.txt", as: "custodian"))
            \(amanah("member enrol auditor.card --role auditor", as: "custodian"))
            \(amanah("member enrol coordinator.card --role coordinator", as: "custodian"))
            phrase=$(\(amanah("status --json", as: "custodian")) | sed -n 's/.*"phrase" : "\\(.*\\)".*/\\1/p')
            \(amanah("join disk/vault --phrase \"$phrase\"", as: "auditor"))
            \(amanah("join disk/vault --phrase \"$phrase\"", as: "coordinator"))
            \(amanah("case open --title Melati --ref A-1", as: "coordinator"))
            say early \(amanah("add A-1 a.txt --kind chronology --again", as: "coordinator"))
            dd if=/dev/zero of=disk/filler bs=4k status=none
            say read \(amanah("cat A-1/1", as: "coordinator"))
            say again \(amanah("cat A-1/1", as: "coordinator"))
            say add \(amanah("add A-1 a.txt --kind chronology --again", as: "coordinator"))
            rm disk/filler
            say room \(amanah("add A-1 a.txt --kind chronology --again", as: "coordinator"))
            say log \(amanah("audit log", as: "auditor"))
            say verify \(amanah("verify", as: "coordinator"))
            stat -c %s disk/vault/reserve
            """
        let result = try run(
            "/usr/bin/unshare", ["-rm", "/bin/bash", "-c", script], folder: session.folder.url,
            environment: session.environment)
        let parts = result.output.components(separatedBy: "== ")
        func part(_ name: String) -> String { parts.first { $0.hasPrefix(name + "\n") } ?? "" }
        #expect(part("early").contains("MiB are left on the vault's disk"), "\(result.output)")
        #expect(part("read").contains("reserve (15.0 MiB left)") && part("read").contains("isistatus 0"))
        #expect(part("again").contains("isistatus 0"))
        #expect(part("add").contains("no room on the disk") && part("add").contains("status 1"))
        #expect(part("room").contains("A-1/2") && part("room").contains("status 0"))
        let reads = part("log").split(separator: "\n").filter { $0.contains("document.read") }
        #expect(reads.count == 2, "each reading was written down")
        #expect(part("verify").contains("All is well.") && part("verify").hasSuffix("\(16 << 20)\n"))
    }
}
