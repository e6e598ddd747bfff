import Bytes
import Foundation

/// A file that proves, to somebody offline, that an entry is in a log.
///
/// Source: c2sp.org/tlog-proof, “Format”.
public struct TLogProof: Hashable, Sendable {
    private static let firstLine = "c2sp.org/tlog-proof@v1"
    /// A tree of 2^64 leaves has no longer path.
    private static let maximumHashes = 64

    /// The entry's index in the log, from zero.
    public let index: UInt64
    /// Opaque and not authenticated.
    public let extra: [UInt8]?
    /// From the leaf's sibling up to the root's child.
    public let hashes: [Hash]
    /// The log's checkpoint, verbatim.
    public let checkpoint: SignedNote

    public init(index: UInt64, extra: [UInt8]?, hashes: [Hash], checkpoint: SignedNote) {
        self.index = index
        self.extra = extra
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Throws ``LogError/malformed(_:)``.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        func malformed() -> LogError { .malformed("proof file") }
        guard bytes.count <= SignedNote.maximumSize, let text = String(validating: bytes, as: UTF8.self),
            let gap = text.range(of: "\n\n", options: .literal)
        else { throw malformed() }
        var lines = text[..<gap.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Substring(TLogProof.firstLine) else { throw malformed() }
        if let line = lines.first, line.hasPrefix("extra ") {
            guard let extra = Base64.decode(padded: String(line.dropFirst("extra ".count))) else {
                throw malformed()
            }
            self.extra = extra
            lines.removeFirst()
        } else {
            extra = nil
        }
        guard let line = lines.popFirst(), line.hasPrefix("index "),
            let index = canonicalDecimal(line.dropFirst("index ".count)),
            lines.count <= TLogProof.maximumHashes
        else { throw malformed() }
        self.index = index
        var hashes: [Hash] = []
        for line in lines {
            guard let hash = Hash(base64: String(line)) else { throw malformed() }
            hashes.append(hash)
        }
        self.hashes = hashes
        checkpoint = try SignedNote(parsing: Array(text[gap.upperBound...].utf8))
    }

    public var encoded: [UInt8] {
        var lines = [TLogProof.firstLine]
        if let extra { lines.append("extra \(Data(extra).base64EncodedString())") }
        lines.append("index \(index)")
        lines += hashes.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.encoded
    }

    /// Checks that the entry with this leaf hash is in the log. The log's name is taken as its origin.
    public func verify(entryHash: Hash, log: NoteVerifier) throws(LogError) -> VerifiedCheckpoint {
        let verified = try VerifiedCheckpoint(checkpoint, by: log, origin: log.name)
        try MerkleTree.verifyInclusion(
            of: entryHash, at: index, inTreeOf: verified.checkpoint.size, root: verified.checkpoint.root,
            proof: hashes)
        return verified
    }
}
