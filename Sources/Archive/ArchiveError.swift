/// Why an archive or bag is refused. Paths in it are untrusted text: make them visible before printing.
public enum ArchiveError: Error, Hashable, CustomStringConvertible {
    /// A path that would leave its folder, or that some system reads otherwise than it looks.
    case unsafePath(String)
    /// A link, device or other thing that is neither a file nor a folder.
    case unsupportedEntry(String)
    /// Two entries with one path, or with two that some system holds for one.
    case duplicateEntry(String)
    /// Not an archive of a kind that was asked for, damaged, cut short, or one that programs read in more than one way.
    case malformed(String)
    /// More than the limits allow.
    case tooLarge(String)
    /// A file turned out to be of another size than was announced.
    case wrongSize(path: String, expected: Int64, actual: Int64)
    /// What was unpacked is not what was checked before.
    case changedSince(String)
    /// The system's word for a file or folder that is there and cannot be read.
    case cannotRead(path: String, errno: Int32)
    case cannotWrite(path: String, errno: Int32)
    /// It does not open the archive. An archive that was altered just there says so too.
    case wrongPassphrase

    public var description: String {
        switch self {
        case .unsafePath(let path): "unsafe path in archive: \(path)"
        case .unsupportedEntry(let path): "neither a file nor a folder: \(path)"
        case .duplicateEntry(let path): "two files that are one on some systems: \(path)"
        case .malformed(let why): "malformed archive: \(why)"
        case .tooLarge(let what): "archive too large: \(what)"
        case .wrongSize(let path, let expected, let actual):
            "\(path): \(actual) bytes where \(expected) were announced"
        case .changedSince(let path): "\(path) changed while it was unpacked"
        case .cannotRead(let path, let code): "cannot read \(path) (error \(code))"
        case .cannotWrite(let path, let code): "cannot write \(path) (error \(code))"
        case .wrongPassphrase: "another passphrase, or an archive that was altered"
        }
    }
}
