import Foundation
import Synchronization

/// Ends the program, and says which input it was, when one takes too long, takes too much memory or traps.
final class Watchdog: Sendable {
    /// Of computing: a busy machine makes nothing slow. What waits for something else is given more.
    static let maximumComputing = 10.0
    static let maximumTime: Duration = .seconds(300)
    static let maximumMemory = 512 << 20

    private struct Current {
        var target = ""
        var number: UInt64 = 0
        var since: ContinuousClock.Instant?
        var computed = 0.0
    }
    private let current = Mutex(Current())
    private let seed: UInt64

    /// For the signal handler, which may take no lock: what is to be said of the input at hand.
    private nonisolated(unsafe) static let message = UnsafeMutablePointer<CChar>.allocate(capacity: 512)

    init(seed: UInt64) {
        self.seed = seed
        Watchdog.message.pointee = 0
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
            signal(number) { number in
                write(STDERR_FILENO, Watchdog.message, strlen(Watchdog.message))
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        Thread.detachNewThread { [self] in
            while true {
                usleep(20_000)
                look()
            }
        }
    }

    /// Notes that an input is being tried; nil when it is done.
    func watch(_ target: String, _ number: UInt64?) {
        guard let number else { return current.withLock { $0.since = nil } }
        let text = Array("TRAP in \(again(target, number))\n".utf8CString.prefix(511)) + [0]
        Watchdog.message.update(from: text, count: text.count)
        let begun = Current(
            target: target, number: number, since: ContinuousClock.now, computed: Watchdog.computed)
        current.withLock { $0 = begun }
    }

    private func again(_ target: String, _ number: UInt64) -> String {
        "\(target), again with: fuzz \(target) --seed \(seed) --input \(number)"
    }

    private func look() {
        let now = current.withLock { $0 }
        guard let since = now.since else { return }
        let isTooLong =
            Watchdog.computed - now.computed > Watchdog.maximumComputing
            || ContinuousClock.now - since > Watchdog.maximumTime
        if isTooLong { end("TOO LONG", now) }
        if Watchdog.memory > Watchdog.maximumMemory { end("TOO MUCH MEMORY", now) }
    }

    private func end(_ what: String, _ current: Current) -> Never {
        FileHandle.standardError.write(Data("\(what) in \(again(current.target, current.number))\n".utf8))
        exit(1)
    }

    /// Seconds of computing, of this process.
    private static var computed: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Of this process, in bytes; 0 where the system does not say it in /proc.
    private static var memory: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
