import Dispatch
import Synchronization

/// Brings to the disk what was written so far, on a thread of its own, while more is being written: the disk and the
/// processor work at the same time, and little is left to wait for in the end.
package final class Synchronizer: Sendable {
    // Safe to use on that thread: it is called there alone, once at a time, and changes nothing of its caller's.
    private nonisolated(unsafe) let synchronize: () throws -> Void
    private let queue = DispatchQueue(label: "synchronizer")
    private let state = Mutex<(isUnderWay: Bool, failure: (any Error)?)>((false, nil))

    package init(_ synchronize: @escaping () throws -> Void) { self.synchronize = synchronize }

    /// Begins to synchronise. False, and nothing is begun, while the time before is not over.
    package func begin() -> Bool {
        let isFree = state.withLock { state in
            defer { state.isUnderWay = true }
            return !state.isUnderWay
        }
        guard isFree else { return false }
        queue.async {
            let outcome = Result { try self.synchronize() }
            self.state.withLock { state in
                state.isUnderWay = false
                if case .failure(let error) = outcome { state.failure = state.failure ?? error }
            }
        }
        return true
    }

    /// Waits for what is under way. Throws what it met first: the system tells of a write that failed only once.
    package func finish() throws {
        queue.sync {}
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
