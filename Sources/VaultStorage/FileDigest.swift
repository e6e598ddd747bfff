import Bytes
import Crypto

extension BlobName {
    /// SHA-256 of all that is read, whose pieces `body` is given as they come.
    package init(
        digesting read: (UnsafeMutableRawBufferPointer) throws -> Int,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
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
        self.init([UInt8](hasher.finalize()))
    }
}

extension File {
    /// SHA-256 of the rest of the file, whose pieces `body` is given as they are read.
    package func digest(
        _ progress: (Int) throws -> Void = { _ in },
        _ body: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> BlobName {
        try BlobName(digesting: read(into:)) { piece in
            try body(piece)
            try progress(piece.count)
        }
    }
}
