import Foundation
import TestSupport
import Testing

/// `amanah` alone, and that vault and key are found which were used last.
@Suite struct HomeTests {
    private func home(_ session: Session, _ language: String = "en") throws -> String {
        var environment = session.environment
        environment["AMANAH_LANG"] = language
        return try run(Session.binary, [], folder: session.folder.url, environment: environment).output
    }

    @Test func theNextStepIsSaidAndNothingIsTypedTwice() throws {
        let session = try Session([])
        session.environment["AMANAH_VAULT"] = ""
        let passphrase = ["--passphrase-file", session.path("passphrase")]
        func amanah(_ words: String...) throws -> CommandResult {
            try run(
                Session.binary, words + passphrase, folder: session.folder.url,
                environment: session.environment)
        }
        #expect(try home(session).contains("Next: make your key: amanah identity new"))
        #expect(try home(session, "id").contains("buat kunci Anda: amanah identity new"))
        let made = try amanah("identity", "new", "--name", "Siti", "--out", "siti.identity")
        #expect(made.status == 0, "\(made.errors)")
        let second = try home(session)
        #expect(second.contains("siti.identity") && second.contains("amanah identity card"), "\(second)")
        let founded = try amanah("init", "brankas", "--name", "Uji", "--recovery-out", "r.txt")
        #expect(founded.status == 0, "\(founded.errors)")
        let third = try home(session)
        #expect(third.contains("/brankas") && third.contains("amanah unlock"), "\(third)")
        // From any folder, and only for its owner to read.
        #expect(try amanah("status").output.contains("Uji"))
        let file = session.folder.appending("state/last_used")
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        // What is named goes before it; another vault in its place is not worked in.
        let elsewhere = try amanah("status", "--vault", session.path("tmp"))
        #expect(elsewhere.status == 6, "\(elsewhere.errors)")
        try FileManager.default.moveItem(
            atPath: session.path("brankas"), toPath: session.path("lain"))
        #expect(try amanah("status").status == 6)
        #expect(try home(session).contains("amanah join"))
        // Junk in its place is nothing.
        try Data("{\"vault\":7}".utf8).write(to: file)
        #expect(try home(session).contains("Next: make your key"))
    }

    @Test func aWalkThroughIsNotTakenForTheVaultOfEveryDay() throws {
        let session = try Session([])
        let keys = Vectors.packageFolder.appending(path: "keys-example").path
        let words = [
            "--identity", "\(keys)/custodian.identity", "--passphrase-file", "\(keys)/passphrase.txt",
        ]
        let made = try session.amanah(
            [
                "init", session.path("contoh"), "--name", "Contoh", "--example", "--recovery-out",
                session.path("r"),
            ]
                + words)
        #expect(made.status == 0, "\(made.errors)")
        session.environment["AMANAH_VAULT"] = session.path("contoh")
        #expect(try session.amanah(["status"] + words).status == 0)
        session.environment["AMANAH_VAULT"] = ""
        #expect(try home(session).contains("Next: make your key"))
    }

    @Test func anUnknownCommandIsAnsweredWithTheNearest() throws {
        let session = try Session([])
        for (word, answer) in [("verfy", "'verify'"), ("lsit", "'list'"), ("qqqqqq", "amanah --help")] {
            let refused = try session.amanah([word, "--json"], as: nil, failsWith: 2)
            #expect(refused.contains(answer) && refused.contains(word), "\(refused)")
        }
    }
}
