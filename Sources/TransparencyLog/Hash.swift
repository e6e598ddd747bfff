import Bytes
import Crypto
import Foundation

/// A SHA-256 hash of a tree: 32 bytes.
public struct Hash: Hashable, Sendable, CustomStringConvertible {
    public static let size = 32
    public let bytes: [UInt8]

    /// Throws ``LogError/badHash`` unless there are 32 bytes.
    public init(_ bytes: [UInt8]) throws(LogError) {
        guard bytes.count == Hash.size else { throw .badHash }
        self.bytes = bytes
    }

    init(digest: some Sequence<UInt8>) { bytes = Array(digest) }
    init(_ digest: SHA256Digest) { bytes = digest.withUnsafeBytes { [UInt8]($0) } }

    /// Nil unless `base64` is the canonical padded base64 of 32 bytes.
    public init?(base64: String) {
        guard let bytes = Base64.decode(padded: base64), bytes.count == Hash.size else { return nil }
        self.bytes = bytes
    }

    public var base64: String { Data(bytes).base64EncodedString() }

    /// Lower-case hexadecimal.
    public var description: String { hex(bytes) }
}

/// A decimal number as the C2SP formats write it: ASCII digits, no sign, no leading zero.
func canonicalDecimal(_ text: some StringProtocol) -> UInt64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
        text == "0" || text.utf8.first != 48
    else { return nil }
    return UInt64(text)
}
