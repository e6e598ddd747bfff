import Sodium

/// Seals an age file as it passes through. Push plaintext in pieces of any size with ``write(_:)``, then ``finish()`` once.
///
/// Chunks are sealed on all cores while the caller goes on and the output is written; the output is in order. Memory stays
/// below 27 MiB for any size and any number of cores; what is short takes less, and no other thread.
public final class SealingStream {
    private typealias Output = (UnsafeRawBufferPointer) throws -> Void

    private let cipher: SharedCipher
    private let output: Output
    private let isAlone: Bool
    private let batch = ChunkPipeline.Batch()
    private var filled = 0
    private var counter: UInt64 = 0
    private var isFinished = false
    private var background: (pipeline: ChunkPipeline, failure: FirstError)?

    /// Begins a file: makes a file key, wraps it for the recipients and hands the header to `output`.
    ///
    /// - Parameters:
    ///   - onThisThread: seals on the caller's thread alone, in at most 2.2 MiB: for who seals several files at once.
    ///   - output: is called in order and one call at a time, but not always on the caller's thread; what it throws
    ///     comes out of a later ``write(_:)`` or ``finish()``.
    /// - Throws: ``AgeError/headerFailure(_:)`` when there is no recipient, or recipients that must not be mixed.
    public init(
        to recipients: [any Recipient], onThisThread: Bool = false,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        isAlone = onThisThread
        let fileKey = try Secret(randomBytes: fileKeySize)
        let nonce = try randomBytes(PayloadCipher.nonceSize)
        let header = try Header(fileKey: fileKey, payloadNonce: nonce, recipients: recipients)
        cipher = SharedCipher(try PayloadCipher(fileKey: fileKey, nonce: nonce))
        self.output = output
        try (header.encoded + nonce).withUnsafeBytes { try output($0) }
    }

    /// Plaintext that lies in ``room(for:)`` already is not copied.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let room = try room(for: rest.count)
            let count = min(rest.count, room.count)
            if rest.baseAddress != UnsafeRawPointer(room.baseAddress) {
                room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            }
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Where the next bytes will lie, at least one and at most `wanted`: whoever puts them there, and then calls
    /// ``write(_:)`` with them, saves a copy. To be asked for only when more is to come.
    public func room(for wanted: Int) throws -> UnsafeMutableRawBufferPointer {
        // cannot trap: no input decides when a file is finished
        precondition(!isFinished, "a finished age file takes no more")
        // A full batch is handed on only when more comes: the last chunk must be known as such.
        if filled == SealingStream.batchSize { try handOn(last: false) }
        let end = min(filled + wanted, SealingStream.batchSize)
        return UnsafeMutableRawBufferPointer(rebasing: try current(for: end).plaintext.bytes[filled..<end])
    }

    private static let batchSize = PayloadCipher.batch * PayloadCipher.chunkSize

    /// Seals what is left and ends the file. When this returns, `output` has had all of it.
    public func finish() throws {
        // cannot trap: no input decides when a file is finished
        precondition(!isFinished, "an age file is finished once")
        isFinished = true
        guard let (pipeline, failure) = background else {
            batch.grow(plaintext: filled)
            try SealingStream.write(sealed(batch, last: true), to: output)
            return
        }
        try handOn(last: true)
        pipeline.complete()
        pipeline.wait()
        try failure.rethrow()
    }

    deinit { background?.pipeline.stop() }

    /// The batch that is being filled, with room for `needed` bytes.
    private func current(for needed: Int) throws -> ChunkPipeline.Batch {
        guard let (pipeline, failure) = background else {
            // What is short gets twice what it needs, so as not to be copied at each small piece.
            batch.grow(
                plaintext: needed <= PayloadCipher.chunkSize
                    ? min(2 * needed, PayloadCipher.chunkSize) : SealingStream.batchSize)
            return batch
        }
        guard let batch = pipeline.nextToFill() else {
            try failure.rethrow()
            throw AgeError.payloadFailure("the output was closed")
        }
        return batch
    }

    private func handOn(last: Bool) throws {
        if let (pipeline, _) = background {
            let batch = try current(for: 0)
            prepare(batch, last: last)
            pipeline.markFilled()
        } else {
            try SealingStream.write(sealed(batch, last: last), to: output)
            // The first batch is full and there is more: from here on it is worth other threads.
            if !isAlone { startPipeline() }
        }
    }

    private func prepare(_ batch: ChunkPipeline.Batch, last: Bool) {
        batch.filled = filled
        batch.counter = counter
        batch.isLast = last
        counter += UInt64(PayloadCipher.chunkCount(ofPlaintext: filled))
        filled = 0
    }

    private func sealed(_ batch: ChunkPipeline.Batch, last: Bool) -> ChunkPipeline.Batch {
        prepare(batch, last: last)
        cipher.value.seal(batch)
        return batch
    }

    private func startPipeline() {
        let cipher = cipher
        let pipeline = ChunkPipeline(chunks: PayloadCipher.batch) { cipher.value.seal($0) }
        let failure = FirstError()
        // Safe to hand to the one thread that writes: this thread calls `output` before that one starts and, by way
        // of `wait()` and `stop()`, does not return before it has ended.
        nonisolated(unsafe) let output = output
        pipeline.start { pipeline in
            while let batch = pipeline.nextToTake() {
                do {
                    try SealingStream.write(batch, to: output)
                } catch {
                    failure.set(error)
                    pipeline.abandon()
                    return
                }
                pipeline.markTaken()
            }
        }
        background = (pipeline, failure)
    }

    private static func write(_ batch: ChunkPipeline.Batch, to output: Output) throws {
        switch batch.outcome {
        case .success(let size): try output(UnsafeRawBufferPointer(rebasing: batch.ciphertext.bytes[..<size]))
        case .failure(_, let error): throw error
        case .pending: throw AgeError.payloadFailure("a chunk was not sealed")
        }
    }
}

extension PayloadCipher {
    /// Seals what was filled in.
    fileprivate func seal(_ batch: ChunkPipeline.Batch) {
        let chunks = PayloadCipher.chunkCount(ofPlaintext: batch.filled)
        let size = batch.filled + chunks * ChaChaPoly.tagSize
        batch.grow(ciphertext: size)
        for index in 0..<chunks {
            let start = index * PayloadCipher.chunkSize
            let count = min(PayloadCipher.chunkSize, batch.filled - start)
            let sealedStart = index * PayloadCipher.sealedChunkSize
            do throws(SodiumError) {
                try seal(
                    UnsafeRawBufferPointer(rebasing: batch.plaintext.bytes[start..<(start + count)]),
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: batch.ciphertext.bytes[
                            sealedStart..<(sealedStart + count + ChaChaPoly.tagSize)]),
                    counter: batch.counter + UInt64(index), last: batch.isLast && index == chunks - 1)
            } catch {
                batch.outcome = .failure(size: 0, .payloadFailure("a chunk could not be sealed"))
                return
            }
        }
        batch.outcome = .success(size: size)
    }
}
