import Crypto

extension File {
    /// SHA-256 of the rest of the file, whose pieces `body` is given as they are read.
    func digest(
        _ progress: (Int) -> Void = { _ in }, _ body: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> BlobName {
        try File.digest(reading: read(into:)) { piece in
            try body(piece)
            progress(piece.count)
        }
    }

    /// SHA-256 of the file from its first byte on, wherever it is being read.
    func digestOfAll() throws -> BlobName {
        var offset: Int64 = 0
        return try File.digest { buffer in
            let count = try read(at: offset, into: buffer)
            offset += Int64(count)
            return count
        }
    }

    private static func digest(
        reading read: (UnsafeMutableRawBufferPointer) throws -> Int,
        _ body: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> BlobName {
        var hasher = SHA256()
        try withBuffer(1 << 18) { buffer in
            while true {
                let count = try read(buffer)
                if count == 0 { break }
                let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                hasher.update(bufferPointer: piece)
                try body(piece)
            }
        }
        return BlobName([UInt8](hasher.finalize()))
    }
}
