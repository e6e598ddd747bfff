/// A log's claim about itself: so many entries, with this root.
///
/// Source: c2sp.org/tlog-checkpoint, “Note text”.
public struct Checkpoint: Hashable, Sendable {
    /// The log's unique name.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    public let root: Hash
    /// Further lines. None of them is empty.
    public let extensions: [String]

    /// Throws ``LogError/malformed(_:)`` when the origin is empty or has a line break.
    public init(origin: String, size: UInt64, root: Hash, extensions: [String] = []) throws(LogError) {
        guard ([origin] + extensions).allSatisfy({ !$0.isEmpty && !$0.contains("\n") }) else {
            throw .malformed("checkpoint")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads a note's text. Throws ``LogError/malformed(_:)``.
    public init(text: String) throws(LogError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.last == "", let size = canonicalDecimal(lines[1]),
            let root = Hash(base64: lines[2])
        else { throw .malformed("checkpoint") }
        try self.init(origin: lines[0], size: size, root: root, extensions: Array(lines[3...].dropLast()))
    }

    /// The text that is signed: lines, each with its newline.
    public var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }
}

/// A checkpoint whose signature by its log was checked. It can be made in no other way.
public struct VerifiedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint

    /// Throws ``LogError`` unless `note` is a checkpoint of `origin`, signed by `log`.
    public init(_ note: SignedNote, by log: NoteVerifier, origin: String) throws(LogError) {
        try log.verify(note)
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin == origin else { throw .wrongOrigin(checkpoint.origin) }
        self.checkpoint = checkpoint
    }
}
