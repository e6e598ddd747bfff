import Bytes
import Disk

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Paths as the kernel has them: bytes, with slashes between the names. Foundation's own functions count UTF-16 units, trap on
/// relative paths of one, and change what they are given; nothing here uses them for what a user names (`scripts/check-traps`).
public enum PathBytes {
    private static let slash = UInt8(ascii: "/")

    /// Without slashes at its end, but for `/` itself.
    public static func trimmed(_ path: String) -> String {
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The folder that the last name lies in; `.` where the path says none.
    public static func parent(of path: String) -> String { FileSystem.folder(of: path) }

    /// The last name.
    public static func name(of path: String) -> String {
        let bytes = Array(trimmed(path).utf8)
        guard let last = bytes.lastIndex(of: slash), bytes.count > 1 else { return trimmed(path) }
        return String(decoding: bytes[(last + 1)...], as: UTF8.self)
    }

    /// Whether there is something of this name, also a link that leads nowhere.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Makes a folder for its owner only, and those that it lies in. Throws ``StorageError/cannotWrite(path:errno:)``.
    public static func makeFolders(_ path: String) throws {
        guard FileSystem.makeFolders(path) == 0 else { throw File.writeError(path, errno) }
    }

    /// The place that a path leads to, without links; nil where there is none.
    package static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Where a path leads, without links in it, also where its last names are not there yet.
    public static func real(_ path: String) -> String {
        if let found = resolved(path) { return found }
        let (folder, name) = (parent(of: path), name(of: path))
        // What is above is not there either, or nothing is above: the working folder may be gone.
        guard folder != path, folder != "." || path != "." else { return path }
        let above = real(folder)
        return above == "/" ? "/" + name : above + "/" + name
    }

    /// The names in a folder as bytes, in the order of the bytes. Throws ``StorageError/unreadable(path:errno:)``.
    public static func names(in folder: String) throws -> [[UInt8]] {
        guard let stream = opendir(folder) else { throw StorageError.unreadable(path: folder, errno: errno) }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
        }
        guard errno == 0 else { throw StorageError.unreadable(path: folder, errno: errno) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Bytes as text; those that are none as `\xFF`.
    public static func shown(_ bytes: some Sequence<UInt8>) -> String {
        var (shown, decoder, rest) = ("", UTF8(), Array(bytes)[...])
        while !rest.isEmpty {
            var iterator = rest.makeIterator()
            decoder = UTF8()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                shown.unicodeScalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                let digits = hex(rest.prefix(1)).uppercased()
                shown += "\\x" + digits
                rest = rest.dropFirst()
            }
        }
        return shown
    }

    /// Nil for bytes that are not UTF-8.
    public static func text(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }
}
