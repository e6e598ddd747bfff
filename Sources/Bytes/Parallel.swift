import Dispatch
import Foundation

/// Calls `body` for each index below `count`, on all cores, and returns the results in order. The first error stops the
/// rest and is thrown.
package func inParallel<T>(_ count: Int, _ body: (Int) throws -> T) throws -> [T] {
    let workers = min(count, ProcessInfo.processInfo.activeProcessorCount)
    guard workers > 1 else { return try (0..<count).map(body) }

    // Safe to share: `lock` guards it, all calls have ended when this returns, and what callers hand in is made to be
    // called from several threads: it changes nothing outside of what it locks itself.
    nonisolated(unsafe) let shared = ParallelResults<T>(count)
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
            let index: Int? = shared.lock.withLock {
                guard shared.failure == nil, shared.next < count else { return nil }
                shared.next += 1
                return shared.next - 1
            }
            guard let index else { return }
            do {
                let result = try body(index)
                shared.lock.withLock { shared.results[index] = result }
            } catch {
                shared.lock.withLock { shared.failure = shared.failure ?? error }
            }
        }
    }
    if let failure = shared.failure { throw failure }
    return shared.results.compactMap { $0 }
}

/// Runs `work`, which waits more than it computes, on a thread of its own while `body` runs on this one. Returns when both
/// have ended; throws what `work` threw, else what `body` threw.
package func meanwhile<T>(_ work: @escaping () throws -> Void, _ body: () throws -> T) throws -> T {
    // Safe to hand to the one thread that runs it: it has ended when this returns, the semaphore lies between its writing
    // of `failure` and our reading, and the two share nothing else that `work` does not guard. The thread keeps its block for a
    // while, so it lets go of `work`, and the files in it, before it says that it has ended.
    nonisolated(unsafe) var work: (() throws -> Void)? = work
    nonisolated(unsafe) var failure: (any Error)?
    let ended = DispatchSemaphore(value: 0)
    Thread {
        do { try work?() } catch { failure = error }
        work = nil
        ended.signal()
    }.start()
    let result = Result { try body() }
    ended.wait()
    if let failure { throw failure }
    return try result.get()
}

private final class ParallelResults<T> {
    let lock = NSLock()
    var next = 0
    var results: [T?]
    var failure: (any Error)?

    init(_ count: Int) { results = Array(repeating: nil, count: count) }
}
