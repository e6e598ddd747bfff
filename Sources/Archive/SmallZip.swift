import CArchive
import Foundation

/// A zip of a few small files, made in memory and not compressed: what an OpenDocument file is.
public enum SmallZip {
    /// - Parameter files: in the order in which they are to lie in it.
    public static func bytes(of files: [(path: SafePath, contents: [UInt8])]) throws -> [UInt8] {
        try LibArchive.requireUTF8()
        guard let archive = archive_write_new() else { throw ArchiveError.malformed("out of memory") }
        defer { archive_write_free(archive) }
        func check(_ status: Int32) throws {
            guard status == ARCHIVE_OK else { throw ArchiveError.malformed(LibArchive.message(archive)) }
        }
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_zip_set_compression_store(archive))
        try check(archive_write_set_bytes_per_block(archive, 0))
        // Each has two headers and a name in both.
        let room = files.reduce(65_536) { $0 + $1.contents.count + 2 * $1.path.string.utf8.count + 512 }
        return try [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
            used = 0
            try check(archive_write_open_memory(archive, buffer.baseAddress, room, &used))
            for (path, contents) in files {
                let entry = archive_entry_new()
                defer { archive_entry_free(entry) }
                archive_entry_set_pathname(entry, path.string)
                archive_entry_set_size(entry, Int64(contents.count))
                archive_entry_set_filetype(entry, LibArchive.regularFile)
                archive_entry_set_perm(entry, 0o600)
                try check(archive_write_header(archive, entry))
                let written = contents.withUnsafeBytes {
                    archive_write_data(archive, $0.baseAddress, $0.count)
                }
                guard written == contents.count else {
                    throw ArchiveError.malformed(LibArchive.message(archive))
                }
            }
            try check(archive_write_close(archive))
        }
    }
}
