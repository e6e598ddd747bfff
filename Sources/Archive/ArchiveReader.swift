import Bytes
import CArchive
import Foundation

/// Reads an archive entry by entry, in bounded memory. No path and no size in it is trusted.
///
/// libarchive reads; beside it ``TarStructure`` or ``ZipStructure`` sees the same bytes, and both must say the same. So what comes out
/// is what any program unpacks from the archive.
public final class ArchiveReader {
    /// What is refused whatever the archive says.
    public struct Limits: Sendable {
        /// Files and folders.
        public var entries = 100_000
        /// All files together, in bytes.
        public var totalSize: Int64 = 1 << 42
        public init() {}
    }

    public struct Entry: Sendable {
        public let path: SafePath
        /// In bytes.
        public let size: Int64
    }

    private typealias Input = (UnsafeMutableRawBufferPointer) throws -> Int
    /// A tar archive is made of blocks of this size.
    public static let blockSize = TarStructure.blockSize

    private let archive: OpaquePointer
    private let callback: Callback<Input>
    private let buffer: UnsafeMutableRawBufferPointer
    private let context: ReadContext
    private let structure: any ArchiveStructure
    private let limits: Limits
    private var names = NameLedger()
    private var entries = 0
    private var total: Int64 = 0
    /// Of the current file, in bytes.
    private var left: Int64 = 0

    /// What the C callback needs: the closure and the one buffer that it fills.
    private final class ReadContext {
        let callback: Callback<Input>
        let buffer: UnsafeMutableRawBufferPointer
        init(_ callback: Callback<Input>, _ buffer: UnsafeMutableRawBufferPointer) {
            self.callback = callback
            self.buffer = buffer
        }
    }

    /// A tar, from a stream.
    ///
    /// - Parameters:
    ///   - bufferSize: how much is read at a time, in bytes. With ``blockSize`` no byte of a tar file is read before it is needed.
    ///   - input: fills the given memory and returns how many bytes it has filled, 0 at the end. What it throws comes
    ///     out of the method that was called.
    public convenience init(
        limits: Limits = Limits(), bufferSize: Int = 1 << 17,
        tar input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        try self.init(TarStructure(), limits: limits, bufferSize: bufferSize, input: input) {
            archive_read_support_format_tar($0)
        }
    }

    /// A zip, whose directory was held against its files.
    public convenience init(zip: ZipStructure, limits: Limits = Limits()) throws {
        try self.init(zip, limits: limits, bufferSize: 1 << 17, input: zip.stream()) {
            archive_read_support_format_zip_streamable($0)
        }
    }

    private init(
        _ structure: any ArchiveStructure, limits: Limits, bufferSize: Int,
        input: @escaping (UnsafeMutableRawBufferPointer) throws -> Int,
        support: (OpaquePointer) -> Int32
    ) throws {
        try LibArchive.requireUTF8()
        guard let archive = archive_read_new() else { throw ArchiveError.malformed("out of memory") }
        self.archive = archive
        self.limits = limits
        self.structure = structure
        callback = Callback { buffer in
            let count = try input(buffer)
            try structure.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return count
        }
        buffer = .allocate(byteCount: bufferSize, alignment: 64)
        context = ReadContext(callback, buffer)
        _ = support(archive)
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

    /// The next file; nil at the end, when the input was read to its end as well. Folders are passed over.
    ///
    /// Throws ``ArchiveError/unsafePath(_:)``, ``ArchiveError/unsupportedEntry(_:)`` for links and devices,
    /// ``ArchiveError/duplicateEntry(_:)``, ``ArchiveError/tooLarge(_:)``, ``ArchiveError/malformed(_:)``.
    public func next() throws -> Entry? {
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            // What was thrown while libarchive read ahead, which it may have taken for the end.
            try callback.rethrow()
            if status == ARCHIVE_EOF {
                try readToEnd()
                return nil
            }
            guard status == ARCHIVE_OK else { throw failure() }
            guard let stated = structure.next() else {
                throw ArchiveError.malformed("a file that is not where it should be")
            }
            entries += 1
            guard entries <= limits.entries else {
                throw ArchiveError.tooLarge("over \(limits.entries) entries")
            }
            guard let path = try path(of: entry, stated) else { continue }
            try names.enter(path, isFolder: stated.isFolder)
            if stated.isFolder { continue }
            guard stated.size <= limits.totalSize - total else {
                throw ArchiveError.tooLarge("over \(limits.totalSize) bytes")
            }
            left = stated.size
            return Entry(path: path, size: stated.size)
        }
    }

    /// Holds what libarchive says against what the bytes say. Nil for the folder that all lies in.
    private func path(of entry: OpaquePointer?, _ stated: StatedEntry) throws -> SafePath? {
        guard let text = String(validating: stated.name, as: UTF8.self) else {
            throw ArchiveError.malformed("a name that is not UTF-8")
        }
        var name = archive_entry_pathname_utf8(entry).map { String(cString: $0) } ?? ""
        if stated.isFolder, name.utf8.last == SafePath.separator {
            name = String(decoding: name.utf8.dropLast(), as: UTF8.self)
        }
        // As strings, and so up to how accents are written: libarchive composes them. What counts are the bytes.
        guard name == text,
            archive_entry_filetype(entry) == (stated.isFolder ? LibArchive.folder : LibArchive.regularFile),
            stated.isFolder
                || archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) == stated.size,
            archive_entry_hardlink(entry) == nil, archive_entry_symlink(entry) == nil,
            archive_entry_sparse_count(entry) == 0, archive_entry_is_encrypted(entry) == 0
        else { throw ArchiveError.malformed("a file that programs would read in more than one way") }
        let inner = stated.name.starts(with: "./".utf8) ? stated.name.dropFirst(2) : stated.name[...]
        if stated.isFolder, inner.isEmpty || inner.elementsEqual(".".utf8) { return nil }
        return try SafePath(String(decoding: inner, as: UTF8.self))
    }

    /// Up to `target.count` bytes of the current file; 0 at its end.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, target.baseAddress, target.count)
        try callback.rethrow()
        guard count >= 0 else { throw failure() }
        left -= Int64(count)
        total += Int64(count)
        guard left >= 0, count > 0 || left == 0 || target.isEmpty else {
            throw ArchiveError.malformed("a file of another size than its header says")
        }
        return count
    }

    /// Reads what is behind the archive, so that all of it was looked at and an authenticated stream is known to be whole.
    private func readToEnd() throws {
        while try callback.closure(buffer) > 0 {}
        guard structure.next() == nil else {
            throw ArchiveError.malformed("a file that is not where it should be")
        }
        try structure.finish()
    }

    private func failure() -> any Error { LibArchive.failure(archive, callback) }

    deinit {
        archive_read_free(archive)
        // The buffer held plaintext.
        wipe(buffer)
        buffer.deallocate()
    }
}
