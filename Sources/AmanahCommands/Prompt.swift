import Bytes
import CPlatform
import Foundation
import Sodium

/// Asking on a terminal whose settings, or what stands on it, must not outlast the question.
///
/// As ssh does it: what asks the program to end or to stop is held back until all is as it was before, and only then has its way.
/// When the program goes on, it asks again.
enum Prompt {
    /// - Parameters:
    ///   - isSilent: what is typed is not shown.
    ///   - show: puts the question there.
    ///   - hide: takes away what must not stay.
    ///   - atEnd: is called where the terminal hangs up.
    static func line(
        on terminal: Int32, isSilent: Bool, show: () -> Void, hide: () -> Void,
        atEnd: () throws -> Void = {}
    ) throws -> Secret {
        try asking(on: terminal, show: show, hide: hide) { settings in
            if isSilent { settings.c_lflag &= ~tcflag_t(ECHO) }
        } read: { wait in
            try Terminal.readLine(from: terminal, while: wait, atEnd: atEnd)
        }
    }

    /// Hands over keys as they are pressed, several at once where they were pasted, until `take` has what it wanted. They are not shown.
    ///
    /// - Returns: nil where the terminal hangs up.
    static func keys<R>(
        on terminal: Int32, show: () -> Void, hide: () -> Void,
        take: (UnsafeRawBufferPointer) throws -> R?
    ) throws -> R? {
        try asking(on: terminal, show: show, hide: hide) { settings in
            settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        } read: { wait in
            var keys = [UInt8](repeating: 0, count: longest)
            defer { wipe(&keys) }
            while wait() {
                var count = 0
                repeat {
                    let more = keys.withUnsafeMutableBytes { room in
                        read(terminal, room.baseAddress?.advanced(by: count), longest - count)
                    }
                    if more < 0, errno == EINTR { continue }
                    guard more > 0 else { return nil }
                    count += more
                    // One key comes alone. What was pasted, and what keys with arrows send, comes in pieces.
                } while count > 1 && count < longest && isMoreToRead(terminal)
                if let result = try keys.withUnsafeBytes({ try take(.init(rebasing: $0[..<count])) }) {
                    return result
                }
            }
            return nil
        }
    }

    private static let longest = 4096

    private static func isMoreToRead(_ terminal: Int32) -> Bool {
        var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 30) > 0 && waiting.revents & Int16(POLLIN) != 0
    }

    /// - Parameters:
    ///   - change: what is other in the terminal's settings until there is an answer.
    ///   - read: goes on as long as `wait` returns true.
    private static func asking<R: ~Copyable>(
        on terminal: Int32, show: () -> Void, hide: () -> Void, change: (inout termios) -> Void,
        read: (_ wait: () -> Bool) throws -> R
    ) throws -> R {
        while true {
            platform_prompt_begin()
            // Each time: a shell may have other settings by now than when the program was stopped.
            var settings = termios()
            let isTerminal = tcgetattr(terminal, &settings) == 0
            var changed = settings
            change(&changed)
            let isChanged = isTerminal && changed.c_lflag != settings.c_lflag
            if isChanged { set(terminal, changed) }
            show()
            var isInterrupted = false
            func restore() {
                if isChanged { set(terminal, settings) }
                hide()
                platform_prompt_end()
            }
            let answer: R
            do {
                answer = try read {
                    isInterrupted = platform_prompt_wait(terminal) == 0
                    return !isInterrupted
                }
            } catch {
                restore()
                throw error
            }
            restore()
            if !isInterrupted { return answer }
        }
    }

    private static func set(_ terminal: Int32, _ settings: termios) {
        var settings = settings
        while tcsetattr(terminal, TCSAFLUSH, &settings) != 0 && errno == EINTR {}
    }
}
