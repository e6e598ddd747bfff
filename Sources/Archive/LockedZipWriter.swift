import CArchive
import Foundation

/// Writes a ``LockedZip`` to a stream: a zip with one stored file, AES-256 under a passphrase. Memory does not grow with the file; from 4 GiB
/// on sizes have 64 bits.
public final class LockedZipWriter {
    private typealias Output = (UnsafeRawBufferPointer) throws -> Void

    private let archive: OpaquePointer
    private let callback: Callback<Output>

    /// - Parameters:
    ///   - name: of the file in it, which anybody can read.
    ///   - size: of that file, in bytes; not 0, which libarchive would leave unlocked.
    ///   - modified: seconds after 1970.
    public init(
        name: String, size: Int64, modified: Int64, passphrase: UnsafeRawBufferPointer,
        output: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try LibArchive.requireUTF8()
        guard size > 0 else { throw ArchiveError.malformed("nothing to lock") }
        guard let archive = archive_write_new() else { throw ArchiveError.malformed("out of memory") }
        self.archive = archive
        callback = Callback(output)
        try check(archive_write_set_format_zip(archive))
        archive_write_set_bytes_per_block(archive, 0)
        archive_write_set_bytes_in_last_block(archive, 1)
        try check(archive_write_set_options(archive, "zip:compression=store,zip:encryption=aes256"))
        try check(withCString(passphrase) { archive_write_set_passphrase(archive, $0) })
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
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, size)
        archive_entry_set_filetype(entry, LibArchive.regularFile)
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, Int(modified), 0)
        try check(archive_write_header(archive, entry))
    }

    /// Adds to the file.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = archive_write_data(archive, rest.baseAddress, rest.count)
            guard count > 0 else { throw failure() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Ends the zip.
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
