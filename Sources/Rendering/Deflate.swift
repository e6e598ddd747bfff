import CZlib

enum Deflate {
    /// As zlib has it (RFC 1950).
    static func bytes(_ bytes: [UInt8]) throws -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        guard compress2(&packed, &size, bytes, uLong(bytes.count), 6) == Z_OK else {
            throw RenderingError.tooLarge(limit: RenderingError.largestInput)
        }
        return Array(packed.prefix(Int(size)))
    }

    /// What a raw stream (RFC 1951) holds, as far as it is whole.
    static func inflated(_ packed: UnsafeRawBufferPointer, upTo size: Int) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return []
        }
        defer { inflateEnd(&stream) }
        return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
            stream.next_in = UnsafeMutablePointer(
                mutating: packed.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = uInt(packed.count)
            stream.next_out = bytes.baseAddress
            stream.avail_out = uInt(size)
            _ = inflate(&stream, Z_SYNC_FLUSH)
            count = size - Int(stream.avail_out)
        }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32(0, bytes, uInt(bytes.count))) }
}
