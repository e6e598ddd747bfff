import Disk
import Foundation
import Synchronization

/// How long a command waits for another one, and when it says so.
final class Patience: Sendable {
    /// Before anybody wonders what it is doing.
    private static let silence = Duration.milliseconds(500)
    /// After this it gives up as busy.
    private static let limit = Duration.seconds(10)

    private let waiting = Mutex<(since: ContinuousClock.Instant, isTold: Bool)?>(nil)
    private let warn: @Sendable (StorageWarning) -> Void

    init(_ warn: @escaping @Sendable (StorageWarning) -> Void) { self.warn = warn }

    /// Waits a little. False when that was long enough.
    ///
    /// - Parameter isFirst: a wait begins.
    func goOn(isFirst: Bool) -> Bool {
        let now = ContinuousClock.now
        let (isOver, tells) = waiting.withLock { waiting in
            var current = isFirst ? (since: now, isTold: false) : waiting ?? (since: now, isTold: false)
            let waited = now - current.since
            let tells = !current.isTold && waited >= Patience.silence
            if tells { current.isTold = true }
            waiting = current
            return (waited >= Patience.limit, tells)
        }
        if isOver { return false }
        if tells { warn(.waiting) }
        // Not all who wait at the same beat.
        usleep(UInt32.random(in: 2_000...20_000))
        return true
    }

    /// Takes a lock on an open file or folder. Throws ``StorageError/busy`` where nobody gives it up.
    func lock(_ descriptor: Int32, _ kind: Int32, path: String) throws {
        var isFirst = true
        while FileSystem.lock(descriptor, kind | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            guard errno == EWOULDBLOCK else { throw File.writeError(path, errno) }
            guard goOn(isFirst: isFirst) else { throw StorageError.busy }
            isFirst = false
        }
    }
}
