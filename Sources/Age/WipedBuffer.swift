import Bytes
import Sodium

/// Memory for plaintext on its way: grows, is reused, and is wiped before it is given back.
struct WipedBuffer: ~Copyable {
    private(set) var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Makes room for `size` bytes. What was in it stays.
    mutating func grow(to size: Int) {
        guard size > bytes.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        larger.copyBytes(from: bytes)
        release()
        bytes = larger
    }

    private func release() {
        wipe(bytes)
        bytes.deallocate()
    }

    deinit { release() }
}
