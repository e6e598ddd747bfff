/// A relative path that stays inside its folder on every system: checked when made, so that code that has one need not check.
///
/// Refused are: absolute paths, `.`, `..` and empty components, backslashes, control characters, a leading `~`, a drive letter,
/// components over 255 bytes and paths over 4,096.
public struct SafePath: Hashable, Sendable, CustomStringConvertible {
    public let string: String

    /// Throws ``ArchiveError/unsafePath(_:)``.
    public init(_ string: String) throws(ArchiveError) {
        let parts = string.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe =
            string.utf8.count <= 4096 && !string.hasPrefix("~")
            && parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 255
            }
            && string.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
            && string.dropFirst().first != ":"
        guard isSafe else { throw .unsafePath(string) }
        self.string = string
    }

    public var description: String { string }
    public var components: [String] { string.split(separator: "/").map(String.init) }
}
