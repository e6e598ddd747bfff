import Bytes
import CArchive
import Foundation

/// The one file of a ``LockedZip``, piece by piece.
public final class LockedZipReader {
    private let archive: OpaquePointer
    private let input: Callback<Input>
    private var left: Int64

    /// Where the file is read from, and the one buffer that is filled.
    private final class Input {
        let zip: LockedZip
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 64)
        var offset: Int64 = 0
        init(_ zip: LockedZip) { self.zip = zip }
        deinit { buffer.deallocate() }
    }

    /// Throws what ``LockedZip/authenticate(_:)`` does, which looks at the whole file first.
    public init(_ zip: LockedZip, passphrase: UnsafeRawBufferPointer) throws {
        try LibArchive.requireUTF8()
        try zip.authenticate(passphrase)
        guard let archive = archive_read_new() else { throw ArchiveError.malformed("out of memory") }
        self.archive = archive
        input = Callback(Input(zip))
        left = zip.contentSize
        archive_read_support_format_zip_seekable(archive)
        try check(withCString(passphrase) { archive_read_add_passphrase(archive, $0) })
        archive_read_set_callback_data(archive, input.pointer)
        archive_read_set_read_callback(archive) { _, pointer, bytes in
            guard let callback = Callback<Input>.of(pointer), let bytes else { return -1 }
            do {
                let input = callback.closure
                let count = try input.zip.read(input.offset, input.buffer)
                input.offset += Int64(count)
                bytes.pointee = UnsafeRawPointer(input.buffer.baseAddress)
                return count
            } catch {
                callback.error = error
                return -1
            }
        }
        archive_read_set_seek_callback(archive) { _, pointer, offset, whence in
            guard let input = Callback<Input>.of(pointer)?.closure else { return -1 }
            let base = whence == SEEK_END ? input.zip.size : whence == SEEK_CUR ? input.offset : 0
            input.offset = max(0, base + offset)
            return input.offset
        }
        try check(archive_read_open1(archive))
        var entry: OpaquePointer?
        try check(archive_read_next_header(archive, &entry))
        guard archive_entry_size(entry) == left, archive_entry_is_data_encrypted(entry) != 0 else {
            throw LockedZip.otherZip
        }
    }

    /// Up to `target.count` bytes of the file; 0 at its end, when it was found to be whole once more.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, target.baseAddress, target.count)
        try input.rethrow()
        guard count >= 0 else { throw failure() }
        left -= Int64(count)
        guard left >= 0, count > 0 || left == 0 || target.isEmpty else { throw LockedZip.otherZip }
        return count
    }

    private func check(_ status: Int32) throws {
        guard status == ARCHIVE_OK else { throw failure() }
    }

    private func failure() -> any Error { LibArchive.failure(archive, input) }

    deinit { archive_read_free(archive) }
}

/// Lends bytes with a zero behind them, which are wiped afterwards.
func withCString<R>(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafePointer<CChar>) -> R) -> R {
    let text = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 1)
    defer {
        wipe(text)
        text.deallocate()
    }
    text.copyMemory(from: bytes)
    text[bytes.count] = 0
    return text.withMemoryRebound(to: CChar.self) { characters in
        // cannot trap: there is at least the zero
        body(UnsafePointer(characters.baseAddress.unsafelyUnwrapped))
    }
}
