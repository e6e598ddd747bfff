/// A relative path that stays inside its folder on every system: checked when made, so that code that has one need not check.
///
/// A path is bytes: it is split, checked and compared by its UTF-8 and never by characters, since a separator with an accent on it is
/// one character to Swift and still a separator to the kernel, and two names that Swift calls equal can be two files.
///
/// Refused are: absolute paths, `.`, `..` and empty components, backslashes, control characters, a leading `~`, a drive letter,
/// components over 255 bytes, paths over 4,096 bytes and over 64 components.
public struct SafePath: Hashable, Sendable, CustomStringConvertible {
    static let maximumDepth = 64
    static let maximumSize = 4096
    public static let separator = UInt8(ascii: "/")

    public let string: String

    /// Throws ``ArchiveError/unsafePath(_:)``.
    public init(_ string: String) throws(ArchiveError) {
        let bytes = string.utf8
        let parts = bytes.split(
            separator: SafePath.separator, maxSplits: SafePath.maximumDepth, omittingEmptySubsequences: false)
        let isSafe =
            bytes.count <= SafePath.maximumSize && parts.count <= SafePath.maximumDepth
            && bytes.first != UInt8(ascii: "~") && bytes.dropFirst().first != UInt8(ascii: ":")
            && parts.allSatisfy { part in
                !part.isEmpty && part.count <= 255 && !part.elementsEqual(".".utf8)
                    && !part.elementsEqual("..".utf8)
            }
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        guard isSafe else { throw .unsafePath(string) }
        self.string = string
    }

    public static func == (a: SafePath, b: SafePath) -> Bool { a.string.utf8.elementsEqual(b.string.utf8) }

    public func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
    }

    public var description: String { string }

    public var components: [String] {
        string.utf8.split(separator: SafePath.separator).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The name in its folder.
    public var name: String {
        String(decoding: string.utf8.suffix(while: { $0 != SafePath.separator }), as: UTF8.self)
    }

    /// Whether this begins with `prefix`, byte for byte.
    public func starts(with prefix: String) -> Bool { string.utf8.starts(with: prefix.utf8) }

    /// What is behind `prefix`. Throws ``ArchiveError/unsafePath(_:)`` when this does not begin with it.
    public func dropping(_ prefix: String) throws(ArchiveError) -> SafePath {
        guard starts(with: prefix) else { throw .unsafePath(string) }
        return try SafePath(String(decoding: string.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
    }

    /// In the order of the bytes.
    static func isBefore(_ a: SafePath, _ b: SafePath) -> Bool {
        a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
    }
}

extension BidirectionalCollection {
    /// The longest end of this whose elements all fulfil `condition`.
    fileprivate func suffix(while condition: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start != startIndex, condition(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}

/// Files by their paths, byte for byte.
public struct NamedFiles<Value> {
    private var values: [SafePath: Value] = [:]

    public init() {}

    public var count: Int { values.count }
    public var paths: Set<SafePath> { Set(values.keys) }
    public var all: some Collection<Value> { values.values }

    public subscript(path: SafePath) -> Value? {
        get { values[path] }
        set { values[path] = newValue }
    }

    /// Nil also for a path that is not safe.
    public subscript(path: String) -> Value? { (try? SafePath(path)).flatMap { values[$0] } }
}

extension NamedFiles: Sendable where Value: Sendable {}
