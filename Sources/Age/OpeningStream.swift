import Sodium

/// Opens an age file as it is read. Only authenticated plaintext is ever returned.
///
/// The input is read ahead and chunks are opened on all cores while the caller goes on. Memory stays below 27 MiB
/// for any size and any number of cores; what is short takes less, and no other thread.
public final class OpeningStream {
    private let cipher: SharedCipher
    private let input: ChunkInput
    private let first = ChunkPipeline.Batch()
    private var background: (pipeline: ChunkPipeline, failure: FirstError)?

    /// What is open and not yet returned: from `position` to `size`.
    private var current: ChunkPipeline.Batch?
    private var position = 0
    private var size = 0
    /// What to throw once that was returned.
    private var failure: (any Error)?
    private var isAtEnd = false

    /// Reads the header, finds the file key with one of the identities and checks the header's MAC.
    ///
    /// Throws ``AgeError/headerFailure(_:)``, ``AgeError/noMatch``, ``AgeError/hmacFailure``, ``AgeError/armorFailure(_:)``.
    ///
    /// - Parameters:
    ///   - armored: whether the file is in armor; nil to see for oneself, by its first byte.
    ///   - examine: is shown the header, once; what it throws is thrown on.
    ///   - input: fills the given memory and returns how many bytes it has filled, 0 at the end. It is called one call at a
    ///     time, but not always on the caller's thread; what it throws comes out of ``read(into:)``.
    public init(
        identities: [any Identity], armored: Bool? = nil, examine: HeaderExamination? = nil,
        input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        var input = BufferedInput(input)
        if try armored ?? input.peek().map({ $0 == Armor.begin[0] || Armor.isSpace($0) }) ?? false {
            let armor = ArmorReader(input)
            input = BufferedInput { try armor.read(into: $0) }
        }
        let header = try HeaderParser.parse(input)
        cipher = SharedCipher(
            try PayloadCipher(header: header, identities: identities, input: input, examine: examine))
        self.input = ChunkInput(input)
    }

    deinit { background?.pipeline.stop() }

    /// Up to `target.count` bytes of plaintext. 0 means the end, complete and authenticated.
    ///
    /// Throws ``AgeError/payloadFailure(_:)`` once all plaintext before the fault was returned.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !target.isEmpty else { return 0 }
        while true {
            if let batch = current {
                let count = min(target.count, size - position)
                target.copyMemory(
                    from: UnsafeRawBufferPointer(
                        rebasing: batch.plaintext.bytes[position..<(position + count)]))
                position += count
                if position == size {
                    current = nil
                    if batch !== first { background?.pipeline.markTaken() }
                }
                if count > 0 { return count }
            } else if let failure {
                throw failure
            } else if isAtEnd {
                return 0
            } else if let (pipeline, failure) = background {
                guard let batch = pipeline.nextToTake() else {
                    try failure.rethrow()
                    isAtEnd = true
                    continue
                }
                take(batch)
            } else {
                try readFirst()
            }
        }
    }

    /// The first chunk, which is often the only one.
    private func readFirst() throws {
        first.grow(ciphertext: PayloadCipher.sealedChunkSize)
        try input.fill(first, size: PayloadCipher.sealedChunkSize)
        cipher.value.open(first)
        take(first)
        isAtEnd = first.isLast
        if !first.isLast && failure == nil { startPipeline() }
    }

    /// What is good in a batch is returned next, and then its fault.
    private func take(_ batch: ChunkPipeline.Batch) {
        switch batch.outcome {
        case .success(let size): self.size = size
        case .failure(let size, let error):
            self.size = size
            failure = error
        case .pending:
            size = 0
            failure = AgeError.payloadFailure("a chunk was not opened")
        }
        current = batch
        position = 0
    }

    private func startPipeline() {
        let cipher = cipher
        let pipeline = ChunkPipeline(chunks: PayloadCipher.batch) { cipher.value.open($0) }
        let failure = FirstError()
        // Safe to hand to the one thread that reads: this thread does not use `input` any more, and waits for that
        // one to end before it goes.
        nonisolated(unsafe) let input = input
        pipeline.start { pipeline in
            while let batch = pipeline.nextToFill() {
                do {
                    try input.fill(batch, size: PayloadCipher.batch * PayloadCipher.sealedChunkSize)
                } catch {
                    failure.set(error)
                    break
                }
                pipeline.markFilled()
                if batch.isLast { break }
            }
            pipeline.complete()
        }
        background = (pipeline, failure)
    }
}

/// The sealed chunks of a file, read in batches.
private final class ChunkInput {
    private let input: BufferedInput
    private var lookahead: UInt8?
    private var counter: UInt64 = 0

    init(_ input: BufferedInput) { self.input = input }

    /// Reads up to `size` bytes of whole chunks into a batch, and finds out whether the file ends with them.
    func fill(_ batch: ChunkPipeline.Batch, size: Int) throws {
        let target = batch.ciphertext.bytes
        var filled = 0
        if let byte = lookahead {
            target[0] = byte
            lookahead = nil
            filled = 1
        }
        filled += try input.fill(UnsafeMutableRawBufferPointer(rebasing: target[filled..<size]))
        if filled == size { lookahead = try input.next() }
        batch.filled = filled
        batch.isLast = lookahead == nil
        batch.counter = counter
        counter += UInt64(PayloadCipher.chunkCount(ofCiphertext: filled))
    }
}

extension PayloadCipher {
    /// Finds the file key and derives the payload's.
    init(
        header: Header, identities: [any Identity], input: BufferedInput, examine: HeaderExamination?
    ) throws {
        let fileKey = try header.fileKey(for: identities)
        var nonce = [UInt8](repeating: 0, count: PayloadCipher.nonceSize)
        let count = try nonce.withUnsafeMutableBytes { try input.fill($0) }
        guard count == PayloadCipher.nonceSize else {
            throw AgeError.headerFailure("the file ends before its payload")
        }
        try examine?(header.stanzas, fileKey, nonce)
        try self.init(fileKey: fileKey, nonce: nonce)
    }

    /// Opens what was filled in, up to the first chunk that is not authentic in its place.
    fileprivate func open(_ batch: ChunkPipeline.Batch) {
        // age v1, “Payload”: a payload has at least one chunk.
        guard batch.filled > 0 else {
            batch.outcome = .failure(size: 0, .payloadFailure("it is cut short"))
            return
        }
        let chunks = PayloadCipher.chunkCount(ofCiphertext: batch.filled)
        batch.grow(plaintext: chunks * PayloadCipher.chunkSize)
        var size = 0
        for index in 0..<chunks {
            let isLast = batch.isLast && index == chunks - 1
            if let count = open(index, of: batch, last: isLast) {
                // age v1, “Payload”: only the first chunk can be an empty last one.
                if count == 0, batch.counter + UInt64(index) > 0 {
                    batch.outcome = .failure(size: size, .payloadFailure("its last chunk is empty"))
                    return
                }
                size += count
                continue
            }
            // A whole chunk that is authentic and stands in the wrong place is released before the fault is told: the
            // last one of a file that goes on, or one in the middle where the file ends.
            if open(index, of: batch, last: !isLast) == PayloadCipher.chunkSize {
                let why = isLast ? "it is cut short" : "it goes on behind its end"
                batch.outcome = .failure(size: size + PayloadCipher.chunkSize, .payloadFailure(why))
            } else {
                batch.outcome = .failure(size: size, .payloadFailure("a chunk is not authentic"))
            }
            return
        }
        batch.outcome = .success(size: size)
    }

    /// Opens one chunk and returns the size of its plaintext; nil when it is not authentic in that place.
    private func open(_ index: Int, of batch: ChunkPipeline.Batch, last: Bool) -> Int? {
        let start = index * PayloadCipher.sealedChunkSize
        let sealed = min(PayloadCipher.sealedChunkSize, batch.filled - start)
        let size = sealed - ChaChaPoly.tagSize
        guard size >= 0 else { return nil }
        let target = index * PayloadCipher.chunkSize
        do throws(SodiumError) {
            try open(
                UnsafeRawBufferPointer(rebasing: batch.ciphertext.bytes[start..<(start + sealed)]),
                into: UnsafeMutableRawBufferPointer(
                    rebasing: batch.plaintext.bytes[target..<(target + size)]),
                counter: batch.counter + UInt64(index), last: last)
            return size
        } catch {
            return nil
        }
    }
}
