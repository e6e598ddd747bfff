/// Why an archive or bag is refused. Paths in it are untrusted text: make them visible before printing.
public enum ArchiveError: Error, Equatable, CustomStringConvertible {
    /// A path that would leave its folder, or that some system reads otherwise than it looks.
    case unsafePath(String)
    /// A link, device or other thing that is neither a file nor a folder.
    case unsupportedEntry(String)
    /// Two entries with one path.
    case duplicateEntry(String)
    /// Not an archive of a kind that was asked for, damaged, or cut short.
    case malformed(String)
    /// More than the limits allow.
    case tooLarge(String)
    /// A file turned out to be of another size than was announced.
    case wrongSize(path: String, expected: Int64, actual: Int64)

    public var description: String {
        switch self {
        case .unsafePath(let path): "unsafe path in archive: \(path)"
        case .unsupportedEntry(let path): "neither a file nor a folder: \(path)"
        case .duplicateEntry(let path): "twice in the archive: \(path)"
        case .malformed(let why): "malformed archive: \(why)"
        case .tooLarge(let what): "archive too large: \(what)"
        case .wrongSize(let path, let expected, let actual):
            "\(path): \(actual) bytes where \(expected) were announced"
        }
    }
}
