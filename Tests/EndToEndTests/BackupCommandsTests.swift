import Foundation
import TestSupport
import Testing

/// Backup, restore and doctor as people type them, and what other tools copy of a vault in use.
@Suite struct BackupCommandsTests {
    private struct Verified: Decodable {
        struct Found: Decodable { let promise: Int, finding: String }
        let whole: Bool
        let entries: UInt64
        let findings: [Found]
    }

    /// A vault with a few documents, and a line of shell that goes on adding and resealing until `stop` is there.
    private func busyOffice() throws -> (Session, work: String) {
        let session = try Session()
        try session.makeOffice()
        let folder = session.folder.appending("kiriman")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for number in 1...6 { try session.write("kiriman/\(number).txt", "isi \(number)") }
        try session.amanah(
            "add", "TPPO-2026-0017", folder.path, "--kind", "chronology", as: "companion")
        // So that there is something to reseal.
        try session.amanah("case", "unassign", "TPPO-2026-0017", "lawyer", as: "coordinator")
        let (companion, coordinator) = (
            session.credentials("companion").joined(separator: " "),
            session.credentials("coordinator").joined(separator: " ")
        )
        let work = """
            '\(Session.binary)' reseal TPPO-2026-0017 \(coordinator) >>log 2>&1 &
            while [ ! -e stop ]; do
                '\(Session.binary)' add TPPO-2026-0017 kiriman --kind chronology --again \(companion) >>log 2>&1
            done &
            """
        return (session, work)
    }

    private func shell(_ script: String, _ session: Session) throws -> CommandResult {
        try run("/bin/bash", ["-c", script], folder: session.folder.url, environment: session.environment)
    }

    @Test func aBackupIsMadeWhileOthersWork() throws {
        let (session, work) = try busyOffice()
        let result = try shell(
            """
            \(work)
            for i in 1 2 3 4 5; do '\(Session.binary)' backup stick --keep 3 >>out || echo "status $?"; done
            touch stop; wait
            """, session)
        #expect(result.output.isEmpty && result.errors.isEmpty, "\(result.output) \(result.errors)")
        let checked = try session.amanah(["backup", "--verify", session.path("stick")])
        #expect(checked.status == 0, "\(checked.output) \(checked.errors)")
        let restored = try session.amanah(["restore", session.path("stick"), "--to", session.path("new")])
        #expect(restored.status == 0 && restored.output.hasPrefix("All of the backup came back."))
        session.environment["AMANAH_STATE"] = session.path("state2")
        try session.amanah(
            "join", session.path("new"), "--phrase", session.phrase, as: "companion")
        #expect(
            try session.amanah("verify", "--full", "--vault", session.path("new"), as: "companion")
                .hasPrefix("All is well."))
    }

    /// Other tools copy the files one after the other: what comes of it opens, names what is missing, and takes a deposit.
    @Test(arguments: ["cp -a vault copy", "mkdir copy; tar -cf - -C vault . | tar -xf - -C copy"])
    func aCopyOfAVaultInUseOpensAndNamesWhatIsMissing(_ tool: String) throws {
        let (session, work) = try busyOffice()
        let result = try shell(
            """
            \(work)
            for i in 1 2 3 4; do ( \(tool.replacingOccurrences(of: "copy", with: "copy$i")) ) 2>/dev/null; done
            touch stop; wait
            """, session)
        #expect(result.errors.isEmpty, "\(result.errors)")
        for number in 1...4 {
            let copy = session.path("copy\(number)")
            session.environment["AMANAH_STATE"] = session.path("state\(number)")
            let joined = try session.amanah(["join", copy, "--phrase", session.phrase], as: "companion")
            #expect(joined.status == 0, "\(tool): \(joined.errors)")
            let verify = try session.amanah(["verify", "--json", "--vault", copy], as: "companion")
            let report = try JSONDecoder().decode(Verified.self, from: verify.stdout)
            #expect(verify.status == (report.whole ? 0 : 5))
            for finding in report.findings {
                #expect(
                    finding.finding.contains("is missing (")
                        || finding.finding.hasPrefix("no log entry names"),
                    "\(tool): \(finding.finding)")
            }
            try session.amanah(
                "add", "TPPO-2026-0017", session.path("kiriman/1.txt"), "--kind", "chronology", "--again",
                "--vault", copy, as: "companion")
            let left = try FileManager.default.contentsOfDirectory(atPath: copy + "/incoming")
            #expect(left.isEmpty, "\(tool): \(left)")
            // Put in order, it has nothing that no entry names, and lacks what the copy lacked.
            let restored = try session.amanah(["restore", copy, "--to", copy + ".new"])
            let lost = report.findings.filter { $0.finding.contains("is missing (") }.count
            #expect(restored.status == (lost == 0 ? 0 : 5), "\(restored.output) \(restored.errors)")
            let again = try session.amanah(["verify", "--json", "--vault", copy + ".new"], as: "companion")
            let after = try JSONDecoder().decode(Verified.self, from: again.stdout)
            #expect(after.findings.count == lost && after.findings.allSatisfy { $0.promise == 9 }, "\(after)")
        }
    }

    @Test func statusAndDoctorSpeakOfBackups() throws {
        let session = try Session()
        try session.makeOffice()
        #expect(
            try session.amanah("status", as: "coordinator").contains("no backup was made from this computer"))
        var doctor = try session.amanah(["doctor"], as: "coordinator")
        #expect(
            doctor.status == 1 && doctor.output.hasPrefix("TO DO   no backup was made"), "\(doctor.output)")
        try FileManager.default.createDirectory(
            at: session.folder.appending("stick"), withIntermediateDirectories: true)
        let made = try session.amanah(["backup", session.path("stick"), "--json"])
        #expect(made.status == 0 && made.output.contains("\"generation\" : \"generation-0001\""))
        #expect(try session.amanah("status", as: "coordinator").contains("entries since: 0"))
        #expect(try !session.amanah("status", as: "coordinator").contains("'amanah backup DIR'"))
        doctor = try session.amanah(["doctor"], as: "coordinator")
        #expect(doctor.status == 0, "\(doctor.output)")
        #expect(doctor.output.contains("advice  it was never tried") && doctor.output.contains("in order"))
        let drill = try session.amanah(["recover", "--drill", "--recovery-key", session.path("recovery.txt")])
        #expect(drill.status == 0)
        #expect(try !session.amanah(["doctor"], as: "coordinator").output.contains("never tried"))
        session.environment["AMANAH_LANG"] = "id"
        #expect(
            try session.amanah(["doctor"], as: "custodian").output.contains(
                "saran   custodian satu-satunya pengelola brankas"))

        // Nine days later, by its note.
        session.environment["AMANAH_LANG"] = "en"
        let notes = try #require(
            FileManager.default.contentsOfDirectory(atPath: session.path("state/vault_notes")).first)
        let text = try session.contents("state/vault_notes/\(notes)")
        let old = Date(timeIntervalSinceNow: -9 * 86_400).formatted(.iso8601)
        try session.write(
            "state/vault_notes/\(notes)",
            text.replacingOccurrences(
                of: #""backedUpAt":"[^"]*""#, with: "\"backedUpAt\":\"\(old)\"", options: .regularExpression))
        #expect(try session.amanah("status", as: "coordinator").contains("is 9 days old; make one now"))
        #expect(try session.amanah(["doctor"], as: "coordinator").status == 1)

        // Without a vault, without an identity, and where the vault does not hold.
        session.environment["AMANAH_VAULT"] = ""
        try FileManager.default.removeItem(atPath: session.path("state/last_used"))
        let alone = try session.amanah(["doctor"])
        #expect(alone.status == 0 && alone.output.contains("there is no vault here"), "\(alone.output)")
        session.environment["AMANAH_VAULT"] = session.path("vault")
        let without = try session.amanah(["doctor", "--json"])
        #expect(without.output.contains("\"notLookedAt\" : [\n    \"members\""), "\(without.output)")
        try FileManager.default.removeItem(at: session.folder.appending("vault/index.sqlite"))
        doctor = try session.amanah(["doctor"], as: "coordinator")
        #expect(doctor.status == 5 && doctor.output.contains("amanah restore BACKUPS --to NEW"))
    }

    @Test func whatBackupRefusesItSaysWhy() throws {
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        let stick = session.path("stick")
        #expect(
            try session.amanah(["backup", session.path("vault/b")], as: nil, failsWith: 2).contains("inside"))
        #expect(
            try session.amanah(["backup", "--verify", stick], as: nil, failsWith: 6).contains("no folder"))
        #expect(try session.amanah(["backup", session.path("tmp"), "--keep", "0"]).status == 2)
        #expect(try session.amanah(["backup", stick]).status == 0)
        let generation = stick + "/generation-0001"
        #expect(
            try session.amanah(["list", "--vault", generation], as: "companion", failsWith: 2).contains(
                "nobody works in a backup"))
        #expect(
            try session.amanah(["restore", stick, "--to", session.path("vault")], as: nil, failsWith: 2)
                .contains("exists already"))
        // The sealed file of a new document is lost before it was backed up.
        let before = Set(try blobs(session))
        try session.write("a.txt", "lain")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        let new = try #require(Set(try blobs(session)).subtracting(before).first)
        try FileManager.default.removeItem(at: session.folder.appending("vault/blobs/\(new)"))
        let damaged = try session.amanah(["backup", stick])
        #expect(damaged.status == 5 && damaged.output.contains("NO NEW BACKUP"), "\(damaged.output)")
        #expect(damaged.output.contains("missing: blobs/\(new)"))
        session.environment["AMANAH_LANG"] = "id"
        #expect(try session.amanah(["backup", stick]).output.hasPrefix("SALINAN BARU TIDAK DIBUAT"))
        let checked = try session.amanah(["backup", "--verify", stick])
        #expect(checked.status == 0 && checked.output.contains("generation-0001  "))
        // And one that was.
        let old = try #require(before.first)
        try FileManager.default.removeItem(at: session.folder.appending("stick/generation-0001/blobs/\(old)"))
        let lost = try session.amanah(["backup", "--verify", stick])
        #expect(lost.status == 5 && lost.output.contains("hilang: blobs/\(old)"), "\(lost.output)")
        let restored = try session.amanah(["restore", stick, "--to", session.path("new")])
        #expect(restored.status == 5 && restored.output.hasPrefix("TIDAK UTUH"), "\(restored.output)")
    }

    private func blobs(_ session: Session) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: session.path("vault/blobs")).filter {
            $0.hasSuffix(".age")
        }
    }

    /// The clock of the whole program decades off, as after an empty battery.
    @Test(arguments: ["0", "4080000000"]) func aClockThatIsDecadesOff(_ seconds: String) throws {
        guard let clang = stockTool("clang") else { return }
        let session = try Session()
        try session.makeOffice()
        let file = try session.write("a.txt", "isi")
        try session.write(
            "clock.c",
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <sys/time.h>
            #include <time.h>
            int clock_gettime(clockid_t clock, struct timespec *time) {
                static int (*next)(clockid_t, struct timespec *);
                if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
                if (clock != CLOCK_REALTIME) return next(clock, time);
                time->tv_sec = \(seconds); time->tv_nsec = 0;
                return 0;
            }
            int gettimeofday(struct timeval *time, void *zone) {
                time->tv_sec = \(seconds); time->tv_usec = 0;
                return 0;
            }
            time_t time(time_t *time) { if (time) *time = \(seconds); return \(seconds); }
            """)
        let made = try run(
            clang, ["-shared", "-fPIC", "-o", session.path("clock.so"), session.path("clock.c"), "-ldl"])
        #expect(made.status == 0, "\(made.errors)")
        session.environment["LD_PRELOAD"] = session.path("clock.so")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "companion")
        try session.amanah("get", "TPPO-2026-0017/1", "-o", session.path("out.txt"), as: "lawyer")
        #expect(try session.contents("out.txt") == "isi")
        #expect(try session.amanah("verify", "--full", as: "coordinator").hasPrefix("All is well."))
        let doctor = try session.amanah(["doctor"], as: "coordinator")
        #expect(
            doctor.status == 1 && doctor.output.contains("this computer's clock says"), "\(doctor.output)")
        #expect(try session.amanah(["backup", session.path("stick")]).status == 0)
        session.environment["LD_PRELOAD"] = ""
        let after = try session.amanah(["doctor"], as: "coordinator").output
        #expect(after.contains("behind what the vault holds") == (seconds != "0"), "\(after)")
        #expect(try session.amanah("verify", "--full", as: "coordinator").hasPrefix("All is well."))
        #expect(try session.amanah(["backup", "--verify", session.path("stick")]).status == 0)
    }
}
