import Foundation

/// What an identity is unlocked for: all that one login shell or terminal window has started (`getsid`), until it ends.
struct WorkSession: Equatable {
    let leader: pid_t
    /// When the leader started, in clock ticks since the machine did: process ids are used again.
    let started: UInt64

    /// Nil where this process has none, or where its leader has ended.
    static var current: WorkSession? { WorkSession(of: getpid()) }

    init(leader: pid_t, started: UInt64) {
        self.leader = leader
        self.started = started
    }

    /// The session that a process is in.
    init?(of process: pid_t) {
        // 0 where the leader is outside of this container.
        let leader = getsid(process)
        guard leader > 0, let started = WorkSession.startTime(of: leader) else { return nil }
        self.init(leader: leader, started: started)
    }

    /// Part of the names under which the keepings find what is this session's.
    var label: String { "\(leader)-\(started)" }

    /// Field 22 of `/proc/PID/stat`; nil when the process has ended, also when nobody has asked for its status yet.
    private static func startTime(of process: pid_t) -> UInt64? {
        guard let file = FileHandle(forReadingAtPath: "/proc/\(process)/stat"),
            let bytes = try? file.read(upToCount: 4096)
        else { return nil }
        // The second field is the program's name in parentheses, with any characters in it.
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
        guard let fields, fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        return UInt64(fields[19])
    }
}
