import Foundation
import TestSupport
import Testing

/// What `docs/incident.md` tells people to type in an emergency works, in that order, by those people.
@Suite struct IncidentTests {
    private struct Section {
        let title: String
        var commands: [(line: String, who: String)] = []
    }

    private static func sections() throws -> [Section] {
        let text = try String(
            contentsOf: Vectors.packageFolder.appending(path: "docs/incident.md"), encoding: .utf8)
        var sections: [Section] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") {
                sections.append(Section(title: String(line.dropFirst(3))))
            } else if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside, !sections.isEmpty {
                let parts = line.dropFirst(2).components(separatedBy: "    # ")
                sections[sections.count - 1].commands.append((parts[0], parts.count == 2 ? parts[1] : ""))
            }
        }
        return sections
    }

    @Test func everyCommandOfThePageIsSomebodysAndWorks() throws {
        let sections = try IncidentTests.sections()
        #expect(sections.count == 9 && sections.allSatisfy { !$0.commands.isEmpty })
        let people = [
            "custodian": "custodian", "coordinator": "coordinator", "companion": "Siti Rahma",
            "auditor": "auditor", "anyone": "lawyer", "trustees": "",
        ]
        for section in sections {
            let session = try office()
            let kits = try session.amanah("kit", "list", "TPPO-2026-0017", "--json", as: "coordinator")
            let kit = try #require(kits.firstMatch(of: /"fingerprint" : "([0-9a-f]{8})/)).1
            for (line, who) in section.commands {
                let person = try #require(people[who], "\(line): who?")
                let command = line.replacing("FRASA BRANKAS", with: session.phrase)
                    .replacing("KODE", with: String(kit))
                let script = """
                    amanah() {
                        case "$1" in
                        backup|restore|recover|lock) command "$BIN" "$@"; return ;;
                        esac
                        if [[ " $* " == *" --identity "* || "$1 $2" == "identity new" ]]; then
                            command "$BIN" "$@" --passphrase-file passphrase
                        else
                            command "$BIN" "$@" --identity "$WHO" --passphrase-file passphrase
                        fi
                    }
                    \(command)
                    """
                let result = try run(
                    "/bin/bash", ["-c", script], folder: session.folder.url,
                    environment: session.environment.merging([
                        "BIN": Session.binary, "WHO": session.path("\(person).identity"),
                    ]) { $1 })
                #expect(
                    result.status == 0, "\(section.title): \(command): \(result.output) \(result.errors)"
                )
            }
        }
    }

    /// A vault `brankas` with a document, a kit and a backup of before the newest document.
    private func office() throws -> Session {
        let session = try Session(["custodian", "coordinator", "Siti Rahma", "lawyer", "auditor"])
        session.environment["AMANAH_VAULT"] = session.path("brankas")
        try session.makeOffice(at: "brankas", companion: "Siti Rahma")
        let file = try session.write("kronologi.txt", "isi")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "Siti Rahma")
        try session.amanah(
            "kit", "make", "TPPO-2026-0017", "--kinds", "statement", "--until", "2099-12-31", "-o",
            session.path("ani.kit"), as: "coordinator")
        #expect(try session.amanah(["backup", session.path("stick")]).status == 0)
        try session.write("kronologi.txt", "isi baru")
        try session.amanah("add", "TPPO-2026-0017", file, "--kind", "chronology", as: "Siti Rahma")
        return session
    }
}
