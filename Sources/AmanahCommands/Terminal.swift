import Bytes
import EvidenceVault
import Foundation
import Presentation
import Sodium

/// What the program knows of the terminal.
enum Terminal {
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
    static var columns: Int? {
        var size = winsize()
        return isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
            && size.ws_col > 0
            ? Int(size.ws_col) : nil
    }

    /// To stderr, after what was printed before.
    static func complain(_ words: Words) { StandardError.print(visible(words.here) + "\n") }

    /// The same, in front of which stands who says it.
    static func warn(_ words: Words) { complain(.data("amanah: ") + words) }

    /// Asks on the terminal, without showing what is typed. The answer goes straight into guarded memory.
    static func askSecret(_ question: String) throws -> Secret {
        try onTerminal { terminal in
            try Prompt.line(on: terminal, isSilent: true) {
                say(question, on: terminal)
            } hide: {
                say("\n", on: terminal)
            }
        }
    }

    /// The same below a secret that is shown until then, and wiped from the screen. Throws ``CommandError/declined`` when the terminal
    /// hangs up.
    static func askSecret(
        _ question: String, below shown: borrowing Secret, title: String
    ) throws -> Secret {
        try shown.withUnsafeBytes { bytes in
            try onTerminal { terminal in
                try Prompt.line(on: terminal, isSilent: true) {
                    say("\(wiped)\(title)\n\n    ", on: terminal)
                    say(bytes, on: terminal)
                    say("\n\n\(question)", on: terminal)
                } hide: {
                    say(wiped, on: terminal)
                } atEnd: {
                    throw CommandError.declined
                }
            }
        }
    }

    /// An empty screen, with nothing of it left to scroll back to.
    static let wiped = "\u{1B}[2J\u{1B}[3J\u{1B}[H"

    static func say(_ text: String, on terminal: Int32) { _ = write(terminal, text, text.utf8.count) }

    static func say(_ bytes: UnsafeRawBufferPointer, on terminal: Int32) {
        _ = write(terminal, bytes.baseAddress, bytes.count)
    }

    /// Throws ``CommandError/noTerminal`` where there is none.
    static func onTerminal<R: ~Copyable>(_ body: (Int32) throws -> R) throws -> R {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { throw CommandError.noTerminal }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { throw CommandError.noTerminal }
        return try body(terminal)
    }

    /// Asks on the terminal, showing what is typed. Nil where there is none.
    static func ask(_ question: Words) throws -> String? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        let text = question.here
        _ = write(terminal, text, text.utf8.count)
        return try readLine(from: terminal).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether there is somebody to ask.
    static var canAsk: Bool {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        if terminal >= 0 { close(terminal) }
        return terminal >= 0
    }

    /// Goes on only after a yes. Throws ``CommandError`` otherwise, and where there is nobody to ask.
    static func confirm(_ question: Words) throws {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw CommandError.noTerminalToConfirm(question)
        }
        defer { close(terminal) }
        let text = visible((question + Words(" [yes/NO] ", id: " [ya/TIDAK] ")).here)
        _ = write(terminal, text, text.utf8.count)
        let answer = try readLine(from: terminal).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        guard ["y", "yes", "ya", "iya"].contains(answer.lowercased()) else { throw CommandError.declined }
    }

    /// Shows a secret on the terminal alone, and wipes it from the screen after Enter. Throws ``CommandError/noTerminal``.
    static func showSecret(_ shown: borrowing Secret, title: String, question: String) throws {
        try shown.withUnsafeBytes { bytes in
            try onTerminal { terminal in
                _ = try Prompt.line(on: terminal, isSilent: false) {
                    say("\(wiped)\(title)\n\n", on: terminal)
                    say(bytes, on: terminal)
                    say("\n\(question)", on: terminal)
                } hide: {
                    say(wiped, on: terminal)
                }
            }
        }
    }

    /// The first line of a descriptor, in guarded memory, without its line break.
    /// What was read up to then, when `goesOn` says before a byte that it does not.
    static func readLine(
        from descriptor: Int32, while goesOn: () -> Bool = { true }, atEnd: () throws -> Void = {}
    ) throws -> Secret {
        let isInput = descriptor == STDIN_FILENO
        return try SecretLine.read(
            from: descriptor,
            named: isInput ? Words("standard input", id: "masukan standar").here : "/dev/tty", while: goesOn,
            atEnd: atEnd)
    }
}

/// A progress line on stderr: only on a terminal, only for work of some length.
final class Progress {
    private let total: Int64?
    private let label: String
    private var done: Int64 = 0
    private let start = Date()
    private var shown = Date.distantPast
    private let isShown = Terminal.isInteractive

    /// - Parameter total: in bytes; nil where nobody knows before.
    init(_ label: Words, total: Int64? = nil) {
        self.label = label.here
        self.total = total
    }

    /// What takes less than a second is not told of.
    func add(_ count: Int) {
        done += Int64(count)
        guard isShown, -shown.timeIntervalSinceNow > 0.1 else { return }
        let seconds = -start.timeIntervalSinceNow
        guard seconds > 1 else { return }
        shown = Date()
        let rate = Double(done) / seconds
        let mebibytes = "\(Int(rate / 1_048_576)) MiB/s"
        let text =
            if let total, total > 0 {
                "\(label) \(min(100, done * 100 / total)) %  \(mebibytes)  \(max(0, Int(Double(total - done) / max(rate, 1)))) s"
            } else {
                "\(label) \(ByteCount.text(done))  \(mebibytes)"
            }
        StandardError.pass(text)
    }
}

/// A line on stderr that counts: only on a terminal.
final class CountLine {
    private let label: String

    init(_ label: Words) { self.label = label.here }

    func show(_ done: Int, of total: Int) {
        guard Terminal.isInteractive else { return }
        StandardError.pass("\(label) \(done)/\(total)")
    }
}
