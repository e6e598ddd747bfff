import CArchive
import Foundation

/// Writes a pax tar to a stream: files for their owner only, without names of users or groups, the same bytes for the same
/// input. Nothing is padded beyond the two zero blocks at the end.
///
/// Source: POSIX.1-2001, pax interchange format.
public final class TarWriter {
    private typealias Output = (UnsafeRawBufferPointer) throws -> Void

    private let archive: OpaquePointer
    private let callback: Callback<Output>
    private var current: (path: SafePath, size: Int64, written: Int64)?

    public init(output: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        try LibArchive.requireUTF8()
        guard let archive = archive_write_new() else { throw ArchiveError.malformed("out of memory") }
        self.archive = archive
        callback = Callback(output)
        archive_write_set_format_pax_restricted(archive)
        archive_write_set_bytes_per_block(archive, 0)
        archive_write_set_bytes_in_last_block(archive, 1)
        try check(
            archive_write_open(
                archive, callback.pointer, nil,
                { _, context, bytes, count in
                    guard let callback = Callback<Output>.of(context) else { return -1 }
                    do {
                        try callback.closure(UnsafeRawBufferPointer(start: bytes, count: count))
                        return count
                    } catch {
                        callback.error = error
                        return -1
                    }
                }, nil))
    }

    /// Begins a file of `size` bytes, last changed `modified` seconds after 1970.
    public func beginFile(_ path: SafePath, size: Int64, modified: Int64) throws {
        // cannot trap: no input decides in what order files are begun and ended
        precondition(current == nil, "one file at a time")
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path.string)
        archive_entry_set_size(entry, size)
        archive_entry_set_filetype(entry, LibArchive.regularFile)
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, Int(modified), 0)
        try check(archive_write_header(archive, entry))
        current = (path, size, 0)
    }

    /// Adds to the current file. Throws ``ArchiveError/wrongSize(path:expected:actual:)`` beyond its size.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let (path, size, written) = current else { return }
        guard written + Int64(bytes.count) <= size else {
            throw ArchiveError.wrongSize(
                path: path.string, expected: size, actual: written + Int64(bytes.count))
        }
        var rest = bytes
        while !rest.isEmpty {
            let count = archive_write_data(archive, rest.baseAddress, rest.count)
            guard count > 0 else { throw failure() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        current?.written += Int64(bytes.count)
    }

    /// Ends the current file. Throws ``ArchiveError/wrongSize(path:expected:actual:)`` when it is not whole.
    public func endFile() throws {
        guard let (path, size, written) = current else { return }
        guard written == size else {
            throw ArchiveError.wrongSize(path: path.string, expected: size, actual: written)
        }
        try check(archive_write_finish_entry(archive))
        current = nil
    }

    /// A whole small file.
    public func addFile(_ path: SafePath, contents: [UInt8], modified: Int64) throws {
        try beginFile(path, size: Int64(contents.count), modified: modified)
        try contents.withUnsafeBytes { try write($0) }
        try endFile()
    }

    /// How large the tar of these files will be, in bytes. It is written once for that, with zeros for what is in the files.
    public static func size(of files: [(path: SafePath, size: Int64, modified: Int64)]) throws -> Int64 {
        final class Count { var bytes: Int64 = 0 }
        let count = Count()
        let writer = try TarWriter { count.bytes += Int64($0.count) }
        for file in files {
            try writer.beginFile(file.path, size: file.size, modified: file.modified)
            try writer.check(archive_write_finish_entry(writer.archive))
            writer.current = nil
        }
        try writer.finish()
        return count.bytes
    }

    /// Ends the archive.
    public func finish() throws { try check(archive_write_close(archive)) }

    private func check(_ status: Int32) throws {
        guard status == ARCHIVE_OK else { throw failure() }
    }

    private func failure() -> any Error { LibArchive.failure(archive, callback) }

    deinit {
        // Not `close`: an archive that was not finished must not look as if it were.
        archive_write_fail(archive)
        archive_write_free(archive)
    }
}
