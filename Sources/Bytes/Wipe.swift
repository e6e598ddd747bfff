import Foundation

/// Overwrites memory with zeros in a way that the compiler does not remove.
package func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    #if canImport(Glibc)
        explicit_bzero(start, memory.count)
    #else
        memset_s(start, memory.count, 0, memory.count)
    #endif
}

/// Overwrites the bytes of an array with zeros, keeping its length.
package func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { wipe($0) }
}
