import Dispatch
import Sodium

/// Seals an age file as it passes through. Push plaintext in pieces of any size with ``write(_:)``, then ``finish()`` once.
///
/// Chunks are sealed on all cores, a bounded number at a time; the output is in order. Memory stays below 3 MiB for
/// any size, and below 256 KiB for what fits in one chunk.
public final class SealingStream {
    private let cipher: PayloadCipher
    private let output: (UnsafeRawBufferPointer) throws -> Void
    private var plaintext = WipedBuffer()
    private var ciphertext = WipedBuffer()
    private var filled = 0
    private var counter: UInt64 = 0
    private var isFinished = false

    /// Begins a file: makes a file key, wraps it for the recipients and hands the header to `output`.
    ///
    /// Throws ``AgeError/headerFailure(_:)`` when there is no recipient, or recipients that must not be mixed.
    public init(
        to recipients: [any Recipient], output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let fileKey = try Secret(randomBytes: fileKeySize)
        let header = try Header(fileKey: fileKey, recipients: recipients)
        let nonce = try randomBytes(PayloadCipher.nonceSize)
        cipher = try PayloadCipher(fileKey: fileKey, nonce: nonce)
        self.output = output
        try (header.encoded + nonce).withUnsafeBytes { try output($0) }
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        precondition(!isFinished, "a finished age file takes no more")
        var rest = bytes
        while !rest.isEmpty {
            // A full buffer is sealed only when more comes: the last chunk must be known as such.
            if filled == PayloadCipher.batch * PayloadCipher.chunkSize { try sealFilled(last: false) }
            let needed = min(filled + rest.count, PayloadCipher.batch * PayloadCipher.chunkSize)
            plaintext.grow(
                to: needed <= PayloadCipher.chunkSize ? needed : PayloadCipher.batch * PayloadCipher.chunkSize
            )
            let count = min(rest.count, plaintext.bytes.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: plaintext.bytes[filled..<(filled + count)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            filled += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Seals what is left and ends the file.
    public func finish() throws {
        precondition(!isFinished, "an age file is finished once")
        isFinished = true
        try sealFilled(last: true)
    }

    private func sealFilled(last: Bool) throws {
        // age v1, “Payload”: a payload of no bytes is one empty chunk.
        let chunks = max(1, (filled + PayloadCipher.chunkSize - 1) / PayloadCipher.chunkSize)
        let sealedSize = filled + chunks * ChaChaPoly.tagSize
        ciphertext.grow(to: sealedSize)
        let (filled, counter) = (filled, counter)
        let plain = UnsafeRawBufferPointer(plaintext.bytes)
        let sealed = ciphertext.bytes
        let failed = ChunkFailures(count: chunks)
        forEachChunk(chunks) { index in
            let start = index * PayloadCipher.chunkSize
            let size = min(PayloadCipher.chunkSize, filled - start)
            let sealedStart = index * PayloadCipher.sealedChunkSize
            do throws(SodiumError) {
                try cipher.seal(
                    UnsafeRawBufferPointer(rebasing: plain[start..<(start + size)]),
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: sealed[sealedStart..<(sealedStart + size + ChaChaPoly.tagSize)]),
                    counter: counter + UInt64(index), last: last && index == chunks - 1)
            } catch {
                failed.mark(index)
            }
        }
        guard failed.first == nil else { throw AgeError.payloadFailure("a chunk could not be sealed") }
        try output(UnsafeRawBufferPointer(rebasing: sealed[..<sealedSize]))
        self.counter += UInt64(chunks)
        self.filled = 0
    }
}

/// Runs `body` for each chunk: on all cores when there are several, else right here.
func forEachChunk(_ count: Int, _ body: (Int) -> Void) {
    if count == 1 { return body(0) }
    // Safe to hand to other threads: each call works on the memory of its own chunk, and all have ended when
    // `concurrentPerform` returns.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: count) { body($0) }
}

/// Which chunks of a batch failed. Each index is written by one task at most.
final class ChunkFailures {
    private let flags: UnsafeMutableBufferPointer<Bool>

    init(count: Int) {
        flags = .allocate(capacity: count)
        flags.initialize(repeating: false)
    }

    func mark(_ index: Int) { flags[index] = true }
    var first: Int? { flags.firstIndex(of: true) }
    deinit { flags.deallocate() }
}

/// Memory for plaintext on its way: grows, is reused, and is wiped before it is given back.
struct WipedBuffer: ~Copyable {
    private(set) var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Makes room for `size` bytes. What was in it stays.
    mutating func grow(to size: Int) {
        guard size > bytes.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        larger.copyBytes(from: bytes)
        release()
        bytes = larger
    }

    private func release() {
        wipe(bytes)
        bytes.deallocate()
    }

    deinit { release() }
}
