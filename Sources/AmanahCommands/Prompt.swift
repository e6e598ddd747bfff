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
    static func line(
        on terminal: Int32, isSilent: Bool, show: () -> Void, hide: () -> Void
    ) throws -> Secret {
        while true {
            platform_prompt_begin()
            var settings = termios()
            let isTerminal = tcgetattr(terminal, &settings) == 0
            if isSilent && isTerminal {
                var silent = settings
                silent.c_lflag &= ~tcflag_t(ECHO)
                set(terminal, silent)
            }
            show()
            var isInterrupted = false
            func restore() {
                if isSilent && isTerminal { set(terminal, settings) }
                hide()
                platform_prompt_end()
            }
            let typed: Secret
            do {
                typed = try Terminal.readLine(from: terminal) {
                    isInterrupted = platform_prompt_wait(terminal) == 0
                    return !isInterrupted
                }
            } catch {
                restore()
                throw error
            }
            restore()
            if !isInterrupted { return typed }
        }
    }

    private static func set(_ terminal: Int32, _ settings: termios) {
        var settings = settings
        while tcsetattr(terminal, TCSAFLUSH, &settings) != 0 && errno == EINTR {}
    }
}
