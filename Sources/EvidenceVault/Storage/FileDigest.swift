import Crypto

extension File {
    /// SHA-256 of the rest of the file, whose pieces `body` is given as they are read.
    func digest(
        _ progress: (Int) -> Void = { _ in }, _ body: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> BlobName {
        var hasher = SHA256()
        try withBuffer(1 << 18) { buffer in
            while true {
                let count = try read(into: buffer)
                if count == 0 { break }
                let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                hasher.update(bufferPointer: piece)
                try body(piece)
                progress(count)
            }
        }
        return BlobName([UInt8](hasher.finalize()))
    }

    /// SHA-256 of the file from its first byte on, wherever it is being read.
    func digestOfAll() throws -> BlobName {
        var hasher = SHA256()
        var offset: Int64 = 0
        try withBuffer(1 << 18) { buffer in
            while true {
                let count = try read(at: offset, into: buffer)
                if count == 0 { break }
                hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                offset += Int64(count)
            }
        }
        return BlobName([UInt8](hasher.finalize()))
    }
}
