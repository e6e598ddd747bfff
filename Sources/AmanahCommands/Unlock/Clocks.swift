import Foundation

/// How long the machine has been up, and how much of it asleep. Neither can be set by hand, as the time of day can.
struct Clocks {
    /// Nanoseconds since the machine was started, sleep included.
    let sinceStart: UInt64
    /// Nanoseconds of sleep (suspend to memory or disk) in that.
    let asleep: UInt64

    static var now: Clocks {
        let awake = nanoseconds(CLOCK_MONOTONIC)
        let all = nanoseconds(CLOCK_BOOTTIME)
        return Clocks(sinceStart: all, asleep: all - min(all, awake))
    }

    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
