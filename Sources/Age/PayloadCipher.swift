import Sodium

/// The STREAM construction of the payload: chunks of 64 KiB, each with a counter and a flag for the last.
///
/// Source: age v1, “Payload”.
struct PayloadCipher: ~Copyable, Sendable {
    static let chunkSize = 64 * 1024
    static let sealedChunkSize = chunkSize + ChaChaPoly.tagSize
    static let nonceSize = 16
    /// How many chunks are handed from one thread to the next at a time.
    static let batch = 16

    /// age v1, “Payload”: a payload of no bytes is one empty chunk.
    static func chunkCount(ofPlaintext size: Int) -> Int { max(1, (size + chunkSize - 1) / chunkSize) }

    /// How many chunks these bytes are; the last one may be cut short.
    static func chunkCount(ofCiphertext size: Int) -> Int { (size + sealedChunkSize - 1) / sealedChunkSize }

    private let key: Secret

    init(fileKey: borrowing Secret, nonce: [UInt8]) throws {
        key = try hkdfSHA256(fileKey, salt: nonce, info: Array("payload".utf8))
    }

    func seal(
        _ chunk: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, counter: UInt64,
        last: Bool
    ) throws(SodiumError) {
        try withNonce(counter, last) { nonce throws(SodiumError) in
            try ChaChaPoly.seal(chunk, into: output, nonce: nonce, key: key)
        }
    }

    /// Throws ``SodiumError/notAuthentic``.
    func open(
        _ chunk: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, counter: UInt64,
        last: Bool
    ) throws(SodiumError) {
        try withNonce(counter, last) { nonce throws(SodiumError) in
            try ChaChaPoly.open(chunk, into: output, nonce: nonce, key: key)
        }
    }

    /// Eleven bytes of counter, big-endian, then 1 for the last chunk.
    private func withNonce(
        _ counter: UInt64, _ last: Bool, _ body: (UnsafeRawBufferPointer) throws(SodiumError) -> Void
    ) throws(SodiumError) {
        var nonce: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
            0, 0, 0,
            UInt8(truncatingIfNeeded: counter >> 56), UInt8(truncatingIfNeeded: counter >> 48),
            UInt8(truncatingIfNeeded: counter >> 40), UInt8(truncatingIfNeeded: counter >> 32),
            UInt8(truncatingIfNeeded: counter >> 24), UInt8(truncatingIfNeeded: counter >> 16),
            UInt8(truncatingIfNeeded: counter >> 8), UInt8(truncatingIfNeeded: counter), last ? 1 : 0
        )
        let failure = withUnsafeBytes(of: &nonce) { bytes -> SodiumError? in
            do throws(SodiumError) {
                try body(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }
}

/// A cipher that several threads use.
final class SharedCipher: Sendable {
    let value: PayloadCipher
    init(_ value: consuming PayloadCipher) { self.value = value }
}
