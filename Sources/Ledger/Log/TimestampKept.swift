package import Bytes
import Crypto
import Foundation
import Sodium
import TransparencyLog

/// A time-stamp of a checkpoint, kept in the log: all entries before it were there at that time, whatever clocks they bear.
package struct TimestampKept: Codable, Hashable, Sendable {
    /// The checkpoint that was stamped: a signed note.
    package let checkpoint: String
    /// The authority's response (RFC 3161), as it came.
    package let response: Base64Bytes

    package init(checkpoint: String, response: Base64Bytes) {
        self.checkpoint = checkpoint
        self.response = response
    }

    package static let longestCheckpoint = 4096
    /// In bytes.
    package static let longestResponse = 65_536
}

extension VaultState {
    /// Any member may have a checkpoint of this log stamped. Whether the stamp is good, everybody checks who has the
    /// authority's certificate.
    package mutating func take(_ kept: TimestampKept) throws(EntryProblemError) {
        guard kept.checkpoint.utf8.count <= TimestampKept.longestCheckpoint,
            let taken = try? TakenCheckpoint(Array(kept.checkpoint.utf8), of: vaultID),
            taken.head.size <= head.size
        else { throw EntryProblemError(.notEntitled(.timestampOfOtherLog)) }
        try require(
            kept.response.bytes.count <= TimestampKept.longestResponse, .timestampTooLarge)
        timestamps = (timestamps ?? []) + [head.size]
    }
}
