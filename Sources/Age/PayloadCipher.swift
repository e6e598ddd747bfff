import Sodium

/// The STREAM construction of the payload: chunks of 64 KiB, each with a counter and a flag for the last.
///
/// Source: age v1, “Payload”.
struct PayloadCipher: ~Copyable, Sendable {
    static let chunkSize = 64 * 1024
    static let sealedChunkSize = chunkSize + ChaChaPoly.tagSize
    static let nonceSize = 16
    /// How many chunks are worked on at once: bounds memory, and gives every core something to do.
    static let batch = 16

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
