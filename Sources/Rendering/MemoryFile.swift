import CPlatform
import Foundation

/// A file that lies in memory alone: no disk has a byte of it, and it goes when the last who has it open does. Programs that
/// seek in their input are given it by ``path``.
public final class MemoryFile {
    let descriptor: Int32
    public private(set) var size: Int64 = 0

    /// Throws ``RenderingError/notAvailable`` where the system has no such files.
    public init() throws {
        descriptor = platform_memory_file("amanah")
        guard descriptor >= 0 else { throw RenderingError.notAvailable }
    }

    public convenience init(_ bytes: [UInt8]) throws {
        try self.init()
        try bytes.withUnsafeBytes(append)
    }

    deinit { close(descriptor) }

    /// What this process can open it by.
    public var path: String { "/proc/self/fd/\(descriptor)" }

    /// Throws ``RenderingError/tooLarge(limit:)`` for more than ``RenderingError/largestInput`` bytes.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard size + Int64(bytes.count) <= Int64(RenderingError.largestInput) else {
            throw RenderingError.tooLarge(limit: RenderingError.largestInput)
        }
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw RenderingError.notAvailable
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            size += Int64(count)
        }
    }

    /// Lends its bytes, which can be changed in their place.
    func withBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) throws -> R {
        guard size > 0 else { return try body(UnsafeMutableRawBufferPointer(start: nil, count: 0)) }
        guard let start = platform_map(descriptor, Int(size)) else { throw RenderingError.notAvailable }
        defer { platform_unmap(start, Int(size)) }
        return try body(UnsafeMutableRawBufferPointer(start: start, count: Int(size)))
    }

    /// Its first bytes, or all of it.
    func bytes(_ count: Int = .max) throws -> [UInt8] { try withBytes { Array($0.prefix(count)) } }
}
