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
}
