import Foundation
import Presentation
import TestSupport
import Testing

extension Session {
    /// What somebody saw and did at a terminal.
    struct Typed: Decodable {
        let status: Int32
        /// Of each `look`: whether the terminal shows what is typed, and whether it hands over lines.
        let looks: [[Bool]]
        /// Of each `await`: what had appeared up to it, since the one before.
        let seen: [String]
        /// What was on the screen behind the last one.
        let rest: String
        /// As `looks`, when all is over.
        let after: [Bool]
    }

    enum Step {
        case await(String)
        case type(String)
        case look
        /// Until the program is stopped, and the shell has the terminal.
        case untilStopped
        case goOn
        case signal(String)

        var words: [String] {
            switch self {
            case .await(let text): ["await", text]
            case .type(let text): ["type", text]
            case .look: ["look"]
            case .untilStopped: ["stopped"]
            case .goOn: ["go"]
            case .signal(let name): ["signal", name]
            }
        }
    }

    /// A terminal with a shell that has job control, in which a program runs in the foreground, as far as that matters here.
    private static let typist = """
        import json, os, pty, select, signal, sys, termios, time
        steps, command = json.loads(sys.argv[1]), sys.argv[2:]
        told_read, told = os.pipe()
        order_read, order = os.pipe()
        shell, terminal = pty.fork()
        if shell == 0:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            child = os.fork()
            if child == 0:
                os.setpgid(0, 0)
                os.tcsetpgrp(0, os.getpid())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                os.execv(command[0], command)
            os.write(told, f"pid {child}\\n".encode())
            while True:
                _, status = os.waitpid(child, os.WUNTRACED)
                if not os.WIFSTOPPED(status): break
                os.tcsetpgrp(0, os.getpgrp())
                os.write(told, b"stopped\\n")
                os.read(order_read, 1)
                os.tcsetpgrp(0, child)
                os.killpg(child, signal.SIGCONT)
            os.write(told, f"ended {os.waitstatus_to_exitcode(status)}\\n".encode())
            os.read(order_read, 1)
            os._exit(0)
        def look():
            flags = termios.tcgetattr(terminal)[3]
            return [bool(flags & termios.ECHO), bool(flags & termios.ICANON)]
        screen, notes, seen, looks = b"", b"", [], []
        def read(until, what):
            global screen, notes
            end = time.time() + 60
            while not until():
                ready = select.select([terminal, told_read], [], [], 0.1)[0]
                if terminal in ready:
                    try: screen += os.read(terminal, 65536)
                    except OSError: pass
                if told_read in ready: notes += os.read(told_read, 4096)
                if time.time() > end:
                    sys.exit(f"waited in vain for {what}: {notes} {screen.decode(errors='replace')!r}")
        read(lambda: b"pid " in notes and b"\\n" in notes, "the program")
        child = int(notes.split()[1])
        for step in steps:
            if step[0] == "await":
                text = step[1].encode()
                read(lambda: text in screen, step[1])
                before, _, screen = screen.partition(text)
                seen.append(before.decode(errors="replace"))
            elif step[0] == "type": os.write(terminal, step[1].encode())
            elif step[0] == "look":
                # What was asked for is shown after the settings have changed.
                looks.append(look())
            elif step[0] == "stopped":
                read(lambda: b"stopped\\n" in notes, "being stopped")
                notes = notes.replace(b"stopped\\n", b"", 1)
            elif step[0] == "go": os.write(order, b"g")
            elif step[0] == "signal": os.kill(child, getattr(signal, step[1]))
        read(lambda: b"ended" in notes, "the end")
        quiet = time.time() + 0.2
        read(lambda: time.time() > quiet, "the rest")
        status = int(notes.partition(b"ended ")[2].split()[0])
        after = look()
        os.write(order, b"g")
        print(json.dumps({"status": status, "looks": looks, "seen": seen, "rest": screen.decode(errors="replace"), "after": after}))
        """

    /// Runs `amanah` at a terminal and does this there. Nil after saying so where there is no Python.
    func atTerminal(_ arguments: [String], _ steps: [Step]) throws -> Typed? {
        guard let python = stockTool("python3") else { return nil }
        try write("typist.py", Session.typist)
        let list = String(decoding: try JSONEncoder().encode(steps.map(\.words)), as: UTF8.self)
        let result = try run(
            python, [path("typist.py"), list, Session.binary] + arguments, folder: folder.url,
            environment: environment)
        #expect(result.status == 0, "\(arguments): \(result.output) \(result.errors)")
        return try JSONDecoder().decode(Typed.self, from: result.stdout)
    }
}
