import Dispatch
import Sodium

/// Opens an age file as it is read. Only authenticated plaintext is ever returned.
///
/// Chunks are opened on all cores, a bounded number at a time. Memory stays below 3 MiB for any size.
public final class OpeningStream {
    private let cipher: PayloadCipher
    private let input: BufferedInput
    private var ciphertext = WipedBuffer()
    private var plaintext = WipedBuffer()
    private var lookahead: UInt8?
    private var counter: UInt64 = 0
    private var isAtEnd = false

    /// What is open and not yet returned: from `position`, up to the end of the chunk `chunk`.
    private var openChunks: [Int] = []
    private var chunk = 0
    private var position = 0
    private var failure: AgeError?

    /// Reads the header, finds the file key with one of the identities and checks the header's MAC.
    ///
    /// Throws ``AgeError/headerFailure(_:)``, ``AgeError/noMatch``, ``AgeError/hmacFailure``.
    ///
    /// - Parameter input: fills the given memory and returns how many bytes it has filled, 0 at the end.
    public init(
        identities: [any Identity], input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        let input = BufferedInput(input)
        let header = try HeaderParser.parse(input)
        let fileKey = try header.fileKey(for: identities)
        var nonce = [UInt8](repeating: 0, count: PayloadCipher.nonceSize)
        let count = try nonce.withUnsafeMutableBytes { try input.fill($0) }
        guard count == PayloadCipher.nonceSize else {
            throw AgeError.headerFailure("the file ends before its payload")
        }
        self.input = input
        cipher = try PayloadCipher(fileKey: fileKey, nonce: nonce)
    }

    /// Up to `target.count` bytes of plaintext. 0 means the end, complete and authenticated.
    ///
    /// Throws ``AgeError/payloadFailure(_:)`` once all plaintext before the fault was returned.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !target.isEmpty else { return 0 }
        while true {
            if chunk < openChunks.count {
                let start = chunk * PayloadCipher.chunkSize
                let count = min(target.count, openChunks[chunk] - position)
                target.copyMemory(
                    from: UnsafeRawBufferPointer(
                        rebasing: plaintext.bytes[(start + position)..<(start + position + count)]))
                position += count
                if position == openChunks[chunk] {
                    chunk += 1
                    position = 0
                }
                if count > 0 { return count }
                continue
            }
            if let failure { throw failure }
            if isAtEnd { return 0 }
            do {
                try openNextBatch()
            } catch let error as AgeError {
                failure = error
            }
        }
    }

    private func openNextBatch() throws {
        let filled = try readBatch()
        // age v1, “Payload”: a payload has at least one chunk, and only the first can be an empty last one.
        guard filled > 0 else { throw AgeError.payloadFailure("it is cut short") }
        let chunks = (filled + PayloadCipher.sealedChunkSize - 1) / PayloadCipher.sealedChunkSize
        plaintext.grow(to: chunks * PayloadCipher.chunkSize)
        let isAtEnd = isAtEnd
        let failed = ChunkFailures(count: chunks)
        forEachChunk(chunks) { index in
            if !open(index, of: filled, last: isAtEnd && index == chunks - 1) { failed.mark(index) }
        }
        let good = failed.first ?? chunks
        openChunks = (0..<good).map { size(of: $0, in: filled) }
        (chunk, position) = (0, 0)
        if good < chunks {
            // Whole chunks that are authentic and stand in the wrong place are released before the fault is told:
            // the last one of a file that goes on, or one in the middle where the file ends.
            let isLast = isAtEnd && good == chunks - 1
            let isWhole = size(of: good, in: filled) == PayloadCipher.chunkSize
            guard isWhole, open(good, of: filled, last: !isLast) else {
                throw AgeError.payloadFailure("a chunk is not authentic")
            }
            openChunks.append(PayloadCipher.chunkSize)
            throw AgeError.payloadFailure(isLast ? "it is cut short" : "it goes on behind its end")
        }
        counter += UInt64(chunks)
        if isAtEnd, openChunks.last == 0, counter > 1 {
            openChunks.removeLast()
            throw AgeError.payloadFailure("its last chunk is empty")
        }
    }

    /// The size of a chunk's plaintext, when `filled` bytes of ciphertext were read.
    private func size(of index: Int, in filled: Int) -> Int {
        min(PayloadCipher.sealedChunkSize, filled - index * PayloadCipher.sealedChunkSize)
            - ChaChaPoly.tagSize
    }

    /// Opens one chunk of the batch. False when it is not authentic in that place.
    private func open(_ index: Int, of filled: Int, last: Bool) -> Bool {
        let size = size(of: index, in: filled)
        guard size >= 0 else { return false }
        let (start, sealedStart) = (index * PayloadCipher.chunkSize, index * PayloadCipher.sealedChunkSize)
        do throws(SodiumError) {
            try cipher.open(
                UnsafeRawBufferPointer(
                    rebasing: ciphertext.bytes[sealedStart..<(sealedStart + size + ChaChaPoly.tagSize)]),
                into: UnsafeMutableRawBufferPointer(rebasing: plaintext.bytes[start..<(start + size)]),
                counter: counter + UInt64(index), last: last)
            return true
        } catch {
            return false
        }
    }

    /// Reads sealed chunks and finds out whether the input ends with them.
    private func readBatch() throws -> Int {
        // The first read is of one chunk: most documents are small.
        let size = (counter == 0 ? 1 : PayloadCipher.batch) * PayloadCipher.sealedChunkSize
        ciphertext.grow(to: size)
        var filled = 0
        if let byte = lookahead {
            ciphertext.bytes[0] = byte
            lookahead = nil
            filled = 1
        }
        filled += try input.fill(UnsafeMutableRawBufferPointer(rebasing: ciphertext.bytes[filled..<size]))
        if filled == size { lookahead = try input.next() }
        isAtEnd = lookahead == nil
        return filled
    }
}
