import Dispatch
import Foundation
import Sodium
import Synchronization

/// A ring of reused buffers between one thread that fills them, a few that work on them, and one that takes them out, in
/// the order in which they were filled. So reading, sealing and writing happen at the same time in bounded memory.
final class ChunkPipeline: @unchecked Sendable {
    // Safe to share: `lock` guards what several threads change. A batch belongs to one thread at a time, and changes hands
    // with a semaphore; what one thread alone changes is marked so.

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
        fileprivate let done = DispatchSemaphore(value: 0)
        /// This is no batch, but the end of them.
        fileprivate var isEnd = false

        func grow(plaintext size: Int) { plaintext.grow(to: size) }
        func grow(ciphertext size: Int) { ciphertext.grow(to: size) }

        enum Outcome {
            case pending
            case success(size: Int)
            /// So much was good before the fault.
            case failure(size: Int, AgeError)
        }
    }

    private let batches: [Batch]
    /// Bounds the memory: a batch has room for its plaintext and its ciphertext.
    private static let maximumBatches = 12
    /// Each signal is one batch that may be filled, or worked on. A batch has a semaphore of its own for being done.
    private let free = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let lock = NSLock()
    private var begun = 0
    private var isStopped = false
    private var threads = 0
    /// So many that each has a batch, and there is one being filled and one being taken out.
    private let workers = min(ProcessInfo.processInfo.activeProcessorCount, ChunkPipeline.maximumBatches - 2)

    /// Of the thread that fills, and of the one that takes out.
    private var filled = 0
    private var taken = 0

    /// - Parameter chunks: the room in one batch.
    init(chunks: Int, work: @escaping @Sendable (Batch) -> Void) {
        batches = (0..<min(4 * workers, ChunkPipeline.maximumBatches)).map { _ in
            let batch = Batch()
            batch.grow(plaintext: chunks * PayloadCipher.chunkSize)
            batch.grow(ciphertext: chunks * PayloadCipher.sealedChunkSize)
            return batch
        }
        for _ in batches { free.signal() }
        for _ in 0..<workers {
            start { pipeline in
                while let batch = pipeline.nextToWorkOn() {
                    work(batch)
                    batch.done.signal()
                }
            }
        }
    }

    /// Runs `body` on a thread of its own that ``wait()`` and ``stop()`` wait for.
    func start(_ body: @escaping @Sendable (ChunkPipeline) -> Void) {
        threads += 1
        // Safe to share: only that thread uses it. It lets go of all that it holds before it says that it has ended: a thread keeps its
        // block for a while, and a file that nobody wants must be gone when who waits for the thread ends the program.
        nonisolated(unsafe) var body: (@Sendable (ChunkPipeline) -> Void)? = body
        let thread = Thread {
            body?(self)
            body = nil
            self.ended.signal()
        }
        thread.stackSize = 512 * 1024
        thread.start()
    }

    private var isAbandoned: Bool { lock.withLock { isStopped } }

    // MARK: The thread that fills

    /// The next batch to fill, once there is room. Nil when the pipeline was abandoned.
    func nextToFill() -> Batch? {
        if !isFilling {
            free.wait()
            isFilling = true
        }
        return isAbandoned ? nil : batches[filled % batches.count]
    }

    /// Whether the batch from ``nextToFill()`` is still being filled.
    private var isFilling = false

    /// The batch from ``nextToFill()`` is ready to be worked on.
    func markFilled() {
        isFilling = false
        batches[filled % batches.count].isEnd = false
        filled += 1
        ready.signal()
    }

    /// There will be no more.
    func complete() {
        guard let batch = nextToFill() else { return }
        batch.isEnd = true
        batch.done.signal()
        lock.withLock { end = filled }
        for _ in 0..<workers { ready.signal() }
    }

    /// How many batches there are, once that is known.
    private var end = Int.max

    // MARK: The threads that work

    private func nextToWorkOn() -> Batch? {
        ready.wait()
        return lock.withLock {
            if isStopped || begun == end { return nil }
            begun += 1
            return batches[(begun - 1) % batches.count]
        }
    }

    // MARK: The thread that takes out

    /// The next batch in order, once it was worked on. Nil when there are no more, or the pipeline was abandoned.
    func nextToTake() -> Batch? {
        let batch = batches[taken % batches.count]
        batch.done.wait()
        return batch.isEnd || isAbandoned ? nil : batch
    }

    /// The batch from ``nextToTake()`` may be filled again.
    func markTaken() {
        taken += 1
        free.signal()
    }

    // MARK: The end

    /// Waits until all threads have ended; after ``complete()``, when everything was taken out.
    func wait() {
        for _ in 0..<threads { ended.wait() }
        threads = 0
    }

    /// Abandons what is under way: nobody waits for a batch any more.
    func abandon() {
        lock.withLock { isStopped = true }
        free.signal()
        for _ in 0..<workers { ready.signal() }
        for batch in batches { batch.done.signal() }
    }

    /// Abandons what is under way and waits for the threads.
    func stop() {
        abandon()
        wait()
    }
}

/// The first error of several threads.
final class FirstError: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    func set(_ new: any Error) { error.withLock { $0 = $0 ?? new } }
    func rethrow() throws { if let error = error.withLock({ $0 }) { throw error } }
}
