import Foundation
import TestSupport
import Testing

/// Somebody who can write the vault's folder puts a link, or anything else, in the place of what is in it. No command follows it,
/// and none deletes or changes what is outside.
@Suite struct LinkTests {
    static let random = String(repeating: "0a", count: 16)

    /// Every path that a vault has, and how it is exchanged: `true` where every command meets it.
    static let places: [(name: String, isAlwaysMet: Bool)] = [
        ("vault.json", true), ("reserve", true), ("index.sqlite", true), ("index.sqlite-wal", true),
        ("index.sqlite-shm", true), ("index.sqlite-journal", true), ("blobs", true), ("incoming", true),
        ("blobs/XX", false), ("blobs/XX/BLOB", false), ("incoming/\(random).part", false),
        ("incoming/\(random).pending", false),
    ]

    enum Exchange: String, CaseIterable {
        /// What was there lies outside now, and a link leads to it.
        case link
        /// The same, with a second name instead of a link: for files that are written to.
        case secondName
        /// A named pipe, which would keep people waiting.
        case pipe
        /// A link to other people's documents.
        case linkToOthers
    }

    /// One vault with one document, and the folder of somebody else.
    private final class Bench {
        let session: Session
        let blob: String

        init() throws {
            session = try Session(["custodian", "coordinator", "companion", "lawyer", "auditor"])
            try session.makeOffice()
            try session.write("a.txt", "kronologi")
            try session.amanah(
                "add", "TPPO-2026-0017", session.path("a.txt"), "--kind", "chronology", "--again",
                as: "coordinator")
            let folder = session.folder.appending("vault/blobs")
            let digits = try FileManager.default.contentsOfDirectory(atPath: folder.path)[0]
            blob = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(digits)")[0]
            try shell("cp -a vault vault.kept && cp -a state state.kept")
        }

        func shell(_ script: String) throws {
            let result = try run(
                "/bin/bash", ["-euc", script], folder: session.folder.url, environment: session.environment)
            #expect(result.status == 0, "\(script): \(result.errors)")
        }

        func path(of place: String) -> String {
            "vault/"
                + place.replacingOccurrences(of: "XX", with: blob.prefix(2))
                .replacingOccurrences(of: "BLOB", with: blob)
        }

        func exchange(_ place: String, _ exchange: Exchange) throws {
            let path = path(of: place)
            let names = ["notes.txt", "\(LinkTests.random).part", "\(LinkTests.random).pending", blob]
            try shell(
                """
                rm -rf vault state outside
                cp -a vault.kept vault
                cp -a state.kept state
                mkdir -p outside/documents
                for name in \(names.joined(separator: " ")); do echo canary > outside/documents/$name; done
                echo \(blob.prefix(64)) > outside/documents/\(LinkTests.random).pending
                if [ -e \(path) ]; then mv \(path) outside/own; else echo \(blob.prefix(64)) > outside/own; fi
                """)
            switch exchange {
            case .link: try shell("ln -s \"$PWD/outside/own\" \(path)")
            case .secondName: try shell("ln outside/own \(path)")
            case .pipe: try shell("mkfifo \(path)")
            case .linkToOthers: try shell("ln -s \"$PWD/outside/documents\" \(path)")
            }
        }

        /// Everything outside, with its times.
        func outside() throws -> String {
            try run(
                "/bin/bash",
                [
                    "-c",
                    "find outside -printf '%P %y %s %T@ %n\\n' | sort; find outside -type f | sort | xargs sha256sum",
                ],
                folder: session.folder.url, environment: session.environment
            ).output
        }

        static let commands: [(words: [String], person: String)] = [
            (["status"], "companion"), (["list"], "companion"), (["list", "TPPO-2026-0017"], "lawyer"),
            (["add", "TPPO-2026-0017", "a.txt", "--kind", "chronology", "--again"], "coordinator"),
            (["cat", "TPPO-2026-0017/1"], "coordinator"), (["reseal", "TPPO-2026-0017"], "coordinator"),
            (["verify"], "companion"), (["verify", "--quick"], "companion"), (["reindex"], "companion"),
            (["audit", "log"], "auditor"), (["member", "list"], "custodian"),
        ]
    }

    private func check(_ exchange: Exchange, _ places: [(name: String, isAlwaysMet: Bool)]) throws {
        let bench = try Bench()
        for (place, isAlwaysMet) in places {
            try bench.exchange(place, exchange)
            let before = try bench.outside()
            for (words, person) in Bench.commands {
                let result = try bench.session.amanah(words, as: person)
                let what = "\(exchange) at \(place), \(words): \(result.status) \(result.errors)"
                #expect(result.status == 5 || !isAlwaysMet && result.status == 0, "\(what)")
                if isAlwaysMet {
                    let path = bench.session.folder.appending(bench.path(of: place)).path
                    #expect(result.errors.contains(path), "\(what)")
                }
                if words == ["verify"] { #expect(result.status == 5, "\(what)") }
                #expect(try bench.outside() == before, "\(what)")
            }
        }
    }

    @Test func aLinkIsNotFollowed() throws { try check(.link, LinkTests.places) }

    @Test func otherPeoplesDocumentsAreLeftAlone() throws { try check(.linkToOthers, LinkTests.places) }

    @Test func aPipeKeepsNobodyWaiting() throws { try check(.pipe, LinkTests.places) }

    @Test func whatHasASecondNameIsNotWrittenTo() throws {
        try check(.secondName, LinkTests.places.filter { $0.name.hasPrefix("index") || $0.name == "reserve" })
    }

    /// Finding 5 of the review: what is in `incoming` and not ours stays, and is named.
    @Test func onlyOurOwnLeavingsAreTakenAway() throws {
        let bench = try Bench()
        let names = [
            "notes.txt", "half.part", "x.pending", "\(LinkTests.random.uppercased()).part",
            "\(LinkTests.random)\u{301}.part", "\(LinkTests.random).part.txt", "0\(LinkTests.random).part",
        ]
        for name in names { try bench.session.write("vault/incoming/\(name)", "canary") }
        try bench.shell("mkdir vault/incoming/\(LinkTests.random)")
        try bench.session.write("vault/incoming/\(LinkTests.random).part", "ours")
        try bench.session.amanah(
            "add", "TPPO-2026-0017", bench.session.path("a.txt"), "--kind", "chronology", "--again",
            as: "coordinator")
        let left = try FileManager.default.contentsOfDirectory(atPath: bench.session.path("vault/incoming"))
        #expect(Set(left) == Set(names + [LinkTests.random]))
        let verified = try bench.session.amanah(["verify"], as: "companion")
        #expect(verified.status == 5)
        for name in names where !name.contains("\u{301}") {
            #expect((verified.output + verified.errors).contains("incoming/\(name)"), "\(name)")
        }
    }

    /// The user's own path may go through links.
    @Test func theVaultItselfIsReachedThroughLinks() throws {
        let bench = try Bench()
        try bench.shell(
            "mkdir -p far/away && mv vault far/away/vault && ln -s far/away near && ln -s near/vault vault")
        try bench.session.amanah(
            "add", "TPPO-2026-0017", bench.session.path("a.txt"), "--kind", "chronology", "--again",
            as: "coordinator")
        #expect(try bench.session.amanah("cat", "TPPO-2026-0017/2", as: "coordinator") == "kronologi")
        #expect(try bench.session.amanah("verify", as: "companion").hasPrefix("All is well."))
    }
}
