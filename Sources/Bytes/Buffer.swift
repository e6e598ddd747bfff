/// Lends a buffer for file contents and wipes it afterwards.
package func withBuffer<R>(_ size: Int = 1 << 16, _ body: (UnsafeMutableRawBufferPointer) throws -> R)
    rethrows -> R
{
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer {
        wipe(buffer)
        buffer.deallocate()
    }
    return try body(buffer)
}
