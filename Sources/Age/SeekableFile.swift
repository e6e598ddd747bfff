import Sodium

/// An age file that is read from anywhere: any range of its plaintext costs the chunks that it lies in.
///
/// Source: age v1, “Payload”: the last chunk is opened first, so that the size is known to be true; every chunk is
/// authenticated for its place before any of it is returned.
public final class SeekableFile {
    private let cipher: PayloadCipher
    private let readAt: (Int64, UnsafeMutableRawBufferPointer) throws -> Int
    private let start: Int64
    private let sealedSize: Int64
    private let chunks: Int64
    private let batch = ChunkPipeline.Batch()
    /// The chunk that lies open in ``batch``, and its size.
    private var current: (index: Int64, size: Int)?

    /// The size of the plaintext, in bytes.
    public let size: Int64

    /// Opens a file that is not in armor.
    ///
    /// - Parameters:
    ///   - size: of the sealed file, in bytes.
    ///   - examine: is shown the header, once; what it throws is thrown on.
    ///   - readAt: fills the given memory from an offset on and returns how many bytes it has filled, 0 at the end.
    /// - Throws: ``AgeError/headerFailure(_:)``, ``AgeError/noMatch``, ``AgeError/hmacFailure``, ``AgeError/payloadFailure(_:)``.
    public init(
        identities: [any Identity], size sealedFileSize: Int64, examine: HeaderExamination? = nil,
        readAt: @escaping (Int64, UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        var offset: Int64 = 0
        let input = BufferedInput { buffer in
            let count = try readAt(offset, buffer)
            offset += Int64(count)
            return count
        }
        let header = try HeaderParser.parse(input)
        cipher = try PayloadCipher(header: header, identities: identities, input: input, examine: examine)
        self.readAt = readAt
        start = Int64(header.encoded.count + PayloadCipher.nonceSize)
        sealedSize = sealedFileSize - start
        let chunk = Int64(PayloadCipher.sealedChunkSize)
        chunks = (sealedSize + chunk - 1) / chunk
        let lastSealed = sealedSize - (chunks - 1) * chunk
        let lastSize = lastSealed - Int64(ChaChaPoly.tagSize)
        // age v1, “Payload”: only the first chunk can be an empty last one.
        guard sealedSize > 0, lastSize >= 0, lastSize > 0 || chunks == 1 else {
            throw AgeError.payloadFailure("it is cut short")
        }
        size = (chunks - 1) * Int64(PayloadCipher.chunkSize) + lastSize
        batch.grow(plaintext: PayloadCipher.chunkSize)
        batch.grow(ciphertext: PayloadCipher.sealedChunkSize)
        try open(chunks - 1)
    }

    /// Up to `target.count` bytes of plaintext from `offset` on; 0 at the end and behind it.
    /// Throws ``AgeError/payloadFailure(_:)``.
    public func read(at offset: Int64, into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard offset >= 0, offset < size, !target.isEmpty else { return 0 }
        let index = offset / Int64(PayloadCipher.chunkSize)
        if current?.index != index { try open(index) }
        guard let current else { return 0 }
        let position = Int(offset % Int64(PayloadCipher.chunkSize))
        let count = min(target.count, current.size - position)
        target.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: batch.plaintext.bytes[position..<(position + count)]))
        return count
    }

    private func open(_ index: Int64) throws {
        current = nil
        let place = index * Int64(PayloadCipher.sealedChunkSize)
        let wanted = Int(min(Int64(PayloadCipher.sealedChunkSize), sealedSize - place))
        var filled = 0
        while filled < wanted {
            let count = try readAt(
                start + place + Int64(filled),
                UnsafeMutableRawBufferPointer(rebasing: batch.ciphertext.bytes[filled..<wanted]))
            guard count > 0 else { throw AgeError.payloadFailure("it is cut short") }
            filled += count
        }
        let size = wanted - ChaChaPoly.tagSize
        do throws(SodiumError) {
            try cipher.open(
                UnsafeRawBufferPointer(rebasing: batch.ciphertext.bytes[..<wanted]),
                into: UnsafeMutableRawBufferPointer(rebasing: batch.plaintext.bytes[..<size]),
                counter: UInt64(index), last: index == chunks - 1)
        } catch {
            throw AgeError.payloadFailure("a chunk is not authentic")
        }
        current = (index, size)
    }
}
