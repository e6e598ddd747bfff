import Foundation
import Sodium
import TestSupport
import Testing

/// A referral from a village desk to the city's service to LPSK: three vaults, and one chain that the last of them checks, also without
/// Amanah.
@Suite struct ReferralTests {
    private let ref = "TPPO-2026-0017"

    private struct Made: Decodable { let signerWords: String }

    /// Hands documents of one office to another, which has only a card. Returns the bundle's path and the words that the sender says of it.
    private func hand(
        _ documents: String, of office: Session, to receiver: Session, as word: String, extra: [String] = []
    ) throws -> (path: String, words: String) {
        try office.amanah(
            "office", "add", word, "--card", receiver.path("coordinator.card"), "--how", "diserahkan",
            as: "lawyer")
        try office.amanah("office", "confirm", word, "--yes", as: "coordinator")
        try office.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", word, "--documents",
            documents, "--given-by", "Melati", as: "coordinator")
        let path = office.path("\(word).tar.age")
        let made = try office.amanah(
            ["bundle", "create", ref, "--to", word, "--documents", documents, "-o", path, "--json"] + extra,
            as: "coordinator")
        #expect(made.status == 0, "\(made.errors)")
        return (path, try JSONDecoder().decode(Made.self, from: made.stdout).signerWords)
    }

    private func take(_ bundle: (path: String, words: String), into office: Session) throws -> CommandResult {
        try office.amanah(
            ["bundle", "import", ref, bundle.path, "--fingerprint", bundle.words], as: "coordinator")
    }

    private func village() throws -> Session {
        let village = try Session()
        try village.makeOffice()
        for (name, kind) in [
            ("kronologi.txt", "chronology"), ("visum.pdf", "visum"), ("Teratai.txt", "statement"),
        ] {
            try village.amanah(
                "add", ref, village.write(name, "isi \(name)"), "--kind", kind, as: "coordinator")
        }
        let kept = village.path("kept")
        try village.amanah("audit", "review", "--yes", "--keep", kept, as: "auditor")
        return village
    }

    private func office() throws -> Session {
        let office = try Session()
        try office.makeOffice()
        return office
    }

    @Test func threeVaultsMakeOneChainThatStockToolsCheck() throws {
        let (village, city, lpsk) = (try village(), try office(), try office())
        let first = try hand("1,2,3", of: village, to: city, as: "social")
        let taken = try take(first, into: city)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(taken.output.contains("\(ref)/1") && taken.output.contains("\(ref)/4, \(ref)/5"))
        let shown = try city.amanah("show", "\(ref)/1", as: "coordinator")
        #expect(shown.contains("came from vault") && shown.contains("a bundle of Yayasan Uji"))
        #expect(try city.amanah("audit", "log", as: "auditor").contains("bundle.import"))

        let second = try hand("1,2", of: city, to: lpsk, as: "lpsk")
        let verified = try lpsk.amanah("bundle", "verify", second.path, as: "coordinator")
        #expect(verified.hasPrefix("The bundle is whole"))
        for words in ["before that in the vault", "handed over from there by", "chain/1: an earlier bundle"] {
            #expect(verified.contains(words), "\(words)")
        }
        let last = try take(second, into: lpsk)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try lpsk.amanah("verify", "--full", as: "coordinator").contains("All is well"))

        // Nothing of it lies about in clear.
        for office in [city, lpsk] {
            for name in office.files(below: "vault") + office.files(below: "state") {
                for folder in ["vault", "state"] {
                    guard let bytes = try? Data(contentsOf: office.folder.appending("\(folder)/\(name)"))
                    else {
                        continue
                    }
                    for word in ["isi kronologi", "Teratai", "kronologi.txt"] {
                        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(name)")
                    }
                }
            }
            #expect(office.files(below: "tmp").isEmpty)
        }

        try lpsk.amanah("bundle", "open", second.path, "-o", lpsk.path("opened"), as: "coordinator")
        let opened = lpsk.folder.appending("opened")
        let all = lpsk.files(below: "opened")
        #expect(
            all.contains("chain/1/proofs/witness.consistency") && !all.contains("chain/1/proofs/P-3.entry"))
        for name in all {
            let bytes = try Data(contentsOf: lpsk.folder.appending("opened/\(name)"))
            #expect(bytes.range(of: Data("Teratai".utf8)) == nil, "\(name)")
        }
        var checks: [(String, [String])] = [
            ("sha256sum", ["-c", "--quiet", "manifest-sha256.txt"]),
            ("sha256sum", ["-c", "--quiet", "tagmanifest-sha256.txt"]),
            ("minisign", ["-V", "-m", "tagmanifest-sha256.txt", "-p", "minisign.pub"]),
        ]
        if let bagit = pythonTool("bagit.py") { checks.append((bagit, ["--validate", "."])) }
        for (name, words) in checks {
            guard let tool = name.hasPrefix("/") ? name : stockTool(name) else { continue }
            let result = try run(tool, words, folder: opened)
            #expect(result.status == 0, "\(name): \(result.output)\(result.errors)")
        }
        guard let python = stockTool("python3"), stockTool("openssl") != nil else { return }
        let script = Vectors.packageFolder.appending(path: "docs/verify-chain.py").path
        let proven = try run(python, [script, "."], folder: opened)
        #expect(proven.status == 0, "\(proven.errors)")
        #expect(proven.output.split(separator: "\n").count == 2)
        #expect(
            proven.output.split(separator: "\n").allSatisfy { $0.components(separatedBy: " -> ").count == 2 })
        // What the script calls proven it would not, if one bit were another.
        for name in [
            "data/P-1.txt", "chain/1/proofs/P-1.details.json", "chain/1/proofs/P-1.opening",
            "chain/1/proofs/P-1.entry", "chain/1/proofs/P-1.tlog-proof", "chain/1/proofs/handover.opening",
            "chain/1/proofs/checkpoint.txt", "proofs/P-1.details.json",
        ] {
            let url = opened.appending(path: name)
            let genuine = try Data(contentsOf: url)
            var changed = genuine
            changed[changed.count / 2] ^= 1
            try changed.write(to: url)
            #expect(try run(python, [script, "."], folder: opened).status == 1, "\(name)")
            try genuine.write(to: url)
        }
    }

    @Test func aZipWithWordsComesInAsWell() throws {
        let (village, city) = (try village(), try office())
        try village.amanah(
            "consent", "record", ref, "--purpose", "protection", "--recipient", "social", "--documents", "1",
            "--given-by", "Melati", as: "coordinator")
        let words = village.path("words")
        let made = try village.amanah(
            [
                "bundle", "create", ref, "--to", "social", "--documents", "1", "--passphrase",
                "--passphrase-out", words, "-o", village.path("b.zip"), "--json",
            ], as: "coordinator")
        #expect(made.status == 0, "\(made.errors)")
        let sender = try JSONDecoder().decode(Made.self, from: made.stdout).signerWords
        let take = ["bundle", "import", ref, village.path("b.zip"), "--fingerprint", sender]
        try city.amanah(
            take + ["--bundle-passphrase-file", city.path("passphrase")], as: "coordinator", failsWith: 4)
        #expect(
            try city.amanah(take + ["--bundle-passphrase-file", words], as: "coordinator").status == 0)
    }

    @Test func whatMayNotComeInIsRefusedInALine() throws {
        let (village, city) = (try village(), try office())
        let bundle = try hand("1", of: village, to: city, as: "social")
        let take = ["bundle", "import", ref, bundle.path, "--fingerprint", bundle.words]
        // Not sealed to the lawyer, but the lawyer can name the key that it is sealed to.
        try city.amanah(take, as: "lawyer", failsWith: 3)
        let withKey = [
            "--bundle-identity", city.path("coordinator.identity"), "--bundle-passphrase-file",
            city.path("passphrase"),
        ]
        // Not the members' case, though the key is theirs.
        #expect(
            try city.amanah(take + withKey, as: "auditor", failsWith: 3).contains("not on the team"))
        let other = bundle.words.split(separator: " ").reversed().joined(separator: " ")
        let refused = try city.amanah(
            ["bundle", "import", ref, bundle.path, "--fingerprint", other], as: "coordinator", failsWith: 5)
        #expect(refused.contains("not what the sender signed"))
        // Nobody is asked where there is no terminal.
        let alone = try run(
            "/usr/bin/setsid",
            ["-w", Session.binary, "bundle", "import", ref, bundle.path] + city.credentials("coordinator"),
            environment: city.environment)
        #expect(alone.status == 2 && alone.errors.contains("--fingerprint"), "\(alone.errors)")
        try village.amanah(
            take + [
                "--bundle-identity", city.path("coordinator.identity"), "--bundle-passphrase-file",
                city.path("passphrase"),
            ], as: "coordinator", failsWith: 2)
        #expect(try city.amanah(take + withKey, as: "lawyer").status == 0)
        let twice = try city.amanah(take, as: "coordinator", failsWith: 2)
        #expect(twice.contains("came into \(ref) already"))
        try city.amanah(
            ["bundle", "import", "TPPO-2026-9999", bundle.path, "--fingerprint", bundle.words],
            as: "coordinator", failsWith: 6)
        // In the other language.
        city.environment["AMANAH_LANG"] = "id"
        #expect(try city.amanah(take, as: "coordinator", failsWith: 2).contains("sudah dimasukkan"))
        // Somebody's bag.
        let bag = city.folder.appending("bag")
        try FileManager.default.createDirectory(
            at: bag.appending(path: "data"), withIntermediateDirectories: true)
        try Data("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8).write(
            to: bag.appending(path: "bagit.txt"))
        try Data("a".utf8).write(to: bag.appending(path: "data/a"))
        try Data("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  data/a\n".utf8).write(
            to: bag.appending(path: "manifest-sha256.txt"))
        try city.amanah(
            ["bundle", "import", ref, bag.path, "--fingerprint", bundle.words], as: "coordinator",
            failsWith: 2)
    }

    @Test(arguments: ["vault/blobs", "commit", "committed"])
    func anImportThatIsCutIsThereOrIsNot(step: String) throws {
        let (village, city) = (try village(), try office())
        let bundle = try hand("1,2,3", of: village, to: city, as: "social")
        let take =
            ["bundle", "import", ref, bundle.path, "--fingerprint", bundle.words]
            + city.credentials("coordinator")
        var environment = city.environment
        environment["AMANAH_FAULTS"] = "kill@\(step)"
        let cut = try run(Session.faultyTwin, take, folder: city.folder.url, environment: environment)
        #expect(cut.status == -SIGKILL, "\(cut)")
        struct Listed: Decodable { let ref: String }
        let list = try city.amanah(["list", ref, "--json"], as: "coordinator")
        let count = try JSONDecoder().decode([Listed].self, from: list.stdout).count
        #expect(count == (step == "committed" ? 5 : 0))
        let again = try run(Session.binary, take, folder: city.folder.url, environment: city.environment)
        #expect(again.status == (count == 0 ? 0 : 2), "\(again.errors)")
        try city.amanah("add", ref, city.write("b.txt", "b"), "--kind", "chronology", as: "coordinator")
        #expect(try city.amanah("verify", "--full", as: "coordinator").contains("All is well"))
        let blobs = city.files(below: "vault/blobs").filter { $0.hasSuffix(".age") }
        #expect(blobs.count == 6)
    }
}
