import Foundation
import TestSupport
import Testing

@testable import AmanahCommands
import Sodium

/// The passphrase is typed once per work session, and what it opened is for that session alone.
@Suite struct UnlockTests {
    private static let unlock =
        "$A unlock --identity companion.identity --passphrase-file passphrase"
    private static let show = "$A identity show --identity companion.identity"

    /// Somebody's identity, which takes no vault.
    private func session() throws -> Session { try Session(["companion", "lawyer"]) }

    /// The lines of a script's output; a failing command ends with its status in a line.
    private func lines(
        _ session: Session, _ surroundings: Surroundings = .machine, _ script: String
    ) throws -> [String]? {
        try session.terminal(surroundings, "exec 2>&1\n" + script).map {
            $0.output.split(separator: "\n").map(String.init)
        }
    }

    @Test(arguments: Surroundings.allCases)
    func unlockedCommandsAskForNothingUntilLock(_ surroundings: Surroundings) throws {
        let session = try Session()
        try session.makeOffice()
        let script = """
            \(Self.unlock) --for 5m --json | grep keeping
            \(Self.show) | head -1
            $A case list --identity companion.identity | tail -1
            $A lock
            \(Self.show); echo $?
            $A lock; echo $?
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        try #require(lines.count == 8, "\(lines)")
        if surroundings != .machine {
            #expect(lines[0].contains(surroundings == .keyring ? "keyring" : "agent"))
        }
        #expect(lines[1] == "name           companion")
        #expect(lines[2].hasPrefix("TPPO-2026-0017"))
        #expect(lines[3] == "Locked. The passphrase is needed again.")
        #expect(lines[4].contains("no terminal to ask for the passphrase") && lines[5] == "4")
        #expect(lines[6] == "Nothing was unlocked in this terminal." && lines[7] == "0")
    }

    @Test(arguments: Surroundings.allCases)
    func whenTheTimeIsOverThePassphraseIsNeededAgain(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            \(Self.unlock) --for 5s > /dev/null
            \(Self.show) | head -1
            sleep 5.1
            \(Self.show) > /dev/null; echo $?
            for i in $(seq 100); do [ -z "$(ls state/agents 2> /dev/null)" ] && break; sleep 0.1; done
            ls state/agents 2> /dev/null | wc -l
            \(Self.unlock) --for 5m > /dev/null
            \(Self.show) | head -1
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        try #require(lines.count == 5, "\(lines)")
        #expect(lines[0] == "name           companion" && lines[4] == lines[0])
        #expect(lines[1].contains("no terminal") && lines[2] == "4")
        #expect(lines[3] == "0", "the agent has ended")
    }

    @Test func timeThatIsOverAndSleepEndIt() throws {
        var bytes = Array("text".utf8)
        let identity = OpenedIdentity(
            text: try .init(moving: &bytes), of: [1, 2], for: 60,
            in: WorkSession(leader: 1, started: 2))
        let (now, second) = (Clocks.now, UInt64(1_000_000_000))
        func isCurrent(after seconds: UInt64, asleep: UInt64 = 0) -> Bool {
            identity.isCurrent(
                at: Clocks(
                    sinceStart: now.sinceStart + seconds * second, asleep: now.asleep + asleep * second))
        }
        let answers = [
            isCurrent(after: 58), isCurrent(after: 60), isCurrent(after: 10, asleep: 1),
            isCurrent(after: 10, asleep: 3),
        ]
        #expect(answers == [true, false, true, false])
    }

    @Test(arguments: Surroundings.allCases)
    func anotherTerminalDoesNotGetIt(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            \(Self.unlock) > /dev/null
            setsid --wait \(Self.show) > /dev/null; echo $?
            setsid --wait $A lock
            \(Self.show) | head -1
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        try #require(lines.count == 4, "\(lines)")
        #expect(lines[0].contains("no terminal") && lines[1] == "4")
        #expect(lines[2] == "Nothing was unlocked in this terminal.")
        #expect(lines[3] == "name           companion")
    }

    @Test func theAgentAnswersItsOwnSessionAndUserOnly() throws {
        guard stockTool("python3") != nil else { return }
        let session = try session()
        // The folder is opened up here, so that only the agent itself is in the way.
        let script = """
            \(Self.unlock) > /dev/null
            python3 $AGENT $AGENTS t | grep -c AGE-SECRET-KEY-1
            for request in t f; do setsid --wait python3 $AGENT $AGENTS $request | sed 's/^[0-9]* //'; done
            if [ $(id -u) -eq 0 ]; then
                chmod 711 $AGENTS; chmod 666 $AGENTS/*
                for request in t f; do python3 $AGENT $AGENTS $request 65534 | sed 's/^[0-9]* //'; done
                chmod 700 $AGENTS; chmod 600 $AGENTS/*
            else
                echo "b''"; echo "b''"
            fi
            \(Self.show) | head -1
            """
        guard let lines = try lines(session, .noKeyring, script) else { return }
        #expect(lines == ["1", "b''", "b''", "b''", "b''", "name           companion"])
    }

    @Test func theAgentEndsWithItsSessionAndWhenItIsAskedTo() throws {
        guard stockTool("python3") != nil else { return }
        let session = try session()
        let agent = "python3 $AGENT $AGENTS x | cut -d' ' -f1"
        // An agent is a zombie until somebody asks for its status, which may be nobody here.
        let script = """
            ended() { for i in $(seq 100); do
                grep -qs '^State:.[^Z]' /proc/$1/status || { echo ended $(ls $AGENTS | wc -l); return; }
                sleep 0.1
            done; echo still there; }
            pid=$(setsid --wait bash -c "\(Self.unlock) > /dev/null; \(agent); true"); ended $pid
            for signal in TERM HUP; do
                \(Self.unlock) > /dev/null; pid=$(\(agent)); kill -$signal $pid; ended $pid
                \(Self.show) > /dev/null 2>&1; echo $?
            done
            """
        guard let lines = try lines(session, .noKeyring, script) else { return }
        #expect(lines == ["ended 0", "ended 0", "4", "ended 0", "4"])
    }

    @Test(arguments: Surroundings.allCases)
    func aChangedIdentityFileIsNotServed(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            \(Self.unlock) > /dev/null
            cp companion.identity mine; cp lawyer.identity companion.identity
            \(Self.show) 2> /dev/null; echo $?
            cp mine companion.identity
            \(Self.show) | head -1
            echo >> companion.identity
            \(Self.show) 2> /dev/null; echo $?
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        #expect(lines == ["4", "name           companion", "4"])
    }

    @Test(arguments: Surroundings.allCases)
    func severalIdentitiesAreUnlockedAndLockForgetsAll(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            \(Self.unlock) > /dev/null
            \(Self.unlock) --identity lawyer.identity > /dev/null
            \(Self.unlock) --for 1h > /dev/null
            for name in companion lawyer; do $A identity show --identity $name.identity | head -1; done
            $A lock --json | grep forgotten
            for name in companion lawyer; do $A identity show --identity $name.identity 2> /dev/null; echo $?; done
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        #expect(
            lines == [
                "name           companion", "name           lawyer", "  \"forgotten\" : 2", "4", "4",
            ])
    }

    @Test(arguments: Surroundings.allCases)
    func aWrongPassphraseUnlocksNothing(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            echo salah > wrong
            $A unlock --identity companion.identity --passphrase-file wrong; echo $?
            \(Self.show) 2> /dev/null; echo $?
            \(Self.unlock) > /dev/null
            \(Self.show) --passphrase-file wrong; echo $?
            head -c 300 companion.identity > short
            $A unlock --identity short --passphrase-file passphrase; echo $?
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        #expect(
            lines.dropLast(2).map { $0.prefix { $0 != ";" } }
                == ["amanah: wrong passphrase", "4", "4", "amanah: wrong passphrase", "4"])
        #expect(lines.last != "0", "half a file")
    }

    @Test func theFolderAndItsSocketsAreForTheirOwnerOnly() throws {
        let session = try session()
        let script = """
            mkdir -m 700 run
            export XDG_RUNTIME_DIR=$PWD/run
            \(Self.unlock) > /dev/null
            stat -c '%a %F' run/amanah run/amanah/*
            \(Self.show) | head -1
            chmod 750 run/amanah
            \(Self.show) 2> /dev/null; echo $?
            \(Self.unlock); echo $?
            $A lock > /dev/null 2>&1; echo $?
            chmod 700 run/amanah; $A lock
            rm -r run/amanah; mkdir -m 700 elsewhere; ln -s ../elsewhere run/amanah
            \(Self.unlock) > /dev/null 2>&1; echo $?
            ls elsewhere | wc -l
            """
        guard let lines = try lines(session, .noKeyring, script) else { return }
        try #require(lines.count == 10, "\(lines)")
        #expect(lines[..<4] == ["700 directory", "600 socket", "name           companion", "4"])
        #expect(lines[4].contains("is not yours alone"))
        #expect(lines[5...] == ["1", "1", "Locked. The passphrase is needed again.", "1", "0"])
    }

    @Test(arguments: Surroundings.allCases)
    func nothingOnDiskHoldsTheSecret(_ surroundings: Surroundings) throws {
        let session = try session()
        let script = """
            \(Self.unlock) > /dev/null
            \(Self.show) | head -1
            for socket in $(ls $AGENTS 2> /dev/null); do
                pid=$(python3 $AGENT $AGENTS x | cut -d' ' -f1)
                cat /proc/$pid/cmdline /proc/$pid/environ 2> /dev/null | tr '\\0' '\\n' > seen
                grep -c 'Max core file size *0 *0' /proc/$pid/limits > limits
                kill -KILL $pid
            done
            grep -raF AGE-SECRET-KEY . --exclude=stranger.py | wc -l
            ls core* 2> /dev/null
            """
        guard let lines = try lines(session, surroundings, script) else { return }
        #expect(lines == ["name           companion", "0"])
        if surroundings == .noKeyring, stockTool("python3") != nil {
            let seen = try session.contents("seen")
            #expect(seen.isEmpty || seen == "amanah\nunlock-agent\n")
            #expect(try session.contents("limits") == "1\n")
        }
    }

    @Test func anAgentThatWasKilledIsNoObstacle() throws {
        guard stockTool("python3") != nil else { return }
        let session = try session()
        let script = """
            \(Self.unlock) > /dev/null
            kill -KILL $(python3 $AGENT $AGENTS x | cut -d' ' -f1); sleep 0.1
            \(Self.show) 2> /dev/null; echo $?
            \(Self.unlock) > /dev/null
            \(Self.show) | head -1
            kill -KILL $(python3 $AGENT $AGENTS x | cut -d' ' -f1); sleep 0.1
            $A lock; ls $AGENTS | wc -l
            """
        guard let lines = try lines(session, .noKeyring, script) else { return }
        #expect(lines == ["4", "name           companion", "Nothing was unlocked in this terminal.", "0"])
    }

    @Test func lengthsOfTimeAreThoseThatAreOffered() throws {
        for (text, seconds) in ["90s": 90, "30m": 1800, "8h": 28_800, "12h": 43_200] {
            #expect(UnlockTime(argument: text)?.seconds == seconds)
        }
        for text in [
            "", "s", "0m", "30", "-5m", "+5m", "13h", "43201s", "1d", "1.5h", "99999999999999999999s",
        ] {
            #expect(UnlockTime(argument: text) == nil, "\(text)")
        }
        let session = try session()
        let words = ["unlock", "--for", "13h", "--identity", session.path("companion.identity")]
        #expect(try session.amanah(words).status == 2)
    }

    @Test func withoutASessionThatCanEndNothingIsUnlocked() throws {
        let session = try session()
        // The leader is the command itself: what it unlocks would end with it.
        let script = "setsid --wait \(Self.unlock); echo $?"
        let lines = try #require(try lines(session, .machine, script))
        #expect(lines.count == 2 && lines[0].contains("no terminal session") && lines[1] == "1")
    }
}
