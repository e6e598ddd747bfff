import Bytes
import CSodium

/// Bytes that must not be copied, swapped out, or left behind.
///
/// The memory comes from `sodium_malloc`: locked against swapping where the system allows it, fenced by
/// guard pages and a canary (small secrets share a fence), left out of core dumps, and wiped when the value ends. The type
/// cannot be copied; ``duplicate()`` is the one, visible, way to have two.
///
/// Source: libsodium documentation, “Secure memory”.
public struct Secret: ~Copyable, Sendable {
    // Safe to share: nothing writes to the memory after `init` has returned, and only `deinit`, which the
    // compiler runs once and last, frees it.
    nonisolated(unsafe) private let memory: UnsafeMutableRawPointer

    /// The number of bytes.
    public let count: Int

    /// Guarded memory of `count` bytes, filled once by `fill`. The memory is zero before.
    public init(
        count: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        let memory = try GuardedMemory.allocate(count)
        do {
            try fill(UnsafeMutableRawBufferPointer(start: memory, count: count))
        } catch {
            GuardedMemory.free(memory, count)
            throw error
        }
        self.memory = memory
        self.count = count
    }

    /// A secret of `count` random bytes.
    public init(randomBytes count: Int) throws {
        try self.init(count: count) { randombytes_buf($0.bytes, $0.count) }
    }

    /// A secret with a copy of `bytes`. The caller answers for wiping the original.
    public init(copying bytes: UnsafeRawBufferPointer) throws {
        try self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// A secret with a copy of `bytes`, which are overwritten with zeros.
    public init(moving bytes: inout [UInt8]) throws {
        defer { wipe(&bytes) }
        try self.init(count: bytes.count) { memory in
            bytes.withUnsafeBytes { memory.copyMemory(from: $0) }
        }
    }

    /// Lends the bytes for the length of `body`. The pointer must not outlive it.
    public borrowing func withUnsafeBytes<R: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> R
    ) throws(Failure) -> R {
        try body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// A second secret with the same bytes.
    public borrowing func duplicate() throws -> Secret {
        try withUnsafeBytes { try Secret(copying: $0) }
    }

    /// A secret with the bytes in `range` of this one, which must lie within it.
    public borrowing func slice(_ range: Range<Int>) throws -> Secret {
        try withUnsafeBytes { try Secret(copying: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Whether both have the same bytes, in time that does not depend on them.
    public borrowing func equals(_ other: borrowing Secret) -> Bool {
        withUnsafeBytes { mine in
            other.withUnsafeBytes { constantTimeEqual(mine, $0) }
        }
    }

    deinit { GuardedMemory.free(memory, count) }
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
public func constantTimeEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = a.baseAddress, let second = b.baseAddress else { return true }
    return sodium_memcmp(first, second, a.count) == 0
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.withUnsafeBytes { first in b.withUnsafeBytes { constantTimeEqual(first, $0) } }
}

/// `count` bytes from the system's random generator, for values that are not secret (nonces, salts, names).
public func randomBytes(_ count: Int) throws(SodiumError) -> [UInt8] {
    try Library.require()
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
}

/// A number from 0 to below `bound`, each as likely as the others.
public func randomNumber(below bound: UInt32) throws(SodiumError) -> Int {
    try Library.require()
    return Int(randombytes_uniform(bound))
}
