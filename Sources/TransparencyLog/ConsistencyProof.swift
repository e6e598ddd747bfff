import Foundation

/// A file that proves, to somebody offline, that a log continues what it was when it had another size: the line `old N`, the hashes
/// in base64, an empty line, and the log's checkpoint as a signed note.
///
/// Source: c2sp.org/tlog-witness, “add-checkpoint” (the body of a request).
public struct ConsistencyProof: Hashable, Sendable {
    private static let prefix = "old "
    /// A tree of 2^64 leaves has no longer proof.
    private static let maximumHashes = 65

    public let oldSize: UInt64
    public let hashes: [Hash]
    /// The log's newer checkpoint, verbatim.
    public let checkpoint: SignedNote

    public init(oldSize: UInt64, hashes: [Hash], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Throws ``LogError/malformed(_:)``.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        func malformed() -> LogError { .malformed("consistency proof") }
        guard bytes.count <= SignedNote.maximumSize, let text = String(validating: bytes, as: UTF8.self),
            let gap = text.range(of: "\n\n", options: .literal)
        else { throw malformed() }
        var lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), first.hasPrefix(ConsistencyProof.prefix),
            let size = canonicalDecimal(first.dropFirst(ConsistencyProof.prefix.count)),
            lines.count <= ConsistencyProof.maximumHashes
        else { throw malformed() }
        oldSize = size
        var hashes: [Hash] = []
        for line in lines {
            guard let hash = Hash(base64: String(line)) else { throw malformed() }
            hashes.append(hash)
        }
        self.hashes = hashes
        checkpoint = try SignedNote(parsing: Array(text[gap.upperBound...].utf8))
    }

    public var encoded: [UInt8] {
        let lines = ["\(ConsistencyProof.prefix)\(oldSize)"] + hashes.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.encoded
    }

    /// Checks that the newer checkpoint, which `log` must have signed, continues the tree of `oldSize` leaves with this root. The
    /// log's name is taken as its origin.
    public func verify(oldRoot: Hash, log: NoteVerifier) throws(LogError) -> VerifiedCheckpoint {
        let verified = try VerifiedCheckpoint(checkpoint, by: log, origin: log.name)
        try MerkleTree.verifyConsistency(
            from: oldSize, root: oldRoot, to: verified.checkpoint.size, root: verified.checkpoint.root,
            proof: hashes)
        return verified
    }
}
