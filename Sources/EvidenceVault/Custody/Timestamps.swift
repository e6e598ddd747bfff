import Bytes
import Crypto
import Foundation
import Ledger
import Sodium
import TransparencyLog
import VaultStorage

/// A time-stamp that was checked again.
public struct KeptTimestamp: Sendable {
    /// Of the statement that keeps it.
    public let position: UInt64
    /// The state of the log that was there at that time.
    public let head: LogHead
    public let time: Timestamp
    /// The authority, when its certificate was at hand and is right.
    public let authority: String?
    /// What does not hold.
    public let problem: TimestampProblem?
}

extension Vault {
    /// A request to any time-stamping authority, over the newest checkpoint. This computer remembers what was asked.
    public func requestTimestamp() throws -> [UInt8] {
        let note = try log.current { note, _, _ in note }
        var nonce = try randomBytes(TimestampResponse.nonceSize)
        // Its highest byte is neither zero nor negative, so that it has this size everywhere.
        nonce[0] = nonce[0] & 0x3f | 0x40
        let digest = SHA256.bytes(of: note)
        try log.knownVaults.keepRequest(nonce + note, digest: digest, for: identity)
        return try TimestampResponse.request(digest: digest, nonce: nonce)
    }

    /// Checks the response to ``requestTimestamp()``, and keeps it in the log.
    ///
    /// Throws ``VaultError/notATimestamp(_:)``, or ``VaultError/forked(at:since:)`` when the log is not the one any more whose
    /// checkpoint was stamped.
    /// - Parameter certificates: of the authority, or of who certified it, as PEM.
    @discardableResult
    public func attachTimestamp(_ bytes: [UInt8], trusting certificates: [UInt8]) throws -> KeptTimestamp {
        let response = try TimestampResponse(bytes)
        guard let request = log.knownVaults.request(digest: response.digest, for: identity) else {
            throw VaultError.notATimestamp(.notAskedFor)
        }
        guard constantTimeEqual(Array(request.prefix(TimestampResponse.nonceSize)), response.nonce) else {
            throw VaultError.notATimestamp(.otherNonce)
        }
        let authority = try response.signer(trusting: certificates)
        let note = Array(request.dropFirst(TimestampResponse.nonceSize))
        let head = try TakenCheckpoint(note, of: id).head
        _ = try log.current { _, state, transaction in try consistency(head, state.head, in: transaction) }
        let positions = try log.append { _ in
            [
                .timestamp(
                    TimestampKept(
                        checkpoint: String(decoding: note, as: UTF8.self), response: Base64Bytes(bytes)))
            ]
        }
        log.knownVaults.forgetRequest(digest: response.digest, for: identity)
        return KeptTimestamp(
            position: positions.lowerBound, head: head, time: response.time, authority: authority,
            problem: nil)
    }

    /// All time-stamps in the log, checked again: that they are of checkpoints of this log and, where `certificates` (PEM) are
    /// given, who made them.
    public func timestamps(trusting certificates: [UInt8]? = nil) throws -> [KeptTimestamp] {
        try log.current { _, state, transaction in
            try (state.timestamps ?? []).map { position in
                let kept = try keptTimestamp(at: position)
                let head = try TakenCheckpoint(Array(kept.checkpoint.utf8), of: id).head
                var time = Timestamp(seconds: 0)
                var authority: String?
                var problem: TimestampProblem?
                do {
                    let response = try TimestampResponse(kept.response.bytes)
                    time = response.time
                    _ = try consistency(head, state.head, in: transaction)
                    if SHA256.bytes(of: kept.checkpoint.utf8) != response.digest {
                        throw VaultError.notATimestamp(.otherCheckpoint)
                    }
                    authority = try certificates.map { try response.signer(trusting: $0) }
                } catch VaultError.notATimestamp(let found) {
                    problem = found
                } catch VaultError.forked {
                    problem = .otherCheckpoint
                }
                return KeptTimestamp(
                    position: position, head: head, time: time, authority: authority, problem: problem)
            }
        }
    }

    /// Of the time-stamps that are of this log, those that say most of what stands at these positions: for each the earliest that it lies
    /// before, and the newest. By size, each size once.
    func timestamps(for positions: [UInt64]) throws -> [(size: UInt64, kept: TimestampKept)] {
        let good = try timestamps().filter { $0.problem == nil }
        let first = positions.compactMap { position in
            good.filter { $0.head.size > position }.min { ($0.time, $0.head.size) < ($1.time, $1.head.size) }
        }
        let newest = good.max { ($0.head.size, $1.time) < ($1.head.size, $0.time) }
        let chosen = Dictionary((first + [newest].compactMap(\.self)).map { ($0.head.size, $0) }) {
            $0.time <= $1.time ? $0 : $1
        }
        return try chosen.values.sorted { $0.head.size < $1.head.size }.map {
            ($0.head.size, try keptTimestamp(at: $0.position))
        }
    }

    private func keptTimestamp(at position: UInt64) throws -> TimestampKept {
        let located = try log.statement(at: position)
        guard case .timestamp(let kept) = located.statement.act else {
            throw VaultError.altered(.entry(index: position, problem: .malformed(.noTimestamp)))
        }
        return kept
    }

    /// For an export: each time-stamp and what it stamps, as `openssl ts -verify` takes them.
    func timestampFiles(of state: VaultState) throws -> [(position: UInt64, files: [Tiles.File])] {
        try (state.timestamps ?? []).map { position in
            let kept = try keptTimestamp(at: position)
            return (
                position,
                [
                    Tiles.File(path: "timestamps/\(position).checkpoint", bytes: Array(kept.checkpoint.utf8)),
                    Tiles.File(path: "timestamps/\(position).tsr", bytes: kept.response.bytes),
                ]
            )
        }
    }
}
