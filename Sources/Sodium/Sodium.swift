import CSodium

/// What can go wrong below us. None of these says anything about a secret's value.
public enum SodiumError: Error, Equatable, CustomStringConvertible {
    /// libsodium could not start (no source of randomness).
    case unavailable
    /// No guarded memory of this many bytes could be had.
    case outOfMemory(bytes: Int)
    /// A key, nonce, salt or signature has the wrong number of bytes.
    case wrongLength(expected: Int, actual: Int)
    /// A ciphertext is not authentic under this key, or not whole.
    case notAuthentic
    /// A Diffie-Hellman result is the all-zero point: the peer's key has a small order.
    case smallOrderPoint
    /// scrypt was asked for parameters that it refuses, or memory for them could not be had.
    case scryptFailed

    public var description: String {
        switch self {
        case .unavailable: "libsodium could not be initialised"
        case .outOfMemory(let bytes): "no guarded memory for \(bytes) bytes"
        case .wrongLength(let expected, let actual): "expected \(expected) bytes, got \(actual)"
        case .notAuthentic: "not authentic under this key"
        case .smallOrderPoint: "a public key has a small order"
        case .scryptFailed: "scrypt failed (not enough memory?)"
        }
    }
}

/// libsodium, started once. Every entry of this module that needs it calls `require()` first.
enum Library {
    private static let status = sodium_init()

    static func require() throws(SodiumError) {
        if status < 0 { throw .unavailable }
    }
}

/// Throws ``SodiumError/wrongLength(expected:actual:)`` unless `actual` is `expected`.
func requireLength(_ actual: Int, _ expected: Int) throws(SodiumError) {
    if actual != expected { throw .wrongLength(expected: expected, actual: actual) }
}

/// Where C finds the bytes. For none it is an address too: libsodium promises nothing of null.
extension UnsafeRawBufferPointer {
    var bytes: UnsafePointer<UInt8> {
        baseAddress?.assumingMemoryBound(to: UInt8.self) ?? UnsafePointer(noBytes)
    }
}

extension UnsafeMutableRawBufferPointer {
    var bytes: UnsafeMutablePointer<UInt8> { baseAddress?.assumingMemoryBound(to: UInt8.self) ?? noBytes }
}

// Safe to share: nothing is ever read from it or written to it.
private nonisolated(unsafe) let noBytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
