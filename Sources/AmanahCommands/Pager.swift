import Foundation

/// Shows what is long a page at a time, as git does: with $PAGER, else less; only on a terminal.
enum Pager {
    /// Prints with a pager in between, when it is wanted and somebody sits there.
    static func show(isWanted: Bool, _ print: () throws -> Void) throws {
        guard isWanted, isatty(STDOUT_FILENO) == 1, let command = command() else { return try print() }
        let pipe = Pipe()
        let process = Process()
        // cannot trap: the path is a constant
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        var environment = ProcessInfo.processInfo.environment
        // One screen needs no pager, colours pass, lines are as long as they are; and what was searched for stays nowhere.
        environment["LESS"] = environment["LESS"] ?? "FRSX"
        environment["LESSHISTFILE"] = "-"
        process.environment = environment
        process.standardInput = pipe
        let terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
        // A pager's own pipes work as everybody's.
        signal(SIGPIPE, SIG_DFL)
        let isRunning = (try? process.run()) != nil
        signal(SIGPIPE, SIG_IGN)
        guard terminal >= 0, isRunning else { return try print() }
        // Ctrl-C is the pager's; who quits it early has seen enough.
        let before = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, before) }
        try StandardOutput.flush()
        dup2(pipe.fileHandleForWriting.fileDescriptor, STDOUT_FILENO)
        try? pipe.fileHandleForWriting.close()
        defer {
            dup2(terminal, STDOUT_FILENO)
            close(terminal)
            process.waitUntilExit()
        }
        try StandardOutput.forReaderWhoMayLeave(print)
    }

    /// Nil where the user wants none, or there is none.
    private static func command() -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["PAGER"] { return ["", "cat"].contains(named) ? nil : named }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { access("\($0)/less", X_OK) == 0 } ? "less" : nil
    }
}

/// The signals by which a user ends what would go on for ever, held back from the first moment on until they are asked for.
struct Interruption {
    private var signals = sigset_t()

    init() {
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits so many seconds, or until one comes.
    func comes(within seconds: Int) -> Bool {
        var (signals, time) = (signals, timespec(tv_sec: seconds, tv_nsec: 0))
        return sigtimedwait(&signals, nil, &time) > 0
    }
}
