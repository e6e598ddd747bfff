import CArchive
import Foundation

/// Reads an archive from a stream, entry by entry, in bounded memory. No path and no size in it is trusted.
public final class ArchiveReader {
    public enum Format: Sendable { case tar, zip }

    /// What is refused whatever the archive says.
    public struct Limits: Sendable {
        public var entries = 100_000
        /// All files together, in bytes.
        public var totalSize: Int64 = 1 << 42
        public init() {}
    }

    public struct Entry: Sendable {
        public let path: SafePath
        /// In bytes; nil where the format does not say before the file.
        public let size: Int64?
        /// Seconds since 1970.
        public let modified: Int64
    }

    private typealias Input = (UnsafeMutableRawBufferPointer) throws -> Int
    /// A tar archive is made of blocks of this size.
    public static let blockSize = 512

    private let archive: OpaquePointer
    private let callback: Callback<Input>
    private let buffer: UnsafeMutableRawBufferPointer
    private let context: ReadContext
    private let limits: Limits
    private var seen: Set<String> = []
    private var total: Int64 = 0

    /// What the C callback needs: the closure and the one buffer that it fills.
    private final class ReadContext {
        let callback: Callback<Input>
        let buffer: UnsafeMutableRawBufferPointer
        init(_ callback: Callback<Input>, _ buffer: UnsafeMutableRawBufferPointer) {
            self.callback = callback
            self.buffer = buffer
        }
    }

    /// - Parameters:
    ///   - bufferSize: how much is read at a time, in bytes. With ``blockSize`` no byte of a tar file is read before it is needed.
    ///   - input: fills the given memory and returns how many bytes it has filled, 0 at the end. What it throws comes
    ///     out of the method that was called.
    public init(
        formats: Set<Format>, limits: Limits = Limits(), bufferSize: Int = 1 << 17,
        input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        try LibArchive.requireUTF8()
        guard let archive = archive_read_new() else { throw ArchiveError.malformed("out of memory") }
        self.archive = archive
        self.limits = limits
        callback = Callback(input)
        buffer = .allocate(byteCount: bufferSize, alignment: 64)
        context = ReadContext(callback, buffer)
        if formats.contains(.tar) { archive_read_support_format_tar(archive) }
        if formats.contains(.zip) { archive_read_support_format_zip_streamable(archive) }
        let status = archive_read_open(
            archive, Unmanaged.passUnretained(context).toOpaque(), nil,
            { _, pointer, bytes in
                guard let pointer, let bytes else { return -1 }
                let context = Unmanaged<ReadContext>.fromOpaque(pointer).takeUnretainedValue()
                do {
                    bytes.pointee = UnsafeRawPointer(context.buffer.baseAddress)
                    return try context.callback.closure(context.buffer)
                } catch {
                    context.callback.error = error
                    return -1
                }
            }, nil)
        guard status == ARCHIVE_OK else { throw failure() }
    }

    /// The next file; nil at the end. Folders are passed over.
    ///
    /// Throws ``ArchiveError/unsafePath(_:)``, ``ArchiveError/unsupportedEntry(_:)`` for links and devices,
    /// ``ArchiveError/duplicateEntry(_:)``, ``ArchiveError/tooLarge(_:)``, ``ArchiveError/malformed(_:)``.
    public func next() throws -> Entry? {
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return nil }
            guard status == ARCHIVE_OK else { throw failure() }
            guard var name = archive_entry_pathname_utf8(entry).map({ String(cString: $0) }) else {
                throw ArchiveError.malformed("a name that is not UTF-8")
            }
            let type = archive_entry_filetype(entry)
            let isFolder = type == LibArchive.folder
            while isFolder, name.hasSuffix("/") { name.removeLast() }
            if name.hasPrefix("./") { name.removeFirst(2) }
            if isFolder && (name == "." || name.isEmpty) { continue }
            let path = try SafePath(name)
            guard isFolder || type == LibArchive.regularFile, archive_entry_hardlink(entry) == nil,
                archive_entry_sparse_count(entry) == 0
            else { throw ArchiveError.unsupportedEntry(name) }
            guard archive_entry_is_encrypted(entry) == 0 else {
                throw ArchiveError.malformed("\(name) is encrypted")
            }
            guard seen.count < limits.entries else {
                throw ArchiveError.tooLarge("over \(limits.entries) entries")
            }
            guard seen.insert(name).inserted else { throw ArchiveError.duplicateEntry(name) }
            if isFolder { continue }
            let size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : nil
            if let size, size < 0 || size > limits.totalSize - total {
                throw ArchiveError.tooLarge("over \(limits.totalSize) bytes")
            }
            return Entry(path: path, size: size, modified: Int64(archive_entry_mtime(entry)))
        }
    }

    /// Up to `target.count` bytes of the current file; 0 at its end.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, target.baseAddress, target.count)
        guard count >= 0 else { throw failure() }
        total += Int64(count)
        guard total <= limits.totalSize else { throw ArchiveError.tooLarge("over \(limits.totalSize) bytes") }
        return count
    }

    /// Reads the input to its end, behind the end of the archive, so that an authenticated stream is known to be whole.
    public func drain() throws {
        while try callback.closure(buffer) > 0 {}
    }

    private func failure() -> any Error {
        do {
            try callback.rethrow()
            return ArchiveError.malformed(LibArchive.message(archive))
        } catch {
            return error
        }
    }

    deinit {
        archive_read_free(archive)
        // The buffer held plaintext.
        wipe(buffer)
        buffer.deallocate()
    }
}

/// Overwrites memory in a way that the compiler does not remove.
private func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    #if canImport(Glibc)
        if let start = memory.baseAddress { explicit_bzero(start, memory.count) }
    #else
        if let start = memory.baseAddress { _ = memset_s(start, memory.count, 0, memory.count) }
    #endif
}
