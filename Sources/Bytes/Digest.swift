import Crypto

extension SHA256 {
    /// The digest of `bytes` as 32 bytes.
    package static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(data: Array(bytes))
        return [UInt8](hasher.finalize())
    }
}
