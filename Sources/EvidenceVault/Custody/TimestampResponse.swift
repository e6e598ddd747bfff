import Bytes
import CTimestamp
import Ledger

/// The request for, and the answer of, a time-stamping authority.
///
/// Source: RFC 3161, 2.4; by libcrypto.
package struct TimestampResponse {
    let bytes: [UInt8]
    let time: Timestamp
    /// What was stamped: SHA-256 of it.
    let digest: [UInt8]
    let nonce: [UInt8]

    /// Larger ones are refused: real ones have some thousand bytes.
    static let maximumSize = TimestampKept.longestResponse
    static let nonceSize = 16

    /// A request over a SHA-256 digest.
    static func request(digest: [UInt8], nonce: [UInt8]) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 512)
        let size = timestamp_request(digest, nonce, nonce.count, &output, output.count)
        guard size > 0 else { throw VaultError.notATimestamp(.malformed) }
        return Array(output[..<size])
    }

    /// Reads a response. Who made it is not known before ``signer(trusting:)``.
    package init(_ bytes: [UInt8]) throws {
        var stated = timestamp()
        guard bytes.count <= TimestampResponse.maximumSize,
            timestamp_read(bytes, bytes.count, &stated) == 0
        else { throw VaultError.notATimestamp(.malformed) }
        guard (0...1).contains(stated.status) else { throw VaultError.notATimestamp(.refused(stated.status)) }
        self.bytes = bytes
        time = Timestamp(seconds: stated.time)
        digest = withUnsafeBytes(of: stated.digest) { [UInt8]($0) }
        nonce = withUnsafeBytes(of: stated.nonce) { Array($0.prefix(stated.nonce_size)) }
    }

    /// The name of the authority, once its signature was checked and its certificate leads to one of `certificates` (PEM).
    /// Throws ``TimestampProblem/untrusted(_:)``.
    package func signer(trusting certificates: [UInt8]) throws -> String {
        var name = [CChar](repeating: 0, count: timestamp_name_room)
        let status = certificates.withUnsafeBytes {
            timestamp_verify(
                bytes, bytes.count, $0.bindMemory(to: CChar.self).baseAddress, $0.count, &name)
        }
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard status == 0 else { throw VaultError.notATimestamp(.untrusted(text)) }
        return text
    }
}

/// Why a time-stamp is refused.
public enum TimestampProblem: Equatable, Sendable {
    /// It is no response of RFC 3161 over a SHA-256 digest.
    case malformed
    /// The authority granted nothing, with this status.
    case refused(Int)
    /// This member, on this computer, did not ask for it.
    case notAskedFor
    case otherNonce
    /// What it stamps is not the checkpoint that it is kept with.
    case otherCheckpoint
    /// Its signature or certificate does not hold.
    case untrusted(String)
}
