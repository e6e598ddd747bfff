import EvidenceVault
import Foundation
import Presentation
import Synchronization

/// The one way to standard output: what is printed is gathered, and whether it could be written is asked at the end.
enum StandardOutput {
    private struct State {
        var gathered: [UInt8] = []
        var failure: Int32?
        var readerMayLeave = false
        /// A line stands on the terminal that says how far something is.
        var hasPassingLine = false
    }

    private static let state = Mutex(State())
    private static let size = 65_536

    /// Text, which goes out with the rest; at once to a terminal.
    static func print(_ text: String) {
        state.withLock { state in
            state.gathered += Array(text.utf8)
            if state.gathered.count >= size || isatty(STDOUT_FILENO) == 1 { write(&state) }
        }
    }

    /// Bytes that are not kept in memory. Throws ``CommandError/cannotAnswer(errno:)`` as soon as they cannot be written.
    static func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            write(&state)
            if state.failure == nil { state.failure = failure(of: STDOUT_FILENO, writing: bytes) }
            if let failure = state.failure { throw CommandError.cannotAnswer(errno: failure) }
        }
    }

    /// Writes what was printed up to now. Throws ``CommandError/cannotAnswer(errno:)``.
    static func flush() throws {
        try state.withLock { state in
            write(&state)
            if let failure = state.failure { throw CommandError.cannotAnswer(errno: failure) }
        }
    }

    /// The same, once and last: some file systems tell only now that they did not write.
    static func finish() throws {
        try flush()
        if close(STDOUT_FILENO) != 0, errno != EBADF { throw CommandError.cannotAnswer(errno: errno) }
    }

    /// Runs `body` for a reader who may have seen enough before the end.
    static func forReaderWhoMayLeave(_ body: () throws -> Void) throws {
        state.withLock { $0.readerMayLeave = true }
        defer {
            state.withLock { state in
                write(&state)
                state.readerMayLeave = false
                if state.failure == EPIPE { state.failure = nil }
            }
        }
        try body()
    }

    /// Writes a line to standard error in the place of the one before. It goes before anything else is written.
    static func showPassing(_ line: String) {
        state.withLock { state in
            write(&state)
            show("\r\(line)\u{1B}[K")
            state.hasPassingLine = true
        }
    }

    private static func show(_ text: String) {
        Array(text.utf8).withUnsafeBytes { _ = failure(of: STDERR_FILENO, writing: $0) }
    }

    private static func write(_ state: inout State) {
        if state.hasPassingLine {
            show("\r\u{1B}[K")
            state.hasPassingLine = false
        }
        if state.failure == nil {
            state.failure = state.gathered.withUnsafeBytes { failure(of: STDOUT_FILENO, writing: $0) }
        }
        state.gathered.removeAll(keepingCapacity: true)
    }

    /// Ends this process as one ends whose reader has gone: quietly.
    static func endWithoutReader() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        exit(ExitStatus.other.rawValue)
    }
}

/// The one way to standard error. What cannot be written there changes nothing: the exit status says it as well.
enum StandardError {
    /// A line on a terminal that says how far something is: it goes before anything else is written, here or to standard output.
    static func pass(_ line: String) { StandardOutput.showPassing(line) }

    /// After what was printed before.
    static func print(_ text: String) {
        try? StandardOutput.flush()
        Array(text.utf8).withUnsafeBytes { _ = failure(of: STDERR_FILENO, writing: $0) }
    }
}

enum StandardStreams {
    /// Closed descriptors must not become those of files that this program opens: what it prints would be written into them.
    /// What is read from or written to a closed one fails as before.
    static func open() {
        for (descriptor, flags) in [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ] where fcntl(descriptor, F_GETFD) < 0 {
            _ = Foundation.open("/dev/null", flags)
        }
        // Who reads our output may leave before its end; whether that ends the program is for the command to say.
        signal(SIGPIPE, SIG_IGN)
    }
}

/// Writes all of it. Why that failed, or nil.
private func failure(of descriptor: Int32, writing bytes: UnsafeRawBufferPointer) -> Int32? {
    var rest = bytes
    while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            continue
        }
        switch errno {
        case EINTR: continue
        case EAGAIN:
            // Somebody who has it as well made it so.
            var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&wait, 1, -1) < 0, errno != EINTR { return errno }
        default: return errno
        }
    }
    return nil
}
