import EvidenceVault
import Foundation
import TestSupport
import Testing

/// Secrets that are typed and shown at a terminal: passphrases and shares.
@Suite struct TypingTests {
    private let clear = "\u{1B}[2J\u{1B}[3J\u{1B}[H"
    private let shown = [true, true]

    // MARK: Passphrases

    /// Ctrl-Z: while the program is stopped the terminal is the shell's, as it was; when it goes on nothing shows.
    @Test func aStoppedPromptLeavesTheTerminalAndTakesItAgain() throws {
        let session = try Session(["custodian"])
        let identity = session.path("custodian.identity")
        guard
            let typed = try session.atTerminal(
                ["identity", "show", "--identity", identity],
                [
                    .await("identity: "), .look, .type("ken\u{1A}"), .untilStopped, .look, .goOn,
                    .await("identity: "), .look, .type(Session.passphrase + "\n"),
                ])
        else { return }
        #expect(typed.looks == [[false, true], shown, [false, true]], "\(typed)")
        #expect(typed.status == 0 && typed.after == shown, "\(typed)")
        #expect(typed.rest.contains("fingerprint") && !"\(typed)".contains(Session.passphrase))
    }

    private func new(_ session: Session, _ steps: [Session.Step]) throws -> Session.Typed? {
        try session.atTerminal(
            ["identity", "new", "--name", "Siti Rahmawati", "--out", session.path("siti.identity")], steps)
    }

    private func opens(_ session: Session, _ passphrase: String) throws -> Bool {
        try session.write("new", passphrase + "\n")
        return try session.amanah([
            "identity", "show", "--identity", session.path("siti.identity"), "--passphrase-file",
            session.path("new"),
        ]).status == 0
    }

    @Test func enterTakesTheProposedPassphrase() throws {
        let session = try Session([])
        guard
            let typed = try new(
                session,
                [.await("66 bits):"), .await("Write them"), .await("not shown: "), .look, .type("\n")])
        else { return }
        let proposal = typed.seen[1].trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(proposal.split(separator: " ").count == 6, "\(typed)")
        #expect(typed.looks == [[false, true]] && typed.status == 0 && typed.after == shown)
        #expect(typed.rest.contains(clear) && !typed.rest.contains(proposal))
        #expect(try opens(session, proposal))
    }

    @Test func onesOwnIsTypedTwiceAndTheWeakestAreAskedForAgain() throws {
        let session = try Session([])
        session.environment["AMANAH_LANG"] = "id"
        let own = "hujan di Kupang bulan lalu"
        guard
            let typed = try new(
                session,
                [
                    .await("layar): "), .type("bismillah123\n"), .await("banyak orang"), .await("layar): "),
                    .type("siti rahmawati\n"), .await("nama Anda sendiri"), .await("layar): "),
                    .type(own + "\n"),
                    .await("Ulangi: "), .type("lain sama sekali\n"), .await("berbeda"), .await("layar): "),
                    .type(own + "\n"), .await("Ulangi: "), .type(own + "\n"),
                ])
        else { return }
        #expect(typed.status == 0, "\(typed)")
        #expect(!"\(typed)".contains(own))
        #expect(try opens(session, own))
    }

    /// A terminal that is gone takes no proposal that nobody has read.
    @Test func whoLeavesMakesNoIdentity() throws {
        let session = try Session([])
        guard let typed = try new(session, [.await("not shown: "), .type("\u{04}")]) else { return }
        #expect(typed.status == 1 && typed.after == shown && !session.exists("siti.identity"), "\(typed)")
    }

    @Test func aFileIsHeldToTheSameRule() throws {
        let session = try Session([])
        for (passphrase, why) in [
            ("123", "10 characters"), ("bismillah123", "many people"), ("Siti Rahmawati", "own name"),
            ("", "empty"),
        ] {
            try session.write("weak", passphrase + "\n")
            let errors = try session.amanah(
                [
                    "identity", "new", "--name", "Siti Rahmawati", "--out", session.path("siti.identity"),
                    "--passphrase-file", session.path("weak"),
                ], as: nil, failsWith: 2)
            #expect(errors.contains(why) && !session.exists("siti.identity"), "\(errors)")
        }
    }

    /// Who works in a vault already is not to take its phrase, which stands on every sheet.
    @Test func thePhraseOfTheVaultIsNoPassphrase() throws {
        let session = try Session(["custodian", "coordinator"])
        try session.amanah(
            "init", session.path("vault"), "--name", "Yayasan", "--recovery-out",
            session.path("recovery.txt"),
            as: "custodian")
        try session.enrol("coordinator", "coordinator")
        try session.write("weak", session.phrase + "\n")
        let errors = try session.amanah(
            [
                "identity", "new", "--name", "Siti", "--out", session.path("siti.identity"),
                "--passphrase-file",
                session.path("weak"),
            ], as: nil, failsWith: 2)
        #expect(errors.contains("vault's phrase"), "\(errors)")
    }

    // MARK: Shares

    /// A vault whose key is shared among three, of whom two restore it, and the words of each.
    private func shared() throws -> (session: Session, shares: [[String]]) {
        let session = try Session(["bambang"])
        try session.amanah(
            "init", session.path("vault"), "--name", "Yayasan Rahasia", "--trustees", "3", "--threshold", "2",
            "--shares-out", session.path("shares"), as: "bambang")
        let shares = try (1...3).map { number in
            try session.contents("shares/share-\(number)-of-3.txt").split(separator: "\n")
                .filter { !$0.hasPrefix("#") }.joined(separator: " ").split(separator: " ").map(String.init)
        }
        return (session, shares)
    }

    private let drill = ["recover", "--drill"]

    /// Four letters and a space for each word; a wrong one is told at once; the last word may be taken back.
    @Test func sharesAreTypedWordByWord() throws {
        let (session, shares) = try shared()
        let second = shares[1].map { $0.prefix(4) }
        var steps: [Session.Step] = [.await("Word 1 of 33: "), .look]
        for (place, word) in shares[0].enumerated() {
            if place == 6 {
                steps += [
                    .type("qqqq "), .await("'qqqq' is not in the list"), .await("Word 7 of 33: "),
                    .type("\u{7F}"), .await("Word 6 of 33: "), .await("[\(shares[0][5])]"),
                    .type(String(shares[0][5].prefix(4))),
                ]
                // A word of four letters is complete with them.
                if shares[0][5].count > 4 { steps.append(.await(String(shares[0][5].dropFirst(4)))) }
                steps += [.type(" "), .await("Word 7 of 33: ")]
            }
            steps.append(.type(String(word.prefix(4))))
            if word.count > 4 { steps.append(.await("\u{1B}7" + word.dropFirst(4))) }
            steps.append(.type(place == 9 ? "\n" : " "))
            steps.append(.await(place < 32 ? "Word \(place + 2) of 33: " : "no. 2 of 2"))
        }
        steps += [.await("Word 1 of 33: "), .type(second.joined(separator: " ") + "\n")]
        guard let typed = try session.atTerminal(drill, steps) else { return }
        #expect(typed.looks == [[false, false]] && typed.after == shown, "\(typed)")
        #expect(typed.status == 0 && typed.rest.contains("the shares are this vault's"), "\(typed)")
        // Nothing of them stays on the screen.
        let left = try #require(typed.rest.components(separatedBy: clear).last)
        #expect(!left.uppercased().contains(second[20].uppercased()), "\(typed.rest)")
    }

    @Test func whatIsPastedIsTakenAtOnceAndTheSameShareAgainIsNot() throws {
        let (session, shares) = try shared()
        session.environment["AMANAH_LANG"] = "id"
        let line = shares[0].joined(separator: " ")
        var misspelt = shares[2]
        misspelt[11] = "bukan"
        guard
            let typed = try session.atTerminal(
                drill,
                [
                    .await("Kata 1 dari 33: "), .type(line + "\n"), .await("ke-2 dari 2"),
                    .await("Kata 1 dari 33: "),
                    .type("\u{1B}[200~" + line + "\u{1B}[201~"), .await("sudah diketik"),
                    .await("Kata 1 dari 33: "),
                    .type("\u{1B}[200~" + misspelt.joined(separator: " ") + "\u{1B}[201~"),
                    .await("Kata 12, 'bukan'"), .await("Kata 12 dari 33: "), .type(shares[2][11] + " "),
                ])
        else { return }
        #expect(typed.status == 0 && typed.rest.contains("bagian kunci ini cocok"), "\(typed)")
    }

    /// Ctrl-Z, and back: the screen and the terminal are the shell's in between, and what was typed is there again.
    @Test func stoppedWhileTypingASharePutsTheTerminalBack() throws {
        let (session, shares) = try shared()
        let first = shares[0].map { $0.prefix(4) }.joined(separator: " ")
        let second = shares[1].joined(separator: " ")
        guard
            let typed = try session.atTerminal(
                drill,
                [
                    .await("Word 1 of 33: "), .type("\(shares[0][0]) \(shares[0][1]) "),
                    .await("Word 3 of 33: "),
                    .look, .type("\u{1A}"), .untilStopped, .look, .goOn, .await("Word 3 of 33: "), .look,
                    .type(String(first.dropFirst(10)) + "\n"), .await("no. 2 of 2"), .await("Word 1 of 33: "),
                    .type(second + "\n"),
                ])
        else { return }
        #expect(typed.looks == [[false, false], shown, [false, false]], "\(typed)")
        #expect(typed.status == 0 && typed.after == shown, "\(typed)")
        // Between the last screen before and the first one after, it was wiped.
        #expect(typed.seen[2].components(separatedBy: clear).count > 2, "\(typed.seen[2])")
    }

    @Test(arguments: ["SIGINT", "SIGTERM", "SIGHUP"])
    func whoInterruptsTheTypingHasTheTerminalBack(_ signal: String) throws {
        let (session, shares) = try shared()
        guard
            let typed = try session.atTerminal(
                drill,
                [
                    .await("Word 1 of 33: "), .type("\(shares[0][0]) \(shares[0][1]) "),
                    .await("Word 3 of 33: "),
                    .signal(signal),
                ])
        else { return }
        #expect(typed.status == ["SIGINT": -2, "SIGTERM": -15, "SIGHUP": -1][signal], "\(typed)")
        #expect(typed.after == shown && typed.rest.contains(clear), "\(typed)")
    }

    @Test func theEndOfTheInputEndsTheTyping() throws {
        let (session, _) = try shared()
        guard let typed = try session.atTerminal(drill, [.await("Word 1 of 33: "), .type("\u{04}")]) else {
            return
        }
        #expect(typed.status == 1 && typed.after == shown, "\(typed)")
        let errors = try session.amanah(drill, as: nil, failsWith: 2)
        #expect(errors.contains("--share FILE"), "\(errors)")
    }

    // MARK: Sheets

    /// One page that any printer prints, with all that the file has and nobody's name.
    @Test func aSheetHasAllOfItsShareOnOnePage() throws {
        let (session, shares) = try shared()
        struct Status: Decodable { let id, phrase: String, phraseDigits: [String] }
        let status = try JSONDecoder().decode(
            Status.self, from: session.amanah(["status", "--json"], as: "bambang").stdout)
        for (index, share) in shares.enumerated() {
            let name = "shares/sheet-\(index + 1)-of-3.txt"
            let sheet = try session.contents(name)
            let lines = sheet.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 60 && lines.allSatisfy { $0.count <= 76 }, "\(lines.count)")
            #expect(sheet.utf8.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0A) })
            let words = sheet.matches(of: /(\d+)  ([A-Z]{4})([a-z]*)(?= |\n)/)
            #expect(words.map { Int($0.1) } == Array(1...33), "\(sheet)")
            #expect(words.map { $0.2.lowercased() + $0.3 } == share)
            #expect(sheet.contains("BAGIAN KUNCI \(index + 1) DARI 3") && sheet.contains("2 dari 3"))
            for (word, number) in zip(status.phrase.split(separator: " "), status.phraseDigits) {
                #expect(sheet.contains("\(number) \(word)"), "\(word)")
            }
            #expect(sheet.contains(status.id) && sheet.contains("Dipegang oleh"))
            #expect(!sheet.contains("Rahasia") && !sheet.contains("bambang"), "no vault's name, nobody's")
            let mode = try FileManager.default.attributesOfItem(atPath: session.path(name))[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func aShareIsShownAsOnItsSheet() throws {
        let session = try Session(["custodian"])
        let words = [
            "init", session.path("vault"), "--name", "Yayasan", "--trustees", "2", "--threshold", "2",
            "--time-zone", "Asia/Jakarta",
        ]
        guard
            let typed = try session.atTerminal(
                words + session.credentials("custodian"),
                [
                    .await("share 1 of 2"), .await("Enter wipes the screen."), .type("\n"),
                    .await("share 2 of 2"),
                    .await("Enter wipes the screen."), .type("\n"),
                ])
        else { return }
        #expect(typed.status == 0, "\(typed)")
        for screen in [typed.seen[1], typed.seen[3]] {
            #expect(screen.matches(of: /\d+  [A-Z]{4}[a-z]*/).count == 33, "\(screen)")
            #expect(screen.matches(of: /\b\d{4}\b/).count == 12, "the phrase in numbers: \(screen)")
        }
        #expect(typed.seen[2].contains(clear) && typed.rest.contains(clear))
    }

    /// In words and in numbers, wherever it is shown.
    @Test func thePhraseIsShownInNumbersToo() throws {
        let session = try Session(["custodian", "lawyer"])
        let made = try session.amanah(
            "init", session.path("vault"), "--name", "Yayasan", "--recovery-out",
            session.path("recovery.txt"),
            as: "custodian")
        struct Status: Decodable { let phraseDigits: [String] }
        let numbers = try JSONDecoder().decode(
            Status.self, from: session.amanah(["status", "--json"], as: "custodian").stdout
        ).phraseDigits.joined(separator: " ")
        #expect(made.contains(numbers))
        #expect(try session.amanah("status", as: "custodian").contains(numbers))
        let enrolled = try session.amanah(
            ["member", "enrol", session.path("lawyer.card"), "--role", "lawyer"], as: "custodian")
        #expect(enrolled.errors.contains(numbers), "\(enrolled.errors)")
        #expect(try session.contents("recovery.txt").contains(numbers))
        #expect(try session.amanah(["backup", session.path("copies")], as: nil).status == 0)
        let restored = try session.amanah(["restore", session.path("copies"), "--to", session.path("back")])
        #expect(restored.output.contains(numbers), "\(restored.output)")
        let joined = try session.amanah(["join", session.path("vault"), "--phrase", numbers], as: "lawyer")
        #expect(joined.status == 0, "\(joined.errors)")
    }
}
