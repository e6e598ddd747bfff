import Foundation
import Sodium

/// A ring of reused buffers between one thread that fills them, a few that work on them, and one that takes them out, in
/// the order in which they were filled. So reading, sealing and writing happen at the same time in bounded memory.
final class ChunkPipeline: @unchecked Sendable {
    // Safe to share: `condition` guards the counters and flags; the contents of a batch belong to the one thread that
    // the counters say, and change hands under the lock.

    /// Some chunks on their way.
    final class Batch {
        fileprivate(set) var plaintext = WipedBuffer()
        fileprivate(set) var ciphertext = WipedBuffer()
        /// Bytes of plaintext, or of ciphertext, that were filled in.
        var filled = 0
        /// The counter of the first chunk.
        var counter: UInt64 = 0
        /// Whether the file ends here.
        var isLast = false
        /// What working on it came to.
        var outcome = Outcome.pending
        fileprivate var isDone = false

        func grow(plaintext size: Int) { plaintext.grow(to: size) }
        func grow(ciphertext size: Int) { ciphertext.grow(to: size) }

        enum Outcome {
            case pending
            case success(size: Int)
            /// So much was good before the fault.
            case failure(size: Int, AgeError)
        }
    }

    private let condition = NSCondition()
    private let batches: [Batch]
    /// How many batches were filled, begun to be worked on, and taken out.
    private var filled = 0
    private var begun = 0
    private var taken = 0
    private var isComplete = false
    private var isStopped = false
    private var running = 0

    /// - Parameter chunks: the room in one batch.
    init(chunks: Int, work: @escaping @Sendable (Batch) -> Void) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        batches = (0..<(2 * cores + 2)).map { _ in
            let batch = Batch()
            batch.plaintext.grow(to: chunks * PayloadCipher.chunkSize)
            batch.ciphertext.grow(to: chunks * PayloadCipher.sealedChunkSize)
            return batch
        }
        for _ in 0..<cores {
            start {
                while let batch = $0.nextToWorkOn() {
                    work(batch)
                    $0.markDone(batch)
                }
            }
        }
    }

    /// Runs `body` on a thread of its own that ``stop()`` waits for.
    func start(_ body: @escaping @Sendable (ChunkPipeline) -> Void) {
        condition.withLock { running += 1 }
        let thread = Thread {
            body(self)
            self.condition.withLock {
                self.running -= 1
                self.condition.broadcast()
            }
        }
        thread.stackSize = 512 * 1024
        thread.start()
    }

    // MARK: The thread that fills

    /// The next batch to fill, once there is room. Nil when the pipeline was stopped.
    func nextToFill() -> Batch? {
        condition.withLock {
            while !isStopped && filled - taken == batches.count { condition.wait() }
            return isStopped ? nil : batches[filled % batches.count]
        }
    }

    /// The batch from ``nextToFill()`` is ready to be worked on.
    func markFilled() {
        condition.withLock {
            filled += 1
            condition.broadcast()
        }
    }

    /// There will be no more.
    func complete() {
        condition.withLock {
            isComplete = true
            condition.broadcast()
        }
    }

    // MARK: The threads that work

    private func nextToWorkOn() -> Batch? {
        condition.withLock {
            while !isStopped && begun == filled {
                if isComplete { return nil }
                condition.wait()
            }
            if isStopped { return nil }
            begun += 1
            return batches[(begun - 1) % batches.count]
        }
    }

    private func markDone(_ batch: Batch) {
        condition.withLock {
            batch.isDone = true
            condition.broadcast()
        }
    }

    // MARK: The thread that takes out

    /// The next batch in order, once it was worked on. Nil when there are no more, or the pipeline was stopped.
    func nextToTake() -> Batch? {
        condition.withLock {
            while !isStopped {
                let batch = batches[taken % batches.count]
                if taken < filled && batch.isDone { return batch }
                if taken == filled && isComplete { return nil }
                condition.wait()
            }
            return nil
        }
    }

    /// The batch from ``nextToTake()`` may be filled again.
    func markTaken() {
        condition.withLock {
            batches[taken % batches.count].isDone = false
            taken += 1
            condition.broadcast()
        }
    }

    // MARK: The end

    /// Waits until all threads have ended; after ``complete()``, when everything was taken out.
    func wait() {
        condition.withLock { while running > 0 { condition.wait() } }
    }

    /// Abandons what is under way.
    func abandon() {
        condition.withLock {
            isStopped = true
            condition.broadcast()
        }
    }

    /// Abandons what is under way and waits for the threads.
    func stop() {
        abandon()
        wait()
    }
}

/// The first error of several threads.
final class FirstError: @unchecked Sendable {
    // Safe to share: the lock guards the one value.
    private let lock = NSLock()
    private var error: (any Error)?

    func set(_ error: any Error) { lock.withLock { self.error = self.error ?? error } }
    func rethrow() throws { if let error = lock.withLock({ error }) { throw error } }
}
